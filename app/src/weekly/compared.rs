use domain::Lang;
use domain::board::weekly::{Brief, Compared};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use crate::text::{board, weekly as text};
use crate::ui::{Lines, number};

/// A unit in two weeks, finished.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct ComparedLine {
    pub(crate) name: String,
    /// This week and the week before, each.
    pub(crate) received: [String; 2],
    pub(crate) rate: [String; 2],
    pub(crate) overdue: [String; 2],
    /// `+1.2`, in percentage points.
    pub(crate) change: String,
}

impl ComparedLine {
    /// Words and numbers of one line.
    pub(crate) fn of(line: &Compared, lang: Lang) -> Self {
        let name = match &line.department {
            None => board::total(lang),
            Some(unit) if unit.code == domain::DepartmentCode::UNASSIGNED => board::unassigned(lang),
            Some(unit) => &unit.name,
        };
        let weeks = [line.now, line.before];
        let each =
            |say: fn(Brief) -> String| weeks.map(|brief| brief.map_or_else(|| number::NONE.to_owned(), say));
        Self {
            name: name.to_owned(),
            received: each(|brief| number::grouped(brief.received)),
            rate: each(|brief| {
                brief
                    .on_time_rate
                    .map_or_else(|| number::NONE.to_owned(), number::percent)
            }),
            overdue: each(|brief| number::grouped(brief.overdue_open)),
            change: line
                .change()
                .map_or_else(|| number::NONE.to_owned(), number::points),
        }
    }
}

/// Every unit against the week before.
#[component]
pub(super) fn Comparison(lines: Vec<ComparedLine>, lang: Lang) -> impl IntoView {
    let pair = |[now, before]: [String; 2]| {
        view! {
            {now}
            " "
            <small class="hint">{text::then(lang, &before)}</small>
        }
    };
    let rows = lines
        .into_iter()
        .map(|line| {
            view! {
                <tr>
                    <td>{line.name}</td>
                    <td class="num" data-label=board::rate(lang)>{pair(line.rate)}</td>
                    <td class="num" data-label=text::change(lang)>{line.change}</td>
                    <td class="num" data-label=board::received(lang)>{pair(line.received)}</td>
                    <td class="num" data-label=board::overdue(lang)>{pair(line.overdue)}</td>
                </tr>
            }
        })
        .collect_view();
    let heads = vec![
        board::department(lang),
        board::rate(lang),
        text::change(lang),
        board::received(lang),
        board::overdue(lang),
    ];
    view! {
        <Lines label=text::compared(lang) heads>
            {rows}
        </Lines>
    }
}
