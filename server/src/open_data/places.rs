//! Regions of this platform, and the stations of one.

use axum::Json;
use axum::extract::State;
use domain::live::RegionInfo;
use domain::map::StationView;
use portal::RegionQuery;

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
