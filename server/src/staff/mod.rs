//! The staff side over HTTP: every address of it in one list, who may use each, and nothing of it public.
//!
//! An address is added to [`entries`] with its [`Access`]; the gate in front of it ([`gate`]) asks who calls
//! and refuses before the handler runs. Pages are the app's ([`page`]); what a page changes is sent by a plain
//! form and answered by [`forms::form`]. Its state holds a [`desk::Desk`], which the public state never does.

/// Addresses of pages and of the forms on them, Chinese and English: `path => who, handler;`.
macro_rules! pages {
    ($($path:literal => $access:expr, $handler:expr;)+) => {
        vec![$(
            $crate::staff::Entry { path: $path, access: $access, handler: $handler },
            $crate::staff::Entry { path: concat!("/en", $path), access: $access, handler: $handler },
        )+]
    };
}

mod accounts;
mod api;
mod attachments;
mod cases;
pub(crate) mod drawing;
mod elements;
mod forms;
mod gate;
mod lists;
mod live;
mod matters;
mod oidc;
mod people;
mod policy;
mod quarantine;
mod session;
mod state;
mod stations;
mod supervise;

use axum::Router;
use axum::body::Body;
use axum::extract::{Extension, Request, State};
use axum::middleware::from_fn_with_state;
use axum::response::{IntoResponse, Response};
use axum::routing::{MethodRouter, get, post};
use domain::access::Right;
use http::Method;
use tower_http::compression::CompressionLayer;

use crate::problem::Problem;
use crate::router::Access::{self, SignedIn, SignedOut, Staff};
use forms::form;
use gate::{Gate, Who};
pub use oidc::OidcSettings;
pub(crate) use oidc::Providers;
pub(crate) use session::of_cookie;
pub use state::StaffOptions;
pub(crate) use state::StaffState;

/// Where the app's server functions for staff are.
const FUNCTIONS: &str = "/api/staff/{*function}";

/// One address of the staff side.
pub(crate) struct Entry {
    pub(crate) path: &'static str,
    pub(crate) access: Access,
    handler: MethodRouter<StaffState>,
}

pub(crate) fn entries() -> Vec<Entry> {
    let people = Access::Right(Right::ManagePeople);
    let mut entries = pages! {
        "/sign-in" => SignedOut, get(accounts::sign_in_page).merge(form(accounts::sign_in));
        "/sign-in/{provider}" => SignedOut, get(oidc::begin);
        "/sign-in/{provider}/return" => SignedOut, get(oidc::finish);
        "/sign-out" => SignedIn, form(accounts::sign_out);
        "/password" => SignedIn, get(page).merge(form(accounts::change_password));
        "/account" => Staff, get(page);
        "/account/tokens" => Staff, get(page).merge(form(accounts::create_token));
        "/account/tokens/revoke" => Staff, form(accounts::revoke_token);
        "/desk" => Staff, get(page);
        "/desk/notices" => Staff, get(page);
        "/admin/deliveries" => Access::Right(Right::ManageDeliveries), get(page);
        "/desk/new" => Access::Right(Right::OpenCase), get(page).merge(form(cases::open));
        "/desk/new/files" => Access::Right(Right::OpenCase), get(page).merge(form(cases::open));
        "/desk/cases/{code}" => Staff, get(page);
        "/desk/cases/{code}/act" => Staff, get(page).merge(form(cases::act));
        "/desk/cases/{code}/print" => Staff, get(page);
        "/desk/cases/{code}/guests" => Access::Right(Right::InviteGuests), get(page).merge(form(cases::invite));
        "/desk/cases/{code}/guests/revoke" => Access::Right(Right::InviteGuests), form(cases::revoke_guest);
        "/desk/cases/{code}/codes/revoke" => Access::Right(Right::RevokeCodes), form(cases::revoke_code);
        "/desk/cases/{code}/files" => Staff, post(attachments::add);
        "/desk/cases/{code}/files/{id}" => Staff, get(attachments::open);
        "/admin/people" => people, get(page);
        "/admin/people/add" => people, form(people::add);
        "/admin/people/give" => people, form(people::give);
        "/admin/people/take" => people, form(people::take);
        "/admin/people/reset" => people, form(people::reset);
        "/admin/people/close" => people, form(people::close);
        "/admin/people/open" => people, form(people::open);
    };
    entries.extend(matters::entries());
    entries.extend(policy::entries());
    entries.extend(stations::entries());
    entries.extend(elements::entries());
    entries.extend(supervise::entries());
    entries.extend(quarantine::entries());
    entries.extend(lists::entries());
    entries.extend(drawing::entries());
    entries.push(Entry {
        path: FUNCTIONS,
        access: Staff,
        handler: get(function).post(function),
    });
    entries.push(Entry {
        path: "/desk/live",
        access: Staff,
        handler: get(news),
    });
    entries.extend(api::entries());
    entries
}

/// The staff side as a whole, without the layers that it shares with the public one.
pub(crate) fn router(state: StaffState) -> Router {
    let mut router = Router::new();
    for entry in entries() {
        let gate = Gate {
            state: state.clone(),
            access: entry.access,
        };
        let handler = entry
            .handler
            .layer(CompressionLayer::new())
            .layer(from_fn_with_state(gate, gate::pass));
        router = router.route(entry.path, handler);
    }
    router.with_state(state)
}

/// A page of the app, for whoever was let in.
pub(crate) async fn page(
    State(state): State<StaffState>,
    Extension(Who(caller)): Extension<Who>,
    request: Request,
) -> Response {
    state.page(request, caller, app::server::Sent::default()).await
}

/// A request for the page on which a form of files stands, and its address: that of the form without `end`.
fn page_of_form(request: &Request, end: &str) -> (Request, String) {
    let path = request.uri().path();
    let path = path.strip_suffix(end).unwrap_or(path);
    let address = match request.uri().query() {
        Some(query) => format!("{path}?{query}"),
        None => path.to_owned(),
    };
    let mut page = Request::new(Body::empty());
    *page.method_mut() = Method::GET;
    *page.headers_mut() = request.headers().clone();
    if let Ok(uri) = address.parse() {
        *page.uri_mut() = uri;
    }
    (page, address)
}

/// What is new for whoever was let in, while a page of theirs is open.
async fn news(
    State(state): State<StaffState>,
    Extension(Who(caller)): Extension<Who>,
) -> Result<Response, Problem> {
    let caller = caller.ok_or(desk::DeskError::SignedOut)?;
    let feed = state.desk.notice_feed(caller)?;
    Ok(live::stream(feed, state.shutdown.draining()))
}

/// One of the app's server functions.
async fn function(
    State(state): State<StaffState>,
    Extension(Who(caller)): Extension<Who>,
    request: Request,
) -> Response {
    let context = move || {
        let lang = domain::Lang::Zh;
        app::server::staff_context(&state.portal, state.desk.clone(), caller.clone(), lang);
    };
    leptos_axum::handle_server_fns_with_context(context, request)
        .await
        .into_response()
}
