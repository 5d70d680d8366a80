//! What the pages of supervision ask the server.

use domain::Lang;
use domain::supervise::{CasePage, Overview};
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;

use crate::error::AppError;

/// How the units do; `query` as in the address.
#[server(endpoint = "staff/supervise/overview", input = GetUrl)]
pub(crate) async fn get_overview(region: String, query: String, lang: Lang) -> Result<Overview, AppError> {
    let staff = crate::server::staff(&region)?;
    staff.supervise(&query, lang).await
}

/// The cases behind a number; `query` as in the address.
#[server(endpoint = "staff/supervise/cases", input = GetUrl)]
pub(crate) async fn list_supervised(region: String, query: String, lang: Lang) -> Result<CasePage, AppError> {
    let staff = crate::server::staff(&region)?;
    staff.supervised_cases(&query, lang).await
}
