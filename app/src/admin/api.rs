//! What the pages of administration ask the server. What they change goes through forms, see `ui::Form`.

use domain::Lang;
use domain::admin_log::LogPage;
use domain::policy::{
    CalendarView, CategoriesView, DefaultLeadsView, DepartmentsView, LimitsView, WeightsView,
};
use domain::station::{StationFile, StationsView};
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;

use crate::error::AppError;

/// Every kind of matter.
#[server(endpoint = "staff/admin/categories", input = GetUrl)]
pub(crate) async fn list_categories(region: String) -> Result<CategoriesView, AppError> {
    let staff = crate::server::staff(&region)?;
    let view = staff.desk.categories(&staff.caller).await;
    view.map_err(crate::server::refused)
}

/// Every unit.
#[server(endpoint = "staff/admin/departments", input = GetUrl)]
pub(crate) async fn list_departments(region: String) -> Result<DepartmentsView, AppError> {
    let staff = crate::server::staff(&region)?;
    let view = staff.desk.departments(&staff.caller).await;
    view.map_err(crate::server::refused)
}

/// Every version of every limit.
#[server(endpoint = "staff/admin/limits", input = GetUrl)]
pub(crate) async fn list_limits(region: String, lang: Lang) -> Result<LimitsView, AppError> {
    let staff = crate::server::staff(&region)?;
    let view = staff.desk.limits(&staff.caller, lang).await;
    view.map_err(crate::server::refused)
}

/// Every version of every default lead.
#[server(endpoint = "staff/admin/default_leads", input = GetUrl)]
pub(crate) async fn list_default_leads(region: String, lang: Lang) -> Result<DefaultLeadsView, AppError> {
    let staff = crate::server::staff(&region)?;
    let view = staff.desk.default_leads(&staff.caller, lang).await;
    view.map_err(crate::server::refused)
}

/// Every set of weights.
#[server(endpoint = "staff/admin/weights", input = GetUrl)]
pub(crate) async fn list_weight_sets(region: String) -> Result<WeightsView, AppError> {
    let staff = crate::server::staff(&region)?;
    let view = staff.desk.weight_sets(&staff.caller).await;
    view.map_err(crate::server::refused)
}

/// The calendar, year by year.
#[server(endpoint = "staff/admin/calendar", input = GetUrl)]
pub(crate) async fn get_calendar(region: String) -> Result<CalendarView, AppError> {
    let staff = crate::server::staff(&region)?;
    let view = staff.desk.calendar(&staff.caller).await;
    view.map_err(crate::server::refused)
}

/// A page of what was administered; `kind` and `cursor` as in the address.
#[server(endpoint = "staff/admin/log", input = GetUrl)]
pub(crate) async fn read_log(
    region: String,
    kind: Option<String>,
    cursor: Option<String>,
    lang: Lang,
) -> Result<LogPage, AppError> {
    let staff = crate::server::staff(&region)?;
    let query =
        ::desk::LogQuery::parse(kind.as_deref(), cursor.as_deref()).map_err(crate::server::refused)?;
    let page = staff.desk.admin_log(&staff.caller, query, lang).await;
    page.map_err(crate::server::refused)
}

/// Every station.
#[server(endpoint = "staff/admin/stations", input = GetUrl)]
pub(crate) async fn list_filed_stations(region: String, lang: Lang) -> Result<StationsView, AppError> {
    let staff = crate::server::staff(&region)?;
    let view = staff.desk.stations(&staff.caller, lang).await;
    view.map_err(crate::server::refused)
}

/// One station with its units and roster.
#[server(endpoint = "staff/admin/station", input = GetUrl)]
pub(crate) async fn get_station(region: String, lang: Lang, code: String) -> Result<StationFile, AppError> {
    let staff = crate::server::staff(&region)?;
    let file = staff.desk.station(&staff.caller, &code, lang).await;
    file.map_err(crate::server::refused)
}
