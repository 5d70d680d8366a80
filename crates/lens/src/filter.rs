//! What to look at: a conjunction of conditions, each absent by default.

use std::sync::Arc;

use domain::area::DrawnArea;
use domain::board::figures::Timeliness;

use crate::geo::Bbox;

/// A set of codes. An empty set matches nothing; for "no condition" leave the field `None`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct CodeSet<T>(Vec<T>);

impl<T: Copy + Ord> CodeSet<T> {
    #[must_use]
    pub fn contains(&self, code: T) -> bool {
        self.0.binary_search(&code).is_ok()
    }

    /// Ascending, without repeats.
    #[must_use]
    pub fn as_slice(&self) -> &[T] {
        &self.0
    }
}

impl<T: Ord> FromIterator<T> for CodeSet<T> {
    fn from_iter<I: IntoIterator<Item = T>>(codes: I) -> Self {
        let mut codes: Vec<T> = codes.into_iter().collect();
        codes.sort_unstable();
        codes.dedup();
        Self(codes)
    }
}

/// Unix seconds, from inclusive to exclusive; a missing end is open.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct TimeRange {
    pub from: Option<i64>,
    pub to: Option<i64>,
}

impl TimeRange {
    #[must_use]
    pub fn contains(&self, at: i64) -> bool {
        self.from.is_none_or(|from| from <= at) && self.to.is_none_or(|to| at < to)
    }
}

/// Every condition has to hold; the default asks for everything.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Filter {
    pub category: Option<CodeSet<u16>>,
    pub department: Option<CodeSet<u16>>,
    pub state: Option<CodeSet<u8>>,
    pub source: Option<CodeSet<u8>>,
    pub grid: Option<CodeSet<u32>>,
    pub township: Option<CodeSet<u16>>,
    pub community: Option<CodeSet<u32>>,
    /// By receipt.
    pub received: TimeRange,
    /// As it stands at the `as_of` of the query.
    pub timeliness: Option<CodeSet<Timeliness>>,
    /// Incidents without a place are in no box.
    pub bbox: Option<Bbox>,
    /// Incidents without a place are in no area.
    pub area: Option<Arc<DrawnArea>>,
}

impl Filter {
    /// Is it about places on the map only?
    pub(crate) fn is_somewhere(&self) -> bool {
        self.bbox.is_some() || self.area.is_some()
    }

    /// Is there a condition on this attribute?
    pub(crate) fn narrows(&self, dimension: Dimension) -> bool {
        match dimension {
            Dimension::Category => self.category.is_some(),
            Dimension::Department => self.department.is_some(),
            Dimension::State => self.state.is_some(),
            Dimension::Source => self.source.is_some(),
            Dimension::Grid => self.grid.is_some(),
            Dimension::Township => self.township.is_some(),
            Dimension::Community => self.community.is_some(),
        }
    }

    /// The same filter without its condition on one attribute: what a facet is asked with, so that
    /// it shows what each other choice would give.
    #[must_use]
    pub fn without(&self, dimension: Dimension) -> Self {
        let mut filter = self.clone();
        match dimension {
            Dimension::Category => filter.category = None,
            Dimension::Department => filter.department = None,
            Dimension::State => filter.state = None,
            Dimension::Source => filter.source = None,
            Dimension::Grid => filter.grid = None,
            Dimension::Township => filter.township = None,
            Dimension::Community => filter.community = None,
        }
        filter
    }
}

/// An attribute of an incident that is a code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Dimension {
    Category,
    Department,
    State,
    Source,
    Grid,
    Township,
    Community,
}

impl Dimension {
    pub const ALL: [Dimension; 7] = [
        Dimension::Category,
        Dimension::Department,
        Dimension::State,
        Dimension::Source,
        Dimension::Grid,
        Dimension::Township,
        Dimension::Community,
    ];

    /// The field of [`Filter`] that narrows it.
    #[must_use]
    pub fn field(self) -> &'static str {
        match self {
            Dimension::Category => "category",
            Dimension::Department => "department",
            Dimension::State => "state",
            Dimension::Source => "source",
            Dimension::Grid => "grid",
            Dimension::Township => "township",
            Dimension::Community => "community",
        }
    }
}
