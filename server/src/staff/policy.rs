//! Kinds of matter, limits, calendars, units, default leads and weights.

use std::sync::Arc;

use axum::routing::get;
use desk::DeskError;
use domain::access::Right;

use super::forms::{Deed, Done, form};
use super::{Entry, page};
use crate::router::Access;

pub(super) fn entries() -> Vec<Entry> {
    let categories = Access::Right(Right::ManageCategories);
    let departments = Access::Right(Right::ManageDepartments);
    let limits = Access::Right(Right::ManageLimits);
    let leads = Access::Right(Right::ManageDefaultLeads);
    let weights = Access::Right(Right::ManageWeights);
    let calendars = Access::Right(Right::ManageCalendars);
    pages! {
        "/admin" => Access::Staff, get(page);
        "/admin/categories" => categories, get(page).merge(form(create_category));
        "/admin/categories/change" => categories, get(page).merge(form(change_category));
        "/admin/departments" => departments, get(page).merge(form(create_department));
        "/admin/departments/change" => departments, get(page).merge(form(change_department));
        "/admin/departments/merge" => departments, get(page).merge(form(merge_department));
        "/admin/log" => Access::Right(Right::ReadAdminLog), get(page);
        "/admin/limits" => limits, get(page).merge(form(add_limit));
        "/admin/default-leads" => leads, get(page).merge(form(add_default_lead));
        "/admin/weights" => weights, get(page).merge(form(add_weight_set));
        "/admin/calendars" => calendars, get(page);
        "/admin/calendars/days" => calendars, form(put_day);
        "/admin/calendars/remove-day" => calendars, form(remove_day);
        "/admin/calendars/years" => calendars, form(import_year);
        "/admin/calendars/announce" => calendars, form(announce_year);
        "/admin/calendars/hours" => calendars, form(change_hours);
    }
}

const CALENDARS: Done = Done::Go("/admin/calendars");

async fn create_category(deed: Arc<Deed>) -> Result<Done, DeskError> {
    deed.desk().create_category(deed.caller()?, &deed.read()?).await?;
    Ok(Done::Go("/admin/categories"))
}

async fn change_category(deed: Arc<Deed>) -> Result<Done, DeskError> {
    deed.desk().change_category(deed.caller()?, &deed.read()?).await?;
    Ok(Done::Go("/admin/categories"))
}

async fn create_department(deed: Arc<Deed>) -> Result<Done, DeskError> {
    deed.desk()
        .create_department(deed.caller()?, &deed.read()?)
        .await?;
    Ok(Done::Go("/admin/departments"))
}

async fn change_department(deed: Arc<Deed>) -> Result<Done, DeskError> {
    deed.desk()
        .change_department(deed.caller()?, &deed.read()?)
        .await?;
    Ok(Done::Go("/admin/departments"))
}

async fn merge_department(deed: Arc<Deed>) -> Result<Done, DeskError> {
    deed.desk()
        .merge_department(deed.caller()?, &deed.read()?)
        .await?;
    Ok(Done::Go("/admin/departments"))
}

async fn add_limit(deed: Arc<Deed>) -> Result<Done, DeskError> {
    deed.desk().add_limit(deed.caller()?, &deed.read()?).await?;
    Ok(Done::Go("/admin/limits"))
}

async fn add_default_lead(deed: Arc<Deed>) -> Result<Done, DeskError> {
    deed.desk()
        .add_default_lead(deed.caller()?, &deed.read()?)
        .await?;
    Ok(Done::Go("/admin/default-leads"))
}

async fn add_weight_set(deed: Arc<Deed>) -> Result<Done, DeskError> {
    deed.desk().add_weight_set(deed.caller()?, &deed.read()?).await?;
    Ok(Done::Go("/admin/weights"))
}

async fn put_day(deed: Arc<Deed>) -> Result<Done, DeskError> {
    deed.desk()
        .put_calendar_day(deed.caller()?, &deed.read()?)
        .await?;
    Ok(CALENDARS)
}

async fn remove_day(deed: Arc<Deed>) -> Result<Done, DeskError> {
    let day = deed.field("removed");
    deed.desk().remove_calendar_day(deed.caller()?, day).await?;
    Ok(CALENDARS)
}

async fn import_year(deed: Arc<Deed>) -> Result<Done, DeskError> {
    let (year, list) = (deed.field("year"), deed.field("list"));
    deed.desk()
        .import_calendar_year(deed.caller()?, year, list)
        .await?;
    Ok(CALENDARS)
}

async fn announce_year(deed: Arc<Deed>) -> Result<Done, DeskError> {
    let announced = deed.field("announced") == "on";
    deed.desk()
        .announce_calendar_year(deed.caller()?, deed.field("of_year"), announced)
        .await?;
    Ok(CALENDARS)
}

async fn change_hours(deed: Arc<Deed>) -> Result<Done, DeskError> {
    deed.desk()
        .change_working_hours(deed.caller()?, &deed.read()?)
        .await?;
    Ok(CALENDARS)
}
