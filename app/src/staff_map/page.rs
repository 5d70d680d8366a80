//! `/desk/map`.

use std::sync::Arc;

use domain::map::AreasView;
use leptos::either::Either;
use leptos::prelude::*;

use super::api::get_staff_map;
use super::browser::start;
use super::lines::Lines;
use super::{StaffCases, StaffMap};
use crate::assets::MapAssets;
use crate::elements::{ElementPanel, ElementPicture, LayerControl, hidden};
use crate::filters::{CarriedFields, FilterFields, Filters, NarrowedFields, PeriodFields};
use crate::grid::{AreaPanel, CasePanel, Legend, MapCredit, Picture, Shading, StackPanel, marks};
use crate::map::scale::{Measure, Scale};
use crate::map::svg::Projection;
use crate::portal::framed;
use crate::text::{elements, filters as filter_words, grid as grid_words, modes, staff_map as words};
use crate::ui::number::grouped;
use crate::visit::Visit;

const FORM: &str = "staff-map";
const PATH: &str = "/desk/map";

#[component]
pub(crate) fn StaffMapPage() -> impl IntoView {
    let visit = Visit::get();
    let lang = visit.lang();
    let asked = get_staff_map(visit.links.region.clone(), visit.query_string(), lang);
    framed(words::title(lang), None, &[], asked, |map| view! { <Map map /> })
}

#[component]
fn Map(map: StaffMap) -> impl IntoView {
    let visit = Visit::get();
    let lang = visit.lang();
    let StaffMap {
        grid,
        layers,
        staff_only,
        cases,
        bbox,
    } = map;
    let lead = if cases.is_some() {
        words::lead(lang)
    } else {
        words::lead_layers(lang)
    };
    let head = view! {
        <div class="page-head">
            <h1>{words::title(lang)}</h1>
            <p class="lead">{lead}</p>
        </div>
    };
    let filters = view! { <CaseFilters cases=cases.clone() visit=visit.clone() /> };
    let lines = cases
        .clone()
        .map(|cases| view! { <Lines cases visit=visit.clone() /> });
    let Some(bbox) = bbox else {
        return Either::Left(view! {
            {head}
            {filters}
            <p class="card empty">{elements::no_map(lang)}</p>
            {lines}
        });
    };
    let at = visit.parameter("at").map(|at| format!("[{at}]"));
    let counts = cases
        .as_ref()
        .map_or_else(|| none(&visit), |cases| cases.areas.clone());
    let scale = Scale::of(Measure::Count, &counts.areas);
    let figures = cases
        .is_some()
        .then(|| view! { <Figures counts=counts.clone() scale=scale.clone() visit=visit.clone() /> });
    let label = match &cases {
        Some(_) => words::picture(lang, &grouped(counts.total)),
        None => words::title(lang).to_owned(),
    };
    let element = layers.chosen.clone();
    let kind = element
        .as_ref()
        .and_then(|(element, _)| layers.layer(&element.kind))
        .map(|layer| layer.name.clone());
    let none = layers
        .layers
        .is_empty()
        .then(|| view! { <p class="hint">{elements::no_elements(lang)}</p> });
    Either::Right(view! {
        <MapAssets />
        {head}
        {filters}
        <section class="card map-card">
            <div
                class="map-stage"
                data-label=words::label(lang)
                data-view=format!("{:?}", Projection::fit(bbox).bbox())
                data-at=at
                data-region=visit.links.region.clone()
                data-lang=lang.code()
                data-off=hidden(&layers)
                data-ask=cases.is_some().then_some("/api/v1/staff/map")
                data-cases=visit.links.path("/desk/cases")
                data-stack=modes::stack(lang, "{count}")
            >
                <div class="map-picture">
                    <Picture
                        grid=Arc::new(grid)
                        counts
                        shading=Shading::Scale(scale)
                        label
                        bbox
                        with_figures=true
                    />
                    <ElementPicture layers=layers.clone() bbox />
                </div>
                <StaffMapView />
                <div class="map-tools">
                    <button type="button" data-tool="in" aria-label=grid_words::zoom_in(lang)>"+"</button>
                    <button type="button" data-tool="out" aria-label=grid_words::zoom_out(lang)>"−"</button>
                    <button type="button" data-tool="whole" class="map-whole">{grid_words::whole(lang)}</button>
                </div>
                <MapCredit lang />
            </div>
            <div class="map-side">
                <div class="map-panel" aria-live="polite">
                    {element.map(|element| view! { <ElementPanel element kind=kind.unwrap_or_default() visit=visit.clone() /> })}
                </div>
                {none}
                {figures}
                <LayerControl
                    layers
                    form=FORM
                    address="/api/v1/staff/elements"
                    path=PATH
                    visit=visit.clone()
                    staff_only
                />
                {cases.is_some().then(|| marks(lang))}
                <p class="hint map-fingers">{grid_words::two_fingers(lang)}</p>
                <p class="map-status" role="status" data-failed=words::failed(lang)></p>
            </div>
            <template id="panel-element">
                <ElementPanel visit=visit.clone() />
            </template>
            <template id="panel-area">
                <AreaPanel has_more=false lang />
            </template>
            <template id="panel-case">
                <CasePanel lang />
            </template>
            <template id="panel-stack">
                <StackPanel lang />
            </template>
        </section>
        {lines}
    })
}

