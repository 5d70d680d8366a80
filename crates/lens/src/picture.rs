//! Which picture a lens shows. The types are empty; they only keep the two apart.

use std::fmt::Debug;

mod sealed {
    pub trait Sealed {
        /// What a snapshot of the picture is marked with.
        const TAG: u8;
    }
    impl Sealed for super::Public {
        const TAG: u8 = b'P';
    }
    impl Sealed for super::Staff {
        const TAG: u8 = b'S';
    }
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
