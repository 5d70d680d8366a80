//! Questions as they come in a query string: every parameter known, every value checked, every mistake named
//! by its field. Pages and API read the same parameters.

mod board;
mod cases;
mod changes;
mod comparison;
mod effect;
mod elements;
mod facets;
mod features;
mod fields;
mod histogram;
mod map;
mod period;
mod places;

pub(crate) use board::Span;
pub use board::{BoardQuery, RegionQuery};
pub use cases::CasesQuery;
pub use changes::ChangesQuery;
pub use comparison::{Comparison, ComparisonError};
pub use effect::EffectQuery;
pub use elements::ElementsQuery;
pub use facets::{FacetsQuery, NearestQuery, SummaryQuery, TopQuery};
pub use features::{FeaturesPage, FeaturesQuery};
pub use fields::Pairs;
pub use histogram::HistogramQuery;
pub use map::{AreaLevel, AreasQuery, CellsQuery, MapFilter, PointsQuery, TileQuery};
pub use period::Period;
pub use places::PlacesQuery;
