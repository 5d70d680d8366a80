//! Counting by receipt.

use std::ops::Range;

use crate::answers::Tally;
use crate::pack::Row;
use crate::scan::Sink;
use crate::segment::Segment;
use crate::tally::tally_of;

pub(crate) struct HistogramSink<'a> {
    as_of: i64,
    edges: &'a [i64],
    buckets: Vec<Tally>,
    /// The bucket that was counted in last, and its edges.
    current: (usize, Range<i64>),
}

impl<'a> HistogramSink<'a> {
    /// One bucket fewer than edges, which have to ascend.
    pub(crate) fn new(edges: &'a [i64], as_of: i64) -> Self {
        Self {
            as_of,
            edges,
            buckets: vec![Tally::default(); edges.len().saturating_sub(1)],
            current: (0, 0..0),
        }
    }

    pub(crate) fn finish(self) -> Vec<Tally> {
        self.buckets
    }

    #[inline]
    fn add(&mut self, received: i64, tally: Tally) {
        if !self.current.1.contains(&received) {
            // The query lets nothing before the first edge or after the last one through.
            let next = self.edges.partition_point(|edge| *edge <= received);
            let (Some(from), Some(to)) = (self.edges.get(next.wrapping_sub(1)), self.edges.get(next)) else {
                return;
            };
            self.current = (next - 1, *from..*to);
        }
        self.buckets[self.current.0] += tally;
    }
}

impl Sink for HistogramSink<'_> {
    fn row(&mut self, segment: &Segment, row: usize) {
        self.add(segment.columns.received_at(row), segment.tally(row, self.as_of));
    }

    fn loose(&mut self, row: &Row) {
        self.add(row.received, tally_of(row, self.as_of));
    }
}
