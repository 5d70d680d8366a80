//! What the pages of quarantine ask the server. What they change goes through forms.

use domain::intake::{QuarantinePage, QuarantinedRow};
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;

use crate::error::AppError;

/// Rows that wait for a person.
#[server(endpoint = "staff/quarantine/list", input = GetUrl)]
pub(crate) async fn list_quarantine(region: String, page: u32) -> Result<QuarantinePage, AppError> {
    let staff = crate::server::staff(&region)?;
    let page = staff.desk.quarantine(&staff.caller, page).await;
    page.map_err(crate::server::refused)
}

/// One of them, with its cells.
#[server(endpoint = "staff/quarantine/row", input = GetUrl)]
pub(crate) async fn get_quarantined(region: String, id: String) -> Result<QuarantinedRow, AppError> {
    let staff = crate::server::staff(&region)?;
    let row = staff.desk.quarantined(&staff.caller, &id).await;
    row.map(|quarantined| quarantined.row)
        .map_err(crate::server::refused)
}
