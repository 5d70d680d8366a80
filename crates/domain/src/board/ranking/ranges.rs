//! Ranges of rank, computed and not simulated: the same records give the same ranges everywhere.
//!
//! Given the rate of one unit, every other unit is better or not independently of the rest, so that the number of
//! better ones has a Poisson-binomial distribution. That is averaged over the unit's own posterior.

/// Share of the distribution below and above the range.
pub(super) const TAIL: f64 = 0.05;
/// Points at which a posterior's distribution function is computed.
const GRID: usize = 257;
/// Gauss–Legendre nodes on (0, 1) with their weights: Abramowitz and Stegun, Handbook of Mathematical Functions,
/// table 25.4, n = 16, moved from (−1, 1).
const NODES: [(f64, f64); 16] = [
    (0.005_299_532_504_175, 0.013_576_229_705_877),
    (0.027_712_488_463_383_7, 0.031_126_761_969_323_9),
    (0.067_184_398_806_084_1, 0.047_579_255_841_246_3),
    (0.122_297_795_822_498_5, 0.062_314_485_627_767),
    (0.191_061_877_798_678_1, 0.074_797_994_408_288_4),
    (0.270_991_611_171_386_3, 0.084_578_259_697_501_3),
    (0.359_198_224_610_370_6, 0.091_301_707_522_461_8),
    (0.452_493_745_081_181_2, 0.094_725_305_227_534_2),
    (0.547_506_254_918_818_8, 0.094_725_305_227_534_2),
    (0.640_801_775_389_629_3, 0.091_301_707_522_461_8),
    (0.729_008_388_828_613_7, 0.084_578_259_697_501_3),
    (0.808_938_122_201_321_9, 0.074_797_994_408_288_4),
    (0.877_702_204_177_501_6, 0.062_314_485_627_767),
    (0.932_815_601_193_915_9, 0.047_579_255_841_246_3),
    (0.972_287_511_536_616_3, 0.031_126_761_969_323_9),
    (0.994_700_467_495_825, 0.013_576_229_705_877),
];
/// Quantiles that stand for a distribution.
const QUANTILES: u32 = 4000;
/// Chances nearer to 0 or 1 than this are certain.
const CERTAIN: f64 = 1e-9;

/// The range of ranks, 1 = highest rate, that holds 90 % of each unit's rank; one per Beta(alpha, beta)
/// given.
pub(super) fn rank_ranges(posteriors: &[(f64, f64)]) -> Vec<[u32; 2]> {
    // In one order, whoever is asked for: equal units must get equal ranges to the last bit.
    let mut order: Vec<usize> = (0..posteriors.len()).collect();
    let key = |unit: usize| posteriors[unit];
    order.sort_by(|&a, &b| {
        let ((alpha, beta), (other_alpha, other_beta)) = (key(a), key(b));
        alpha.total_cmp(&other_alpha).then(beta.total_cmp(&other_beta))
    });
    let sorted: Vec<Posterior> = order
        .iter()
        .map(|&unit| Posterior::of(posteriors[unit].0, posteriors[unit].1))
        .collect();
    let mut ranges = vec![[0, 0]; posteriors.len()];
    let mut ranks = vec![0.0; posteriors.len()];
    let mut given = Vec::with_capacity(posteriors.len());
    for (place, &unit) in order.iter().enumerate() {
        ranks.fill(0.0);
        for (share, weight) in NODES {
            let rate = sorted[place].quantile(share);
            let surely = better(&sorted, place, rate, &mut given);
            for (more, chance) in given.iter().enumerate() {
                ranks[surely + more] += weight * chance;
            }
        }
        ranges[unit] = range_of(&ranks);
    }
    ranges
}

/// Quantiles of Beta(alpha, beta) on the logit scale, ascending: the middles of [`QUANTILES`] equal shares.
pub(crate) fn logit_quantiles(alpha: f64, beta: f64) -> Vec<f64> {
    let posterior = Posterior::of(alpha, beta);
    (0..QUANTILES)
        .map(|part| posterior.quantile((f64::from(part) + 0.5) / f64::from(QUANTILES)))
        .collect()
}

/// How many units are surely better than `unit` is at `rate`, and in `distribution` the chance of each number of
/// others that may be.
fn better(all: &[Posterior], unit: usize, rate: f64, distribution: &mut Vec<f64>) -> usize {
    let mut surely = 0;
    let mut next = Vec::with_capacity(all.len() + 1);
    distribution.clear();
    distribution.push(1.0);
    for (other, posterior) in all.iter().enumerate() {
        if other == unit {
            continue;
        }
        let chance = posterior.above(rate);
        if chance > 1.0 - CERTAIN {
            surely += 1;
        } else if chance > CERTAIN {
            // From one list into another, so that no step waits for the one before it.
            next.clear();
            next.push(distribution[0] * (1.0 - chance));
            next.extend(
                distribution
                    .windows(2)
                    .map(|pair| pair[1] * (1.0 - chance) + pair[0] * chance),
            );
            next.push(distribution[distribution.len() - 1] * chance);
            std::mem::swap(distribution, &mut next);
        }
    }
    surely
}

