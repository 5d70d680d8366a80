//! Ranges of rank by simulation: draw every unit's rate from its posterior, rank, repeat, count.
//!
//! The draws of a unit are its posterior's quantiles in random order (Latin hypercube sampling), so that
//! each unit's own distribution is exact and chance enters only by which draws meet.

use rand::SeedableRng;
use rand::seq::SliceRandom;
use rand_chacha::ChaCha8Rng;

/// Simulated rankings.
const DRAWS: usize = 4000;
/// Points at which a posterior's distribution function is computed.
const GRID: usize = 512;
/// Share of rankings below and above the range.
pub(super) const TAIL: f64 = 0.05;

/// The range of ranks, 1 = highest rate, that holds 90 % of each unit's simulated ranks; one per
/// Beta(alpha, beta) given.
pub(super) fn rank_ranges(posteriors: &[(f64, f64)], seed: u64) -> Vec<[u32; 2]> {
    let units = posteriors.len();
    // Low bits of a sort key hold the unit, the others the drawn rate: one integer sort ranks a draw.
    let unit_bits = units.next_power_of_two() as u64 - 1;
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let mut keys = vec![0_u64; DRAWS * units];
    let mut places: Vec<u32> = (0..DRAWS as u32).collect();
    for (unit, &(alpha, beta)) in posteriors.iter().enumerate() {
        places.shuffle(&mut rng);
        for (quantile, &place) in logit_quantiles(alpha, beta).into_iter().zip(&places) {
            keys[place as usize * units + unit] = (descending(quantile) & !unit_bits) | unit as u64;
        }
    }
    let mut counts = vec![0_u32; units * units];
    for draw in keys.chunks_exact_mut(units.max(1)) {
        draw.sort_unstable();
        for (rank, key) in draw.iter().enumerate() {
            counts[(key & unit_bits) as usize * units + rank] += 1;
        }
    }
    counts.chunks_exact(units.max(1)).map(range_of).collect()
}

/// A key that sorts the other way round than `value`.
fn descending(value: f64) -> u64 {
    let bits = value.to_bits();
    let ascending = if bits >> 63 == 1 { !bits } else { bits | 1 << 63 };
    !ascending
}

/// The ranks whose middle lies between the tails: the distribution function is taken half-way up each
/// rank's own step. Ranks are whole, so a range that never left out more than its tails would hold far
/// more than 90 % where few ranks are in play; this one holds 90 % on average over units.
fn range_of(counts: &[u32]) -> [u32; 2] {
    let mut below = 0;
    let mut range = [0, 0];
    for (rank, &count) in (1..).zip(counts) {
        let middle = (f64::from(below) + f64::from(count) / 2.0) / DRAWS as f64;
        if (TAIL..=1.0 - TAIL).contains(&middle) {
            range = [if range[0] == 0 { rank } else { range[0] }, rank];
        }
        below += count;
    }
    range
}

/// The quantiles (k + ½)/[`DRAWS`] of Beta(alpha, beta) on the logit scale, ascending.
///
/// On that scale z the density is `exp(alpha z − (alpha + beta) ln(1 + eᶻ))` up to a factor: smooth, one
/// peak at `ln(alpha/beta)`, curvature `1/alpha + 1/beta`, tails that fall like `exp(alpha z)` and
/// `exp(−beta z)`; so a plain sum over an even grid integrates it well for any parameters.
pub(crate) fn logit_quantiles(alpha: f64, beta: f64) -> Vec<f64> {
    let peak = (alpha / beta).ln();
    let deviation = (1.0 / alpha + 1.0 / beta).sqrt();
    let start = peak - (8.0 * deviation).max(25.0 / alpha);
    let step = (peak + (8.0 * deviation).max(25.0 / beta) - start) / (GRID - 1) as f64;
    let log_density = |z: f64| alpha * z - (alpha + beta) * (z.max(0.0) + (-z.abs()).exp().ln_1p());
    let top = log_density(peak);
    let density: Vec<f64> = (0..GRID)
        .map(|point| (log_density(start + step * point as f64) - top).exp())
        .collect();
    let total: f64 = density.windows(2).map(|pair| pair[0] + pair[1]).sum();

    let mut quantiles = Vec::with_capacity(DRAWS);
    let mut below = 0.0;
    for (point, pair) in density.windows(2).enumerate() {
        let here = pair[0] + pair[1];
        while quantiles.len() < DRAWS {
            let wanted = (quantiles.len() as f64 + 0.5) / DRAWS as f64 * total;
            if wanted > below + here {
                break;
            }
            quantiles.push(start + step * (point as f64 + (wanted - below) / here));
        }
        below += here;
    }
    // Rounding can leave the last one unreached.
    quantiles.resize(DRAWS, start + step * (GRID - 1) as f64);
    quantiles
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_agree_with_the_closed_forms() {
        // Beta(1, 1) is uniform, Beta(2, 1) has distribution p², Beta(1, 3) has 1 − (1−p)³.
        agree(1.0, 1.0, |u| u);
        agree(2.0, 1.0, f64::sqrt);
        agree(1.0, 3.0, |u| 1.0 - (1.0 - u).cbrt());

        fn agree(alpha: f64, beta: f64, closed: fn(f64) -> f64) {
            for (index, z) in logit_quantiles(alpha, beta).into_iter().enumerate() {
                let p = 1.0 / (1.0 + (-z).exp());
                let expected = closed((index as f64 + 0.5) / DRAWS as f64);
                assert!(
                    (p - expected).abs() < 1e-3,
                    "Beta({alpha}, {beta}) {index}: {p} {expected}"
                );
            }
        }
    }

    #[test]
    fn keys_sort_the_highest_rate_first() {
        let mut values = [-3.0, 2.5, 0.0, -0.25, 1e-9, 700.0];
        values.sort_by_key(|value| descending(*value));
        assert_eq!(values, [700.0, 2.5, 1e-9, 0.0, -0.25, -3.0]);
    }

    #[test]
    fn no_units_have_no_ranges_and_one_is_first() {
        assert_eq!(rank_ranges(&[], 1), Vec::<[u32; 2]>::new());
        assert_eq!(rank_ranges(&[(5.0, 2.0)], 1), vec![[1, 1]]);
    }
}
