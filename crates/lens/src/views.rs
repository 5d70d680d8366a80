//! The questions a map asks.

use std::ops::Range;

use crate::answers::{CellsAnswer, FacetAnswer, HistogramAnswer, Point, PointsAnswer, Tally, TallyAnswer};
use crate::cells::{CellSink, level_of};
use crate::filter::{Dimension, Filter};
use crate::geo::{Edges, Spot};
use crate::keys::KeyMap;
use crate::lens::Lens;
use crate::pack::Row;
use crate::picture::Picture;
use crate::query::{Part, Query};
use crate::scan::Sink;
use crate::segment::Segment;

impl<P: Picture> Lens<P> {
    /// How many match, inside the filter's box or, without one, anywhere.
    #[must_use]
    pub fn tally(&self, filter: &Filter, as_of: i64) -> TallyAnswer {
        let mut sink = TallySink {
            as_of,
            tally: Tally::default(),
        };
        self.scan(&Query::new(filter, as_of), Part::All, &mut sink);
        TallyAnswer {
            version: self.version(),
            tally: sink.tally,
        }
    }

    /// Counts per cell for a map at `zoom` (that of 256-pixel tiles). See [`CellsAnswer`].
    #[must_use]
    pub fn cells(&self, filter: &Filter, zoom: u8, as_of: i64) -> CellsAnswer {
        let query = Query::new(filter, as_of);
        let nothing = Edges {
            west: 0,
            east: 0,
            north: 0,
            south: 0,
        };
        let area = match (self.extent(), query.edges) {
            (None, _) => nothing,
            (Some(extent), None) => extent,
            (Some(extent), Some(edges)) => extent.and(&edges),
        };
        let mut sink = CellSink::new(&area, level_of(zoom), as_of);
        self.scan(&query, Part::Placed, &mut sink);
        let (level, cells) = sink.finish();
        let mut unplaced = TallySink {
            as_of,
            tally: Tally::default(),
        };
        self.scan(&Query::anywhere(filter, as_of), Part::Unplaced, &mut unplaced);
        let unplaced = unplaced.tally.count;
        let inside: u64 = cells.iter().map(|cell| cell.count).sum();
        let total = if filter.bbox.is_some() {
            inside
        } else {
            inside + unplaced
        };
        CellsAnswer {
            version: self.version(),
            total,
            unplaced,
            level,
            cells,
        }
    }

    /// Placed matches one by one, at most `cap` of them.
    #[must_use]
    pub fn points(&self, filter: &Filter, cap: usize, as_of: i64) -> PointsAnswer {
        let mut sink = PointSink {
            as_of,
            cap,
            total: 0,
            points: Vec::new(),
        };
        self.scan(&Query::new(filter, as_of), Part::Placed, &mut sink);
        PointsAnswer {
            version: self.version(),
            total: sink.total,
            truncated: sink.total > sink.points.len() as u64,
            points: sink.points,
        }
    }

    /// Figures per code of one attribute: per grid cell, category, department …
    #[must_use]
    pub fn by(&self, dimension: Dimension, filter: &Filter, as_of: i64) -> FacetAnswer {
        let mut sink = FacetSink {
            as_of,
            dimension,
            small: Vec::new(),
            large: KeyMap::default(),
        };
        self.scan(&Query::new(filter, as_of), Part::All, &mut sink);
        let mut rows: Vec<(u32, Tally)> = (0..)
            .zip(sink.small)
            .chain(sink.large)
            .filter(|(_, tally)| tally.count > 0)
            .collect();
        rows.sort_unstable_by_key(|(code, _)| *code);
        let mut total = Tally::default();
        rows.iter().for_each(|(_, tally)| total += *tally);
        FacetAnswer {
            version: self.version(),
            total,
            rows,
        }
    }

    /// Matches by receipt: bucket i is from `edges[i]` (inclusive) to `edges[i + 1]` (exclusive).
    /// `edges` have to ascend; fewer than two give no bucket.
    #[must_use]
    pub fn histogram(&self, filter: &Filter, edges: &[i64], as_of: i64) -> HistogramAnswer {
        let mut buckets = vec![Tally::default(); edges.len().saturating_sub(1)];
        if let [first, .., last] = edges {
            let mut filter = filter.clone();
            let received = &mut filter.received;
            received.from = Some(received.from.map_or(*first, |from| from.max(*first)));
            received.to = Some(received.to.map_or(*last, |to| to.min(*last)));
            let mut sink = HistogramSink {
                as_of,
                edges,
                buckets: &mut buckets,
            };
            self.scan(&Query::new(&filter, as_of), Part::All, &mut sink);
        }
        HistogramAnswer {
            version: self.version(),
            buckets,
        }
    }
}

