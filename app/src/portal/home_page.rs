//! `/`: four figures, the map with the board and the live list beside it.

use domain::Lang;
use leptos::either::{Either, EitherOf3};
use leptos::prelude::*;
use leptos_meta::Title;

use super::Problem;
use super::api::{Area, Places, get_overview, get_places};
use super::home_sheet::{HomeSheet, Target, Words};
use super::overview::recent;
use crate::grid::Choropleth;
use crate::live::Live;
use crate::map::scale::Measure;
use crate::text::{home as text, site};
use crate::ui::{Notice, number};
use crate::visit::Visit;

/// Lines of the table beside the map.
const AREAS: usize = 6;
/// Lines of the table that stands for the map.
const AREAS_WITHOUT_MAP: usize = 24;

#[component]
pub(crate) fn HomePage() -> impl IntoView {
    let visit = Visit::get();
    let lang = visit.lang();
    let past = visit.past_span().map(|(from, to)| {
        let whole = whole_period(&visit);
        view! {
            <Notice kind="info">
                <p>{text::past(lang, &from, &to)} " " <a href=whole>{text::past_board(lang)}</a></p>
            </Notice>
        }
    });
    let line = introduction(&visit);
    let content = Suspend::new(async move {
        let region = visit.links.region.clone();
        let shown = get_overview(region.clone(), lang).await;
        match (shown, get_places(region, lang).await) {
            (Ok(home), Ok(places)) => {
                let words = words(&visit);
                Either::Left(view! {
                    <HomeSheet home words lang>
                        <PlacesCard places visit />
                    </HomeSheet>
                    <Live />
                })
            }
            (Err(error), _) | (_, Err(error)) => Either::Right(view! { <Problem error /> }),
        }
    });
    view! {
        <Title text=site::tagline(lang) />
        <div class="page-head">
            <h1>{text::headline(lang)}</h1>
            <p class="lead">{line}</p>
        </div>
        {past}
        <Suspense>{content}</Suspense>
    }
}

/// 「示范区 · 8 个来源系统 · 612 个网格 · 3 个联勤工作站」, leaving out what there is none of.
fn introduction(visit: &Visit) -> String {
    let lang = visit.lang();
    let region = &visit.region;
    let part = |count: u64, words: fn(Lang, &str) -> String| {
        (count > 0).then(|| words(lang, &number::grouped(count)))
    };
    let parts = [
        Some(visit.region_name().to_owned()),
        part(u64::from(region.departments), text::line_departments),
        part(u64::from(region.sources), text::line_sources),
        part(u64::from(region.grid_cells), text::line_grid),
        part(u64::from(region.stations), text::line_stations),
        part(region.cases, text::line_cases),
    ];
    parts.into_iter().flatten().collect::<Vec<_>>().join(" · ")
}

/// The board of everything the region has.
fn whole_period(visit: &Visit) -> String {
    let received = visit.region.first_received_at.zip(visit.region.last_received_at);
    let bounds = received.map(|(first, last)| {
        let day = |at: chrono::DateTime<chrono::Utc>| at.with_timezone(&visit.zone).date_naive();
        (
            day(first).to_string(),
            (day(last) + chrono::Days::new(1)).to_string(),
        )
    });
    match &bounds {
        Some((from, to)) => visit.to("/board", &[("from", from), ("to", to)]),
        None => visit.to("/board", &[]),
    }
}

fn words(visit: &Visit) -> Words {
    let lang = visit.lang();
    let is_past = visit.past_days().is_some();
    let period = recent(lang, is_past);
    let target = |label: &str, path: &str| Target {
        label: label.to_owned(),
        href: visit.to(path, &[]),
    };
    Words {
        figures: text::figures(lang).to_owned(),
        board: text::board(lang).to_owned(),
        board_note: text::board_note(lang, period),
        board_all: target(text::board_all(lang), "/board"),
        board_empty: text::board_empty(lang, period),
        latest: if is_past {
            text::latest_past(lang).to_owned()
        } else {
            text::latest(lang).to_owned()
        },
        latest_all: target(text::latest_all(lang), "/cases"),
        latest_empty: text::latest_empty(lang).to_owned(),
        paused: site::paused(lang).to_owned(),
    }
}

/// The map as a picture with its table, or the table alone.
#[component]
fn PlacesCard(places: Places, visit: Visit) -> impl IntoView {
    let lang = visit.lang();
    let Places {
        grid,
        cells,
        areas,
        unplaced,
    } = places;
    let title = view! { <h2>{text::map(lang)}</h2> };
    let unplaced = (unplaced > 0)
        .then(|| view! { <p class="hint">{text::unplaced(lang, &number::grouped(unplaced))}</p> });
    let period = recent(lang, visit.past_days().is_some());
    let content = match grid {
        Some(grid) => {
            let label = text::map_alt(
                lang,
                &number::grouped(grid.cells.len() as u64),
                &number::grouped(cells.total),
                period,
            );
            let map = visit.to("/map", &[]);
            let townships = (!areas.is_empty())
                .then(|| view! { <Areas areas first=AREAS heading=text::township(lang) lang /> });
            EitherOf3::A(view! {
                <div class="card-head">
                    <div class="card-title">
                        {title}
                        <span class="hint">{text::map_period(lang, period)}</span>
                    </div>
                    <a class="button" href=map>{text::open_map(lang)}</a>
                </div>
                <div class="places">
                    {townships}
                    <Choropleth grid=grid.into() counts=cells measure=Measure::Count lang label />
                </div>
                {unplaced}
                <p class="more"><a href=visit.to("/map#table", &[])>{text::as_table(lang)}</a></p>
            })
        }
        None if areas.is_empty() => EitherOf3::B(view! {
            {title}
            <p class="empty">{text::no_grid(lang)} " " {text::no_communities(lang)}</p>
        }),
        None => EitherOf3::C(view! {
            {title}
            <p>{text::no_grid(lang)}</p>
            <div class="places wide">
                <Areas areas first=AREAS_WITHOUT_MAP heading=text::community(lang) lang />
            </div>
            {unplaced}
        }),
    };
    view! { <section class="card home-map" data-live="map">{content}</section> }
}

/// Places by number of cases, the largest first.
#[component]
pub(crate) fn Areas(areas: Vec<Area>, first: usize, heading: &'static str, lang: Lang) -> impl IntoView {
    let rows = areas
        .into_iter()
        .take(first)
        .map(|area| {
            view! {
                <tr>
                    <th scope="row">{area.name}</th>
                    <td class="n">{number::grouped(area.count.count)}</td>
                    <td class="n">{number::grouped(area.count.overdue)}</td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <table class="areas">
            <thead>
                <tr>
                    <th scope="col">{heading}</th>
                    <th scope="col" class="n">{text::count(lang)}</th>
                    <th scope="col" class="n">{text::overdue(lang)}</th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </table>
    }
}
