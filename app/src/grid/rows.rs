//! The map as lines of a table: the same areas, the most first.

use std::cmp::Reverse;
use std::collections::HashMap;

use domain::map::{AreaCount, GridShape, GridView};

use crate::map::scale::{MIN_FOR_SHARE, Measure};
use crate::ui::number::grouped;

/// One area, its figures as text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct AreaRow {
    pub(crate) code: String,
    pub(crate) name: String,
    pub(crate) township: String,
    pub(crate) count: String,
    pub(crate) overdue: String,
    pub(crate) is_late: bool,
    /// None where there are too few cases for a share.
    pub(crate) share: Option<String>,
}

impl AreaRow {
    /// The line of one area; without a shape its code has to do for a name.
    pub(crate) fn of(area: &AreaCount, shape: Option<&GridShape>) -> Self {
        Self {
            code: area.code.clone(),
            name: shape.map_or(&area.code, |shape| &shape.name).clone(),
            township: shape.and_then(|shape| shape.township.clone()).unwrap_or_default(),
            count: grouped(area.count),
            overdue: grouped(area.overdue),
            is_late: area.overdue > 0,
            share: share(area.count, area.overdue),
        }
    }
}

/// The first `limit` areas by cases, or by overdue ones where that is what the map shows.
pub(crate) fn rows(
    areas: &[AreaCount],
    grid: Option<&GridView>,
    measure: Measure,
    limit: usize,
) -> Vec<AreaRow> {
    let shapes: HashMap<&str, &GridShape> = grid
        .into_iter()
        .flat_map(|grid| &grid.cells)
        .map(|shape| (shape.code.as_str(), shape))
        .collect();
    let mut areas: Vec<&AreaCount> = areas.iter().filter(|area| area.count > 0).collect();
    areas.sort_unstable_by_key(|area| match measure {
        Measure::Count => (Reverse(area.count), Reverse(area.overdue), &area.code),
        Measure::Overdue => (Reverse(area.overdue), Reverse(area.count), &area.code),
    });
    areas
        .into_iter()
        .take(limit)
        .map(|area| AreaRow::of(area, shapes.get(area.code.as_str()).copied()))
        .collect()
}

/// A share of cases with one decimal; none where it would say more about chance. The browser asks too, so in whole
/// numbers: formatting floats would cost the bundle kilobytes.
pub(super) fn share(count: u64, part: u64) -> Option<String> {
    (count >= MIN_FOR_SHARE).then(|| {
        let tenths = (part * 1000 + count / 2) / count;
        // Rounding never makes all or nothing of what is not.
        let tenths = if part > 0 && part < count {
            tenths.clamp(1, 999)
        } else {
            tenths
        };
        (tenths / 10).to_string() + "." + &(tenths % 10).to_string() + "%"
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn area(code: &str, count: u64, overdue: u64) -> AreaCount {
        AreaCount {
            code: code.to_owned(),
            count,
            overdue,
        }
    }

    #[test]
    fn the_table_is_ordered_by_what_the_map_shows() {
        let areas = [
            area("a", 30, 1),
            area("b", 50, 0),
            area("c", 12, 9),
            area("d", 0, 0),
        ];
        let codes = |measure| {
            rows(&areas, None, measure, 9)
                .into_iter()
                .map(|row| row.code)
                .collect::<Vec<_>>()
        };
        assert_eq!(codes(Measure::Count), ["b", "a", "c"]);
        assert_eq!(codes(Measure::Overdue), ["c", "a", "b"]);
        assert_eq!(rows(&areas, None, Measure::Count, 2).len(), 2);
    }

    #[test]
    fn a_share_of_few_cases_is_not_given() {
        assert_eq!(share(9, 9), None);
        assert_eq!(share(12, 9).as_deref(), Some("75.0%"));
        assert_eq!(share(100_000, 1).as_deref(), Some("0.1%"));
        assert_eq!(share(100_000, 99_999).as_deref(), Some("99.9%"));
        assert_eq!(share(10, 0).as_deref(), Some("0.0%"));
    }
}
