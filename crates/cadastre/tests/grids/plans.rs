use cadastre::{Cell, Change, Plan, Point, Standing, anchors, plan};

use crate::common::{cell, checked, code, rectangle, rules, squares};

fn standing(cells: &[Cell]) -> Vec<Standing> {
    let stand = |cell: &Cell| Standing {
        anchors: anchors(&cell.ring, cell.rural),
        cell: cell.clone(),
    };
    cells.iter().map(stand).collect()
}

fn planned(old: &[Standing], new: &[Cell]) -> Plan {
    let checked = checked(new, &rules());
    assert_eq!(checked.findings.errors, []);
    plan(old, checked.cells).expect("few sides")
}

fn anchors_of(plan: &Plan, number: usize) -> Vec<Point> {
    let is_it = |(standing, _): &&(Standing, Change)| standing.cell.code == code(number);
    plan.cells.iter().find(is_it).expect("the cell").0.anchors.clone()
}

#[test]
fn the_same_grid_again_changes_nothing() {
    let old = standing(&squares(3, 2));
    let again = planned(&old, &squares(3, 2));
    assert!(again.is_empty());
    assert_eq!(again.count(Change::Kept), 6);
    assert_eq!(again.descents, []);
    for (cell, was) in again.cells.iter().zip(&old) {
        assert_eq!(cell.0.anchors, was.anchors);
    }
}

#[test]
fn a_grid_of_nothing_becomes_new_cells_with_anchors_inside() {
    let first = planned(&[], &squares(2, 2));
    assert_eq!(first.count(Change::New), 4);
    for (Standing { cell, anchors }, _) in &first.cells {
        assert!(!anchors.is_empty());
        assert!(
            anchors
                .iter()
                .all(|anchor| domain::area::contains(&cell.ring, *anchor))
        );
    }
}

#[test]
fn a_cell_cut_in_two_gives_each_half_its_share_and_the_anchors_in_it() {
    let old = standing(&squares(2, 1));
    let new = [
        cell(1, rectangle(0.0, 0.0, 1.0, 1.0)),
        cell(2, rectangle(1.0, 0.0, 1.25, 1.0)),
        cell(3, rectangle(1.25, 0.0, 2.0, 1.0)),
    ];
    let plan = planned(&old, &new);
    let changes: Vec<Change> = plan.cells.iter().map(|(_, change)| *change).collect();
    assert_eq!(changes, [Change::Kept, Change::Redrawn, Change::New]);
    assert_eq!(plan.ended, Vec::<String>::new());
    let from: Vec<_> = plan.descents.iter().map(|descent| descent.from.clone()).collect();
    assert_eq!(from, [vec![(code(2), 1.0)], vec![(code(2), 1.0)]]);
    assert_eq!(plan.splits(), [(code(2), vec![code(2), code(3)])]);
    let within = |number: usize| {
        let ring = &new[number - 1].ring;
        let inside = old[1]
            .anchors
            .iter()
            .filter(|anchor| domain::area::contains(ring, **anchor));
        inside.copied().collect::<Vec<Point>>()
    };
    assert!(!within(3).is_empty());
    assert_eq!(anchors_of(&plan, 3), within(3));
    for number in 1..=3 {
        let ring = &new[number - 1].ring;
        let anchors = anchors_of(&plan, number);
        assert!(!anchors.is_empty() && anchors.iter().all(|anchor| domain::area::contains(ring, *anchor)));
    }
}

#[test]
fn cells_put_together_end_and_leave_their_anchors() {
    let old = standing(&squares(3, 1));
    let new = [
        cell(1, rectangle(0.0, 0.0, 1.0, 1.0)),
        cell(9, rectangle(1.0, 0.0, 3.0, 1.0)),
    ];
    let plan = planned(&old, &new);
    assert_eq!(plan.ended, [code(2), code(3)]);
    assert_eq!(plan.descents[0].from, [(code(2), 0.5), (code(3), 0.5)]);
    let count = old[1].anchors.len() + old[2].anchors.len();
    assert_eq!(anchors_of(&plan, 9).len(), count);
}

#[test]
fn another_name_is_no_other_cell() {
    let old = standing(&squares(2, 1));
    let mut new = squares(2, 1);
    new[1].name = "湖滨网格".to_owned();
    let plan = planned(&old, &new);
    assert_eq!((plan.count(Change::Renamed), plan.count(Change::Kept)), (1, 1));
    assert!(!plan.is_empty() && plan.ended.is_empty() && plan.descents.is_empty());
}

#[test]
fn what_was_written_is_read_as_the_same_cells() {
    let mut cells = squares(3, 2);
    cells[1].rural = true;
    cells[2].kind = cadastre::Kind::Dedicated;
    cells[3].ring.rotate_left(2);
    cells[4].ring.reverse();
    let text = cadastre::write(&cells);
    let plan = planned(&standing(&cells), &checked(&cells, &rules()).cells);
    assert!(plan.is_empty(), "{text}");
}
