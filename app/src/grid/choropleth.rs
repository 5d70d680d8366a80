//! The grid as one picture: cells shaded by a figure, stations on top, a legend with numbers.
//!
//! Server-rendered SVG, the same with and without JavaScript. Cells of one shade are one path, which keeps
//! 600 cells at some ten kilobytes compressed; names and numbers of single cells stand in the table
//! beside it.

use std::fmt::Write as _;
use std::sync::Arc;

use domain::Lang;
use domain::map::{AreasView, GridView};
use leptos::prelude::*;

use super::bases::MapCredit;
use super::combs::Combs;
use super::mode::{CHANGE, Mode};
use super::shading::{Shading, figures};
use crate::map::SHADES;
use crate::map::scale::{MIN_FOR_SHARE, Measure, Scale};
use crate::map::svg::Projection;
use crate::text::grid as words;

/// A picture of `grid` shaded by `counts`, with its legend. `label` says in words what it shows.
#[component]
pub(crate) fn Choropleth(
    grid: Arc<GridView>,
    counts: AreasView,
    measure: Measure,
    lang: Lang,
    /// What a screen reader hears; see `text::grid::picture`.
    #[prop(into)]
    label: String,
) -> impl IntoView {
    let scale = Scale::of(measure, &counts.areas);
    view! {
        <figure class="choropleth">
            <Picture grid counts shading=Shading::Scale(scale.clone()) label />
            <figcaption>
                <Legend scale lang />
                <MapCredit lang />
            </figcaption>
        </figure>
    }
}

/// The picture alone.
#[component]
pub(crate) fn Picture(
    grid: Arc<GridView>,
    counts: AreasView,
    shading: Shading,
    label: String,
    /// West, south, east, north of what is shown; that of the grid where none is given.
    #[prop(optional)]
    bbox: Option<[f64; 4]>,
    /// Longitude and latitude of a place to mark.
    #[prop(optional_no_strip)]
    mark: Option<(f64, f64)>,
    /// Corners of an area that somebody drew.
    #[prop(optional_no_strip)]
    ring: Option<Vec<[f64; 2]>>,
    /// Whether the figures of each cell stand in `data-cells`, as the map in the browser wants them: shade, cases and
    /// overdue ones, in the order of the grid.
    #[prop(optional)]
    with_figures: bool,
    /// What the map in the browser shows in place of the shades.
    #[prop(optional)]
    mode: Mode,
    /// Hexagons that lie on the cells.
    #[prop(optional_no_strip)]
    combs: Option<Combs>,
) -> impl IntoView {
    let projection = Projection::fit(bbox.unwrap_or(grid.bbox));
    let known = figures(&counts.areas, shading.before());
    let mut shades: [String; SHADES] = Default::default();
    let (mut numbers, mut before) = (String::new(), String::new());
    for cell in &grid.cells {
        let figure = known.get(cell.code.as_str()).copied().unwrap_or_default();
        let shade = shading.shade(figure);
        projection.trace(&cell.ring, &mut shades[usize::from(shade)]);
        // Writing to a String cannot fail.
        let _ = write!(numbers, ",{shade},{},{}", figure.count, figure.overdue);
        let _ = write!(before, ",{}", figure.before);
    }
    let array = |numbers: &str| format!("[{}]", numbers.trim_start_matches(','));
    let tag = with_figures.then(|| grid.tag.clone());
    let numbers = with_figures.then(|| array(&numbers));
    let before = (with_figures && shading.code() == CHANGE).then(|| array(&before));
    let mut outline = String::new();
    for ring in &grid.outline {
        projection.trace(ring, &mut outline);
    }
    // Points that are drawn as thick dots: as large on every screen as the markers of the map.
    let (mut stations, mut posts) = (String::new(), String::new());
    let mut names = Vec::new();
    for station in &grid.stations {
        let (x, y) = projection.xy(station.lng, station.lat);
        if station.kind == "station" {
            let _ = write!(stations, "M{x} {y}h0");
            let name = station.name.clone();
            names.push(view! { <text x=x + 32 y=y + 11>{name}</text> });
        } else {
            let _ = write!(posts, "M{x} {y}h0");
        }
    }
    let mark = mark.map(|(lng, lat)| {
        let (x, y) = projection.xy(lng, lat);
        view! { <circle class="here-ring" cx=x cy=y r="48" /> }
    });
    let drawn = ring.map(|ring| {
        let corners: Vec<String> = (ring.iter())
            .map(|[lng, lat]| {
                let (x, y) = projection.xy(*lng, *lat);
                format!("{x} {y}")
            })
            .collect();
        view! { <path class="drawn-area" d=format!("M{}Z", corners.join("L")) /> }
    });
    let on_cells = combs.map(|combs| {
        let paths = combs.paths(&projection).into_iter().enumerate();
        let paths = paths
            .filter(|(_, path)| !path.is_empty())
            .map(|(shade, path)| view! { <path class=format!("g{shade}") d=path /> })
            .collect_view();
        view! { <g class="combs">{paths}</g> }
    });
    view! {
        <svg
            viewBox=projection.view_box()
            role="img"
            aria-label=label
            class="grid-picture"
            data-measure=shading.code()
            data-mode=with_figures.then(|| mode.code())
            data-grid=tag
            data-cells=numbers
            data-before=before
        >
            {shades
                .into_iter()
                .enumerate()
                .filter(|(_, path)| !path.is_empty())
                .map(|(shade, path)| view! { <path class=format!("g{shade}") d=path /> })
                .collect_view()}
            {on_cells}
            <path class="outline" d=outline />
            {["post-halo", "post-rim", "post-core"].map(|class| view! { <path class=class d=posts.clone() /> }).collect_view()}
            {["station-halo", "station-rim", "station-ground", "station-sun"]
                .map(|class| view! { <path class=class d=stations.clone() /> })
                .collect_view()}
            <g class="station-names">{names}</g>
            {drawn}
            {mark}
        </svg>
    }
}

/// Five shades with their numbers, and what they count.
#[component]
pub(crate) fn Legend(scale: Scale, lang: Lang) -> impl IntoView {
    let (title, none) = legend_words(scale.measure(), lang);
    view! {
        <div class="legend" data-measure=scale.measure().code()>
            <span class="legend-title">{title}</span>
            <ul>
                <li>
                    <i class="g0"></i>
                    {none}
                </li>
                {scale
                    .labels()
                    .into_iter()
                    .zip(1..)
                    .map(|(label, shade)| {
                        view! {
                            <li>
                                <i class=format!("g{shade}")></i>
                                {label}
                            </li>
                        }
                    })
                    .collect_view()}
            </ul>
        </div>
    }
}

/// The legend's title and the words for shade 0.
pub(super) fn legend_words(measure: Measure, lang: Lang) -> (String, String) {
    match measure {
        Measure::Count => (
            words::legend_count(lang).to_owned(),
            words::legend_none(lang).to_owned(),
        ),
        Measure::Overdue => (
            words::legend_overdue(lang).to_owned(),
            words::legend_few(lang, MIN_FOR_SHARE),
        ),
    }
}
