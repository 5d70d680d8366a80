//! The two clocks of a case, side by side: what was promised, and where the promise stands now.

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use domain::Lang;
use domain::case::{Action, CaseFile, DuePair, PublicEvent};
use leptos::either::Either;
use leptos::prelude::*;

use super::sign::ClockSign;
use super::when;
use crate::text::{cases as words, terms};
use crate::ui::time;

#[component]
pub(super) fn Clocks(file: CaseFile, now: DateTime<Utc>, zone: Tz, lang: Lang) -> impl IntoView {
    let case = file.summary;
    let Some(due) = case.due else {
        return Either::Left(view! {
            <section class="card clocks">
                <h2>{words::limit(lang)}</h2>
                <p>
                    <ClockSign timeliness=case.timeliness lang />
                </p>
                <p class="hint">{words::clock_none(lang)}</p>
            </section>
        });
    };
    let standing = when::standing(&case, now, zone, lang);
    let moves = moves(&file.timeline, zone, lang);
    Either::Right(view! {
        <section class="card clocks">
            <h2>{words::limit(lang)}</h2>
            <dl class="clock-pair">
                <div>
                    <dt>{words::original_clock(lang)}</dt>
                    <dd>
                        <time datetime=time::machine(due.original)>{time::minute(due.original, zone)}</time>
                    </dd>
                </div>
                <div class="clock-current">
                    <dt>{words::current_clock(lang)}</dt>
                    <dd>
                        <time datetime=time::machine(due.current)>{time::minute(due.current, zone)}</time>
                        <small>{moved(due, lang)}</small>
                    </dd>
                </div>
            </dl>
            <p class="clock-standing">
                <ClockSign timeliness=case.timeliness lang />
                {standing}
            </p>
            {moves}
        </section>
    })
}

fn moved(due: DuePair, lang: Lang) -> String {
    let by = due.current - due.original;
    let span = when::span(by, lang);
    match by.num_seconds() {
        0 => words::unchanged(lang).to_owned(),
        1.. => words::moved_later(lang, &span),
        _ => words::moved_earlier(lang, &span),
    }
}

/// Every event that moved the limit or was to move it, with its reason.
fn moves(timeline: &[PublicEvent], zone: Tz, lang: Lang) -> Option<impl IntoView + use<>> {
    let items: Vec<_> = timeline
        .iter()
        .filter(|event| is_about_the_clock(event.action))
        .map(|event| {
            let words = [
                Some(terms::action(lang, event.action).to_owned()),
                // The case's own clock needs no name.
                event
                    .department
                    .as_ref()
                    .filter(|_| is_of_a_co_handler(event.action))
                    .map(|unit| unit.name.clone()),
                event
                    .reason
                    .map(|reason| words::because(lang, terms::reason(lang, reason))),
                event
                    .due_at
                    .map(|at| words::new_due(lang, &time::minute(at, zone))),
            ];
            let line = words
                .into_iter()
                .flatten()
                .collect::<Vec<_>>()
                .join(lang.pick("，", Some(", ")));
            view! {
                <li>
                    <time datetime=time::machine(event.at)>{time::minute(event.at, zone)}</time>
                    " "
                    {line}
                </li>
            }
        })
        .collect();
    (!items.is_empty()).then(|| {
        view! {
            <h3>{words::clock_moves(lang)}</h3>
            <ul class="clock-moves">{items}</ul>
        }
    })
}

/// Whether it moves the clock of a co-handler's part alone.
fn is_of_a_co_handler(action: Action) -> bool {
    matches!(
        action,
        Action::CoAskExtension | Action::CoApproveExtension | Action::CoRefuseExtension
    )
}

fn is_about_the_clock(action: Action) -> bool {
    is_of_a_co_handler(action)
        || matches!(
            action,
            Action::AskExtension
                | Action::ApproveExtension
                | Action::RefuseExtension
                | Action::Suspend
                | Action::Resume
                | Action::Reopen
        )
}
