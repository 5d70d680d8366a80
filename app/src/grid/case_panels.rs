//! What is said of cases on a map: what their marks mean, and the panels of a cell of the grid, of one case, and of several at
//! one place.

use domain::Lang;
use domain::case::State;
use leptos::prelude::*;

use super::area_tools::PanelMore;
use crate::map::scale::MIN_FOR_SHARE;
use crate::text::{grid as words, modes, terms};

/// What the marks of cases mean; they are on the map of the browser only. Layers say themselves what they are.
pub(crate) fn marks(lang: Lang) -> impl IntoView + use<> {
    let marks = [
        ("cluster", words::legend_cluster(lang)),
        ("stack", modes::legend_stack(lang)),
        ("open", words::legend_open(lang)),
        ("late", words::legend_late(lang)),
        ("closed", words::legend_closed(lang)),
    ];
    let marks = marks
        .into_iter()
        .map(|(mark, label)| {
            view! {
                <li class=format!("of-{mark}")>
                    <i class=format!("mark-{mark}")></i>
                    {label}
                </li>
            }
        })
        .collect_view();
    view! { <ul class="map-marks">{marks}</ul> }
}

#[component]
pub(crate) fn Close(lang: Lang) -> impl IntoView {
    view! {
        <button type="button" class="panel-close" aria-label=words::panel_close(lang)>
            "×"
        </button>
    }
}

/// What is said of a cell of the grid, to be filled in.
#[component]
pub(crate) fn AreaPanel(
    /// With what the open interface knows of it.
    has_more: bool,
    lang: Lang,
) -> impl IntoView {
    view! {
        <div class="panel-card">
            <Close lang />
            <h2 data-slot="name"></h2>
            <p class="panel-place" data-slot="township"></p>
            <dl>
                <div>
                    <dt>{words::count(lang)}</dt>
                    <dd data-slot="count"></dd>
                </div>
                <div class="panel-before">
                    <dt>{modes::before(lang)}</dt>
                    <dd data-slot="before"></dd>
                </div>
                <div class="panel-late">
                    <dt>{words::overdue(lang)}</dt>
                    <dd data-slot="overdue"></dd>
                </div>
                <div>
                    <dt>{words::share(lang)}</dt>
                    <dd data-slot="share">
                        <small>{words::panel_few(lang, MIN_FOR_SHARE)}</small>
                    </dd>
                </div>
            </dl>
            {has_more.then(|| view! { <PanelMore lang /> })}
            <a class="button" href="">{words::panel_cases(lang)}</a>
        </div>
    }
}

/// What is said of cases at one place while they are spread out, to be filled in.
#[component]
pub(crate) fn StackPanel(lang: Lang) -> impl IntoView {
    view! {
        <div class="panel-card">
            <Close lang />
            <h2>{modes::stack_title(lang)} " " <span data-slot="count"></span></h2>
            <p class="panel-place">{modes::stack_hint(lang)}</p>
            <p class="panel-place" data-slot="more" data-words=modes::stack_more(lang, "{shown}", "{total}")></p>
        </div>
    }
}

/// What is said of a single case, to be filled in: its state is one of all.
#[component]
pub(crate) fn CasePanel(lang: Lang) -> impl IntoView {
    let states = State::ALL
        .iter()
        .map(|state| {
            view! {
                <span data-state=state.code() hidden>
                    {terms::state(lang, *state)}
                </span>
            }
        })
        .collect_view();
    view! {
        <div class="panel-card">
            <Close lang />
            <h2 class="code" data-slot="code"></h2>
            <p>
                {states}
                <span class="panel-late only">{words::overdue(lang)}</span>
            </p>
            <a class="button" href="">{words::panel_case(lang)}</a>
        </div>
    }
}
