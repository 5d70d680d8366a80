//! What a case file tells: facts, clocks, units, whistles, colours, timeline. On screen and on paper.

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use domain::Lang;
use domain::area::PlacedBy;
use domain::clock::Mark;
use domain::desk::{DeskCall, DeskEvent, DeskFile, DeskMark, DeskPart, DeskWhistle};
use leptos::prelude::*;

use crate::text::{cases as case_words, desk as text, placing, terms};
use crate::ui::time;
use crate::visit::Visit;

/// Who, where, what.
#[component]
pub(super) fn Facts(file: DeskFile) -> impl IntoView {
    let visit = Visit::get();
    let (lang, zone) = (visit.lang(), visit.zone);
    let place = [&file.township, &file.community, &file.grid]
        .into_iter()
        .flatten()
        .map(|unit| unit.name.as_str())
        .collect::<Vec<_>>()
        .join(" ");
    let placed = file.placed_by.map(|by| match by {
        PlacedBy::Address => placing::by_address(lang).to_owned(),
        PlacedBy::Person => placing::by_person(lang).to_owned(),
    });
    let point = file.place.map(|[lng, lat]| format!("{lng:.6}, {lat:.6}"));
    let facts = [
        (text::serial(lang), Some(file.serial.clone())),
        (text::source(lang), Some(file.source.name(lang).to_owned())),
        (
            text::received(lang),
            Some(time::minute(file.case.reported_at, zone)),
        ),
        (
            case_words::place(lang),
            Some(place).filter(|place| !place.is_empty()),
        ),
        (text::address(lang), file.address.clone()),
        (text::place(lang), point),
        (text::placed(lang), placed),
    ];
    let facts = facts
        .into_iter()
        .filter_map(|(label, value)| {
            Some(view! {
                <div>
                    <dt>{label}</dt>
                    <dd>{value?}</dd>
                </div>
            })
        })
        .collect::<Vec<_>>();
    let contact = file.contact.map(|contact| {
        let href = match contact.reach.contains('@') {
            true => format!("mailto:{}", contact.reach),
            false => format!("tel:{}", contact.identifier()),
        };
        let name = contact.name.map(|name| format!("{name} · "));
        // Not on paper, which others read.
        view! {
            <div class="no-print">
                <h3>{text::reporter(lang)}</h3>
                <p>{name} <a href=href>{contact.reach}</a></p>
            </div>
        }
    });
    let narrative = file.narrative.map(|narrative| {
        view! {
            <h3>{text::narrative(lang)}</h3>
            <p class="narrative">{narrative}</p>
        }
    });
    view! {
        <section class="card">
            <dl class="case-facts">{facts}</dl>
            {narrative} {contact}
        </section>
    }
}

/// Both limits of the case, and what holds it up.
#[component]
pub(super) fn Dues(file: DeskFile) -> impl IntoView {
    let visit = Visit::get();
    let (lang, zone) = (visit.lang(), visit.zone);
    let clock = file.case.clock;
    let pair = clock
        .original_due_at
        .zip(clock.current_due_at)
        .map(|(original, current)| {
            view! {
                <dl class="clock-pair">
                    <div>
                        <dt>{case_words::original_clock(lang)}</dt>
                        <dd>{moment(original, zone)} " " {forecast(lang, file.forecast.original)}</dd>
                    </div>
                    <div class="clock-current">
                        <dt>{case_words::current_clock(lang)}</dt>
                        <dd>{moment(current, zone)} " " {forecast(lang, file.forecast.current)}</dd>
                    </div>
                </dl>
            }
        });
    let none = pair
        .is_none()
        .then(|| view! { <p class="hint">{text::no_limit(lang)}</p> });
    let minute = |at: DateTime<Utc>| time::minute(at, zone);
    let parts = file.parts.iter().filter_map(|part| {
        let until = minute(part.extension_until?);
        Some(text::part_extension_waits(lang, &part.department.name, &until))
    });
    let waits = [
        file.case
            .extension
            .as_ref()
            .map(|(_, until)| text::extension_waits(lang, &minute(*until))),
        file.case
            .supervision
            .as_ref()
            .map(|demand| text::supervision_waits(lang, &minute(demand.due_at))),
        clock
            .suspended_at
            .map(|at| text::suspended_since(lang, &minute(at))),
        file.case
            .merged_into
            .as_deref()
            .map(|code| text::merged_into(lang, code)),
    ];
    let waits = waits
        .into_iter()
        .flatten()
        .chain(parts)
        .map(|line| view! { <p class="notice notice-warn">{line}</p> })
        .collect_view();
    let later = [
        (
            text::verify(lang),
            clock.verify_due_at,
            file.case.verified_at,
            file.forecast.verify,
        ),
        (
            text::call_back(lang),
            clock.call_back_due_at,
            file.case.called_back_at,
            file.forecast.call_back,
        ),
    ];
    let later = later
        .into_iter()
        .filter(|(_, due, done, _)| due.is_some() || done.is_some())
        .map(|(label, due, done, provisional)| {
            view! {
                <div>
                    <dt>{label}</dt>
                    <dd>{stage(lang, due, done, zone)} " " {forecast(lang, provisional)}</dd>
                </div>
            }
        })
        .collect_view();
    let provisional = file.forecast.any() || file.parts.iter().any(|part| part.forecast.any());
    let note = provisional.then(|| view! { <p class="hint">{text::forecast_note(lang)}</p> });
    view! {
        <section class="card clocks">
            <h2>{case_words::limit(lang)}</h2>
            {pair}
            {none}
            <dl class="case-facts">{later}</dl>
            {note}
            {waits}
        </section>
    }
}

