//! What the pages of accounts ask the server. What they change goes through forms, see `ui::Form`.

use domain::Lang;
use domain::access::{AccountView, PeopleView};
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;

use crate::error::AppError;

/// The caller's own account.
#[server(endpoint = "staff/accounts/account", input = GetUrl)]
pub(crate) async fn get_account(region: String, lang: Lang) -> Result<AccountView, AppError> {
    let staff = crate::server::staff(&region)?;
    let account = staff.desk.account(&staff.caller, lang).await;
    account.map_err(crate::server::refused)
}

/// People of a region, searched and paged.
#[server(endpoint = "staff/accounts/people", input = GetUrl)]
pub(crate) async fn list_people(
    region: String,
    lang: Lang,
    q: String,
    cursor: String,
) -> Result<PeopleView, AppError> {
    let staff = crate::server::staff(&region)?;
    let people = staff.desk.people(&staff.caller, &q, &cursor, lang).await;
    people.map_err(crate::server::refused)
}
