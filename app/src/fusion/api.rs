//! What the pages of fusion ask the server. What they change goes through forms.

use domain::fusion::{HotTopic, Matter, ProposalPage, Repeats};
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;

use crate::error::AppError;

/// Pairs that wait for a person.
#[server(endpoint = "staff/fusion/list", input = GetUrl)]
pub(crate) async fn list_proposals(region: String, page: u32) -> Result<ProposalPage, AppError> {
    let staff = crate::server::staff(&region)?;
    let page = staff.desk.proposals(&staff.caller, page).await;
    page.map_err(crate::server::refused)
}

/// The matter of a case.
#[server(endpoint = "staff/fusion/matter", input = GetUrl)]
pub(crate) async fn get_matter(region: String, code: String) -> Result<Matter, AppError> {
    let staff = crate::server::staff(&region)?;
    let matter = staff.desk.matter(&staff.caller, &code).await;
    matter.map_err(crate::server::refused)
}

/// What many of the latest reports are about.
#[server(endpoint = "staff/fusion/topics", input = GetUrl)]
pub(crate) async fn list_topics(region: String) -> Result<Vec<HotTopic>, AppError> {
    let staff = crate::server::staff(&region)?;
    let topics = staff.desk.hot_topics(&staff.caller).await;
    topics.map_err(crate::server::refused)
}

/// How many records repeat an earlier one.
#[server(endpoint = "staff/fusion/repeats", input = GetUrl)]
pub(crate) async fn get_repeats(region: String) -> Result<Repeats, AppError> {
    let staff = crate::server::staff(&region)?;
    let repeats = staff.desk.repeats(&staff.caller).await;
    repeats.map_err(crate::server::refused)
}
