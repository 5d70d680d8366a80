//! What the wall screen asks the server besides what the first page asks.

use domain::Lang;
use domain::live::Rectification;
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;

use crate::error::AppError;

/// What every department has to put right, the most behind first.
#[server(endpoint = "public/screen/rectification", input = GetUrl)]
pub(crate) async fn get_rectification(region: String, lang: Lang) -> Result<Vec<Rectification>, AppError> {
    crate::server::region(&region, lang)?.rectification().await
}
