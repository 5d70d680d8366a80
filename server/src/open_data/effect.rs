//! `GET /api/v1/effect`.

use axum::Json;
use axum::extract::State;
use domain::effect::EffectView;
use portal::EffectQuery;

use super::Params;
use crate::problem::Problem;
use crate::state::PublicState;

pub(super) async fn json(
    State(state): State<PublicState>,
    params: Params,
) -> Result<Json<EffectView>, Problem> {
    let query = EffectQuery::parse(params.pairs(), &state.portal)?;
    Ok(Json(
        state
            .compute(move |portal| portal.effect(&query, portal.now()))
            .await?,
    ))
}
