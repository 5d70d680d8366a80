//! Both clocks of what is open, unit by unit.

use chrono::{DateTime, Utc};
use domain::board::UnitRef;
use domain::supervise::{Kind, NowCounts, NowRow};
use leptos::prelude::*;

use super::behind::Behind;
use crate::text::supervise as text;
use crate::ui::{Lines, time};

/// The columns, and which number stands in each.
const COLUMNS: [Kind; 7] = [
    Kind::Open,
    Kind::Soon,
    Kind::Overdue,
    Kind::PastPromise,
    Kind::Unsigned,
    Kind::CoOverdue,
    Kind::Supervised,
];

fn count(counts: &NowCounts, kind: Kind) -> u64 {
    match kind {
        Kind::Open => counts.open,
        Kind::Soon => counts.soon,
        Kind::Overdue => counts.overdue,
        Kind::PastPromise => counts.past_promise,
        Kind::Unsigned => counts.unsigned,
        Kind::CoOverdue => counts.co_overdue,
        Kind::Supervised => counts.supervised,
        _ => 0,
    }
}

#[component]
pub(super) fn Now(
    rows: Vec<NowRow>,
    total: NowCounts,
    as_of: DateTime<Utc>,
    behind: Behind,
) -> impl IntoView {
    let lang = behind.visit.lang();
    let as_of = time::minute(as_of, behind.visit.zone);
    let none = rows
        .is_empty()
        .then(|| view! { <p class="empty">{text::now_none(lang)}</p> });
    let everything = (!rows.is_empty() && behind.asked.department.is_none()).then(|| {
        let all = NowRow {
            unit: UnitRef {
                code: String::new(),
                name: text::total(lang).to_owned(),
            },
            counts: total,
        };
        row(&all, &behind)
    });
    let has_rows = !rows.is_empty();
    let lines = rows.iter().map(|one| row(one, &behind)).collect_view();
    let heads = std::iter::once(text::unit(lang))
        .chain(COLUMNS.map(|kind| text::kind(lang, kind)))
        .collect();
    let table = has_rows.then(|| {
        view! {
            <Lines label=text::now(lang) heads>
                {lines}
                {everything}
            </Lines>
        }
    });
    view! {
        <section class="card unit-counts" id="now">
            <h2>{text::now(lang)}</h2>
            <p class="hint">{text::now_lead(lang, &as_of, behind.asked.hours)}</p>
            {none}
            {table}
        </section>
    }
}

fn row(row: &NowRow, behind: &Behind) -> impl IntoView + use<> {
    let lang = behind.visit.lang();
    let cells = COLUMNS
        .map(|kind| {
            let count = count(&row.counts, kind);
            let is_late = count > 0 && matches!(kind, Kind::Overdue | Kind::Unsigned | Kind::CoOverdue);
            let sign = is_late.then_some("▲ ");
            let number = behind.number(kind, &row.unit.code, count);
            view! { <td class="n" class:late=is_late data-label=text::kind(lang, kind)>{sign} {number}</td> }
        })
        .collect_view();
    view! {
        <tr class:total=row.unit.code.is_empty()>
            <td>{behind.name(&row.unit)}</td>
            {cells}
        </tr>
    }
}
