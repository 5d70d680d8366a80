//! Areas: point in polygon, the compact ring encoding of the wire, and areas that addresses name.

mod finder;
mod named;
mod ring;
mod snap;

pub use finder::Finder;
pub use named::{NamedArea, PlacedBy, SameAddress, Unplaced, UnplacedPage, named_in};
pub use ring::{contains, decode, encode};
pub use snap::{Snapped, snap};
