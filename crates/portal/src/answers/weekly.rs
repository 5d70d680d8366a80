//! Weekly reports: made of a picture once, and read as they were kept ever after.

use chrono::{DateTime, Utc};
use domain::board::weekly::{Brief, ReportLine, Week, WeeklyReport};
use domain::{Lang, RegionCode};
use store::StoreError;
use store::published;

use crate::{BoardQuery, Period, Portal, PortalError};

/// A report as it is kept.
#[derive(Debug, Clone, PartialEq)]
pub struct KeptReport {
    pub report: WeeklyReport,
    /// The very text that is published, and that the digest is of.
    pub text: String,
    /// SHA-256 of the text, in hexadecimal digits.
    pub sha256: String,
}

impl Portal {
    /// Every report of a region, newest first.
    pub async fn weekly_reports(&self, region: &RegionCode) -> Result<Vec<ReportLine>, PortalError> {
        self.picture(region)?;
        let rows = published::reports(&self.db, region).await?;
        let whole = |number: i64| u64::try_from(number).unwrap_or(0);
        let lines = rows.into_iter().map(|row| ReportLine {
            week: Week::of(row.week),
            made_at: row.made_at,
            version: whole(row.version),
            sha256: row.sha256,
            totals: Brief {
                received: whole(row.received),
                on_time_rate: row.on_time_rate,
                overdue_open: whole(row.overdue_open),
            },
        });
        Ok(lines.collect())
    }

    /// The report of a week, if there is one.
    pub async fn weekly_report(
        &self,
        region: &RegionCode,
        week: Week,
    ) -> Result<Option<KeptReport>, PortalError> {
        self.picture(region)?;
        let Some(kept) = published::report(&self.db, region, week).await? else {
            return Ok(None);
        };
        let report = serde_json::from_str(&kept.figures).map_err(|_| StoreError::UnknownValue {
            column: "reports.figures",
            value: format!("{region} {week}"),
        })?;
        Ok(Some(KeptReport {
            report,
            text: kept.figures,
            sha256: kept.sha256,
        }))
    }

    /// What the report of a week would say now: the board over it, as it stands. None where nothing came in.
    pub async fn draft_report(
        &self,
        region: &RegionCode,
        week: Week,
        now: DateTime<Utc>,
    ) -> Result<Option<WeeklyReport>, PortalError> {
        let picture = self.picture(region)?;
        let (from, to) = week.span(picture.zone);
        let query = BoardQuery::of(region.clone(), Period::default());
        let board = picture.board(&query, (from, to, now), Lang::Zh);
        if board.totals.received == 0 {
            return Ok(None);
        }
        let units = board
            .rows
            .iter()
            .flat_map(|row| [Some(&row.unit), row.merged_into.as_ref()]);
        let names_en = units.flatten().filter_map(|unit| {
            let name = picture.names.department(Some(&unit.code), Lang::En).name;
            (name != unit.name).then(|| (unit.code.clone(), name))
        });
        let names_en = names_en.collect();
        let before = self.weekly_report(region, week.before()).await?;
        let before = before.as_ref().map(|kept| &kept.report);
        Ok(Some(WeeklyReport::new(week, board, names_en, before)))
    }
}
