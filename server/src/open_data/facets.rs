//! What stands behind a filter: what each other choice would give, what is most frequent, what is nearest, and all of it
//! at a glance.

use axum::Json;
use axum::extract::State;
use domain::map::{FacetsView, NearestView, SummaryView, TopView};
use portal::{FacetsQuery, NearestQuery, SummaryQuery, TopQuery};

use super::Params;
use crate::problem::Problem;
use crate::state::PublicState;

pub(super) async fn facets(
    State(state): State<PublicState>,
    params: Params,
) -> Result<Json<FacetsView>, Problem> {
    let query = FacetsQuery::parse(params.pairs(), &state.portal)?;
    let lang = params.lang();
    Ok(Json(
        state
            .compute(move |portal| portal.facets(&query, portal.now(), lang))
            .await?,
    ))
}

pub(super) async fn top(State(state): State<PublicState>, params: Params) -> Result<Json<TopView>, Problem> {
    let query = TopQuery::parse(params.pairs(), &state.portal)?;
    let lang = params.lang();
    Ok(Json(
        state
            .compute(move |portal| portal.top(&query, portal.now(), lang))
            .await?,
    ))
}

pub(super) async fn nearest(
    State(state): State<PublicState>,
    params: Params,
) -> Result<Json<NearestView>, Problem> {
    let query = NearestQuery::parse(params.pairs(), &state.portal)?;
    let lang = params.lang();
    Ok(Json(
        state
            .compute(move |portal| portal.nearest(&query, portal.now(), lang))
            .await?,
    ))
}

pub(super) async fn summary(
    State(state): State<PublicState>,
    params: Params,
) -> Result<Json<SummaryView>, Problem> {
    let query = SummaryQuery::parse(params.pairs(), &state.portal)?;
    let now = state.portal.now();
    Ok(Json(state.portal.summary(query, now, params.lang()).await?))
}
