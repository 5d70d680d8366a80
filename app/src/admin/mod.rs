//! Administration of policy and stations: kinds, limits, calendars, units, default leads, weights,
//! stations 1+X+Y.
//!
//! Plain forms: each page shows what holds and one form per deed; the server answers a refused form with the
//! same page and the fault beside its field. People are managed under `accounts`.

mod api;
mod calendars_page;
mod categories_page;
mod default_leads_page;
mod departments_page;
mod index_page;
mod limits_page;
mod log_page;
mod page;
mod station_page;
mod stations_page;
mod weights_page;

pub(crate) use calendars_page::CalendarsPage;
pub(crate) use categories_page::{CategoriesPage, CategoryPage};
pub(crate) use default_leads_page::DefaultLeadsPage;
pub(crate) use departments_page::{DepartmentPage, DepartmentsPage, MergerPage};
pub(crate) use index_page::{AdminPage, RIGHTS};
pub(crate) use limits_page::LimitsPage;
pub(crate) use log_page::LogPage;
pub(crate) use page::{AddForm, ChangeForm, Listed};
pub(crate) use station_page::StationPage;
pub(crate) use stations_page::{ChangeStationPage, StationsPage};
pub(crate) use weights_page::WeightsPage;

use domain::Lang;
use domain::board::UnitRef;

use crate::text::policy as text;

/// Choices of a field with codes, an empty one first where nothing may be chosen.
fn options(empty: Option<&'static str>, units: &[UnitRef]) -> Vec<(String, String)> {
    let none = empty.map(|words| (String::new(), words.to_owned()));
    let named = units.iter().map(|unit| (unit.code.clone(), unit.name.clone()));
    none.into_iter().chain(named).collect()
}

/// Whether a version holds, held or will hold.
fn standing(lang: Lang, holds: bool, is_future: bool) -> &'static str {
    match (holds, is_future) {
        (true, _) => text::holds_now(lang),
        (false, true) => text::still_to_come(lang),
        (false, false) => text::was_valid(lang),
    }
}
