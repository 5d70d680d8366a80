//! What the public may see of a case, and how it is blurred.

mod rounding;
mod snapping;
mod tier;

pub use rounding::Rounding;
pub use snapping::nearest_anchor;
pub use tier::Tier;
