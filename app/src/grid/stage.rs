//! The map and what stands around it, as the server draws it: the picture, the side with figures, legend and
//! panel, the table.
//!
//! [`MapView`] finds everything here by class and attribute. Parts with `data-live` are drawn anew whenever the
//! filter or the data change.

use std::sync::Arc;

use domain::Lang;
use domain::map::StationView;
use leptos::prelude::*;

use super::MapView;
use super::api::MapPicture;
use super::area_tools::{AreaSay, AreaTools};
use super::bases::{BaseChooser, MapCredit};
use super::case_panels::{AreaPanel, CasePanel, Close, StackPanel, marks};
use super::choropleth::{Legend, Picture};
use super::combs::{Combs, ModeLegend};
use super::downloads::Downloads;
use super::form::FORM;
use super::mode::{Mode, VIEW};
use super::near::Near;
use super::rows::{Sort, cells, rows};
use super::shading::{Shading, figures};
use super::sheet::Sheet;
use super::table::Areas;
use super::versus::{ChangeLegend, Compared};
use crate::elements::{ElementPanel, ElementPicture, LayerControl, hidden};
use crate::filters::Filters;
use crate::map::scale::{MIN_FOR_SHARE, Measure, Scale};
use crate::map::svg::Projection;
use crate::text::{grid as words, modes};
use crate::ui::number::grouped;
use crate::visit::Visit;

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
    let MapPicture {
        grid,
        areas,
        named,
        ring,
        near,
        layers,
        choices,
        narrowed,
        hexes,
        compared,
        origin,
        ..
    } = picture;
    let grid = Arc::new(grid);
    let has_grid = !grid.cells.is_empty();
    let filled = areas.areas.iter().filter(|area| area.count > 0).count();
    let comparison = match compared {
        Some(Compared::Made(comparison)) => Some(*comparison),
        _ => None,
    };
    let asked = Mode::from_code(filters.get("mode").unwrap_or_default());
    let combs = hexes.map(|cells| Combs::new(measure, cells));
    let mode = match (&combs, asked) {
        (None, _) => Mode::Grid,
        // Nothing is drawn to shade.
        (Some(_), Mode::Grid) => Mode::Hex,
        (Some(_), asked) => asked,
    };
    let shading = match &comparison {
        Some(comparison) => Shading::Change {
            share: comparison.share,
            before: comparison.before.clone(),
        },
        None if combs.is_some() => Shading::Plain(measure),
        None => Shading::Scale(Scale::of(measure, &areas.areas)),
    };
    let share = comparison.as_ref().map(|comparison| comparison.share);
    let sort = Sort::read(filters.get("sort"), measure, comparison.is_some());
    let known = match &named {
        Some(areas) => areas
            .names
            .iter()
            .map(|(code, name)| (code.as_str(), (name.as_str(), "")))
            .collect(),
        None => cells(&grid),
    };
    let table = rows(&figures(&areas.areas, shading.before()), &known, share, sort);
    let narrows = named
        .as_ref()
        .map_or_else(|| "grid".to_owned(), |areas| areas.parameter.clone());
    let legend = match (&comparison, combs.clone(), &shading) {
        (Some(comparison), ..) => {
            view! { <ChangeLegend said=comparison.said(&visit) lacks=comparison.lacks(&visit) lang /> }
                .into_any()
        }
        (None, Some(combs), _) => view! { <ModeLegend mode combs lang /> }.into_any(),
        (None, None, Shading::Scale(scale)) if has_grid => {
            view! { <Legend scale=scale.clone() lang /> }.into_any()
        }
        _ => ().into_any(),
    };
    let sheet =
        view! { <Sheet filters=filters.clone() choices narrowed comparison origin visit=visit.clone() /> };
    let mut figures = vec![(words::matching(lang), areas.total)];
    if has_grid {
        figures.push((words::filled(lang), filled as u64));
    }
    if has_grid && areas.unplaced > 0 {
        figures.push((words::unplaced(lang), areas.unplaced));
    }
    let (total, filled) = (grouped(areas.total), grouped(filled as u64));
    let label = words::picture(lang, &total, &filled, visit.region_name());
    let place = filters.get("at").and_then(place);
    let station = place.and_then(|place| at(&grid.stations, place)).cloned();
    // A station has its own panel; of two things in one place it is the larger.
    let element = layers.chosen.clone().filter(|_| station.is_none());
    let json = |numbers: &[f64]| format!("{numbers:?}");
    let list = visit.to("/cases", &filters.choosing());
    let chosen: Vec<(String, String)> = filters
        .choosing()
        .into_iter()
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect();
    let marks = marks(lang);
    view! {
        <section class="card map-card">
            <div
                class="map-stage"
                data-label=words::map_label(lang)
                data-view=json(&Projection::fit(bbox).bbox())
                data-at=place.map(|(lng, lat)| json(&[lng, lat]))
                data-look=filters.get(VIEW).and_then(view_of).map(|view| json(&view))
                data-region=visit.links.region.clone()
                data-lang=lang.code()
                data-cases=visit.links.path("/cases")
                data-off=hidden(&layers)
                data-stack=modes::stack(lang, "{count}")
            >
                <div class="map-picture" data-live="map-picture">
                    <Picture grid counts=areas shading label bbox mark=place ring with_figures=true mode combs />
                    <ElementPicture layers=layers.clone() bbox />
                </div>
                <MapView />
                <div class="map-tools">
                    <button type="button" data-tool="in" aria-label=words::zoom_in(lang)>"+"</button>
                    <button type="button" data-tool="out" aria-label=words::zoom_out(lang)>"−"</button>
                    <button type="button" data-tool="whole" class="map-whole">{words::whole(lang)}</button>
                </div>
                <AreaTools lang />
                <p class="map-over" aria-hidden="true"></p>
                <BaseChooser lang chosen=filters.get("base").unwrap_or_default().to_owned() />
                <MapCredit lang />
            </div>
            <div class="map-side">
                <AreaSay />
                <div class="map-panel" aria-live="polite" data-separator=lang.pick("、", Some(", "))>
                    {station.map(|station| view! { <StationPanel station visit=visit.clone() /> })}
                    {element
                        .map(|element| {
                            let layer = layers.layer(&element.0.kind);
                            let kind = layer.map(|layer| layer.name.clone()).unwrap_or_default();
                            view! { <ElementPanel element kind visit=visit.clone() /> }
                        })}
                </div>
                {near.map(|near| view! { <Near near visit=visit.clone() /> })}
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
                    <Downloads links=visit.links.clone() pairs=chosen lang />
                    {legend}
                </div>
                <LayerControl layers form=FORM address="/api/v1/elements" path="/map" visit=visit.clone() />
                {marks}
                <p class="hint map-fingers">{words::two_fingers(lang)}</p>
                <p
                    class="map-status"
                    role="status"
                    data-failed=words::failed(lang)
                    data-truncated=words::truncated(lang, "{shown}", "{total}")
                ></p>
            </div>
            {sheet}
            <template id="panel-area">
                <AreaPanel has_more=true lang />
            </template>
            <template id="panel-case">
                <CasePanel lang />
            </template>
            <template id="panel-element">
                <ElementPanel visit=visit.clone() />
            </template>
            <template id="panel-stack">
                <StackPanel lang />
            </template>
            <template id="panel-hex">
                <HexPanel lang />
            </template>
            <template id="panel-station">
                <StationPanel visit=visit.clone() />
            </template>
        </section>
        <Areas rows=table narrows sort visit filters />
    }
}

