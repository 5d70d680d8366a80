//! Randomness by key: the same key gives the same numbers on every machine, in any order of asking.

use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;
use uuid::Uuid;

/// What a stream of numbers is for; each purpose has its own.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Purpose {
    Outline = 1,
    Areas,
    Anchors,
    Spots,
    Heat,
    Days,
    Incident,
    Fate,
    Step,
    Elements,
    Ground,
}

/// The stream for `purpose`, `seed` and `index`.
pub(crate) fn stream(purpose: Purpose, seed: u64, index: u64) -> ChaCha8Rng {
    keyed(purpose, seed, index, 0)
}

/// The stream for one version of one case: `version` 0 is its fate.
pub(crate) fn of_case(purpose: Purpose, case_id: Uuid, version: u32) -> ChaCha8Rng {
    let (high, low) = case_id.as_u64_pair();
    keyed(purpose, high, low, u64::from(version))
}

fn keyed(purpose: Purpose, a: u64, b: u64, c: u64) -> ChaCha8Rng {
    let mut key = [0; 32];
    key[..8].copy_from_slice(&a.to_le_bytes());
    key[8..16].copy_from_slice(&b.to_le_bytes());
    key[16..24].copy_from_slice(&c.to_le_bytes());
    key[24] = purpose as u8;
    ChaCha8Rng::from_seed(key)
}

/// The number whose share of `cumulative` (ascending, last = total) contains `at` in [0, 1).
pub(crate) fn pick(cumulative: &[f64], at: f64) -> usize {
    let total = cumulative.last().copied().unwrap_or(0.0);
    cumulative
        .partition_point(|sum| *sum <= at * total)
        .min(cumulative.len().saturating_sub(1))
}

/// Running sums, for [`pick`].
pub(crate) fn cumulate(weights: impl IntoIterator<Item = f64>) -> Vec<f64> {
    let mut sum = 0.0;
    weights
        .into_iter()
        .map(|weight| {
            sum += weight;
            sum
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use rand::Rng;

    use super::*;

    #[test]
    fn a_share_is_picked_as_often_as_it_is_large() {
        let cumulative = cumulate([1.0, 0.0, 3.0]);
        assert_eq!(
            [0.0, 0.24, 0.26, 0.99].map(|at| pick(&cumulative, at)),
            [0, 0, 2, 2]
        );
    }

    #[test]
    fn different_purposes_and_keys_give_different_numbers() {
        let draw = |purpose, seed, index| stream(purpose, seed, index).random::<u64>();
        let one = draw(Purpose::Heat, 7, 1);
        assert_eq!(one, draw(Purpose::Heat, 7, 1));
        for other in [
            draw(Purpose::Days, 7, 1),
            draw(Purpose::Heat, 8, 1),
            draw(Purpose::Heat, 7, 2),
        ] {
            assert_ne!(one, other);
        }
    }
}
