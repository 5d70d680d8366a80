//! Rows that could not be taken: mended by a form and read again, or discarded.

use std::sync::Arc;

use axum::routing::get;
use desk::DeskError;
use domain::access::Right;
use domain::intake::QuarantineEnd;
use store::intake::Cells;

use super::forms::{Deed, Done, form};
use super::{Entry, page};
use crate::router::Access;

const LIST: &str = "/admin/quarantine";

pub(super) fn entries() -> Vec<Entry> {
    let mending = Access::Right(Right::MendRecords);
    pages! {
        "/admin/quarantine" => mending, get(page);
        "/admin/quarantine/row" => mending, get(page).merge(form(mend));
        "/admin/quarantine/discard" => mending, get(page).merge(form(discard));
    }
}

async fn mend(deed: Arc<Deed>) -> Result<Done, DeskError> {
    let caller = deed.caller()?;
    let found = deed.desk().quarantined(caller, deed.code()).await?;
    let cells: Cells = found
        .row
        .cells
        .iter()
        .enumerate()
        // A form ends lines in its own way.
        .map(|(at, (column, _))| {
            (
                column.clone(),
                deed.field(&format!("c{at}")).replace("\r\n", "\n"),
            )
        })
        .collect();
    let taken = deed
        .state
        .receiver
        .mend(&caller.region, &found.mapping, cells)
        .await?;
    taken.map_err(|rejected| DeskError::Row {
        column: rejected.field,
        fault: rejected.reason,
    })?;
    let ended = deed
        .desk()
        .end_quarantined(caller, deed.code(), QuarantineEnd::Mended);
    ended.await?;
    Ok(Done::Go(LIST))
}

async fn discard(deed: Arc<Deed>) -> Result<Done, DeskError> {
    let ended = deed
        .desk()
        .end_quarantined(deed.caller()?, deed.code(), QuarantineEnd::Discarded);
    ended.await?;
    Ok(Done::Go(LIST))
}
