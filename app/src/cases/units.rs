//! Who handles a case, each with its own signing, feedback and clock.

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use domain::Lang;
use domain::case::UnitPart;
use leptos::either::Either;
use leptos::prelude::*;

use crate::text::{cases as words, terms};
use crate::ui::time;

#[component]
pub(super) fn Units(units: Vec<UnitPart>, zone: Tz, lang: Lang) -> impl IntoView {
    let content = if units.is_empty() {
        Either::Left(view! { <p class="empty">{words::no_units(lang)}</p> })
    } else {
        let heads = [
            words::role(lang),
            words::unit(lang),
            words::assigned(lang),
            words::signed(lang),
            words::fed_back(lang),
            words::due(lang),
        ];
        let rows = units.into_iter().map(|part| row(part, zone, lang)).collect_view();
        Either::Right(view! {
            <table class="case-units">
                <thead>
                    <tr>{heads.map(|head| view! { <th scope="col">{head}</th> }).collect_view()}</tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        })
    };
    view! {
        <section class="card">
            <h2>{words::units(lang)}</h2>
            {content}
        </section>
    }
}

fn row(part: UnitPart, zone: Tz, lang: Lang) -> impl IntoView {
    let released = part.released_at.map(|at| {
        view! {
            <small>
                {words::released(lang)} " " {time::minute(at, zone)}
            </small>
        }
    });
    let is_released = part.released_at.is_some();
    let due = part.due.map(|due| {
        let was = (due.original != due.current).then(|| {
            view! {
                <small>
                    {words::due_original(lang)} " " {time::minute(due.original, zone)}
                </small>
            }
        });
        view! {
            {moment(Some(due.current), zone, lang)}
            {was}
        }
    });
    view! {
        <tr class:released=is_released>
            <td data-label=words::role(lang)>{terms::part(lang, part.role)}</td>
            <th scope="row">{part.department.name} {released}</th>
            <td data-label=words::assigned(lang)>{moment(Some(part.assigned_at), zone, lang)}</td>
            <td data-label=words::signed(lang)>{moment(part.signed_at, zone, lang)}</td>
            <td data-label=words::fed_back(lang)>{moment(part.feedback_at, zone, lang)}</td>
            <td data-label=words::due(lang)>
                {due.map_or_else(|| Either::Left(words::no_limit(lang)), Either::Right)}
            </td>
        </tr>
    }
}

fn moment(at: Option<DateTime<Utc>>, zone: Tz, lang: Lang) -> impl IntoView {
    match at {
        Some(at) => Either::Left(view! { <time datetime=time::machine(at)>{time::minute(at, zone)}</time> }),
        None => Either::Right(view! { <span class="not-yet">{words::not_yet(lang)}</span> }),
    }
}
