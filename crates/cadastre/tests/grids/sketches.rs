//! Grids that are drawn: borders belong to both cells, and every step can be taken back.

use std::ops::Range;

use cadastre::{Cell, Edit, Point, Rules, Sheet, Sketch, Step, Words, check};
use domain::drawing::Refused;
use proptest::prelude::*;

use crate::common::{cell, code, corner, rectangle, rules, squares};

/// Rows of bricks, each row half a brick further: every side ends in the middle of another.
fn bricks(columns: usize, rows: usize) -> Vec<Cell> {
    let brick = |at: usize| {
        let (column, row) = (at % columns, at / columns);
        let west = 2.0 * column as f64 + (row % 2) as f64;
        cell(at + 1, rectangle(west, row as f64, west + 2.0, row as f64 + 1.0))
    };
    (0..columns * rows).map(brick).collect()
}

fn faults(sketch: &Sketch) -> Vec<String> {
    let found = check(
        Sheet::of(sketch.cells().cloned()),
        &Rules {
            gaps: cadastre::Gaps::Error,
            ..rules()
        },
    );
    found.findings.errors.iter().map(ToString::to_string).collect()
}

/// In square degrees: what is cut off here is added there, wherever on earth.
fn flat(ring: &[Point]) -> f64 {
    let (x, y) = ring[0];
    let ends = ring.iter().zip(ring.iter().cycle().skip(1));
    ends.map(|(a, b)| (a.0 - x) * (b.1 - y) - (b.0 - x) * (a.1 - y))
        .sum::<f64>()
        / 2.0
}

fn area(sketch: &Sketch) -> f64 {
    sketch.cells().map(|cell| flat(&cell.ring)).sum()
}

fn new(number: usize) -> Words {
    Words {
        code: code(number),
        name: "新网格".to_owned(),
        ..Words::default()
    }
}

fn edited(sketch: &mut Sketch, edit: &Edit) -> Step {
    sketch.edit(edit, &rules().codes).expect("an edit")
}

fn refused(sketch: &mut Sketch, edit: &Edit) -> Refused {
    let before = sketch.clone();
    let refused = sketch.edit(edit, &rules().codes).expect_err("refused");
    assert_eq!(*sketch, before, "nothing is half done");
    refused
}

fn is_near(a: &Point, b: &Point, degrees: f64) -> bool {
    (a.0 - b.0).abs() <= degrees && (a.1 - b.1).abs() <= degrees
}

/// How far a point is from a ring, in degrees.
fn away(ring: &[Point], point: Point) -> f64 {
    let sides = ring.iter().zip(ring.iter().cycle().skip(1));
    let from = |(a, b): (&Point, &Point)| {
        let (dx, dy) = (b.0 - a.0, b.1 - a.1);
        let along = ((point.0 - a.0) * dx + (point.1 - a.1) * dy) / (dx * dx + dy * dy);
        let along = along.clamp(0.0, 1.0);
        (point.0 - a.0 - along * dx).hypot(point.1 - a.1 - along * dy)
    };
    sides.map(from).fold(f64::INFINITY, f64::min)
}

/// As often round the whole as the ring has corners, whichever comes first.
fn is_one_ring(a: &[Point], b: &[Point]) -> bool {
    a.len() == b.len()
        && (0..b.len()).any(|start| {
            a.iter()
                .enumerate()
                .all(|(at, here)| is_near(here, &b[(start + at) % b.len()], 1e-8))
        })
}

