//! An area that somebody drew: one ring of a few corners, as it stands in an address.
//!
//! Everything is exact: corners and places are whole 1e-7 degrees, lines are straight between longitudes and latitudes (as
//! GeoJSON has them), and what lies on a line is inside. So the map engine, the database and a plain loop agree on
//! every case.

use std::fmt;

use thiserror::Error;

/// Whole units of a degree: about a centimetre, and what published places are given in.
const UNITS: f64 = 1e7;

/// Longitude and latitude in 1e-7 degree.
pub type Spot7 = (i32, i32);

/// A simple ring of [`DrawnArea::FEWEST`] to [`DrawnArea::MOST`] corners.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct DrawnArea {
    /// In the order in which they were drawn, the first one not repeated, no corner twice in a row.
    corners: Vec<Spot7>,
    /// West, south, east, north.
    bounds: [i32; 4],
}

/// Why corners are no area. Corners are counted from 1, as they were given; a line is called by the corner it begins at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum AreaFault {
    #[error("corner {corner} is not two numbers: longitude,latitude")]
    NoPlace { corner: usize },
    #[error(
        "corner {corner} does not lie on the map: longitudes are from -180 to 180, latitudes from -90 to 90"
    )]
    OffTheMap { corner: usize },
    #[error("has {given} different corners, but needs 3")]
    TooFew { given: usize },
    #[error("has {given} corners; {most} are the most", most = DrawnArea::MOST)]
    TooMany { given: usize },
    #[error("the line from corner {first} meets the line from corner {second}")]
    Crossing { first: usize, second: usize },
}

impl DrawnArea {
    pub const FEWEST: usize = 3;
    pub const MOST: usize = 200;

    /// Of longitudes and latitudes in degrees. A corner that is given twice in a row counts once, and the first one may
    /// be repeated at the end.
    ///
    /// # Errors
    /// The first [`AreaFault`].
    pub fn new(corners: &[(f64, f64)]) -> Result<Self, AreaFault> {
        let is_closed = corners.len() > 1 && corners.first() == corners.last();
        let given = corners.len() - usize::from(is_closed);
        if given > Self::MOST {
            return Err(AreaFault::TooMany { given });
        }
        let mut numbered: Vec<(usize, Spot7)> = Vec::with_capacity(given);
        for (corner, place) in (1..).zip(&corners[..given]) {
            let spot = spot7(*place).ok_or(AreaFault::OffTheMap { corner })?;
            if numbered.last().is_none_or(|(_, last)| *last != spot) {
                numbered.push((corner, spot));
            }
        }
        while numbered.len() > 1 && numbered[0].1 == numbered[numbered.len() - 1].1 {
            numbered.pop();
        }
        if numbered.len() < Self::FEWEST {
            return Err(AreaFault::TooFew {
                given: numbered.len(),
            });
        }
        if let Some((first, second)) = crossing(&numbered) {
            return Err(AreaFault::Crossing { first, second });
        }
        let corners: Vec<Spot7> = numbered.into_iter().map(|(_, spot)| spot).collect();
        let none = [i32::MAX, i32::MAX, i32::MIN, i32::MIN];
        let bounds = corners.iter().fold(none, |[west, south, east, north], (x, y)| {
            [west.min(*x), south.min(*y), east.max(*x), north.max(*y)]
        });
        Ok(Self { corners, bounds })
    }

    /// As it stands in an address: `lng,lat;lng,lat;…`.
    ///
    /// # Errors
    /// The first [`AreaFault`].
    pub fn parse(text: &str) -> Result<Self, AreaFault> {
        let text = text.trim().trim_end_matches(';');
        let given = text.split(';').count();
        // One more, because it may be closed.
        if given > Self::MOST + 1 {
            return Err(AreaFault::TooMany { given });
        }
        let number = |text: &str| text.trim().parse::<f64>().ok();
        let places: Result<Vec<(f64, f64)>, AreaFault> = (1..)
            .zip(text.split(';'))
            .map(|(corner, part)| {
                let place = part.split_once(',');
                place
                    .and_then(|(lng, lat)| Some((number(lng)?, number(lat)?)))
                    .ok_or(AreaFault::NoPlace { corner })
            })
            .collect();
        Self::new(&places?)
    }

    /// Whether a place lies in it or on its line.
    #[must_use]
    pub fn holds(&self, place: Spot7) -> bool {
        let [west, south, east, north] = self.bounds;
        let (x, y) = place;
        if x < west || east < x || y < south || north < y {
            return false;
        }
        let mut inside = false;
        for (a, b) in self.lines() {
            let side = side_of(a, b, place);
            if side == 0 && is_between(a, b, place) {
                return true;
            }
            // A ray to the east meets the line; an end of it belongs to the line below it only.
            if (a.1 > y) != (b.1 > y) && (side > 0) == (b.1 > a.1) {
                inside = !inside;
            }
        }
        inside
    }

