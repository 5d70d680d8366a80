//! From counts to a board: rates, intervals, ranks, composites and the order of the rows.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};

use super::composite::Weights;
use super::figures::Counts;
use super::handling::Handling;
use super::mix::Adjusted;
use super::ranking::{self, MIN_TRIALS, Standing, Unit};
use super::view::{Before, BoardGroup, CompositeView, HandlingView, PeerGroup};
use super::{BoardRow, BoardView, Figures, UnitRef, interval};
use crate::codes::DepartmentCode;

/// Which cases a board is over, and how it is made.
#[derive(Debug, Clone, PartialEq)]
pub struct Cohort<'a> {
    pub region: &'a str,
    pub from: DateTime<Utc>,
    pub to: DateTime<Utc>,
    pub as_of: DateTime<Utc>,
    /// Version of the data.
    pub version: u64,
    pub group: BoardGroup,
    /// Rows of one peer group only.
    pub peers: Option<String>,
    pub official_weights: Weights,
    pub weights: Weights,
}

impl<'a> Cohort<'a> {
    /// All departments at once, by the weights that are nobody's decision.
    #[must_use]
    pub fn of_departments(
        region: &'a str,
        (from, to): (DateTime<Utc>, DateTime<Utc>),
        as_of: DateTime<Utc>,
        version: u64,
    ) -> Self {
        Self {
            region,
            from,
            to,
            as_of,
            version,
            group: BoardGroup::Department,
            peers: None,
            official_weights: Weights::PUBLISHED_EXAMPLE,
            weights: Weights::PUBLISHED_EXAMPLE,
        }
    }
}

/// One unit's counts over the period, and over each of its last weeks.
#[derive(Debug, Clone, PartialEq)]
pub struct UnitCounts {
    /// Who.
    pub unit: UnitRef,
    /// Whom it is ranked with.
    pub peers: String,
    /// Over the whole period.
    pub counts: Counts,
    pub handling: Handling,
    pub adjusted: Option<Adjusted>,
    /// Over the period before, of the same length.
    pub before: Counts,
    /// Per week, oldest first.
    pub weeks: Vec<Counts>,
}

/// Makes a board. `totals` are of every case of the region, so they may exceed the sum of `units`. Every peer group is ranked
/// by itself. Rows stand by posterior mean, those too small to rank in their place between the ranked ones, then units with
/// nothing due by code, and last the cases that nobody was named for ([`DepartmentCode::UNASSIGNED`]): these are shown,
/// counted in the totals, and never ranked. Who was renamed or merged is for the caller to add.
#[must_use]
pub fn assemble(
    cohort: &Cohort<'_>,
    totals: &Counts,
    handling: &Handling,
    units: Vec<UnitCounts>,
) -> BoardView {
    let (unassigned, mut named): (Vec<_>, Vec<_>) = units
        .into_iter()
        .partition(|unit| unit.unit.code == DepartmentCode::UNASSIGNED);
    // Where ranking leaves units equal it keeps the order given.
    named.sort_by(|a, b| a.unit.code.cmp(&b.unit.code));
    let mut groups: BTreeMap<&str, u32> = BTreeMap::new();
    for unit in &named {
        *groups.entry(&unit.peers).or_default() += 1;
    }
    let peer_groups: Vec<PeerGroup> = groups
        .into_iter()
        .map(|(code, units)| PeerGroup {
            code: code.to_owned(),
            units,
        })
        .collect();

    let shown = |code: &str| cohort.peers.as_deref().is_none_or(|peers| peers == code);
    let mut rows: Vec<(Standing, BoardRow)> = Vec::new();
    for group in peer_groups.iter().filter(|group| shown(&group.code)) {
        let peers: Vec<&UnitCounts> = named.iter().filter(|unit| unit.peers == group.code).collect();
        rows.extend(ranked(&peers, cohort));
    }
    // Positions are those within a group: over several groups the means decide.
    if cohort.peers.is_none() && peer_groups.len() > 1 {
        rows.sort_by(|(a, one), (b, two)| {
            let idle = |row: &BoardRow| row.figures.due == row.figures.suspended;
            (idle(one).cmp(&idle(two)))
                .then(b.posterior_mean.total_cmp(&a.posterior_mean))
                .then(one.unit.code.cmp(&two.unit.code))
        });
    }
    let mut rows: Vec<BoardRow> = rows.into_iter().map(|(_, row)| row).collect();
    if cohort.peers.is_none() {
        rows.extend(unassigned.iter().map(|unit| row(unit, None, cohort)));
    }
    BoardView {
        region: cohort.region.to_owned(),
        from: cohort.from,
        to: cohort.to,
        as_of: cohort.as_of,
        version: cohort.version,
        group: cohort.group,
        peers: cohort.peers.clone(),
        peer_groups,
        official_weights: cohort.official_weights,
        weights: cohort.weights,
        totals: Figures::from(totals),
        handling: HandlingView::of(handling),
        rows,
    }
}

/// One peer group, in the order of its standings.
fn ranked(peers: &[&UnitCounts], cohort: &Cohort<'_>) -> Vec<(Standing, BoardRow)> {
    let records: Vec<Unit> = peers.iter().map(|unit| record(&unit.counts)).collect();
    let standings = ranking::rank(&records);
    let places = places(peers, &cohort.weights);
    let official = if cohort.weights == cohort.official_weights {
        places.clone()
    } else {
        self::places(peers, &cohort.official_weights)
    };
    let mut rows: Vec<(Standing, BoardRow)> = standings
        .into_iter()
        .zip(peers)
        .enumerate()
        .map(|(at, (standing, unit))| {
            let mut row = row(unit, standing.range, cohort);
            row.composite.place = places[at];
            row.composite.official_place = official[at];
            (standing, row)
        })
        .collect();
    rows.sort_by_key(|(standing, _)| standing.order);
    rows
}

