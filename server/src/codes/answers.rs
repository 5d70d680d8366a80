//! Forms sent to a code: a resident's answer, a guest's deed.

use app::server::{CodeFault, CodeShown};
use axum::extract::{Request, State};
use axum::response::Response;
use desk::{DeskError, Heard, Said};

use super::{Asked, CodeState, Fields, fault, guests, unavailable};

/// Any form sent to a code; the field `deed` tells a guest's from a resident's.
pub(super) async fn post(State(state): State<CodeState>, request: Request) -> Response {
    let asked = Asked::of(&request);
    if let Err(response) = state.count(&asked).await {
        return response;
    }
    let Some(fields) = Fields::read(request).await else {
        return state.page(&asked, CodeShown::Answer(CodeFault::Invalid)).await;
    };
    if fields.get("deed").is_empty() {
        answer(&state, &asked, &fields).await
    } else {
        guests::act(&state, &asked, &fields).await
    }
}

async fn answer(state: &CodeState, asked: &Asked, fields: &Fields) -> Response {
    let refused = |fault| state.page(asked, CodeShown::Answer(fault));
    let Some(said) = read(fields) else {
        return refused(CodeFault::Invalid).await;
    };
    match state.voice.say(&asked.code, said).await {
        Ok(Heard::Recorded) => CodeState::back(asked, "said=recorded"),
        Ok(Heard::Reopened) => CodeState::back(asked, "said=reopened"),
        Err(DeskError::NotFound) => state.nowhere(asked).await,
        Err(error @ DeskError::Store(_)) => unavailable(error),
        Err(error) => refused(fault(&error)).await,
    }
}

fn read(fields: &Fields) -> Option<Said> {
    Some(Said {
        solved: match fields.get("solved") {
            "yes" => true,
            "no" => false,
            _ => return None,
        },
        satisfaction: match fields.get("satisfaction") {
            "" => None,
            level => Some(level.parse().ok()?),
        },
        seen: fields.get("seen").parse().ok()?,
    })
}