    /// Whether its line has anything in common with a box: west, south, east, north, the edges included.
    #[must_use]
    pub fn line_meets(&self, bounds: [i32; 4]) -> bool {
        self.lines().any(|(a, b)| line_meets_box(a, b, bounds))
    }

    /// West, south, east, north in 1e-7 degree.
    #[must_use]
    pub fn bounds(&self) -> [i32; 4] {
        self.bounds
    }

    /// In 1e-7 degree, the first one not repeated.
    #[must_use]
    pub fn corners(&self) -> &[Spot7] {
        &self.corners
    }

    /// Longitudes and latitudes in degrees, the first one not repeated.
    pub fn degrees(&self) -> impl Iterator<Item = (f64, f64)> + '_ {
        self.corners.iter().map(|(x, y)| (degrees(*x), degrees(*y)))
    }

    /// From each corner to the next, and from the last to the first.
    fn lines(&self) -> impl Iterator<Item = (Spot7, Spot7)> + '_ {
        let next = self.corners.iter().cycle().skip(1);
        self.corners.iter().copied().zip(next.copied())
    }
}

/// What [`DrawnArea::parse`] reads.
impl fmt::Display for DrawnArea {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, (lng, lat)) in self.degrees().enumerate() {
            if at > 0 {
                f.write_str(";")?;
            }
            write!(f, "{lng},{lat}")?;
        }
        Ok(())
    }
}

/// A place in 1e-7 degree; `None` where that is not on the globe.
fn spot7((lng, lat): (f64, f64)) -> Option<Spot7> {
    let is_on = (-180.0..=180.0).contains(&lng) && (-90.0..=90.0).contains(&lat);
    #[expect(clippy::cast_possible_truncation, reason = "180e7 fits in 32 bits")]
    let units = |degrees: f64| (degrees * UNITS).round() as i32;
    is_on.then(|| (units(lng), units(lat)))
}

fn degrees(units: i32) -> f64 {
    f64::from(units) / UNITS
}

/// On which side of the line from `a` to `b` a place lies: positive = left, 0 = in line.
fn side_of(a: Spot7, b: Spot7, place: Spot7) -> i128 {
    let wide = |from: i32, to: i32| i128::from(to) - i128::from(from);
    wide(a.0, b.0) * wide(a.1, place.1) - wide(a.1, b.1) * wide(a.0, place.0)
}

/// Whether a place in line with `a` and `b` lies between them, ends included.
fn is_between(a: Spot7, b: Spot7, place: Spot7) -> bool {
    let within = |one: i32, other: i32, at: i32| one.min(other) <= at && at <= one.max(other);
    within(a.0, b.0, place.0) && within(a.1, b.1, place.1)
}

fn line_meets_box(a: Spot7, b: Spot7, [west, south, east, north]: [i32; 4]) -> bool {
    let beyond = a.0.max(b.0) < west || east < a.0.min(b.0) || a.1.max(b.1) < south || north < a.1.min(b.1);
    if beyond {
        return false;
    }
    let sides = [(west, south), (west, north), (east, south), (east, north)]
        .map(|corner| side_of(a, b, corner).signum());
    sides.iter().any(|side| *side != sides[0]) || sides[0] == 0
}

/// The corners at which the first two lines begin that meet elsewhere than in the corner between them.
fn crossing(numbered: &[(usize, Spot7)]) -> Option<(usize, usize)> {
    let count = numbered.len();
    let line = |at: usize| (numbered[at].1, numbered[(at + 1) % count].1);
    for first in 0..count {
        for second in first + 1..count {
            let meets = if second == first + 1 {
                turns_back(line(first).0, line(first).1, line(second).1)
            } else if first == 0 && second == count - 1 {
                turns_back(line(second).0, line(second).1, line(first).1)
            } else {
                lines_meet(line(first), line(second))
            };
            if meets {
                return Some((numbered[first].0, numbered[second].0));
            }
        }
    }
    None
}

/// Whether the way from `a` to `b` goes back upon itself towards `c`.
fn turns_back(a: Spot7, b: Spot7, c: Spot7) -> bool {
    let wide = |from: i32, to: i32| i128::from(to) - i128::from(from);
    let ahead = wide(a.0, b.0) * wide(b.0, c.0) + wide(a.1, b.1) * wide(b.1, c.1);
    side_of(a, b, c) == 0 && ahead < 0
}

