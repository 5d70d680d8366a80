//! What the map may lie on, as the page offers it: the choice, and who is named.

use std::sync::Arc;

use domain::Lang;
use leptos::prelude::*;

use super::form::FORM;
use crate::map::sources::{Bases, Credit};
use crate::text::basemap as words;

/// In addresses: our own base map, where another one comes first.
const OWN: &str = "own";

fn bases() -> Arc<Bases> {
    use_context().unwrap_or_default()
}

/// Whose map it is and under which number it was approved; nothing where nobody said.
fn credit(credit: &Credit, lang: Lang) -> String {
    let number = credit.approval_number.as_deref();
    let parts = [
        credit.attribution.clone(),
        number.map(|number| words::approval(lang, number)),
    ];
    parts.into_iter().flatten().collect::<Vec<_>>().join(" · ")
}

/// Who is to be named for the map; what lies under it adds its own.
#[component]
pub(crate) fn MapCredit(lang: Lang) -> impl IntoView {
    let bases = bases();
    let own = credit(&bases.own, lang);
    // Without a word of ours there may still be some of the tiles'.
    let is_used = !own.is_empty() || !bases.sources.is_empty();
    is_used.then(|| {
        let said = own.clone();
        view! { <p class="map-attribution" data-own=own>{said}</p> }
    })
}

/// One base map.
struct Offer {
    key: String,
    /// As the address says it; empty for the one that comes first.
    value: String,
    label: String,
    credit: String,
    templates: String,
    subdomains: String,
    zooms: String,
    is_shifted: bool,
}

fn offers(bases: &Bases, lang: Lang) -> Vec<Offer> {
    let first = bases.first.as_deref().unwrap_or(OWN);
    let value = |key: &str| {
        if key == first {
            String::new()
        } else {
            key.to_owned()
        }
    };
    let json = |list: &[String]| serde_json::to_string(list).unwrap_or_default();
    let own = Offer {
        key: OWN.to_owned(),
        value: value(OWN),
        label: words::own(lang).to_owned(),
        credit: String::new(),
        templates: json(&[]),
        subdomains: json(&[]),
        zooms: "[0,18]".to_owned(),
        is_shifted: false,
    };
    let tiles = bases.sources.iter().map(|source| Offer {
        key: source.key.clone(),
        value: value(&source.key),
        label: lang.pick(&source.label, source.label_en.as_deref()).to_owned(),
        credit: credit(&source.credit, lang),
        templates: json(&source.templates),
        subdomains: json(&source.subdomains),
        zooms: format!("{:?}", source.zooms),
        is_shifted: source.is_shifted,
    });
    std::iter::once(own).chain(tiles).collect()
}

/// Which base map: fields of the filter form, so that the address says it too. Nothing where there is no choice.
#[component]
pub(super) fn BaseChooser(
    lang: Lang,
    /// What the address says.
    chosen: String,
) -> impl IntoView {
    let bases = bases();
    let offers = if bases.sources.is_empty() {
        Vec::new()
    } else {
        offers(&bases, lang)
    };
    let is_known = offers.iter().any(|offer| offer.value == chosen);
    let fields = offers
        .into_iter()
        .map(|offer| {
            let is_chosen = offer.value == if is_known { chosen.as_str() } else { "" };
            view! {
                <label>
                    <input
                        type="radio"
                        name="base"
                        form=FORM
                        value=offer.value
                        checked=is_chosen
                        data-key=offer.key
                        data-credit=offer.credit
                        data-templates=offer.templates
                        data-subdomains=offer.subdomains
                        data-zooms=offer.zooms
                        data-shifted=offer.is_shifted.then_some("")
                    />
                    {offer.label}
                </label>
            }
        })
        .collect_view();
    (!bases.sources.is_empty()).then(|| {
        view! {
            <details class="map-bases">
                <summary>{words::base(lang)}</summary>
                <fieldset aria-label=words::base(lang)>{fields}</fieldset>
            </details>
            <p class="map-base-note" role="status" data-failed=words::tiles_failed(lang)></p>
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::map::sources::TileSource;

    fn bases(first: Option<&str>) -> Bases {
        let source = TileSource {
            key: "tdt".to_owned(),
            ..TileSource::default()
        };
        Bases {
            sources: vec![source],
            first: first.map(str::to_owned),
            ..Bases::default()
        }
    }

    #[test]
    fn the_one_that_comes_first_is_not_said_in_addresses() {
        let values = |first| -> Vec<String> {
            let offers = offers(&bases(first), Lang::Zh);
            offers.into_iter().map(|offer| offer.value).collect()
        };
        assert_eq!(values(None), ["", "tdt"]);
        assert_eq!(values(Some("tdt")), ["own", ""]);
    }

    #[test]
    fn a_credit_names_the_approval_number_and_says_nothing_of_nobody() {
        let approved = Credit {
            attribution: Some("某市自然资源和规划局".to_owned()),
            approval_number: Some("浙台S（2026）1号".to_owned()),
        };
        assert_eq!(
            credit(&approved, Lang::Zh),
            "某市自然资源和规划局 · 审图号：浙台S（2026）1号"
        );
        assert_eq!(credit(&Credit::default(), Lang::Zh), "");
    }
}
