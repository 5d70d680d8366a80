//! The drawings of elements: filled outlines on a field of 24 by 24, holes by the even-odd rule, told apart by shape
//! alone. Our own. The canvas of the map takes them from the page, so that they travel once.

use domain::element::Icon;
use leptos::prelude::*;

/// The outline of an icon.
#[must_use]
pub(crate) fn outline(icon: Icon) -> &'static str {
    match icon {
        Icon::Patrol => {
            "M12 2 4 5v6c0 5 3.4 9.2 8 11 4.6-1.8 8-6 8-11V5zM10.8 16 7 12.2l1.5-1.5 2.3 2.3 4.7-4.7L17 9.8z"
        }
        Icon::Camera => "M2.6 7 17 4.2l1.3 6.6L3.9 13.6zM19 5.8l2.4-.5.8 4-2.4.5zM8.2 14v3.6H4.4v2.6h6.4V14z",
        Icon::Hydrant => {
            "M9 2.5h6V5h2v2.2h-1V10h3v5h-3v4.3h2v2.2H6v-2.2h2V15H5v-5h3V7.2H7V5h2zM12 10a2.5 2.5 0 1 0 0 5 2.5 2.5 0 0 0 0-5z"
        }
        Icon::School => {
            "M12 3.5.8 9 12 14.5l8-3.9V17h2V9.6L23.2 9zM5.5 13v4.3c1.8 1.6 4 2.4 6.5 2.4s4.7-.8 6.5-2.4V13L12 16.2z"
        }
        Icon::Shelter => {
            "M12 2 1 11h3v10.5h16V11h3zM12 9.8a1.9 1.9 0 1 1 0 3.8 1.9 1.9 0 0 1 0-3.8zM8.4 19.7c0-3 1.4-5.1 3.6-5.1s3.6 2.1 3.6 5.1z"
        }
        Icon::Hospital => "M3 3h18v18H3zM10 6v4H6v4h4v4h4v-4h4v-4h-4V6z",
        Icon::Park => "M12 1.5 6 9.5h2.6L4 16h6.7v6h2.6v-6H20l-4.6-6.5H18z",
        Icon::Toilet => {
            "M6.5 2.2a2.1 2.1 0 1 1 0 4.2 2.1 2.1 0 0 1 0-4.2zM3.8 7.3h5.4v7H8.3v7.5H4.7v-7.5h-.9zM17.5 2.2a2.1 2.1 0 1 1 0 4.2 2.1 2.1 0 0 1 0-4.2zM16 7.3h3l2.6 8.2h-2.3v6.3h-3.6v-6.3h-2.3zM11.2 2h1.3v20h-1.3z"
        }
        Icon::Bus => {
            "M5 2.8h14a2 2 0 0 1 2 2V17a2 2 0 0 1-1.5 1.9v2.3h-3V19h-9v2.2h-3v-2.3A2 2 0 0 1 3 17V4.8a2 2 0 0 1 2-2zM5.4 5.6v6h13.2v-6zM7 14a1.5 1.5 0 1 0 0 3 1.5 1.5 0 0 0 0-3zM17 14a1.5 1.5 0 1 0 0 3 1.5 1.5 0 0 0 0-3z"
        }
        Icon::Shop => {
            "M3.5 2.8h17L22.2 9a3 3 0 0 1-2.2 2.7V21.2H4v-9.5A3 3 0 0 1 1.8 9zM6.5 13v5.5h6V13zM15 13v8.2h3V13z"
        }
        Icon::Bridge => {
            "M1 9.5C5 9.5 8.5 7 12 7s7 2.5 11 2.5v3h-2V20h-3.2v-5.2a5.8 5.8 0 0 0-11.6 0V20H3v-7.5H1z"
        }
        Icon::Water => {
            "M12 1.8c3.7 4.7 6.7 8.3 6.7 12.3a6.7 6.7 0 0 1-13.4 0C5.3 10.1 8.3 6.5 12 1.8zM7.8 14.2a4.2 4.2 0 0 0 3.7 4.1v-2a2.3 2.3 0 0 1-1.7-2.1z"
        }
        Icon::Power => "M14 1.5 4.5 13.7h6L8.5 22.5 19.5 9.7h-6.7z",
        Icon::Lamp => {
            "M4.5 22V5.5a3.5 3.5 0 0 1 3.5-3.5h7v2.5H8a1 1 0 0 0-1 1V22zM12.5 5.5h7l2 4h-11zM13.5 11h5a2.5 2.5 0 0 1-5 0z"
        }
        Icon::Building => {
            "M4.5 2.2h15v19.6h-5.5v-4.5h-4v4.5H4.5zM8 5.5v3h2.8v-3zM13.2 5.5v3H16v-3zM8 11v3h2.8v-3zM13.2 11v3H16v-3z"
        }
        Icon::Flag => "M4.5 1.8H7v1.4h13L16.8 8l3.2 4.8H7V22.2H4.5z",
    }
}

/// An icon on a page, beside its name.
#[component]
pub(crate) fn IconMark(icon: Icon) -> impl IntoView {
    view! {
        <svg class="element-icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
            <path fill-rule="evenodd" d=outline(icon) />
        </svg>
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_icon_has_an_outline_of_its_own_within_its_field() {
        let outlines: BTreeSet<&str> = Icon::ALL.iter().map(|icon| outline(*icon)).collect();
        assert_eq!(outlines.len(), Icon::ALL.len());
        for outline in outlines {
            assert!(outline.starts_with('M') && outline.ends_with('z'), "{outline}");
        }
    }
}
