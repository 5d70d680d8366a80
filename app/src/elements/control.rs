//! Which layers are shown: boxes to tick, each with its mark, its name and how many there are. It is the legend, too.

use domain::element::{ElementView, Layer, LayersView, NO_LAYER, STATION_LAYERS};
use leptos::either::Either;
use leptos::prelude::*;

use crate::map::icons::IconMark;
use crate::text::elements as words;
use crate::ui::number::grouped;
use crate::visit::Visit;

/// Layers of stations that are not shown, for the style sheet.
#[must_use]
pub(crate) fn hidden(view: &LayersView) -> String {
    let off = STATION_LAYERS
        .iter()
        .filter(|code| view.layer(code).is_some_and(|layer| !layer.shown));
    off.copied().collect::<Vec<_>>().join(" ")
}

#[component]
pub(crate) fn LayerControl(
    layers: LayersView,
    /// Id of the form that the boxes belong to.
    form: &'static str,
    /// Where the browser asks for elements.
    address: &'static str,
    /// The page it stands on, without language and region.
    path: &'static str,
    visit: Visit,
    /// Codes of layers that the public does not see.
    #[prop(optional)]
    staff_only: Vec<String>,
) -> impl IntoView {
    let lang = visit.lang();
    if layers.layers.is_empty() {
        return Either::Left(());
    }
    let codes: Vec<&str> = layers
        .layers
        .iter()
        .filter(|layer| layer.shown)
        .map(|layer| layer.code.as_str())
        .collect();
    let shown = codes.join(",");
    let total: u32 = layers
        .layers
        .iter()
        .filter(|layer| layer.shown && layer.icon.is_some())
        .map(|layer| layer.count)
        .sum();
    let has_more = (total as usize > layers.listed.len() && !layers.listed.is_empty()).then(|| {
        let (listed, total) = (grouped(layers.listed.len() as u64), grouped(u64::from(total)));
        view! { <p class="hint layer-more">{words::listed_more(lang, &listed, &total)}</p> }
    });
    let list = layers
        .listed
        .into_iter()
        .map(|element| view! { <Listed element shown=shown.clone() path visit=visit.clone() /> })
        .collect_view();
    let rows = layers
        .layers
        .into_iter()
        .map(|layer| {
            let is_staff_only = staff_only.contains(&layer.code);
            view! { <Row layer form is_staff_only visit=visit.clone() /> }
        })
        .collect_view();
    Either::Right(view! {
        <details
            class="map-layers"
            open
            data-address=address
            data-map=visit.to("/map", &[])
            data-failed=words::layers_failed(lang)
        >
            <summary>{words::layers(lang)}</summary>
            <fieldset>
                <legend class="visually-hidden">{words::layers(lang)}</legend>
                // Says that boxes were there, even if none is ticked.
                <input type="hidden" name="layers" value=NO_LAYER form=form />
                <ul class="layer-rows">{rows}</ul>
            </fieldset>
            <button class="button layer-show" form=form>{words::layers_show(lang)}</button>
            <p class="layer-status" role="status"></p>
            <h2 class="layer-title" data-in-view=words::in_view(lang)>{words::listed(lang)}</h2>
            {has_more}
            <ul class="layer-list">{list}</ul>
        </details>
    })
}

#[component]
fn Row(layer: Layer, form: &'static str, is_staff_only: bool, visit: Visit) -> impl IntoView {
    let lang = visit.lang();
    let mark = match layer.icon {
        Some(icon) => Either::Left(view! { <IconMark icon /> }),
        None => {
            let class = if layer.code == "station" {
                "mark-station"
            } else {
                "mark-post"
            };
            Either::Right(view! { <i class=class></i> })
        }
    };
    let tag = is_staff_only.then(|| view! { <span class="tag">{words::staff_only(lang)}</span> });
    view! {
        <li>
            <label>
                <input
                    type="checkbox"
                    name="layers"
                    value=layer.code
                    checked=layer.shown
                    form=form
                    data-count=layer.count
                />
                {mark}
                <span class="layer-name">{layer.name}</span>
                {tag}
                <small>{grouped(u64::from(layer.count))}</small>
            </label>
        </li>
    }
}

/// An element as a link that points at it; with script the list is of what is in view.
#[component]
fn Listed(element: ElementView, shown: String, path: &'static str, visit: Visit) -> impl IntoView {
    let at = format!("{:.6},{:.6}", element.lng, element.lat);
    let href = visit.to(path, &[("layers", &shown), ("at", &at)]);
    view! {
        <li>
            <a href=href>{element.name}</a>
        </li>
    }
}
