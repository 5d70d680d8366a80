//! `/tiles/{source}/{z}/{x}/{y}`: tiles of the archives on our disk.

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use http::header;

use crate::middleware::fresh::Tag;
use crate::open_data::Params;
use crate::problem::Problem;
use crate::router::{Entry, Keep};
use crate::state::PublicState;

/// An archive is replaced with the server; a reader asks again once a day.
const CACHE: &str = "public, max-age=86400";

pub(crate) fn entry() -> Entry {
    Entry::public(
        "/tiles/{source}/{z}/{x}/{y}",
        Keep::Answer(Tag::Content),
        get(tile),
    )
}

async fn tile(
    State(state): State<PublicState>,
    Path((source, z, x, y)): Path<(String, String, String, String)>,
    params: Params,
) -> Result<Response, Problem> {
    params.none_expected()?;
    let nothing = || Problem::not_found("There is no such tile.");
    let archive = state.map.archive(&source).ok_or_else(nothing)?;
    let y = y.split('.').next().unwrap_or_default();
    let (Ok(z), Ok(x), Ok(y)) = (z.parse(), x.parse(), y.parse()) else {
        return Err(nothing());
    };
    let tile = archive.tile(z, x, y).await.map_err(Problem::internal)?;
    let tile = tile.ok_or_else(nothing)?;
    let headers = [
        (header::CONTENT_TYPE, archive.content_type()),
        (header::CACHE_CONTROL, CACHE),
    ];
    Ok((headers, tile).into_response())
}
