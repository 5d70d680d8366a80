//! People and roles of a region.

use std::sync::Arc;

use desk::DeskError;
use desk::access::{AddPerson, Added};
use domain::case::Role;

use super::forms::{Deed, Done};

const PAGE: &str = "/admin/people";

pub(super) async fn add(deed: Arc<Deed>) -> Result<Done, DeskError> {
    let new = AddPerson {
        login: deed.field("login").to_owned(),
        name: deed.field("name").to_owned(),
        name_en: deed.filled("name_en"),
        email: deed.filled("email"),
        phone: deed.filled("phone"),
        role: Role::from_code(deed.field("role")),
        department: deed.filled("department"),
        station: deed.filled("station"),
    };
    Ok(shown(deed.desk().add_person(deed.caller()?, new).await?))
}

pub(super) async fn give(deed: Arc<Deed>) -> Result<Done, DeskError> {
    let role = Role::from_code(deed.field("role")).ok_or_else(|| DeskError::invalid("role", "choose one"))?;
    let (department, station) = (deed.filled("department"), deed.filled("station"));
    deed.desk()
        .give_role(deed.caller()?, deed.field("login"), role, department, station)
        .await?;
    Ok(Done::Go(PAGE))
}

pub(super) async fn take(deed: Arc<Deed>) -> Result<Done, DeskError> {
    deed.desk()
        .take_role(deed.caller()?, deed.id("membership")?)
        .await?;
    Ok(Done::Go(PAGE))
}

pub(super) async fn reset(deed: Arc<Deed>) -> Result<Done, DeskError> {
    let added = deed.desk().reset_password(deed.caller()?, deed.id("person")?);
    Ok(shown(added.await?))
}

pub(super) async fn close(deed: Arc<Deed>) -> Result<Done, DeskError> {
    set_active(&deed, false).await
}

pub(super) async fn open(deed: Arc<Deed>) -> Result<Done, DeskError> {
    set_active(&deed, true).await
}

async fn set_active(deed: &Deed, active: bool) -> Result<Done, DeskError> {
    let person = deed.id("person")?;
    deed.desk().set_active(deed.caller()?, person, active).await?;
    Ok(Done::Go(PAGE))
}

fn shown(added: Added) -> Done {
    Done::Show(vec![
        ("login".to_owned(), added.login),
        ("password".to_owned(), added.password),
    ])
}
