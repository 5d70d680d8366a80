//! One case as the board counts it, and how it changes.

use domain::board::figures::CaseFact;

/// The code of "no unit": not assigned to a department, in no known township, of no kind that may be told.
pub const UNASSIGNED: u16 = u16::MAX;

/// By which units a board is broken down.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Group {
    Department,
    Township,
    Community,
    Station,
    Category,
    Source,
}

impl Group {
    /// Every group, in the order of [`Fact::units`].
    pub const ALL: [Self; 6] = [
        Self::Department,
        Self::Township,
        Self::Community,
        Self::Station,
        Self::Category,
        Self::Source,
    ];

    pub(super) fn index(self) -> usize {
        self as usize
    }
}

/// One case as the board counts it, or a former lead's or co-handler's share in one. Times more than 68 years
/// from receipt are held at that distance.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Fact {
    /// Identity, stable over all changes of the case.
    pub key: u64,
    /// Its unit in each of [`Group::ALL`]; [`UNASSIGNED`] = none.
    pub units: [u16; 6],
    /// Which cases it is compared with: kind, urgency and place as one number.
    pub mix: u16,
    pub case: CaseFact,
}

impl Fact {
    /// Its unit in `group`.
    #[must_use]
    pub fn unit(&self, group: Group) -> u16 {
        self.units[group.index()]
    }
}

/// One change of the ledger. Applying it twice is the same as applying it once.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum FactChange {
    Upsert(Fact),
    Remove(u64),
}

impl FactChange {
    pub(super) fn key(&self) -> u64 {
        match self {
            Self::Upsert(fact) => fact.key,
            Self::Remove(key) => *key,
        }
    }
}
