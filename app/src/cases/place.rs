//! Where a case lies, as far as that is public, and its QR code.

use domain::Lang;
use domain::case::PlaceRef;
use leptos::either::Either;
use leptos::prelude::*;

use super::api::{Locator, Qr};
use crate::map::svg::Projection;
use crate::text::cases as words;
use crate::visit::Links;

#[component]
pub(super) fn Place(
    place: PlaceRef,
    locator: Option<Locator>,
    links: Links,
    region_name: String,
    lang: Lang,
) -> impl IntoView {
    let units = [
        (words::township(lang), &place.township),
        (words::community(lang), &place.community),
        (words::grid(lang), &place.grid),
    ];
    let names: Vec<_> = units
        .into_iter()
        .filter_map(|(label, unit)| {
            let name = unit.as_ref()?.name.clone();
            Some(view! {
                <dt>{label}</dt>
                <dd>{name}</dd>
            })
        })
        .collect();
    let content = if names.is_empty() {
        Either::Left(view! { <p>{words::no_place(lang)}</p> })
    } else {
        Either::Right(view! { <dl class="facts">{names}</dl> })
    };
    let label = place
        .grid
        .as_ref()
        .or(place.community.as_ref())
        .or(place.township.as_ref());
    let picture = locator.map(|locator| {
        let name = label.map_or(region_name.as_str(), |unit| unit.name.as_str());
        view! { <Where locator label=words::where_label(lang, name, &region_name) /> }
    });
    let others = place.grid.map(|grid| {
        view! {
            <p>
                <a href=links.to("/cases", &[("grid", &grid.code)])>{words::cases_here(lang)}</a>
            </p>
        }
    });
    view! {
        <section class="card place">
            <h2>{words::where_title(lang)}</h2>
            {picture}
            {content}
            <p class="hint">{words::blurred(lang)}</p>
            {others}
        </section>
    }
}

/// The region with the cell marked.
#[component]
fn Where(locator: Locator, label: String) -> impl IntoView {
    let projection = Projection::fit(locator.bbox);
    let mut ground = String::new();
    for ring in &locator.ground {
        projection.trace(ring, &mut ground);
    }
    let mut cell = String::new();
    if let Some(ring) = &locator.cell {
        projection.trace(ring, &mut cell);
    }
    // A cell of a large region is smaller than a finger: a ring around it leads the eye.
    let middle = locator.point.map(|[lng, lat]| (lng, lat)).or_else(|| {
        let ring = domain::area::decode(locator.cell.as_deref()?);
        #[expect(clippy::cast_precision_loss, reason = "a ring has a few corners")]
        let count = ring.len() as f64;
        let (x, y) = ring
            .iter()
            .fold((0.0, 0.0), |(x, y), (lng, lat)| (x + lng, y + lat));
        (!ring.is_empty()).then(|| (x / count, y / count))
    });
    let eye = middle.map(|(lng, lat)| {
        let (x, y) = projection.xy(lng, lat);
        view! {
            <circle class="here-ring" cx=x cy=y r="70" />
            <circle class="here" cx=x cy=y r="16" />
        }
    });
    view! {
        <svg class="locator" viewBox=projection.view_box() role="img" aria-label=label>
            <path class="ground" d=ground />
            <path class="cell" d=cell />
            {eye}
        </svg>
    }
}

/// The code that leads to the page for scanning.
#[component]
pub(super) fn QrCard(qr: Option<Qr>, link: String, code: String, lang: Lang) -> impl IntoView {
    let picture = qr.map(|qr| {
        view! {
            <svg
                class="qr"
                viewBox=format!("0 0 {0} {0}", qr.size)
                role="img"
                aria-label=words::qr_label(lang, &code)
                shape-rendering="crispEdges"
            >
                <rect width=qr.size height=qr.size />
                <path d=qr.path />
            </svg>
        }
    });
    view! {
        <section class="card qr-card">
            <h2>{words::qr_title(lang)}</h2>
            {picture}
            <p class="code">{code}</p>
            <p class="hint">{words::qr_text(lang)}</p>
            <p class="screen-only">
                <a href=link>{words::qr_link(lang)}</a>
            </p>
        </section>
    }
}
