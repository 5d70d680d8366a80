//! `/cases`: search, filters, the list, newest first.

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use domain::Lang;
use domain::case::{CaseSummary, DuePair};
use leptos::either::Either;
use leptos::prelude::*;
use leptos_meta::Title;

use super::api::{CaseList, list_cases};
use super::sign::{ClockSign, StateSign};
use super::when;
use crate::filters::{CarriedFields, FilterFields, Filters, NarrowedFields, PeriodFields, PresetLinks};
use crate::portal::Problem;
use crate::text::{cases as words, filters as filter_words};
use crate::ui::time;
use crate::visit::Visit;

/// Parameters of the list besides those that all filters share.
const NARROWING: [&str; 5] = ["q", "bbox", "as_of", "counted", "unplaced"];

#[component]
pub(crate) fn CasesPage() -> impl IntoView {
    let visit = Visit::get();
    let lang = visit.lang();
    let filters = Filters::new(&visit.query);
    let content = {
        let visit = visit.clone();
        Suspend::new(async move {
            match list_cases(visit.query_string(), lang).await {
                Ok(list) => Either::Left(view! { <List list visit filters /> }),
                Err(error) => Either::Right(view! { <Problem error /> }),
            }
        })
    };
    view! {
        <Title text=words::title(lang) />
        <div class="page-head">
            <h1>{words::title(lang)}</h1>
            <p class="lead">{words::lead(lang)}</p>
        </div>
        <Suspense>{content}</Suspense>
    }
}

#[component]
fn List(list: CaseList, visit: Visit, filters: Filters) -> impl IntoView {
    let lang = visit.lang();
    let page = &list.page;
    let count = page.items.len();
    let all: Vec<(&str, &str)> = filters
        .choosing()
        .into_iter()
        .chain(filters.only(&NARROWING))
        .collect();
    let [csv, geojson, json] =
        ["cases.csv", "cases.geojson", "cases"].map(|file| visit.links.api(file, &all));
    let more = page.next.as_deref().map(|cursor| {
        let pairs: Vec<_> = all.iter().copied().chain([("cursor", cursor)]).collect();
        view! {
            <a class="button" rel="next" href=visit.to("/cases", &pairs)>
                {words::more(lang)}
            </a>
        }
    });
    let newest = filters
        .get("cursor")
        .map(|_| view! { <a href=visit.to("/cases", &all)>{words::first_page(lang)}</a> });
    let rows = if page.items.is_empty() {
        Either::Left(view! { <p class="empty">{words::nothing(lang)}</p> })
    } else {
        Either::Right(view! { <Rows items=page.items.clone() visit=visit.clone() /> })
    };
    view! {
        <Search list visit=visit.clone() filters=filters.clone() />
        <section class="card case-list">
            <div class="card-head">
                <h2>{words::shown(lang, count)}</h2>
                <span class="exports">
                    <a href=csv>{words::csv(lang)}</a>
                    <a href=geojson>{words::geojson(lang)}</a>
                    <a href=json>{words::json(lang)}</a>
                </span>
            </div>
            {rows}
            <p class="paging">{newest} {more}</p>
        </section>
        <p class="hint">{words::not_all_listed(lang)}</p>
    }
}

/// One form for the search and the filters; those behind "more" stay open while one of them is used.
#[component]
fn Search(list: CaseList, visit: Visit, filters: Filters) -> impl IntoView {
    let lang = visit.lang();
    let has_filters = filters.chooses(&[]);
    let pairs: Vec<(String, String)> = filters
        .choosing()
        .into_iter()
        .chain(filters.only(&NARROWING))
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect();
    let CaseList {
        choices,
        counts,
        narrowed,
        ..
    } = list;
    view! {
        <form class="filters" action=visit.to("/cases", &[]) method="get" role="search" aria-label=filter_words::title(lang)>
            <CarriedFields visit=visit.clone() />
            <div class="search-row">
                <label class="field search">
                    <span>{words::search(lang)}</span>
                    <input
                        type="search"
                        name="q"
                        maxlength="100"
                        placeholder=words::search_hint(lang)
                        value=filters.get("q").map(str::to_owned)
                    />
                </label>
                <button class="button">{words::find(lang)}</button>
            </div>
            <NarrowedFields narrowed pairs path="/cases" visit=visit.clone() />
            <details class="more-filters" open=has_filters>
                <summary>{words::more_filters(lang)}</summary>
                <PresetLinks visit=visit.clone() filters=filters.clone() path="/cases" keep=&NARROWING />
                <div class="filter-grid">
                    <FilterFields filters=filters.clone() choices counts lang />
                    <PeriodFields filters lang />
                    <div class="filter-act">
                        <button class="button">{filter_words::apply(lang)}</button>
                        <a href=visit.to("/cases", &[])>{filter_words::clear(lang)}</a>
                    </div>
                </div>
            </details>
        </form>
    }
}

