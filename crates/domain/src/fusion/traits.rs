use std::fmt;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::{Sketch, place};

/// A person, as a keyed hash of what a source calls them: tells that two records are of one person, not who
/// that is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Pseudonym(pub [u8; 16]);

impl fmt::Debug for Pseudonym {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Pseudonym({:02x}{:02x}…)", self.0[0], self.0[1])
    }
}

/// What is compared of a record. No text and no address in the clear.
#[derive(Debug, Clone, PartialEq)]
pub struct Traits {
    /// When its source received it.
    pub received_at: DateTime<Utc>,
    /// When it was closed, if it was and that is known.
    pub closed_at: Option<DateTime<Utc>>,
    /// Whether it is closed, with or without a time.
    pub closed: bool,
    /// Our category, and the one above it.
    pub category: Option<String>,
    pub parent_category: Option<String>,
    /// Exact longitude, latitude (WGS-84).
    pub place: Option<(f64, f64)>,
    /// [`super::address_key`] of its address.
    pub address_key: Option<i64>,
    /// Who reported it.
    pub person: Option<Pseudonym>,
    /// Its title and text.
    pub text: Sketch,
}

/// What a record is found by: two records of one matter share at least one key, or lie near each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Keys {
    pub address: Option<i64>,
    /// The small square of its point. To look around, use [`super::nearby_cells`].
    pub cell: Option<i64>,
    pub person: Option<Pseudonym>,
    pub texts: [Option<i64>; 2],
}

impl Traits {
    /// What it is found by.
    #[must_use]
    pub fn keys(&self) -> Keys {
        Keys {
            address: self.address_key,
            cell: self.place.map(place::cell),
            person: self.person,
            texts: self.text.keys(),
        }
    }

    /// Whether both lie at the same place, as far as repeat figures go: the same address, or within
    /// [`super::Policy::SAME_PLACE`] metres.
    #[must_use]
    pub fn same_place(&self, other: &Self) -> bool {
        let same_address = self.address_key.is_some() && self.address_key == other.address_key;
        let near = self.place.zip(other.place).is_some_and(|(one, two)| {
            place::metres_between(one, two) <= f64::from(super::Policy::SAME_PLACE)
        });
        same_address || near
    }
}
