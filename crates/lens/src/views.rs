//! The questions a map asks.

use crate::answers::{
    CellsAnswer, ClassesAnswer, FacetAnswer, FacetsAnswer, HexesAnswer, HistogramAnswer, PointsAnswer,
    StreetAnswer, TallyAnswer, TopAnswer,
};
use crate::cells::{CellSink, level_of};
use crate::check::MAX_POINTS;
use crate::classes::ClassSink;
use crate::facets::FacetSink;
use crate::filter::{Dimension, Filter};
use crate::hexes::HexSink;
use crate::histogram::HistogramSink;
use crate::lens::Lens;
use crate::picture::Picture;
use crate::points::PointSink;
use crate::query::{Part, Query};
use crate::tally::TallySink;

impl<P: Picture> Lens<P> {
    /// How many match, inside the filter's box or, without one, anywhere.
    #[must_use]
    pub fn tally(&self, filter: &Filter, as_of: i64) -> TallyAnswer {
        let mut sink = TallySink::new(as_of);
        self.scan(&Query::new(filter, Part::All, as_of), &mut sink);
        TallyAnswer {
            version: self.version(),
            tally: sink.tally,
        }
    }

    /// Counts per cell for a map at `zoom` (that of 256-pixel tiles). See [`CellsAnswer`].
    #[must_use]
    pub fn cells(&self, filter: &Filter, zoom: u8, as_of: i64) -> CellsAnswer {
        let mut sink = CellSink::new(level_of(zoom), as_of);
        self.scan_cells(&Query::new(filter, Part::Placed, as_of), &mut sink);
        let (level, cells) = sink.finish();
        let unplaced = self.unplaced(filter, as_of);
        let inside = cells.iter().map(|cell| cell.count).sum();
        CellsAnswer {
            version: self.version(),
            total: total(inside, unplaced, filter),
            unplaced,
            level,
            cells,
        }
    }

    /// As [`Self::cells`], per hexagon. See [`HexesAnswer`].
    #[must_use]
    pub fn hexes(&self, filter: &Filter, zoom: u8, as_of: i64) -> HexesAnswer {
        let query = Query::new(filter, Part::Placed, as_of);
        let mut wanted = level_of(zoom);
        // Ends: of the lowest level there are some hundred.
        let (level, hexes) = loop {
            let mut sink = HexSink::new(wanted, as_of);
            self.scan(&query, &mut sink);
            match sink.finish() {
                Some(counted) => break counted,
                None => wanted -= 1,
            }
        };
        let unplaced = self.unplaced(filter, as_of);
        let inside = hexes.iter().map(|hex| hex.count).sum();
        HexesAnswer {
            version: self.version(),
            total: total(inside, unplaced, filter),
            unplaced,
            level,
            hexes,
        }
    }

    /// Matches of all conditions but the box that have no place.
    fn unplaced(&self, filter: &Filter, as_of: i64) -> u64 {
        let mut unplaced = TallySink::new(as_of);
        self.scan(&Query::anywhere(filter, Part::Unplaced, as_of), &mut unplaced);
        unplaced.tally.count
    }

    /// Placed matches one by one, at most `cap` of them and never more than [`MAX_POINTS`].
    #[must_use]
    pub fn points(&self, filter: &Filter, cap: usize, as_of: i64) -> PointsAnswer {
        let mut sink = PointSink::new(cap.min(MAX_POINTS), true, as_of);
        self.scan(&Query::new(filter, Part::Placed, as_of), &mut sink);
        PointsAnswer {
            version: self.version(),
            total: sink.total,
            truncated: sink.is_truncated(),
            points: sink.points,
        }
    }

    /// As [`Self::points`], but stops at the cap instead of counting what lies beyond: the view of a street, which
    /// costs what it shows, however much there is.
    #[must_use]
    pub fn street(&self, filter: &Filter, cap: usize, as_of: i64) -> StreetAnswer {
        let mut sink = PointSink::new(cap.min(MAX_POINTS), false, as_of);
        self.scan(&Query::new(filter, Part::Placed, as_of), &mut sink);
        StreetAnswer {
            version: self.version(),
            truncated: sink.is_truncated(),
            points: sink.points,
        }
    }

