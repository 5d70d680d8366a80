//! The open interface `/api/v1`: what the pages show, as JSON and CSV, for everybody.
//!
//! Handlers parse nothing and compute nothing: the queries of `portal` do the one, the portal the
//! other. Every parameter that is not known is refused with its name. The contract stands in
//! `openapi.json`, which a test holds against the routes and against real answers.

mod basemap;
mod board;
mod case_files;
mod cases;
mod changes;
pub(crate) mod csv_file;
mod effect;
pub(crate) mod elements;
mod facets;
pub(crate) mod features;
mod map;
mod params;
mod places;
mod report_sheet;
mod tiles;
mod weekly;

use axum::response::{IntoResponse, Response};
use axum::routing::get;
use http::header;
use portal::PortalError;

pub(crate) use params::Params;
pub(crate) use weekly::file as report_file;

use crate::middleware::fresh::Tag;
use crate::problem::Problem;
use crate::router::{Entry, Keep};

/// The contract, OpenAPI 3.1.
const OPENAPI: &str = include_str!("openapi.json");

/// Every endpoint of the open interface.
pub(crate) fn entries() -> Vec<Entry> {
    let kept = |path, handler| Entry::public(path, Keep::Answer(Tag::Version), handler);
    let still = |path, handler| Entry::public(path, Keep::Answer(Tag::Content), handler);
    vec![
        kept("/api/v1/board", get(board::json)),
        kept("/api/v1/board.csv", get(board::csv)),
        kept("/api/v1/board.xlsx", get(board::xlsx)),
        kept("/api/v1/effect", get(effect::json)),
        kept("/api/v1/cells", get(map::cells)),
        kept("/api/v1/points", get(map::points)),
        kept("/api/v1/areas", get(map::areas)),
        kept("/api/v1/elements", get(elements::list)),
        kept("/api/v1/histogram", get(map::histogram)),
        kept("/api/v1/facets", get(facets::facets)),
        kept("/api/v1/top", get(facets::top)),
        kept("/api/v1/nearest", get(facets::nearest)),
        kept("/api/v1/summary", get(facets::summary)),
        still("/api/v1/grid", get(map::grid)),
        still("/api/v1/basemap", get(basemap::whole)),
        still("/api/v1/basemap/{z}/{x}/{y}", get(basemap::tile)),
        kept("/api/v1/tiles/{z}/{x}/{y}", get(tiles::tile)),
        kept("/api/v1/cases", get(cases::list)),
        Entry::public("/api/v1/cases.csv", Keep::Stream, get(case_files::csv)),
        Entry::public("/api/v1/cases.geojson", Keep::Stream, get(case_files::geojson)),
        kept("/api/v1/changes", get(changes::feed)),
        kept("/api/v1/cases/{code}", get(cases::one)),
        kept("/api/v1/reports", get(weekly::list)),
        kept("/api/v1/reports/{week}", get(weekly::one)),
        kept("/api/v1/places", get(places::places)),
        still("/api/v1/stations", get(places::stations)),
        kept("/api/v1/regions", get(places::regions)),
        still("/api/v1/openapi.json", get(openapi)),
    ]
}

async fn openapi(params: Params) -> Result<Response, Problem> {
    params.none_expected()?;
    Ok(([(header::CONTENT_TYPE, "application/json")], OPENAPI).into_response())
}

impl From<PortalError> for Problem {
    fn from(error: PortalError) -> Self {
        match error {
            PortalError::Invalid { field, message } => Self::invalid(field, message),
            PortalError::UnknownRegion(code) => {
                Self::invalid("region", format!("there is no region {code} here"))
            }
            PortalError::Store(error) if error.is_unreachable() => Self::unavailable(error),
            error @ (PortalError::Store(_) | PortalError::BrokenOff(_)) => Self::internal(error),
        }
    }
}
