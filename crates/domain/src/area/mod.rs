//! Areas: point in polygon, the compact ring encoding of the wire, areas that addresses name, and areas that people draw.

mod drawn;
mod finder;
pub mod gcj02;
mod inside;
mod named;
mod ring;
mod snap;

pub use drawn::{AreaFault, DrawnArea, Spot7};
pub use finder::Finder;
pub use inside::name_point;
pub use named::{NamedArea, PlacedBy, SameAddress, Unplaced, UnplacedPage, named_in};
pub use ring::{contains, decode, encode};
pub use snap::{Snapped, snap};
