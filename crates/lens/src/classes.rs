//! Counting per class of timeliness.

use domain::board::figures::Timeliness;

use crate::pack::Row;
use crate::scan::Sink;
use crate::segment::Segment;

pub(crate) struct ClassSink {
    as_of: i64,
    counts: Vec<u64>,
}

impl ClassSink {
    pub(crate) fn new(as_of: i64) -> Self {
        Self {
            as_of,
            counts: vec![0; Timeliness::ALL.len()],
        }
    }

    pub(crate) fn finish(self) -> Vec<(Timeliness, u64)> {
        let counts = Timeliness::ALL.iter().copied().zip(self.counts);
        counts.filter(|(_, count)| *count > 0).collect()
    }

    fn add(&mut self, class: Timeliness) {
        self.counts[class as usize] += 1;
    }
}

impl Sink for ClassSink {
    fn row(&mut self, segment: &Segment, row: usize) {
        self.add(segment.columns.fact(row).timeliness(self.as_of));
    }

    fn loose(&mut self, row: &Row) {
        self.add(row.fact().timeliness(self.as_of));
    }
}
