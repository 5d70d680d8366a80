use super::Unit;

/// Rounds of re-weighting; the estimate settles within a few.
const ROUNDS: usize = 20;
/// Bounds of the intra-unit correlation 1/(a + b + 1): between a prior as strong as 9,999 cases and one
/// as strong as a single case.
const CORRELATION: (f64, f64) = (1e-4, 0.5);
/// Correlation of the uniform prior, used where the group tells nothing about it.
const UNKNOWN: f64 = 1.0 / 3.0;

/// What a peer group says about the rate of any unit in it: Beta(a, b).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Prior {
    /// Pseudo-successes.
    pub a: f64,
    /// Pseudo-failures.
    pub b: f64,
}

impl Prior {
    /// Fits the beta-binomial prior by weighted moments: J. C. Kleinman, Proportions with extraneous
    /// variance: single and independent samples, J. Am. Stat. Assoc. 68 (1973) 46–54. With
    /// `p_i = x_i / n_i`, weights `w_i`, `w = Σ w_i`, `p = Σ w_i p_i / w`, `S = Σ w_i (p_i − p)²`:
    ///
    /// `γ = (S / p(1−p) − B) / (A − B)`, `A = Σ w_i (1 − w_i/w)`, `B = Σ (w_i/n_i)(1 − w_i/w)`,
    ///
    /// where `γ = 1/(a+b+1)`; the weights start as `n_i` and are then `n_i / (1 + γ(n_i − 1))`. γ is kept
    /// between 0.0001 and 0.5. The mean is `(Σ w_i p_i + 1) / (w + 2)`: never 0 or 1, so that no unit's
    /// posterior is certain. Units without trials say nothing; a group that cannot tell its spread (one
    /// unit, or one trial each) gets a prior as strong as two cases.
    #[must_use]
    pub fn fit(units: &[Unit]) -> Self {
        let records: Vec<(f64, f64)> = units
            .iter()
            .filter(|unit| unit.trials > 0)
            .map(|unit| {
                let n = unit.trials as f64;
                (n, unit.successes.min(unit.trials) as f64 / n)
            })
            .collect();
        let mut correlation = 0.0;
        for _ in 0..ROUNDS {
            let next = refine(&records, correlation);
            if (next - correlation).abs() < 1e-12 {
                break;
            }
            correlation = next;
        }
        let (mut weight, mut successes) = (0.0, 0.0);
        for &(n, p) in &records {
            let w = n / (1.0 + correlation * (n - 1.0));
            weight += w;
            successes += w * p;
        }
        let mean = (successes + 1.0) / (weight + 2.0);
        let strength = if records.is_empty() {
            2.0
        } else {
            1.0 / correlation - 1.0
        };
        Self {
            a: mean * strength,
            b: (1.0 - mean) * strength,
        }
    }

    /// The two parameters of the unit's posterior Beta(a + x, b + n − x).
    #[must_use]
    pub fn posterior(self, unit: Unit) -> (f64, f64) {
        let successes = unit.successes.min(unit.trials);
        (
            self.a + successes as f64,
            self.b + (unit.trials - successes) as f64,
        )
    }

    /// `(a + x) / (a + b + n)`.
    #[must_use]
    pub fn posterior_mean(self, unit: Unit) -> f64 {
        let (alpha, beta) = self.posterior(unit);
        alpha / (alpha + beta)
    }
}

/// One round: the correlation that the moments give under weights made with the last one.
fn refine(records: &[(f64, f64)], correlation: f64) -> f64 {
    let weigh = |n: f64| n / (1.0 + correlation * (n - 1.0));
    let total: f64 = records.iter().map(|&(n, _)| weigh(n)).sum();
    let mean = records.iter().map(|&(n, p)| weigh(n) * p).sum::<f64>() / total;
    let (mut spread, mut a, mut b) = (0.0, 0.0, 0.0);
    for &(n, p) in records {
        let w = weigh(n);
        spread += w * (p - mean) * (p - mean);
        a += w * (1.0 - w / total);
        b += w / n * (1.0 - w / total);
    }
    if a - b < 1e-9 {
        return UNKNOWN;
    }
    let variance = mean * (1.0 - mean);
    // All or none of the cases of the whole group: no spread to be seen.
    let estimate = if variance < 1e-12 {
        0.0
    } else {
        (spread / variance - b) / (a - b)
    };
    estimate.clamp(CORRELATION.0, CORRELATION.1)
}
