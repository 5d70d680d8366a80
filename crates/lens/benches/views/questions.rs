//! Random questions of each kind, as lens and peer are asked them.

use lens::{Bbox, Filter, TimeRange};
use rand::Rng;
use rand::rngs::SmallRng;

use crate::made_up::{BEGIN, DAY, HIGH, KINDS, NOW, OPEN, SOURCES, SOUTH, SUBS, WEST, WIDE};
use crate::plain::Codes;

/// A question in both forms.
#[derive(Clone, Default)]
pub(crate) struct Question {
    pub(crate) filter: Filter,
    subs: Vec<u8>,
    sources: Vec<u8>,
    state: Option<u8>,
}

impl Question {
    fn new(subs: Vec<u8>, sources: Vec<u8>, state: Option<u8>, received: TimeRange) -> Self {
        Self {
            filter: Filter {
                category: Some(subs.iter().map(|sub| u16::from(*sub)).collect()),
                source: (!sources.is_empty()).then(|| sources.iter().copied().collect()),
                state: state.map(|state| [state].into_iter().collect()),
                received,
                ..Filter::default()
            },
            subs,
            sources,
            state,
        }
    }

    pub(crate) fn codes(&self) -> Codes<'_> {
        let received = self.filter.received;
        Codes {
            subs: &self.subs,
            sources: &self.sources,
            state: self.state,
            from: received.from.unwrap_or(BEGIN),
            to: received.to.unwrap_or(NOW + DAY),
        }
    }

    pub(crate) fn bbox(&self) -> Bbox {
        self.filter.bbox.expect("asked in a box")
    }

    /// Q2: one kind with its sub-categories, ninety days, open.
    pub(crate) fn busy(rng: &mut SmallRng) -> Self {
        let first = (rng.random_range(0..KINDS) * SUBS) as u8;
        let received = TimeRange {
            from: Some(NOW - 90 * DAY),
            to: None,
        };
        Self::new(
            (first..first + SUBS as u8).collect(),
            Vec::new(),
            Some(OPEN),
            received,
        )
    }

    /// Q3: a hundredth of a degree around a random incident, anything.
    pub(crate) fn street(place: (f64, f64), rng: &mut SmallRng) -> Self {
        let mut around = |middle: f64, from: f64, wide: f64| {
            (middle + rng.random_range(-0.004..0.004) - 0.005).clamp(from, from + wide - 0.01)
        };
        let (west, south) = (around(place.0, WEST, WIDE), around(place.1, SOUTH, HIGH));
        Self::default().within(west, south, 0.01, 0.01)
    }

    /// Q4: as Q2 in a sixteenth of the district.
    pub(crate) fn quarter(rng: &mut SmallRng) -> Self {
        let west = WEST + rng.random_range(0.0..WIDE * 0.75);
        let south = SOUTH + rng.random_range(0.0..HIGH * 0.75);
        Self::busy(rng).within(west, south, WIDE / 4.0, HIGH / 4.0)
    }

    /// QX: two of eight sources, ten of 120 sub-categories, half a year: what nobody built an index for.
    pub(crate) fn unforeseen(rng: &mut SmallRng) -> Self {
        let mut some = |count: usize, of: u8| {
            let picked = rand::seq::index::sample(rng, of.into(), count);
            picked.into_iter().map(|code| code as u8).collect::<Vec<u8>>()
        };
        let (sources, subs) = (some(2, SOURCES), some(10, (KINDS * SUBS) as u8));
        let from = rng.random_range(BEGIN..NOW - 180 * DAY);
        let received = TimeRange {
            from: Some(from),
            to: Some(from + 180 * DAY),
        };
        Self::new(subs, sources, None, received)
    }

    /// All three years: one sub-category in a thousand incidents, one department, two sources.
    pub(crate) fn full_scan(rng: &mut SmallRng) -> Filter {
        let rare = (KINDS - 1) * SUBS + rng.random_range(SUBS - 3..SUBS);
        Filter {
            category: Some([rare].into_iter().collect()),
            department: Some([rng.random_range(20..60)].into_iter().collect()),
            source: Some([2, 5].into_iter().collect()),
            ..Filter::default()
        }
    }

    fn within(mut self, west: f64, south: f64, wide: f64, high: f64) -> Self {
        self.filter.bbox = Bbox::new(west, south, west + wide, south + high).ok();
        self
    }
}
