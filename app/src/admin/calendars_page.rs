use domain::clock::DayKind;
use domain::policy::{CalendarView, CalendarYear, HoursRow};
use leptos::prelude::*;

use super::api::get_calendar;
use super::page::AddForm;
use crate::portal::framed;
use crate::text::policy as text;
use crate::ui::{AreaField, ChoiceField, Lines, TextField};
use crate::visit::Visit;

const FIELDS: &[&str] = &["day", "kind", "occasion", "year", "list", "valid_from", "hours"];

/// `/admin/calendars`: the days of every year, and the working hours.
#[component]
pub(crate) fn CalendarsPage() -> impl IntoView {
    let visit = Visit::get();
    let lang = visit.lang();
    let asked = get_calendar(visit.links.region);
    let lead = text::calendars_lead(lang);
    framed(text::calendars(lang), Some(lead), FIELDS, asked, |view| {
        view! { <Calendar view /> }
    })
}

#[component]
fn Calendar(view: CalendarView) -> impl IntoView {
    let visit = Visit::get();
    let lang = visit.lang();
    let CalendarView { years, hours, today } = view;
    let this_year = chrono::Datelike::year(&today);
    let years = years
        .into_iter()
        .map(|year| {
            let open = year.year == this_year;
            view! { <Year year open /> }
        })
        .collect_view();
    let kinds = [DayKind::Holiday, DayKind::Workday]
        .iter()
        .map(|kind| (kind.code().to_owned(), text::day_kind(lang, *kind).to_owned()))
        .collect();
    view! {
        <div class="two">
            <AddForm title=text::new_day(lang) path="/admin/calendars/days">
                <TextField name="day" label=text::day(lang) kind="date" required=true />
                <ChoiceField name="kind" label=text::kind(lang) options=kinds required=true />
                <TextField name="occasion" label=text::occasion(lang) maxlength=100 />
            </AddForm>
            <AddForm title=text::import_year(lang) path="/admin/calendars/years" button=text::import(lang)>
                <TextField
                    name="year"
                    label=text::year(lang)
                    kind="number"
                    initial=(this_year + 1).to_string()
                    maxlength=4
                    required=true
                />
                <AreaField name="list" label=text::list(lang) hint=text::list_hint(lang) rows=8 />
            </AddForm>
        </div>
        <div class="card folds">{years}</div>
        <Hours hours />
    }
}

#[component]
fn Year(year: CalendarYear, open: bool) -> impl IntoView {
    let visit = Visit::get();
    let lang = visit.lang();
    let number = year.year.to_string();
    let workdays = year
        .days
        .iter()
        .filter(|entry| entry.kind == DayKind::Workday)
        .count();
    let counted = text::days_off(lang, year.days.len() - workdays, workdays);
    let (said, turn, announced) = if year.provisional {
        (text::provisional(lang), text::mark_announced(lang), "on")
    } else {
        (text::announced(lang), text::mark_provisional(lang), "")
    };
    let days = year
        .days
        .into_iter()
        .map(|entry| {
            let day = entry.day.to_string();
            let label = format!("{} {day}", text::remove(lang));
            let sign = match entry.kind {
                DayKind::Workday => "tag sun",
                DayKind::Holiday => "tag",
            };
            view! {
                <li>
                    <time datetime=day.clone()>{day.clone()}</time>
                    <span class=sign>{text::day_kind(lang, entry.kind)}</span>
                    <span class="hint">{entry.occasion}</span>
                    <form method="post" action=visit.to("/admin/calendars/remove-day", &[])>
                        <input type="hidden" name="removed" value=day />
                        <button class="link" aria-label=label>{text::remove(lang)}</button>
                    </form>
                </li>
            }
        })
        .collect_view();
    let tag = if year.provisional { "tag warn" } else { "tag" };
    view! {
        <details class="fold year" open=open>
            <summary>
                <strong>{number.clone()}</strong>
                <span class=tag>{said}</span>
                <span class="hint">{text::source(lang, year.source)} " · " {counted}</span>
            </summary>
            <ul class="days">{days}</ul>
            <form class="actions" method="post" action=visit.to("/admin/calendars/announce", &[])>
                <input type="hidden" name="of_year" value=number />
                <input type="hidden" name="announced" value=announced />
                <button class="button">{turn}</button>
            </form>
        </details>
    }
}

#[component]
fn Hours(hours: Vec<HoursRow>) -> impl IntoView {
    let visit = Visit::get();
    let lang = visit.lang();
    let rows = hours
        .into_iter()
        .map(|row| {
            let from = row
                .valid_from
                .map_or_else(|| text::since_ever(lang).to_owned(), |day| day.to_string());
            let sessions: Vec<String> = row
                .hours
                .sessions()
                .iter()
                .map(|(from, to)| format!("{}–{}", from.format("%H:%M"), to.format("%H:%M")))
                .collect();
            view! {
                <tr>
                    <td>{from}</td>
                    <td>{sessions.join(" ")}</td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <section class="card">
            <h2>{text::hours(lang)}</h2>
            <Lines label=text::hours(lang) heads=vec![text::valid_from(lang), text::hours(lang)]>
                {rows}
            </Lines>
            <form class="form wide" method="post" action=visit.to("/admin/calendars/hours", &[])>
                <TextField
                    name="valid_from"
                    label=text::valid_from(lang)
                    kind="date"
                    hint=text::hours_from_hint(lang)
                    required=true
                />
                <TextField name="hours" label=text::hours(lang) hint=text::hours_hint(lang) maxlength=100 required=true />
                <button class="button">{text::change_hours(lang)}</button>
            </form>
        </section>
    }
}
