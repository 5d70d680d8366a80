//! Borders of townships and communities, made of the grid: once for each grid, when somebody asks first.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use domain::map::BorderView;
use store::published::GridCellRow;

/// Borders of a grid; their names are left to the asker.
#[derive(Debug, Default)]
pub(crate) struct Borders(OnceLock<[Vec<BorderView>; 2]>);

impl Borders {
    /// Townships, then communities, each in the order of codes.
    pub(crate) fn of(&self, cells: &[GridCellRow]) -> &[Vec<BorderView>; 2] {
        self.0.get_or_init(|| {
            [
                around(cells, |cell| cell.township_code.as_deref()),
                around(cells, |cell| cell.community_code.as_deref()),
            ]
        })
    }
}

fn around(cells: &[GridCellRow], area: impl Fn(&GridCellRow) -> Option<&str>) -> Vec<BorderView> {
    let mut areas: BTreeMap<&str, Vec<&[(f64, f64)]>> = BTreeMap::new();
    for cell in cells {
        if let Some(code) = area(cell) {
            areas.entry(code).or_default().push(&cell.ring.0);
        }
    }
    let border = |(code, rings): (&str, Vec<&[(f64, f64)]>)| basemap::border(code, "", rings);
    areas.into_iter().filter_map(border).collect()
}
