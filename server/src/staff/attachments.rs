//! Files of a case, in and out. Who may is decided by the desk, as for the case itself.

use std::sync::Arc;

use app::server::Sent;
use axum::body::Body;
use axum::extract::{Extension, FromRequest, Multipart, Path, Request, State};
use axum::response::{IntoResponse, Redirect, Response};
use desk::{DeskError, Whose};
use http::Method;
use uuid::Uuid;

use super::StaffState;
use super::gate::Who;
use crate::files::{received, sent};
use crate::problem::Problem;

/// Takes the part `file` of a form, then leads back to the case; what is wrong is told on its page.
pub(super) async fn add(
    State(state): State<StaffState>,
    Extension(Who(caller)): Extension<Who>,
    Path(code): Path<String>,
    request: Request,
) -> Response {
    let Some(caller) = caller else {
        return Problem::from(DeskError::SignedOut).into_response();
    };
    let (mut page, case) = case_page(&request);
    let given = match Multipart::from_request(request, &()).await {
        Ok(form) => received(form).await,
        Err(_) => None,
    };
    let added = match given {
        Some(given) => {
            state
                .attachments
                .add(Whose::Colleague(&caller, &code), given)
                .await
        }
        None => Err(DeskError::invalid("file", "choose one")),
    };
    match added {
        Ok(_) => Redirect::to(&case).into_response(),
        Err(error @ (DeskError::Store(_) | DeskError::Unavailable(_))) => {
            Problem::from(error).into_response()
        }
        Err(error) => {
            *page.method_mut() = Method::GET;
            let told = Sent {
                fault: Some(Arc::new(error)),
                ..Sent::default()
            };
            state.page(page, Some(caller), told).await
        }
    }
}

/// One file.
pub(super) async fn open(
    State(state): State<StaffState>,
    Extension(Who(caller)): Extension<Who>,
    Path((code, id)): Path<(String, String)>,
) -> Response {
    let opened = async {
        let caller = caller.as_ref().ok_or(DeskError::SignedOut)?;
        let id = Uuid::parse_str(&id).map_err(|_| DeskError::NotFound)?;
        state.attachments.open(Whose::Colleague(caller, &code), id).await
    };
    match opened.await {
        Ok(opened) => sent(opened),
        Err(error) => Problem::from(error).into_response(),
    }
}

/// A request for the page of the case, and its address.
fn case_page(request: &Request) -> (Request, String) {
    let path = request.uri().path();
    let path = path.strip_suffix("/files").unwrap_or(path);
    let address = match request.uri().query() {
        Some(query) => format!("{path}?{query}"),
        None => path.to_owned(),
    };
    let mut page = Request::new(Body::empty());
    *page.headers_mut() = request.headers().clone();
    if let Ok(uri) = address.parse() {
        *page.uri_mut() = uri;
    }
    (page, address)
}
