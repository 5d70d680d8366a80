//! The whole list under a filter as one file, CSV or GeoJSON, however long: page after page is read while it is sent,
//! so that memory does not grow with it.

use axum::body::Body;
use axum::extract::State;
use axum::response::Response;
use bytes::Bytes;
use domain::board::UnitRef;
use domain::case::{CasePage, CaseSummary};
use futures::stream;
use portal::CasesQuery;

use super::cases::page;
use super::{Params, csv_file, features};
use crate::problem::Problem;
use crate::state::PublicState;

/// Cases per query; the largest page there is.
const FILE_PAGE: &str = "200";

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

/// How pages become a file.
#[derive(Clone, Copy)]
enum Format {
    Csv,
    GeoJson,
}

pub(super) async fn csv(State(state): State<PublicState>, params: Params) -> Result<Response, Problem> {
    file(state, params, Format::Csv).await
}

pub(super) async fn geojson(State(state): State<PublicState>, params: Params) -> Result<Response, Problem> {
    file(state, params, Format::GeoJson).await
}

async fn file(state: PublicState, params: Params, format: Format) -> Result<Response, Problem> {
    let lang = params.lang();
    params.refuse("cursor")?;
    params.refuse("limit")?;
    let region = CasesQuery::parse(params.pairs(), &state.portal)?
        .filter
        .region
        .to_string();
    let mut pairs = params.pairs().to_vec();
    pairs.push(("limit".to_owned(), FILE_PAGE.to_owned()));
    let first = page(&state, &pairs, lang).await?;
    let (name, media_type) = match format {
        Format::Csv => (format!("cases-{region}.csv"), csv_file::MEDIA_TYPE),
        Format::GeoJson => (format!("cases-{region}.geojson"), features::MEDIA_TYPE),
    };
    let pages = stream::try_unfold(Some((first, true)), move |next| {
        let (state, pairs, region) = (state.clone(), pairs.clone(), region.clone());
        async move {
            let Some((current, is_first)) = next else {
                return Ok::<_, std::io::Error>(None);
            };
            let text = format.part(&current, is_first, &region)?;
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
    Ok(csv_file::download(&name, media_type, Body::from_stream(pages)))
}

impl Format {
    /// A page as it stands in the file, with what comes before the first one and after the last.
    fn part(self, page: &CasePage, is_first: bool, region: &str) -> std::io::Result<Vec<u8>> {
        match self {
            Self::Csv => {
                let heading = is_first.then_some(&COLUMNS[..]);
                let lines = page.items.iter().map(|case| line(case, region));
                csv_file::rows(heading, lines).map_err(std::io::Error::other)
            }
            Self::GeoJson => {
                let mut text = Vec::new();
                if is_first {
                    text.extend_from_slice(b"{\"type\":\"FeatureCollection\",\"features\":[");
                }
                for (at, case) in page.items.iter().enumerate() {
                    text.extend_from_slice(if is_first && at == 0 { b"\n" } else { b",\n" });
                    serde_json::to_writer(&mut text, &features::case(case))?;
                }
                if page.next.is_none() {
                    text.extend_from_slice(b"\n]}\n");
                }
                Ok(text)
            }
        }
    }
}

fn broken_off() -> std::io::Error {
    tracing::warn!("a file of cases was broken off: its next page could not be read");
    std::io::Error::other("broken off")
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