/// The map over the server's picture. What it needs stands around it on the page.
#[island]
fn StaffMapView() -> impl IntoView {
    view! { <div class="map-host" role="application" use:start></div> }
}

fn none(visit: &Visit) -> AreasView {
    AreasView {
        version: visit.version,
        total: 0,
        unplaced: 0,
        areas: Vec::new(),
    }
}

/// The form that chooses cases; the layers belong to it as well.
#[component]
fn CaseFilters(cases: Option<StaffCases>, visit: Visit) -> impl IntoView {
    let lang = visit.lang();
    let Some(StaffCases {
        choices, narrowed, ..
    }) = cases
    else {
        return Either::Left(view! { <form id=FORM method="get" action=visit.links.path(PATH)></form> });
    };
    let filters = Filters::new(&visit.query);
    let has_filters = filters.chooses(&[]);
    let pairs: Vec<(String, String)> = filters
        .choosing()
        .into_iter()
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect();
    Either::Right(view! {
        <form
            id=FORM
            class="filters map-filters"
            action=visit.links.path(PATH)
            method="get"
            role="search"
            aria-label=filter_words::title(lang)
        >
            <CarriedFields visit=visit.clone() />
            <NarrowedFields narrowed pairs path=PATH visit=visit.clone() />
            <details class="more-filters" open=has_filters>
                <summary>{grid_words::more_filters(lang)}</summary>
                <div class="filter-grid">
                    <FilterFields filters=filters.clone() choices counts=None lang />
                    <PeriodFields filters lang />
                    <div class="filter-act">
                        <button class="button">{filter_words::apply(lang)}</button>
                        <a href=visit.to(PATH, &[])>{filter_words::clear(lang)}</a>
                    </div>
                </div>
            </details>
        </form>
    })
}

#[component]
fn Figures(counts: AreasView, scale: Scale, visit: Visit) -> impl IntoView {
    let lang = visit.lang();
    let unplaced = (counts.unplaced > 0).then(|| {
        view! {
            <div>
                <dt>{words::unplaced(lang)}</dt>
                <dd>{grouped(counts.unplaced)}</dd>
            </div>
        }
    });
    view! {
        <div class="map-figures">
            <dl>
                <div>
                    <dt>{words::matching(lang)}</dt>
                    <dd>{grouped(counts.total)}</dd>
                </div>
                {unplaced}
            </dl>
            <Legend scale lang />
        </div>
    }
}
