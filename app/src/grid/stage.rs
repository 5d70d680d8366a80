//! The map and what stands around it, as the server draws it: the picture, the side with figures, legend and
//! panel, the table.
//!
//! [`MapView`] finds everything here by class and attribute. Parts with `data-live` are drawn anew whenever the
//! filter or the data change.

use std::sync::Arc;

use domain::Lang;
use domain::case::State;
use domain::map::StationView;
use leptos::prelude::*;

use super::MapView;
use super::api::MapPicture;
use super::bases::{BaseChooser, MapCredit};
use super::choropleth::{Legend, Picture};
use super::rows::{AreaRow, rows};
use crate::filters::Filters;
use crate::map::scale::{MIN_FOR_SHARE, Measure, Scale};
use crate::map::svg::Projection;
use crate::text::{grid as words, terms};
use crate::ui::number::grouped;
use crate::visit::Visit;

/// Lines of the table unless all are asked for.
const LINES: usize = 20;

/// About a metre, in degrees: addresses carry five decimals.
const NEAR: f64 = 0.000_015;

/// Map, side and table of a region where anything has a place; `bbox` is around that.
#[component]
pub(super) fn Stage(
    picture: MapPicture,
    bbox: [f64; 4],
    measure: Measure,
    visit: Visit,
    filters: Filters,
) -> impl IntoView {
    let lang = visit.lang();
    let MapPicture { grid, areas, .. } = picture;
    let grid = Arc::new(grid);
    let has_grid = !grid.cells.is_empty();
    let scale = Scale::of(measure, &areas.areas);
    let filled = areas.areas.iter().filter(|area| area.count > 0).count();
    let is_all = filters.get("all").is_some();
    let lines = if is_all { usize::MAX } else { LINES };
    let table = rows(&areas.areas, Some(&grid), measure, lines);
    let mut figures = vec![(words::matching(lang), areas.total)];
    if has_grid {
        figures.push((words::filled(lang), filled as u64));
    }
    if areas.unplaced > 0 {
        figures.push((words::unplaced(lang), areas.unplaced));
    }
    let (total, filled) = (grouped(areas.total), grouped(filled as u64));
    let label = words::picture(lang, &total, &filled, visit.region_name());
    let place = filters.get("at").and_then(place);
    let station = place.and_then(|place| at(&grid.stations, place)).cloned();
    let json = |numbers: &[f64]| format!("{numbers:?}");
    let list = visit.to("/cases", &filters.choosing());
    let marks = marks(&grid.stations, lang);
    view! {
        <section class="card map-card">
            <div
                class="map-stage"
                data-label=words::map_label(lang)
                data-view=json(&Projection::fit(bbox).bbox())
                data-at=place.map(|(lng, lat)| json(&[lng, lat]))
                data-region=visit.links.region.clone()
                data-lang=lang.code()
                data-cases=visit.links.path("/cases")
            >
                <div class="map-picture" data-live="map-picture">
                    <Picture grid counts=areas scale=scale.clone() label bbox mark=place with_figures=true />
                </div>
                <MapView />
                <div class="map-tools">
                    <button type="button" data-tool="in" aria-label=words::zoom_in(lang)>"+"</button>
                    <button type="button" data-tool="out" aria-label=words::zoom_out(lang)>"−"</button>
                    <button type="button" data-tool="whole" class="map-whole">{words::whole(lang)}</button>
                </div>
                <p class="map-over" aria-hidden="true"></p>
                <BaseChooser lang chosen=filters.get("base").unwrap_or_default().to_owned() />
                <MapCredit lang />
            </div>
            <div class="map-side">
                <div class="map-panel" aria-live="polite" data-separator=lang.pick("、", Some(", "))>
                    {station.map(|station| view! { <StationPanel station visit=visit.clone() /> })}
                </div>
                {has_grid.then(|| view! { <p class="hint map-hint">{words::pick(lang)}</p> })}
                <div class="map-figures" data-live="map-figures">
                    <dl>
                        {figures
                            .into_iter()
                            .map(|(label, number)| {
                                view! {
                                    <div>
                                        <dt>{label}</dt>
                                        <dd>{grouped(number)}</dd>
                                    </div>
                                }
                            })
                            .collect_view()}
                    </dl>
                    <a href=list>{words::see_cases(lang)}</a>
                    {has_grid.then(|| view! { <Legend scale lang /> })}
                </div>
                {marks}
                <p class="hint map-fingers">{words::two_fingers(lang)}</p>
                <p
                    class="map-status"
                    role="status"
                    data-failed=words::failed(lang)
                    data-truncated=words::truncated(lang, "{shown}", "{total}")
                ></p>
            </div>
            <template id="panel-area">
                <AreaPanel lang />
            </template>
            <template id="panel-case">
                <CasePanel lang />
            </template>
            <template id="panel-station">
                <StationPanel visit=visit.clone() />
            </template>
        </section>
        {has_grid.then(|| view! { <Areas table filled is_all visit filters /> })}
    }
}

/// `lng,lat` of an address; nothing that is on no map.
fn place(text: &str) -> Option<(f64, f64)> {
    let (lng, lat) = text.split_once(',')?;
    let (lng, lat): (f64, f64) = (lng.trim().parse().ok()?, lat.trim().parse().ok()?);
    (lng.abs() <= 180.0 && lat.abs() <= 85.0).then_some((lng, lat))
}

