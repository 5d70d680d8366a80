//! A resident's answer: solved or not, and how satisfied. A form, without account and without script.

use chrono::{DateTime, TimeDelta, Utc};
use domain::Lang;
use domain::case::{CaseFile, State};
use leptos::prelude::*;

use crate::text::codes as text;
use crate::ui::Notice;
use crate::visit::Visit;

/// How long a closed case takes answers; the desk has the last word.
const ANSWERS_FOR: TimeDelta = TimeDelta::days(30);

/// The form, where the case takes an answer.
#[component]
pub(super) fn Voice(
    file: CaseFile,
    /// Path of the page the code leads to, in its language.
    action: String,
    now: DateTime<Utc>,
    lang: Lang,
) -> impl IntoView {
    let closed = match file.summary.state {
        State::Feedback | State::Verified => false,
        State::Closed | State::Archived if is_recent(&file, now) => true,
        _ => return None,
    };
    // Once archived, only a veto is left to say.
    let rates = file.summary.state != State::Archived;
    let seen = file.timeline.last().map_or(0, |event| event.seq);
    let hint = if closed {
        text::ask_hint_closed(lang)
    } else {
        text::ask_hint_open(lang)
    };
    let yes = rates.then(|| choice("solved", "yes", text::solved_yes(lang), true));
    let levels = rates.then(|| {
        let levels = [5, 4, 3, 2, 1].map(|level| {
            choice(
                "satisfaction",
                &level.to_string(),
                text::level(lang, level),
                false,
            )
        });
        view! {
            <fieldset class="choices">
                <legend>{text::level_legend(lang)}</legend>
                {levels.into_iter().collect_view()}
            </fieldset>
        }
    });
    Some(view! {
        <section class="card voice" id="voice">
            <h2>{text::ask_title(lang)}</h2>
            <form method="post" action=action>
                <input type="hidden" name="seen" value=seen.to_string() />
                <fieldset class="choices">
                    <legend>{text::solved_legend(lang)}</legend>
                    {yes}
                    {choice("solved", "no", text::solved_no(lang), true)}
                </fieldset>
                {levels}
                <button class="button">{text::send_answer(lang)}</button>
            </form>
            <p class="hint">{hint} " " {text::ask_private(lang)}</p>
        </section>
    })
}

fn choice(name: &'static str, value: &str, words: &'static str, required: bool) -> impl IntoView + use<> {
    view! {
        <label class="choice">
            <input type="radio" name=name value=value.to_owned() required=required />
            <span>{words}</span>
        </label>
    }
}

fn is_recent(file: &CaseFile, now: DateTime<Utc>) -> bool {
    file.summary.closed_at.is_some_and(|at| now - at <= ANSWERS_FOR)
}

/// Thanks for an answer that was taken: the address says so after the form was sent.
#[component]
pub(super) fn Thanks(lang: Lang) -> impl IntoView {
    let words = match Visit::get().parameter("said") {
        Some("recorded") => text::said_recorded(lang),
        Some("reopened") => text::said_reopened(lang),
        _ => return None,
    };
    Some(view! {
        <Notice kind="info">
            <p>{words}</p>
        </Notice>
    })
}
