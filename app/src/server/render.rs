//! From a request to the whole HTML of a page.
//!
//! `leptos_axum`'s own handlers end a page with inline scripts that carry the islands' resources;
//! the Content-Security-Policy would block them. This one leaves them out: islands get their data
//! as props, and a resource inside an island is an error that the log names.

use axum::{body::Body, http::Request, response::Response};
use futures::{StreamExt, stream};
use leptos::prelude::*;
use leptos_axum::handle_response_inner;

use crate::assets::Assets;

type Chunks = Box<dyn FnOnce() -> Pinned + Send>;
type Pinned = std::pin::Pin<Box<dyn futures::Stream<Item = String> + Send>>;

/// Renders `page` for this request: waits for every resource, then answers with one chunk.
///
/// `context` runs first and provides [`Assets`] and a `portal::Portal`; the visit that
/// pages read is made of the request and these.
/// Status and headers set through `ResponseOptions` are kept.
pub(super) async fn render<V>(
    request: Request<Body>,
    context: impl Fn() + Clone + Send + 'static,
    page: impl FnOnce() -> V + Send + 'static,
) -> Response
where
    V: IntoView + 'static,
{
    // Does nothing after the first time; generating the route list does it too.
    let _ = any_spawner::Executor::init_tokio();
    let context = move || {
        context();
        super::visit::provide();
    };
    handle_response_inner(context, page, request, |view, chunks, _| {
        Box::pin(whole(view, chunks, expect_context::<Assets>()))
    })
    .await
}

async fn whole<V: IntoView + 'static>(view: V, chunks: Chunks, assets: Assets) -> Pinned {
    let html: String = view.to_html_stream_in_order().collect().await;
    let scripts: String = chunks().collect().await;
    if carries_data(&scripts) {
        leptos::logging::error!(
            "an island holds a resource or an error boundary that failed; pass its data as props: {scripts}"
        );
    }
    Box::pin(stream::iter([assets.with_boot(html)]))
}

/// Leptos always writes the four assignments, and more only if an island holds something.
fn carries_data(scripts: &str) -> bool {
    scripts
        .replace("<script>", "")
        .replace("</script>", "")
        .split_inclusive(';')
        .any(|statement| !statement.ends_with("=[];"))
}
