//! What a question may ask. Views answer whatever they are given, in bounded time and memory; this is for the
//! edge of a program, where a caller should be told what is wrong with it.

use crate::cells::MAX_ZOOM;
use crate::filter::{CodeSet, Dimension, Filter};
use crate::geo::BboxError;
use crate::lens::Lens;
use crate::picture::Picture;

/// Values that one attribute may be narrowed to.
pub const MAX_VALUES: usize = 5_000;
/// Points of one answer.
pub const MAX_POINTS: usize = 10_000;
/// Buckets of one histogram.
pub const MAX_BUCKETS: usize = 10_000;

/// Why a question is not to be asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Invalid {
    #[error("bbox: {0}")]
    Bbox(#[from] BboxError),
    #[error("zoom: is a whole number from 0 to {MAX_ZOOM}, not {given}")]
    Zoom { given: u8 },
    #[error("limit: is a whole number from 1 to {MAX_POINTS}, not {given}")]
    Limit { given: usize },
    #[error("{field}: {given} values are too many, {MAX_VALUES} are the most")]
    TooManyValues { field: &'static str, given: usize },
    #[error("{field}: no incident has the code {code}")]
    Unknown { field: &'static str, code: u32 },
    #[error("received: the period ends before it begins")]
    Period,
    #[error("edges: have to ascend, at most {MAX_BUCKETS} buckets between them")]
    Edges,
}

impl Invalid {
    /// The name of what is wrong, as in [`Filter`] and in the arguments of the views.
    #[must_use]
    pub fn field(&self) -> &'static str {
        match self {
            Self::Bbox(_) => "bbox",
            Self::Zoom { .. } => "zoom",
            Self::Limit { .. } => "limit",
            Self::TooManyValues { field, .. } | Self::Unknown { field, .. } => field,
            Self::Period => "received",
            Self::Edges => "edges",
        }
    }

    /// # Errors
    /// [`Invalid::Zoom`] beyond [`MAX_ZOOM`].
    pub fn check_zoom(given: u8) -> Result<(), Self> {
        if given > MAX_ZOOM {
            return Err(Self::Zoom { given });
        }
        Ok(())
    }

    /// # Errors
    /// [`Invalid::Limit`] of none and beyond [`MAX_POINTS`].
    pub fn check_limit(given: usize) -> Result<(), Self> {
        if !(1..=MAX_POINTS).contains(&given) {
            return Err(Self::Limit { given });
        }
        Ok(())
    }

    /// # Errors
    /// [`Invalid::Edges`] of a histogram that descend or are too many.
    pub fn check_edges(edges: &[i64]) -> Result<(), Self> {
        if edges.len() > MAX_BUCKETS + 1 || !edges.is_sorted() {
            return Err(Self::Edges);
        }
        Ok(())
    }
}

impl Filter {
    /// # Errors
    /// [`Invalid::TooManyValues`] and [`Invalid::Period`]. A box has been checked when it was made.
    pub fn check(&self) -> Result<(), Invalid> {
        for (dimension, codes) in self.codes() {
            let given = codes.len();
            if given > MAX_VALUES {
                let field = dimension.field();
                return Err(Invalid::TooManyValues { field, given });
            }
        }
        match (self.received.from, self.received.to) {
            (Some(from), Some(to)) if from > to => Err(Invalid::Period),
            _ => Ok(()),
        }
    }

    /// The codes of every condition on an attribute.
    fn codes(&self) -> impl Iterator<Item = (Dimension, Vec<u32>)> + '_ {
        fn codes<T: Copy + Ord + Into<u32>>(set: Option<&CodeSet<T>>) -> Option<Vec<u32>> {
            set.map(|set| set.as_slice().iter().map(|code| (*code).into()).collect())
        }
        Dimension::ALL.into_iter().filter_map(|dimension| {
            let codes = match dimension {
                Dimension::Category => codes(self.category.as_ref()),
                Dimension::Department => codes(self.department.as_ref()),
                Dimension::State => codes(self.state.as_ref()),
                Dimension::Source => codes(self.source.as_ref()),
                Dimension::Grid => codes(self.grid.as_ref()),
                Dimension::Township => codes(self.township.as_ref()),
                Dimension::Community => codes(self.community.as_ref()),
            };
            codes.map(|codes| (dimension, codes))
        })
    }
}

impl<P: Picture> Lens<P> {
    /// Is this filter to be asked of this picture? Unknown codes match nothing and need not be refused; whoever
    /// takes codes from strangers may want to.
    ///
    /// # Errors
    /// As [`Filter::check`], and [`Invalid::Unknown`] for the first code that no incident of the picture has
    /// had since its last merge.
    pub fn check(&self, filter: &Filter) -> Result<(), Invalid> {
        filter.check()?;
        for (dimension, codes) in filter.codes() {
            if let Some(code) = self.unknown(dimension, codes) {
                let field = dimension.field();
                return Err(Invalid::Unknown { field, code });
            }
        }
        Ok(())
    }

    /// The first of the codes, ascending, that is in no segment and not in the tail.
    fn unknown(&self, dimension: Dimension, mut codes: Vec<u32>) -> Option<u32> {
        for row in self.tail.rows() {
            codes.retain(|code| *code != row.code_of(dimension));
        }
        for held in self.layers() {
            if codes.is_empty() {
                break;
            }
            let mut known = held.segment.columns.codes(dimension);
            known.sort_unstable();
            codes.retain(|code| known.binary_search(code).is_err());
        }
        codes.first().copied()
    }
}
