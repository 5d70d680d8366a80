//! Which picture a lens shows. The types are empty; they only keep the two apart.

use std::fmt::Debug;

mod sealed {
    pub trait Sealed {}
    impl Sealed for super::Public {}
    impl Sealed for super::Staff {}
}

/// One of the two pictures: [`Public`] or [`Staff`]. There cannot be a third.
pub trait Picture: sealed::Sealed + Copy + Debug + Send + Sync + 'static {}

/// What has been published: snapped places, absent tiers left out.
#[derive(Clone, Copy, Debug)]
pub struct Public;

/// What the people at work may see.
#[derive(Clone, Copy, Debug)]
pub struct Staff;

impl Picture for Public {}
impl Picture for Staff {}
