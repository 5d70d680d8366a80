//! Elements of the grid that are public, as GeoJSON.

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use domain::element::ElementsView;
use http::header;
use portal::ElementsQuery;
use serde_json::json;

use super::Params;
use super::features::{MEDIA_TYPE, mark};
use crate::problem::Problem;
use crate::state::PublicState;

pub(super) async fn list(State(state): State<PublicState>, params: Params) -> Result<Response, Problem> {
    let query = ElementsQuery::parse(params.pairs(), &state.portal)?;
    let view = state.compute(move |portal| portal.elements(&query)).await?;
    answer(&view)
}

/// A feature collection that says how many elements there are.
pub(crate) fn answer(view: &ElementsView) -> Result<Response, Problem> {
    let features: Vec<_> = view.marks.iter().map(mark).collect();
    let body = json!({
        "type": "FeatureCollection",
        "numberMatched": view.matched,
        "truncated": view.left_out > 0,
        "features": features,
    });
    let body = serde_json::to_vec(&body).map_err(Problem::internal)?;
    Ok(([(header::CONTENT_TYPE, MEDIA_TYPE)], body).into_response())
}
