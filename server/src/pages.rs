//! Pages, and what pages ask for: the app's HTML, its server functions, the files of the built site.

use axum::extract::{Path, Request, State};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use domain::Lang;
use http::{HeaderValue, Method, Uri, header};
use leptos::prelude::provide_context;

use crate::middleware::fresh::Tag;
use crate::open_data::{self, Params};
use crate::problem::Problem;
use crate::router::{Entry, Keep};
use crate::state::PublicState;

/// The addresses of pages, Chinese and English. The app decides what stands there.
const PAGES: [&str; 26] = [
    "/",
    "/map",
    "/board",
    "/cases",
    "/cases/{code}",
    "/c/{token}",
    "/stations",
    "/reports",
    "/method",
    "/about",
    "/screen",
    "/effect",
    "/board/widget",
    "/en",
    "/en/map",
    "/en/board",
    "/en/cases",
    "/en/cases/{code}",
    "/en/c/{token}",
    "/en/stations",
    "/en/reports",
    "/en/method",
    "/en/about",
    "/en/screen",
    "/en/effect",
    "/en/board/widget",
];

/// One weekly report each: a page, and files beside it.
const REPORTS: [(&str, Lang); 2] = [("/reports/{week}", Lang::Zh), ("/en/reports/{week}", Lang::En)];

/// Where the app's public server functions are.
const FUNCTIONS: &str = "/api/public/{*function}";

pub(crate) fn entries() -> Vec<Entry> {
    let keep = Keep::Answer(Tag::Version);
    let pages = PAGES.into_iter().map(|path| Entry::public(path, keep, get(page)));
    let functions = Entry::public(FUNCTIONS, keep, get(function).post(function));
    let reports = REPORTS.map(|(path, lang)| {
        let answer = async move |state: State<PublicState>, week: Path<String>, request: Request| {
            report(state, week, request, lang).await
        };
        Entry::public(path, keep, get(answer))
    });
    pages.chain(reports).chain([functions]).collect()
}

/// One page, as HTML.
async fn page(State(state): State<PublicState>, request: Request) -> Response {
    if let Some(target) = elsewhere(&state, &request) {
        return Redirect::temporary(&target).into_response();
    }
    let (portal, assets) = (state.portal.clone(), state.site.assets().clone());
    let bases = state.map.bases.clone();
    let mut response = app::server::page(request, portal, assets, bases).await;
    response
        .headers_mut()
        .insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    response
}

/// A weekly report as a page, or as the file that its address names.
async fn report(
    State(state): State<PublicState>,
    Path(week): Path<String>,
    request: Request,
    lang: Lang,
) -> Response {
    let params = Params::of(request.uri().query().unwrap_or_default());
    match open_data::report_file(&state, &week, &params, lang).await {
        Some(file) => file.into_response(),
        None => page(State(state), request).await,
    }
}

/// The default region may not have been imported yet: then pages that name none lead to one that has.
fn elsewhere(state: &PublicState, request: &Request) -> Option<String> {
    if state.portal.region(state.portal.default_region()).is_ok() {
        return None;
    }
    let first = state.portal.regions().into_iter().next()?;
    let query = request.uri().query().unwrap_or_default();
    if form_urlencoded::parse(query.as_bytes()).any(|(name, _)| name == "region") {
        return None;
    }
    Some(naming_region(request.uri(), &first.code))
}

/// The same address, in a region that it has not named.
pub(crate) fn naming_region(uri: &Uri, region: &str) -> String {
    let query = uri.query().unwrap_or_default();
    let separator = if query.is_empty() { "" } else { "&" };
    format!("{}?{query}{separator}region={region}", uri.path())
}

/// One of the app's server functions.
async fn function(State(state): State<PublicState>, request: Request) -> Response {
    let portal = state.portal.clone();
    let context = move || provide_context(portal.clone());
    leptos_axum::handle_server_fns_with_context(context, request)
        .await
        .into_response()
}

/// Everything else: a file of the site, or the app's page for what is not there.
pub(crate) async fn fallback(State(state): State<PublicState>, request: Request) -> Response {
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        return Problem::not_found("There is nothing at this address.").into_response();
    }
    let path = request.uri().path();
    if let Some(file) = state.site.answer(path, request.headers()) {
        return file;
    }
    if path.starts_with("/api/") || path.starts_with("/pkg/") {
        return Problem::not_found("There is nothing at this address.").into_response();
    }
    page(State(state), request).await
}

/// Where the app's server functions are, for the test of the role matrix.
#[must_use]
pub fn function_paths() -> Vec<&'static str> {
    leptos::server_fn::axum::server_fn_paths()
        .map(|(path, _)| path)
        .collect()
}
