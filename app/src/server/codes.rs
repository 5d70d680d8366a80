//! The page of a code that is not a public one, or of an answer that was not taken.

use std::sync::Arc;

use ::portal::Portal;
use axum::body::Body;
use axum::http::Request;
use axum::response::Response;
use leptos::prelude::provide_context;

use super::render::render;
use crate::assets::Assets;
use crate::cases::CodeShown;
use crate::shell::shell;

/// Answers a request at `/c/:token` with what the code led to. The page is made of these values alone.
pub async fn code_page(
    request: Request<Body>,
    portal: Arc<Portal>,
    assets: Assets,
    shown: CodeShown,
) -> Response {
    let context = move || {
        provide_context(portal.clone());
        provide_context(assets.clone());
        provide_context(shown.clone());
    };
    render(request, context, shell).await
}
