//! What the pages of notices ask the server. Who asks is known to the server from the request.

use domain::Lang;
use domain::notice::{Channel, ChannelKind, DeadLetterPage, NoticePage};
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;
use serde::{Deserialize, Serialize};

use crate::error::AppError;

/// What administrators see of deliveries.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Deliveries {
    pub(crate) dead: DeadLetterPage,
    pub(crate) channels: Vec<Channel>,
    /// Secret of the channel that was asked for.
    pub(crate) secret: Option<String>,
}

/// A page of the caller's notices, unread ones first.
#[server(endpoint = "staff/notices/list", input = GetUrl)]
pub(crate) async fn list_notices(cursor: Option<String>, lang: Lang) -> Result<NoticePage, AppError> {
    crate::server::caller()?.list(cursor.as_deref(), lang).await
}

/// Marks one notice as read, or all without an id.
#[server(endpoint = "staff/notices/mark_read")]
pub(crate) async fn mark_notices_read(id: Option<String>) -> Result<(), AppError> {
    crate::server::caller()?.mark_read(id.as_deref()).await
}

/// Dead letters and channels; with the id of a channel, its signing secret as well.
#[server(endpoint = "staff/deliveries/list", input = GetUrl)]
pub(crate) async fn list_deliveries(
    cursor: Option<String>,
    secret_of: Option<String>,
    lang: Lang,
) -> Result<Deliveries, AppError> {
    crate::server::caller()?
        .deliveries(cursor.as_deref(), secret_of.as_deref(), lang)
        .await
}

/// Sends a dead letter again.
#[server(endpoint = "staff/deliveries/retry")]
pub(crate) async fn retry_delivery(id: String) -> Result<(), AppError> {
    crate::server::caller()?.retry(&id).await
}

/// Makes a channel.
#[server(endpoint = "staff/channels/add")]
pub(crate) async fn add_channel(to: String, kind: ChannelKind, target: String) -> Result<(), AppError> {
    crate::server::caller()?.add_channel(to, kind, target).await
}

/// Uses a channel, or no longer.
#[server(endpoint = "staff/channels/switch")]
pub(crate) async fn switch_channel(id: String, active: bool) -> Result<(), AppError> {
    crate::server::caller()?.switch_channel(&id, active).await
}

/// Removes a channel.
#[server(endpoint = "staff/channels/remove")]
pub(crate) async fn remove_channel(id: String) -> Result<(), AppError> {
    crate::server::caller()?.remove_channel(&id).await
}
