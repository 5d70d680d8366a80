//! What the public side answers.

mod basemap;
mod board;
mod cases;
mod changes;
mod effect;
mod elements;
mod facets;
mod live;
mod lookalikes;
mod map;
mod places;
mod rectification;
mod requests;
mod weekly;

pub use map::{Tile, areas_of, cells_of, points_of};
pub use requests::{RequestUpdate, RequestsAsked, ServiceRequest};
pub use weekly::KeptReport;
