//! `GET /api/v1/board` and the same as CSV.

use axum::Json;
use axum::extract::State;
use axum::response::Response;
use domain::board::{BoardRow, BoardView};
use portal::BoardQuery;

use super::{Params, csv_file};
use crate::problem::Problem;
use crate::state::PublicState;

pub(super) async fn json(
    State(state): State<PublicState>,
    params: Params,
) -> Result<Json<BoardView>, Problem> {
    Ok(Json(view(state, params).await?))
}

const COLUMNS: [&str; 20] = [
    "department_code",
    "department",
    "received",
    "due",
    "suspended",
    "closed",
    "due_closed",
    "closed_on_time",
    "overdue_open",
    "on_time_rate",
    "closing_rate",
    "verdicts",
    "satisfied",
    "satisfaction",
    "interval_low",
    "interval_high",
    "rank_best",
    "rank_worst",
    "from",
    "to",
];

/// One line per department; their sums are the totals, which therefore have no line of their own.
pub(super) async fn csv(State(state): State<PublicState>, params: Params) -> Result<Response, Problem> {
    let view = view(state, params).await?;
    let body = csv_file::rows(Some(&COLUMNS), view.rows.iter().map(|row| line(&view, row)))?;
    Ok(csv_file::file(&format!("board-{}.csv", view.region), body))
}

async fn view(state: PublicState, params: Params) -> Result<BoardView, Problem> {
    let lang = params.lang();
    let query = BoardQuery::parse(params.pairs(), &state.portal)?;
    state
        .compute(move |portal| portal.board(&query, portal.now(), lang))
        .await
}

fn line(view: &BoardView, row: &BoardRow) -> Vec<String> {
    let figures = &row.figures;
    let counts = [
        figures.received,
        figures.due,
        figures.suspended,
        figures.closed,
        figures.due_closed,
        figures.closed_on_time,
        figures.overdue_open,
    ];
    let mut line = vec![row.department.code.clone(), row.department.name.clone()];
    line.extend(counts.map(|count| count.to_string()));
    line.push(csv_file::or_empty(figures.on_time_rate));
    line.push(csv_file::or_empty(figures.closing_rate));
    line.push(figures.verdicts.to_string());
    line.push(figures.satisfied.to_string());
    line.push(csv_file::or_empty(figures.satisfaction));
    line.extend(ends(row.interval));
    line.extend(ends(row.rank));
    line.push(csv_file::time(view.from));
    line.push(csv_file::time(view.to));
    line
}

fn ends<T: ToString>(range: Option<[T; 2]>) -> [String; 2] {
    range.map_or_else(Default::default, |range| range.map(|end| end.to_string()))
}
