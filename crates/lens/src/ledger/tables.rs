//! Values per unit.

use domain::board::handling::Handling;

use super::sum::Sum;

/// Values of the few units there are, ascending by code.
#[derive(Clone, Debug)]
pub(super) struct Table<T> {
    units: Vec<u16>,
    values: Vec<T>,
}

impl<T> Default for Table<T> {
    fn default() -> Self {
        Self {
            units: Vec::new(),
            values: Vec::new(),
        }
    }
}

impl<T: Default> Table<T> {
    /// The value of a unit, new or not.
    #[inline]
    pub(super) fn of(&mut self, unit: u16) -> &mut T {
        let at = match self.units.binary_search(&unit) {
            Ok(at) => at,
            Err(at) => {
                self.units.insert(at, unit);
                self.values.insert(at, T::default());
                at
            }
        };
        &mut self.values[at]
    }

    pub(super) fn remove(&mut self, unit: u16) {
        if let Ok(at) = self.units.binary_search(&unit) {
            self.units.remove(at);
            self.values.remove(at);
        }
    }

    #[inline]
    pub(super) fn each(&self, mut take: impl FnMut(u16, &T)) {
        self.units
            .iter()
            .zip(&self.values)
            .for_each(|(unit, value)| take(*unit, value));
    }

    pub(super) fn memory_bytes(&self) -> usize {
        self.units.capacity() * size_of::<u16>() + self.values.capacity() * size_of::<T>()
    }
}

/// Values by code, found in one step: for a sum in the making. Codes are small and dense, but for the one of
/// no unit.
#[derive(Debug)]
pub(super) struct Dense<T> {
    /// Place in `rows` by code, plus one; 0 = none yet.
    slots: Vec<u32>,
    rows: Vec<(u16, T)>,
    none: Option<usize>,
}

impl<T> Default for Dense<T> {
    fn default() -> Self {
        Self {
            slots: Vec::new(),
            rows: Vec::new(),
            none: None,
        }
    }
}

impl<T: Default> Dense<T> {
    #[inline]
    pub(super) fn of(&mut self, unit: u16) -> &mut T {
        let Self { slots, rows, none } = self;
        let mut new = || {
            rows.push((unit, T::default()));
            rows.len() - 1
        };
        let at = if unit == super::UNASSIGNED {
            *none.get_or_insert_with(new)
        } else {
            let place = usize::from(unit);
            if place >= slots.len() {
                slots.resize(place + 1, 0);
            }
            if slots[place] == 0 {
                slots[place] = new() as u32 + 1;
            }
            slots[place] as usize - 1
        };
        &mut self.rows[at].1
    }

    pub(super) fn into_sorted(mut self) -> Vec<(u16, T)> {
        self.rows.sort_unstable_by_key(|(unit, _)| *unit);
        self.rows
    }
}

/// A board in the making.
#[derive(Debug, Default)]
pub(super) struct Totals {
    pub(super) counts: Dense<Sum>,
    pub(super) handling: Dense<Handling>,
}
