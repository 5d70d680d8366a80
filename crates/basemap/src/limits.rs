//! How much is read, and how much of it is served at once.
//!
//! A district of a city has some ten thousand roads and a hundred thousand buildings.

/// Bytes of a file.
pub const FILE_BYTES: usize = 128 << 20;
/// Features of all files together.
pub const FEATURES: usize = 500_000;
/// Corners of all files together.
pub const CORNERS: usize = 3_000_000;
/// Characters of a name.
pub const NAME_CHARS: usize = 64;
/// Faults that are told one by one; of more only the number is told.
pub const TOLD: usize = 50;
/// Degrees that the ground of a region may measure from side to side.
pub const DEGREES: f64 = 4.0;
/// Corners of the ground as it is seen from far. A corner is some four bytes once it is compressed.
pub const FAR_CORNERS: usize = 16_000;
/// Corners of one tile of the nearer ground.
pub const TILE_CORNERS: usize = 24_000;
