//! What a kind of matter is: how private, how fast, whose, how often from which source. The list itself is
//! in [`crate::catalogue`].

use domain::publication::{Rounding, Tier};
use store::district::{Category, StageLimit};

use crate::catalogue::GROUPS;

/// Kinds of one subject.
#[derive(Debug)]
pub(crate) struct Group {
    pub(crate) code: &'static str,
    pub(crate) zh: &'static str,
    pub(crate) en: &'static str,
    pub(crate) kinds: &'static [Kind],
}

/// One kind of matter.
#[derive(Debug)]
pub(crate) struct Kind {
    /// Two digits of the group and three of its own.
    pub(crate) code: &'static str,
    pub(crate) zh: &'static str,
    pub(crate) en: &'static str,
    pub(crate) pace: Pace,
    pub(crate) tier: Tier,
    pub(crate) lead: Lead,
    /// Units that may co-handle, and in how many of a hundred cases one does.
    pub(crate) co: (&'static [&'static str], u32),
    pub(crate) ground: Ground,
    /// How often it comes from each of the eight sources, in their order.
    pub(crate) sources: [u16; 8],
    /// What it is about, for titles.
    pub(crate) subjects: &'static [&'static str],
}

/// Who leads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Lead {
    Unit(&'static str),
    /// The administration of the township it happens in.
    Township,
}

/// Where such things happen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ground {
    /// Where people live and shop.
    Town,
    /// In the very centres: malls, workshops, night life.
    Centre,
    /// Everywhere alike, people or not.
    Wide,
    /// In villages and hills.
    Country,
}

/// How fast it has to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Pace {
    /// Four hours on the wall's clock.
    Urgent,
    /// One working day.
    Swift,
    /// Three working days.
    Plain,
    /// Seven working days.
    Long,
    /// Fifteen working days.
    Slow,
}

impl Pace {
    /// Minutes for signing, first contact, disposal, verification and call-back; whether of working time.
    fn minutes(self) -> ([u32; 5], bool) {
        match self {
            Self::Urgent => ([15, 30, 240, 1440, 2880], false),
            Self::Swift => ([60, 120, 420, 420, 840], true),
            Self::Plain => ([120, 210, 1260, 420, 1260], true),
            Self::Long => ([210, 420, 2940, 840, 2100], true),
            Self::Slow => ([420, 840, 6300, 1260, 2100], true),
        }
    }

    fn limits(self) -> Vec<StageLimit> {
        let (minutes, working) = self.minutes();
        let stages = ["sign", "contact", "dispose", "verify", "call_back"];
        let limit = |(stage, minutes): (&str, u32)| StageLimit {
            stage: stage.to_owned(),
            minutes,
            working,
        };
        stages.into_iter().zip(minutes).map(limit).collect()
    }
}

/// Every kind, in the order of the catalogue.
pub(crate) fn kinds() -> impl Iterator<Item = &'static Kind> {
    GROUPS.iter().flat_map(|group| group.kinds)
}

/// The kind with this code.
pub(crate) fn kind(code: &str) -> Option<&'static Kind> {
    GROUPS
        .iter()
        .find(|group| code.starts_with(group.code))?
        .kinds
        .iter()
        .find(|kind| kind.code == code)
}

/// The more a place or time could betray, the rougher the time.
fn rounding(tier: Tier) -> Rounding {
    match tier {
        Tier::Exact => Rounding::None,
        Tier::Snapped | Tier::Grid => Rounding::Day,
        Tier::Count | Tier::Absent => Rounding::Week,
    }
}

/// The catalogue as the store takes it: groups first.
pub(crate) fn categories() -> Vec<Category> {
    let groups = GROUPS.iter().map(|group| {
        // A group is as private as its most private kind: nothing is filed under it.
        let tier = group
            .kinds
            .iter()
            .map(|kind| kind.tier)
            .max()
            .unwrap_or(Tier::Absent);
        Category {
            code: group.code.to_owned(),
            parent: None,
            name: group.zh.to_owned(),
            name_en: Some(group.en.to_owned()),
            urgent: false,
            tier,
            rounding: rounding(tier),
            limits: Vec::new(),
        }
    });
    let kinds = GROUPS
        .iter()
        .flat_map(|group| group.kinds.iter().map(move |kind| (group, kind)));
    let kinds = kinds.map(|(group, kind)| Category {
        code: kind.code.to_owned(),
        parent: Some(group.code.to_owned()),
        name: kind.zh.to_owned(),
        name_en: Some(kind.en.to_owned()),
        urgent: kind.pace == Pace::Urgent,
        tier: kind.tier,
        rounding: rounding(kind.tier),
        limits: kind.pace.limits(),
    });
    groups.chain(kinds).collect()
}
