//! Finding a key without an index: which buckets may hold it.
//!
//! A hash map over all keys would weigh as much as all other columns together. Instead every bucket
//! keeps its keys in order and a sketch of them here (a Bloom filter, 12 bits a key, about one false
//! alarm in a hundred), so that an unknown key costs one cache line per bucket.

use std::hash::{BuildHasherDefault, Hasher};

/// Spreads a key over all 64 bits (the finaliser of splitmix64).
pub(crate) fn mix(key: u64) -> u64 {
    let mut v = key.wrapping_add(0x9e37_79b9_7f4a_7c15);
    v = (v ^ (v >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    v = (v ^ (v >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    v ^ (v >> 31)
}

const BITS_PER_KEY: usize = 12;
/// Bits set per key, all in one cache line.
const PROBES: u32 = 5;

#[derive(Clone, Debug)]
pub(crate) struct Sketch {
    lines: Vec<[u64; 8]>,
    room: usize,
}

impl Sketch {
    /// For about `keys` keys; more of them only raise the number of false alarms.
    pub(crate) fn with_room(keys: usize) -> Self {
        let lines = (keys * BITS_PER_KEY).div_ceil(512).max(1);
        Self {
            lines: vec![[0; 8]; lines],
            room: keys,
        }
    }

    /// How many keys it was made for.
    pub(crate) fn room(&self) -> usize {
        self.room
    }

    pub(crate) fn insert(&mut self, key: u64) {
        let (line, bits) = self.place(key);
        for bit in probes(bits) {
            self.lines[line][bit / 64] |= 1 << (bit % 64);
        }
    }

    /// `false` is certain.
    pub(crate) fn may_hold(&self, key: u64) -> bool {
        let (line, bits) = self.place(key);
        let line = &self.lines[line];
        probes(bits).all(|bit| line[bit / 64] & (1 << (bit % 64)) != 0)
    }

    fn place(&self, key: u64) -> (usize, u64) {
        let hash = mix(key);
        let line = (u128::from(hash) * self.lines.len() as u128) >> 64;
        // The line took the high bits; mixed again, the rest is as good as independent.
        (line as usize, mix(hash))
    }

    pub(crate) fn memory_bytes(&self) -> usize {
        self.lines.capacity() * size_of::<[u64; 8]>()
    }
}

fn probes(bits: u64) -> impl Iterator<Item = usize> {
    (0..PROBES).map(move |i| (bits >> (9 * i)) as usize & 511)
}

/// Keys are handed out by ourselves, not by strangers: a hash without secrets does.
#[derive(Default)]
pub(crate) struct KeyHasher(u64);

impl Hasher for KeyHasher {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.write_u64(u64::from(*byte));
        }
    }

    fn write_u64(&mut self, value: u64) {
        self.0 = mix(self.0 ^ value);
    }

    fn write_u32(&mut self, value: u32) {
        self.write_u64(u64::from(value));
    }

    fn write_i32(&mut self, value: i32) {
        self.write_u64(u64::from(value as u32));
    }

    fn write_u16(&mut self, value: u16) {
        self.write_u64(u64::from(value));
    }

    fn write_u8(&mut self, value: u8) {
        self.write_u64(u64::from(value));
    }
}

pub(crate) type KeyMap<K, V> = std::collections::HashMap<K, V, BuildHasherDefault<KeyHasher>>;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sketch_forgets_no_key_and_seldom_claims_a_stranger() {
        let keys: Vec<u64> = (0..10_000).map(|i| i * 7).collect();
        let mut sketch = Sketch::with_room(keys.len());
        keys.iter().for_each(|key| sketch.insert(*key));
        assert!(keys.iter().all(|key| sketch.may_hold(*key)));
        let false_alarms = (0..10_000).filter(|i| sketch.may_hold(i * 7 + 1)).count();
        assert!(false_alarms < 300, "{false_alarms} of 10,000");
    }
}
