//! What a picture of the map has to say of itself on paper and as an image: what was chosen, where it comes from, and
//! as of when.

use domain::Lang;
use domain::board::UnitRef;
use domain::board::figures::Timeliness;
use domain::case::State;
use domain::source::SourceSystem;
use leptos::prelude::*;

use super::versus::Comparison;
use crate::assets::Assets;
use crate::filters::{Choices, Filters, Narrowed};
use crate::text::{filters as filter_words, modes as words, terms};
use crate::ui::time;
use crate::visit::Visit;

/// The line of the filters, the line of the source, and what makes a sheet or an image of the page.
#[component]
pub(super) fn Sheet(
    filters: Filters,
    choices: Choices,
    /// What the form has no field for: cells, communities, an area that was drawn.
    narrowed: Vec<Narrowed>,
    comparison: Option<Comparison>,
    /// Scheme and host of the page as whoever asks reaches it.
    origin: Option<String>,
    visit: Visit,
) -> impl IntoView {
    let lang = visit.lang();
    let mut said = said(&filters, &choices, &narrowed, lang);
    said.extend(comparison.map(|comparison| comparison.said_other(&visit)));
    let said = said.join(lang.pick("；", Some("; ")));
    let source = words::source_line(lang, visit.region_name(), &time::minute(visit.now, visit.zone));
    let pairs: Vec<(&str, &str)> = visit
        .query
        .iter()
        .filter(|(name, value)| name != "region" && !value.trim().is_empty())
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    let address = origin.unwrap_or_default() + &visit.to("/map", &pairs);
    let script = expect_context::<Assets>().href("map_image.js");
    view! {
        <div class="map-sheet">
            <div data-live="map-sheet">
                <p class="map-said">{said}</p>
                <p class="map-source">
                    {source} " " <span class="map-address">{address}</span>
                </p>
            </div>
            <p class="map-keep" hidden>
                <button
                    type="button"
                    class="button quiet"
                    data-keep="image"
                    data-script=script
                    data-name=words::file_name(lang)
                    data-failed=words::image_failed(lang)
                    data-without=words::image_without_tiles(lang)
                >
                    {words::image(lang)}
                </button>
                <button type="button" class="button quiet" data-keep="print">{words::print(lang)}</button>
            </p>
        </div>
    }
}

/// Each filter in words, as the form calls it.
fn said(filters: &Filters, choices: &Choices, narrowed: &[Narrowed], lang: Lang) -> Vec<String> {
    let name_in = |units: &[UnitRef], code: &str| {
        let unit = units.iter().find(|unit| unit.code == code);
        unit.map_or(code, |unit| &unit.name).to_owned()
    };
    let kind = |code: &str| {
        let kind = choices.categories.iter().find(|kind| kind.code == code);
        kind.map_or(code, |kind| &kind.name).to_owned()
    };
    let state = |code: &str| {
        State::from_code(code)
            .map_or(code, |state| terms::state(lang, state))
            .to_owned()
    };
    let clock = |code: &str| {
        Timeliness::from_code(code)
            .map_or(code, |class| terms::class(lang, class))
            .to_owned()
    };
    let source = |code: &str| {
        SourceSystem::from_code(code)
            .map_or(code, |source| source.name(lang))
            .to_owned()
    };
    let township = |code: &str| name_in(&choices.townships, code);
    let department = |code: &str| name_in(&choices.departments, code);
    let say = |parameter: &str, label: &str, name: &dyn Fn(&str) -> String| {
        let parameter = [parameter];
        let values = filters.only(&parameter);
        let names: Vec<String> = values
            .flat_map(|(_, value)| value.split(','))
            .map(|code| name(code.trim()))
            .collect();
        (!names.is_empty()).then(|| words::said_one(lang, label, &names.join(lang.pick("、", Some(", ")))))
    };
    let mut said: Vec<String> = [
        say("category", filter_words::category(lang), &kind),
        say("department", filter_words::department(lang), &department),
        say("state", filter_words::state(lang), &state),
        say("timeliness", filter_words::clock(lang), &clock),
        say("source", filter_words::source(lang), &source),
        say("township", filter_words::township(lang), &township),
    ]
    .into_iter()
    .flatten()
    .collect();
    said.extend(match (filters.get("from"), filters.get("to")) {
        (None, None) => None,
        (Some(from), None) => Some(words::said_from(lang, from)),
        (None, Some(to)) => Some(words::said_to(lang, to)),
        (Some(from), Some(to)) => Some(words::said_between(lang, from, to)),
    });
    said.extend(narrowed.iter().map(|one| one.label.clone()));
    if said.is_empty() {
        said.push(words::said_all(lang).to_owned());
    }
    said
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::filters::Category;

    fn filters(pairs: &[(&str, &str)]) -> Filters {
        let pairs: Vec<_> = pairs
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect();
        Filters::new(&pairs)
    }

    #[test]
    fn filters_are_said_by_their_names() {
        let choices = Choices {
            categories: vec![Category {
                code: "01".to_owned(),
                name: "噪声".to_owned(),
                parent: None,
            }],
            ..Choices::default()
        };
        let said = |pairs: &[(&str, &str)]| said(&filters(pairs), &choices, &[], Lang::Zh);
        assert_eq!(
            said(&[
                ("category", "01,99"),
                ("from", "2026-05-01"),
                ("measure", "overdue")
            ]),
            ["类别：噪声、99", "受理时间从 2026-05-01 起"]
        );
        assert_eq!(said(&[("mode", "hex")]), ["全部公开案件"]);
    }

    #[test]
    fn a_narrowed_picture_does_not_say_that_it_shows_everything() {
        let choices = Choices {
            townships: vec![UnitRef {
                code: "331003001".to_owned(),
                name: "东城街道".to_owned(),
            }],
            ..Choices::default()
        };
        let drawn = Narrowed {
            name: "area".to_owned(),
            value: "1,2;3,4;5,6".to_owned(),
            label: "画出的范围（3 个角）".to_owned(),
        };
        let by_township = filters(&[("township", "331003001")]);
        assert_eq!(said(&by_township, &choices, &[], Lang::Zh), ["镇街：东城街道"]);
        assert_eq!(
            said(&filters(&[]), &choices, std::slice::from_ref(&drawn), Lang::Zh),
            [drawn.label.as_str()]
        );
    }
}
