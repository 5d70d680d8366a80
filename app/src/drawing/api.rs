//! What the pages of the grid ask the server. What they change goes through forms.

use domain::Lang;
use domain::drawing::{CellStaff, DraftView, GridPage, StaffView};
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;

use crate::error::AppError;

/// What holds, and how it came to be.
#[server(endpoint = "staff/drawing/grid", input = GetUrl)]
pub(crate) async fn get_grid_page(region: String) -> Result<GridPage, AppError> {
    let staff = crate::server::staff(&region)?;
    let page = staff.desk.grid_page(&staff.caller).await;
    page.map_err(crate::server::refused)
}

/// The caller's draft, with one cell of it.
#[server(endpoint = "staff/drawing/draft", input = GetUrl)]
pub(crate) async fn get_draft(region: String, cell: String) -> Result<DraftView, AppError> {
    let staff = crate::server::staff(&region)?;
    let draft = staff.desk.grid_draft(&staff.caller, &cell).await;
    draft.map_err(crate::server::refused)
}

/// Who works in which cell, or in one.
#[server(endpoint = "staff/drawing/staff", input = GetUrl)]
pub(crate) async fn get_grid_staff(region: String, cell: String, lang: Lang) -> Result<StaffView, AppError> {
    let staff = crate::server::staff(&region)?;
    let view = staff.desk.grid_staff(&staff.caller, &cell, lang).await;
    view.map_err(crate::server::refused)
}

/// Who works in the cell of a case.
#[server(endpoint = "staff/drawing/cell_staff", input = GetUrl)]
pub(crate) async fn get_cell_staff(
    region: String,
    code: String,
    lang: Lang,
) -> Result<Vec<CellStaff>, AppError> {
    let staff = crate::server::staff(&region)?;
    let found = staff.desk.cell_staff(&staff.caller, &code, lang).await;
    found.map_err(crate::server::refused)
}