    /// Figures per code of one attribute: per grid cell, category, department …
    #[must_use]
    pub fn by(&self, dimension: Dimension, filter: &Filter, as_of: i64) -> FacetAnswer {
        let mut sink = FacetSink::new(&[dimension], as_of);
        self.scan(&Query::new(filter, Part::All, as_of), &mut sink);
        sink.finish(self.version()).remove(0).1
    }

    /// Figures per code of every attribute, each under the filter without its own condition on it: what each
    /// other choice would give. Attributes without a condition share one scan.
    #[must_use]
    pub fn facets(&self, filter: &Filter, as_of: i64) -> FacetsAnswer {
        self.facets_of(&Dimension::ALL, filter, as_of)
    }

    /// As [`Self::facets`], of some attributes only.
    #[must_use]
    pub fn facets_of(&self, dimensions: &[Dimension], filter: &Filter, as_of: i64) -> FacetsAnswer {
        let (open, narrowed): (Vec<Dimension>, Vec<Dimension>) = dimensions
            .iter()
            .partition(|dimension| !filter.narrows(**dimension));
        let mut sink = FacetSink::new(&open, as_of);
        if !open.is_empty() {
            self.scan(&Query::new(filter, Part::All, as_of), &mut sink);
        }
        let mut facets = sink.finish(self.version());
        for dimension in narrowed {
            facets.push((dimension, self.by(dimension, &filter.without(dimension), as_of)));
        }
        facets.sort_by_key(|(dimension, _)| Dimension::ALL.iter().position(|one| one == dimension));
        FacetsAnswer {
            version: self.version(),
            facets,
        }
    }

    /// How many there are of each class of timeliness, under the filter without its own condition on it: what each
    /// other choice would give. Looks at every match.
    #[must_use]
    pub fn classes(&self, filter: &Filter, as_of: i64) -> ClassesAnswer {
        let filter = Filter {
            timeliness: None,
            ..filter.clone()
        };
        let mut sink = ClassSink::new(as_of);
        self.scan(&Query::new(&filter, Part::All, as_of), &mut sink);
        ClassesAnswer {
            version: self.version(),
            rows: sink.finish(),
        }
    }

    /// The codes of one attribute with the most matches, at most `count` of them. The code for "none" is one
    /// like any other.
    #[must_use]
    pub fn top(&self, dimension: Dimension, count: usize, filter: &Filter, as_of: i64) -> TopAnswer {
        let FacetAnswer {
            version,
            total,
            mut rows,
        } = self.by(dimension, filter, as_of);
        // Stable: codes ascend.
        rows.sort_by_key(|(_, tally)| std::cmp::Reverse(tally.count));
        rows.truncate(count);
        TopAnswer { version, total, rows }
    }

    /// Matches by receipt: bucket i is from `edges[i]` (inclusive) to `edges[i + 1]` (exclusive).
    /// `edges` have to ascend; fewer than two give no bucket.
    #[must_use]
    pub fn histogram(&self, filter: &Filter, edges: &[i64], as_of: i64) -> HistogramAnswer {
        let mut sink = HistogramSink::new(edges, as_of);
        if let [first, .., last] = edges {
            let mut filter = filter.clone();
            let received = &mut filter.received;
            received.from = Some(received.from.map_or(*first, |from| from.max(*first)));
            received.to = Some(received.to.map_or(*last, |to| to.min(*last)));
            self.scan(&Query::new(&filter, Part::All, as_of), &mut sink);
        }
        HistogramAnswer {
            version: self.version(),
            buckets: sink.finish(),
        }
    }
}

/// What matches in all: in a box there are only placed ones.
fn total(inside: u64, unplaced: u64, filter: &Filter) -> u64 {
    if filter.is_somewhere() {
        inside
    } else {
        inside + unplaced
    }
}
