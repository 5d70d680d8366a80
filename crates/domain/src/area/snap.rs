//! Where a pointer that is near to a border means the border.

type Point = (f64, f64);

/// What a place was drawn to.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Snapped {
    Corner(Point),
    /// The nearest point of a side.
    Side(Point),
}

impl Snapped {
    /// Where it is.
    #[must_use]
    pub fn place(self) -> Point {
        match self {
            Self::Corner(place) | Self::Side(place) => place,
        }
    }
}

/// The corner or else the side of the rings that lies nearest to a place, within `reach` degrees of longitude and of latitude:
/// so many pixels are fewer degrees of latitude. Corners at `except` do not count, nor do sides that end there: it is what is
/// being moved.
#[must_use]
pub fn snap<'a>(
    rings: impl Iterator<Item = &'a [Point]>,
    place: Point,
    reach: (f64, f64),
    except: Option<Point>,
) -> Option<Snapped> {
    // As seen from the place, in reaches.
    let flat = |point: Point| ((point.0 - place.0) / reach.0, (point.1 - place.1) / reach.1);
    let squared = |(x, y): Point| x * x + y * y;
    let (mut corner, mut side) = ((1.0, None), (1.0, None));
    for ring in rings {
        for (&from, &to) in ring.iter().zip(ring.iter().cycle().skip(1)) {
            if Some(from) == except {
                continue;
            }
            let (a, b) = (flat(from), flat(to));
            let away = squared(a);
            if away <= corner.0 {
                corner = (away, Some(from));
            }
            let (dx, dy) = (b.0 - a.0, b.1 - a.1);
            let long = squared((dx, dy));
            if Some(to) == except || long == 0.0 {
                continue;
            }
            let along = -(a.0 * dx + a.1 * dy) / long;
            if !(0.0..=1.0).contains(&along) {
                continue;
            }
            let foot = (a.0 + along * dx, a.1 + along * dy);
            let away = squared(foot);
            if away <= side.0 {
                side = (
                    away,
                    Some((from.0 + along * (to.0 - from.0), from.1 + along * (to.1 - from.1))),
                );
            }
        }
    }
    corner
        .1
        .map(Snapped::Corner)
        .or_else(|| side.1.map(Snapped::Side))
}

#[cfg(test)]
mod tests {
    use super::*;

    const SQUARE: [Point; 4] = [(121.0, 28.0), (121.01, 28.0), (121.01, 28.01), (121.0, 28.01)];

    const REACH: (f64, f64) = (0.0005, 0.00044);

    fn snapped(place: Point, except: Option<Point>) -> Option<Snapped> {
        snap(std::iter::once(&SQUARE[..]), place, REACH, except)
    }

    #[test]
    fn a_corner_in_reach_goes_before_a_side_that_is_nearer() {
        assert_eq!(
            snapped((121.0004, 28.0001), None),
            Some(Snapped::Corner(SQUARE[0]))
        );
        let Some(Snapped::Side(place)) = snapped((121.004, 28.0001), None) else {
            panic!("a side");
        };
        assert!(
            (place.0 - 121.004).abs() < 1e-9 && (place.1 - 28.0).abs() < 1e-9,
            "{place:?}"
        );
        assert_eq!(snapped((121.004, 28.004), None), None);
    }

    #[test]
    fn what_is_moved_is_not_drawn_to_itself() {
        assert_eq!(snapped((121.0001, 28.0001), Some(SQUARE[0])), None);
    }

    #[test]
    fn reach_is_told_for_each_direction() {
        assert!(snapped((121.005, 28.01 + 0.00043), None).is_some());
        assert!(snapped((121.005, 28.01 + 0.00045), None).is_none());
        assert!(snapped((121.01 + 0.00049, 28.005), None).is_some());
        assert!(snapped((121.01 + 0.00051, 28.005), None).is_none());
    }
}
