//! Regions of this platform, the stations of one, and places by name or code.

use axum::Json;
use axum::extract::State;
use domain::live::RegionInfo;
use domain::map::{PlaceView, StationView};
use portal::{PlacesQuery, RegionQuery};

use super::Params;
use crate::problem::Problem;
use crate::state::PublicState;

pub(super) async fn regions(
    State(state): State<PublicState>,
    params: Params,
) -> Result<Json<Vec<RegionInfo>>, Problem> {
    params.none_expected()?;
    Ok(Json(state.portal.regions()))
}

pub(super) async fn stations(
    State(state): State<PublicState>,
    params: Params,
) -> Result<Json<Vec<StationView>>, Problem> {
    let query = RegionQuery::parse(params.pairs(), &state.portal)?;
    Ok(Json(state.portal.stations(&query.region, params.lang())?))
}

pub(super) async fn places(
    State(state): State<PublicState>,
    params: Params,
) -> Result<Json<Vec<PlaceView>>, Problem> {
    let query = PlacesQuery::parse(params.pairs(), &state.portal)?;
    let found = state
        .portal
        .places(&query, state.portal.now(), params.lang())
        .await?;
    Ok(Json(found))
}
