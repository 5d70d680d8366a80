//! The cases that the map shows, as files: everything under the filter, and in the browser what is in view alone.

use domain::Lang;
use leptos::prelude::*;
use web_sys::{Element, UrlSearchParams};

use crate::text::area as words;
use crate::visit::Links;

/// Files of the open interface and what they are called.
const FILES: [(&str, &str); 2] = [("cases.csv", "CSV"), ("cases.geojson", "GeoJSON")];

#[component]
pub(super) fn Downloads(
    links: Links,
    /// All that the address chooses by.
    pairs: Vec<(String, String)>,
    lang: Lang,
) -> impl IntoView {
    let pairs: Vec<(&str, &str)> = pairs
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    let files = FILES
        .map(|(file, name)| {
            view! {
                " "
                <a href=links.api(file, &pairs) download>{name}</a>
            }
        })
        .collect_view();
    let in_view = FILES
        .map(|(file, name)| {
            view! {
                " "
                <a data-file=file download>{name}</a>
            }
        })
        .collect_view();
    view! {
        <p class="map-downloads">
            {words::download(lang)}
            {files}
        </p>
        <p class="map-downloads" data-in-view hidden>
            {words::download_view(lang)}
            {in_view}
        </p>
    }
}

/// Has the files of what is in view follow the map: `query` is the region and the filter, `bbox` the view.
pub(super) fn follow_view(query: &UrlSearchParams, bbox: &str) {
    query.set("bbox", bbox);
    let Ok(Some(line)) = document().query_selector(".map-downloads[data-in-view]") else {
        return;
    };
    let _ = line.remove_attribute("hidden");
    let Ok(links) = line.query_selector_all("a[data-file]") else {
        return;
    };
    for link in (0..links.length()).filter_map(|at| links.item(at)) {
        let link: Element = wasm_bindgen::JsCast::unchecked_into(link);
        let file = link.get_attribute("data-file").unwrap_or_default();
        let href = "/api/v1/".to_owned() + &file + "?" + &String::from(query.to_string());
        let _ = link.set_attribute("href", &href);
    }
}

#[cfg(test)]
#[cfg(target_arch = "wasm32")]
mod in_browser {
    use wasm_bindgen_test::wasm_bindgen_test;

    use super::*;
    use crate::test_page::{find, show};

    #[wasm_bindgen_test]
    fn the_files_of_what_is_in_view_say_where_the_map_is() {
        show(r#"<p class="map-downloads" data-in-view hidden><a data-file="cases.csv">CSV</a></p>"#);
        for bbox in ["1,2,3,4", "5,6,7,8"] {
            let query = UrlSearchParams::new_with_str("region=r1&category=n").unwrap();
            follow_view(&query, bbox);
            let href = find("a").get_attribute("href").unwrap();
            let expected = format!(
                "/api/v1/cases.csv?region=r1&category=n&bbox={}",
                bbox.replace(',', "%2C")
            );
            assert_eq!(href, expected);
        }
        assert!(!find(".map-downloads").has_attribute("hidden"));
    }
}
