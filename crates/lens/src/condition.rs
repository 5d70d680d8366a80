//! A condition on one column, in the numbers that the column of one segment uses.

use crate::column::{BYTE, Codes, Column};

/// Up to so many numbers are compared one by one, which vectorises; more are looked up.
const FEW: usize = 16;

/// Which numbers of a column are wanted.
#[derive(Debug)]
pub(crate) struct Condition {
    /// 1 at each wanted number.
    table: Vec<u8>,
    plan: Plan,
}

/// How to find the wanted bytes.
#[derive(Debug)]
enum Plan {
    /// All of them are.
    Any,
    /// `first` and the `more` after it.
    Span {
        first: u8,
        more: u8,
    },
    /// These, the last one repeated; compared four, eight or all at a time.
    Few(usize, [u8; FEW]),
    Table(Box<[u8; BYTE]>),
    /// The numbers are no bytes: each row that is left has to be looked at.
    ByRow,
}

impl Condition {
    pub(crate) const NONE: Self = Self {
        table: Vec::new(),
        plan: Plan::Any,
    };

    /// `None` if no value is wanted.
    pub(crate) fn new<T: Copy>(column: &Column<T>, wanted: impl Fn(T) -> bool) -> Option<Self> {
        let values = column.values().iter();
        let table: Vec<u8> = values.map(|value| u8::from(wanted(*value))).collect();
        let count = table.iter().filter(|kept| **kept != 0).count();
        let first = table.iter().position(|kept| *kept != 0)?;
        let plan = if count == table.len() {
            Plan::Any
        } else if let Codes::Bytes(_) = column.codes {
            by_bytes(&table, first, count)
        } else {
            Plan::ByRow
        };
        Some(Self { table, plan })
    }

    pub(crate) fn is_any(&self) -> bool {
        matches!(self.plan, Plan::Any)
    }

    /// Looks at a row where the numbers are no bytes, which [`Self::narrow`] could not.
    #[inline]
    pub(crate) fn passes<T: Copy>(&self, column: &Column<T>, row: usize) -> bool {
        !matches!(self.plan, Plan::ByRow) || self.table[column.code(row)] != 0
    }

    /// Takes the rows out of the mask whose bytes are not wanted.
    pub(crate) fn narrow(&self, mask: &mut Mask<'_>, bytes: &[u8]) {
        match &self.plan {
            Plan::Any | Plan::ByRow => {}
            Plan::Span { first, more: 0 } => mask.keep(bytes, |byte| byte == *first),
            Plan::Span { first, more } => mask.keep(bytes, |byte| byte.wrapping_sub(*first) <= *more),
            Plan::Few(..=2, few) => mask.keep(bytes, |byte| (byte == few[0]) | (byte == few[1])),
            Plan::Few(..=4, few) => keep_some::<4>(mask, bytes, few),
            Plan::Few(..=8, few) => keep_some::<8>(mask, bytes, few),
            Plan::Few(..=12, few) => keep_some::<12>(mask, bytes, few),
            Plan::Few(_, few) => keep_some::<FEW>(mask, bytes, few),
            Plan::Table(table) => mask.keep(bytes, |byte| table[usize::from(byte)] != 0),
        }
    }
}

/// Rows of a block that are left: a byte each, 1 or 0.
pub(crate) struct Mask<'a> {
    rows: &'a mut [u8],
    /// Nothing has been written yet: all rows are left, whatever the bytes say.
    fresh: bool,
}

impl<'a> Mask<'a> {
    pub(crate) fn new(rows: &'a mut [u8]) -> Self {
        Self { rows, fresh: true }
    }

    #[inline]
    fn keep(&mut self, bytes: &[u8], keep: impl Fn(u8) -> bool) {
        let rows = self.rows.iter_mut().zip(bytes);
        if std::mem::take(&mut self.fresh) {
            rows.for_each(|(row, byte)| *row = u8::from(keep(*byte)));
        } else {
            rows.for_each(|(row, byte)| *row &= u8::from(keep(*byte)));
        }
    }

    pub(crate) fn finish(self) -> &'a mut [u8] {
        if self.fresh {
            self.rows.fill(1);
        }
        self.rows
    }
}

fn by_bytes(table: &[u8], first: usize, count: usize) -> Plan {
    if table[first..first + count].iter().all(|kept| *kept != 0) {
        return Plan::Span {
            first: first as u8,
            more: (count - 1) as u8,
        };
    }
    if count > FEW {
        let mut wide = Box::new([0; BYTE]);
        wide[..table.len()].copy_from_slice(table);
        return Plan::Table(wide);
    }
    let mut few = [first as u8; FEW];
    let wanted = (0..table.len()).filter(|number| table[*number] != 0);
    few.iter_mut()
        .zip(wanted)
        .for_each(|(few, number)| *few = number as u8);
    Plan::Few(count, few)
}

fn keep_some<const N: usize>(mask: &mut Mask<'_>, bytes: &[u8], few: &[u8; FEW]) {
    let few: [u8; N] = std::array::from_fn(|at| few[at]);
    mask.keep(bytes, |byte| {
        few.iter().fold(false, |any, one| any | (byte == *one))
    });
}
