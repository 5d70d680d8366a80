//! Stations 1+X+Y: filings, approvals, roster. Two rights open these pages; the desk checks which deed takes which.

use std::sync::Arc;

use axum::routing::get;
use desk::DeskError;
use domain::access::Right;
use domain::policy::FieldFault;
use domain::station::DutyForm;

use super::forms::{Deed, Done, form};
use super::{Entry, page};
use crate::router::Access;

const STATION: &str = "/admin/station";

pub(super) fn entries() -> Vec<Entry> {
    let file = Access::Right(Right::FileStations);
    pages! {
        "/admin/stations" => Access::Staff, get(page).merge(form(file_station));
        "/admin/stations/change" => file, get(page).merge(form(change_station));
        "/admin/station" => Access::Staff, get(page);
        "/admin/station/step" => Access::Staff, form(step);
        "/admin/station/unit" => file, form(file_unit);
        "/admin/station/duty" => file, form(add_duty);
        "/admin/station/remove-duty" => file, form(remove_duty);
    }
}

async fn file_station(deed: Arc<Deed>) -> Result<Done, DeskError> {
    deed.desk().file_station(deed.caller()?, &deed.read()?).await?;
    Ok(Done::Go("/admin/stations"))
}

async fn change_station(deed: Arc<Deed>) -> Result<Done, DeskError> {
    deed.desk().change_station(deed.caller()?, &deed.read()?).await?;
    Ok(deed.go_to_code(STATION))
}

async fn step(deed: Arc<Deed>) -> Result<Done, DeskError> {
    let (number, step, reason) = (deed.field("number"), deed.field("step"), deed.field("reason"));
    deed.desk()
        .step_filing(deed.caller()?, deed.code(), number, step, reason)
        .await?;
    Ok(deed.go_to_code(STATION))
}

async fn file_unit(deed: Arc<Deed>) -> Result<Done, DeskError> {
    deed.desk()
        .file_unit(deed.caller()?, deed.code(), &deed.read()?)
        .await?;
    Ok(deed.go_to_code(STATION))
}

async fn add_duty(deed: Arc<Deed>) -> Result<Done, DeskError> {
    // Two forms of the page have a unit: this one's is called otherwise there, so that each shows its own fault.
    let turn = DutyForm {
        department: deed.field("duty_department").to_owned(),
        ..deed.read()?
    };
    let added = deed.desk().add_duty(deed.caller()?, deed.code(), &turn).await;
    added.map_err(|error| match error {
        DeskError::Field(fault) if fault.field == "department" => {
            FieldFault::new("duty_department", fault.fault).into()
        }
        other => other,
    })?;
    Ok(deed.go_to_code(STATION))
}

async fn remove_duty(deed: Arc<Deed>) -> Result<Done, DeskError> {
    deed.desk()
        .remove_duty(deed.caller()?, deed.code(), deed.field("number"))
        .await?;
    Ok(deed.go_to_code(STATION))
}