/// A table that stands as cards on a phone: each cell names its column there.
#[component]
fn Rows(items: Vec<CaseSummary>, visit: Visit) -> impl IntoView {
    let lang = visit.lang();
    let rows = items
        .into_iter()
        .map(|case| view! { <Row case visit=visit.clone() /> })
        .collect_view();
    let heads = [
        words::code(lang),
        words::category(lang),
        words::place(lang),
        words::state(lang),
        words::limit(lang),
        words::department(lang),
        words::received(lang),
    ];
    view! {
        <table class="cases">
            <thead>
                <tr>{heads.map(|head| view! { <th scope="col">{head}</th> }).collect_view()}</tr>
            </thead>
            <tbody>{rows}</tbody>
        </table>
    }
}

#[component]
fn Row(case: CaseSummary, visit: Visit) -> impl IntoView {
    let lang = visit.lang();
    let href = visit.to(&format!("/cases/{}", case.code), &[]);
    let received = when::received(&case, visit.zone, lang);
    let place = place_name(&case, lang);
    view! {
        <tr>
            <th scope="row" class="case-code">
                <a class="code" href=href>
                    {case.code.clone()}
                </a>
            </th>
            <td class="case-category">{case.category.name.clone()}</td>
            <td class="case-place">{place}</td>
            <td class="case-state">
                <StateSign state=case.state lang />
            </td>
            <td class="case-limit">
                <ClockSign timeliness=case.timeliness lang />
                {case.due.map(|due| dues(due, visit.now, visit.zone, lang))}
            </td>
            <td class="case-department" data-label=words::department(lang)>
                {case.department.name}
            </td>
            <td class="case-received" data-label=words::received(lang)>
                <time datetime=time::machine(case.received_at)>{received}</time>
            </td>
        </tr>
    }
}

/// The most exact place that is published, by name.
fn place_name(case: &CaseSummary, lang: Lang) -> String {
    let place = &case.place;
    let parts: Vec<&str> = [&place.township, &place.community]
        .into_iter()
        .flatten()
        .map(|unit| unit.name.as_str())
        .collect();
    match (parts.is_empty(), &place.grid) {
        (false, _) => parts.join(" "),
        (true, Some(grid)) => grid.name.clone(),
        (true, None) => words::no_place(lang).to_owned(),
    }
}

/// Both limits; one line if they are the same.
fn dues(due: DuePair, now: DateTime<Utc>, zone: Tz, lang: Lang) -> impl IntoView {
    // The year only where it is not this one.
    let shown = |at: DateTime<Utc>| {
        let full = time::minute(at, zone);
        let this_year = time::day(now, zone);
        if full.get(..5) == this_year.get(..5) {
            full.get(5..).unwrap_or(&full).to_owned()
        } else {
            full
        }
    };
    if due.original == due.current {
        return Either::Left(view! {
            <span class="dues">
                <span>
                    {words::due_same(lang)} " " <time datetime=time::machine(due.current)>{shown(due.current)}</time>
                </span>
            </span>
        });
    }
    Either::Right(view! {
        <span class="dues">
            <span>
                {words::due_current(lang)} " " <time datetime=time::machine(due.current)>{shown(due.current)}</time>
            </span>
            <span class="was">
                {words::due_original(lang)} " " <time datetime=time::machine(due.original)>{shown(due.original)}</time>
            </span>
        </span>
    })
}
