//! The basemap of our own: borders and names made of the grid, and the ground that was imported.

use axum::Json;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use http::header;
use portal::RegionQuery;

use super::Params;
use crate::problem::Problem;
use crate::state::PublicState;

/// Like the shapes of the grid.
const CACHE: (header::HeaderName, &str) = (header::CACHE_CONTROL, "public, max-age=300");

pub(super) async fn whole(State(state): State<PublicState>, params: Params) -> Result<Response, Problem> {
    let query = RegionQuery::parse(params.pairs(), &state.portal)?;
    let (region, lang) = (query.region.clone(), params.lang());
    let view = state.compute(move |portal| portal.borders(&region, lang)).await?;
    let view = state.portal.with_ground(view, &query.region).await?;
    Ok(([CACHE], Json(view)).into_response())
}

/// A tile of the nearer ground.
pub(super) async fn tile(
    State(state): State<PublicState>,
    Path((z, x, y)): Path<(String, String, String)>,
    params: Params,
) -> Result<Response, Problem> {
    let query = RegionQuery::parse(params.pairs(), &state.portal)?;
    let zoom = basemap::LEVELS
        .iter()
        .map(|level| level.zoom)
        .find(|zoom| zoom.to_string() == z);
    let zoom = zoom.ok_or_else(|| Problem::invalid("z", "is one of the levels that the basemap names"))?;
    let place = |name: &'static str, text: &str| {
        let place = text
            .parse::<u32>()
            .ok()
            .filter(|place| u64::from(*place) < 1 << zoom);
        place.ok_or_else(|| {
            Problem::invalid(name, format!("is a tile of zoom {zoom}: below {}", 1_u64 << zoom))
        })
    };
    let place = (place("x", &x)?, place("y", &y)?);
    let ground = state.portal.ground(&query.region, zoom, place).await?;
    Ok(([CACHE, (header::CONTENT_TYPE, "application/json")], ground).into_response())
}
