use leptos::prelude::*;

/// What is wanted now and then: folded away behind its heading, and open where it has something to say.
#[component]
pub(crate) fn Fold(
    title: &'static str,
    /// Open when the page is.
    #[prop(optional)]
    open: bool,
    /// A card of its own, or part of one.
    #[prop(default = "card fold")]
    class: &'static str,
    children: Children,
) -> impl IntoView {
    view! {
        <details class=class open=open>
            <summary>
                <h2>{title}</h2>
            </summary>
            {children()}
        </details>
    }
}
