//! Areas as SVG: the picture that needs no script. Pure arithmetic; the words stand with the callers.

use domain::area::decode;

/// Width of every picture in its own units. Whole units are fine enough: a district of 600 cells has
/// some 60 of them per cell.
pub(crate) const WIDTH: i32 = 1600;

/// Fits degrees into a box of [`WIDTH`] units by the projection of Leaflet (spherical Mercator), so that its map
/// lies exactly where the picture was.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Projection {
    west: f64,
    /// The upper edge as [`stretched`] latitude.
    top: f64,
    /// Units per degree.
    per_degree: f64,
    height: i32,
}

impl Projection {
    /// Fits `bbox` (west, south, east, north) with a margin of two per cent around it.
    #[must_use]
    pub(crate) fn fit(bbox: [f64; 4]) -> Self {
        let [west, south, east, north] = bbox;
        let (bottom, top) = (stretched(south), stretched(north));
        // A single point still gets a box, about a kilometre wide.
        let width = (east - west).max(0.01);
        let height = (top - bottom).max(width * 0.3);
        let margin = width * 0.02;
        let per_degree = f64::from(WIDTH) / (width + 2.0 * margin);
        Self {
            west: f64::midpoint(west, east) - width / 2.0 - margin,
            top: f64::midpoint(top, bottom) + height / 2.0 + margin,
            per_degree,
            height: round((height + 2.0 * margin) * per_degree),
        }
    }

    /// The `viewBox` of the picture.
    #[must_use]
    pub(crate) fn view_box(&self) -> String {
        format!("0 0 {WIDTH} {}", self.height)
    }

    /// West, south, east, north of the whole picture, margins included.
    #[must_use]
    pub(crate) fn bbox(&self) -> [f64; 4] {
        let (width, height) = (
            f64::from(WIDTH) / self.per_degree,
            f64::from(self.height) / self.per_degree,
        );
        let north = unstretched(self.top);
        [
            self.west,
            unstretched(self.top - height),
            self.west + width,
            north,
        ]
    }

    /// A place in the picture's units.
    #[must_use]
    pub(crate) fn xy(&self, lng: f64, lat: f64) -> (i32, i32) {
        (
            round((lng - self.west) * self.per_degree),
            round((self.top - stretched(lat)) * self.per_degree),
        )
    }

    /// Height of the picture where it is `width` wide, in the same unit.
    #[must_use]
    pub(crate) fn height_at(&self, width: u16) -> i32 {
        round(f64::from(self.height) * f64::from(width) / f64::from(WIDTH))
    }

    /// The place (longitude, latitude) of a spot of the picture where it is `width` wide; none outside it.
    #[must_use]
    pub(crate) fn place_at(&self, (x, y): (u32, u32), width: u16) -> Option<(f64, f64)> {
        let units = f64::from(WIDTH) / f64::from(width);
        let (x, y) = (f64::from(x) * units, f64::from(y) * units);
        if x > f64::from(WIDTH) || y > f64::from(self.height) {
            return None;
        }
        Some((
            self.west + x / self.per_degree,
            unstretched(self.top - y / self.per_degree),
        ))
    }

    /// Appends an encoded ring as a closed subpath. Corners are rounded where they stand, not as
    /// differences, so that neighbours meet.
    pub(crate) fn trace(&self, ring: &[i32], path: &mut String) {
        use std::fmt::Write;
        let mut last = None;
        for (lng, lat) in decode(ring) {
            let (x, y) = self.xy(lng, lat);
            // Writing to a String cannot fail.
            let _ = match last {
                None => write!(path, "M{x} {y}"),
                Some((from_x, from_y)) if (from_x, from_y) == (x, y) => Ok(()),
                Some((from_x, from_y)) => write!(path, "l{} {}", x - from_x, y - from_y),
            };
            last = Some((x, y));
        }
        if last.is_some() {
            path.push('z');
        }
    }
}

/// Latitude on a Mercator map, in degrees of longitude from the equator.
fn stretched(lat: f64) -> f64 {
    (lat.to_radians() / 2.0 + std::f64::consts::FRAC_PI_4)
        .tan()
        .ln()
        .to_degrees()
}

fn unstretched(y: f64) -> f64 {
    ((y.to_radians().exp().atan() - std::f64::consts::FRAC_PI_4) * 2.0).to_degrees()
}

fn round(value: f64) -> i32 {
    #[expect(
        clippy::cast_possible_truncation,
        reason = "a float cast saturates, and pictures are small"
    )]
    let whole = value.round() as i32;
    whole
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::area::encode;

    #[test]
    fn the_box_keeps_its_shape_on_the_ground() {
        let projection = Projection::fit([121.0, 28.0, 121.2, 28.1]);
        let (left, top) = projection.xy(121.0, 28.1);
        let (right, bottom) = projection.xy(121.2, 28.0);
        let ratio = f64::from(right - left) / f64::from(bottom - top);
        assert!(
            (ratio - 2.0 * 28.05_f64.to_radians().cos()).abs() < 0.01,
            "{ratio}"
        );
    }

    #[test]
    fn the_box_is_the_region_and_its_margins() {
        let projection = Projection::fit([121.0, 28.0, 121.2, 28.1]);
        let [west, south, east, north] = projection.bbox();
        assert!((west - 120.996).abs() < 1e-9 && (east - 121.204).abs() < 1e-9);
        assert!(south < 28.0 && south > 27.99 && north > 28.1 && north < 28.11);
        assert_eq!(projection.xy(west, north), (0, 0));
        assert_eq!(projection.xy(east, south).0, WIDTH);
    }

    #[test]
    fn neighbours_share_their_corners() {
        let projection = Projection::fit([0.0, 0.0, 1.0, 1.0]);
        let mut path = String::new();
        projection.trace(&encode(&[(0.1, 0.1), (0.33333, 0.1), (0.33333, 0.2)]), &mut path);
        let (x, y) = projection.xy(0.33333, 0.1);
        let (from_x, from_y) = projection.xy(0.1, 0.1);
        assert!(
            path.starts_with(&format!("M{from_x} {from_y}l{} {}", x - from_x, y - from_y)),
            "{path}"
        );
        assert!(path.ends_with('z'));
    }

    #[test]
    fn an_empty_region_still_has_a_box() {
        let projection = Projection::fit([121.0, 28.0, 121.0, 28.0]);
        assert!(projection.view_box().starts_with("0 0 1600 "));
        let (x, y) = projection.xy(121.0, 28.0);
        assert!((0..=WIDTH).contains(&x) && y > 0);
    }
}
