//! Coordinates as files write them.

/// Decimal degrees. `None`: the text is no number at all.
pub(super) fn degrees(text: &str, decimal_comma: bool) -> Option<f64> {
    let number: f64 = if decimal_comma {
        text.replace(',', ".").parse().ok()?
    } else {
        text.parse().ok()?
    };
    number.is_finite().then_some(number)
}

/// The point (longitude, latitude), unless it is what systems write for "no place": a zero in either, or
/// something that is not on Earth.
pub(super) fn usable((lng, lat): (f64, f64)) -> Option<(f64, f64)> {
    let on_earth = lng.abs() <= 180.0 && lat.abs() <= 90.0;
    (on_earth && lng != 0.0 && lat != 0.0).then_some((lng, lat))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_with_the_files_decimal_sign() {
        assert_eq!(degrees("121.262", false), Some(121.262));
        assert_eq!(degrees("121,262", true), Some(121.262));
        assert_eq!(degrees("-71.08", true), Some(-71.08));
        for text in ["121,262", "abc", "NaN", "inf", "121°", "1.2.3"] {
            assert_eq!(degrees(text, false), None, "{text}");
        }
    }

    #[test]
    fn zeroes_and_points_off_the_earth_are_no_place() {
        assert_eq!(usable((121.262, 28.65)), Some((121.262, 28.65)));
        for point in [
            (0.0, 0.0),
            (121.0, 0.0),
            (0.0, 28.0),
            (1_165_166.5, 1_872_509.0),
            (28.65, 121.262),
        ] {
            assert_eq!(usable(point), None, "{point:?}");
        }
    }
}
