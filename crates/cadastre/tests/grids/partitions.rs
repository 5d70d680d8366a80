use cadastre::{Cell, Fault, Point, Ring, Rules, What};
use proptest::prelude::*;

use crate::common::{cell, checked, rectangle, rules, squares};

/// A convex ring cut along a line, if the line meets it.
fn cut(ring: &Ring, through: Point, angle: f64) -> Option<(Ring, Ring)> {
    let (dx, dy) = (angle.cos(), angle.sin());
    let side = |point: &Point| dx * (point.1 - through.1) - dy * (point.0 - through.0);
    let (mut left, mut right) = (Ring::new(), Ring::new());
    for (here, next) in ring.iter().zip(ring.iter().cycle().skip(1)) {
        let (a, b) = (side(here), side(next));
        if a >= 0.0 {
            left.push(*here);
        } else {
            right.push(*here);
        }
        if (a >= 0.0) != (b >= 0.0) {
            let t = a / (a - b);
            let meet = (here.0 + t * (next.0 - here.0), here.1 + t * (next.1 - here.1));
            left.push(meet);
            right.push(meet);
        }
    }
    let wide = |ring: &Ring| {
        let area: f64 = ring
            .iter()
            .zip(ring.iter().cycle().skip(1))
            .map(|(a, b)| a.0 * b.1 - b.0 * a.1)
            .sum();
        ring.len() > 2 && area.abs() > 1e-7
    };
    (wide(&left) && wide(&right)).then_some((left, right))
}

/// A rectangle cut again and again: which piece, where in it, in which direction.
fn partition(cuts: &[(usize, f64, f64)]) -> Vec<Cell> {
    let mut pieces = vec![rectangle(0.0, 0.0, 8.0, 6.0)];
    for (piece, share, angle) in cuts {
        let at = piece % pieces.len();
        let (a, b) = (pieces[at][0], pieces[at][pieces[at].len() / 2]);
        let through = (a.0 + share * (b.0 - a.0), a.1 + share * (b.1 - a.1));
        if let Some((left, right)) = cut(&pieces[at], through, *angle) {
            pieces[at] = left;
            pieces.push(right);
        }
    }
    pieces
        .into_iter()
        .enumerate()
        .map(|(at, ring)| cell(at + 1, ring))
        .collect()
}

fn outlined() -> Rules {
    Rules {
        region: vec![rectangle(0.0, 0.0, 8.0, 6.0)],
        ..rules()
    }
}

/// Square metres of a ring, to a hundredth.
fn area(ring: &Ring) -> f64 {
    let (lng, lat) = ring[0];
    let metres = |point: &Point| {
        (
            (point.0 - lng) * 111_195.0 * lat.to_radians().cos(),
            (point.1 - lat) * 111_195.0,
        )
    };
    let points: Vec<Point> = ring.iter().map(metres).collect();
    let ends = points.iter().zip(points.iter().cycle().skip(1));
    ends.map(|(a, b)| a.0 * b.1 - b.0 * a.1).sum::<f64>().abs() / 2.0
}

fn overlaps(faults: &[Fault]) -> f64 {
    let of = |fault: &Fault| match fault.what {
        What::Overlap { area_m2, .. } => area_m2,
        _ => f64::NAN,
    };
    faults.iter().map(of).sum()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn a_rectangle_that_is_cut_up_has_no_faults(
        cuts in prop::collection::vec((0..1000_usize, 0.2..0.8, 0.0..std::f64::consts::PI), 0..40)
    ) {
        let found = checked(&partition(&cuts), &outlined()).findings;
        prop_assert_eq!(found.errors, vec![]);
        prop_assert_eq!(found.warnings, vec![]);
    }

    #[test]
    fn a_piece_less_is_a_gap_or_nothing(
        cuts in prop::collection::vec((0..1000_usize, 0.2..0.8, 0.0..std::f64::consts::PI), 10..30),
        without in 0..1000_usize,
    ) {
        let mut cells = partition(&cuts);
        let lost = cells.remove(without % cells.len());
        let found = checked(&cells, &outlined()).findings;
        prop_assert_eq!(found.errors, vec![]);
        // At the edge it is open to the outside.
        for fault in found.warnings {
            let What::Gap { area_m2 } = fault.what else { panic!("{fault}") };
            prop_assert!((area_m2 / area(&lost.ring) - 1.0).abs() < 0.02, "{} of {}", area_m2, area(&lost.ring));
        }
    }

    #[test]
    fn a_corner_drawn_back_leaves_one_gap_of_what_its_cell_lost(by in 0.02..0.4_f64, along in 0.02..0.4_f64) {
        let mut cells = squares(3, 3);
        let before = area(&cells[4].ring);
        let moved = &mut cells[4].ring[2];
        *moved = (moved.0 - by * 0.01, moved.1 - along * 0.01);
        let lost = before - area(&cells[4].ring);
        let found = checked(&cells, &rules()).findings;
        prop_assert_eq!(found.errors, vec![]);
        prop_assert_eq!(found.warnings.len(), 1);
        let What::Gap { area_m2 } = found.warnings[0].what else { panic!("{}", found.warnings[0]) };
        prop_assert!((area_m2 / lost - 1.0).abs() < 0.02, "{area_m2} of {lost}");
    }

    #[test]
    fn a_corner_drawn_out_overlaps_the_neighbours_by_what_its_cell_won(by in 0.02..0.4_f64, along in 0.02..0.4_f64) {
        let mut cells = squares(3, 3);
        let before = area(&cells[4].ring);
        let moved = &mut cells[4].ring[2];
        *moved = (moved.0 + by * 0.01, moved.1 + along * 0.01);
        let won = area(&cells[4].ring) - before;
        let found = checked(&cells, &rules()).findings;
        prop_assert_eq!(found.warnings, vec![]);
        prop_assert_eq!(found.errors.len(), 3, "east, north and north-east of it");
        let overlap = overlaps(&found.errors);
        prop_assert!((overlap / won - 1.0).abs() < 0.02, "{overlap} of {won}");
    }
}

#[test]
fn neighbours_need_not_share_their_corners() {
    let cells = [
        cell(1, rectangle(0.0, 0.0, 2.0, 1.0)),
        cell(2, rectangle(0.0, 1.0, 0.7, 2.0)),
        cell(3, rectangle(0.7, 1.0, 2.0, 2.0)),
    ];
    let found = checked(&cells, &rules()).findings;
    assert_eq!((found.errors, found.warnings), (vec![], vec![]));
}
