//! What a guest does through the forms of their page.

use app::server::CodeFault;
use axum::response::Response;
use desk::{DeskError, GuestDeed, Scanned};
use domain::case::Reason;
use uuid::Uuid;

use super::scanning::guest_page;
use super::{Asked, CodeState, Fields, fault, unavailable};

pub(super) async fn act(state: &CodeState, asked: &Asked, fields: &Fields) -> Response {
    let pass = match state.staff.desk.scan(&asked.code).await {
        Ok(Scanned::Guest(pass)) => pass,
        Ok(Scanned::Handler { .. }) | Err(DeskError::NotFound) => return state.nowhere(asked).await,
        Err(error) => return unavailable(error),
    };
    let note = fields.get("note").to_owned();
    let (Some(deed), Ok(form)) = (read(fields), Uuid::parse_str(fields.get("form"))) else {
        return guest_page(state, asked, &pass, Some(CodeFault::Invalid), note).await;
    };
    // The same form sent twice acts once; the page's other forms, and other words, act by themselves.
    let what = format!("{}\n{note}", fields.get("deed"));
    let action_id = Uuid::new_v5(&form, what.as_bytes());
    match state.staff.desk.guest_act(&pass, action_id, deed).await {
        Ok(_) => CodeState::back(asked, "done=yes"),
        Err(DeskError::NotFound) => state.nowhere(asked).await,
        Err(error @ DeskError::Store(_)) => unavailable(error),
        Err(error) => guest_page(state, asked, &pass, Some(fault(&error)), note).await,
    }
}

fn read(fields: &Fields) -> Option<GuestDeed> {
    match fields.get("deed") {
        "comes" => Some(GuestDeed::Comes),
        "declines" => Reason::from_code(fields.get("reason")).map(GuestDeed::Declines),
        "arrives" => Some(GuestDeed::Arrives),
        "says" => Some(GuestDeed::Says(fields.get("note").to_owned())),
        _ => None,
    }
}
