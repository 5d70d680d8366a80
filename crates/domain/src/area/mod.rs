//! Areas: point in polygon and the compact ring encoding of the wire.

mod ring;

pub use ring::{contains, decode, encode};
