//! What the map draws: cells, points, counts per grid cell, and the shapes themselves.

use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use domain::map::{AreasView, CellsView, HistogramView, PointsView};
use http::header;
use portal::{AreasQuery, CellsQuery, HistogramQuery, PointsQuery, RegionQuery};

use super::Params;
use crate::problem::Problem;
use crate::state::PublicState;

pub(super) async fn cells(
    State(state): State<PublicState>,
    params: Params,
) -> Result<Json<CellsView>, Problem> {
    let query = CellsQuery::parse(params.pairs(), &state.portal)?;
    Ok(Json(
        state
            .compute(move |portal| portal.cells(&query, portal.now()))
            .await?,
    ))
}

pub(super) async fn points(
    State(state): State<PublicState>,
    params: Params,
) -> Result<Json<PointsView>, Problem> {
    let query = PointsQuery::parse(params.pairs(), &state.portal)?;
    Ok(Json(
        state
            .compute(move |portal| portal.points(&query, portal.now()))
            .await?,
    ))
}

pub(super) async fn areas(
    State(state): State<PublicState>,
    params: Params,
) -> Result<Json<AreasView>, Problem> {
    let query = AreasQuery::parse(params.pairs(), &state.portal)?;
    Ok(Json(
        state
            .compute(move |portal| portal.areas(&query, portal.now()))
            .await?,
    ))
}

pub(super) async fn histogram(
    State(state): State<PublicState>,
    params: Params,
) -> Result<Json<HistogramView>, Problem> {
    let query = HistogramQuery::parse(params.pairs(), &state.portal)?;
    Ok(Json(
        state
            .compute(move |portal| portal.histogram(&query, portal.now()))
            .await?,
    ))
}

/// Shapes move only when a district is drawn anew: a reader may keep them for a while unasked.
pub(super) async fn grid(State(state): State<PublicState>, params: Params) -> Result<Response, Problem> {
    let query = RegionQuery::parse(params.pairs(), &state.portal)?;
    let view = state.portal.grid(&query.region, params.lang())?;
    Ok(([(header::CACHE_CONTROL, "public, max-age=300")], Json(&*view)).into_response())
}
