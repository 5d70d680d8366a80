use leptos::prelude::*;

/// The mark: concentric circles with a sun in the middle. Decoration: the name stands beside it.
#[component]
pub(crate) fn Mark() -> impl IntoView {
    view! {
        <svg class="mark" viewBox="0 0 30 30" width="30" height="30" aria-hidden="true">
            <circle cx="15" cy="15" r="13" />
            <circle cx="15" cy="15" r="8" />
            <circle class="sun" cx="15" cy="15" r="3.4" />
        </svg>
    }
}
