/// The anchor that stands for `point`: the nearest one of its own grid cell, the first of equals.
/// Points are WGS-84 longitude, latitude in degrees; near enough for a grid cell, distance is compared
/// on a plane whose east–west is shrunk by the cosine of the latitude.
///
/// Anchors are made once per grid cell and stored, so a published point never moves and never says
/// more than "near this anchor".
#[must_use]
pub fn nearest_anchor(point: (f64, f64), anchors: &[(f64, f64)]) -> Option<(f64, f64)> {
    let shrink = point.1.to_radians().cos();
    let distance = |anchor: &(f64, f64)| {
        let (east, north) = ((anchor.0 - point.0) * shrink, anchor.1 - point.1);
        east * east + north * north
    };
    anchors
        .iter()
        .copied()
        .min_by(|a, b| distance(a).total_cmp(&distance(b)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_point_snaps_to_the_nearest_anchor_of_its_cell() {
        let anchors = [(121.0, 28.0), (121.01, 28.0), (121.0, 28.01)];
        assert_eq!(nearest_anchor((121.009, 28.001), &anchors), Some((121.01, 28.0)));
        assert_eq!(nearest_anchor((121.0, 28.0), &[]), None);
    }
}
