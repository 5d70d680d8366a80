//! A grid as large as is read: a million corners, drawn so that neighbours share theirs, and so that they do not.

use std::hint::black_box;

use cadastre::{Cell, Kind, Point, Properties, Rules, check, plan, read, write};
use criterion::{Criterion, criterion_group, criterion_main};

/// Cells along each side, and corners along each side of a cell.
const CELLS: usize = 31;
const CORNERS: usize = 250;

/// A border between two knots: so many corners, off the straight line by their numbers.
fn border(from: (usize, usize), to: (usize, usize), corners: usize) -> Vec<Point> {
    let ends = if from <= to { (from, to) } else { (to, from) };
    let at = |share: f64| {
        let (a, b) = ends;
        let place = |a: usize, b: usize| a as f64 + (b as f64 - a as f64) * share;
        let off = 0.03 * (share * 41.0).sin() * (share * (1.0 - share) * 4.0);
        let (x, y) = (place(a.0, b.0), place(a.1, b.1));
        let (x, y) = if a.0 == b.0 { (x + off, y) } else { (x, y + off) };
        (121.0 + x * 0.01, 28.0 + y * 0.01)
    };
    let mut points: Vec<Point> = (0..=corners)
        .map(|step| at(step as f64 / corners as f64))
        .collect();
    if from > to {
        points.reverse();
    }
    points.pop();
    points
}

fn grid(corners: impl Fn(usize) -> usize) -> Vec<Cell> {
    let cell = |number: usize| {
        let (x, y) = (number % CELLS, number / CELLS);
        let knots = [(x, y), (x + 1, y), (x + 1, y + 1), (x, y + 1), (x, y)];
        let sides = knots
            .windows(2)
            .map(|ends| border(ends[0], ends[1], corners(number)));
        Cell {
            code: format!("cell {number}"),
            name: String::new(),
            township: None,
            community: None,
            kind: Kind::Basic,
            rural: false,
            ring: sides.flatten().collect(),
        }
    };
    (0..CELLS * CELLS).map(cell).collect()
}

fn grids(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("a million corners");
    group.sample_size(10);
    let shared = write(&grid(|_| CORNERS));
    let own = write(&grid(|number| CORNERS - number % 3));
    for (name, text) in [("that neighbours share", &shared), ("of each cell's own", &own)] {
        group.bench_function(format!("{name}: read and checked"), |bencher| {
            bencher.iter(|| {
                let sheet = read(black_box(text.as_bytes()), &Properties::default());
                sheet.map(|sheet| check(sheet, &Rules::default()).findings)
            });
        });
    }
    let cells = check(
        read(shared.as_bytes(), &Properties::default()).unwrap_or_default(),
        &Rules::default(),
    )
    .cells;
    group.bench_function("first plan, with anchors", |bencher| {
        bencher.iter(|| plan(&[], black_box(cells.clone())).map(|plan| plan.cells.len()));
    });
    group.finish();
}

criterion_group!(benches, grids);
criterion_main!(benches);
