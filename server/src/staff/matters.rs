//! What people say of which cases are one matter.

use std::sync::Arc;

use axum::routing::get;
use desk::DeskError;
use domain::access::Right;
use domain::fusion::Decided;

use super::cases::place_case;
use super::forms::{Deed, Done, form};
use super::{Entry, page};
use crate::router::Access;

pub(super) fn entries() -> Vec<Entry> {
    let deciding = Access::Right(Right::DecideMatters);
    pages! {
        "/desk/matters" => deciding, get(page);
        "/desk/matters/decide" => deciding, get(page).merge(form(decide));
        "/desk/unplaced" => Access::Right(Right::PlaceCases), get(page).merge(form(place_case));
        "/desk/topics" => Access::Right(Right::SeeEveryCase), get(page);
        "/desk/cases/{code}/matter" => Access::Staff, get(page).merge(form(take_out));
    }
}

async fn decide(deed: Arc<Deed>) -> Result<Done, DeskError> {
    let decided = Decided::from_code(deed.field("decided"))
        .ok_or_else(|| DeskError::invalid("decided", "joined or apart"))?;
    let (earlier, later) = (deed.field("earlier"), deed.field("later"));
    deed.desk()
        .decide_pair(deed.caller()?, earlier, later, decided)
        .await?;
    Ok(Done::Go("/desk/matters"))
}

async fn take_out(deed: Arc<Deed>) -> Result<Done, DeskError> {
    let member = deed.field("member");
    deed.desk().part_from_matter(deed.caller()?, member).await?;
    let code = deed.part_after("/desk/cases/");
    Ok(Done::To(format!("/desk/cases/{code}/matter")))
}
