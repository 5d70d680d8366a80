//! The map as a table, for keyboards, screen readers and anyone who prefers it. Every column sorts by a plain link.

use domain::Lang;
use domain::map::change::{Step, Verdict};
use leptos::prelude::*;

use super::mode::{CHANGE, KEPT};
use super::rows::{AreaRow, Change, Column, Sort, share};
use crate::filters::Filters;
use crate::text::{grid as words, modes};
use crate::ui::number::{grouped, signed};
use crate::visit::Visit;

/// Lines of the table unless all are asked for.
const LINES: usize = 20;

#[component]
pub(super) fn Areas(
    /// All of them, in order.
    rows: Vec<AreaRow>,
    /// The parameter that narrows to one of them.
    narrows: String,
    sort: Sort,
    visit: Visit,
    filters: Filters,
) -> impl IntoView {
    let lang = visit.lang();
    let filled = rows.len();
    let is_all = filters.get("all").is_some();
    let has_grid = narrows == "grid";
    let is_compared = rows.iter().any(|row| row.change.is_some());
    let rows: Vec<AreaRow> = rows
        .into_iter()
        .take(if is_all { usize::MAX } else { LINES })
        .collect();
    let more = (rows.len() < filled).then(|| {
        let mut pairs = filters.choosing();
        pairs.extend(filters.only(&KEPT));
        pairs.push(("all", "1"));
        let all = visit.to("/map#table", &pairs);
        view! { <p class="more"><a href=all>{words::table_all(lang)}</a></p> }
    });
    let caption = if rows.is_empty() {
        words::nothing_matches(lang).to_owned()
    } else {
        let (shown, total) = (grouped(rows.len() as u64), grouped(filled as u64));
        let say = if sort.is_down {
            modes::sorted
        } else {
            modes::sorted_up
        };
        say(lang, head(sort.column, has_grid, lang), &shown, &total)
    };
    let has_townships = rows.iter().any(|row| !row.township.is_empty());
    let columns: Vec<Column> = [
        (Column::Name, true),
        (Column::Township, has_townships),
        (Column::Before, is_compared),
        (Column::Count, true),
        (Column::Difference, is_compared),
        (Column::Change, is_compared),
        (Column::Overdue, true),
        (Column::Share, !is_compared),
    ]
    .into_iter()
    .filter_map(|(column, is_used)| is_used.then_some(column))
    .collect();
    let heads = columns
        .iter()
        .map(|column| view! { <Head column=*column has_grid sort visit=visit.clone() filters=filters.clone() /> })
        .collect_view();
    let lines = rows
        .into_iter()
        .map(|row| {
            let mut pairs = vec![(narrows.as_str(), row.code.as_str())];
            pairs.extend(filters.choosing_without(&[narrows.as_str()]));
            let href = visit.to("/cases", &pairs);
            let cells = columns
                .iter()
                .map(|column| cell(*column, &row, &href, lang))
                .collect_view();
            view! { <tr>{cells}</tr> }
        })
        .collect_view();
    view! {
        <section class="card map-table">
            <h2 id="table">{words::table_title(lang)}</h2>
            <div class="table-wrap" tabindex="0" role="region" aria-label=words::table_title(lang) data-live="map-table">
                <table class="map-areas">
                    <caption>{caption}</caption>
                    <thead>
                        <tr>{heads}</tr>
                    </thead>
                    <tbody>{lines}</tbody>
                </table>
                {more}
            </div>
        </section>
    }
}

/// A head that sorts: by its own column, or the other way round.
#[component]
fn Head(column: Column, has_grid: bool, sort: Sort, visit: Visit, filters: Filters) -> impl IntoView {
    let toward = sort.toward(column);
    let mut pairs = filters.choosing();
    pairs.extend(filters.only(&[
        "measure", "mode", "layers", "base", "vs", "vs_from", "vs_to", "all",
    ]));
    pairs.push(("sort", &toward));
    let href = visit.to("/map#table", &pairs);
    let is_sorted = sort.column == column;
    let order = is_sorted.then_some(if sort.is_down { "descending" } else { "ascending" });
    let mark = is_sorted.then_some(if sort.is_down { " ↓" } else { " ↑" });
    view! {
        <th scope="col" class=if column.is_text() { "" } else { "n" } aria-sort=order>
            <a href=href>{head(column, has_grid, visit.lang())}</a>
            <span aria-hidden="true">{mark}</span>
        </th>
    }
}

fn head(column: Column, has_grid: bool, lang: Lang) -> &'static str {
    match column {
        Column::Name if !has_grid => words::named_area(lang),
        Column::Name => words::area(lang),
        Column::Township => words::township(lang),
        Column::Count => words::count(lang),
        Column::Overdue => words::overdue(lang),
        Column::Share => words::share(lang),
        Column::Before => modes::before(lang),
        Column::Difference => modes::difference(lang),
        Column::Change => modes::change(lang),
    }
}

fn cell(column: Column, row: &AreaRow, href: &str, lang: Lang) -> AnyView {
    let figure = row.figure;
    match column {
        Column::Name => {
            let (href, name) = (href.to_owned(), row.name.clone());
            view! {
                <th scope="row">
                    <a href=href>{name}</a>
                </th>
            }
            .into_any()
        }
        Column::Township => view! { <td>{row.township.clone()}</td> }.into_any(),
        Column::Count => view! { <td class="n">{grouped(figure.count)}</td> }.into_any(),
        Column::Before => view! { <td class="n">{grouped(figure.before)}</td> }.into_any(),
        Column::Overdue => {
            let is_late = figure.overdue > 0;
            view! {
                <td class="n" class:late=is_late>
                    {is_late.then_some("▲ ")}
                    {grouped(figure.overdue)}
                </td>
            }
            .into_any()
        }
        Column::Share => {
            let share = share(figure.count, figure.overdue);
            view! { <td class="n">{share.unwrap_or_else(|| words::too_few(lang).to_owned())}</td> }.into_any()
        }
        Column::Difference => {
            view! { <td class="n">{difference(figure.before, figure.count)}</td> }.into_any()
        }
        Column::Change => change_cell(row.change, lang),
    }
}

/// More or fewer cases, with its sign.
fn difference(before: u64, after: u64) -> String {
    match after.cmp(&before) {
        std::cmp::Ordering::Less => format!("−{}", grouped(before - after)),
        std::cmp::Ordering::Equal => "0".to_owned(),
        std::cmp::Ordering::Greater => format!("+{}", grouped(after - before)),
    }
}

/// In words as well as in numbers: what chance may bring is said to be so.
fn change_cell(change: Option<Change>, lang: Lang) -> AnyView {
    let Some(Change { verdict, rate }) = change else {
        return view! { <td></td> }.into_any();
    };
    let rate = rate.map_or_else(|| modes::fresh(lang).to_owned(), signed);
    match verdict {
        Verdict::TooFew => view! { <td class="n">{words::too_few(lang)}</td> }.into_any(),
        Verdict::Unclear => view! {
            <td class="n unclear">
                {rate} " " <small>{modes::unclear(lang)}</small>
            </td>
        }
        .into_any(),
        Verdict::Clear(step) => {
            let mark = if step >= Step::SlightlyMore {
                "↑ "
            } else {
                "↓ "
            };
            view! {
                <td class="n clear">
                    <i data-measure=CHANGE class=format!("change-mark g{}", step.index() + 1)></i>
                    {mark}
                    {rate}
                </td>
            }
            .into_any()
        }
    }
}
