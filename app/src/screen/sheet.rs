//! The wall screen, drawn. Everything that can change is marked live: nobody comes to reload it.

use domain::Lang;
use domain::live::Rectification;
use leptos::either::EitherOf3;
use leptos::prelude::*;

use crate::board::ShortBoard;
use crate::grid::Choropleth;
use crate::map::scale::Measure;
use crate::portal::{Areas, HomeView, Places, live_item, recent};
use crate::text::{board as board_text, home as home_text, screen as text, site};
use crate::ui::{FigureCard, Mark, number};
use crate::visit::Visit;

/// Lines of the ticker, of what is to be put right, and of the table that stands for a map.
const TICKER: usize = 4;
const BEHIND: usize = 8;
const AREAS: usize = 10;

#[component]
pub(super) fn Sheet(
    home: HomeView,
    places: Places,
    behind: Vec<Rectification>,
    visit: Visit,
) -> impl IntoView {
    let lang = visit.lang();
    let is_past = visit.past_days().is_some();
    let period = recent(lang, is_past);
    let figures = home
        .figures
        .into_iter()
        .map(|figure| view! { <FigureCard figure /> })
        .collect_view();
    let latest = if is_past {
        home_text::latest_past(lang)
    } else {
        home_text::latest(lang)
    };
    let quiet = home
        .latest
        .is_empty()
        .then(|| view! { <p class="empty">{home_text::latest_empty(lang)}</p> });
    view! {
        <div class="screen" data-unattended="">
            <Head as_of=home.as_of visit=visit.clone() />
            <section class="screen-figures" aria-label=home_text::figures(lang) data-live="figures">
                {figures}
            </section>
            <section class="card screen-map" data-live="map">
                {card_head(home_text::map(lang), home_text::map_period(lang, period))}
                {map(places, period, lang)}
            </section>
            <section class="card screen-board" data-live="board">
                {card_head(home_text::board(lang), period.to_owned())}
                <ShortBoard
                    axis=home.axis
                    lines=home.board
                    lang
                    empty=home_text::board_empty(lang, period)
                />
            </section>
            <section class="card screen-behind" data-live="behind">
                {card_head(text::behind(lang), text::behind_note(lang).to_owned())}
                <Behind behind period lang />
            </section>
            <section class="card screen-live" data-live="latest">
                {card_head(latest, String::new())}
                <ul class="live">{home.latest.iter().take(TICKER).map(live_item).collect_view()}</ul>
                {quiet}
            </section>
        </div>
    }
}

/// Where this is, and how old what is shown.
#[component]
fn Head(as_of: String, visit: Visit) -> impl IntoView {
    let lang = visit.lang();
    let synthetic = visit
        .region
        .synthetic
        .then(|| view! { <strong class="tag sun">{site::synthetic(lang)}</strong> });
    // How the browser writes the time at which the connection was lost.
    let since = format!(
        r#"{{"timeZone":"{}","hourCycle":"h23","month":"2-digit","day":"2-digit","hour":"2-digit","minute":"2-digit","second":"2-digit"}}"#,
        visit.zone.name()
    );
    view! {
        <div class="screen-head">
            <Mark />
            <h1>{visit.region_name().to_owned()} " " <small>{text::title(lang)}</small></h1>
            {synthetic}
            <p class="screen-as-of">
                <span class="live-dot" aria-hidden="true"></span>
                <span class="standing" data-live="standing">{as_of}</span>
                <span class="paused" role="status">"▲ " {text::lost(lang)} " " <time data-since=since></time></span>
            </p>
        </div>
    }
}

fn card_head(title: &'static str, note: String) -> impl IntoView {
    view! {
        <div class="card-head">
            <h2>{title}</h2>
            <span class="hint">{note}</span>
        </div>
    }
}

fn map(places: Places, period: &str, lang: Lang) -> impl IntoView + use<> {
    let Places {
        grid, cells, areas, ..
    } = places;
    match grid {
        Some(grid) => {
            let label = home_text::map_alt(
                lang,
                &number::grouped(grid.cells.len() as u64),
                &number::grouped(cells.total),
                period,
            );
            EitherOf3::A(view! {
                <Choropleth grid=grid.into() counts=cells measure=Measure::Count lang label />
            })
        }
        None if areas.is_empty() => EitherOf3::B(view! {
            <p class="empty">{home_text::no_grid(lang)} " " {home_text::no_communities(lang)}</p>
        }),
        None => EitherOf3::C(view! {
            <Areas areas first=AREAS heading=home_text::community(lang) lang />
        }),
    }
}

/// What departments have to put right, the most behind first.
#[component]
fn Behind(behind: Vec<Rectification>, period: &'static str, lang: Lang) -> impl IntoView {
    let all_done = behind
        .is_empty()
        .then(|| view! { <p class="empty">{text::nothing_behind(lang)}</p> });
    let rows = behind
        .into_iter()
        .take(BEHIND)
        .map(|row| {
            let overdue = number::grouped(row.overdue_open);
            let is_late = row.overdue_open > 0;
            let overdue = if is_late {
                format!("▲ {overdue}")
            } else {
                overdue
            };
            view! {
                <tr data-key=row.department.code>
                    <th scope="row" class="name">{row.department.name}</th>
                    <td class="n" class:late=is_late>{overdue}</td>
                    <td class="n">{number::grouped(row.closed_today)}</td>
                    <td class="n">{number::grouped(row.reworked)}</td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <table class="behind">
            <caption class="visually-hidden">{text::behind_caption(lang, period)}</caption>
            <thead>
                <tr>
                    <th scope="col" class="name">{board_text::department(lang)}</th>
                    <th scope="col" class="n">{board_text::overdue(lang)}</th>
                    <th scope="col" class="n">{text::closed_today(lang)}</th>
                    <th scope="col" class="n">{text::reworked(lang)}</th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </table>
        {all_done}
    }
}
