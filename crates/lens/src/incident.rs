//! One case as the map sees it, and how it changes.

use domain::board::figures::{CaseFact, Verdict};

/// Without a grid cell.
pub const NO_GRID: u32 = u32::MAX;
/// Without a community.
pub const NO_COMMUNITY: u32 = u32::MAX;
/// Without a township.
pub const NO_TOWNSHIP: u16 = u16::MAX;
/// Not assigned to a department.
pub const NO_DEPARTMENT: u16 = u16::MAX;

/// One case as the map sees it. Codes are numbers handed out by the caller (small and dense ones
/// make the smallest and quickest picture); times are unix seconds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Incident {
    /// Identity, stable over all changes of the case.
    pub key: u64,
    /// Longitude and latitude, WGS-84 degrees; `None` = not on the map, and so is anything that is
    /// not a finite number. Kept to [`crate::Spot`] precision (1 cm).
    pub place: Option<(f64, f64)>,
    pub category: u16,
    /// [`NO_DEPARTMENT`] = none.
    pub department: u16,
    pub state: u8,
    pub source: u8,
    /// [`NO_GRID`] = none.
    pub grid: u32,
    /// [`NO_TOWNSHIP`] = none.
    pub township: u16,
    /// [`NO_COMMUNITY`] = none.
    pub community: u32,
    pub received_at: i64,
    /// Kept exactly within 68 years of receipt, else held at that distance; so is `closed_at`.
    pub due_at: Option<i64>,
    pub closed_at: Option<i64>,
    /// The source's own verdict; see [`CaseFact::verdict`].
    pub verdict: Option<Verdict>,
    pub suspended: bool,
    pub closed: bool,
}

impl Incident {
    /// The part of it that decides timeliness.
    #[must_use]
    pub fn fact(&self) -> CaseFact {
        CaseFact {
            received_at: self.received_at,
            due_at: self.due_at,
            closed: self.closed,
            closed_at: self.closed_at,
            verdict: self.verdict,
            suspended: self.suspended,
            satisfied: None,
            share: domain::board::figures::Share::Case,
            steps: domain::board::figures::Steps::default(),
        }
    }
}

/// One change of a picture. Applying it twice is the same as applying it once.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Change {
    /// The incident is now as given, new or not.
    Upsert(Incident),
    /// It is gone; an unknown key is nothing to remove.
    Remove(u64),
}
