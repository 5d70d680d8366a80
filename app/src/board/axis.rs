//! The one axis that all departments of a board share.

use domain::board::BoardRow;

use crate::ui::number;

/// Distances between two marks, smallest first.
const STEPS: [f64; 6] = [0.01, 0.02, 0.05, 0.1, 0.2, 0.25];
/// At most so many distances between the ends.
const INTERVALS: f64 = 5.0;

/// Where the axis begins and ends, and how many equal parts it has.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Axis {
    low: f64,
    step: f64,
    /// Parts between the marks, 1 to 5.
    pub(crate) parts: u8,
}

impl Axis {
    /// The axis on which the intervals of all ranked rows fit. Rows too small to be ranked do not
    /// stretch it: their bars are cut at its ends.
    pub(crate) fn of(rows: &[BoardRow]) -> Self {
        let ranked = rows
            .iter()
            .filter(|row| row.rank.is_some())
            .filter_map(|row| row.interval);
        let ends = ranked.reduce(|[low, high], [l, h]| [low.min(l), high.max(h)]);
        Self::spanning(ends.unwrap_or([0.0, 1.0]))
    }

    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "1 to 5")]
    fn spanning([low, high]: [f64; 2]) -> Self {
        let rounded = |step: f64| {
            (
                (low / step + 1e-9).floor() * step,
                (high / step - 1e-9).ceil() * step,
            )
        };
        let fits = |step: &f64| {
            let (low, high) = rounded(*step);
            (high - low) / step <= INTERVALS + 1e-9
        };
        let step = STEPS.into_iter().find(fits).unwrap_or(0.25);
        let (low, high) = rounded(step);
        Self {
            low,
            step,
            parts: ((high - low) / step).round().clamp(1.0, INTERVALS) as u8,
        }
    }

    fn share(self, rate: f64) -> f64 {
        (rate - self.low) / (self.step * f64::from(self.parts))
    }

    /// Where a rate stands, as an SVG length; cut at the ends.
    pub(crate) fn at(self, rate: f64) -> String {
        format!("{:.1}%", self.share(rate).clamp(0.0, 1.0) * 100.0)
    }

    /// Whether a rate lies outside the axis.
    pub(crate) fn cuts(self, rate: f64) -> bool {
        let share = self.share(rate);
        !(-1e-9..=1.0 + 1e-9).contains(&share)
    }

    /// The words at the marks, from low to high.
    pub(crate) fn labels(self) -> Vec<String> {
        (0..=self.parts)
            .map(|part| number::level(self.low + self.step * f64::from(part)))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_axis_ends_at_round_rates_around_all_intervals() {
        let axis = Axis::spanning([0.74, 0.98]);
        assert_eq!(axis.labels(), ["70%", "80%", "90%", "100%"]);
        assert_eq!(axis.at(0.85), "50.0%");
        assert_eq!(axis.at(0.2), "0.0%");
        assert!(axis.cuts(0.2) && !axis.cuts(0.7) && !axis.cuts(1.0));
        assert_eq!(
            Axis::spanning([0.9, 1.0]).labels(),
            ["90%", "92%", "94%", "96%", "98%", "100%"]
        );
        assert_eq!(
            Axis::spanning([0.0, 1.0]).labels(),
            ["0%", "20%", "40%", "60%", "80%", "100%"]
        );
    }

    #[test]
    fn an_axis_of_one_point_still_has_a_width() {
        assert_eq!(Axis::spanning([1.0, 1.0]).parts, 1);
        assert!(Axis::spanning([0.5, 0.5]).parts >= 1);
    }
}