/// The ranks whose middle lies between the tails: the distribution function is taken half-way up each
/// rank's own step. Ranks are whole, so a range that never left out more than its tails would hold far
/// more than 90 % where few ranks are in play; this one holds 90 % on average over units.
pub(super) fn range_of(chances: &[f64]) -> [u32; 2] {
    let mut below = 0.0;
    let mut range = [0, 0];
    for (rank, chance) in (1..).zip(chances) {
        let middle = below + chance / 2.0;
        if (TAIL..=1.0 - TAIL).contains(&middle) {
            range = [if range[0] == 0 { rank } else { range[0] }, rank];
        }
        below += chance;
    }
    range
}

/// The distribution function of Beta(alpha, beta) on the logit scale, as a table.
///
/// On that scale z the density is `exp(alpha z − (alpha + beta) ln(1 + eᶻ))` up to a factor: smooth, one
/// peak at `ln(alpha/beta)`, curvature `1/alpha + 1/beta`, tails that fall like `exp(alpha z)` and
/// `exp(−beta z)`; so a plain sum over an even grid integrates it well for any parameters.
struct Posterior {
    start: f64,
    step: f64,
    /// From 0 to 1, at [`GRID`] points.
    below: Vec<f64>,
}

impl Posterior {
    fn of(alpha: f64, beta: f64) -> Self {
        let peak = (alpha / beta).ln();
        let deviation = (1.0 / alpha + 1.0 / beta).sqrt();
        let start = peak - (7.0 * deviation).max(25.0 / alpha);
        let step = (peak + (7.0 * deviation).max(25.0 / beta) - start) / (GRID - 1) as f64;
        let log_density = |z: f64| alpha * z - (alpha + beta) * (z.max(0.0) + (-z.abs()).exp().ln_1p());
        let top = log_density(peak);
        let mut below = Vec::with_capacity(GRID);
        let (mut sum, mut last) = (0.0, 0.0);
        for point in 0..GRID {
            let here = (log_density(start + step * point as f64) - top).exp();
            if point > 0 {
                sum += last + here;
            }
            below.push(sum);
            last = here;
        }
        below.iter_mut().for_each(|value| *value /= sum);
        Self { start, step, below }
    }

    /// The chance of a higher rate than the one whose logit is `z`.
    #[inline]
    fn above(&self, z: f64) -> f64 {
        let place = (z - self.start) / self.step;
        if place <= 0.0 {
            return 1.0;
        }
        let point = place as usize;
        if point + 1 >= GRID {
            return 0.0;
        }
        let (low, high) = (self.below[point], self.below[point + 1]);
        1.0 - (low + (high - low) * (place - point as f64))
    }

    /// The logit of the rate below which the share `share` lies.
    fn quantile(&self, share: f64) -> f64 {
        let point = self
            .below
            .partition_point(|below| *below < share)
            .clamp(1, GRID - 1);
        let (low, high) = (self.below[point - 1], self.below[point]);
        self.start + self.step * (point as f64 - 1.0 + (share - low) / (high - low))
    }
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
            let posterior = Posterior::of(alpha, beta);
            for share in (1..100).map(|percent| f64::from(percent) / 100.0) {
                let z = posterior.quantile(share);
                let p = 1.0 / (1.0 + (-z).exp());
                let expected = closed(share);
                assert!(
                    (p - expected).abs() < 2e-3,
                    "Beta({alpha}, {beta}) {share}: {p} {expected}"
                );
                assert!((posterior.above(z) - (1.0 - share)).abs() < 1e-9);
            }
        }
    }

    #[test]
    fn the_nodes_integrate_powers_exactly() {
        for power in 0..31 {
            let integral: f64 = NODES.iter().map(|(at, weight)| weight * at.powi(power)).sum();
            assert!((integral * f64::from(power + 1) - 1.0).abs() < 1e-12, "{power}");
        }
    }

    #[test]
    fn no_units_have_no_ranges_and_one_is_first() {
        assert_eq!(rank_ranges(&[]), Vec::<[u32; 2]>::new());
        assert_eq!(rank_ranges(&[(5.0, 2.0)]), vec![[1, 1]]);
    }

    #[test]
    fn of_two_equal_units_either_may_lead() {
        assert_eq!(rank_ranges(&[(50.0, 20.0); 2]), vec![[1, 2]; 2]);
    }
}
