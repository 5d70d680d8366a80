//! Forms of the workbench: a new case, an action on a case.

use std::sync::Arc;

use chrono::{DateTime, NaiveDateTime, Utc};
use chrono_tz::Tz;
use desk::{CaseToken, DeskError, Invite, NewCase, Whose, action_id};
use domain::case::{Action, Capacity, Command, Reason};
use domain::clock::at_local;

use super::forms::{Deed, Done};

/// `POST /desk/new/files`: a case, with a photo if one was taken. Where the photo cannot be taken the case
/// stands, and the form comes back with the ticket that leads to it.
pub(super) async fn open(deed: Arc<Deed>) -> Result<Done, DeskError> {
    let new = NewCase {
        action_id: deed.id("ticket")?,
        category: deed.field("category").to_owned(),
        title: deed.filled("title"),
        narrative: deed.filled("narrative"),
        address: deed.filled("address"),
        township: deed.filled("township"),
        place: place(&deed)?,
        station: None,
    };
    let caller = deed.caller()?;
    let opened = deed.desk().open_case(caller, new).await?;
    if let Some(file) = deed.file.clone() {
        let whose = Whose::Colleague(caller, &opened.code);
        deed.state.attachments.add(whose, file).await?;
    }
    Ok(Done::To(format!("/desk/cases/{}", opened.code)))
}

/// `POST /desk/cases/{code}/act`.
pub(super) async fn act(deed: Arc<Deed>) -> Result<Done, DeskError> {
    let caller = deed.caller()?;
    let code = deed.part_after("/desk/cases/").to_owned();
    let action =
        Action::from_code(deed.field("action")).ok_or_else(|| DeskError::invalid("action", "choose one"))?;
    let version = deed.field("version").parse();
    let zone = deed.desk().zone(caller).await?;
    let command = Command {
        department: deed.filled("department"),
        co_departments: deed.all("co_departments"),
        reason: choice(&deed, "reason", Reason::from_code)?,
        until: time(&deed, "until", zone)?,
        place: deed.filled("place"),
        into: deed.filled("into"),
        satisfaction: choice(&deed, "satisfaction", |text| text.parse().ok())?,
        solved: choice(&deed, "solved", |text| match text {
            "yes" => Some(true),
            "no" => Some(false),
            _ => None,
        })?,
        note: deed.filled("note"),
        ..Command::new(action)
    };
    let request = desk::Deed {
        action_id: action_id(deed.id("ticket")?, action),
        version: version.map_err(|_| DeskError::invalid("version", "a number"))?,
        command,
    };
    deed.desk().act(caller, &code, request).await?;
    Ok(Done::To(format!("/desk/cases/{code}")))
}

/// `POST /desk/cases/{code}/guests`: the link is shown this once, and again to whoever sends the same again.
pub(super) async fn invite(deed: Arc<Deed>) -> Result<Done, DeskError> {
    let code = deed.part_after("/desk/cases/");
    let capacity = choice(&deed, "capacity", Capacity::from_code)?
        .ok_or_else(|| DeskError::invalid("capacity", "choose one"))?;
    let invite = Invite {
        action_id: deed.id("ticket")?,
        name: deed.field("name").to_owned(),
        capacity,
    };
    let invitation = deed.desk().invite_guest(deed.caller()?, code, &invite).await?;
    Ok(Done::Show(vec![
        ("guest".to_owned(), deed.field("name").trim().to_owned()),
        ("link".to_owned(), invitation.path),
    ]))
}

/// `POST /desk/cases/{code}/guests/revoke`.
pub(super) async fn revoke_guest(deed: Arc<Deed>) -> Result<Done, DeskError> {
    let code = deed.part_after("/desk/cases/");
    deed.desk()
        .revoke_guest(deed.caller()?, code, deed.id("guest")?)
        .await?;
    Ok(Done::To(format!("/desk/cases/{code}")))
}

/// `POST /desk/cases/{code}/codes/revoke`.
pub(super) async fn revoke_code(deed: Arc<Deed>) -> Result<Done, DeskError> {
    let code = deed.part_after("/desk/cases/");
    let which = match deed.field("which") {
        "public" => CaseToken::Public,
        "handler" => CaseToken::Handler,
        _ => return Err(DeskError::invalid("which", "choose one")),
    };
    deed.desk().revoke_code(deed.caller()?, code, which).await?;
    Ok(Done::To(format!("/desk/cases/{code}")))
}

/// `POST /desk/unplaced`: where a case lies.
pub(super) async fn place_case(deed: Arc<Deed>) -> Result<Done, DeskError> {
    let at =
        place(&deed)?.ok_or_else(|| DeskError::invalid("place", "a longitude and a latitude on earth"))?;
    deed.desk()
        .place_case(deed.caller()?, deed.field("code"), at)
        .await?;
    Ok(Done::Go("/desk/unplaced"))
}

/// A field with few values; empty = none.
fn choice<T>(
    deed: &Deed,
    name: &'static str,
    read: impl Fn(&str) -> Option<T>,
) -> Result<Option<T>, DeskError> {
    match deed.field(name) {
        "" => Ok(None),
        text => read(text)
            .map(Some)
            .ok_or_else(|| DeskError::invalid(name, "choose one")),
    }
}

/// A time as a browser's `datetime-local` field writes it, in the region's zone.
pub(super) fn time(deed: &Deed, name: &'static str, zone: Tz) -> Result<Option<DateTime<Utc>>, DeskError> {
    let Some(text) = deed.filled(name) else {
        return Ok(None);
    };
    let read = |form| NaiveDateTime::parse_from_str(&text, form);
    let local = read("%Y-%m-%dT%H:%M").or_else(|_| read("%Y-%m-%dT%H:%M:%S"));
    match local {
        Ok(local) => Ok(Some(at_local(local, zone))),
        Err(_) => Err(DeskError::invalid(name, "a date and a time of day")),
    }
}

/// Longitude and latitude; both or none.
fn place(deed: &Deed) -> Result<Option<(f64, f64)>, DeskError> {
    let number = |name: &'static str| {
        deed.filled(name)
            .map(|text| text.parse::<f64>().ok().filter(|value| value.is_finite()))
    };
    match (number("lng"), number("lat")) {
        (None, None) => Ok(None),
        (Some(Some(lng)), Some(Some(lat))) => Ok(Some((lng, lat))),
        _ => Err(DeskError::invalid("place", "a longitude and a latitude on earth")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    #[test]
    fn every_action_of_one_view_has_an_id_of_its_own() {
        let ticket = Uuid::from_u128(7);
        assert_ne!(
            action_id(ticket, Action::Sign),
            action_id(ticket, Action::Comment)
        );
        assert_eq!(action_id(ticket, Action::Sign), action_id(ticket, Action::Sign));
    }
}