struct TallySink {
    as_of: i64,
    tally: Tally,
}

impl Sink for TallySink {
    fn row(&mut self, segment: &Segment, row: usize) {
        let overdue = u64::from(segment.is_overdue(row, self.as_of));
        self.tally += Tally { count: 1, overdue };
    }

    fn run(&mut self, segment: &Segment, rows: Range<usize>) {
        let count = rows.len() as u64;
        let overdue = segment.overdue_in(rows, self.as_of).count() as u64;
        self.tally += Tally { count, overdue };
    }

    fn loose(&mut self, row: &Row) {
        self.tally += tally_of(row, self.as_of);
    }
}

fn tally_of(row: &Row, as_of: i64) -> Tally {
    Tally {
        count: 1,
        overdue: u64::from(row.fact().is_overdue(as_of)),
    }
}

struct PointSink {
    as_of: i64,
    cap: usize,
    total: u64,
    points: Vec<Point>,
}

impl PointSink {
    fn push(&mut self, row: &Row, spot: Spot) {
        let (lng, lat) = spot.lng_lat();
        self.points.push(Point {
            key: row.key,
            lng,
            lat,
            category: row.category,
            department: row.department,
            state: row.state,
            source: row.source,
            received_at: row.received,
            overdue: row.fact().is_overdue(self.as_of),
        });
    }
}

impl Sink for PointSink {
    fn row(&mut self, segment: &Segment, row: usize) {
        self.run(segment, row..row + 1);
    }

    /// Beyond the cap rows are counted, not fetched.
    fn run(&mut self, segment: &Segment, rows: Range<usize>) {
        self.total += rows.len() as u64;
        for row in rows.take(self.cap - self.points.len()) {
            self.push(&segment.row(row), Spot::from_code(segment.code[row]));
        }
    }

    fn loose(&mut self, row: &Row) {
        self.total += 1;
        if self.points.len() < self.cap
            && let Some(spot) = row.spot()
        {
            self.push(row, spot);
        }
    }
}

/// Codes below this have a counter of their own place.
const SMALL: usize = 1 << 13;

struct FacetSink {
    as_of: i64,
    dimension: Dimension,
    small: Vec<Tally>,
    large: KeyMap<u32, Tally>,
}

impl FacetSink {
    fn add(&mut self, code: u32, tally: Tally) {
        let at = code as usize;
        if at >= SMALL {
            *self.large.entry(code).or_default() += tally;
            return;
        }
        if at >= self.small.len() {
            self.small.resize(at + 1, Tally::default());
        }
        self.small[at] += tally;
    }
}

impl Sink for FacetSink {
    fn row(&mut self, segment: &Segment, row: usize) {
        let overdue = u64::from(segment.is_overdue(row, self.as_of));
        self.add(segment.code_of(self.dimension, row), Tally { count: 1, overdue });
    }

    fn loose(&mut self, row: &Row) {
        self.add(row.code_of(self.dimension), tally_of(row, self.as_of));
    }
}

struct HistogramSink<'a> {
    as_of: i64,
    edges: &'a [i64],
    buckets: &'a mut [Tally],
}

impl HistogramSink<'_> {
    fn add(&mut self, received: i64, tally: Tally) {
        // The query lets nothing before the first edge or after the last one through.
        let bucket = self.edges.partition_point(|edge| *edge <= received);
        if let Some(bucket) = bucket.checked_sub(1).and_then(|at| self.buckets.get_mut(at)) {
            *bucket += tally;
        }
    }
}

impl Sink for HistogramSink<'_> {
    fn row(&mut self, segment: &Segment, row: usize) {
        let overdue = u64::from(segment.is_overdue(row, self.as_of));
        self.add(segment.received_at(row), Tally { count: 1, overdue });
    }

    fn loose(&mut self, row: &Row) {
        self.add(row.received, tally_of(row, self.as_of));
    }
}
