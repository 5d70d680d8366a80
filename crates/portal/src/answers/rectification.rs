//! What units have to put right now, for whoever looks at a wall.

use std::cmp::Reverse;

use chrono::{DateTime, Utc};
use domain::clock::start_of_day;
use domain::live::Rectification;
use domain::{Lang, RegionCode};
use lens::{Group, UNASSIGNED};

use super::board::counts_of;
use crate::{Portal, PortalError};

impl Portal {
    /// How far every department has come with what it has to put right: whoever has most overdue first, and whoever
    /// has nothing to show left out. Cases that nobody was named for are nobody's to put right.
    pub fn rectification(
        &self,
        region: &RegionCode,
        now: DateTime<Utc>,
        lang: Lang,
    ) -> Result<Vec<Rectification>, PortalError> {
        let picture = self.picture(region)?;
        let midnight = start_of_day(now.with_timezone(&picture.zone).date_naive(), picture.zone);
        let (first, _) = picture.recent(now)?;
        let board = |from: i64, as_of: DateTime<Utc>| {
            let ledger = &picture.ledger;
            ledger
                .board(Group::Department, from, i64::MAX, as_of.timestamp())
                .rows
        };
        // Closed today is what is closed now and was not at midnight.
        let (all, before) = (board(i64::MIN, now), board(i64::MIN, midnight));
        let recent = board(first.timestamp(), now);
        let mut rows: Vec<Rectification> = all
            .iter()
            .filter(|row| row.unit != UNASSIGNED)
            .map(|row| {
                let (code, counts) = (row.unit, &row.counts);
                let text = picture.codes.departments.code(u32::from(code));
                Rectification {
                    department: picture.names.department(text, lang),
                    overdue_open: counts.overdue_open,
                    closed_today: counts.closed.saturating_sub(counts_of(&before, code).closed),
                    reworked: counts_of(&recent, code).reworked,
                }
            })
            .filter(|row| row.overdue_open + row.closed_today + row.reworked > 0)
            .collect();
        // The order of codes stays where two are equal.
        rows.sort_by(|a, b| a.department.code.cmp(&b.department.code));
        rows.sort_by_key(|row| Reverse((row.overdue_open, row.reworked)));
        Ok(rows)
    }
}
