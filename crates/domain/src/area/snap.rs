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

/// The corner or else the side of the rings that lies nearest to a place, within `reach` degrees of longitude. On the map of
/// a page a degree of latitude is longer than one of longitude, by the same factor in all directions around a place. Corners
/// at `except` do not count, nor do sides that end there: it is what is being moved.
#[must_use]
pub fn snap<'a>(
    rings: impl Iterator<Item = &'a [Point]>,
    place: Point,
    reach: f64,
    except: Option<Point>,
) -> Option<Snapped> {
    let shrink = place.1.to_radians().cos().max(1e-6);
    let flat = |point: Point| (point.0, point.1 / shrink);
    let here = flat(place);
    let squared = |a: Point, b: Point| (a.0 - b.0).powi(2) + (a.1 - b.1).powi(2);
    let (mut corner, mut side) = ((reach * reach, None), (reach * reach, None));
    for ring in rings {
        for (&from, &to) in ring.iter().zip(ring.iter().cycle().skip(1)) {
            if Some(from) == except {
                continue;
            }
            let (a, b) = (flat(from), flat(to));
            let away = squared(here, a);
            if away <= corner.0 {
                corner = (away, Some(from));
            }
            let long = squared(a, b);
            if Some(to) == except || long == 0.0 {
                continue;
            }
            let along = ((here.0 - a.0) * (b.0 - a.0) + (here.1 - a.1) * (b.1 - a.1)) / long;
            if !(0.0..=1.0).contains(&along) {
                continue;
            }
            let foot = (a.0 + along * (b.0 - a.0), a.1 + along * (b.1 - a.1));
            let away = squared(here, foot);
            if away <= side.0 {
                side = (away, Some((foot.0, foot.1 * shrink)));
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

    fn snapped(place: Point, reach: f64, except: Option<Point>) -> Option<Snapped> {
        snap(std::iter::once(&SQUARE[..]), place, reach, except)
    }

    #[test]
    fn a_corner_in_reach_goes_before_a_side_that_is_nearer() {
        assert_eq!(
            snapped((121.0004, 28.0001), 0.0005, None),
            Some(Snapped::Corner(SQUARE[0]))
        );
        let Some(Snapped::Side(place)) = snapped((121.004, 28.0001), 0.0005, None) else {
            panic!("a side");
        };
        assert!(
            (place.0 - 121.004).abs() < 1e-9 && (place.1 - 28.0).abs() < 1e-9,
            "{place:?}"
        );
        assert_eq!(snapped((121.004, 28.004), 0.0005, None), None);
    }

    #[test]
    fn what_is_moved_is_not_drawn_to_itself() {
        assert_eq!(snapped((121.0001, 28.0001), 0.0005, Some(SQUARE[0])), None);
    }

    #[test]
    fn reach_is_the_same_in_all_directions_of_the_map() {
        let reach = 0.0005;
        let north = 0.99 * reach * 28_f64.to_radians().cos();
        assert!(snapped((121.005, 28.01 + north), reach, None).is_some());
        assert!(snapped((121.005, 28.01 + 1.02 * north), reach, None).is_none());
    }
}
