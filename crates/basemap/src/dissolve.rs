use domain::area::name_point;
use domain::map::BorderView;
use i_overlay::core::fill_rule::FillRule;
use i_overlay::core::overlay::{ContourDirection, IntOverlayOptions};
use i_overlay::core::simplify::Simplify;
use i_overlay::i_float::int::point::IntPoint;

use crate::feature::{Line, bounds, degrees, doubled, encode, knot, rounded};

/// Square units (about square metres) of gaps and splinters that are no part of an outline: corners are rounded to a
/// metre, and neighbours are not always drawn along the very same line.
const SPLINTER: u64 = 60;

/// What rings of degrees cover together: parts, each an outer ring and its holes. Sides that neighbours share are gone,
/// also where one of them has a corner in the middle of the other's side.
#[must_use]
pub fn dissolve<'a>(rings: impl IntoIterator<Item = &'a [(f64, f64)]>) -> Vec<Vec<Line>> {
    let contour = |ring: &[(f64, f64)]| {
        let mut corners: Line = ring.iter().copied().map(knot).collect();
        corners.dedup();
        if doubled(&corners) < 0 {
            corners.reverse();
        }
        corners.into_iter().map(|(x, y)| IntPoint::new(x, y)).collect()
    };
    let contours: Vec<Vec<IntPoint<i32>>> = rings.into_iter().map(contour).collect();
    let options = IntOverlayOptions {
        output_direction: ContourDirection::CounterClockwise,
        min_output_area: SPLINTER,
        ..IntOverlayOptions::default()
    };
    let parts = contours.simplify(FillRule::NonZero, options);
    parts
        .into_iter()
        .map(|part| {
            let line = |ring: Vec<IntPoint<i32>>| ring.into_iter().map(|point| (point.x, point.y)).collect();
            part.into_iter().map(line).collect()
        })
        .collect()
}

/// The border around cells, with the place of its name. None around nothing.
#[must_use]
pub fn border<'a>(
    code: &str,
    name: &str,
    cells: impl IntoIterator<Item = &'a [(f64, f64)]>,
) -> Option<BorderView> {
    let parts = dissolve(cells);
    let outer = parts
        .iter()
        .filter_map(|part| part.first())
        .max_by_key(|ring| doubled(ring).abs())?;
    let ring: Vec<(f64, f64)> = outer.iter().copied().map(degrees).collect();
    let (lng, lat) = name_point(&ring)?;
    let [west, south, east, north] = bounds(outer);
    let ((west, south), (east, north)) = (degrees((west, south)), degrees((east, north)));
    Some(BorderView {
        code: code.to_owned(),
        name: name.to_owned(),
        at: [rounded(lng), rounded(lat)],
        bbox: [west, south, east, north],
        rings: parts.iter().flatten().map(|ring| encode(ring)).collect(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::area::decode;
    use proptest::prelude::*;

    fn area(parts: &[Vec<Line>]) -> i64 {
        parts.iter().flatten().map(|ring| doubled(ring)).sum()
    }

    fn square(x: i32, y: i32, wide: i32, high: i32) -> Vec<(f64, f64)> {
        [(x, y), (x + wide, y), (x + wide, y + high), (x, y + high)]
            .map(|corner| degrees((corner.0, corner.1)))
            .to_vec()
    }

    proptest! {
        /// Cells of a board of uneven rows and columns, any of which may be missing, drawn either way round; each second
        /// row is shifted, so that corners stand in the middle of others' sides.
        #[test]
        fn an_outline_has_the_area_of_its_cells(
            widths in prop::collection::vec(20..300_i32, 2..8),
            heights in prop::collection::vec(20..300_i32, 2..8),
            missing in prop::collection::vec(prop::bool::weighted(0.3), 64),
            turned in prop::collection::vec(any::<bool>(), 64),
        ) {
            let (mut cells, mut sum, mut y) = (Vec::new(), 0_i64, 2_850_000);
            for (row, high) in heights.iter().enumerate() {
                let mut x = 12_100_000 + if row % 2 == 0 { 0 } else { 7 };
                for (column, wide) in widths.iter().enumerate() {
                    if !missing[row * 8 + column] {
                        let mut cell = square(x, y, *wide, *high);
                        if turned[row * 8 + column] {
                            cell.reverse();
                        }
                        cells.push(cell);
                        sum += i64::from(*wide) * i64::from(*high);
                    }
                    x += wide;
                }
                y += high;
            }
            let parts = dissolve(cells.iter().map(Vec::as_slice));
            prop_assert_eq!(area(&parts), 2 * sum);
            let corners: usize = parts.iter().flatten().map(Vec::len).sum();
            prop_assert!(corners <= 4 * cells.len());
        }
    }

    #[test]
    fn neighbours_become_one_ring_without_the_side_they_share() {
        let cells = [square(0, 0, 100, 100), square(100, 0, 100, 100)];
        let parts = dissolve(cells.iter().map(Vec::as_slice));
        assert_eq!(parts.len(), 1);
        assert_eq!(parts[0].len(), 1);
        assert_eq!(
            parts[0][0].len(),
            4,
            "corners in a straight side are gone: {parts:?}"
        );
    }

    #[test]
    fn a_splinter_between_neighbours_is_no_hole() {
        let below = square(0, 0, 300, 100);
        let mut above = square(0, 100, 300, 100);
        // Drawn by another hand: it leaves the common line for a metre.
        above.splice(1..1, [(60, 100), (90, 101), (120, 100)].map(degrees));
        let parts = dissolve([below.as_slice(), above.as_slice()]);
        assert_eq!(parts.iter().map(Vec::len).collect::<Vec<_>>(), [1], "{parts:?}");
    }

    #[test]
    fn a_border_in_two_parts_has_its_name_in_the_larger_one() {
        let cells = [
            square(0, 0, 100, 100),
            square(500, 0, 300, 300),
            square(800, 0, 200, 300),
        ];
        let border = border("1", "东城", cells.iter().map(Vec::as_slice)).expect("a border");
        assert_eq!(border.rings.len(), 2);
        assert_eq!(border.bbox, [0.005, 0.0, 0.01, 0.003]);
        let larger = border.rings.iter().map(|ring| decode(ring)).max_by_key(Vec::len);
        assert!(border.at[0] > 0.005 && border.at[0] < 0.01, "{larger:?}");
        assert_eq!(super::border("1", "东城", std::iter::empty()), None);
    }
}
