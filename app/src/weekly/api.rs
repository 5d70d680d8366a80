//! What the pages of weekly reports ask the server.

use domain::Lang;
use domain::board::weekly::{ReportLine, Week};
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;
use serde::{Deserialize, Serialize};

use super::ComparedLine;
use crate::board::BoardTable;
use crate::error::AppError;

/// A report, finished: words, numbers and positions.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct ReportSheet {
    pub(crate) week: Week,
    pub(crate) table: BoardTable,
    /// None where there is no report of the week before.
    pub(crate) compared: Option<Vec<ComparedLine>>,
    pub(crate) version: u64,
    pub(crate) sha256: String,
    /// The newest report before this one, and the oldest after it.
    pub(crate) neighbours: [Option<Week>; 2],
}

/// Every report of a region, newest first.
#[server(endpoint = "public/reports/list", input = GetUrl)]
pub(crate) async fn list_reports(region: String, lang: Lang) -> Result<Vec<ReportLine>, AppError> {
    crate::server::region(&region, lang)?.reports().await
}

/// The report of a week such as `2026-W48`.
#[server(endpoint = "public/reports/get", input = GetUrl)]
pub(crate) async fn get_report(region: String, week: String, lang: Lang) -> Result<ReportSheet, AppError> {
    crate::server::region(&region, lang)?.report(&week).await
}
