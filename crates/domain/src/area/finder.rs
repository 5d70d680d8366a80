use super::contains;

type Point = (f64, f64);

/// Buckets along each side: with hundreds of cells each bucket has a few.
const ACROSS: usize = 64;

/// Finds the rings that a point lies in without trying them all.
#[derive(Debug, Clone)]
pub struct Finder<T> {
    rings: Vec<(Bounds, Vec<Point>, T)>,
    bounds: Bounds,
    /// Positions of the rings whose boxes meet the bucket, ascending; row by row.
    buckets: Vec<Vec<u32>>,
}

/// West, south, east, north.
type Bounds = [f64; 4];

impl<T> Finder<T> {
    /// With rings of longitude and latitude; those without a corner are nowhere.
    pub fn new(rings: impl IntoIterator<Item = (Vec<Point>, T)>) -> Self {
        let rings: Vec<(Bounds, Vec<Point>, T)> = rings
            .into_iter()
            .map(|(ring, of)| (bounds(ring.iter().copied()), ring, of))
            .collect();
        let corners = rings.iter().flat_map(|(_, ring, _)| ring.iter().copied());
        let mut finder = Self {
            bounds: bounds(corners),
            buckets: vec![Vec::new(); ACROSS * ACROSS],
            rings,
        };
        for (position, ([west, south, east, north], ring, _)) in (0_u32..).zip(&finder.rings) {
            if ring.is_empty() {
                continue;
            }
            let (left, low) = bucket(finder.bounds, (*west, *south));
            let (right, high) = bucket(finder.bounds, (*east, *north));
            for row in low..=high {
                for column in left..=right {
                    finder.buckets[row * ACROSS + column].push(position);
                }
            }
        }
        finder
    }

    /// What stands for the rings that contain a point, in the order in which they were given.
    pub fn at(&self, point: Point) -> impl Iterator<Item = &T> {
        let near: &[u32] = if within(self.bounds, point) {
            let (column, row) = bucket(self.bounds, point);
            &self.buckets[row * ACROSS + column]
        } else {
            &[]
        };
        let rings = near.iter().map(|position| &self.rings[*position as usize]);
        rings
            .filter(move |(bounds, ring, _)| within(*bounds, point) && contains(ring, point))
            .map(|(_, _, of)| of)
    }

    /// What stands for every ring.
    pub fn all(&self) -> impl Iterator<Item = &T> {
        self.rings.iter().map(|(_, _, of)| of)
    }
}

fn bounds(points: impl Iterator<Item = Point>) -> Bounds {
    let start = [f64::INFINITY, f64::INFINITY, f64::NEG_INFINITY, f64::NEG_INFINITY];
    points.fold(start, |[west, south, east, north], (lng, lat)| {
        [west.min(lng), south.min(lat), east.max(lng), north.max(lat)]
    })
}

fn within([west, south, east, north]: Bounds, (lng, lat): Point) -> bool {
    (west..=east).contains(&lng) && (south..=north).contains(&lat)
}

/// Column and row of a point within the bounds.
fn bucket([west, south, east, north]: Bounds, (lng, lat): Point) -> (usize, usize) {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a share of the side, kept within it"
    )]
    let step = |from: f64, to: f64, at: f64| {
        let share = if to > from { (at - from) / (to - from) } else { 0.0 };
        ((share * ACROSS as f64) as usize).min(ACROSS - 1)
    };
    (step(west, east, lng), step(south, north, lat))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_point_is_found_in_the_rings_that_contain_it() {
        let square = |at: u32| {
            let (x, y) = (f64::from(at % 10), f64::from(at / 10));
            (vec![(x, y), (x + 1.0, y), (x + 1.0, y + 1.0), (x, y + 1.0)], at)
        };
        let around = (vec![(-1.0, -1.0), (11.0, -1.0), (11.0, 11.0), (-1.0, 11.0)], 100);
        let finder = Finder::new((0..100).map(square).chain([around]));
        for x in 0..60 {
            for y in 0..60 {
                let point = (f64::from(x) * 0.21 - 1.3, f64::from(y) * 0.21 - 1.3);
                let tried = (0..100).filter(|at| contains(&square(*at).0, point));
                let outer = (-1.0..11.0).contains(&point.0) && (-1.0..11.0).contains(&point.1);
                let wanted: Vec<u32> = tried.chain(outer.then_some(100)).collect();
                assert_eq!(finder.at(point).copied().collect::<Vec<_>>(), wanted, "{point:?}");
            }
        }
        assert_eq!(finder.at((f64::NAN, 0.0)).count(), 0);
    }

    #[test]
    fn nothing_is_found_where_there_is_nothing() {
        assert_eq!(Finder::<u8>::new([]).at((0.0, 0.0)).count(), 0);
        assert_eq!(Finder::new([(Vec::new(), 1)]).at((0.0, 0.0)).count(), 0);
    }
}
