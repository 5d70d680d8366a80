//! Every other figure of every unit, each with what it is made of.

use domain::board::figures::{Counted, Timeliness};
use domain::board::{BoardRow, BoardView, Figures, HandlingView, UnitRef};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use super::line::{Behind, Number, Wording};
use crate::text::{board as text, method};
use crate::ui::number;
use crate::visit::Links;

/// The figures of one unit, in the order of [`headings`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct MoreRow {
    pub(crate) code: String,
    pub(crate) name: String,
    pub(crate) cells: Vec<Cell>,
}

/// A figure, and the numbers it is made of in small.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Cell {
    pub(crate) value: String,
    pub(crate) made_of: Vec<Number>,
}

/// Names of the figures with the anchor of their definition.
pub(super) fn headings(links: &Links, has_departments: bool) -> Vec<(String, String)> {
    let lang = links.lang;
    let mut all = vec![
        (method::closing_rate(lang), "closing_rate"),
        (method::signing_rate(lang), "signing_rate"),
        (method::response_rate(lang), "response_rate"),
        (method::solved_rate(lang), "solved_rate"),
        (method::satisfaction(lang), "satisfaction"),
        (method::coverage(lang), "coverage"),
        (method::return_rate(lang), "return_rate"),
        (method::rework_rate(lang), "rework_rate"),
        (method::completion_rate(lang), "completion_rate"),
        (method::repeat_place_rate(lang), "repeat_place_rate"),
        (method::repeat_person_rate(lang), "repeat_person_rate"),
        (method::repeat_matter_rate(lang), "repeat_matter_rate"),
    ];
    if has_departments {
        all.push((method::handling(lang), "handling"));
        all.push((method::adjusted(lang), "adjusted"));
    }
    all.into_iter()
        .map(|(label, anchor)| (label.to_owned(), links.to(&format!("/method#{anchor}"), &[])))
        .collect()
}

pub(super) fn rows(board: &BoardView, wording: &Wording<'_>, has_departments: bool) -> Vec<MoreRow> {
    let lang = wording.links.lang;
    let row = |row: &BoardRow| {
        let mut cells = rates(wording, Some(&row.unit), &row.figures);
        if has_departments {
            cells.push(handling(lang, row.handling.as_ref()));
            cells.push(adjusted(lang, row));
        }
        MoreRow {
            code: row.unit.code.clone(),
            name: wording.name(row),
            cells,
        }
    };
    let mut rows: Vec<MoreRow> = board.rows.iter().map(row).collect();
    let mut cells = rates(wording, None, &board.totals);
    if has_departments {
        cells.push(handling(lang, board.handling.as_ref()));
        cells.push(Cell::none());
    }
    rows.push(MoreRow {
        code: String::new(),
        name: text::total(lang).to_owned(),
        cells,
    });
    rows
}

