//! Rows that could not be taken, for the people who mend them. What mending comes to is found out by the converter,
//! which the server has.

use domain::access::Right;
use domain::intake::{QuarantineEnd, QuarantinePage};
use store::intake::{Quarantined, end_quarantined, open_rows, quarantined};
use uuid::Uuid;

use crate::{Caller, Desk, DeskError};

/// Rows per page.
const ROWS: u32 = 50;

impl Desk {
    /// Open rows, the newest first; `page` from 0.
    pub async fn quarantine(&self, caller: &Caller, page: u32) -> Result<QuarantinePage, DeskError> {
        caller.needs(Right::MendRecords)?;
        let skip = page.saturating_mul(ROWS);
        let mut rows = open_rows(&self.db, &caller.region, ROWS + 1, skip).await?;
        let more = rows.len() > ROWS as usize;
        rows.truncate(ROWS as usize);
        Ok(QuarantinePage { rows, more })
    }

    /// One open row with its cells, and how it is read.
    pub async fn quarantined(&self, caller: &Caller, id: &str) -> Result<Quarantined, DeskError> {
        caller.needs(Right::MendRecords)?;
        let row = quarantined(&self.db, &caller.region, known(id)?).await?;
        row.ok_or(DeskError::NotFound)
    }

    /// Ends an open row.
    pub async fn end_quarantined(
        &self,
        caller: &Caller,
        id: &str,
        end: QuarantineEnd,
    ) -> Result<(), DeskError> {
        caller.needs(Right::MendRecords)?;
        let (id, by, now) = (known(id)?, caller.id()?, self.now());
        if end_quarantined(&self.db, &caller.region, id, end, by, now).await? {
            Ok(())
        } else {
            Err(DeskError::NotFound)
        }
    }
}

fn known(id: &str) -> Result<Uuid, DeskError> {
    Uuid::parse_str(id).map_err(|_| DeskError::NotFound)
}
