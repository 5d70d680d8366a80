//! What will become of a case, drawn once from its id: the same for whoever asks, whenever.

use domain::case::Reason;
use domain::source::SourceSystem;
use rand::Rng;
use uuid::Uuid;

use crate::random::{Purpose, of_case};

/// What becomes of a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Entry {
    Accepted,
    Rejected(Reason),
    Merged,
}

/// When the lead speaks with whoever reported, as its limit for that sees it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Contact {
    InTime,
    Late,
    Never,
}

/// The draws of one case. Shares are ours, chosen to look like a district that works.
#[derive(Debug, Clone)]
pub(crate) struct Fate {
    pub(crate) entry: Entry,
    /// First sent to a unit that is not competent.
    pub(crate) misrouted: bool,
    /// In [0, 1): the case is late where its lead's share of cases in time is smaller.
    pub(crate) luck: f64,
    /// In [0, 1): how much of its time the case takes.
    pub(crate) pace: f64,
    /// In [0, 1), for each co-handler: whether there is one, and how quick it is.
    pub(crate) co: [(f64, f64); 2],
    /// A co-handler that is released in the end.
    pub(crate) idle_co: bool,
    pub(crate) extension: bool,
    pub(crate) extension_granted: bool,
    pub(crate) suspension: bool,
    /// Days of the suspension.
    pub(crate) pause: f64,
    pub(crate) rework: bool,
    /// The citizen is called, and before the verification.
    pub(crate) called: bool,
    pub(crate) called_first: bool,
    /// At the first call it is not solved.
    pub(crate) unsolved: bool,
    /// 1–5, where the citizen says.
    pub(crate) satisfaction: Option<u8>,
    /// The citizen contests the closure.
    pub(crate) veto: bool,
    /// In [0, 1): whether the lead speaks with whoever reported, and how soon.
    pub(crate) contact: (f64, f64),
}

impl Fate {
    pub(crate) fn of(case_id: Uuid, source: SourceSystem) -> Self {
        let mut rng = of_case(Purpose::Fate, case_id, 0);
        let rng = &mut rng;
        let entry = match rng.random_range(0..1000_u32) {
            0..6 => Entry::Rejected(Reason::NotAMatter),
            6..9 => Entry::Rejected(Reason::OutsideRegion),
            9..20 => Entry::Merged,
            _ => Entry::Accepted,
        };
        let tells = !matches!(source, SourceSystem::GridInspection | SourceSystem::FourPlatforms);
        let called = tells && rng.random_bool(0.78);
        let unsolved = rng.random_bool(0.022);
        Self {
            entry,
            misrouted: rng.random_bool(0.035),
            luck: rng.random(),
            pace: rng.random(),
            co: [(rng.random(), rng.random()), (rng.random(), rng.random())],
            idle_co: rng.random_bool(0.03),
            extension: rng.random_bool(0.05),
            extension_granted: rng.random_bool(0.85),
            suspension: rng.random_bool(0.015),
            pause: rng.random_range(0.5..6.0),
            rework: rng.random_bool(0.02),
            called,
            called_first: rng.random_bool(0.35),
            unsolved,
            satisfaction: if rng.random_bool(0.86) {
                Some(satisfaction(rng.random(), unsolved))
            } else {
                None
            },
            veto: tells && rng.random_bool(0.008),
            contact: (rng.random(), rng.random()),
        }
    }

    /// What becomes of the first contact at a unit that closes this share of its cases in time: it speaks in time
    /// as often, and is silent as often as late.
    pub(crate) fn contact(&self, on_time: f64) -> Contact {
        let (luck, _) = self.contact;
        if luck < on_time {
            Contact::InTime
        } else if luck < f64::midpoint(on_time, 1.0) {
            Contact::Late
        } else {
            Contact::Never
        }
    }
}

fn satisfaction(share: f64, unsolved: bool) -> u8 {
    match (unsolved, share) {
        (true, ..0.5) => 1,
        (true, _) => 2,
        (false, ..0.006) => 1,
        (false, ..0.016) => 2,
        (false, ..0.035) => 3,
        (false, ..0.40) => 4,
        (false, _) => 5,
    }
}
