//! Policy as data: kinds of matter, limits, default leads, units, calendars and weights, and how they are resolved.
//!
//! The database keeps versions with the date from which each holds; these functions say which one counts.
//! Forms are parsed here too, so that pages and the API refuse the same things in the same words. What
//! people may change stands in [`crate::access`].

mod calendar;
mod category;
mod department;
mod fault;
mod lead;
mod limit;
mod lineage;
pub mod parse;
mod view;
mod weights;

pub use calendar::{CalendarSource, CalendarYear, DayForm, HoursForm, HoursRow};
pub use category::{CategoryDraft, CategoryForm, CategoryRow, Urgency};
pub use department::{
    DepartmentDraft, DepartmentForm, DepartmentRow, KINDS, Merger, MergerDraft, MergerForm, PEER_GROUPS,
};
pub use fault::{Fault, FieldFault};
pub use lead::{DefaultLeadDraft, DefaultLeadForm, DefaultLeadRow, EVERYWHERE, suggested_lead};
pub use limit::{LimitDraft, LimitForm, LimitRow, LimitScope, resolve_limits};
pub use lineage::lineage;
pub use view::{CalendarView, CategoriesView, DefaultLeadsView, DepartmentsView, LimitsView};
pub use weights::{OfficialWeights, WeightSet, WeightSetForm, WeightSetRow, WeightsView};
