//! `GET /api/v1/cases` and one case.

use axum::Json;
use axum::extract::{Path, State};
use domain::Lang;
use domain::case::{CaseFile, CasePage};
use portal::{CasesQuery, RegionQuery};

use super::Params;
use crate::problem::Problem;
use crate::state::PublicState;

pub(super) async fn list(
    State(state): State<PublicState>,
    params: Params,
) -> Result<Json<CasePage>, Problem> {
    Ok(Json(page(&state, params.pairs(), params.lang()).await?))
}

pub(super) async fn one(
    State(state): State<PublicState>,
    Path(code): Path<String>,
    params: Params,
) -> Result<Json<CaseFile>, Problem> {
    let query = RegionQuery::parse(params.pairs(), &state.portal)?;
    let found = state
        .portal
        .case(&query.region, &code, state.portal.now(), params.lang())
        .await?;
    let absent =
        || Problem::not_found("There is no case with this code in this region, or it is not public.");
    found.map(Json).ok_or_else(absent)
}

/// A page of the list.
pub(super) async fn page(
    state: &PublicState,
    pairs: &[(String, String)],
    lang: Lang,
) -> Result<CasePage, Problem> {
    let query = CasesQuery::parse(pairs, &state.portal)?;
    Ok(state.portal.cases(&query, state.portal.now(), lang).await?)
}
