//! Counting per code of one or several attributes at once.

use std::ops::Range;

use crate::answers::{FacetAnswer, Tally};
use crate::filter::Dimension;
use crate::keys::KeyMap;
use crate::pack::Row;
use crate::scan::Sink;
use crate::segment::{Dead, Segment};
use crate::tally::tally_of;

/// Codes below this have a counter of their own place.
const SMALL: usize = 1 << 13;

/// Figures per code of one attribute.
struct Facet {
    dimension: Dimension,
    /// By the numbers of the segment that is being counted.
    numbers: Vec<Tally>,
    small: Vec<Tally>,
    large: KeyMap<u32, Tally>,
}

impl Facet {
    fn new(dimension: Dimension) -> Self {
        Self {
            dimension,
            numbers: Vec::new(),
            small: Vec::new(),
            large: KeyMap::default(),
        }
    }

    fn number(&mut self, number: usize) -> &mut Tally {
        if number >= self.numbers.len() {
            self.numbers.resize(number + 1, Tally::default());
        }
        &mut self.numbers[number]
    }

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

    /// What was counted of a segment, by code.
    fn end(&mut self, segment: &Segment) {
        let numbers = std::mem::take(&mut self.numbers);
        if !numbers.is_empty() {
            let codes = segment.columns.codes(self.dimension);
            for (code, tally) in codes.into_iter().zip(&numbers) {
                self.add(code, *tally);
            }
        }
        self.numbers = numbers;
        self.numbers.clear();
    }

    fn answer(self, version: u64) -> FacetAnswer {
        let mut rows: Vec<(u32, Tally)> = (0..)
            .zip(self.small)
            .chain(self.large)
            .filter(|(_, tally)| tally.count > 0)
            .collect();
        rows.sort_unstable_by_key(|(code, _)| *code);
        let mut total = Tally::default();
        rows.iter().for_each(|(_, tally)| total += *tally);
        FacetAnswer { version, total, rows }
    }
}

pub(crate) struct FacetSink {
    as_of: i64,
    facets: Vec<Facet>,
}

impl FacetSink {
    pub(crate) fn new(dimensions: &[Dimension], as_of: i64) -> Self {
        Self {
            as_of,
            facets: dimensions.iter().copied().map(Facet::new).collect(),
        }
    }

    pub(crate) fn finish(self, version: u64) -> Vec<(Dimension, FacetAnswer)> {
        let facets = self.facets.into_iter();
        facets
            .map(|facet| (facet.dimension, facet.answer(version)))
            .collect()
    }
}

impl Sink for FacetSink {
    fn row(&mut self, segment: &Segment, row: usize) {
        let tally = segment.tally(row, self.as_of);
        for facet in &mut self.facets {
            let number = segment.columns.number(facet.dimension, row);
            *facet.number(number) += tally;
        }
    }

    /// A whole segment has been counted once for all queries.
    fn run(&mut self, segment: &Segment, rows: Range<usize>, dead: &[Dead]) {
        let whole = rows == (0..segment.len()) && segment.is_settled(self.as_of);
        if !whole {
            let mut dead = dead.iter().peekable();
            for row in rows {
                if dead.next_if(|dead| dead.is(row)).is_none() {
                    self.row(segment, row);
                }
            }
            return;
        }
        for facet in &mut self.facets {
            for (number, count) in segment.counts(facet.dimension).iter().enumerate() {
                facet.number(number).count += u64::from(*count);
            }
            for row in segment.overdue_rows(self.as_of) {
                facet.number(segment.columns.number(facet.dimension, row)).overdue += 1;
            }
            for dead in dead {
                let Tally { count, overdue } = segment.tally_of_dead(dead, self.as_of);
                let number = facet.number(segment.columns.number(facet.dimension, dead.row as usize));
                number.count -= count;
                number.overdue -= overdue;
            }
        }
    }

    fn end(&mut self, segment: &Segment) {
        self.facets.iter_mut().for_each(|facet| facet.end(segment));
    }

    fn loose(&mut self, row: &Row) {
        let tally = tally_of(row, self.as_of);
        for facet in &mut self.facets {
            facet.add(row.code_of(facet.dimension), tally);
        }
    }
}
