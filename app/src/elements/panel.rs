use domain::element::ElementView;
use leptos::prelude::*;

use crate::text::{elements as words, grid};
use crate::ui::number::grouped;
use crate::visit::Visit;

/// What is said of an element; to be filled in where none is given. `element` comes with the name of the station
/// nearest to it and the metres to there.
#[component]
pub(crate) fn ElementPanel(
    #[prop(optional)] element: Option<(ElementView, Option<(String, u32)>)>,
    visit: Visit,
    /// Name of its kind.
    #[prop(optional, into)]
    kind: Option<String>,
) -> impl IntoView {
    let lang = visit.lang();
    let is_template = element.is_none();
    let (element, nearest) = element.unzip();
    let href = match &element {
        Some(element) => {
            let at = format!("{:.6},{:.6}", element.lng, element.lat);
            visit.to("/map", &[("layers", &element.kind), ("at", &at)])
        }
        None => visit.to("/map", &[]),
    };
    let (station, metres) = nearest.flatten().unzip();
    let (name, address) = element
        .map(|element| (element.name, element.address.unwrap_or_default()))
        .unzip();
    // How many cases are near is counted in the browser.
    let cases = is_template.then(|| {
        view! {
            <div class="panel-near">
                <dt>{words::panel_cases(lang)}</dt>
                <dd>
                    <b data-slot="cases">"…"</b>
                    <small>{words::panel_cases_hint(lang)}</small>
                </dd>
            </div>
        }
    });
    view! {
        <div class="panel-card panel-element">
            <button type="button" class="panel-close" aria-label=grid::panel_close(lang)>
                "×"
            </button>
            <h2 data-slot="name">{name}</h2>
            <p class="panel-place">
                <span data-slot="kind">{kind}</span>
                " "
                <span data-slot="address">{address}</span>
            </p>
            <dl>
                <div>
                    <dt>{words::panel_nearest(lang)}</dt>
                    <dd>
                        <b data-slot="station">{station.or(is_template.then(|| "…".to_owned()))}</b>
                        " "
                        <small>
                            <span data-slot="metres">
                                {metres.map(|metres| grouped(u64::from(metres)))}
                            </span>
                            " "
                            {words::metres(lang)}
                        </small>
                    </dd>
                </div>
                {cases}
            </dl>
            <a class="button" href=href>{words::panel_here(lang)}</a>
        </div>
    }
}
