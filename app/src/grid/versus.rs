//! Two periods side by side: the form that chooses the other one, what it came to, and the legend of changes.

use chrono::{DateTime, Utc};
use domain::Lang;
use domain::map::change::{MIN_FOR_CHANGE, Step};
use domain::map::{AreasView, Versus, VersusFault};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use crate::filters::Filters;
use crate::text::modes as words;
use crate::ui::time;
use crate::visit::Visit;

/// What became of the wish to compare.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) enum Compared {
    Made(Box<Comparison>),
    /// Not in this way; the field and why.
    Refused(String, VersusFault),
}

/// The other period, and its counts under the same filter.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Comparison {
    /// First moments, and the first ones after: the period asked for, and the other.
    pub(crate) period: (DateTime<Utc>, DateTime<Utc>),
    pub(crate) other: (DateTime<Utc>, DateTime<Utc>),
    /// What part of both the period asked for is.
    pub(crate) share: f64,
    pub(crate) before: AreasView,
}

impl Comparison {
    /// Both periods in words.
    pub(super) fn said(&self, visit: &Visit) -> String {
        let period = span(self.period, visit);
        words::said_versus(visit.lang(), &period, &span(self.other, visit))
    }

    /// The other period in words.
    pub(super) fn said_other(&self, visit: &Visit) -> String {
        words::said_other(visit.lang(), &span(self.other, visit))
    }

    /// A warning, where the other period begins before the region's first case: what is missing there is no change.
    pub(super) fn lacks(&self, visit: &Visit) -> Option<String> {
        let first = visit
            .region
            .first_received_at
            .filter(|first| self.other.0 < *first)?;
        // On the first day itself there is nothing to warn of.
        let first = time::day(first, visit.zone);
        (time::day(self.other.0, visit.zone) < first).then(|| words::lacks(visit.lang(), &first))
    }
}

fn span((from, to): (DateTime<Utc>, DateTime<Utc>), visit: &Visit) -> String {
    let last = to - chrono::Duration::seconds(1);
    words::span(
        visit.lang(),
        &time::day(from, visit.zone),
        &time::day(last, visit.zone),
    )
}

/// A select and two days; the days matter where they are chosen.
#[component]
pub(super) fn VersusFields(filters: Filters, compared: Option<Compared>, lang: Lang) -> impl IntoView {
    let chosen = filters.get("vs").unwrap_or_default().to_owned();
    let options = Versus::ALL
        .iter()
        .map(|versus| {
            let label = match versus {
                Versus::Previous => words::versus_previous(lang),
                Versus::Year => words::versus_year(lang),
                Versus::Own => words::versus_own(lang),
            };
            view! {
                <option value=versus.code() selected=versus.code() == chosen>
                    {label}
                </option>
            }
        })
        .collect_view();
    let fault = match &compared {
        Some(Compared::Refused(field, fault)) => Some((field.clone(), fault_words(lang, field, *fault))),
        _ => None,
    };
    let is_at = |name: &str| fault.as_ref().is_some_and(|(field, _)| field == name);
    let described = |name: &str| is_at(name).then_some("versus-fault");
    let invalid = |name: &str| is_at(name).then_some("true");
    // What stands in a date field has to be a day, or the browser shows nothing of it.
    let day = |name: &str| {
        filters
            .get(name)
            .map(|value| value.chars().take(10).collect::<String>())
    };
    let at_select = is_at("vs") || is_at("from") || is_at("to");
    view! {
        <fieldset class="versus">
            <legend class="visually-hidden">{words::versus(lang)}</legend>
            <label class="field">
                <span>{words::versus(lang)}</span>
                <select
                    name="vs"
                    aria-invalid=at_select.then_some("true")
                    aria-describedby=at_select.then_some("versus-fault")
                >
                    <option value="">{words::versus_none(lang)}</option>
                    {options}
                </select>
            </label>
            <label class="field own">
                <span>{words::versus_from(lang)}</span>
                <input type="date" name="vs_from" value=day("vs_from") aria-invalid=invalid("vs_from") aria-describedby=described("vs_from") />
            </label>
            <label class="field own">
                <span>{words::versus_to(lang)}</span>
                <input type="date" name="vs_to" value=day("vs_to") aria-invalid=invalid("vs_to") aria-describedby=described("vs_to") />
            </label>
            <p class="fault" id="versus-fault" role="status" data-live="map-versus">
                {fault.map(|(_, words)| words)}
            </p>
        </fieldset>
    }
}

fn fault_words(lang: Lang, field: &str, fault: VersusFault) -> &'static str {
    match (fault, field) {
        (VersusFault::NoBeginning, _) => words::fault_no_beginning(lang),
        (VersusFault::Backwards, "to") => words::fault_backwards(lang),
        (VersusFault::Backwards, _) => words::fault_other_backwards(lang),
        (VersusFault::Unknown, _) => words::fault_unknown(lang),
        (VersusFault::Missing, "vs_from") => words::fault_missing_from(lang),
        (VersusFault::Missing, _) => words::fault_missing_to(lang),
        (VersusFault::Date, _) => words::fault_date(lang),
        (VersusFault::Overlap, "vs") => words::fault_overlap_long(lang),
        (VersusFault::Overlap, _) => words::fault_overlap(lang),
    }
}

/// What the shades of changes mean, from the largest fall to the largest rise, and when there is none.
#[component]
pub(super) fn ChangeLegend(
    said: String,
    /// What is missing of the data.
    lacks: Option<String>,
    lang: Lang,
) -> impl IntoView {
    let steps = Step::ALL
        .iter()
        .map(|step| {
            let label = match step {
                Step::Halved => "≤ −50%",
                Step::Fewer => "−50% … −20%",
                Step::SlightlyFewer => "−20% … 0",
                Step::SlightlyMore => "0 … +25%",
                Step::More => "+25% … +100%",
                Step::Doubled => "≥ +100%",
            };
            view! {
                <li>
                    <i class=format!("g{}", step.index() + 1)></i>
                    {label}
                </li>
            }
        })
        .collect_view();
    view! {
        <div class="legend legend-change" data-measure="change">
            <span class="legend-title">{words::legend_change(lang)}</span>
            <p class="legend-said">{said}</p>
            {lacks.map(|lacks| view! { <p class="legend-said lacks">{lacks}</p> })}
            <ul>
                {steps}
                <li class="wide">
                    <i class="g0"></i>
                    {words::legend_unclear(lang, MIN_FOR_CHANGE)}
                </li>
            </ul>
            <p class="hint">{words::change_hint(lang)}</p>
        </div>
    }
}
