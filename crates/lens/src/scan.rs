//! Walking the segments: whole runs where no row needs a look, masks elsewhere.

use std::ops::Range;

use crate::geo::Spot;
use crate::pack::Row;
use crate::query::{Part, Query};
use crate::segment::{BLOCK_ROWS, Segment};

/// Takes what a query matches.
pub(crate) trait Sink {
    /// One row of a segment.
    fn row(&mut self, segment: &Segment, row: usize);

    /// Adjacent rows of a segment, all matching, all placed or all not.
    fn run(&mut self, segment: &Segment, rows: Range<usize>) {
        rows.for_each(|row| self.row(segment, row));
    }

    /// A row of the delta.
    fn loose(&mut self, row: &Row);
}

/// All matches of one segment. `dead` are its replaced rows, ascending.
pub(crate) fn segment(segment: &Segment, dead: &[u32], query: &Query, part: Part, sink: &mut impl Sink) {
    let received = query.received_in(segment);
    if segment.received_range.0 >= received.1 || segment.received_range.1 < received.0 {
        return;
    }
    let mut walk = Walk {
        segment,
        dead,
        query,
        received,
        sink,
        run: 0..0,
        mask: [0; BLOCK_ROWS],
    };
    if part != Part::Unplaced {
        match &query.stretches {
            None => walk.rows(0..segment.placed(), false),
            Some(stretches) => {
                for stretch in stretches {
                    walk.rows(segment.rows_on(stretch), !stretch.inside);
                }
            }
        }
    }
    if part != Part::Placed && query.stretches.is_none() {
        walk.rows(segment.placed()..segment.len(), false);
    }
}

struct Walk<'a, S> {
    segment: &'a Segment,
    dead: &'a [u32],
    query: &'a Query,
    received: (u32, u32),
    sink: &'a mut S,
    /// Matching rows that have not been handed on yet.
    run: Range<usize>,
    mask: [u8; BLOCK_ROWS],
}

impl<S: Sink> Walk<'_, S> {
    fn rows(&mut self, rows: Range<usize>, check_box: bool) {
        if rows.is_empty() {
            return;
        }
        let blocks = &self.segment.blocks;
        let first = blocks.partition_point(|block| block.rows.end as usize <= rows.start);
        for block in &blocks[first..] {
            if block.rows.start as usize >= rows.end {
                break;
            }
            if !self.query.may_match(block, self.received) {
                continue;
            }
            let part = rows.start.max(block.rows.start as usize)..rows.end.min(block.rows.end as usize);
            let timely = self.received.0 <= block.received.0 && block.received.1 < self.received.1;
            if timely && !check_box && !self.query.has_codes() && !self.query.has_timeliness() {
                if self.run.end == part.start {
                    self.run.end = part.end;
                } else {
                    self.hand_on();
                    self.run = part;
                }
            } else {
                self.masked(part, !timely, check_box);
            }
        }
        self.hand_on();
    }

    /// Hands the collected run on, cut at dead rows.
    fn hand_on(&mut self) {
        let run = std::mem::replace(&mut self.run, 0..0);
        let mut start = run.start;
        for dead in dead_in(self.dead, &run) {
            let dead = *dead as usize;
            if start < dead {
                self.sink.run(self.segment, start..dead);
            }
            start = dead + 1;
        }
        if start < run.end {
            self.sink.run(self.segment, start..run.end);
        }
    }

    /// Rows of one block that have to be looked at.
    fn masked(&mut self, rows: Range<usize>, check_time: bool, check_box: bool) {
        let (segment, query) = (self.segment, self.query);
        let mask = &mut self.mask[..rows.len()];
        mask.fill(1);
        query.narrow(segment, rows.clone(), mask);
        let (from, to) = self.received;
        // Among all rows a vectorised pass is cheaper, among a few survivors a look at each.
        let look_at_time = check_time && query.has_codes();
        if check_time && !look_at_time {
            for (mask, at) in mask.iter_mut().zip(&segment.received[rows.clone()]) {
                *mask &= u8::from((from <= *at) & (*at < to));
            }
        }
        for dead in dead_in(self.dead, &rows) {
            mask[*dead as usize - rows.start] = 0;
        }
        let edges = query.edges.filter(|_| check_box);
        let mut look = |row: usize| {
            let at = segment.received[row];
            if look_at_time && !(from <= at && at < to) {
                return;
            }
            if edges.is_some_and(|edges| !edges.hold(Spot::from_code(segment.code[row]))) {
                return;
            }
            if query.has_timeliness() && !query.takes_class(segment.fact(row).timeliness(query.as_of)) {
                return;
            }
            self.sink.row(segment, row);
        };
        let (eights, rest) = mask.as_chunks::<8>();
        for (eight, chunk) in eights.iter().enumerate() {
            let mut bits = u64::from_le_bytes(*chunk);
            while bits != 0 {
                look(rows.start + eight * 8 + bits.trailing_zeros() as usize / 8);
                bits &= bits - 1;
            }
        }
        let start = rows.start + eights.len() * 8;
        for (row, kept) in (start..).zip(rest) {
            if *kept != 0 {
                look(row);
            }
        }
    }
}

fn dead_in<'a>(dead: &'a [u32], rows: &Range<usize>) -> &'a [u32] {
    let from = dead.partition_point(|row| (*row as usize) < rows.start);
    let to = dead.partition_point(|row| (*row as usize) < rows.end);
    &dead[from..to]
}
