//! How one row is packed: flags in a byte, times as seconds from the start of its bucket.

use domain::board::figures::{CaseFact, Verdict};

use crate::filter::Dimension;
use crate::geo::Spot;
use crate::incident::Incident;

pub(crate) const DAY: i64 = 86_400;
/// Length of a segment of the lens.
pub(crate) const MONTH: i64 = 30 * DAY;
/// Receipts are held within ± 34,000 years, so that no arithmetic on them can overflow.
const RECEIVED_LIMIT: i64 = 1 << 40;
/// A missing time.
pub(crate) const NEVER: i32 = i32::MIN;

const CLOSED: u8 = 1;
const SUSPENDED: u8 = 1 << 1;
const VERDICT: u8 = 1 << 2;
const ON_TIME: u8 = 1 << 3;
const ANSWERED: u8 = 1 << 4;
const SATISFIED: u8 = 1 << 5;
const PLACED: u8 = 1 << 6;

/// Receipt as it is held.
pub(crate) fn hold_received(at: i64) -> i64 {
    at.clamp(-RECEIVED_LIMIT, RECEIVED_LIMIT)
}

/// Seconds since `start`, held within ± 68 years.
pub(crate) fn relative(at: Option<i64>, start: i64) -> i32 {
    // Never NEVER: the smallest value is taken.
    at.map_or(NEVER, |at| {
        at.saturating_sub(start)
            .clamp(i64::from(i32::MIN) + 1, i64::from(i32::MAX)) as i32
    })
}

#[inline]
pub(crate) fn absolute(seconds: i32, start: i64) -> Option<i64> {
    (seconds != NEVER).then(|| start + i64::from(seconds))
}

pub(crate) fn flags(fact: &CaseFact) -> u8 {
    let verdict = match fact.verdict {
        None => 0,
        Some(Verdict::Late) => VERDICT,
        Some(Verdict::OnTime) => VERDICT | ON_TIME,
    };
    let satisfied = match fact.satisfied {
        None => 0,
        Some(false) => ANSWERED,
        Some(true) => ANSWERED | SATISFIED,
    };
    let bit = |set: bool, flag: u8| if set { flag } else { 0 };
    verdict | satisfied | bit(fact.closed, CLOSED) | bit(fact.suspended, SUSPENDED)
}

/// The fact that was packed into flags and relative times.
#[inline]
pub(crate) fn fact(flags: u8, start: i64, received_at: i64, due: i32, closed: i32) -> CaseFact {
    CaseFact {
        received_at,
        due_at: absolute(due, start),
        closed: flags & CLOSED != 0,
        closed_at: absolute(closed, start),
        verdict: match flags & (VERDICT | ON_TIME) {
            VERDICT => Some(Verdict::Late),
            0 | ON_TIME => None,
            _ => Some(Verdict::OnTime),
        },
        suspended: flags & SUSPENDED != 0,
        satisfied: (flags & ANSWERED != 0).then_some(flags & SATISFIED != 0),
        share: domain::board::figures::Share::Case,
        steps: domain::board::figures::Steps::default(),
    }
}

/// Open for good as far as is known: neither marked closed nor decided by its source.
#[inline]
pub(crate) fn is_open(flags: u8) -> bool {
    flags & (CLOSED | VERDICT) == 0
}

#[inline]
pub(crate) fn is_suspended(flags: u8) -> bool {
    flags & SUSPENDED != 0
}

/// An incident with its place in quanta and its other times relative to its receipt.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Row {
    pub(crate) key: u64,
    /// Z-order code of the spot; 0 without one.
    pub(crate) code: u64,
    pub(crate) received: i64,
    pub(crate) grid: u32,
    pub(crate) community: u32,
    pub(crate) due: i32,
    pub(crate) closed: i32,
    pub(crate) category: u16,
    pub(crate) department: u16,
    pub(crate) township: u16,
    pub(crate) state: u8,
    pub(crate) source: u8,
    pub(crate) flags: u8,
}

impl Row {
    pub(crate) fn of(incident: &Incident) -> Self {
        let received = hold_received(incident.received_at);
        let spot = incident.place.and_then(|(lng, lat)| Spot::at(lng, lat));
        Self {
            key: incident.key,
            code: spot.map_or(0, Spot::code),
            received,
            grid: incident.grid,
            community: incident.community,
            due: relative(incident.due_at, received),
            closed: relative(incident.closed_at, received),
            category: incident.category,
            department: incident.department,
            township: incident.township,
            state: incident.state,
            source: incident.source,
            flags: flags(&incident.fact()) | if spot.is_some() { PLACED } else { 0 },
        }
    }

    pub(crate) fn incident(&self) -> Incident {
        let fact = self.fact();
        Incident {
            key: self.key,
            place: self.spot().map(Spot::lng_lat),
            category: self.category,
            department: self.department,
            state: self.state,
            source: self.source,
            grid: self.grid,
            township: self.township,
            community: self.community,
            received_at: fact.received_at,
            due_at: fact.due_at,
            closed_at: fact.closed_at,
            verdict: fact.verdict,
            suspended: fact.suspended,
            closed: fact.closed,
        }
    }

    pub(crate) fn fact(&self) -> CaseFact {
        fact(self.flags, self.received, self.received, self.due, self.closed)
    }

    pub(crate) fn month(&self) -> i64 {
        self.received.div_euclid(MONTH)
    }

    pub(crate) fn is_placed(&self) -> bool {
        self.flags & PLACED != 0
    }

    pub(crate) fn spot(&self) -> Option<Spot> {
        self.is_placed().then(|| Spot::from_code(self.code))
    }

    pub(crate) fn code_of(&self, dimension: Dimension) -> u32 {
        match dimension {
            Dimension::Category => u32::from(self.category),
            Dimension::Department => u32::from(self.department),
            Dimension::State => u32::from(self.state),
            Dimension::Source => u32::from(self.source),
            Dimension::Grid => self.grid,
            Dimension::Township => u32::from(self.township),
            Dimension::Community => self.community,
        }
    }
}
