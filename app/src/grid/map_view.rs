use leptos::prelude::*;

use super::explorer::start;

/// The map over the server's picture. Everything it needs stands around it on the page: see [`super::stage`].
#[island]
pub(crate) fn MapView() -> impl IntoView {
    view! { <div class="map-host" role="application" use:start></div> }
}
