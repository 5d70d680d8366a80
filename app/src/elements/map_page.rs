//! `/desk/elements`: every layer, also those that the public does not see.

use std::sync::Arc;

use domain::map::AreasView;
use leptos::either::Either;
use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::JsCast;
use web_sys::{Element, Event};

use super::api::get_staff_map;
use super::{ElementPanel, ElementPicture, LayerControl, StaffMap, follow, hidden};
use crate::assets::MapAssets;
use crate::grid::{Picture, Shading};
use crate::map::browser::{ask_grid, is_touch, numbers};
use crate::map::scale::{Measure, Scale};
use crate::map::svg::Projection;
use crate::map::wire::bbox;
use crate::map::{AreaMap, HAS_MAPS};
use crate::portal::framed;
use crate::text::{elements as words, grid as grid_words};
use crate::visit::Visit;

const FORM: &str = "element-layers";

#[component]
pub(crate) fn ElementMapPage() -> impl IntoView {
    let visit = Visit::get();
    let lang = visit.lang();
    let asked = get_staff_map(visit.links.region.clone(), visit.query_string(), lang);
    framed(
        words::map_title(lang),
        Some(words::map_lead(lang)),
        &[],
        asked,
        |map| view! { <Map map /> },
    )
}

#[component]
fn Map(map: StaffMap) -> impl IntoView {
    let visit = Visit::get();
    let lang = visit.lang();
    let StaffMap {
        grid,
        layers,
        staff_only,
        bbox,
    } = map;
    let Some(bbox) = bbox else {
        return Either::Left(view! { <p class="card empty">{words::no_map(lang)}</p> });
    };
    let at = visit.parameter("at").map(|at| format!("[{at}]"));
    let counts = AreasView {
        version: visit.version,
        total: 0,
        unplaced: 0,
        areas: Vec::new(),
    };
    let scale = Scale::of(Measure::Count, &[]);
    let element = layers.chosen.clone();
    let kind = element
        .as_ref()
        .and_then(|(element, _)| layers.layer(&element.kind))
        .map(|layer| layer.name.clone());
    let none = layers
        .layers
        .is_empty()
        .then(|| view! { <p class="hint">{words::no_elements(lang)}</p> });
    Either::Right(view! {
        <MapAssets />
        <form id=FORM method="get" action=visit.to("/desk/elements", &[])></form>
        <section class="card map-card">
            <div
                class="map-stage"
                data-label=words::map_label(lang)
                data-view=format!("{:?}", Projection::fit(bbox).bbox())
                data-at=at
                data-region=visit.links.region.clone()
                data-lang=lang.code()
                data-off=hidden(&layers)
            >
                <div class="map-picture">
                    <Picture grid=Arc::new(grid) counts shading=Shading::Scale(scale) label=words::map_title(lang).to_owned() bbox />
                    <ElementPicture layers=layers.clone() bbox />
                </div>
                <ElementMap />
                <div class="map-tools">
                    <button type="button" data-tool="in" aria-label=grid_words::zoom_in(lang)>"+"</button>
                    <button type="button" data-tool="out" aria-label=grid_words::zoom_out(lang)>"−"</button>
                    <button type="button" data-tool="whole" class="map-whole">{grid_words::whole(lang)}</button>
                </div>
            </div>
            <div class="map-side">
                <div class="map-panel" aria-live="polite">
                    {element.map(|element| view! { <ElementPanel element kind=kind.unwrap_or_default() visit=visit.clone() /> })}
                </div>
                {none}
                <LayerControl
                    layers
                    form=FORM
                    address="/api/v1/staff/elements"
                    path="/desk/elements"
                    visit=visit.clone()
                    staff_only
                />
                <p class="hint map-fingers">{grid_words::two_fingers(lang)}</p>
            </div>
            <template id="panel-element">
                <ElementPanel visit=visit.clone() />
            </template>
        </section>
    })
}

/// A map of the grid without figures, for the layers to lie on.
#[island]
fn ElementMap() -> impl IntoView {
    view! { <div class="map-host" role="application" use:start></div> }
}

fn start(host: Element) {
    if !HAS_MAPS {
        return;
    }
    let Ok(Some(stage)) = host.closest(".map-stage") else {
        return;
    };
    let Some(whole) = numbers(&stage, "data-view") else {
        return;
    };
    let Some(mut map) = AreaMap::new(host.unchecked_ref(), bbox(&whole), is_touch()) else {
        return;
    };
    let label = stage.get_attribute("data-label").unwrap_or_default();
    let _ = host.set_attribute("aria-label", &label);
    if let Some(overlay) = map.overlay() {
        follow(&stage, overlay);
    }
    map.listen(|_| {});
    spawn_local(async move {
        if let Ok(grid) = ask_grid(&stage).await {
            map.draw_grid(&grid);
            let cells = usize::try_from(grid.cells().length()).unwrap_or(0);
            map.shade(std::iter::repeat_n(0, cells), &stage);
        }
        let at = numbers(&stage, "data-at").map(|at| (at.get(0).as_f64(), at.get(1).as_f64()));
        if let Some((Some(lng), Some(lat))) = at {
            map.look_at(lng, lat);
        }
        // Setting a class does not fail.
        let _ = stage.class_list().add_1("ready");
        use_tools(&stage, map);
    });
}

fn use_tools(stage: &Element, map: AreaMap) {
    let clicked = wasm_bindgen::closure::Closure::<dyn FnMut(Event)>::new(move |event: Event| {
        let target = event
            .target()
            .and_then(|target| target.dyn_into::<Element>().ok());
        let tool = target.and_then(|target| target.closest("button[data-tool]").ok().flatten());
        match tool.and_then(|tool| tool.get_attribute("data-tool")).as_deref() {
            Some("in") => map.zoom_by(1.0),
            Some("out") => map.zoom_by(-1.0),
            Some(_) => map.show_whole(),
            None => {}
        }
    });
    let _ = stage.add_event_listener_with_callback("click", clicked.into_js_value().unchecked_ref());
}