/// The mark of a due in a year whose holidays are not announced yet.
pub(crate) fn forecast(lang: Lang, provisional: bool) -> Option<impl IntoView> {
    provisional.then(|| {
        view! {
            <span class="tag forecast" title=text::forecast_note(lang)>
                {text::forecast(lang)}
            </span>
        }
    })
}

fn moment(at: DateTime<Utc>, zone: Tz) -> impl IntoView {
    view! { <time datetime=time::machine(at)>{time::minute(at, zone)}</time> }
}

/// `done …`, `by …`, a line each.
fn stage(lang: Lang, due: Option<DateTime<Utc>>, done: Option<DateTime<Utc>>, zone: Tz) -> impl IntoView {
    let due = due.map(|at| text::by(lang, &time::minute(at, zone)));
    let done = done.map(|at| text::done_at(lang, &time::minute(at, zone)));
    let none = (due.is_none() && done.is_none()).then(|| "–".to_owned());
    let told = [done, due, none].into_iter().flatten();
    told.map(|words| view! { <span class="stage-moment">{words}</span> })
        .collect_view()
}

/// Every unit with its own signing, contact, feedback and clock.
#[component]
pub(super) fn Parts(parts: Vec<DeskPart>) -> impl IntoView {
    let visit = Visit::get();
    let (lang, zone) = (visit.lang(), visit.zone);
    if parts.is_empty() {
        return view! {
            <section class="card">
                <h2>{text::stages(lang)}</h2>
                <p class="empty">{case_words::no_units(lang)}</p>
            </section>
        }
        .into_any();
    }
    let rows = parts
        .into_iter()
        .map(|part| {
            let released = part
                .released_at
                .map(|at| view! { <small>{text::released_at(lang, &time::minute(at, zone))}</small> });
            let is_released = part.released_at.is_some();
            let was = part
                .original_due_at
                .filter(|original| Some(*original) != part.current_due_at)
                .map(
                    |original| view! { <small>{text::original(lang, &time::minute(original, zone))}</small> },
                );
            view! {
                <tr class:released=is_released>
                    <td data-label=case_words::role(lang)>{terms::part(lang, part.role)}</td>
                    <th scope="row">{part.department.name} {released}</th>
                    <td data-label=text::sign(lang)>
                        {stage(lang, part.sign_due_at, part.signed_at, zone)} " " {forecast(lang, part.forecast.sign)}
                    </td>
                    <td data-label=text::contact(lang)>
                        {stage(lang, part.contact_due_at, part.contacted_at, zone)} " "
                        {forecast(lang, part.forecast.contact)}
                    </td>
                    <td data-label=text::dispose(lang)>
                        {stage(lang, part.current_due_at, part.feedback_at, zone)} " "
                        {forecast(lang, part.forecast.current)} {was}
                    </td>
                </tr>
            }
        })
        .collect_view();
    let heads = [
        case_words::role(lang),
        case_words::unit(lang),
        text::sign(lang),
        text::contact(lang),
        text::dispose(lang),
    ];
    view! {
        <section class="card">
            <h2>{text::stages(lang)}</h2>
            <table class="case-units">
                <thead>
                    <tr>{heads.map(|head| view! { <th scope="col">{head}</th> }).collect_view()}</tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </section>
    }
    .into_any()
}

