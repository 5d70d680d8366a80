//! The board on the wire: `GET /api/v1/board` and the board page show the same value.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::composite::{Component, Weights};
use super::figures::Counts;
use super::handling::Handling;
use super::mix::Adjusted;
use crate::coded::coded;

coded!(
    /// By what a board is broken down.
    BoardGroup {
        Department = "department",
        Station = "station",
        /// This and the rest are of listed cases only.
        Township = "township",
        Community = "community",
        Category = "category",
        Source = "source",
    }
);

#[expect(clippy::derivable_impls, reason = "the enum is written by a macro")]
impl Default for BoardGroup {
    fn default() -> Self {
        Self::Department
    }
}

impl BoardGroup {
    /// Whether every case counts, of whatever tier; else those that are listed.
    #[must_use]
    pub fn counts_all(self) -> bool {
        matches!(self, Self::Department | Self::Station)
    }
}

/// Units that are compared with each other.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PeerGroup {
    pub code: String,
    pub units: u32,
}

/// A unit by code and name.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnitRef {
    /// Code, unique per region.
    pub code: String,
    /// Name in the page's language where there is one.
    pub name: String,
}

/// Counts of a cohort with the rates made of them. A rate is null where its denominator is 0. Kept boards of earlier
/// versions lack what was added since.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Figures {
    /// Cases received in the period.
    pub received: u64,
    /// Of them: with a limit or a source verdict, and closed or past it.
    pub due: u64,
    /// Of `due`: suspended.
    pub suspended: u64,
    /// Of `received`: closed.
    pub closed: u64,
    /// Of `due`: closed.
    pub due_closed: u64,
    /// Of `due`: closed within the limit.
    pub closed_on_time: u64,
    /// Of `received`: open and past the limit.
    pub overdue_open: u64,
    /// `closed_on_time / (due − suspended)`.
    pub on_time_rate: Option<f64>,
    /// `due_closed / (due − suspended)`.
    pub closing_rate: Option<f64>,
    /// Call-backs with a verdict.
    pub verdicts: u64,
    /// Of `verdicts`: satisfied.
    pub satisfied: u64,
    /// `satisfied / verdicts`.
    pub satisfaction: Option<f64>,
    /// `verdicts / closed`: how much of the work the call-backs speak for.
    pub coverage: Option<f64>,
    /// Cases given to the unit, those it no longer leads included.
    pub dispatched: u64,
    /// Of `dispatched`: signed within the limit.
    pub signed_in_time: u64,
    /// `signed_in_time / dispatched`.
    pub signing_rate: Option<f64>,
    /// Of `dispatched`: whoever reported was spoken with within the limit.
    pub contacted_in_time: u64,
    /// `contacted_in_time / dispatched`.
    pub response_rate: Option<f64>,
    /// Of `dispatched`: returned as not competent.
    pub returned: u64,
    /// `returned / dispatched`.
    pub return_rate: Option<f64>,
    /// Sent back by the verifier, or opened again.
    pub reworked: u64,
    /// `reworked / closed`.
    pub rework_rate: Option<f64>,
    /// Call-backs that said whether it is solved.
    pub answers: u64,
    /// Of `answers`: solved.
    pub solved: u64,
    /// `solved / answers`.
    pub solved_rate: Option<f64>,
    /// Parts given to the unit as co-handler.
    pub handed_over: u64,
    /// Of `handed_over`: done.
    pub completed: u64,
    /// `completed / handed_over`.
    pub completion_rate: Option<f64>,
    /// Of `received`: follows an earlier record from the same place within the window.
    pub repeat_place: u64,
    /// `repeat_place / received`.
    pub repeat_place_rate: Option<f64>,
    /// Of `received`: follows an earlier record by the same person within the window.
    pub repeat_person: u64,
    /// `repeat_person / received`.
    pub repeat_person_rate: Option<f64>,
    /// Of `received`: follows an earlier record of the same matter within the window.
    pub repeat_matter: u64,
    /// `repeat_matter / received`.
    pub repeat_matter_rate: Option<f64>,
}

