//! Weekly reports: their list, each as it is kept, and as a workbook.

use axum::Json;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use domain::board::UnitRef;
use domain::board::weekly::{ReportLine, Week};
use domain::{Lang, RegionCode};
use http::header;
use portal::{KeptReport, RegionQuery};
use rust_xlsxwriter::XlsxError;

use super::Params;
use super::report_sheet::workbook;
use crate::problem::Problem;
use crate::state::PublicState;

const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// `GET /api/v1/reports`.
pub(super) async fn list(
    State(state): State<PublicState>,
    params: Params,
) -> Result<Json<Vec<ReportLine>>, Problem> {
    let query = RegionQuery::parse(params.pairs(), &state.portal)?;
    Ok(Json(state.portal.weekly_reports(&query.region).await?))
}

/// `GET /api/v1/reports/{week}`: the very bytes that the digest is of.
pub(super) async fn one(
    State(state): State<PublicState>,
    Path(week): Path<String>,
    params: Params,
) -> Result<Response, Problem> {
    json(&state, &week, &params).await
}

/// The file that `name` asks for, such as `2026-W48.xlsx`, with its words in `lang`; none where it names no file.
pub(crate) async fn file(
    state: &PublicState,
    name: &str,
    params: &Params,
    lang: Lang,
) -> Option<Result<Response, Problem>> {
    let (week, kind) = name.split_once('.')?;
    match kind {
        "json" => Some(json(state, week, params).await),
        "xlsx" => Some(xlsx(state, week, params, lang).await),
        _ => None,
    }
}

async fn json(state: &PublicState, week: &str, params: &Params) -> Result<Response, Problem> {
    let (_, kept) = kept(state, week, params).await?;
    Ok(([(header::CONTENT_TYPE, "application/json")], kept.text).into_response())
}

async fn xlsx(state: &PublicState, week: &str, params: &Params, lang: Lang) -> Result<Response, Problem> {
    let (region, kept) = kept(state, week, params).await?;
    let info = state.portal.region(&region)?;
    let name = lang.pick(&info.name, info.name_en.as_deref()).to_owned();
    let zone = info.time_zone.parse().unwrap_or(chrono_tz::UTC);
    let named = UnitRef {
        code: info.code,
        name,
    };
    let sheets = app::server::report_sheets(&kept, &named, zone, lang);
    let body = workbook(&sheets, kept.report.board.as_of)?;
    let disposition = format!(
        "attachment; filename=\"report-{region}-{}.xlsx\"",
        kept.report.week
    );
    let headers = [
        (header::CONTENT_TYPE, XLSX.to_owned()),
        (header::CONTENT_DISPOSITION, disposition),
    ];
    Ok((headers, body).into_response())
}

async fn kept(state: &PublicState, week: &str, params: &Params) -> Result<(RegionCode, KeptReport), Problem> {
    let region = RegionQuery::parse(params.pairs(), &state.portal)?.region;
    let absent =
        || Problem::not_found("There is no report of this week; /api/v1/reports lists those there are.");
    let week = Week::parse(week).map_err(|_| absent())?;
    let kept = state.portal.weekly_report(&region, week).await?;
    Ok((region, kept.ok_or_else(absent)?))
}

impl From<XlsxError> for Problem {
    fn from(error: XlsxError) -> Self {
        Self::internal(error)
    }
}
