//! `/map`: filters, the picture, the map over it, the table under it.

use domain::map::HistogramView;
use leptos::either::Either;
use leptos::prelude::*;
use leptos_meta::Title;

use super::api::{MapPicture, get_map};
use super::form::FORM;
use super::search::Search;
use super::stage::Stage;
use super::times::Times;
use crate::assets::MapAssets;
use crate::filters::{CarriedFields, Choices, FilterFields, Filters, PeriodFields, PresetLinks};
use crate::map::scale::Measure;
use crate::portal::Problem;
use crate::text::{filters as filter_words, grid as words};
use crate::ui::Notice;
use crate::visit::Visit;

#[component]
pub(crate) fn MapPage() -> impl IntoView {
    let visit = Visit::get();
    let lang = visit.lang();
    let filters = Filters::new(&visit.query);
    let content = {
        let visit = visit.clone();
        Suspend::new(async move {
            match get_map(visit.query_string(), lang).await {
                Ok(picture) => Either::Left(view! { <Map picture visit filters /> }),
                Err(error) => Either::Right(view! { <Problem error /> }),
            }
        })
    };
    view! {
        <Title text=words::title(lang) />
        <div class="page-head one-line">
            <h1>{words::title(lang)}</h1>
            <p class="lead">{words::lead(lang)}</p>
        </div>
        <Suspense>{content}</Suspense>
    }
}

#[component]
fn Map(picture: MapPicture, visit: Visit, filters: Filters) -> impl IntoView {
    let lang = visit.lang();
    let measure = Measure::from_code(filters.get("measure").unwrap_or_default());
    let histogram = picture.histogram.clone();
    let form = view! {
        <MapFilters choices=picture.choices.clone() histogram visit=visit.clone() filters=filters.clone() measure />
    };
    let Some(bbox) = picture.bbox else {
        let cases = visit.to("/cases", &filters.choosing());
        return Either::Left(view! {
            {form}
            <Notice kind="info">
                <p>{words::nothing_placed(lang)} " " <a href=cases>{words::see_cases(lang)}</a></p>
            </Notice>
        });
    };
    let search = view! { <Search found=picture.found.clone() filters=filters.clone() visit=visit.clone() /> };
    let squares = picture
        .grid
        .cells
        .is_empty()
        .then(|| view! { <p class="hint">{words::lead_cells(lang)}</p> });
    Either::Right(view! {
        <MapAssets />
        {search}
        {form}
        {squares}
        <Stage picture bbox measure visit filters />
    })
}

/// The filters: a plain form that a script may spare the reload.
#[component]
fn MapFilters(
    choices: Choices,
    histogram: HistogramView,
    visit: Visit,
    filters: Filters,
    measure: Measure,
) -> impl IntoView {
    let lang = visit.lang();
    let measures = Measure::ALL
        .map(|one| {
            let label = match one {
                Measure::Count => words::count_measure(lang),
                Measure::Overdue => words::overdue_measure(lang),
            };
            view! {
                <label class="chip">
                    <input type="radio" name="measure" value=one.code() checked=one == measure />
                    {label}
                </label>
            }
        })
        .collect_view();
    let clear = visit.to("/map", &[]);
    let has_filters = filters.chooses(&[]);
    view! {
        <form id=FORM class="filters map-filters" action=visit.to("/map", &[]) method="get" role="search" aria-label=filter_words::title(lang)>
            <CarriedFields visit=visit.clone() />
            <div class="filter-row">
                <fieldset class="measures">
                    <legend>{words::measure(lang)}</legend>
                    {measures}
                </fieldset>
                <PresetLinks visit=visit.clone() filters=filters.clone() path="/map" keep=&["measure", "base"] />
            </div>
            <Times histogram filters=filters.clone() visit=visit.clone() />
            <details class="more-filters" open=has_filters>
                <summary>{words::more_filters(lang)}</summary>
                <div class="filter-grid">
                    <FilterFields filters=filters.clone() choices lang />
                    <PeriodFields filters lang />
                    <div class="filter-act">
                        <button class="button">{filter_words::apply(lang)}</button>
                        <a href=clear>{filter_words::clear(lang)}</a>
                    </div>
                </div>
            </details>
        </form>
    }
}
