/// Units of the encoding: 1e-5 degree, about a metre.
const SCALE: f64 = 1e5;

/// Whether `point` (longitude, latitude) lies in the polygon of `ring` (even–odd rule; a point on the
/// lower or left edge is inside, on the upper or right edge outside, so that neighbours never share one).
#[must_use]
pub fn contains(ring: &[(f64, f64)], point: (f64, f64)) -> bool {
    let (x, y) = point;
    let mut inside = false;
    let mut previous = match ring.last() {
        Some(last) => *last,
        None => return false,
    };
    for &current in ring {
        let ((x1, y1), (x2, y2)) = (previous, current);
        if (y1 > y) != (y2 > y) && x < (x2 - x1) * (y - y1) / (y2 - y1) + x1 {
            inside = !inside;
        }
        previous = current;
    }
    inside
}

/// Encodes a ring of degrees as whole 1e-5 degrees: the first point, then differences. The closing point
/// of a closed ring is left out.
#[must_use]
pub fn encode(ring: &[(f64, f64)]) -> Vec<i32> {
    let open = match (ring.first(), ring.last()) {
        (Some(first), Some(last)) if ring.len() > 1 && first == last => &ring[..ring.len() - 1],
        _ => ring,
    };
    let (mut x, mut y) = (0_i32, 0_i32);
    let mut out = Vec::with_capacity(open.len() * 2);
    for &(lng, lat) in open {
        #[expect(clippy::cast_possible_truncation, reason = "180e5 fits in 32 bits")]
        let (nx, ny) = ((lng * SCALE).round() as i32, (lat * SCALE).round() as i32);
        out.extend([nx - x, ny - y]);
        (x, y) = (nx, ny);
    }
    out
}

/// The ring that [`encode`] made, to within half a unit.
#[must_use]
pub fn decode(encoded: &[i32]) -> Vec<(f64, f64)> {
    let (mut x, mut y) = (0_i32, 0_i32);
    encoded
        .chunks_exact(2)
        .map(|step| {
            x += step[0];
            y += step[1];
            (f64::from(x) / SCALE, f64::from(y) / SCALE)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const SQUARE: [(f64, f64); 4] = [(0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0)];

    #[test]
    fn a_point_on_a_shared_edge_belongs_to_one_neighbour_only() {
        let right: Vec<_> = SQUARE.iter().map(|(x, y)| (x + 1.0, *y)).collect();
        let owners = usize::from(contains(&SQUARE, (1.0, 0.5))) + usize::from(contains(&right, (1.0, 0.5)));
        assert_eq!(owners, 1);
    }

    #[test]
    fn a_ring_survives_encoding_to_within_a_metre() {
        let ring = [
            (121.123456, 28.654321),
            (121.2, 28.7),
            (121.1, 28.8),
            (121.123456, 28.654321),
        ];
        let back = decode(&encode(&ring));
        assert_eq!(back.len(), 3, "the closing point is left out");
        for (a, b) in ring.iter().zip(&back) {
            assert!((a.0 - b.0).abs() < 1e-5 && (a.1 - b.1).abs() < 1e-5);
        }
    }
}
