//! The way from a number to the cases behind it.

use domain::DepartmentCode;
use domain::board::UnitRef;
use domain::supervise::{Asked, Kind};
use leptos::prelude::*;

use crate::text::board;
use crate::ui::number::grouped;
use crate::visit::Visit;

/// What numbers lead to.
#[derive(Clone)]
pub(super) struct Behind {
    pub(super) visit: Visit,
    pub(super) asked: Asked,
    /// The reader may open every case.
    pub(super) may_open: bool,
}

impl Behind {
    /// The address of the cases of one kind, of one unit or of those asked for.
    pub(super) fn cases(&self, kind: Kind, unit: &str) -> String {
        self.address(kind, unit, None)
    }

    fn address(&self, kind: Kind, unit: &str, person: Option<&str>) -> String {
        let Asked { from, to, hours, .. } = &self.asked;
        let (from, to, hours) = (from.to_string(), to.to_string(), hours.to_string());
        let asked = self.asked.department.as_deref().unwrap_or_default();
        let unit = if unit.is_empty() { asked } else { unit };
        let mut pairs = vec![("kind", kind.code())];
        if !unit.is_empty() {
            pairs.push(("department", unit));
        }
        pairs.extend(person.map(|person| ("person", person)));
        if kind.is_of_now() {
            pairs.push(("hours", &hours));
        }
        pairs.extend([("from", from.as_str()), ("to", to.as_str())]);
        self.visit.to("/supervise/cases", &pairs)
    }

    /// A number, and the way to its cases if it has any.
    pub(super) fn number(&self, kind: Kind, unit: &str, count: u64) -> AnyView {
        self.linked(kind, unit, None, count)
    }

    /// The same of one person of the unit asked for.
    pub(super) fn number_of(&self, person: &str, kind: Kind, count: u64) -> AnyView {
        self.linked(kind, "", Some(person), count)
    }

    fn linked(&self, kind: Kind, unit: &str, person: Option<&str>, count: u64) -> AnyView {
        let shown = grouped(count);
        if count == 0 || !self.may_open {
            return shown.into_any();
        }
        view! { <a href=self.address(kind, unit, person)>{shown}</a> }.into_any()
    }

    /// The name of a unit; of nobody, in words.
    pub(super) fn name(&self, unit: &UnitRef) -> String {
        if unit.code == DepartmentCode::UNASSIGNED {
            board::unassigned(self.visit.lang()).to_owned()
        } else {
            unit.name.clone()
        }
    }
}
