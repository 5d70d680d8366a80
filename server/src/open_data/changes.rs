//! `GET /api/v1/changes`: for those who keep a copy.

use axum::Json;
use axum::extract::State;
use domain::case::ChangePage;
use portal::ChangesQuery;

use super::Params;
use crate::problem::Problem;
use crate::state::PublicState;

pub(super) async fn feed(
    State(state): State<PublicState>,
    params: Params,
) -> Result<Json<ChangePage>, Problem> {
    let query = ChangesQuery::parse(params.pairs(), &state.portal)?;
    let changes = state
        .portal
        .changes(&query, state.portal.now(), params.lang())
        .await?;
    Ok(Json(changes))
}
