use domain::drawing::Fault;
use leptos::prelude::*;

use crate::text::drawing as text;
use crate::visit::Visit;

/// What is wrong with a grid, errors first; where there is a map, each place is a button that leads there.
#[component]
pub(super) fn Faults(
    errors: Vec<Fault>,
    warnings: Vec<Fault>,
    more: usize,
    /// There is a map on the page.
    on_map: bool,
) -> impl IntoView {
    let lang = Visit::get().lang();
    let line = |fault: Fault, is_error: bool| {
        let (class, sign) = if is_error {
            ("tag late", text::is_error(lang))
        } else {
            ("tag", text::is_warning(lang))
        };
        let place = fault.place.filter(|_| on_map).map(|(lng, lat)| {
            view! {
                <button type="button" class="link script-only" data-look=format!("{lng},{lat}")>
                    {text::show_place(lang)}
                </button>
            }
        });
        view! {
            <li>
                <span class=class>{sign}</span>
                <span>
                    {text::what(lang, &fault.what)} <small>{text::at(lang, &fault)}</small>
                </span>
                {place}
            </li>
        }
    };
    let errors: Vec<_> = errors.into_iter().map(|fault| line(fault, true)).collect();
    let warnings: Vec<_> = warnings.into_iter().map(|fault| line(fault, false)).collect();
    let more = (more > 0).then(|| view! { <p class="hint">{text::more_faults(lang, more)}</p> });
    view! {
        <ul class="draw-faults">{errors} {warnings}</ul>
        {more}
    }
}
