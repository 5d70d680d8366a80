//! What the server draws for the tools of the map: the buttons with which people draw areas ([`super::draw`] makes them
//! work), and the empty lists of the panel of a cell.

use domain::Lang;
use leptos::prelude::*;

use crate::text::area as words;

#[component]
pub(super) fn AreaTools(lang: Lang) -> impl IntoView {
    view! {
        <div
            class="area-tools"
            data-how=words::how(lang)
            data-few=words::few(lang)
            data-many=words::many(lang)
            data-crossing=words::crossing(lang, "{a}", "{b}")
        >
            <div role="group" aria-label=words::tools(lang)>
                <button type="button" data-area="draw" aria-pressed="false">{words::draw(lang)}</button>
                <button type="button" data-area="view">{words::take_view(lang)}</button>
            </div>
        </div>
    }
}

/// How to draw, and what is wrong with what was drawn: beside the map, not on it.
#[component]
pub(super) fn AreaSay() -> impl IntoView {
    view! { <p class="area-say" role="status"></p> }
}

/// What the panel of a cell says besides its figures; [`super::panel_more`] fills it in.
#[component]
pub(super) fn PanelMore(lang: Lang) -> impl IntoView {
    view! {
        <div class="panel-more">
            <section hidden>
                <h3>{words::panel_kinds(lang)}</h3>
                <ol data-list="kinds"></ol>
            </section>
            <section hidden>
                <h3>{words::panel_latest(lang)}</h3>
                <ul data-list="latest"></ul>
            </section>
        </div>
    }
}
