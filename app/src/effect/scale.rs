//! The upright axis of a chart.

/// What a mark of the axis may be apart from the next, times a power of ten.
const STEPS: [f64; 3] = [1.0, 2.0, 5.0];
/// At most so many distances between the ends.
const PARTS: f64 = 5.0;

/// From where to where an axis runs, with marks at round numbers.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Scale {
    low: f64,
    step: f64,
    parts: u8,
}

impl Scale {
    /// The axis that holds these intervals; from 0 to 1 where there are none.
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "1 to 6")]
    pub(super) fn around(intervals: impl Iterator<Item = [f64; 2]>) -> Self {
        let ends = intervals.reduce(|[low, high], [l, h]| [low.min(l), high.max(h)]);
        let [low, high] = ends.filter(|[low, high]| low < high).unwrap_or([0.0, 1.0]);
        let unit = 10_f64.powf(((high - low) / PARTS).log10().floor());
        let steps = STEPS.iter().map(|step| step * unit);
        let step = steps
            .chain([10.0 * unit])
            .find(|step| (high - low) / step <= PARTS + 1e-9)
            .unwrap_or(high - low);
        let low = (low / step + 1e-9).floor() * step;
        let parts = ((high - low) / step - 1e-9).ceil().max(1.0) as u8;
        Self { low, step, parts }
    }

    /// How far down from the top a value stands, as an SVG length; cut at the ends.
    pub(super) fn down(self, value: f64) -> String {
        let share = (value - self.low) / (self.step * f64::from(self.parts));
        format!("{:.1}%", (1.0 - share.clamp(0.0, 1.0)) * 100.0)
    }

    /// The values at the marks, from low to high.
    pub(super) fn marks(self) -> impl Iterator<Item = f64> {
        (0..=self.parts).map(move |part| self.low + self.step * f64::from(part))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn marks(intervals: &[[f64; 2]]) -> Vec<String> {
        let scale = Scale::around(intervals.iter().copied());
        scale.marks().map(|mark| format!("{mark:.2}")).collect()
    }

    #[test]
    fn an_axis_runs_between_round_numbers_around_all_intervals() {
        assert_eq!(
            marks(&[[0.83, 0.9], [0.72, 0.85]]),
            ["0.70", "0.75", "0.80", "0.85", "0.90"]
        );
        assert_eq!(
            marks(&[[120.0, 980.0]]),
            ["0.00", "200.00", "400.00", "600.00", "800.00", "1000.00"]
        );
        let scale = Scale::around([[0.5, 1.0]].into_iter());
        assert_eq!(scale.down(1.0), "0.0%");
        assert_eq!(scale.down(0.75), "50.0%");
        assert_eq!(scale.down(0.1), "100.0%");
    }

    #[test]
    fn without_intervals_it_runs_from_nothing_to_everything() {
        assert_eq!(marks(&[]).len(), 6);
        assert_eq!(marks(&[[0.3, 0.3]]).len(), 6);
    }
}
