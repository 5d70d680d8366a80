//! What the effect page asks the server.

use domain::Lang;
use domain::effect::EffectView;
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;

use crate::error::AppError;

/// The comparison that `query` (as in an address: region, change, from, to) asks for.
#[server(endpoint = "public/effect/get", input = GetUrl)]
pub(crate) async fn get_effect(query: String, lang: Lang) -> Result<EffectView, AppError> {
    crate::server::asked(&query, lang)?.effect().await
}
