use super::contains;

type Point = (f64, f64);

/// Lines that are tried, as shares of the height.
const LINES: [f64; 7] = [0.5, 0.4, 0.6, 0.3, 0.7, 0.2, 0.8];

/// A point inside a ring where its name stands well: its centre of mass, else the middle of the widest stretch of some
/// lines through it. None without an area.
#[must_use]
pub fn name_point(ring: &[Point]) -> Option<Point> {
    let centre = centre(ring)?;
    if contains(ring, centre) {
        return Some(centre);
    }
    let heights = || ring.iter().map(|(_, lat)| *lat);
    let (south, north) = (
        heights().fold(f64::MAX, f64::min),
        heights().fold(f64::MIN, f64::max),
    );
    let stretches = LINES.map(|share| widest(ring, south + (north - south) * share));
    let best = stretches
        .into_iter()
        .flatten()
        .max_by(|a, b| (a.east - a.west).total_cmp(&(b.east - b.west)))?;
    Some((f64::midpoint(best.west, best.east), best.lat))
}

struct Stretch {
    west: f64,
    east: f64,
    lat: f64,
}

fn centre(ring: &[Point]) -> Option<Point> {
    let first = *ring.first()?;
    let (mut doubled, mut x, mut y) = (0.0, 0.0, 0.0);
    for pair in ring.windows(2) {
        let a = (pair[0].0 - first.0, pair[0].1 - first.1);
        let b = (pair[1].0 - first.0, pair[1].1 - first.1);
        let part = a.0 * b.1 - b.0 * a.1;
        doubled += part;
        x += (a.0 + b.0) * part;
        y += (a.1 + b.1) * part;
    }
    (doubled != 0.0).then(|| (first.0 + x / (3.0 * doubled), first.1 + y / (3.0 * doubled)))
}

fn widest(ring: &[Point], lat: f64) -> Option<Stretch> {
    let ends = ring.iter().zip(ring.iter().cycle().skip(1));
    let crossing = ends.filter(|(a, b)| (a.1 > lat) != (b.1 > lat));
    // In order as they come: they are few, and a browser is spared a sort.
    let mut meets: Vec<f64> = Vec::new();
    for (a, b) in crossing {
        let at = a.0 + (lat - a.1) / (b.1 - a.1) * (b.0 - a.0);
        meets.insert(meets.partition_point(|other| *other < at), at);
    }
    meets
        .chunks_exact(2)
        .max_by(|a, b| (a[1] - a[0]).total_cmp(&(b[1] - b[0])))
        .map(|pair| Stretch {
            west: pair[0],
            east: pair[1],
            lat,
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_stands_inside_its_area_also_where_the_middle_is_outside() {
        let square = [(0.0, 0.0), (2.0, 0.0), (2.0, 2.0), (0.0, 2.0)];
        assert_eq!(name_point(&square), Some((1.0, 1.0)));
        let horseshoe = [
            (0.0, 0.0),
            (4.0, 0.0),
            (4.0, 4.0),
            (3.0, 4.0),
            (3.0, 1.0),
            (1.0, 1.0),
            (1.0, 4.0),
            (0.0, 4.0),
        ];
        let point = name_point(&horseshoe).expect("a point");
        assert!(contains(&horseshoe, point), "{point:?}");
    }

    #[test]
    fn what_has_no_area_has_no_place_for_a_name() {
        assert_eq!(name_point(&[]), None);
        assert_eq!(name_point(&[(0.0, 0.0), (1.0, 1.0)]), None);
    }
}