/// 吹哨报到: who was called, who came, how fast.
#[component]
pub(super) fn Whistles(whistles: Vec<DeskWhistle>) -> impl IntoView {
    let visit = Visit::get();
    let (lang, zone) = (visit.lang(), visit.zone);
    (!whistles.is_empty()).then(|| {
        let ledger = whistles
            .into_iter()
            .rev()
            .map(|whistle| {
                let blown = whistle.blown_at;
                let rows = whistle
                    .calls
                    .into_iter()
                    .map(|call| row_of_call(lang, call, blown))
                    .collect_view();
                let heads = [text::called(lang), text::answered(lang), text::arrived(lang)];
                view! {
                    <h3>{text::whistle_to(lang, &whistle.place)}</h3>
                    <p class="hint">
                        {text::blown_by(lang, &whistle.blown_by, &time::minute(blown, zone))}
                    </p>
                    <table class="plain ledger">
                        <thead>
                            <tr>{heads.map(|head| view! { <th scope="col">{head}</th> }).collect_view()}</tr>
                        </thead>
                        <tbody>{rows}</tbody>
                    </table>
                }
            })
            .collect_view();
        view! {
            <section class="card whistles">
                <h2>{text::whistles(lang)}</h2>
                {ledger}
            </section>
        }
    })
}

fn row_of_call(lang: Lang, call: DeskCall, blown: DateTime<Utc>) -> impl IntoView {
    let after = |at: Option<DateTime<Utc>>| match at {
        Some(at) => text::after_minutes(lang, (at - blown).num_minutes()),
        None => text::not_yet(lang).to_owned(),
    };
    let answered = match call.declined {
        Some(reason) => text::declined(lang, terms::reason(lang, reason)),
        None => after(call.answered_at),
    };
    view! {
        <tr>
            <th scope="row">{call.callee.name}</th>
            <td>{answered}</td>
            <td>{if call.declined.is_some() { "–".to_owned() } else { after(call.arrived_at) }}</td>
        </tr>
    }
}

/// When clocks turned yellow, orange and red.
#[component]
pub(super) fn Marks(marks: Vec<DeskMark>) -> impl IntoView {
    let visit = Visit::get();
    let (lang, zone) = (visit.lang(), visit.zone);
    (!marks.is_empty()).then(|| {
        let lines = marks
            .into_iter()
            .map(|mark| {
                let (class, words) = match mark.mark {
                    Mark::Yellow => ("stand ok", text::yellow(lang)),
                    Mark::Orange => ("stand warn", text::orange(lang)),
                    Mark::Red => ("stand late", text::red(lang)),
                };
                view! {
                    <li>
                        <time datetime=time::machine(mark.reached_at)>{time::second(mark.reached_at, zone)}</time>
                        " "
                        <span class=class>{words}</span>
                        " "
                        {mark.department.name}
                    </li>
                }
            })
            .collect_view();
        view! {
            <section class="card marks">
                <h2>{text::marks(lang)}</h2>
                <ul>{lines}</ul>
                <p class="hint">{text::marks_note(lang)}</p>
            </section>
        }
    })
}

/// Everything that happened, newest first, with who and what they wrote.
#[component]
pub(super) fn Timeline(events: Vec<DeskEvent>) -> impl IntoView {
    let visit = Visit::get();
    let (lang, zone) = (visit.lang(), visit.zone);
    let items = events
        .into_iter()
        .rev()
        .map(|event| {
            let change = event
                .from
                .filter(|from| *from != event.to)
                .map(|from| text::state_change(lang, terms::state(lang, from), terms::state(lang, event.to)));
            let reason = event
                .reason
                .map(|reason| text::because(lang, terms::reason(lang, reason)));
            let due = event
                .due_at
                .map(|at| text::new_due(lang, &time::minute(at, zone)));
            let who = text::as_role(
                lang,
                text::actor(lang, &event.actor),
                terms::role(lang, event.role),
            );
            let details: Vec<_> = [Some(who), change, reason, due]
                .into_iter()
                .flatten()
                .map(|detail| view! { <span>{detail}</span> })
                .collect();
            view! {
                <li data-key=event.seq.to_string()>
                    <time datetime=time::machine(event.at)>{time::minute(event.at, zone)}</time>
                    <div>
                        <strong>{terms::action(lang, event.action)}</strong>
                        {event.department.map(|unit| view! { <span class="step-unit">{unit.name}</span> })}
                        <p class="step-details">{details}</p>
                        {event.note.map(|note| view! { <p class="step-note">{note}</p> })}
                    </div>
                </li>
            }
        })
        .collect_view();
    view! {
        <section class="card">
            <h2>{text::timeline(lang)}</h2>
            <ol class="timeline" reversed>
                {items}
            </ol>
        </section>
    }
}
