//! What the list of cases without a place asks the server. What it changes goes through forms.

use domain::Lang;
use domain::area::UnplacedPage;
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;

use crate::error::AppError;

/// Open cases without a place.
#[server(endpoint = "staff/placing/list", input = GetUrl)]
pub(crate) async fn list_unplaced(region: String, page: u32, lang: Lang) -> Result<UnplacedPage, AppError> {
    let staff = crate::server::staff(&region)?;
    let page = staff.desk.unplaced(&staff.caller, page, lang).await;
    page.map_err(crate::server::refused)
}
