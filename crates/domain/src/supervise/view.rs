//! What the pages of supervision are shown.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use super::compare::Difference;
use super::control_chart::Chart;
use super::funnel::Funnel;
use super::gaming::FlagKind;
use super::records::{Kind, NowCounts};
use crate::board::UnitRef;
use crate::board::figures::Counts;
use crate::case::{State, Timeliness};
use crate::coded::coded;
use crate::desk::Forecast;

/// Cases of a list or of an evidence that are shown; the count says how many there are.
pub const LISTED: usize = 50;
/// Saved views of a person in a region.
pub const MOST_VIEWS: usize = 30;

/// A unit's open cases.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NowRow {
    pub unit: UnitRef,
    pub counts: NowCounts,
}

/// A unit's cases of the period.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PeriodRow {
    pub unit: UnitRef,
    pub counts: Counts,
    /// Closed, and no call-back brought a verdict.
    pub no_verdict: u64,
    /// Median of the working minutes until it signed.
    pub median_wait: Option<u32>,
    pub extensions: Extensions,
}

/// More time that was asked for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Extensions {
    pub asked: u64,
    pub approved: u64,
    pub refused: u64,
}

/// A unit's rates beside those of the other period.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ComparedRow {
    pub unit: UnitRef,
    pub received: [u64; 2],
    pub on_time: Option<Difference>,
    pub signing: Option<Difference>,
    pub returns: Option<Difference>,
    pub satisfaction: Option<Difference>,
}

/// Two periods side by side.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Comparison {
    pub from: DateTime<Utc>,
    pub to: DateTime<Utc>,
    pub rows: Vec<ComparedRow>,
}

/// A case whose lead was given more than once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bounce {
    /// Public code with hyphens; empty for who may not open every case.
    pub code: String,
    pub state: State,
    /// Everybody who led it, in order.
    pub path: Vec<UnitRef>,
    pub received_at: DateTime<Utc>,
}

/// Cases whose lead was given more than once, the longest paths first.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bounces {
    pub total: usize,
    pub cases: Vec<Bounce>,
}

/// How a unit answers whistles.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WhistleRow {
    /// Guests together have an empty code.
    pub unit: UnitRef,
    pub called: u64,
    pub answered: u64,
    pub declined: u64,
    pub arrived: u64,
    /// Median minutes from the whistle to the arrival.
    pub median_arrival: Option<u32>,
}

/// Units of one peer group around their common on-time rate.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FunnelView {
    /// Code of the group.
    pub group: String,
    pub units: Vec<FunnelUnit>,
    pub funnel: Funnel,
}

/// A unit of a funnel, in the order of [`Funnel::places`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FunnelUnit {
    pub unit: UnitRef,
    pub on_time: u64,
    pub due: u64,
}

coded!(
    /// What a control chart follows.
    Measure {
        /// Share of the due cases of a week's receipts that were closed on time.
        OnTime = "on_time",
        /// Median working minutes until a case given in a week's receipts was signed for.
        Wait = "wait",
    }
);

/// A control chart of one unit, or of all.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ChartView {
    /// All units together where there is none.
    pub unit: Option<UnitRef>,
    pub measure: Measure,
    /// Mondays of the weeks, oldest first.
    pub weeks: Vec<NaiveDate>,
    pub chart: Chart,
}

/// A pattern that looks like figures being worked on.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FlagView {
    pub kind: FlagKind,
    /// Name of the unit, or of the caller-back.
    pub subject: String,
    pub count: usize,
    pub of: usize,
    pub span: Option<[DateTime<Utc>; 2]>,
    pub level: Option<u8>,
    pub elsewhere: Option<f64>,
    /// Public codes with hyphens, at most [`LISTED`]; none for who may not open every case.
    pub cases: Vec<String>,
}

/// A question that somebody asks often.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SavedView {
    pub name: String,
    /// Query string, without the region.
    pub query: String,
}

/// What was asked, with what was left open filled in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Asked {
    /// First day, and the day after the last.
    pub from: NaiveDate,
    pub to: NaiveDate,
    pub compare_from: NaiveDate,
    pub compare_to: NaiveDate,
    pub department: Option<String>,
    /// Who of the department is in charge, as events name people; [`crate::DepartmentCode::UNASSIGNED`] where nobody has
    /// signed.
    pub person: Option<String>,
    /// Hours ahead in which a due is near.
    pub hours: u32,
}

/// Everything of `/supervise`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Overview {
    pub asked: Asked,
    pub as_of: DateTime<Utc>,
    /// Units to choose from.
    pub departments: Vec<UnitRef>,
    /// The caller may open every case: numbers lead to cases.
    pub may_open: bool,
    /// Units with open cases, those with most overdue first.
    pub now: Vec<NowRow>,
    pub now_total: NowCounts,
    /// Units with cases of the period, by name.
    pub period: Vec<PeriodRow>,
    pub period_total: PeriodRow,
    /// The same of the unit asked for, by who signed and so is in charge; nothing without a unit, or for who may not
    /// open every case.
    pub people: Vec<PeriodRow>,
    pub comparison: Comparison,
    pub bounces: Bounces,
    pub whistles: Vec<WhistleRow>,
    pub funnels: Vec<FunnelView>,
    pub charts: Vec<ChartView>,
    pub flags: Vec<FlagView>,
    pub views: Vec<SavedView>,
}

/// A case in a list of supervisors.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CaseLine {
    /// Public code with hyphens.
    pub code: String,
    pub category: UnitRef,
    pub title: Option<String>,
    pub state: State,
    /// Current lead.
    pub department: Option<UnitRef>,
    pub received_at: DateTime<Utc>,
    pub original_due_at: Option<DateTime<Utc>>,
    pub current_due_at: Option<DateTime<Utc>>,
    pub forecast: Forecast,
    pub timeliness: Timeliness,
    /// By when the demand that waits is to be answered.
    pub supervision_due_at: Option<DateTime<Utc>>,
    /// The caller may demand an answer now.
    pub may_supervise: bool,
    pub version: u32,
}

/// The cases behind a number.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CasePage {
    pub kind: Kind,
    pub asked: Asked,
    pub department: Option<UnitRef>,
    pub total: usize,
    /// At most [`LISTED`]: of what is open, the first due first; of a period, the latest receipt first.
    pub rows: Vec<CaseLine>,
    /// What the ids of demands are made of: the same form sent twice demands once.
    pub ticket: String,
    /// By when a demand made now is to be answered: a working day from now.
    pub answer_by: DateTime<Utc>,
    pub as_of: DateTime<Utc>,
}
