//! Sums and table of the board, drawn.

use leptos::prelude::*;

use super::more::made_of;
use super::table::{BoardTable, Sum};
use super::{Line, marks};
use crate::ui::Spark;

/// Headings and words of the table, finished.
#[derive(Clone, Debug)]
pub(crate) struct Words {
    pub(crate) rank: Heading,
    pub(crate) department: String,
    pub(crate) plot: Heading,
    pub(crate) rate: Heading,
    pub(crate) fraction: Heading,
    pub(crate) received: Heading,
    pub(crate) overdue: Heading,
    pub(crate) before: Heading,
    pub(crate) trend: String,
    pub(crate) empty: String,
    pub(crate) paused: String,
    pub(crate) scroll: String,
}

/// A column's name and where it is defined.
#[derive(Clone, Debug)]
pub(crate) struct Heading {
    pub(crate) label: String,
    pub(crate) href: String,
}

/// Sums and table; the parts marked live are drawn again while the page is open.
#[component]
pub(crate) fn BoardSheet(table: BoardTable, words: Words) -> impl IntoView {
    let class = format!("board axis-{}", table.axis.len().saturating_sub(1));
    let overdue = words.overdue.label.clone();
    let rows = table.rows.iter().map(|line| row(line, &overdue)).collect_view();
    let total = row(&table.total, &overdue);
    let dot = table
        .is_moving
        .then(|| view! { <span class="live-dot" aria-hidden="true"></span> });
    let empty = table
        .rows
        .is_empty()
        .then(|| view! { <p class="empty">{words.empty}</p> });
    view! {
        <div data-live="sums">
            <dl class="sums">{table.sums.iter().map(sum).collect_view()}</dl>
            <p class="as-of">
                {dot}
                <span class="standing">{table.as_of}</span>
                <span class="paused">{words.paused}</span>
            </p>
        </div>
        <div class="card table-card" tabindex="0" role="region" aria-label=words.scroll>
            <div data-live="table">
                <table class=class>
                    <caption class="visually-hidden">{table.caption}</caption>
                    <thead>
                        <tr>
                            <th scope="col" class="rank">{heading(words.rank)}</th>
                            <th scope="col" class="name">{words.department}</th>
                            <th scope="col" class="interval">{heading(words.plot)}{marks(&table.axis)}</th>
                            <th scope="col" class="rate n">{heading(words.rate)}</th>
                            <th scope="col" class="fraction n">{heading(words.fraction)}</th>
                            <th scope="col" class="received n">{heading(words.received)}</th>
                            <th scope="col" class="overdue n">{heading(words.overdue)}</th>
                            <th scope="col" class="before n">{heading(words.before)}</th>
                            <th scope="col" class="trend">{words.trend}</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                    <tfoot>{total}</tfoot>
                </table>
                {empty}
            </div>
        </div>
    }
}

fn sum(sum: &Sum) -> impl IntoView + use<> {
    let Sum {
        label,
        href,
        value,
        is_late,
    } = sum.clone();
    view! {
        <div>
            <dt><a href=href>{label}</a></dt>
            <dd class:late=is_late>{value.draw()}</dd>
        </div>
    }
}

fn heading(heading: Heading) -> impl IntoView {
    view! { <a href=heading.href>{heading.label}</a> }
}

/// On a phone a line has no column headings: what needs one brings its own.
fn row(line: &Line, overdue_label: &str) -> impl IntoView + use<> {
    let Line {
        name,
        also,
        href,
        rank,
        is_ranked,
        rate,
        fraction,
        received,
        overdue,
        is_late,
        plot,
        trend,
        code,
        before,
        peers,
    } = line.clone();
    // The line of everything together has no cases page of its own kind: its name is plain.
    let name = if href.is_empty() {
        name.into_any()
    } else {
        view! { <a href=href>{name}</a> }.into_any()
    };
    let also = also
        .into_iter()
        .map(|words| view! { <small class="also">{words}</small> })
        .collect_view();
    let mut overdue = overdue;
    if is_late {
        overdue.shown.insert_str(0, "▲ ");
    }
    let peers = (!peers.is_empty()).then(|| view! { <small class="peers">{peers}</small> });
    view! {
        <tr data-key=code>
            <td class="rank" class:few=!is_ranked>{rank}</td>
            <th scope="row" class="name">{name} {peers} {also}</th>
            <td class="interval">{plot.map(super::Plot::draw)}</td>
            <td class="rate n">{rate}</td>
            <td class="fraction n">{made_of(fraction)}</td>
            <td class="received n">{received.draw()}</td>
            <td class="overdue n" class:late=is_late data-label=overdue_label.to_owned()>{overdue.draw()}</td>
            <td class="before n">{before}</td>
            <td class="trend"><Spark path=trend /></td>
        </tr>
    }
}
