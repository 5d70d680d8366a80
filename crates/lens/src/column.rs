//! Columns in as few bits as their values need.

use std::hash::Hash;

use crate::keys::KeyMap;
use crate::pack::NEVER;

/// Numbers of one width, one after the other.
#[derive(Clone, Debug, Default)]
pub(crate) struct Packed {
    width: u32,
    /// Of one number, all ones.
    mask: u64,
    /// One more than needed, so that reading needs no case for the last.
    words: Vec<u64>,
}

impl Packed {
    /// As wide as the largest needs.
    pub(crate) fn new(numbers: impl ExactSizeIterator<Item = u64> + Clone) -> Self {
        let largest = numbers.clone().max().unwrap_or(0);
        let width = u64::BITS - largest.leading_zeros();
        let mut packed = Self::empty(width, numbers.len());
        for (at, number) in numbers.enumerate() {
            let (word, shift) = packed.place(at);
            packed.words[word] |= number << shift;
            packed.words[word + 1] |= (number >> 1) >> (63 - shift);
        }
        packed
    }

    fn empty(width: u32, len: usize) -> Self {
        Self::of_words(width, vec![0; Self::words_for(width, len)])
    }

    /// As stored: `words` has to have the length of [`Self::words_for`].
    pub(crate) fn of_words(width: u32, words: Vec<u64>) -> Self {
        Self {
            width,
            mask: u64::MAX.checked_shr(u64::BITS - width).unwrap_or(0),
            words,
        }
    }

    pub(crate) fn words_for(width: u32, len: usize) -> usize {
        (len * width as usize).div_ceil(64).max(1) + 1
    }

    pub(crate) fn width(&self) -> u32 {
        self.width
    }

    pub(crate) fn words(&self) -> &[u64] {
        &self.words
    }

    #[inline]
    fn place(&self, at: usize) -> (usize, u32) {
        let bit = at * self.width as usize;
        (bit / 64, (bit % 64) as u32)
    }

    #[inline]
    pub(crate) fn get(&self, at: usize) -> u64 {
        let (word, shift) = self.place(at);
        let low = self.words[word] >> shift;
        let high = (self.words[word + 1] << 1) << (63 - shift);
        (low | high) & self.mask
    }

    pub(crate) fn memory_bytes(&self) -> usize {
        self.words.capacity() * size_of::<u64>()
    }
}

/// Codes of a [`Column`]: a byte each where that is enough, which is what vectorises.
#[derive(Clone, Debug)]
pub(crate) enum Codes {
    Bytes(Vec<u8>),
    Packed(Packed),
}

/// Up to so many values, a code is a byte.
pub(crate) const BYTE: usize = 256;

/// Values of few kinds: each kind once, in order, and per row the number of its kind.
#[derive(Clone, Debug)]
pub(crate) struct Column<T> {
    values: Vec<T>,
    pub(crate) codes: Codes,
}

/// The values that occur, ascending, and per row the number of its own; `None` if there are more than `most`.
fn number<T: Copy + Ord + Hash>(rows: impl Iterator<Item = T>, most: usize) -> Option<(Vec<T>, Vec<u32>)> {
    let mut firsts: KeyMap<T, u32> = KeyMap::default();
    let mut numbers = Vec::with_capacity(rows.size_hint().0);
    for value in rows {
        let next = firsts.len() as u32;
        numbers.push(*firsts.entry(value).or_insert(next));
        if firsts.len() > most {
            return None;
        }
    }
    // Numbered as they came so far.
    let mut values: Vec<(T, u32)> = firsts.into_iter().collect();
    values.sort_unstable();
    let mut in_order = vec![0; values.len()];
    for (number, (_, first)) in (0..).zip(&values) {
        in_order[*first as usize] = number;
    }
    numbers
        .iter_mut()
        .for_each(|number| *number = in_order[*number as usize]);
    Some((values.into_iter().map(|(value, _)| value).collect(), numbers))
}

impl<T: Copy + Ord + Hash> Column<T> {
    pub(crate) fn new(rows: impl ExactSizeIterator<Item = T>) -> Self {
        let (values, numbers) = number(rows, usize::MAX).unwrap_or_default();
        let codes = if values.len() <= BYTE {
            Codes::Bytes(numbers.into_iter().map(|number| number as u8).collect())
        } else {
            Codes::Packed(Packed::new(numbers.into_iter().map(u64::from)))
        };
        Self { values, codes }
    }
}

