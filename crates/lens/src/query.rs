//! A filter made ready for scanning: tables instead of sets, stretches instead of a box.

use domain::board::figures::Timeliness;

use crate::cover::{self, Stretch};
use crate::filter::{CodeSet, Dimension, Filter};
use crate::geo::Edges;
use crate::pack::Row;
use crate::segment::{Block, Segment, Signature};

/// Up to so many codes are compared one by one, which vectorises; more are looked up.
const FEW: usize = 4;
/// Tables reach up to here; sets with larger codes are searched.
const TABLE: usize = 1 << 20;

/// A table of this length needs no check of a two-byte code.
const EVERY_U16: usize = 1 << 16;

/// A column's type.
pub(crate) trait Code: Copy + Ord + Into<u32> {}
impl<T: Copy + Ord + Into<u32>> Code for T {}

/// The condition on one column.
#[derive(Debug)]
pub(crate) struct Wanted<T> {
    codes: CodeSet<T>,
    /// 1 at each wanted code; empty where the codes are few or too large for a table.
    table: Vec<u8>,
    signature: Signature,
}

impl<T: Code> Wanted<T> {
    fn new(codes: &CodeSet<T>) -> Self {
        let mut signature = Signature::default();
        let list = codes.as_slice();
        list.iter().for_each(|code| signature.add((*code).into()));
        let largest = list.last().map_or(0, |code| (*code).into() as usize);
        let mut table = Vec::new();
        if list.len() > FEW && largest < TABLE {
            let wide = if size_of::<T>() == 2 {
                EVERY_U16
            } else {
                largest + 1
            };
            table.resize(wide, 0);
            list.iter().for_each(|code| table[(*code).into() as usize] = 1);
        }
        Self {
            codes: codes.clone(),
            table,
            signature,
        }
    }

    fn has(&self, code: T) -> bool {
        self.codes.contains(code)
    }

    /// Zeroes the mask where the column holds another code.
    fn narrow(&self, mask: &mut [u8], column: &[T]) {
        match *self.codes.as_slice() {
            [] => mask.fill(0),
            [a] => narrow(mask, column, |code| u8::from(code == a)),
            [a, b] => narrow(mask, column, |code| u8::from((code == a) | (code == b))),
            [a, b, c] => {
                narrow(mask, column, |code| {
                    u8::from((code == a) | (code == b) | (code == c))
                });
            }
            [a, b, c, d] => narrow(mask, column, |code| {
                u8::from((code == a) | (code == b) | (code == c) | (code == d))
            }),
            _ if size_of::<T>() == 2 => match <&[u8; EVERY_U16]>::try_from(self.table.as_slice()) {
                Ok(table) => narrow(mask, column, |code| table[code.into() as usize]),
                Err(_) => narrow(mask, column, |code| u8::from(self.has(code))),
            },
            _ if !self.table.is_empty() => narrow(mask, column, |code| {
                self.table.get(code.into() as usize).copied().unwrap_or(0)
            }),
            _ => narrow(mask, column, |code| u8::from(self.has(code))),
        }
    }
}

#[inline]
fn narrow<T: Copy>(mask: &mut [u8], column: &[T], keep: impl Fn(T) -> u8) {
    for (mask, code) in mask.iter_mut().zip(column) {
        *mask &= keep(*code);
    }
}

/// Which rows a query is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Part {
    Placed,
    Unplaced,
    All,
}

#[derive(Debug)]
pub(crate) struct Query {
    pub(crate) as_of: i64,
    pub(crate) edges: Option<Edges>,
    /// Of the box; `None` without one.
    pub(crate) stretches: Option<Vec<Stretch>>,
    state: Option<Wanted<u8>>,
    source: Option<Wanted<u8>>,
    category: Option<Wanted<u16>>,
    department: Option<Wanted<u16>>,
    township: Option<Wanted<u16>>,
    community: Option<Wanted<u32>>,
    grid: Option<Wanted<u32>>,
    /// Receipt from (inclusive) to (exclusive).
    from: i64,
    to: i64,
    /// Bit per [`Timeliness`]; `None` = any.
    timeliness: Option<u8>,
}

impl Query {
    pub(crate) fn new(filter: &Filter, as_of: i64) -> Self {
        let edges = filter.bbox.map(|bbox| bbox.edges());
        fn wanted<T: Code>(codes: Option<&CodeSet<T>>) -> Option<Wanted<T>> {
            codes.map(Wanted::new)
        }
        Self {
            as_of,
            edges,
            stretches: edges.as_ref().map(cover::cover),
            state: wanted(filter.state.as_ref()),
            source: wanted(filter.source.as_ref()),
            category: wanted(filter.category.as_ref()),
            department: wanted(filter.department.as_ref()),
            township: wanted(filter.township.as_ref()),
            community: wanted(filter.community.as_ref()),
            grid: wanted(filter.grid.as_ref()),
            from: filter.received.from.unwrap_or(i64::MIN),
            // Held receipts are far below i64::MAX: an open end excludes none.
            to: filter.received.to.unwrap_or(i64::MAX),
            timeliness: filter
                .timeliness
                .as_ref()
                .map(|set| set.as_slice().iter().fold(0, |bits, class| bits | bit(*class))),
        }
    }