/// In hundredths of a degree: anywhere, or up to a metre and a half from where two rows of squares meet.
fn or_close_to_a_border(anywhere: Range<f64>) -> impl Strategy<Value = f64> {
    prop_oneof![anywhere, (0.998_5..1.001_5_f64)]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn a_shared_corner_that_moves_leaves_neither_gap_nor_overlap(
        pick in 0..1000_usize, ring in 0..1000_usize, east in -0.3..0.3_f64, north in -0.3..0.3_f64, brick: bool,
    ) {
        let mut sketch = Sketch::new(if brick { bricks(4, 4) } else { squares(5, 4) });
        let before = sketch.clone();
        let cells: Vec<&Cell> = before.cells().collect();
        let of = &cells[ring % cells.len()].ring;
        let from = of[pick % of.len()];
        let to = (from.0 + east * 0.01, from.1 + north * 0.01);
        let step = edited(&mut sketch, &Edit::Move { from, to });
        prop_assert_eq!(faults(&sketch), Vec::<String>::new());
        prop_assert!(sketch.cells().any(|cell| cell.ring.contains(&to)));
        sketch.undo(&step);
        prop_assert_eq!(&sketch, &before);
    }

    #[test]
    fn a_corner_that_is_inserted_bends_the_border_of_both(
        ring in 0..1000_usize, side in 0..1000_usize, along in 0.1..0.9_f64, off in -0.2..0.2_f64, brick: bool,
    ) {
        let mut sketch = Sketch::new(if brick { bricks(4, 4) } else { squares(5, 4) });
        let before = sketch.clone();
        let cells: Vec<&Cell> = before.cells().collect();
        let of = &cells[ring % cells.len()].ring;
        let (from, to) = (of[side % of.len()], of[(side + 1) % of.len()]);
        let (dx, dy) = (to.0 - from.0, to.1 - from.1);
        let long = dx.hypot(dy);
        let at = (from.0 + along * dx - off * dy / long * 0.01, from.1 + along * dy + off * dx / long * 0.01);
        let step = edited(&mut sketch, &Edit::Insert { from, to, at });
        prop_assert_eq!(faults(&sketch), Vec::<String>::new());
        match sketch.edit(&Edit::Remove { at }, &rules().codes) {
            Ok(back) => {
                prop_assert!((area(&sketch) / area(&before) - 1.0).abs() < 1e-9);
                sketch.undo(&back);
            }
            Err(refused) => {
                prop_assert_eq!(refused, Refused::Junction);
                prop_assert!(before.cells().any(|cell| away(&cell.ring, at) <= 5e-6), "chance has hit another border");
            }
        }
        sketch.undo(&step);
        prop_assert_eq!(&sketch, &before);
    }

    #[test]
    fn a_split_keeps_the_area_and_a_merger_takes_it_back(
        pick in 0..1000_usize, from in 0.05..0.95_f64, to in 0.05..0.95_f64, bend in 0.2..0.8_f64, upright: bool, brick: bool,
    ) {
        let mut sketch = Sketch::new(if brick { bricks(4, 4) } else { squares(5, 4) });
        let before = sketch.clone();
        let cells: Vec<&Cell> = before.cells().collect();
        let cut = cells[pick % cells.len()].clone();
        let (south_west, north_east) = (cut.ring[0], cut.ring[2]);
        let within = |x: f64, y: f64| (
            south_west.0 + x * (north_east.0 - south_west.0),
            south_west.1 + y * (north_east.1 - south_west.1),
        );
        // From outside to outside, bent in the middle.
        let line = if upright {
            vec![within(from, -0.1), within(bend, 0.5), within(to, 1.1)]
        } else {
            vec![within(-0.1, from), within(0.5, bend), within(1.1, to)]
        };
        let step = edited(&mut sketch, &Edit::Split { code: cut.code.clone(), line, new: new(900) });
        prop_assert_eq!(faults(&sketch), Vec::<String>::new());
        prop_assert!((area(&sketch) / area(&before) - 1.0).abs() < 1e-9);
        let of = |code: &str| flat(&sketch.get(code).expect("a part").ring);
        let (kept, made) = (of(&cut.code), of(&code(900)));
        prop_assert!(((kept + made) / flat(&cut.ring) - 1.0).abs() < 1e-9);
        prop_assert!(kept > 0.99 * made && made > 0.0, "the larger part keeps the code");
        let split = sketch.clone();

        let codes = vec![cut.code.clone(), code(900)];
        let merged = edited(&mut sketch, &Edit::Merge { codes, into: cut.code.clone() });
        for cell in before.cells() {
            let mut now = sketch.get(&cell.code).map(|cell| cell.ring.clone()).unwrap_or_default();
            // Where another border begins, the line may have hit it, and the corner stays.
            let begins = |place: &Point| before.cells().flat_map(|cell| &cell.ring).any(|known| is_near(known, place, 5e-6));
            now.retain(|place| cell.ring.iter().any(|known| is_near(known, place, 1e-8)) || !begins(place));
            prop_assert!(is_one_ring(&now, &cell.ring), "{:?} {:?}", now, cell.ring);
        }
        prop_assert_eq!(sketch.cells().count(), before.cells().count());
        sketch.undo(&merged);
        prop_assert_eq!(&sketch, &split);
        sketch.undo(&step);
        prop_assert_eq!(&sketch, &before);
        sketch.redo(&step);
        prop_assert_eq!(&sketch, &split);
    }

    #[test]
    fn a_new_cell_beside_others_takes_what_is_free_or_what_it_is_given(
        west in or_close_to_a_border(0.2..1.8), south in or_close_to_a_border(-0.5..1.5), wide in 0.5..2.0_f64,
        high in prop_oneof![Just(0.8), or_close_to_a_border(0.5..1.2)], over: bool,
    ) {
        let mut sketch = Sketch::new(squares(2, 2));
        let before = sketch.clone();
        // Beyond the eastern edge, and as far into the cells as chance has it.
        let ring = rectangle(west, south, 2.0 + wide, south + high);
        let edit = Edit::Draw { ring, words: new(900), over };
        match sketch.edit(&edit, &rules().codes) {
            Ok(step) => {
                prop_assert_eq!(faults(&sketch), Vec::<String>::new());
                let gone: f64 = before.cells().map(|cell| before.area(&cell.code) - sketch.area(&cell.code)).sum();
                prop_assert!(if over { gone > 0.0 } else { gone.abs() < 1.0 }, "{}", gone);
                sketch.undo(&step);
            }
            Err(Refused::CutsApart { .. } | Refused::Swallows { .. }) if over => {}
            Err(Refused::Parts { .. } | Refused::LiesAround { .. }) if !over => {}
            Err(other) => panic!("{other}"),
        }
        prop_assert_eq!(&sketch, &before);
    }
}

