use std::fmt::Write as _;

use leptos::prelude::*;

/// Height of the drawing; its width is 100, stretched to the place it stands in.
const HEIGHT: f64 = 28.0;
/// Room for half the stroke.
const MARGIN: f64 = 2.0;

/// A small line without axes. Decoration: the numbers it shows stand beside it or in `label`.
#[component]
pub(crate) fn Spark(
    /// Path data made by [`spark_rates`] or [`spark_counts`].
    path: String,
) -> impl IntoView {
    view! {
        <svg class="spark" viewBox="0 0 100 28" preserveAspectRatio="none" aria-hidden="true">
            <path d=path vector-effect="non-scaling-stroke" />
        </svg>
    }
}

/// The path through rates (0 to 1) from oldest to newest; it breaks where a value is missing, and a
/// value between two missing ones is a dot. The height stands for at least `spread`, so that a rate
/// that hardly moves does not look wild.
#[must_use]
pub(crate) fn spark_rates(values: &[Option<f64>], spread: f64) -> String {
    let known = values.iter().flatten().copied();
    let (low, high) = known.fold((1.0_f64, 0.0_f64), |(low, high), value| {
        (low.min(value), high.max(value))
    });
    let more = ((spread - (high - low)) / 2.0).max(0.0);
    line(values, low - more, high + more)
}

/// Like [`spark_rates`], for counts: the line stands on zero, and none at all lies on the ground.
#[must_use]
#[expect(clippy::cast_precision_loss, reason = "counts of cases stay far below 2^53")]
pub(crate) fn spark_counts(values: &[u64]) -> String {
    let high = values.iter().copied().max().unwrap_or(0) as f64;
    let values: Vec<_> = values.iter().map(|&value| Some(value as f64)).collect();
    line(&values, 0.0, high.max(1.0))
}

#[expect(clippy::cast_precision_loss, reason = "a few dozen positions")]
fn line(values: &[Option<f64>], low: f64, high: f64) -> String {
    let step = 100.0 / values.len().saturating_sub(1).max(1) as f64;
    let spread = high - low;
    let mut path = String::new();
    let mut drawing = false;
    for (position, value) in values.iter().enumerate() {
        let Some(value) = value else {
            drawing = false;
            continue;
        };
        // A line that never moves lies in the middle.
        let share = if spread > 0.0 { (value - low) / spread } else { 0.5 };
        let (x, y) = (
            position as f64 * step,
            HEIGHT - MARGIN - share * (HEIGHT - 2.0 * MARGIN),
        );
        let alone = !drawing && !matches!(values.get(position + 1), Some(Some(_)));
        let command = if drawing { 'L' } else { 'M' };
        // Writing to a String cannot fail.
        let _ = write!(path, "{command}{x:.1} {y:.1}");
        if alone {
            path.push_str("h.1");
        }
        drawing = true;
    }
    path
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_breaks_where_a_value_is_missing_and_a_lone_value_is_a_dot() {
        let path = spark_rates(&[Some(0.0), Some(1.0), None, Some(0.5), None], 0.2);
        assert_eq!(path, "M0.0 26.0L25.0 2.0M75.0 14.0h.1");
    }

    #[test]
    fn counts_stand_on_zero_and_a_flat_line_lies_in_the_middle() {
        assert_eq!(spark_counts(&[10, 5]), "M0.0 2.0L100.0 14.0");
        assert_eq!(spark_rates(&[Some(0.9), Some(0.9)], 0.2), "M0.0 14.0L100.0 14.0");
        assert_eq!(spark_counts(&[0, 0]), "M0.0 26.0L100.0 26.0");
        assert_eq!(spark_counts(&[]), "");
    }
}