    /// The same question without its box.
    pub(crate) fn anywhere(filter: &Filter, as_of: i64) -> Self {
        Self::new(
            &Filter {
                bbox: None,
                ..filter.clone()
            },
            as_of,
        )
    }

    /// Does any condition need the code columns?
    pub(crate) fn has_codes(&self) -> bool {
        self.state.is_some()
            || self.source.is_some()
            || self.category.is_some()
            || self.department.is_some()
            || self.township.is_some()
            || self.community.is_some()
            || self.grid.is_some()
    }

    pub(crate) fn has_timeliness(&self) -> bool {
        self.timeliness.is_some()
    }

    #[inline]
    pub(crate) fn takes_class(&self, class: Timeliness) -> bool {
        self.timeliness.is_none_or(|bits| bits & bit(class) != 0)
    }

    /// The receipts asked for, as seconds from the start of the segment: from inclusive, to
    /// exclusive, both held to where no row can lie beyond.
    pub(crate) fn received_in(&self, segment: &Segment) -> (u32, u32) {
        let relative = |at: i64| at.saturating_sub(segment.start()).clamp(0, i64::from(u32::MAX)) as u32;
        (relative(self.from), relative(self.to))
    }

    /// `false`: no row of the block can match.
    pub(crate) fn may_match(&self, block: &Block, received: (u32, u32)) -> bool {
        fn meets<T>(wanted: Option<&Wanted<T>>, signature: &Signature) -> bool {
            wanted.is_none_or(|wanted| wanted.signature.meets(signature))
        }
        // In the order of Dimension::ALL.
        let [category, department, state, source, grid, township, community] = &block.signatures;
        block.received.0 < received.1
            && block.received.1 >= received.0
            && meets(self.category.as_ref(), category)
            && meets(self.department.as_ref(), department)
            && meets(self.state.as_ref(), state)
            && meets(self.source.as_ref(), source)
            && meets(self.grid.as_ref(), grid)
            && meets(self.township.as_ref(), township)
            && meets(self.community.as_ref(), community)
    }

    /// Zeroes the mask of `rows` where a code does not match; narrow columns first, stopping when
    /// nothing is left.
    pub(crate) fn narrow(&self, segment: &Segment, rows: std::ops::Range<usize>, mask: &mut [u8]) {
        macro_rules! column {
            ($name:ident) => {
                if let Some(wanted) = &self.$name {
                    wanted.narrow(mask, &segment.$name[rows.clone()]);
                    if mask.iter().fold(0, |any, one| any | one) == 0 {
                        return;
                    }
                }
            };
        }
        column!(state);
        column!(source);
        column!(category);
        column!(department);
        column!(township);
        column!(community);
        column!(grid);
    }

    /// Does a row of the delta match?
    pub(crate) fn takes(&self, row: &Row, part: Part) -> bool {
        fn has<T: Code>(wanted: Option<&Wanted<T>>, code: T) -> bool {
            wanted.is_none_or(|wanted| wanted.has(code))
        }
        let in_part = match part {
            Part::Placed => row.is_placed(),
            Part::Unplaced => !row.is_placed(),
            Part::All => true,
        };
        in_part
            && self.from <= row.received
            && row.received < self.to
            && has(self.state.as_ref(), row.state)
            && has(self.source.as_ref(), row.source)
            && has(self.category.as_ref(), row.category)
            && has(self.department.as_ref(), row.department)
            && has(self.township.as_ref(), row.township)
            && has(self.community.as_ref(), row.community)
            && has(self.grid.as_ref(), row.grid)
            && self
                .edges
                .is_none_or(|edges| row.spot().is_some_and(|spot| edges.hold(spot)))
            && (!self.has_timeliness() || self.takes_class(row.fact().timeliness(self.as_of)))
    }
}

fn bit(class: Timeliness) -> u8 {
    1 << class as u8
}

// `Block::signatures` and `Query::may_match` rely on it.
const _: () = assert!(matches!(
    Dimension::ALL,
    [
        Dimension::Category,
        Dimension::Department,
        Dimension::State,
        Dimension::Source,
        Dimension::Grid,
        Dimension::Township,
        Dimension::Community,
    ]
));
