//! What happens on the map of a draft. It holds the cells as the server has them, and nothing that is not kept there:
//! each step is sent at once, and what the server then draws is put in place.

mod board;
mod page;
mod wire;

use leptos::prelude::*;
use web_sys::Element;

use crate::map::HAS_MAPS;

/// The map. It stands in `.draw-stage`, which carries addresses and words.
#[island]
pub(super) fn DrawGrid() -> impl IntoView {
    view! { <div class="map-host" role="application" use:start></div> }
}

fn start(host: Element) {
    if HAS_MAPS {
        board::start(&host);
    }
}
