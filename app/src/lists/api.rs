//! What the pages of lists ask the server. What they change goes through forms.

use domain::intake::{ListLine, ListView};
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;

use crate::error::AppError;

/// The lists of the region, newest first.
#[server(endpoint = "staff/lists/every", input = GetUrl)]
pub(crate) async fn brought_lists(region: String) -> Result<Vec<ListLine>, AppError> {
    let staff = crate::server::staff(&region)?;
    let lists = use_context::<::desk::Lists>().ok_or(AppError::NotFound)?;
    let lines = lists.lines(&staff.caller).await;
    lines.map_err(crate::server::refused)
}

/// One of them.
#[server(endpoint = "staff/lists/one", input = GetUrl)]
pub(crate) async fn brought_list(region: String, id: String) -> Result<ListView, AppError> {
    let staff = crate::server::staff(&region)?;
    let lists = use_context::<::desk::Lists>().ok_or(AppError::NotFound)?;
    let view = lists.view(&staff.caller, &id).await;
    view.map_err(crate::server::refused)
}
