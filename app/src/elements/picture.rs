use domain::element::LayersView;
use leptos::prelude::*;

use crate::map::icons::outline;
use crate::map::svg::Projection;

/// Width of an icon, and radius of the disc under it, in units of the picture.
const ICON: i32 = 30;
const DISC: i32 = 22;

/// The marks of the layers that are shown, over the picture of the grid.
#[component]
pub(crate) fn ElementPicture(layers: LayersView, bbox: [f64; 4]) -> impl IntoView {
    let projection = Projection::fit(bbox);
    let symbols = layers
        .layers
        .iter()
        .filter(|layer| layer.shown)
        .filter_map(|layer| Some((layer.code.clone(), layer.icon?)))
        .map(|(code, icon)| {
            view! {
                <symbol id=format!("element-{code}") viewBox="0 0 24 24">
                    <path fill-rule="evenodd" d=outline(icon) />
                </symbol>
            }
        })
        .collect_view();
    let marks = layers
        .marks
        .iter()
        .map(|(kind, [lng, lat], count)| {
            let (x, y) = projection.xy(*lng, *lat);
            let number = (*count > 1).then(|| {
                view! {
                    <text x=x + DISC y=y - DISC + 10>{count.to_string()}</text>
                }
            });
            view! {
                <circle cx=x cy=y r=DISC />
                <use_ href=format!("#element-{kind}") x=x - ICON / 2 y=y - ICON / 2 width=ICON height=ICON />
                {number}
            }
        })
        .collect_view();
    view! {
        <svg class="element-picture" viewBox=projection.view_box() aria-hidden="true">
            <defs>{symbols}</defs>
            {marks}
        </svg>
    }
}
