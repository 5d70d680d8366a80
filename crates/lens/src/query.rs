//! A filter made ready for scanning: stretches instead of a box or an area, numbers of a segment's columns instead
//! of codes.

use domain::board::figures::Timeliness;

use crate::columns::{Area, Kind};
use crate::condition::Condition;
use crate::filter::{CodeSet, Dimension, Filter};
use crate::geo::{Bbox, Edges};
use crate::pack::{self, Row};
use crate::region::Region;
use crate::segment::{Block, Segment, Signature};

/// The condition on one attribute.
#[derive(Clone, Debug)]
struct Wanted<T> {
    codes: CodeSet<T>,
    signature: Signature,
}

impl<T: Copy + Ord + Into<u32>> Wanted<T> {
    fn new(codes: &CodeSet<T>) -> Self {
        let mut signature = Signature::default();
        let codes = codes.clone();
        codes
            .as_slice()
            .iter()
            .for_each(|code| signature.add((*code).into()));
        Self { codes, signature }
    }
}

fn has<T: Copy + Ord>(wanted: Option<&Wanted<T>>, code: T) -> bool {
    wanted.is_none_or(|wanted| wanted.codes.contains(code))
}

/// Which rows a query is about. In a box or an area there are only placed ones, whatever is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Part {
    Placed,
    Unplaced,
    All,
}

#[derive(Clone, Debug)]
pub(crate) struct Query {
    pub(crate) as_of: i64,
    pub(crate) part: Part,
    pub(crate) region: Option<Region>,
    state: Option<Wanted<u8>>,
    source: Option<Wanted<u8>>,
    category: Option<Wanted<u16>>,
    department: Option<Wanted<u16>>,
    township: Option<Wanted<u16>>,
    community: Option<Wanted<u32>>,
    grid: Option<Wanted<u32>>,
    /// Receipt from (inclusive) to (exclusive).
    pub(crate) from: i64,
    pub(crate) to: i64,
    /// Bit per [`Timeliness`]; `None` = any.
    timeliness: Option<u8>,
}

/// What a query asks of the columns of one segment.
#[derive(Debug)]
pub(crate) struct Conditions {
    pub(crate) kind: Condition,
    pub(crate) category: Condition,
    pub(crate) department: Condition,
    pub(crate) area: Condition,
}

impl Conditions {
    pub(crate) fn are_none(&self) -> bool {
        self.kind.is_any() && self.category.is_any() && self.department.is_any() && self.area.is_any()
    }
}

impl Query {
    pub(crate) fn new(filter: &Filter, part: Part, as_of: i64) -> Self {
        fn wanted<T: Copy + Ord + Into<u32>>(codes: Option<&CodeSet<T>>) -> Option<Wanted<T>> {
            codes.map(Wanted::new)
        }
        Self {
            as_of,
            part,
            region: Region::of(filter),
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

    /// The same question without its box and its area.
    pub(crate) fn anywhere(filter: &Filter, part: Part, as_of: i64) -> Self {
        let filter = Filter {
            bbox: None,
            area: None,
            ..filter.clone()
        };
        Self::new(&filter, part, as_of)
    }

    /// The same question, narrowed to a box.
    pub(crate) fn within(&self, bbox: &Bbox) -> Self {
        Self {
            region: Some(Region::within(self.region.as_ref(), &bbox.edges())),
            ..self.clone()
        }
    }

    /// `None`: no row of the segment can match.
    pub(crate) fn on(&self, segment: &Segment) -> Option<Conditions> {
        let columns = &segment.columns;
        let overlaps = segment.received.0 < self.to && segment.received.1 >= self.from;
        let any_kind = self.state.is_none() && self.source.is_none() && self.timeliness.is_none();
        let any_area = self.grid.is_none() && self.community.is_none() && self.township.is_none();
        let settled = segment.is_settled(self.as_of);
        let kind = |kind: Kind| {
            has(self.state.as_ref(), kind.state)
                && has(self.source.as_ref(), kind.source)
                && (!settled || self.may_stand(kind.flags))
        };
        let area = |area: Area| {
            has(self.grid.as_ref(), area.grid)
                && has(self.community.as_ref(), area.community)
                && has(self.township.as_ref(), area.township)
        };
        let code = |wanted: Option<&Wanted<u16>>, column| match wanted {
            None => Some(Condition::NONE),
            Some(wanted) => Condition::new(column, |code| wanted.codes.contains(code)),
        };
        Some(Conditions {
            kind: match any_kind {
                _ if !overlaps => return None,
                true => Condition::NONE,
                false => Condition::new(&columns.kind, kind)?,
            },
            category: code(self.category.as_ref(), &columns.category)?,
            department: code(self.department.as_ref(), &columns.department)?,
            area: match any_area {
                true => Condition::NONE,
                false => Condition::new(&columns.area, area)?,
            },
        })
    }

    /// Does every row match that was received within the range (ends included) and lies within the extent?
    pub(crate) fn takes_all(&self, received: (i64, i64), extent: &Edges) -> bool {
        self.from <= received.0
            && received.1 < self.to
            && self.timeliness.is_none()
            && self.state.is_none()
            && self.source.is_none()
            && self.category.is_none()
            && self.department.is_none()
            && self.township.is_none()
            && self.community.is_none()
            && self.grid.is_none()
            && self.region.as_ref().is_none_or(|region| region.holds_all(extent))
    }

    pub(crate) fn has_timeliness(&self) -> bool {
        self.timeliness.is_some()
    }

    #[inline]
    pub(crate) fn takes_class(&self, class: Timeliness) -> bool {
        self.timeliness.is_none_or(|bits| bits & bit(class) != 0)
    }

    /// Can a row with these flags be in a class that is wanted, where nothing closed later than `as_of`?
    fn may_stand(&self, flags: u8) -> bool {
        let classes = if !pack::is_open(flags) {
            [Timeliness::NoLimit, Timeliness::OnTime, Timeliness::Late]
        } else if pack::is_suspended(flags) {
            [Timeliness::NoLimit, Timeliness::Running, Timeliness::Suspended]
        } else {
            [Timeliness::NoLimit, Timeliness::Running, Timeliness::Overdue]
        };
        classes.into_iter().any(|class| self.takes_class(class))
    }

    /// `false`: no row of the block can match.
    pub(crate) fn may_match(&self, block: &Block) -> bool {
        fn meets<T>(wanted: Option<&Wanted<T>>, signature: &Signature) -> bool {
            wanted.is_none_or(|wanted| wanted.signature.meets(signature))
        }
        // In the order of Dimension::ALL.
        let [category, department, state, source, grid, township, community] = &block.signatures;
        block.received.0 < self.to
            && block.received.1 >= self.from
            && meets(self.category.as_ref(), category)
            && meets(self.department.as_ref(), department)
            && meets(self.state.as_ref(), state)
            && meets(self.source.as_ref(), source)
            && meets(self.grid.as_ref(), grid)
            && meets(self.township.as_ref(), township)
            && meets(self.community.as_ref(), community)
    }

    /// Does a row that is in no segment match?
    pub(crate) fn takes(&self, row: &Row) -> bool {
        let in_part = match self.part {
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
                .region
                .as_ref()
                .is_none_or(|region| row.spot().is_some_and(|spot| region.holds(spot)))
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