impl From<&Counts> for Figures {
    fn from(counts: &Counts) -> Self {
        let [repeat_place_rate, repeat_person_rate, repeat_matter_rate] = counts.repeat_rates();
        Self {
            received: counts.received,
            due: counts.due,
            suspended: counts.suspended,
            closed: counts.closed,
            due_closed: counts.due_closed,
            closed_on_time: counts.closed_on_time,
            overdue_open: counts.overdue_open,
            on_time_rate: counts.on_time_rate(),
            closing_rate: counts.closing_rate(),
            verdicts: counts.verdicts,
            satisfied: counts.satisfied,
            satisfaction: counts.satisfaction(),
            coverage: counts.coverage(),
            dispatched: counts.dispatched,
            signed_in_time: counts.signed_in_time,
            signing_rate: counts.signing_rate(),
            contacted_in_time: counts.contacted_in_time,
            response_rate: counts.response_rate(),
            returned: counts.returned,
            return_rate: counts.return_rate(),
            reworked: counts.reworked,
            rework_rate: counts.rework_rate(),
            answers: counts.answers,
            solved: counts.solved,
            solved_rate: counts.solved_rate(),
            handed_over: counts.handed_over,
            completed: counts.completed,
            completion_rate: counts.completion_rate(),
            repeat_place: counts.repeat_place,
            repeat_place_rate,
            repeat_person: counts.repeat_person,
            repeat_person_rate,
            repeat_matter: counts.repeat_matter,
            repeat_matter_rate,
        }
    }
}

/// How long closed cases took, in working hours from dispatch to closing.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct HandlingView {
    /// Cases whose dispatch and closing are known.
    pub cases: u64,
    /// Half of them took no longer.
    pub median_hours: f64,
    /// Nine in ten took no longer.
    pub p90_hours: f64,
}

impl HandlingView {
    /// None of no cases.
    #[must_use]
    pub fn of(handling: &Handling) -> Option<Self> {
        let hours = |q| handling.quantile(q).map(|minutes| minutes / 60.0);
        Some(Self {
            cases: handling.count(),
            median_hours: hours(0.5)?,
            p90_hours: hours(0.9)?,
        })
    }
}

/// What a unit scores by the weights of the composite.
#[derive(Default, Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CompositeView {
    /// Σ weight × rate, 0 to 100; null where a weighted rate is.
    pub score: Option<f64>,
    /// Place by it in the peer group, 1 = highest; null without a score, and below 20 due cases.
    pub place: Option<u32>,
    /// The place by the official weights.
    pub official_place: Option<u32>,
    /// Weighted rates that are null.
    pub missing: Vec<Component>,
}

/// The period before, of the same length: a unit beside itself.
#[derive(Default, Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Before {
    /// On-time rate then; null where nothing was due.
    pub on_time_rate: Option<f64>,
    /// Due less suspended then.
    pub denominator: u64,
}

/// One unit's line.
#[derive(Default, Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct BoardRow {
    /// Who, or which kind, place or source.
    pub unit: UnitRef,
    /// Other names that it had within the period, oldest first.
    #[serde(default)]
    pub former: Vec<String>,
    /// What it has become part of by the end of the period.
    #[serde(default)]
    pub merged_into: Option<UnitRef>,
    /// Its figures.
    #[serde(flatten)]
    pub figures: Figures,
    /// Whom it is ranked with.
    #[serde(default)]
    pub peers: String,
    /// How long its closed cases took; null where that is not known.
    #[serde(default)]
    pub handling: Option<HandlingView>,
    /// Closed on time beside what its kinds and places of cases would make one expect; null where nothing is
    /// expected, and where the board is by something else than departments.
    #[serde(default)]
    pub adjusted: Option<Adjusted>,
    /// By the weights shown.
    #[serde(default)]
    pub composite: CompositeView,
    /// The period before.
    #[serde(default)]
    pub before: Before,
    /// 95 % Wilson interval of the on-time rate; null where the rate is.
    pub interval: Option<[f64; 2]>,
    /// 90 % posterior range of the rank in its peer group; null below 20 due cases.
    pub rank: Option<[u32; 2]>,
    /// On-time rate of the last twelve weeks of the period, oldest first; null where nothing was due.
    pub trend: Vec<Option<f64>>,
}

/// A board: every unit of one region over one period.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct BoardView {
    /// Region code.
    pub region: String,
    /// Cohort: received from (inclusive) …
    pub from: DateTime<Utc>,
    /// … to (exclusive).
    pub to: DateTime<Utc>,
    /// State as of.
    pub as_of: DateTime<Utc>,
    /// Version of the published data it was computed from.
    pub version: u64,
    /// By what it is broken down.
    #[serde(default)]
    pub group: BoardGroup,
    /// The peer group shown; null = all.
    #[serde(default)]
    pub peers: Option<String>,
    /// Every peer group there is, with how many units of it have cases in the period.
    #[serde(default)]
    pub peer_groups: Vec<PeerGroup>,
    /// The weights of the composite that hold on the last day of the period.
    #[serde(default)]
    pub official_weights: Weights,
    /// Those that the composites are made with.
    #[serde(default)]
    pub weights: Weights,
    /// Everything together, unassigned cases included.
    pub totals: Figures,
    /// How long all closed cases took.
    #[serde(default)]
    pub handling: Option<HandlingView>,
    /// Ranked rows by posterior mean, with those too small to rank in their place between them.
    pub rows: Vec<BoardRow>,
}
