//! Walking the segments: whole runs where no row needs a look, masks elsewhere.

use std::ops::Range;

use crate::column::{Codes, Column};
use crate::condition::{Condition, Mask};
use crate::pack::Row;
use crate::query::{Conditions, Part, Query};
use crate::segment::{BLOCK_ROWS, Dead, Segment};
use crate::spots::Cursor;

/// Rows whose masks are looked at together.
const CHUNK: usize = 64;

/// Takes what a query matches, segment by segment, row by row ascending in each.
pub(crate) trait Sink {
    /// One row of a segment.
    fn row(&mut self, segment: &Segment, row: usize);

    /// Adjacent rows of a segment, of which all match but those in `dead`.
    fn run(&mut self, segment: &Segment, rows: Range<usize>, dead: &[Dead]) {
        let mut dead = dead.iter().peekable();
        for row in rows {
            if dead.next_if(|dead| dead.is(row)).is_none() {
                self.row(segment, row);
            }
        }
    }

    /// Nothing more of this segment will come.
    fn end(&mut self, _segment: &Segment) {}

    /// A row that is in no segment.
    fn loose(&mut self, row: &Row);

    /// Whether it has seen enough: whatever is left may be left out.
    fn is_full(&self) -> bool {
        false
    }
}

/// All matches of one segment. `dead` are its replaced rows, ascending.
pub(crate) fn segment(segment: &Segment, dead: &[Dead], query: &Query, sink: &mut impl Sink) {
    if query.part == Part::Unplaced && segment.placed() == segment.len() {
        return;
    }
    let Some(conditions) = query.on(segment) else {
        return;
    };
    let mut walk = Walk {
        any: conditions.are_none() && !query.has_timeliness(),
        conditions,
        segment,
        dead,
        query,
        sink,
        run: 0..0,
        cursor: Cursor::default(),
        mask: [0; BLOCK_ROWS],
    };
    let (placed, len) = (segment.placed(), segment.len());
    let stretches = query.region.as_ref().map(|region| &region.stretches);
    match (stretches, query.part) {
        (_, Part::Unplaced) => walk.rows(placed..len, false),
        (None, Part::Placed) => walk.rows(0..placed, false),
        (None, Part::All) => walk.rows(0..len, false),
        (Some(stretches), _) => {
            let spots = &segment.columns.spots;
            for (stretch, rows) in stretches.iter().zip(spots.rows_on(stretches)) {
                walk.rows(rows, !stretch.inside);
            }
        }
    }
    sink.end(segment);
}

struct Walk<'a, S> {
    segment: &'a Segment,
    dead: &'a [Dead],
    query: &'a Query,
    conditions: Conditions,
    /// Neither codes nor timeliness matter.
    any: bool,
    sink: &'a mut S,
    /// Matching rows that have not been handed on yet.
    run: Range<usize>,
    cursor: Cursor,
    mask: [u8; BLOCK_ROWS],
}

impl<S: Sink> Walk<'_, S> {
    fn rows(&mut self, rows: Range<usize>, check_place: bool) {
        if rows.is_empty() || self.sink.is_full() {
            return;
        }
        let blocks = &self.segment.blocks;
        let first = blocks.partition_point(|block| block.rows.end as usize <= rows.start);
        for block in &blocks[first..] {
            if block.rows.start as usize >= rows.end {
                break;
            }
            if !self.query.may_match(block) {
                continue;
            }
            let part = rows.start.max(block.rows.start as usize)..rows.end.min(block.rows.end as usize);
            let timely = self.query.from <= block.received.0 && block.received.1 < self.query.to;
            if timely && !check_place && self.any {
                if self.run.end == part.start {
                    self.run.end = part.end;
                } else {
                    self.hand_on();
                    self.run = part;
                }
            } else {
                self.hand_on();
                self.masked(part, !timely, check_place);
            }
        }
        self.hand_on();
    }

    /// Hands the collected run on.
    fn hand_on(&mut self) {
        let run = std::mem::replace(&mut self.run, 0..0);
        if !run.is_empty() {
            let dead = dead_in(self.dead, &run);
            self.sink.run(self.segment, run, dead);
        }
    }

    /// Rows of one block that have to be looked at.
    fn masked(&mut self, rows: Range<usize>, check_time: bool, check_place: bool) {
        let (columns, query, conditions) = (&self.segment.columns, self.query, &self.conditions);
        let mut mask = Mask::new(&mut self.mask[..rows.len()]);
        narrow(&conditions.kind, &columns.kind, &rows, &mut mask);
        narrow(&conditions.category, &columns.category, &rows, &mut mask);
        narrow(&conditions.department, &columns.department, &rows, &mut mask);
        narrow(&conditions.area, &columns.area, &rows, &mut mask);
        let mask = mask.finish();
        for dead in dead_in(self.dead, &rows) {
            mask[dead.row as usize - rows.start] = 0;
        }
        let region = query.region.as_ref().filter(|_| check_place);
        let mut look = |row: usize| {
            if check_time {
                let at = columns.received_at(row);
                if at < query.from || query.to <= at {
                    return;
                }
            }
            let passes = conditions.kind.passes(&columns.kind, row)
                && conditions.category.passes(&columns.category, row)
                && conditions.department.passes(&columns.department, row)
                && conditions.area.passes(&columns.area, row);
            if !passes {
                return;
            }
            if region.is_some_and(|region| !region.holds_code(columns.spots.code(row, &mut self.cursor))) {
                return;
            }
            if query.has_timeliness() && !query.takes_class(columns.fact(row).timeliness(query.as_of)) {
                return;
            }
            self.sink.row(self.segment, row);
        };
        // Most chunks are empty: one look at many bytes rules them out.
        for (chunk, start) in mask.chunks(CHUNK).zip((rows.start..).step_by(CHUNK)) {
            if chunk.iter().fold(0, |any, one| any | one) == 0 {
                continue;
            }
            let (eights, rest) = chunk.as_chunks::<8>();
            for (eight, start) in eights.iter().zip((start..).step_by(8)) {
                let mut bits = u64::from_le_bytes(*eight);
                while bits != 0 {
                    look(start + bits.trailing_zeros() as usize / 8);
                    bits &= bits - 1;
                }
            }
            let start = start + eights.len() * 8;
            for (row, _) in (start..).zip(rest).filter(|(_, kept)| **kept != 0) {
                look(row);
            }
        }
    }
}

fn narrow<T>(condition: &Condition, column: &Column<T>, rows: &Range<usize>, mask: &mut Mask<'_>) {
    if let Codes::Bytes(bytes) = &column.codes {
        condition.narrow(mask, &bytes[rows.clone()]);
    }
}

fn dead_in<'a>(dead: &'a [Dead], rows: &Range<usize>) -> &'a [Dead] {
    if dead.is_empty() {
        return dead;
    }
    let from = dead.partition_point(|dead| (dead.row as usize) < rows.start);
    let to = dead.partition_point(|dead| (dead.row as usize) < rows.end);
    &dead[from..to]
}
