use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use super::{CalendarYear, CategoryRow, DefaultLeadRow, DepartmentRow, HoursRow, LimitRow};
use crate::board::UnitRef;

/// The page of kinds of matter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CategoriesView {
    pub rows: Vec<CategoryRow>,
}

/// The page of units.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DepartmentsView {
    pub rows: Vec<DepartmentRow>,
    /// The day it is in the region.
    pub today: NaiveDate,
}

/// The page of limits: every version, and the kinds they may be written for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LimitsView {
    pub rows: Vec<LimitRow>,
    pub categories: Vec<UnitRef>,
    pub as_of: DateTime<Utc>,
}

/// The page of default leads: every version, and what a rule may be made of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DefaultLeadsView {
    pub rows: Vec<DefaultLeadRow>,
    pub categories: Vec<UnitRef>,
    pub townships: Vec<UnitRef>,
    /// Units in use.
    pub departments: Vec<UnitRef>,
    pub as_of: DateTime<Utc>,
}

/// The page of calendars.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CalendarView {
    /// In order.
    pub years: Vec<CalendarYear>,
    /// Newest first.
    pub hours: Vec<HoursRow>,
    /// The day it is in the region.
    pub today: NaiveDate,
}
