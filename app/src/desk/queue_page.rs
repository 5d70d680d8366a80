//! `/desk`: what waits, in due order.

use domain::case::State;
use domain::desk::{Queue, QueueCount, QueuePage as Page, QueueRow};
use leptos::either::Either;
use leptos::prelude::*;
use leptos_meta::Title;

use super::api::list_queue;
use super::keys::QueueKeys;
use super::record::forecast;
use crate::cases::{ClockSign, StateSign};
use crate::live::Live;
use crate::portal::Problem;
use crate::text::{desk as text, terms};
use crate::ui::time;
use crate::visit::Visit;

/// Filters that addresses carry along.
const FILTERS: [&str; 5] = ["category", "township", "state", "mark", "part"];

#[component]
pub(crate) fn QueuePage() -> impl IntoView {
    let visit = Visit::get();
    let lang = visit.lang();
    let content = {
        let visit = visit.clone();
        Suspend::new(async move {
            match list_queue(visit.links.region.clone(), visit.query_string(), lang).await {
                Ok(page) => Either::Left(view! { <Waiting page visit /> }),
                Err(error) => Either::Right(view! { <Problem error /> }),
            }
        })
    };
    view! {
        <Title text=text::title(lang) />
        <div class="page-head">
            <h1>{text::title(lang)}</h1>
            <p class="lead">{text::lead(lang)}</p>
        </div>
        <Suspense>{content}</Suspense>
        <Live />
    }
}

#[component]
fn Waiting(page: Page, visit: Visit) -> impl IntoView {
    let lang = visit.lang();
    let carried = |visit: &Visit| -> Vec<(&'static str, String)> {
        FILTERS
            .into_iter()
            .filter_map(|name| Some((name, visit.parameter(name)?.to_owned())))
            .filter(|(_, value)| !value.is_empty())
            .collect()
    };
    let filters = carried(&visit);
    let code = page.queue.code();
    let pairs = |more: Option<(&'static str, String)>| -> String {
        let own: Vec<(&str, String)> = std::iter::once(("queue", code.to_owned()))
            .chain(filters.iter().cloned())
            .chain(more)
            .collect();
        let pairs: Vec<(&str, &str)> = own.iter().map(|(name, value)| (*name, value.as_str())).collect();
        visit.to("/desk", &pairs)
    };
    let more = page.next.clone().map(|cursor| {
        view! { <a class="button" rel="next" href=pairs(Some(("cursor", cursor)))>{text::more(lang)}</a> }
    });
    let first = visit
        .parameter("cursor")
        .map(|_| view! { <a href=pairs(None)>{text::first(lang)}</a> });
    let paging = (first.is_some() || more.is_some()).then(|| view! { <p class="paging">{first} {more}</p> });
    let count = page.rows.len();
    let rows = if page.rows.is_empty() {
        Either::Left(view! { <p class="empty">{text::nothing(lang)}</p> })
    } else {
        let rows = page
            .rows
            .into_iter()
            .map(|row| view! { <Row row queue=page.queue visit=visit.clone() /> })
            .collect_view();
        let heads = [
            text::case(lang),
            text::state(lang),
            text::clock(lang),
            text::unit(lang),
            text::received(lang),
        ];
        Either::Right(view! {
            <table class="cases queue">
                <thead>
                    <tr>{heads.map(|head| view! { <th scope="col">{head}</th> }).collect_view()}</tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        })
    };
    view! {
        <div data-live="queue">
            <Tabs counts=page.counts current=page.queue visit=visit.clone() />
            <Narrow choices=page.choices queue=page.queue visit=visit.clone() />
            <section class="card case-list">
                <div class="card-head">
                    <h2>{text::queue(lang, page.queue)}</h2>
                    <span class="hint">{text::shown(lang, count)}</span>
                </div>
                {rows}
                {paging}
            </section>
        </div>
        <p class="hint no-print screen-only keys-hint">{text::keys(lang)}</p>
        <QueueKeys />
    }
}

#[component]
fn Tabs(counts: Vec<QueueCount>, current: Queue, visit: Visit) -> impl IntoView {
    let lang = visit.lang();
    let tabs = counts
        .into_iter()
        .map(|count| {
            let here = (count.queue == current).then_some("page");
            let number = if count.waiting >= QueueCount::MOST {
                "99+".to_owned()
            } else {
                count.waiting.to_string()
            };
            view! {
                <li>
                    <a href=visit.to("/desk", &[("queue", count.queue.code())]) aria-current=here>
                        {text::queue(lang, count.queue)} <span class="count">{number}</span>
                    </a>
                </li>
            }
        })
        .collect_view();
    view! {
        <nav class="tabs" aria-label=text::queues(lang)>
            <ul>{tabs}</ul>
        </nav>
    }
}

