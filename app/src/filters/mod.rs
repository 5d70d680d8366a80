//! The filters that the map and the case list share: what the address says, and the form for it.
//!
//! A filter is a list of query pairs and lives in the address only. Whether a value is valid is decided
//! where it is used (`portal`), once for pages and API alike.

mod choices;
mod counted;
mod fields;
mod narrowed;

pub(crate) use choices::{Category, Choices};
pub(crate) use fields::{CarriedFields, FilterFields, PeriodFields, PresetLinks, classes, kind_options};
pub(crate) use narrowed::{Narrowed, NarrowedFields};

use domain::case::State;
use leptos::prelude::window;
use wasm_bindgen::JsValue;
use web_sys::UrlSearchParams;

/// Parameters that choose cases; the API knows all of them by the same names.
pub(crate) const CHOOSING: [&str; 11] = [
    "category",
    "department",
    "state",
    "source",
    "timeliness",
    "township",
    "community",
    "grid",
    "area",
    "from",
    "to",
];

/// The region, and what the address of the page chooses by: a question to the API about what the page shows. Whatever else stands
/// in an address, such as where somebody followed a link, is nothing to the API.
pub(crate) fn question(region: &str) -> Result<UrlSearchParams, JsValue> {
    let address = UrlSearchParams::new_with_str(&window().location().search()?)?;
    let question = UrlSearchParams::new()?;
    for name in CHOOSING {
        // What is empty chooses nothing; a form sends it.
        for value in address.get_all(name).iter().filter_map(|value| value.as_string()) {
            if !value.trim().is_empty() {
                question.append(name, &value);
            }
        }
    }
    question.set("region", region);
    Ok(question)
}

/// Whether nothing more happens in this state by itself: what the map draws hollow.
#[must_use]
pub(crate) fn is_over(state: State) -> bool {
    match state {
        State::Closed | State::Archived | State::Rejected | State::Merged => true,
        State::Reported
        | State::Accepted
        | State::Dispatched
        | State::Signed
        | State::InProgress
        | State::Feedback
        | State::Verified
        | State::Returned
        | State::Suspended
        | State::Rework
        | State::Reopened => false,
    }
}

/// The pairs of an address, without the empty ones that a form sends.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Filters(Vec<(String, String)>);

impl Filters {
    /// Takes the pairs of a page's address.
    #[must_use]
    pub(crate) fn new(pairs: &[(String, String)]) -> Self {
        Self(
            pairs
                .iter()
                .filter(|(_, value)| !value.trim().is_empty())
                .cloned()
                .collect(),
        )
    }

    /// The first value of a parameter.
    #[must_use]
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.0
            .iter()
            .find(|(known, _)| known == name)
            .map(|(_, value)| value.as_str())
    }

    /// Whether any case is left out.
    #[must_use]
    pub(crate) fn chooses(&self, also: &[&str]) -> bool {
        self.0
            .iter()
            .any(|(name, _)| CHOOSING.contains(&name.as_str()) || also.contains(&name.as_str()))
    }

    /// The pairs of the named parameters, in the order of the address.
    pub(crate) fn only<'a>(&'a self, names: &'a [&'a str]) -> impl Iterator<Item = (&'a str, &'a str)> {
        self.0
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .filter(move |(name, _)| names.contains(name))
    }

    /// The pairs that choose cases, those of some parameters left out.
    #[must_use]
    pub(crate) fn choosing_without(&self, names: &[&str]) -> Vec<(&str, &str)> {
        let mut pairs = self.choosing();
        pairs.retain(|(name, _)| !names.contains(name));
        pairs
    }

    /// The pairs that choose cases.
    #[must_use]
    pub(crate) fn choosing(&self) -> Vec<(&str, &str)> {
        self.only(&CHOOSING).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn filters(pairs: &[(&str, &str)]) -> Filters {
        let pairs: Vec<_> = pairs
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect();
        Filters::new(&pairs)
    }

    #[test]
    fn what_a_form_leaves_empty_is_not_asked_for() {
        let filters = filters(&[("from", ""), ("category", "0101"), ("measure", "overdue")]);
        assert_eq!(filters.choosing(), [("category", "0101")]);
        assert_eq!(filters.get("from"), None);
    }

    #[test]
    fn only_what_leaves_cases_out_counts_as_a_filter() {
        assert!(!filters(&[("measure", "overdue")]).chooses(&["q"]));
        assert!(filters(&[("q", "噪声")]).chooses(&["q"]));
        assert!(filters(&[("timeliness", "overdue")]).chooses(&[]));
    }
}
