//! Counting everything as one figure.

use std::ops::Range;

use crate::answers::Tally;
use crate::pack::Row;
use crate::scan::Sink;
use crate::segment::{Dead, Segment};

pub(crate) struct TallySink {
    as_of: i64,
    pub(crate) tally: Tally,
}

impl TallySink {
    pub(crate) fn new(as_of: i64) -> Self {
        Self {
            as_of,
            tally: Tally::default(),
        }
    }
}

/// One incident.
pub(crate) fn tally_of(row: &Row, as_of: i64) -> Tally {
    Tally {
        count: 1,
        overdue: u64::from(row.fact().is_overdue(as_of)),
    }
}

impl Sink for TallySink {
    #[inline]
    fn row(&mut self, segment: &Segment, row: usize) {
        self.tally += segment.tally(row, self.as_of);
    }

    fn run(&mut self, segment: &Segment, rows: Range<usize>, dead: &[Dead]) {
        self.tally.count += (rows.len() - dead.len()) as u64;
        self.tally.overdue += segment.overdue_in(rows, self.as_of);
        for dead in dead {
            self.tally.overdue -= segment.tally_of_dead(dead, self.as_of).overdue;
        }
    }

    fn loose(&mut self, row: &Row) {
        self.tally += tally_of(row, self.as_of);
    }
}