fn lines_meet((a, b): (Spot7, Spot7), (c, d): (Spot7, Spot7)) -> bool {
    let [c_side, d_side] = [c, d].map(|place| side_of(a, b, place).signum());
    let [a_side, b_side] = [a, b].map(|place| side_of(c, d, place).signum());
    (c_side * d_side < 0 && a_side * b_side < 0)
        || (c_side == 0 && is_between(a, b, c))
        || (d_side == 0 && is_between(a, b, d))
        || (a_side == 0 && is_between(c, d, a))
        || (b_side == 0 && is_between(c, d, b))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const SQUARE: &str = "0,0;1,0;1,1;0,1";

    #[test]
    fn an_address_gives_the_area_it_was_made_of() {
        let area = DrawnArea::parse(" 121.2612345,28.65; 121.3,28.65 ;121.3,-28.6500001; ").unwrap();
        let text = "121.2612345,28.65;121.3,28.65;121.3,-28.6500001";
        assert_eq!(area.to_string(), text);
        assert_eq!(DrawnArea::parse(text), Ok(area));
        let closed = DrawnArea::parse("0,0;1,0;1,0;1,1;0,1;0,0");
        assert_eq!(closed, DrawnArea::parse(SQUARE), "closed or not is the same");
    }

    #[test]
    fn what_is_no_area_says_where() {
        let many: Vec<String> = (0..300).map(|at| format!("{at}e-3,1")).collect();
        for (text, fault) in [
            ("", AreaFault::NoPlace { corner: 1 }),
            ("0,0;1;1,1", AreaFault::NoPlace { corner: 2 }),
            ("0,0;1,0;1,north", AreaFault::NoPlace { corner: 3 }),
            ("0,0;NaN,0;1,1", AreaFault::OffTheMap { corner: 2 }),
            ("0,0;1,0;1,91", AreaFault::OffTheMap { corner: 3 }),
            ("inf,0;1,0;1,1", AreaFault::OffTheMap { corner: 1 }),
            ("0,0;1,1;0,0", AreaFault::TooFew { given: 2 }),
            (&many.join(";"), AreaFault::TooMany { given: 300 }),
            ("0,0;1,1;1,0;0,1", AreaFault::Crossing { first: 1, second: 3 }),
            // A line goes back upon itself.
            ("0,0;2,0;1,0;1,1", AreaFault::Crossing { first: 1, second: 2 }),
            // A corner touches a line.
            ("0,0;2,0;2,1;1,0;0,1", AreaFault::Crossing { first: 1, second: 3 }),
        ] {
            assert_eq!(DrawnArea::parse(text), Err(fault), "{text}");
        }
    }

    #[test]
    fn what_lies_on_the_line_is_inside() {
        let area = DrawnArea::parse(SQUARE).unwrap();
        let unit = 10_000_000;
        for (x, y) in [(0, 0), (unit, unit), (unit / 2, 0), (unit, 7), (3, unit)] {
            assert!(area.holds((x, y)), "{x} {y}");
        }
        for (x, y) in [(-1, 0), (unit + 1, 5), (5, unit + 1), (5, -1)] {
            assert!(!area.holds((x, y)), "{x} {y}");
        }
    }

    fn any_corner() -> impl Strategy<Value = (f64, f64)> {
        // Few different numbers, so that lines meet corners and places lie on lines.
        (0_i32..9, 0_i32..9).prop_map(|(x, y)| (f64::from(x) / UNITS, f64::from(y) / UNITS))
    }

    proptest! {
        #[test]
        fn inside_is_where_the_line_goes_around(
            corners in proptest::collection::vec(any_corner(), 3..7), x in -1_i32..10, y in -1_i32..10,
        ) {
            if let Ok(area) = DrawnArea::new(&corners) {
                // The angle that the ring turns around the place: 0 outside, a whole turn inside.
                let corners = area.corners();
                let on_line = area.lines().any(|(a, b)| {
                    side_of(a, b, (x, y)) == 0 && is_between(a, b, (x, y))
                });
                let angle = |(cx, cy): Spot7| f64::from(cy - y).atan2(f64::from(cx - x));
                let turn: f64 = (0..corners.len())
                    .map(|at| {
                        let turn = angle(corners[(at + 1) % corners.len()]) - angle(corners[at]);
                        turn - (turn / std::f64::consts::TAU).round() * std::f64::consts::TAU
                    })
                    .sum();
                prop_assert_eq!(area.holds((x, y)), on_line || turn.abs() > 1.0);
            }
        }

        #[test]
        fn a_box_that_no_line_meets_is_inside_or_outside_as_a_whole(
            corners in proptest::collection::vec(any_corner(), 3..7),
            west in 0_i32..9, south in 0_i32..9, wide in 0_i32..4, high in 0_i32..4,
        ) {
            if let Ok(area) = DrawnArea::new(&corners) {
                let (east, north) = (west + wide, south + high);
                let places = (west..=east).flat_map(|x| (south..=north).map(move |y| (x, y)));
                let held: Vec<bool> = places.map(|place| area.holds(place)).collect();
                if !area.line_meets([west, south, east, north]) {
                    prop_assert!(held.iter().all(|one| *one == held[0]));
                }
            }
        }
    }
}
