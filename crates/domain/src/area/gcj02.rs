//! GCJ-02, the coordinates of Amap, Tencent and other Chinese web maps.
//!
//! It shifts WGS-84 by up to some 700 m inside China. The formulas are the commonly published ones, as in npm `gcoord`,
//! against which the tests of `intake` check. CGCS2000 needs no conversion: at map scale it is WGS-84.

use std::f64::consts::{FRAC_PI_2, PI};

type Point = (f64, f64);

/// Krassovsky 1940: semi-major axis in metres, first eccentricity squared.
const AXIS: f64 = 6_378_245.0;
const ECCENTRICITY: f64 = 0.006_693_421_622_965_823;

/// The inverse is found by steps until they are this small: 1e-9 degrees is a tenth of a millimetre.
const CLOSE_ENOUGH: f64 = 1e-9;

/// A WGS-84 point in GCJ-02 (longitude, latitude in degrees); for drawing on Chinese web maps. Points outside China,
/// where the systems agree, come back as they are.
#[must_use]
pub fn wgs84_to_gcj02(point: Point) -> Point {
    shifted(point, f64::sin)
}

/// A GCJ-02 point in WGS-84.
#[must_use]
pub fn gcj02_to_wgs84(point: Point) -> Point {
    unshifted(point, f64::sin)
}

/// [`wgs84_to_gcj02`] by a sine of the caller's: a browser has one, and ours would be some kilobytes more to send.
#[must_use]
pub fn shifted(point: Point, sin: impl Fn(f64) -> f64 + Copy) -> Point {
    if !in_china(point) {
        return point;
    }
    let (lng, lat) = point;
    let (x, y) = (lng - 105.0, lat - 35.0);
    let latitude = lat.to_radians();
    let (sine, cosine) = (sin(latitude), sin(latitude + FRAC_PI_2));
    let magic = 1.0 - ECCENTRICITY * sine * sine;
    let east = shift_east(x, y, sin) * 180.0 / (AXIS / magic.sqrt() * cosine * PI);
    let north = shift_north(x, y, sin) * 180.0 / (AXIS * (1.0 - ECCENTRICITY) / (magic * magic.sqrt()) * PI);
    (lng + east, lat + north)
}

/// [`gcj02_to_wgs84`] by a sine of the caller's. By fixed-point steps; they shrink about a thousandfold each, the bound is
/// only a safeguard.
#[must_use]
pub fn unshifted(point: Point, sin: impl Fn(f64) -> f64 + Copy) -> Point {
    if !in_china(point) {
        return point;
    }
    let mut guess = point;
    for _ in 0..20 {
        let there = shifted(guess, sin);
        let (east, north) = (there.0 - point.0, there.1 - point.1);
        if east.abs() < CLOSE_ENOUGH && north.abs() < CLOSE_ENOUGH {
            break;
        }
        guess = (guess.0 - east, guess.1 - north);
    }
    guess
}

/// The rough box inside which the shift applies.
#[must_use]
pub fn in_china((lng, lat): Point) -> bool {
    (72.004..=137.8347).contains(&lng) && (0.8293..=55.8271).contains(&lat)
}

fn shift_north(x: f64, y: f64, sin: impl Fn(f64) -> f64) -> f64 {
    -100.0
        + 2.0 * x
        + 3.0 * y
        + 0.2 * y * y
        + 0.1 * x * y
        + 0.2 * x.abs().sqrt()
        + (20.0 * sin(6.0 * x * PI) + 20.0 * sin(2.0 * x * PI)) * 2.0 / 3.0
        + (20.0 * sin(y * PI) + 40.0 * sin(y / 3.0 * PI)) * 2.0 / 3.0
        + (160.0 * sin(y / 12.0 * PI) + 320.0 * sin(y * PI / 30.0)) * 2.0 / 3.0
}

fn shift_east(x: f64, y: f64, sin: impl Fn(f64) -> f64) -> f64 {
    300.0
        + x
        + 2.0 * y
        + 0.1 * x * x
        + 0.1 * x * y
        + 0.1 * x.abs().sqrt()
        + (20.0 * sin(6.0 * x * PI) + 20.0 * sin(2.0 * x * PI)) * 2.0 / 3.0
        + (20.0 * sin(x * PI) + 40.0 * sin(x / 3.0 * PI)) * 2.0 / 3.0
        + (150.0 * sin(x / 12.0 * PI) + 300.0 * sin(x / 30.0 * PI)) * 2.0 / 3.0
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Metres between two points, near enough.
    fn metres(a: Point, b: Point) -> f64 {
        let east = (a.0 - b.0) * 111_320.0 * a.1.to_radians().cos();
        east.hypot((a.1 - b.1) * 110_600.0)
    }

    proptest! {
        #[test]
        fn there_and_back_is_the_same_place_to_a_millimetre(lng in 73.5..135.0_f64, lat in 18.0..53.5_f64) {
            let there = wgs84_to_gcj02((lng, lat));
            let away = metres((lng, lat), there);
            prop_assert!((10.0..1_500.0).contains(&away), "shifted by {away} m");
            prop_assert!(metres((lng, lat), gcj02_to_wgs84(there)) < 0.001);
        }
    }

    #[test]
    fn outside_of_china_nothing_is_shifted() {
        for place in [(2.35, 48.85), (-122.4, 37.8), (139.7, 35.7)] {
            assert_eq!(wgs84_to_gcj02(place), place);
            assert_eq!(gcj02_to_wgs84(place), place);
        }
    }
}
