//! What a code that is not a public one shows.

use std::sync::Arc;

use app::server::{CodeFault, CodeShown, GuestView};
use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};
use desk::{DeskError, GuestPass, Scanned};
use domain::RegionCode;
use http::{Method, StatusCode};
use uuid::Uuid;

use super::{Asked, CodeState, not_stored, unavailable};
use crate::staff::of_cookie;

/// Asks the public side first. What it does not know may be a guest's code or a colleague's.
pub(super) async fn otherwise(State(state): State<CodeState>, request: Request, next: Next) -> Response {
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        return next.run(request).await;
    }
    let mut asked = Asked::of(&request);
    let query = request.uri().query().map(str::to_owned);
    let public = next.run(request).await;
    if public.status() != StatusCode::NOT_FOUND {
        return public;
    }
    if let Err(response) = state.count(&asked).await {
        return response;
    }
    match state.staff.desk.scan(&asked.code).await {
        Err(DeskError::NotFound) => not_stored(public),
        Err(error) => unavailable(error),
        Ok(Scanned::Handler { region, code }) => match colleague(&state, &asked, &region, &code).await {
            Ok(true) => not_stored(Redirect::to(&case(&state, &asked, &region, &code)).into_response()),
            Ok(false) => {
                let sign_in = sign_in(&asked);
                state.page(&asked, CodeShown::Handler { sign_in }).await
            }
            Err(error) => unavailable(error),
        },
        Ok(Scanned::Guest(pass)) => {
            if let Some(query) = query {
                asked.path = format!("{}?{query}", asked.path);
            }
            guest_page(&state, &asked, &pass, None, String::new()).await
        }
    }
}

/// Whether somebody is signed in who may see the case.
async fn colleague(
    state: &CodeState,
    asked: &Asked,
    region: &RegionCode,
    code: &str,
) -> Result<bool, DeskError> {
    let Some(session) = of_cookie(&asked.headers) else {
        return Ok(false);
    };
    let (desk, home) = (&state.staff.desk, state.staff.home());
    match desk.caller_of_session(session, Some(region), home).await? {
        Some(caller) if !caller.must_change_password => desk.may_open(&caller, code).await,
        _ => Ok(false),
    }
}

/// The case on the desk.
fn case(state: &CodeState, asked: &Asked, region: &RegionCode, code: &str) -> String {
    let prefix = asked.prefix();
    if region == state.staff.home() {
        format!("{prefix}/desk/cases/{code}")
    } else {
        format!("{prefix}/desk/cases/{code}?region={region}")
    }
}

/// The sign-in page, which comes back to this code.
fn sign_in(asked: &Asked) -> String {
    let next: String = form_urlencoded::byte_serialize(asked.path.as_bytes()).collect();
    format!("{}/sign-in?next={next}", asked.prefix())
}

/// A guest's page, with what could not be done and what they had written.
pub(super) async fn guest_page(
    state: &CodeState,
    asked: &Asked,
    pass: &GuestPass,
    fault: Option<CodeFault>,
    note: String,
) -> Response {
    let sheet = match state.staff.desk.guest_sheet(pass, asked.lang()).await {
        Ok(sheet) => sheet,
        Err(DeskError::NotFound) => return state.nowhere(asked).await,
        Err(error) => return unavailable(error),
    };
    let view = GuestView {
        sheet,
        path: asked.plain_path(),
        form_id: Uuid::new_v4().to_string(),
        fault,
        note,
    };
    state.page(asked, CodeShown::Guest(Arc::new(view))).await
}
