//! Numbers as people read them. The browser calls [`grouped`] only: formatting floats would cost its bundle
//! kilobytes.

/// `4182` → `4,182`.
#[must_use]
pub(crate) fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (position, digit) in digits.chars().enumerate() {
        if position > 0 && (digits.len() - position).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// A rate from 0 to 1 as a percentage with one decimal. Rounding never reaches 0 or 100 % unless the
/// rate is exactly that: 9,999 of 10,000 is not everything.
#[must_use]
pub(crate) fn percent(rate: f64) -> String {
    let tenths = (rate * 1000.0).round();
    let shown = if rate > 0.0 && rate < 1.0 {
        tenths.clamp(1.0, 999.0)
    } else {
        tenths
    };
    if shown == 0.0 || shown == 1000.0 {
        format!("{:.0}%", shown / 10.0)
    } else {
        format!("{:.1}%", shown / 10.0)
    }
}

/// Hours with as many digits as mean something: `0.4`, `7.5`, `31`, `1,204`.
#[must_use]
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "rounded, and never negative"
)]
pub(crate) fn hours(hours: f64) -> String {
    if hours < 9.95 {
        format!("{hours:.1}")
    } else {
        grouped(hours.round() as u64)
    }
}

/// Stands for a number that there is not.
pub(crate) const NONE: &str = "—";

/// A difference of two rates in percentage points, with its sign.
#[must_use]
pub(crate) fn points(difference: f64) -> String {
    match (difference * 1000.0).round() {
        0.0 => "±0".to_owned(),
        tenths if tenths < 0.0 => format!("−{:.1}", -tenths / 10.0),
        tenths => format!("+{:.1}", tenths / 10.0),
    }
}

/// A level such as 0.95 as a whole percentage.
#[must_use]
pub(crate) fn level(level: f64) -> String {
    format!("{:.0}%", level * 100.0)
}

/// A change as a percentage with its sign and one decimal: `−12.5%`.
#[must_use]
pub(crate) fn signed(change: f64) -> String {
    let tenths = (change * 1000.0).round() / 10.0;
    if tenths == 0.0 {
        "±0%".to_owned()
    } else if tenths < 0.0 {
        format!("−{:.1}%", -tenths)
    } else {
        format!("+{tenths:.1}%")
    }
}

/// The change from `before` to `after` with its sign; `None` where there is nothing to compare with.
#[must_use]
#[expect(clippy::cast_precision_loss, reason = "counts of cases stay far below 2^53")]
pub(crate) fn change(before: u64, after: u64) -> Option<String> {
    (before > 0).then(|| {
        let change = (after as f64 / before as f64 - 1.0) * 100.0;
        match change.round() {
            0.0 => "±0%".to_owned(),
            rounded if rounded < 0.0 => format!("−{:.0}%", -rounded),
            rounded => format!("+{rounded:.0}%"),
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_stand_in_groups_of_three() {
        assert_eq!(
            [0, 999, 1000, 1_234_567].map(grouped),
            ["0", "999", "1,000", "1,234,567"]
        );
    }

    #[test]
    fn almost_all_is_not_shown_as_all() {
        assert_eq!(
            [0.0, 0.0001, 0.5, 0.937, 0.99999, 1.0].map(percent),
            ["0%", "0.1%", "50.0%", "93.7%", "99.9%", "100%"]
        );
    }

    #[test]
    fn a_small_change_is_not_shown_as_a_larger_one() {
        assert_eq!(
            [-0.125, 0.6, 0.0004, -0.0004].map(signed),
            ["−12.5%", "+60.0%", "±0%", "±0%"]
        );
    }

    #[test]
    fn a_difference_of_rates_is_told_in_points() {
        assert_eq!(
            [0.0123, -0.2, 0.0004, -0.0].map(points),
            ["+1.2", "−20.0", "±0", "±0"]
        );
    }

    #[test]
    fn a_change_carries_its_sign_and_needs_something_to_compare_with() {
        assert_eq!(change(300, 312).as_deref(), Some("+4%"));
        assert_eq!(change(300, 288).as_deref(), Some("−4%"));
        assert_eq!(change(1000, 1001).as_deref(), Some("±0%"));
        assert_eq!(change(0, 5), None);
    }
}
