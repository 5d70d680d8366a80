//! Lengths on the ground of what is drawn in Web Mercator. The browser asks, too: whole numbers only, formatting floats
//! would cost the bundle kilobytes.

use super::wire::Bbox;

/// Around the earth along the equator, in metres, as Web Mercator takes it.
const EQUATOR: f64 = 40_075_016.686;

/// Width of a box in metres, along its middle. In the browser the map measures.
#[must_use]
pub(crate) fn across([west, south, east, north]: Bbox) -> f64 {
    (east - west) / 360.0 * EQUATOR * f64::midpoint(south, north).to_radians().cos()
}

/// A length in two digits: `48 m`, `480 m`, `1.2 km`, `12 km`. The same in every language.
#[must_use]
pub(crate) fn length(metres: f64) -> String {
    let whole = whole(metres);
    match whole {
        0..100 => whole.to_string() + " m",
        100..1_000 => ((whole + 5) / 10 * 10).to_string() + " m",
        1_000..9_950 => {
            let tenths = (whole + 50) / 100;
            (tenths / 10).to_string() + "." + &(tenths % 10).to_string() + " km"
        }
        _ => ((whole + 500) / 1_000).to_string() + " km",
    }
}

/// The nearest whole number that is not below zero.
#[must_use]
pub(crate) fn whole(number: f64) -> u64 {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a float cast saturates"
    )]
    let whole = (number + 0.5) as u64;
    whole
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_length_has_two_digits() {
        assert_eq!(
            [8.2, 48.4, 484.0, 996.0, 1_240.0, 9_960.0, 12_400.0].map(length),
            ["8 m", "48 m", "480 m", "1000 m", "1.2 km", "10 km", "12 km"]
        );
    }

    #[test]
    fn a_box_is_narrower_far_from_the_equator() {
        let degree = across([121.0, -0.5, 122.0, 0.5]);
        assert!((degree - 111_319.5).abs() < 1.0, "{degree}");
        let north = across([121.0, 59.5, 122.0, 60.5]);
        assert!((north / degree - 0.5).abs() < 1e-3, "{north}");
    }
}
