//! What a district is made of before the first case: areas, grids, units, kinds, limits, stations.

mod read;
mod write;

pub use read::{GridAnchors, drawn_areas, grid_anchors};
pub use write::{
    Category, Community, Department, District, GridCell, StageLimit, Station, Township, copy_histories,
    ensure_grid_cells, has_cases, put_district,
};