fn rates(wording: &Wording<'_>, unit: Option<&UnitRef>, figures: &Figures) -> Vec<Cell> {
    const NOWHERE: Behind = Behind::Nowhere;
    let measured = figures.due.saturating_sub(figures.suspended);
    let counted = Behind::Counted;
    let rate = |rate: Option<f64>, part: (u64, Behind), whole: (u64, Behind)| {
        let number = |(count, behind)| wording.number(unit, count, behind);
        rate.map_or_else(Cell::none, |rate| Cell {
            value: number::percent(rate),
            made_of: vec![number(part), number(whole)],
        })
    };
    let Figures {
        received,
        dispatched,
        closed,
        ..
    } = *figures;
    let closed = (closed, counted(Counted::Closed));
    let dispatched = (dispatched, NOWHERE);
    let received = (received, Behind::Received);
    vec![
        rate(
            figures.closing_rate,
            (figures.due_closed, Behind::Clock(&Timeliness::DUE_CLOSED)),
            (measured, Behind::Clock(&Timeliness::MEASURED)),
        ),
        rate(
            figures.signing_rate,
            (figures.signed_in_time, NOWHERE),
            dispatched,
        ),
        rate(
            figures.response_rate,
            (figures.contacted_in_time, NOWHERE),
            dispatched,
        ),
        rate(
            figures.solved_rate,
            (figures.solved, NOWHERE),
            (figures.answers, NOWHERE),
        ),
        rate(
            figures.satisfaction,
            (figures.satisfied, NOWHERE),
            (figures.verdicts, NOWHERE),
        ),
        rate(figures.coverage, (figures.verdicts, NOWHERE), closed),
        rate(
            figures.return_rate,
            (figures.returned, counted(Counted::Returned)),
            dispatched,
        ),
        rate(
            figures.rework_rate,
            (figures.reworked, counted(Counted::Reworked)),
            closed,
        ),
        rate(
            figures.completion_rate,
            (figures.completed, counted(Counted::Completed)),
            (figures.handed_over, counted(Counted::HandedOver)),
        ),
        rate(
            figures.repeat_place_rate,
            (figures.repeat_place, NOWHERE),
            received,
        ),
        rate(
            figures.repeat_person_rate,
            (figures.repeat_person, NOWHERE),
            received,
        ),
        rate(
            figures.repeat_matter_rate,
            (figures.repeat_matter, NOWHERE),
            received,
        ),
    ]
}

fn handling(lang: domain::Lang, handling: Option<&HandlingView>) -> Cell {
    handling.map_or_else(Cell::none, |handling| Cell {
        value: text::hours(lang, &number::hours(handling.median_hours)),
        made_of: vec![plain(text::nine_in_ten(
            lang,
            &number::hours(handling.p90_hours),
            &number::grouped(handling.cases),
        ))],
    })
}

fn adjusted(lang: domain::Lang, row: &BoardRow) -> Cell {
    row.adjusted.as_ref().map_or_else(Cell::none, |adjusted| Cell {
        value: format!("{:.2}", adjusted.ratio),
        made_of: vec![plain(text::adjusted_interval(
            lang,
            &format!("{:.2}", adjusted.interval[0]),
            &format!("{:.2}", adjusted.interval[1]),
        ))],
    })
}

fn plain(shown: String) -> Number {
    Number {
        shown,
        href: String::new(),
    }
}

impl Cell {
    fn none() -> Self {
        Self {
            value: "—".to_owned(),
            made_of: Vec::new(),
        }
    }
}

/// Numbers with a stroke between them.
pub(super) fn made_of(numbers: impl IntoIterator<Item = Number>) -> impl IntoView {
    numbers
        .into_iter()
        .enumerate()
        .map(|(at, number)| {
            let stroke = (at > 0).then_some(" / ");
            view! { {stroke} {number.draw()} }
        })
        .collect_view()
}

/// The table; on a phone it scrolls sideways under its names.
#[component]
pub(crate) fn More(
    headings: Vec<(String, String)>,
    rows: Vec<MoreRow>,
    unit: String,
    title: String,
) -> impl IntoView {
    let head = headings
        .into_iter()
        .map(|(label, href)| view! { <th scope="col" class="n"><a href=href>{label}</a></th> })
        .collect_view();
    let last = rows.len().saturating_sub(1);
    let body = rows
        .into_iter()
        .enumerate()
        .map(|(at, row)| {
            let cells = row
                .cells
                .into_iter()
                .map(|cell| view! { <td class="n">{cell.value} <small>{made_of(cell.made_of)}</small></td> })
                .collect_view();
            view! {
                <tr data-key=row.code class:sum=at == last>
                    <th scope="row">{row.name}</th>
                    {cells}
                </tr>
            }
        })
        .collect_view();
    view! {
        <section class="all-figures">
            <h2>{title.clone()}</h2>
            <div class="card table-card" tabindex="0" role="region" aria-label=title>
                <div data-live="more">
                    <table class="unit-figures">
                        <thead>
                            <tr><th scope="col">{unit}</th>{head}</tr>
                        </thead>
                        <tbody>{body}</tbody>
                    </table>
                </div>
            </div>
        </section>
    }
}
