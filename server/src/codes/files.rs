//! A guest's own files.

use app::server::CodeFault;
use axum::extract::{FromRequest, Multipart, Path, Request, State};
use axum::response::Response;
use desk::{DeskError, GuestPass, Scanned, Whose};
use uuid::Uuid;

use super::scanning::guest_page;
use super::{Asked, CodeState, fault, not_stored, unavailable};
use crate::files::{received, sent};

pub(super) async fn add(State(state): State<CodeState>, request: Request) -> Response {
    let asked = Asked::of(&request);
    let pass = match pass(&state, &asked).await {
        Ok(pass) => pass,
        Err(response) => return *response,
    };
    let given = match Multipart::from_request(request, &()).await {
        Ok(form) => received(form).await,
        Err(_) => None,
    };
    let Some(given) = given else {
        return guest_page(&state, &asked, &pass, Some(CodeFault::File), String::new()).await;
    };
    match state.staff.attachments.add(Whose::Guest(&pass), given).await {
        Ok(_) => CodeState::back(&asked, "done=yes"),
        Err(error @ DeskError::Store(_)) => unavailable(error),
        Err(error) => guest_page(&state, &asked, &pass, Some(fault(&error)), String::new()).await,
    }
}

pub(super) async fn open(
    State(state): State<CodeState>,
    Path((_, id)): Path<(String, String)>,
    request: Request,
) -> Response {
    let asked = Asked::of(&request);
    let pass = match pass(&state, &asked).await {
        Ok(pass) => pass,
        Err(response) => return *response,
    };
    let Ok(id) = Uuid::parse_str(&id) else {
        return state.nowhere(&asked).await;
    };
    match state.staff.attachments.open(Whose::Guest(&pass), id).await {
        Ok(opened) => not_stored(sent(opened)),
        Err(DeskError::NotFound) => state.nowhere(&asked).await,
        Err(error) => unavailable(error),
    }
}

/// The pass of whoever holds the code, or the answer to whoever does not.
async fn pass(state: &CodeState, asked: &Asked) -> Result<GuestPass, Box<Response>> {
    state.count(asked).await?;
    match state.staff.desk.scan(&asked.code).await {
        Ok(Scanned::Guest(pass)) => Ok(pass),
        Ok(Scanned::Handler { .. }) | Err(DeskError::NotFound) => Err(Box::new(state.nowhere(asked).await)),
        Err(error) => Err(Box::new(unavailable(error))),
    }
}
