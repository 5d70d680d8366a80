//! From counts to a board: rates, intervals, ranks and the order of the rows.

use chrono::{DateTime, Utc};

use super::figures::Counts;
use super::ranking::{self, Standing, Unit};
use super::{BoardRow, BoardView, Figures, UnitRef, interval};
use crate::codes::DepartmentCode;

/// One unit's counts over the period, and over each of its last weeks.
#[derive(Debug, Clone, PartialEq)]
pub struct UnitCounts {
    /// Who.
    pub unit: UnitRef,
    /// Over the whole period.
    pub counts: Counts,
    /// Per week, oldest first.
    pub weeks: Vec<Counts>,
}

/// Makes the board of one peer group. `totals` are of every case of the region, so they may exceed the
/// sum of `units`. Rows stand by posterior mean, those too small to rank in their place between the
/// ranked ones, then units with nothing due by code, and last the cases that nobody was named for
/// ([`DepartmentCode::UNASSIGNED`]): these are shown, counted in the totals, and never ranked.
#[must_use]
pub fn assemble(
    region: &str,
    from: DateTime<Utc>,
    to: DateTime<Utc>,
    as_of: DateTime<Utc>,
    version: u64,
    totals: &Counts,
    units: Vec<UnitCounts>,
) -> BoardView {
    let (mut unassigned, mut named): (Vec<_>, Vec<_>) = units
        .into_iter()
        .partition(|unit| unit.unit.code == DepartmentCode::UNASSIGNED);
    // Where ranking leaves units equal it keeps the order given.
    named.sort_by(|a, b| a.unit.code.cmp(&b.unit.code));
    let records: Vec<Unit> = named.iter().map(|unit| record(&unit.counts)).collect();
    let standings = ranking::rank(&records);
    let mut ranked: Vec<(Standing, UnitCounts)> = standings.into_iter().zip(named).collect();
    ranked.sort_by_key(|(standing, _)| standing.order);

    let mut rows: Vec<BoardRow> = ranked
        .into_iter()
        .map(|(standing, unit)| row(unit, standing.range))
        .collect();
    rows.extend(unassigned.drain(..).map(|unit| row(unit, None)));
    let totals = Figures::from(totals);
    BoardView {
        region: region.to_owned(),
        from,
        to,
        as_of,
        version,
        totals,
        rows,
    }
}

/// What a unit is ranked by: cases closed on time out of those due and not suspended.
fn record(counts: &Counts) -> Unit {
    Unit {
        successes: counts.closed_on_time,
        trials: counts.denominator(),
    }
}

fn row(unit: UnitCounts, rank: Option<[u32; 2]>) -> BoardRow {
    let Unit { successes, trials } = record(&unit.counts);
    BoardRow {
        department: unit.unit,
        figures: Figures::from(&unit.counts),
        interval: interval::wilson(successes, trials),
        rank,
        trend: unit.weeks.iter().map(Counts::on_time_rate).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counts(due: u64, on_time: u64) -> Counts {
        Counts {
            received: due,
            due,
            closed: due,
            due_closed: due,
            closed_on_time: on_time,
            ..Counts::default()
        }
    }

    fn unit(code: &str, counts: Counts) -> UnitCounts {
        let unit = UnitRef {
            code: code.to_owned(),
            name: code.to_uppercase(),
        };
        UnitCounts {
            unit,
            counts,
            weeks: vec![Counts::default(), counts],
        }
    }

    fn board(units: Vec<UnitCounts>) -> BoardView {
        let totals = units.iter().map(|unit| unit.counts).sum();
        let at = DateTime::<Utc>::UNIX_EPOCH;
        assemble("999001", at, at, at, 7, &totals, units)
    }

    #[test]
    fn rows_stand_by_what_is_known_of_them_and_unassigned_last() {
        let board = board(vec![
            unit("unassigned", counts(500, 500)),
            unit("late", counts(400, 100)),
            unit("z-idle", counts(0, 0)),
            unit("tiny", counts(1, 1)),
            unit("a-idle", counts(0, 0)),
            unit("good", counts(400, 390)),
        ]);
        let codes: Vec<_> = board
            .rows
            .iter()
            .map(|row| row.department.code.as_str())
            .collect();
        assert_eq!(codes, ["good", "tiny", "late", "a-idle", "z-idle", "unassigned"]);
        let ranks: Vec<_> = board.rows.iter().map(|row| row.rank).collect();
        assert_eq!(ranks, [Some([1, 1]), None, Some([2, 2]), None, None, None]);
        assert_eq!(board.totals.due, 1301);
    }

    #[test]
    fn a_row_without_due_cases_has_no_rate_interval_or_trend() {
        let board = board(vec![unit("idle", counts(0, 0)), unit("good", counts(40, 39))]);
        assert_eq!(board.rows[1].figures.on_time_rate, None);
        assert_eq!(board.rows[1].interval, None);
        assert_eq!(board.rows[0].trend, [None, Some(0.975)]);
    }

    #[test]
    fn suspended_cases_do_not_count_towards_a_rank() {
        let waiting = Counts {
            due: 25,
            suspended: 10,
            due_closed: 15,
            closed_on_time: 15,
            ..Counts::default()
        };
        assert_eq!(board(vec![unit("waiting", waiting)]).rows[0].rank, None);
    }
}
