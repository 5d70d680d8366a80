//! `GET /api/v1/cases`, one case, and the whole list as CSV.

use axum::Json;
use axum::body::Body;
use axum::extract::{Path, State};
use axum::response::Response;
use bytes::Bytes;
use domain::Lang;
use domain::board::UnitRef;
use domain::case::{CaseFile, CasePage, CaseSummary};
use futures::stream;
use portal::{CasesQuery, RegionQuery};

use super::{Params, csv_file};
use crate::problem::Problem;
use crate::state::PublicState;

/// Cases per query while a file is written; the largest page there is.
const FILE_PAGE: &str = "200";

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

const COLUMNS: [&str; 22] = [
    "code",
    "category_code",
    "category",
    "state",
    "timeliness",
    "source",
    "department_code",
    "department",
    "township_code",
    "township",
    "community_code",
    "community",
    "grid_code",
    "grid",
    "lng",
    "lat",
    "received_at",
    "received_rounding",
    "original_due_at",
    "current_due_at",
    "closed_at",
    "region",
];

/// The list under a filter as one file, however long: page after page is read while it is sent, so
/// that memory does not grow with it.
pub(super) async fn csv(State(state): State<PublicState>, params: Params) -> Result<Response, Problem> {
    let lang = params.lang();
    params.refuse("cursor")?;
    params.refuse("limit")?;
    let region = CasesQuery::parse(params.pairs(), &state.portal)?.filter.region;
    let mut pairs = params.pairs().to_vec();
    pairs.push(("limit".to_owned(), FILE_PAGE.to_owned()));
    let first = page(&state, &pairs, lang).await?;
    let name = format!("cases-{region}.csv");
    let region = region.to_string();

    let pages = stream::try_unfold(Some((first, true)), move |next| {
        let (state, pairs, region) = (state.clone(), pairs.clone(), region.clone());
        async move {
            let Some((current, is_first)) = next else {
                return Ok::<_, std::io::Error>(None);
            };
            let heading = is_first.then_some(&COLUMNS[..]);
            let lines = current.items.iter().map(|case| line(case, &region));
            let text = csv_file::rows(heading, lines).map_err(std::io::Error::other)?;
            let following = match current.next {
                None => None,
                Some(cursor) => {
                    let mut pairs = pairs;
                    pairs.push(("cursor".to_owned(), cursor));
                    // The head is sent: all that can be done now is to break off, which the reader notices.
                    let page = page(&state, &pairs, lang).await.map_err(|_| broken_off())?;
                    Some((page, false))
                }
            };
            Ok(Some((Bytes::from(text), following)))
        }
    });
    Ok(csv_file::file(&name, Body::from_stream(pages)))
}

fn broken_off() -> std::io::Error {
    tracing::warn!("a CSV file was broken off: its next page could not be read");
    std::io::Error::other("broken off")
}

async fn page(state: &PublicState, pairs: &[(String, String)], lang: Lang) -> Result<CasePage, Problem> {
    let query = CasesQuery::parse(pairs, &state.portal)?;
    Ok(state.portal.cases(&query, state.portal.now(), lang).await?)
}

fn line(case: &CaseSummary, region: &str) -> Vec<String> {
    let code = |unit: &Option<UnitRef>| unit.as_ref().map(|unit| unit.code.clone()).unwrap_or_default();
    let name = |unit: &Option<UnitRef>| unit.as_ref().map(|unit| unit.name.clone()).unwrap_or_default();
    let place = &case.place;
    vec![
        case.code.clone(),
        case.category.code.clone(),
        case.category.name.clone(),
        case.state.code().to_owned(),
        wire(&case.timeliness),
        case.source.code().to_owned(),
        case.department.code.clone(),
        case.department.name.clone(),
        code(&place.township),
        name(&place.township),
        code(&place.community),
        name(&place.community),
        code(&place.grid),
        name(&place.grid),
        csv_file::or_empty(place.point.map(|point| point[0])),
        csv_file::or_empty(place.point.map(|point| point[1])),
        csv_file::time(case.received_at),
        wire(&case.received_rounding),
        csv_file::or_empty(case.due.map(|due| csv_file::time(due.original))),
        csv_file::or_empty(case.due.map(|due| csv_file::time(due.current))),
        csv_file::or_empty(case.closed_at.map(csv_file::time)),
        region.to_owned(),
    ]
}

/// A unit variant as it is called in JSON.
fn wire(value: &impl serde::Serialize) -> String {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(text)) => text,
        _ => String::new(),
    }
}
