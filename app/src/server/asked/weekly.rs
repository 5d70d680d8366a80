//! The weekly reports' questions.

use domain::board::weekly::{ReportLine, Week};

use super::Asked;
use crate::board::BoardTable;
use crate::error::AppError;
use crate::server::failure;
use crate::weekly::{ComparedLine, ReportSheet};

impl Asked {
    /// Every report of the region.
    pub(crate) async fn reports(&self) -> Result<Vec<ReportLine>, AppError> {
        self.portal.weekly_reports(&self.code).await.map_err(failure)
    }

    /// The report of a week, written as `2026-W48`.
    pub(crate) async fn report(&self, week: &str) -> Result<ReportSheet, AppError> {
        let week = Week::parse(week).map_err(|_| AppError::NotFound)?;
        let kept = self
            .portal
            .weekly_report(&self.code, week)
            .await
            .map_err(failure)?
            .ok_or(AppError::NotFound)?;
        let all = self.reports().await?;
        let earlier = all.iter().map(|line| line.week).find(|other| *other < week);
        let later = all.iter().rev().map(|line| line.week).find(|other| *other > week);
        let lang = self.links.lang;
        let board = kept.report.board_in(lang);
        let compared = kept.report.compared(lang);
        Ok(ReportSheet {
            week,
            table: BoardTable::of(&board, self.region_name(), self.zone, &self.links, true),
            compared: compared.map(|lines| lines.iter().map(|line| ComparedLine::of(line, lang)).collect()),
            version: board.version,
            sha256: kept.sha256,
            neighbours: [earlier, later],
        })
    }
}