/// `lng,lat` of an address; nothing that is on no map.
fn place(text: &str) -> Option<(f64, f64)> {
    let (lng, lat) = text.split_once(',')?;
    let (lng, lat): (f64, f64) = (lng.trim().parse().ok()?, lat.trim().parse().ok()?);
    (lng.abs() <= 180.0 && lat.abs() <= 85.0).then_some((lng, lat))
}

/// `lng,lat,zoom` of an address; nothing that no map can show.
fn view_of(text: &str) -> Option<[f64; 3]> {
    let (middle, zoom) = text.rsplit_once(',')?;
    let (lng, lat) = place(middle)?;
    let zoom: f64 = zoom.trim().parse().ok()?;
    (0.0..=24.0).contains(&zoom).then_some([lng, lat, zoom])
}

fn at(stations: &[StationView], (lng, lat): (f64, f64)) -> Option<&StationView> {
    stations
        .iter()
        .find(|station| (station.lng - lng).abs() < NEAR && (station.lat - lat).abs() < NEAR)
}

/// What is said of a hexagon, to be filled in.
#[component]
fn HexPanel(lang: Lang) -> impl IntoView {
    view! {
        <div class="panel-card">
            <Close lang />
            <h2>{modes::hex_title(lang)}</h2>
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
            <button type="button" class="button panel-zoom">{modes::zoom_here(lang)}</button>
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

    #[test]
    fn a_view_is_a_place_and_a_zoom() {
        assert_eq!(view_of("121.26,28.65,15.5"), Some([121.26, 28.65, 15.5]));
        for nowhere in [
            "",
            "121.26,28.65",
            "121.26,28.65,99",
            "200,0,3",
            "121.26,28.65,NaN",
        ] {
            assert_eq!(view_of(nowhere), None, "{nowhere}");
        }
    }
}