fn at(stations: &[StationView], (lng, lat): (f64, f64)) -> Option<&StationView> {
    stations
        .iter()
        .find(|station| (station.lng - lng).abs() < NEAR && (station.lat - lat).abs() < NEAR)
}

/// What the marks mean. Circles and dots are on the map of the browser only.
fn marks(stations: &[StationView], lang: Lang) -> impl IntoView + use<> {
    let has = |kind: &str| stations.iter().any(|station| station.kind == kind);
    let marks = [
        ("station", words::legend_station(lang), has("station")),
        ("post", words::legend_post(lang), has("police_post")),
        ("cluster", words::legend_cluster(lang), true),
        ("open", words::legend_open(lang), true),
        ("late", words::legend_late(lang), true),
        ("closed", words::legend_closed(lang), true),
    ];
    let marks = marks
        .into_iter()
        .filter(|(_, _, is_used)| *is_used)
        .map(|(mark, label, _)| {
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
fn Close(lang: Lang) -> impl IntoView {
    view! {
        <button type="button" class="panel-close" aria-label=words::panel_close(lang)>
            "×"
        </button>
    }
}

/// What is said of a cell of the grid, to be filled in.
#[component]
fn AreaPanel(lang: Lang) -> impl IntoView {
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
            <a class="button" href="">{words::panel_cases(lang)}</a>
        </div>
    }
}

/// What is said of a single case, to be filled in: its state is one of all.
#[component]
fn CasePanel(lang: Lang) -> impl IntoView {
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

/// What is said of a station or police post; to be filled in where none is given.
#[component]
fn StationPanel(#[prop(optional)] station: Option<StationView>, visit: Visit) -> impl IntoView {
    let lang = visit.lang();
    let path = station.as_ref().map_or_else(
        || "/stations".to_owned(),
        |station| format!("/stations#station-{}", station.code),
    );
    let (name, address, resident, on_call) = match station {
        None => Default::default(),
        Some(station) => {
            let join = |units: Vec<String>| units.join(lang.pick("、", Some(", ")));
            (
                station.name,
                station.address,
                join(station.resident_units),
                join(station.on_call_units),
            )
        }
    };
    view! {
        <div class="panel-card">
            <Close lang />
            <h2 data-slot="name">{name}</h2>
            <p class="panel-place" data-slot="address">{address}</p>
            <dl class="panel-units">
                <dt>{words::panel_resident(lang)}</dt>
                <dd data-slot="resident">{resident}</dd>
                <dt>{words::panel_on_call(lang)}</dt>
                <dd data-slot="on_call">{on_call}</dd>
            </dl>
            <a class="button" href=visit.to(&path, &[])>{words::panel_station(lang)}</a>
        </div>
    }
}

/// The same as a table, for keyboards, screen readers and anyone who prefers it.
#[component]
fn Areas(
    table: Vec<AreaRow>,
    /// How many cells have cases.
    filled: String,
    is_all: bool,
    visit: Visit,
    filters: Filters,
) -> impl IntoView {
    let lang = visit.lang();
    let more = (!is_all && table.len() == LINES).then(|| {
        let mut pairs = filters.choosing();
        pairs.extend(filters.only(&["measure"]));
        pairs.push(("all", "1"));
        let all = visit.to("/map#table", &pairs);
        view! { <p class="more"><a href=all>{words::table_all(lang)}</a></p> }
    });
    let caption = if table.is_empty() {
        words::nothing_matches(lang).to_owned()
    } else {
        words::table_caption(lang, &grouped(table.len() as u64), &filled)
    };
    let has_townships = table.iter().any(|row| !row.township.is_empty());
    let heads = [
        (words::area(lang), "", true),
        (words::township(lang), "", has_townships),
        (words::count(lang), "n", true),
        (words::overdue(lang), "n", true),
        (words::share(lang), "n", true),
    ];
    let heads = heads
        .into_iter()
        .filter(|(_, _, is_used)| *is_used)
        .map(|(head, class, _)| view! { <th scope="col" class=class>{head}</th> })
        .collect_view();
    let lines = table
        .into_iter()
        .map(|row| {
            let mut pairs = vec![("grid", row.code.as_str())];
            pairs.extend(filters.choosing());
            let href = visit.to("/cases", &pairs);
            view! {
                <tr>
                    <th scope="row">
                        <a href=href>{row.name}</a>
                    </th>
                    {has_townships.then(|| view! { <td>{row.township}</td> })}
                    <td class="n">{row.count}</td>
                    <td class="n" class:late=row.is_late>
                        {row.is_late.then_some("▲ ")}
                        {row.overdue}
                    </td>
                    <td class="n">{row.share.unwrap_or_else(|| words::too_few(lang).to_owned())}</td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <section class="card map-table">
            <h2 id="table">{words::table_title(lang)}</h2>
            <div class="table-wrap" tabindex="0" role="region" aria-label=words::table_title(lang) data-live="map-table">
                <table class="map-areas">
                    <caption>{caption}</caption>
                    <thead>
                        <tr>{heads}</tr>
                    </thead>
                    <tbody>{lines}</tbody>
                </table>
                {more}
            </div>
        </section>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_two_numbers_on_the_globe() {
        assert_eq!(place("121.26,28.65"), Some((121.26, 28.65)));
        for nowhere in ["", "121.26", "a,b", "200,0", "NaN,1", "0,inf"] {
            assert_eq!(place(nowhere), None, "{nowhere}");
        }
    }
}
