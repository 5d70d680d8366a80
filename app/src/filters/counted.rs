//! Entries of a menu with the cases that each would give.

use domain::map::{Facet, FacetsView};
use leptos::prelude::*;

use crate::ui::number::grouped;

/// Where the numbers of one menu come from; without any it shows names only.
#[derive(Clone, Copy)]
pub(super) struct Counts<'a> {
    facets: Option<&'a FacetsView>,
    by: Facet,
}

impl<'a> Counts<'a> {
    pub(super) fn of(facets: Option<&'a FacetsView>, by: Facet) -> Self {
        Self { facets, by }
    }

    /// One entry: its code, or several with commas, and what it is called.
    pub(super) fn entry(self, codes: &str, name: &str, is_chosen: bool) -> impl IntoView + use<> {
        let count = (self.facets).and_then(|facets| facets.count_of_all(self.by, codes.split(',')));
        let label = match count {
            None => name.to_owned(),
            Some(count) => format!("{name} ({})", grouped(count)),
        };
        // It can be chosen all the same.
        let class = (count == Some(0)).then_some("none");
        view! {
            <option value=codes.to_owned() selected=is_chosen class=class>
                {label}
            </option>
        }
    }
}