/// Place of each unit by its composite, 1 = highest, equals together; none without a score or with too few cases.
fn places(peers: &[&UnitCounts], weights: &Weights) -> Vec<Option<u32>> {
    let scores: Vec<Option<f64>> = peers
        .iter()
        .map(|unit| {
            let enough = unit.counts.denominator() >= MIN_TRIALS;
            weights.score(&unit.counts).value.filter(|_| enough)
        })
        .collect();
    let better = |score: f64| scores.iter().flatten().filter(|other| **other > score).count();
    scores
        .iter()
        .map(|score| score.map(|score| u32::try_from(better(score) + 1).unwrap_or(u32::MAX)))
        .collect()
}

/// What a unit is ranked by: cases closed on time out of those due and not suspended.
fn record(counts: &Counts) -> Unit {
    Unit {
        successes: counts.closed_on_time,
        trials: counts.denominator(),
    }
}

fn row(unit: &UnitCounts, rank: Option<[u32; 2]>, cohort: &Cohort<'_>) -> BoardRow {
    let Unit { successes, trials } = record(&unit.counts);
    let score = cohort.weights.score(&unit.counts);
    BoardRow {
        unit: unit.unit.clone(),
        former: Vec::new(),
        merged_into: None,
        figures: Figures::from(&unit.counts),
        peers: unit.peers.clone(),
        handling: HandlingView::of(&unit.handling),
        adjusted: unit.adjusted,
        composite: CompositeView {
            score: score.value,
            place: None,
            official_place: None,
            missing: score.missing,
        },
        before: Before {
            on_time_rate: unit.before.on_time_rate(),
            denominator: unit.before.denominator(),
        },
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
            peers: "bureau".to_owned(),
            counts,
            handling: Handling::default(),
            adjusted: None,
            before: Counts::default(),
            weeks: vec![Counts::default(), counts],
        }
    }

    fn cohort(peers: Option<&str>) -> Cohort<'static> {
        let at = DateTime::<Utc>::UNIX_EPOCH;
        Cohort {
            region: "999001",
            from: at,
            to: at,
            as_of: at,
            version: 7,
            group: BoardGroup::Department,
            peers: peers.map(str::to_owned),
            official_weights: Weights::PUBLISHED_EXAMPLE,
            weights: Weights::parse("on_time:100").expect("weights"),
        }
    }

    fn board(units: Vec<UnitCounts>) -> BoardView {
        let totals = units.iter().map(|unit| unit.counts).sum();
        assemble(&cohort(None), &totals, &Handling::default(), units)
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
        let codes: Vec<_> = board.rows.iter().map(|row| row.unit.code.as_str()).collect();
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

    #[test]
    fn every_peer_group_has_its_own_ranks() {
        let peers = |mut unit: UnitCounts, peers: &str| {
            peers.clone_into(&mut unit.peers);
            unit
        };
        let units = vec![
            unit("police", counts(400, 390)),
            unit("market", counts(400, 200)),
            peers(unit("east", counts(400, 350)), "township"),
            peers(unit("west", counts(400, 100)), "township"),
        ];
        let totals = units.iter().map(|unit| unit.counts).sum();
        let ranks = |asked: Option<&str>| -> Vec<(String, Option<[u32; 2]>)> {
            assemble(&cohort(asked), &totals, &Handling::default(), units.clone())
                .rows
                .into_iter()
                .map(|row| (row.unit.code, row.rank))
                .collect()
        };
        assert_eq!(
            ranks(Some("township")),
            [("east".into(), Some([1, 1])), ("west".into(), Some([2, 2]))]
        );
        assert_eq!(
            ranks(None),
            [
                ("police".into(), Some([1, 1])),
                ("east".into(), Some([1, 1])),
                ("market".into(), Some([2, 2])),
                ("west".into(), Some([2, 2])),
            ]
        );
        assert!(
            ranks(Some("nobody")).is_empty(),
            "an empty peer group is an empty board"
        );
    }

    #[test]
    fn moving_the_weights_moves_the_places_and_leaves_the_official_ones() {
        let rated = |due, on_time, answers: u64, solved| Counts {
            answers,
            solved,
            verdicts: answers,
            satisfied: solved,
            dispatched: due,
            contacted_in_time: due,
            ..counts(due, on_time)
        };
        let board = board(vec![
            unit("quick", rated(100, 95, 50, 20)),
            unit("liked", rated(100, 70, 50, 48)),
            unit("silent", counts(100, 80)),
            unit("small", rated(10, 10, 10, 10)),
        ]);
        let of = |code: &str| {
            let row = board.rows.iter().find(|row| row.unit.code == code);
            row.expect("the unit").composite.clone()
        };
        assert_eq!(
            (of("quick").place, of("quick").official_place),
            (Some(1), Some(2))
        );
        assert_eq!(
            (of("liked").place, of("liked").official_place),
            (Some(3), Some(1))
        );
        assert_eq!((of("silent").place, of("silent").official_place), (Some(2), None));
        assert_eq!((of("small").score, of("small").place), (Some(100.0), None));
    }
}
