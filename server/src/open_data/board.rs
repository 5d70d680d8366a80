//! `GET /api/v1/board`, and the same as CSV and as a workbook.

use axum::Json;
use axum::extract::State;
use axum::response::Response;
use domain::board::{BoardRow, BoardView};
use portal::BoardQuery;

use super::{Params, csv_file};
use crate::problem::Problem;
use crate::state::PublicState;
use crate::workbook::{Cell, Workbook};

pub(super) async fn json(
    State(state): State<PublicState>,
    params: Params,
) -> Result<Json<BoardView>, Problem> {
    Ok(Json(view(state, params).await?))
}

/// One line per unit; their sums are the totals, which therefore have no line of their own.
pub(super) async fn csv(State(state): State<PublicState>, params: Params) -> Result<Response, Problem> {
    let view = view(state, params).await?;
    let lines = view.rows.iter().map(|row| {
        let cells = line(&view, row);
        cells.into_iter().map(|(_, cell)| text(cell)).collect::<Vec<_>>()
    });
    let body = csv_file::rows(Some(&headings(&view)), lines)?;
    Ok(csv_file::file(&format!("board-{}.csv", view.region), body))
}

/// The same lines as a workbook.
pub(super) async fn xlsx(State(state): State<PublicState>, params: Params) -> Result<Response, Problem> {
    let view = view(state, params).await?;
    let rows = view.rows.iter().map(|row| {
        let cells = line(&view, row);
        cells.into_iter().map(|(_, cell)| cell).collect::<Vec<_>>()
    });
    let body = Workbook::new()
        .sheet("board", &headings(&view), rows)
        .and_then(|workbook| workbook.write_to(Vec::new()))
        .map_err(Problem::internal)?;
    Ok(crate::workbook::file(
        &format!("board-{}.xlsx", view.region),
        body,
    ))
}

async fn view(state: PublicState, params: Params) -> Result<BoardView, Problem> {
    let lang = params.lang();
    let query = BoardQuery::parse(params.pairs(), &state.portal)?;
    state
        .compute(move |portal| portal.board(&query, portal.now(), lang))
        .await
}

/// The columns, which do not depend on the row.
fn headings(view: &BoardView) -> Vec<&'static str> {
    let empty = BoardRow::default();
    line(view, &empty).into_iter().map(|(name, _)| name).collect()
}

/// What stands in one line, with the names of the columns.
fn line<'a>(view: &BoardView, row: &'a BoardRow) -> Vec<(&'static str, Cell<'a>)> {
    let figures = &row.figures;
    #[expect(clippy::cast_precision_loss, reason = "counts of cases stay far below 2^53")]
    let count = |count: u64| Cell::Number(count as f64);
    let rate = |rate: Option<f64>| Cell::from(rate);
    let end = |range: Option<[f64; 2]>, at: usize| rate(range.map(|range| range[at]));
    let place = |place: Option<u32>| Cell::from(place.map(f64::from));
    vec![
        ("unit_code", Cell::from(row.unit.code.as_str())),
        ("unit", Cell::from(row.unit.name.as_str())),
        ("peers", Cell::from(row.peers.as_str())),
        ("received", count(figures.received)),
        ("due", count(figures.due)),
        ("suspended", count(figures.suspended)),
        ("closed", count(figures.closed)),
        ("due_closed", count(figures.due_closed)),
        ("closed_on_time", count(figures.closed_on_time)),
        ("overdue_open", count(figures.overdue_open)),
        ("on_time_rate", rate(figures.on_time_rate)),
        ("closing_rate", rate(figures.closing_rate)),
        ("verdicts", count(figures.verdicts)),
        ("satisfied", count(figures.satisfied)),
        ("satisfaction", rate(figures.satisfaction)),
        ("coverage", rate(figures.coverage)),
        ("dispatched", count(figures.dispatched)),
        ("signed_in_time", count(figures.signed_in_time)),
        ("signing_rate", rate(figures.signing_rate)),
        ("contacted_in_time", count(figures.contacted_in_time)),
        ("response_rate", rate(figures.response_rate)),
        ("returned", count(figures.returned)),
        ("return_rate", rate(figures.return_rate)),
        ("reworked", count(figures.reworked)),
        ("rework_rate", rate(figures.rework_rate)),
        ("answers", count(figures.answers)),
        ("solved", count(figures.solved)),
        ("solved_rate", rate(figures.solved_rate)),
        ("handed_over", count(figures.handed_over)),
        ("completed", count(figures.completed)),
        ("completion_rate", rate(figures.completion_rate)),
        ("repeat_place", count(figures.repeat_place)),
        ("repeat_place_rate", rate(figures.repeat_place_rate)),
        ("repeat_person", count(figures.repeat_person)),
        ("repeat_person_rate", rate(figures.repeat_person_rate)),
        ("repeat_matter", count(figures.repeat_matter)),
        ("repeat_matter_rate", rate(figures.repeat_matter_rate)),
        (
            "handling_median_hours",
            rate(row.handling.map(|handling| handling.median_hours)),
        ),
        (
            "handling_p90_hours",
            rate(row.handling.map(|handling| handling.p90_hours)),
        ),
        (
            "expected_on_time",
            rate(row.adjusted.map(|adjusted| adjusted.expected)),
        ),
        (
            "observed_to_expected",
            rate(row.adjusted.map(|adjusted| adjusted.ratio)),
        ),
        ("composite", rate(row.composite.score)),
        ("composite_place", place(row.composite.place)),
        ("composite_official_place", place(row.composite.official_place)),
        ("before_on_time_rate", rate(row.before.on_time_rate)),
        ("interval_low", end(row.interval, 0)),
        ("interval_high", end(row.interval, 1)),
        ("rank_best", place(row.rank.map(|rank| rank[0]))),
        ("rank_worst", place(row.rank.map(|rank| rank[1]))),
        ("from", Cell::Text(csv_file::time(view.from).into())),
        ("to", Cell::Text(csv_file::time(view.to).into())),
        ("as_of", Cell::Text(csv_file::time(view.as_of).into())),
    ]
}

fn text(cell: Cell<'_>) -> String {
    match cell {
        Cell::Empty => String::new(),
        Cell::Number(number) => number.to_string(),
        Cell::Text(text) => text.into_owned(),
    }
}