#[test]
fn a_corner_in_which_several_borders_end_stays() {
    let mut sketch = Sketch::new(squares(2, 2));
    assert_eq!(
        refused(&mut sketch, &Edit::Remove { at: corner(1.0, 1.0) }),
        Refused::Junction
    );
    assert_eq!(
        refused(&mut sketch, &Edit::Remove { at: corner(1.0, 0.0) }),
        Refused::Junction
    );
    assert_eq!(
        refused(&mut sketch, &Edit::Remove { at: corner(9.0, 0.0) }),
        Refused::NoCorner
    );
    // An outer one may go; what is left are triangles.
    edited(&mut sketch, &Edit::Remove { at: corner(0.0, 0.0) });
    let triangle = rectangle(0.0, 0.0, 1.0, 1.0)[1..].to_vec();
    assert!(is_one_ring(
        &sketch.get(&code(1)).expect("a cell").ring,
        &triangle
    ));
}

#[test]
fn corners_that_files_have_rounded_apart_move_together() {
    let mut cells = squares(2, 1);
    let shift = 0.000_003;
    for corner in &mut cells[1].ring {
        corner.1 += shift;
    }
    let mut sketch = Sketch::new(cells);
    let to = corner(1.1, 1.2);
    edited(
        &mut sketch,
        &Edit::Move {
            from: corner(1.0, 1.0),
            to,
        },
    );
    assert_eq!(sketch.cells().filter(|cell| cell.ring.contains(&to)).count(), 2);
    assert_eq!(faults(&sketch), Vec::<String>::new());
}

