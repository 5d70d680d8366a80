//! What the drawings of supervision share: a vertical scale, and lines through shares of a box.
//!
//! Marks and words stand at percentages of the drawing, so that they keep their size on a phone; lines are paths in
//! a box of [`BOX`] units that is stretched over it.

use std::fmt::Write as _;

use leptos::prelude::*;

/// Width and height of the box that lines are drawn in.
pub(super) const BOX: &str = "0 0 1000 1000";
const UNITS: f64 = 1000.0;

/// From the bottom of a drawing to its top.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Scale {
    low: f64,
    step: f64,
    parts: u8,
}

impl Scale {
    /// Round ends around the values, with two to six parts between them; `within` is where values can lie at all.
    pub(super) fn around(values: impl IntoIterator<Item = f64>, within: [f64; 2]) -> Self {
        let (low, high) = values
            .into_iter()
            .fold((within[1], within[0]), |(low, high), value| {
                (low.min(value), high.max(value))
            });
        let (low, high) = if low < high {
            (low.max(within[0]), high.min(within[1]))
        } else {
            (within[0], high.max(within[0] + 0.1).min(within[1]))
        };
        let rough = (high - low) / 5.0;
        let size = 10_f64.powf(rough.log10().floor());
        let step = [1.0, 2.0, 5.0, 10.0]
            .into_iter()
            .map(|step| step * size)
            .find(|step| *step >= rough)
            .unwrap_or(10.0 * size);
        let low = (low / step + 1e-9).floor() * step;
        let parts = ((high - low) / step - 1e-9).ceil().clamp(1.0, 6.0);
        Self {
            low,
            step,
            parts: parts as u8,
        }
    }

    /// How far down from the top a value lies, 0 to 1; cut at the ends.
    pub(super) fn down(self, value: f64) -> f64 {
        let share = (value - self.low) / (self.step * f64::from(self.parts));
        1.0 - share.clamp(0.0, 1.0)
    }

    /// The values that are written beside it, from low to high.
    pub(super) fn marks(self) -> Vec<f64> {
        (0..=self.parts)
            .map(|part| self.low + self.step * f64::from(part))
            .collect()
    }
}

/// A share of the drawing as an SVG length.
pub(super) fn at(share: f64) -> String {
    format!("{:.2}%", share * 100.0)
}

/// Path data through points, each a share of the box from the left and from the top; broken where there is none.
pub(super) fn path(points: impl IntoIterator<Item = Option<(f64, f64)>>) -> String {
    let mut path = String::new();
    let mut drawing = false;
    for point in points {
        if let Some((x, y)) = point {
            let command = if drawing { 'L' } else { 'M' };
            // Writing to a String cannot fail.
            let _ = write!(path, "{command}{:.1} {:.1}", x * UNITS, y * UNITS);
        }
        drawing = point.is_some();
    }
    path
}

/// The lines of the scale with their words, in front of which everything else is drawn.
pub(super) fn ruled(scale: Scale, words: impl Fn(f64) -> String) -> impl IntoView {
    let marks = scale
        .marks()
        .into_iter()
        .map(|mark| {
            let y = at(scale.down(mark));
            view! {
                <line class="rule" x1="0" x2="100%" y1=y.clone() y2=y.clone() />
                <text class="mark" x="-8" y=y dy="0.32em" text-anchor="end">{words(mark)}</text>
            }
        })
        .collect_view();
    view! { <g>{marks}</g> }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scale_has_round_ends_around_its_values() {
        let scale = Scale::around([0.62, 0.97], [0.0, 1.0]);
        let marks: Vec<String> = scale.marks().iter().map(|mark| format!("{mark:.2}")).collect();
        assert_eq!(marks, ["0.60", "0.70", "0.80", "0.90", "1.00"]);
        assert_eq!(
            (at(scale.down(0.8)), at(scale.down(0.1))),
            ("50.00%".to_owned(), "100.00%".to_owned())
        );
    }

    #[test]
    fn a_scale_of_one_value_or_none_still_has_a_height() {
        for values in [vec![], vec![1.0, 1.0], vec![0.0]] {
            let marks = Scale::around(values, [0.0, 1.0]).marks();
            assert!(marks.len() > 1 && marks[0] < marks[1], "{marks:?}");
        }
        assert!(Scale::around([90.0, 90.0], [0.0, f64::MAX]).marks().len() > 1);
    }

    #[test]
    fn a_line_breaks_where_a_point_is_missing() {
        assert_eq!(
            path([Some((0.0, 1.0)), Some((0.5, 0.0)), None, Some((1.0, 0.5))]),
            "M0.0 1000.0L500.0 0.0M1000.0 500.0"
        );
    }
}
