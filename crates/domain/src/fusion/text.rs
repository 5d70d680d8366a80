//! How alike two texts are, without keeping them.

use serde::{Deserialize, Serialize};

use super::fnv1a;

/// Hashes kept of a text: enough for ± 0.06 of the true likeness in the middle of the scale, and exact for
/// texts of up to as many parts.
const KEPT: usize = 64;
/// Parts below which a text says too little to be unlike another.
const TELLING: usize = 12;

/// The smallest hashes of a text's parts (bottom-k sketch): pairs of neighbouring characters where words are
/// not parted by blanks, words elsewhere. Likeness is the Jaccard index of the two sets of parts, estimated
/// from the smallest hashes of their union.
///
/// Source: A. Broder, *On the resemblance and containment of documents*, 1997.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sketch(Vec<u32>);

impl Sketch {
    /// Of several texts, as one.
    #[must_use]
    pub fn of<'a>(texts: impl IntoIterator<Item = &'a str>) -> Self {
        let mut hashes = Vec::new();
        for text in texts {
            parts(text, &mut hashes);
        }
        Self::from_hashes(hashes)
    }

    /// From hashes as stored.
    #[must_use]
    pub fn from_hashes(mut hashes: Vec<u32>) -> Self {
        hashes.sort_unstable();
        hashes.dedup();
        hashes.truncate(KEPT);
        Self(hashes)
    }

    /// The hashes, ascending.
    #[must_use]
    pub fn hashes(&self) -> &[u32] {
        &self.0
    }

    /// Whether there is a text at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether it says enough for its unlikeness to another to mean something.
    #[must_use]
    pub fn is_telling(&self) -> bool {
        self.0.len() >= TELLING
    }

    /// Likeness in thousandths: 1000 for the same parts, 0 for none in common or no text.
    #[must_use]
    pub fn likeness(&self, other: &Self) -> u16 {
        let (mut one, mut two) = (self.0.iter().peekable(), other.0.iter().peekable());
        let (mut union, mut both) = (0_u32, 0_u32);
        while union < KEPT as u32 {
            let (a, b) = match (one.peek(), two.peek()) {
                (None, None) => break,
                // Beyond the end of a full sketch nothing is known of its text.
                (None, Some(_)) if self.0.len() == KEPT => break,
                (Some(_), None) if other.0.len() == KEPT => break,
                (a, b) => (a.copied().copied(), b.copied().copied()),
            };
            union += 1;
            match (a, b) {
                (Some(a), Some(b)) if a == b => {
                    both += 1;
                    one.next();
                    two.next();
                }
                (Some(a), Some(b)) if a > b => {
                    two.next();
                }
                (Some(_), _) => {
                    one.next();
                }
                (None, _) => {
                    two.next();
                }
            }
        }
        let likeness = (both * 1000).checked_div(union).unwrap_or(0);
        u16::try_from(likeness).unwrap_or(1000)
    }

    /// Keys that texts this alike probably share: the chance that one of the two is equal is `1 − (1 − J)²`
    /// for a likeness of `J`.
    #[must_use]
    pub fn keys(&self) -> [Option<i64>; 2] {
        if !self.is_telling() {
            return [None, None];
        }
        // The smallest by two orders that have nothing to do with each other.
        let other_order = |hash: &&u32| fnv1a(hash.to_le_bytes());
        let second = self.0.iter().min_by_key(other_order);
        [self.0.first(), second].map(|hash| hash.map(|hash| i64::from(*hash)))
    }
}

/// Adds the hashes of a text's parts.
pub(super) fn parts(text: &str, hashes: &mut Vec<u32>) {
    let hash = |part: &str| {
        let hash = fnv1a(part.bytes());
        (hash ^ (hash >> 32)) as u32
    };
    let (mut word, mut run) = (String::new(), Vec::new());
    let end_word = |word: &mut String, hashes: &mut Vec<u32>| {
        if !word.is_empty() {
            hashes.push(hash(word));
            word.clear();
        }
    };
    let end_run = |run: &mut Vec<char>, hashes: &mut Vec<u32>| {
        for pair in run.windows(2) {
            hashes.push(hash(&pair.iter().collect::<String>()));
        }
        run.clear();
    };
    for character in text.chars().flat_map(char::to_lowercase) {
        if !character.is_alphanumeric() {
            end_word(&mut word, hashes);
            end_run(&mut run, hashes);
        } else if is_unparted(character) {
            end_word(&mut word, hashes);
            run.push(character);
        } else {
            end_run(&mut run, hashes);
            word.push(character);
        }
    }
    end_word(&mut word, hashes);
    end_run(&mut run, hashes);
}

/// Chinese characters and kana stand without blanks between words.
fn is_unparted(character: char) -> bool {
    matches!(character, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}
