//! Incidents one by one.

use std::ops::Range;

use crate::answers::Point;
use crate::geo::Spot;
use crate::pack::Row;
use crate::scan::Sink;
use crate::segment::{Dead, Segment};
use crate::spots::Cursor;

/// Takes placed rows: all are counted, or as many as tell that there are too many; the first ones are fetched.
pub(crate) struct PointSink {
    as_of: i64,
    cap: usize,
    counts_all: bool,
    pub(crate) total: u64,
    pub(crate) points: Vec<Point>,
    cursor: Cursor,
}

impl PointSink {
    pub(crate) fn new(cap: usize, counts_all: bool, as_of: i64) -> Self {
        Self {
            as_of,
            cap,
            counts_all,
            total: 0,
            points: Vec::new(),
            cursor: Cursor::default(),
        }
    }

    pub(crate) fn is_truncated(&self) -> bool {
        self.total > self.points.len() as u64
    }

    fn fetch(&mut self, segment: &Segment, row: usize) {
        self.points
            .push(point_at(segment, row, &mut self.cursor, self.as_of));
    }
}

/// A placed row. Reads what a point shows and no more: each column is another place in memory.
pub(crate) fn point_at(segment: &Segment, row: usize, cursor: &mut Cursor, as_of: i64) -> Point {
    let columns = &segment.columns;
    let kind = columns.kind.get(row);
    let (lng, lat) = Spot::from_code(columns.spots.code(row, cursor)).lng_lat();
    Point {
        key: columns.key.get(row),
        lng,
        lat,
        category: columns.category.get(row),
        department: columns.department.get(row),
        state: kind.state,
        source: kind.source,
        received_at: columns.received_at(row),
        overdue: segment.is_overdue(row, as_of),
    }
}

/// `None` without a place.
pub(crate) fn point_of(row: &Row, as_of: i64) -> Option<Point> {
    let (lng, lat) = row.spot().map(Spot::lng_lat)?;
    Some(Point {
        key: row.key,
        lng,
        lat,
        category: row.category,
        department: row.department,
        state: row.state,
        source: row.source,
        received_at: row.received,
        overdue: row.fact().is_overdue(as_of),
    })
}

impl Sink for PointSink {
    #[inline]
    fn row(&mut self, segment: &Segment, row: usize) {
        self.total += 1;
        if self.points.len() < self.cap {
            self.fetch(segment, row);
        }
    }

    /// Beyond the cap rows are counted, not walked.
    fn run(&mut self, segment: &Segment, rows: Range<usize>, dead: &[Dead]) {
        self.total += (rows.len() - dead.len()) as u64;
        let mut dead = dead.iter().peekable();
        for row in rows {
            if self.points.len() >= self.cap {
                break;
            }
            if dead.next_if(|dead| dead.is(row)).is_none() {
                self.fetch(segment, row);
            }
        }
    }

    fn end(&mut self, _segment: &Segment) {
        self.cursor = Cursor::default();
    }

    fn loose(&mut self, row: &Row) {
        self.total += 1;
        if self.points.len() < self.cap {
            self.points.extend(point_of(row, self.as_of));
        }
    }

    fn is_full(&self) -> bool {
        !self.counts_all && self.total > self.cap as u64
    }
}
