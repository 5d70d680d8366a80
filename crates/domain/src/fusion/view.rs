//! What pages and the API tell of matters and pairs.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::Evidence;
use crate::case::State;
use crate::source::SourceSystem;

/// One record's case beside another.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PairSide {
    /// Public code with hyphens.
    pub code: String,
    pub source: SourceSystem,
    pub received_at: DateTime<Utc>,
    pub closed_at: Option<DateTime<Utc>>,
    pub state: State,
    /// Name of its category.
    pub category: String,
    pub title: Option<String>,
    /// Its text, or the beginning of a long one.
    pub narrative: Option<String>,
    pub address: Option<String>,
    /// Lead unit's name, if any.
    pub lead: Option<String>,
}

/// Two cases that may be one matter.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Pair {
    pub earlier: PairSide,
    pub later: PairSide,
    /// In hundredths of a point.
    pub score: i32,
    pub evidence: Vec<Evidence>,
}

/// Pairs that wait for a person.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ProposalPage {
    pub pairs: Vec<Pair>,
    /// Whether there are more than these.
    pub more: bool,
    /// From which score a pair is joined without asking.
    pub join_from: i32,
}

/// One case of a matter.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct MatterMember {
    #[serde(flatten)]
    pub side: PairSide,
    /// It stands for the matter.
    pub stands: bool,
    /// Why it belongs here: the best pair it forms with another of the matter. Empty for a person's word alone.
    pub evidence: Vec<Evidence>,
    /// Code of the other case of that pair.
    pub joined_with: Option<String>,
    /// A person joined it.
    pub by_person: bool,
}

/// All cases that are one matter, the one that stands for it first, then by receipt. One alone has no others.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Matter {
    pub members: Vec<MatterMember>,
    /// Whoever asked may take cases out of it.
    #[serde(default)]
    pub may_decide: bool,
}

/// Records that follow an earlier one within some days: three figures, never one.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Repeats {
    /// Within how many days.
    pub days: u32,
    /// Records received in the period.
    pub records: u64,
    /// Of these, records with a place.
    pub with_place: u64,
    /// Of these, records whose source says by whom.
    pub with_person: u64,
    /// Records that follow one from the same place.
    pub by_place: u64,
    /// Records that follow one by the same person.
    pub by_person: u64,
    /// Records that follow one of the same matter.
    pub by_matter: u64,
}

/// Cases whose texts speak of one thing.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct HotTopic {
    /// The latest first.
    pub cases: Vec<PairSide>,
}
