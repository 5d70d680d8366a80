//! What the pages of elements ask the server. What they change goes through forms.

use domain::Lang;
use domain::element::{BroughtElements, ElementFile, ElementsPage, KindDraft, KindsView};
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;

use crate::error::AppError;

/// Every kind.
#[server(endpoint = "staff/elements/kinds", input = GetUrl)]
pub(crate) async fn list_kinds(region: String) -> Result<KindsView, AppError> {
    let staff = crate::server::staff(&region)?;
    let view = staff.desk.element_kinds(&staff.caller).await;
    view.map_err(crate::server::refused)
}

/// A page of elements.
#[server(endpoint = "staff/elements/list", input = GetUrl)]
pub(crate) async fn list_elements(
    region: String,
    lang: Lang,
    kind: String,
    text: String,
    retired: bool,
    page: u32,
) -> Result<ElementsPage, AppError> {
    let staff = crate::server::staff(&region)?;
    let found = staff
        .desk
        .elements(&staff.caller, &kind, &text, retired, page)
        .await;
    let mut found = found.map_err(crate::server::refused)?;
    found.bbox = crate::server::region(&region, lang)?.ground().await?;
    Ok(found)
}

/// One element, and the box of the map it is placed on.
#[server(endpoint = "staff/elements/one", input = GetUrl)]
pub(crate) async fn get_element(
    region: String,
    lang: Lang,
    kind: String,
    code: String,
) -> Result<(ElementFile, Option<[f64; 4]>), AppError> {
    let staff = crate::server::staff(&region)?;
    let found = staff.desk.element(&staff.caller, &kind, &code).await;
    let found = found.map_err(crate::server::refused)?;
    Ok((found, crate::server::region(&region, lang)?.ground().await?))
}

/// A file that was brought, if one is named, and the kinds of the region.
#[server(endpoint = "staff/elements/brought", input = GetUrl)]
pub(crate) async fn get_brought(
    region: String,
    id: String,
) -> Result<(Vec<KindDraft>, Option<BroughtElements>), AppError> {
    let staff = crate::server::staff(&region)?;
    let kinds = staff.desk.element_kinds(&staff.caller).await;
    let kinds = kinds.map_err(crate::server::refused)?;
    let brought = if id.is_empty() {
        None
    } else {
        let brought = staff.desk.brought_elements(&staff.caller, &id).await;
        Some(brought.map_err(crate::server::refused)?)
    };
    Ok((kinds.rows.into_iter().map(|row| row.kind).collect(), brought))
}