impl<T: Copy> Column<T> {
    /// As stored; every code has to be the number of a value.
    pub(crate) fn of_parts(values: Vec<T>, codes: Codes) -> Self {
        Self { values, codes }
    }

    /// Ascending; a code is a place in it.
    pub(crate) fn values(&self) -> &[T] {
        &self.values
    }

    #[inline]
    pub(crate) fn code(&self, row: usize) -> usize {
        match &self.codes {
            Codes::Bytes(codes) => usize::from(codes[row]),
            Codes::Packed(codes) => codes.get(row) as usize,
        }
    }

    #[inline]
    pub(crate) fn get(&self, row: usize) -> T {
        self.values[self.code(row)]
    }

    pub(crate) fn memory_bytes(&self) -> usize {
        let codes = match &self.codes {
            Codes::Bytes(codes) => codes.capacity(),
            Codes::Packed(codes) => codes.memory_bytes(),
        };
        codes + self.values.capacity() * size_of::<T>()
    }
}

/// Seconds from one time of a row to another, or [`NEVER`]: by their number where they repeat
/// (limits are set in whole days), as they are where they do not.
#[derive(Clone, Debug)]
pub(crate) struct Spans {
    /// Each value once; empty where they are stored as they are.
    values: Vec<i32>,
    /// What is stored as 1: 0 is [`NEVER`]. Of no meaning beside `values`.
    least: i32,
    packed: Packed,
}

/// More different values are not worth a table.
const MOST_SPANS: usize = 1 << 12;

impl Spans {
    pub(crate) fn new(spans: impl ExactSizeIterator<Item = i32> + Clone) -> Self {
        match number(spans.clone(), MOST_SPANS) {
            None => Self::as_they_are(spans),
            Some((values, numbers)) => Self {
                values,
                least: 0,
                packed: Packed::new(numbers.into_iter().map(u64::from)),
            },
        }
    }

    fn as_they_are(spans: impl ExactSizeIterator<Item = i32> + Clone) -> Self {
        let least = spans.clone().filter(|span| *span != NEVER).min().unwrap_or(0);
        let stored = spans.map(|span| {
            if span == NEVER {
                0
            } else {
                (i64::from(span) - i64::from(least)) as u64 + 1
            }
        });
        Self {
            values: Vec::new(),
            least,
            packed: Packed::new(stored),
        }
    }

    /// As stored; beside values, every number has to be a place among them.
    pub(crate) fn of_parts(values: Vec<i32>, least: i32, packed: Packed) -> Self {
        Self {
            values,
            least,
            packed,
        }
    }

    pub(crate) fn parts(&self) -> (&[i32], i32, &Packed) {
        (&self.values, self.least, &self.packed)
    }

    #[inline]
    pub(crate) fn get(&self, row: usize) -> i32 {
        let stored = self.packed.get(row);
        if !self.values.is_empty() {
            self.values[stored as usize]
        } else if stored == 0 {
            NEVER
        } else {
            // Wraps back to what it was made of.
            self.least.wrapping_add(stored as i32).wrapping_sub(1)
        }
    }

    pub(crate) fn memory_bytes(&self) -> usize {
        self.packed.memory_bytes() + self.values.capacity() * size_of::<i32>()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn packed_numbers_come_back(
            numbers in proptest::collection::vec(any::<u64>(), 0..200), narrow in 0_u32..=64,
        ) {
            let numbers: Vec<u64> =
                numbers.iter().map(|n| n.checked_shr(narrow).unwrap_or(0)).collect();
            let packed = Packed::new(numbers.iter().copied());
            for (at, number) in numbers.iter().enumerate() {
                prop_assert_eq!(packed.get(at), *number);
            }
        }

        #[test]
        fn columns_give_their_values_back(rows in proptest::collection::vec(any::<u16>(), 0..900)) {
            let column = Column::new(rows.iter().copied());
            for (at, value) in rows.iter().enumerate() {
                prop_assert_eq!(column.get(at), *value);
            }
        }

        #[test]
        fn spans_come_back_with_and_without_a_table(
            spans in proptest::collection::vec(
                prop_oneof![Just(NEVER), Just(i32::MAX), Just(NEVER + 1), any::<i32>()], 0..100),
        ) {
            for column in [Spans::new(spans.iter().copied()), Spans::as_they_are(spans.iter().copied())] {
                for (at, span) in spans.iter().enumerate() {
                    prop_assert_eq!(column.get(at), *span);
                }
            }
        }
    }
}
