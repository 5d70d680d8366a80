//! Fair ranking of units by a rate: shrink first, rank by the posterior, publish a range.
//!
//! A rate of few cases is mostly luck. Each unit's rate is therefore taken as drawn from the
//! distribution of its peer group ([`prior`]), and what its own cases add to that decides: a unit with
//! `x` successes in `n` trials has the posterior Beta(a + x, b + n − x). The published rank is the range
//! that holds the unit's rank among its peers with 90 % probability. Units are taken as given: whom a
//! unit may be compared with is the caller's choice.

mod prior;
mod ranges;
#[cfg(test)]
mod tests;

pub use prior::Prior;
pub(crate) use ranges::logit_quantiles;

/// Trials below which a unit has no rank.
pub const MIN_TRIALS: u64 = 20;

/// How sure a range of ranks is: what both of its tails leave.
pub const LEVEL: f64 = 1.0 - 2.0 * ranges::TAIL;

/// One unit's record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Unit {
    /// E.g. cases closed on time; more than `trials` counts as `trials`.
    pub successes: u64,
    /// E.g. cases due.
    pub trials: u64,
}

/// Where a unit stands among those it was ranked with.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Standing {
    /// Position in the list, from 0: by posterior mean, the highest first; equal means by more trials,
    /// then as given. A unit too small to rank keeps its place but never leads a list that has ranked
    /// units, and one without trials stands last.
    pub order: usize,
    /// Expected rate, 0 to 1: `(a + x) / (a + b + n)`.
    pub posterior_mean: f64,
    /// First and last rank of the 90 % range, 1 = best, among the units with at least [`MIN_TRIALS`];
    /// `None` for the others. Equal records have equal ranges.
    pub range: Option<[u32; 2]>,
}

/// Ranks the units of one peer group; the standings come in the order of `units`. The same units give the
/// same answer: nothing is drawn.
#[must_use]
pub fn rank(units: &[Unit]) -> Vec<Standing> {
    let prior = Prior::fit(units);
    let mean: Vec<f64> = units.iter().map(|unit| prior.posterior_mean(*unit)).collect();
    let ranked: Vec<usize> = (0..units.len())
        .filter(|&i| units[i].trials >= MIN_TRIALS)
        .collect();
    let posteriors: Vec<_> = ranked.iter().map(|&i| prior.posterior(units[i])).collect();
    let ranges = ranges::rank_ranges(&posteriors);

    let mut standings: Vec<Standing> = mean
        .iter()
        .map(|&posterior_mean| Standing {
            order: 0,
            posterior_mean,
            range: None,
        })
        .collect();
    for (&index, range) in ranked.iter().zip(ranges) {
        standings[index].range = Some(range);
    }
    for (order, index) in listed(units, &mean).into_iter().enumerate() {
        standings[index].order = order;
    }
    standings
}

/// Indices of `units` in the order of the list.
fn listed(units: &[Unit], mean: &[f64]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..units.len()).collect();
    order.sort_by(|&a, &b| {
        let empty = (units[a].trials == 0).cmp(&(units[b].trials == 0));
        let by_mean = mean[b].total_cmp(&mean[a]);
        empty
            .then(by_mean)
            .then(units[b].trials.cmp(&units[a].trials))
            .then(a.cmp(&b))
    });
    // FixMyStreet #1957: a council with one case, fixed in four minutes, led the list.
    if let Some(first) = order.iter().position(|&i| units[i].trials >= MIN_TRIALS) {
        order[..=first].rotate_right(1);
    }
    order
}
