//! What a district is made of before the first case: areas, grids, units, kinds, limits, stations.

mod outlines;
mod read;
mod recut;
mod write;

pub use outlines::{AreaOutline, put_outlines};
pub(crate) use read::grid_versions;
pub use read::{Grid, GridAnchors, KnownAreas, drawn_areas, grid_anchors, grid_at, known_areas};
pub use recut::{Reassigned, Recut, RecutError, recut};
pub use write::{
    Category, Community, Department, District, GridCell, StageLimit, Station, Township, copy_histories,
    ensure_grid_cells, has_cases, put_district,
};
