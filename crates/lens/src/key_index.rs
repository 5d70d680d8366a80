//! Finding the row of a key at two bytes a row.
//!
//! A hash map from keys to rows would weigh as much as half of all other columns. Instead a key's hash
//! names a bucket of some sixteen entries, and an entry only has eight more bits of the hash and which
//! 256th part of the rows to look through. A key that is not there costs a few compared bytes and,
//! once in sixteen times, a look through one part.

use crate::column::Packed;
use crate::keys::mix;

const BUCKET: usize = 16;
const SLICES: usize = 256;

#[derive(Clone, Copy, Debug, Default)]
struct Entry {
    tag: u8,
    slice: u8,
}

#[derive(Clone, Debug)]
pub(crate) struct KeyIndex {
    /// Where each bucket begins, and where the last one ends.
    starts: Vec<u32>,
    entries: Vec<Entry>,
}

impl KeyIndex {
    pub(crate) fn new(keys: &Packed, len: usize) -> Self {
        let buckets = len.div_ceil(BUCKET).max(1);
        let bucket = |row: usize| bucket_of(mix(keys.get(row)), buckets);
        let mut starts = vec![0_u32; buckets + 1];
        (0..len).for_each(|row| starts[bucket(row) + 1] += 1);
        for at in 1..starts.len() {
            starts[at] += starts[at - 1];
        }
        let mut next = starts.clone();
        let mut entries = vec![Entry::default(); len];
        let rows = rows_per_slice(len);
        for row in 0..len {
            let next = &mut next[bucket(row)];
            entries[*next as usize] = Entry {
                tag: mix(keys.get(row)) as u8,
                slice: (row / rows) as u8,
            };
            *next += 1;
        }
        Self { starts, entries }
    }

    /// The row of a key, if it has one.
    pub(crate) fn find(&self, keys: &Packed, key: u64) -> Option<u32> {
        let hash = mix(key);
        let bucket = bucket_of(hash, self.starts.len() - 1);
        let entries = &self.entries[self.starts[bucket] as usize..self.starts[bucket + 1] as usize];
        let rows = rows_per_slice(self.entries.len());
        let tagged = entries.iter().filter(|entry| entry.tag == hash as u8);
        tagged
            .flat_map(|entry| {
                let from = usize::from(entry.slice) * rows;
                from..(from + rows).min(self.entries.len())
            })
            .find(|row| keys.get(*row) == key)
            .map(|row| row as u32)
    }

    pub(crate) fn memory_bytes(&self) -> usize {
        self.starts.capacity() * size_of::<u32>() + self.entries.capacity() * size_of::<Entry>()
    }
}

/// By the high bits of the hash; the tag is the low ones.
fn bucket_of(hash: u64, buckets: usize) -> usize {
    ((u128::from(hash) * buckets as u128) >> 64) as usize
}

fn rows_per_slice(len: usize) -> usize {
    len.div_ceil(SLICES).max(1)
}