/// Filters that live in the address.
#[component]
fn Narrow(choices: domain::desk::Choices, queue: Queue, visit: Visit) -> impl IntoView {
    let lang = visit.lang();
    let is_narrowed = FILTERS
        .iter()
        .any(|name| visit.parameter(name).is_some_and(|value| !value.is_empty()));
    let units = |units: Vec<domain::board::UnitRef>| -> Vec<(String, String)> {
        units.into_iter().map(|unit| (unit.code, unit.name)).collect()
    };
    let states = State::ALL
        .iter()
        .filter(|state| !state.is_over())
        .map(|state| (state.code().to_owned(), terms::state(lang, *state).to_owned()));
    let marks = [
        ("yellow", text::yellow(lang)),
        ("orange", text::orange(lang)),
        ("red", text::red(lang)),
    ];
    let parts = [("lead", text::lead_part(lang)), ("co", text::co_part(lang))];
    let pairs = |list: &[(&str, &str)]| -> Vec<(String, String)> {
        list.iter()
            .map(|(value, words)| ((*value).to_owned(), (*words).to_owned()))
            .collect()
    };
    let field = |name: &'static str, label: &'static str, options: Vec<(String, String)>| {
        let chosen = visit.parameter(name).unwrap_or_default().to_owned();
        let options = options
            .into_iter()
            .map(|(value, words)| view! { <option value=value.clone() selected=value == chosen>{words}</option> })
            .collect_view();
        view! {
            <label class="field">
                <span>{label}</span>
                <select name=name>
                    <option value="">{text::any(lang)}</option>
                    {options}
                </select>
            </label>
        }
    };
    let own = (queue == Queue::Mine).then(|| {
        view! {
            {field("mark", text::clock(lang), pairs(&marks))}
            {field("part", text::part(lang), pairs(&parts))}
        }
    });
    view! {
        <form class="filters" method="get" action=visit.links.path("/desk")>
            <details class="more-filters" open=is_narrowed>
                <summary>{text::filter(lang)}</summary>
                <input type="hidden" name="region" value=visit.links.region.clone() />
                <input type="hidden" name="queue" value=queue.code() />
                <div class="filter-grid">
                    {field("category", text::category(lang), units(choices.categories))}
                    {field("township", text::township(lang), units(choices.townships))}
                    {field("state", text::state(lang), states.collect())}
                    {own}
                    <div class="filter-act">
                        <button class="button">{text::apply(lang)}</button>
                        <a href=visit.to("/desk", &[("queue", queue.code())])>{text::clear(lang)}</a>
                    </div>
                </div>
            </details>
        </form>
    }
}

#[component]
fn Row(row: QueueRow, queue: Queue, visit: Visit) -> impl IntoView {
    let lang = visit.lang();
    let zone = visit.zone;
    let href = visit.to(&format!("/desk/cases/{}", row.code), &[]);
    let due = row.current_due_at.map(|current| {
        let was = row
            .original_due_at
            .filter(|original| *original != current)
            .map(|original| view! { <span class="was">{text::original(lang, &time::minute(original, zone))}</span> });
        view! {
            <span class="dues">
                <span>
                    <time datetime=time::machine(current)>{time::minute(current, zone)}</time>
                </span>
                {forecast(lang, row.forecast.current)}
                {was}
            </span>
        }
    });
    let sign = row.sign_due_at.filter(|_| queue == Queue::Mine).map(|at| {
        view! {
            <span class="tag">{text::sign_by(lang, &time::minute(at, zone))}</span>
            {forecast(lang, row.forecast.sign)}
        }
    });
    let flags = [
        (row.extension_asked, text::asks_extension(lang)),
        (row.supervised, text::is_supervised(lang)),
        (row.whistles > 0, text::whistle_blown(lang)),
    ];
    let flags = flags
        .into_iter()
        .filter(|(shown, _)| *shown)
        .map(|(_, words)| view! { <span class="tag sun">{words}</span> })
        .collect_view();
    let part = row
        .part
        .map(|part| view! { <small class="part">{terms::part(lang, part)}</small> });
    let place = row.township.map(|unit| unit.name);
    let (kind, title) = (row.category.name, row.title);
    let beside = title.is_some().then(|| view! { <span>{kind.clone()}</span> });
    view! {
        <tr data-key=row.code.clone()>
            <th scope="row" class="queue-case">
                <a href=href class="queue-link">{title.unwrap_or(kind)}</a>
                <small>
                    {beside}
                    <span class="code">{row.code.clone()}</span>
                    {place.map(|place| view! { <span>{place}</span> })}
                </small>
            </th>
            <td class="queue-state">
                <StateSign state=row.state lang />
                <span class="tags">{sign} {flags}</span>
            </td>
            <td class="queue-clock">
                <ClockSign timeliness=row.timeliness lang />
                {due}
            </td>
            <td class="queue-unit" data-label=text::unit(lang)>
                {row.department.map(|unit| unit.name)}
                " "
                {part}
            </td>
            <td class="queue-received" data-label=text::received(lang)>
                <time datetime=time::machine(row.received_at)>{time::minute(row.received_at, zone)}</time>
            </td>
        </tr>
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::Lang;

    #[test]
    fn every_queue_has_a_name_in_both_languages() {
        for queue in Queue::ALL {
            assert_ne!(text::queue(Lang::Zh, *queue), text::queue(Lang::En, *queue));
        }
    }
}
