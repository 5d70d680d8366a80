//! How much is read and compared, and from what size on a difference counts.
//!
//! A district has hundreds of cells of tens to thousands of corners. The limits are a hundred times that, and keep the longest
//! check at seconds.

/// Bytes of a file, and of each part of a zip archive once unpacked.
pub const FILE_BYTES: usize = 128 << 20;
/// Cells of a grid.
pub const CELLS: usize = 20_000;
/// Corners of one cell: what is drawn finer than this was not drawn by hand.
pub const CELL_CORNERS: usize = 50_000;
/// Corners of a file.
pub const FILE_CORNERS: usize = 1_000_000;
/// Characters of a name.
pub const NAME_CHARS: usize = 64;
/// Pairs of sides whose boxes meet. Where neighbours share their corners a side meets about six others.
pub(crate) const COMPARISONS: u64 = 40_000_000;
/// Places where sides of different cells cross. A border that is drawn twice, each time with corners of its own, crosses itself
/// about once a corner.
pub(crate) const CROSSINGS: u64 = 1_000_000;
/// Corners walked when pairs of cells are cut out of each other.
pub(crate) const STEPS: u64 = 200_000_000;
/// What a pair costs beside its corners.
pub(crate) const PAIR: u64 = 500;
/// Faults that are told one by one; of more only the number is told.
pub const TOLD: usize = 200;

/// Width in metres up to which an overlap or a gap is a sliver: what five decimals of a degree tell, to which outlines are
/// rounded where they are published. The width of a piece is twice its area by its perimeter.
pub const SLIVER_METRES: f64 = 1.0;
/// Corners closer than this are one, in degrees: a millimetre. Files are written and read in decimals.
pub(crate) const SAME_DEGREES: f64 = 1e-8;
/// Share of a cell that may lie outside the outline of its area: outlines and grids are drawn at different scales.
pub const OUTSIDE_SHARE: f64 = 0.01;
