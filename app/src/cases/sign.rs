//! How a case stands, at a glance: a sign, a colour and a word, never the colour alone.

use domain::Lang;
use domain::case::{State, Timeliness};
use leptos::prelude::*;

use crate::text::terms;

/// Where a case stands.
#[component]
pub(crate) fn StateSign(state: State, lang: Lang) -> impl IntoView {
    let (class, sign) = state_look(state);
    view! {
        <span class=format!("stand {class}")>
            <i aria-hidden="true">{sign}</i>
            {terms::state(lang, state)}
        </span>
    }
}

/// How it stands against its clock.
#[component]
pub(crate) fn ClockSign(timeliness: Timeliness, lang: Lang) -> impl IntoView {
    let (class, sign) = clock_look(timeliness);
    view! {
        <span class=format!("stand {class}")>
            <i aria-hidden="true">{sign}</i>
            {terms::timeliness(lang, timeliness)}
        </span>
    }
}

fn state_look(state: State) -> (&'static str, &'static str) {
    match state {
        State::Reported | State::Accepted => ("quiet", "○"),
        State::Dispatched | State::Signed | State::InProgress | State::Feedback | State::Verified => {
            ("open", "◐")
        }
        State::Closed | State::Archived => ("ok", "●"),
        State::Rejected | State::Merged => ("quiet", "◇"),
        State::Suspended => ("quiet", "‖"),
        State::Returned | State::Rework | State::Reopened => ("warn", "↺"),
    }
}

fn clock_look(timeliness: Timeliness) -> (&'static str, &'static str) {
    match timeliness {
        Timeliness::Green => ("ok", "●"),
        Timeliness::Yellow => ("ok", "◑"),
        Timeliness::Orange => ("warn", "◔"),
        Timeliness::Red => ("late", "▲"),
        Timeliness::OnTime => ("ok", "✓"),
        Timeliness::Late => ("late", "✕"),
        Timeliness::Paused => ("quiet", "‖"),
        Timeliness::NoLimit => ("quiet", "–"),
    }
}