#[test]
fn a_line_has_to_cross_the_cell_once() {
    let horseshoe = [
        (0.0, 0.0),
        (3.0, 0.0),
        (3.0, 3.0),
        (2.0, 3.0),
        (2.0, 1.0),
        (1.0, 1.0),
        (1.0, 3.0),
        (0.0, 3.0),
    ];
    let ring = horseshoe.map(|(x, y)| corner(x, y)).to_vec();
    let mut sketch = Sketch::new([cell(1, ring)]);
    let mut cut = |line: &[(f64, f64)], number: usize| {
        let line = line.iter().map(|(x, y)| corner(*x, *y)).collect();
        let edit = Edit::Split {
            code: code(1),
            line,
            new: new(number),
        };
        sketch.edit(&edit, &rules().codes).err()
    };
    assert_eq!(cut(&[(-1.0, 2.0), (4.0, 2.0)], 2), Some(Refused::CrossesAgain));
    assert_eq!(cut(&[(-1.0, 2.0), (0.5, 2.0)], 2), Some(Refused::DoesNotCross));
    assert_eq!(cut(&[(5.0, 2.0), (6.0, 2.0)], 2), Some(Refused::DoesNotCross));
    assert_eq!(
        cut(&[(0.0, 0.0), (3.0, 0.0)], 2),
        Some(Refused::DoesNotCross),
        "along the border"
    );
    assert_eq!(
        cut(&[(0.0, 0.0), (0.5, 0.001_5), (3.0, 0.0)], 2),
        Some(Refused::Sliver)
    );
    assert_eq!(
        cut(
            &[
                (1.4, -0.5),
                (1.4, 0.8),
                (1.6, 0.8),
                (1.6, 0.3),
                (1.2, 0.3),
                (1.2, 0.9),
                (1.5, 1.5)
            ],
            2
        ),
        Some(Refused::LineCrosses)
    );
    assert_eq!(
        cut(&[(-1.0, 2.0), (1.5, 2.0)], 1),
        Some(Refused::CodeTaken { code: code(1) })
    );
    assert_eq!(cut(&[(-1.0, 2.0), (1.5, 2.0)], 2), None);
    assert_eq!(cut(&[(1.0, 1.0), (0.0, 0.0)], 3), None, "from corner to corner");
}

#[test]
fn only_neighbours_are_merged_and_only_without_a_hole() {
    let mut sketch = Sketch::new(squares(3, 3));
    let merge = |numbers: &[usize]| Edit::Merge {
        codes: numbers.iter().map(|number| code(*number)).collect(),
        into: code(numbers[0]),
    };
    assert_eq!(refused(&mut sketch, &merge(&[1])), Refused::OneCell);
    assert_eq!(refused(&mut sketch, &merge(&[1, 3])), Refused::NotNeighbours);
    assert_eq!(
        refused(&mut sketch, &merge(&[1, 5])),
        Refused::NotNeighbours,
        "a corner is no border"
    );
    assert_eq!(
        refused(&mut sketch, &merge(&[1, 2, 3, 4, 6, 7, 8, 9])),
        Refused::Encloses
    );
    assert_eq!(
        refused(&mut sketch, &merge(&[1, 77])),
        Refused::NoCell { code: code(77) }
    );
    assert_eq!(sketch.neighbours(&code(1)), [code(2), code(4)]);
    edited(&mut sketch, &merge(&[1, 2, 3]));
    assert_eq!(sketch.cells().count(), 7);
    assert_eq!(faults(&sketch), Vec::<String>::new());
}

#[test]
fn a_cell_that_is_said_otherwise_keeps_its_shape_and_follows_its_code() {
    let mut sketch = Sketch::new(squares(2, 1));
    let words = |code: &str| Words {
        code: code.to_owned(),
        name: "东园".to_owned(),
        ..Words::default()
    };
    let say = |to: &str| Edit::Say {
        code: code(1),
        words: words(to),
    };
    assert!(matches!(
        refused(&mut sketch, &say("12")),
        Refused::WrongCode { .. }
    ));
    assert_eq!(
        refused(&mut sketch, &say(&code(2))),
        Refused::CodeTaken { code: code(2) }
    );
    let other = "331003002005001";
    let step = edited(&mut sketch, &say(other));
    let said = sketch.get(other).expect("the cell");
    assert_eq!(
        (said.community.as_deref(), said.name.as_str()),
        (Some("331003002005"), "东园")
    );
    assert_eq!(step.codes().collect::<Vec<_>>(), [code(1).as_str(), other]);
    let back = edited(
        &mut sketch,
        &Edit::Say {
            code: other.to_owned(),
            words: Words {
                name: format!("第{}网格", 1),
                ..words(&code(1))
            },
        },
    );
    assert_eq!(Step::sum(&[step, back]), Step::default(), "nothing came of it");
}
