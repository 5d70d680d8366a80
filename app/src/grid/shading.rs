//! What the cells of the grid are shaded by: their figures, how these changed, or nothing.

use std::collections::BTreeMap;

use domain::map::change::{self, Verdict};
use domain::map::{AreaCount, AreasView};

use super::mode::CHANGE;
use crate::map::scale::{Measure, Scale, Shade};

/// What is known of one area.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Figure {
    pub(crate) count: u64,
    pub(crate) overdue: u64,
    /// Cases of the period compared with; 0 where none is.
    pub(crate) before: u64,
}

/// Figures of areas by their codes, those of either period.
#[must_use]
pub(crate) fn figures<'a>(now: &'a [AreaCount], before: &'a [AreaCount]) -> BTreeMap<&'a str, Figure> {
    let mut figures: BTreeMap<&str, Figure> = BTreeMap::new();
    for area in now {
        let figure = figures.entry(&area.code).or_default();
        (figure.count, figure.overdue) = (area.count, area.overdue);
    }
    for area in before {
        figures.entry(&area.code).or_default().before = area.count;
    }
    figures
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Shading {
    Scale(Scale),
    /// Something else lies on the cells and speaks.
    Plain(Measure),
    Change {
        /// What part of both periods the later one is, by its length.
        share: f64,
        before: AreasView,
    },
}

impl Shading {
    /// `data-measure`: decides the colours.
    pub(crate) fn code(&self) -> &'static str {
        match self {
            Self::Scale(scale) => scale.measure().code(),
            Self::Plain(measure) => measure.code(),
            Self::Change { .. } => CHANGE,
        }
    }

    /// Counts of the period compared with.
    pub(crate) fn before(&self) -> &[AreaCount] {
        match self {
            Self::Change { before, .. } => &before.areas,
            Self::Scale(_) | Self::Plain(_) => &[],
        }
    }

    pub(crate) fn shade(&self, figure: Figure) -> Shade {
        match self {
            Self::Scale(scale) => scale.shade(figure.count, figure.overdue),
            Self::Plain(_) => 0,
            Self::Change { share, .. } => match change::judge(figure.before, figure.count, *share) {
                Verdict::TooFew | Verdict::Unclear => 0,
                Verdict::Clear(step) => step.index() + 1,
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn areas(counts: &[(&str, u64)]) -> Vec<AreaCount> {
        let area = |(code, count): &(&str, u64)| AreaCount {
            code: (*code).to_owned(),
            count: *count,
            overdue: 0,
        };
        counts.iter().map(area).collect()
    }

    #[test]
    fn an_area_that_has_cases_in_one_period_only_is_compared_too() {
        let (now, before) = (areas(&[("a", 40)]), areas(&[("a", 10), ("b", 12)]));
        let figures = figures(&now, &before);
        let figure = |code| figures.get(code).map(|figure| (figure.count, figure.before));
        assert_eq!((figure("a"), figure("b")), (Some((40, 10)), Some((0, 12))));
    }

    #[test]
    fn a_change_is_shaded_by_its_size_and_not_at_all_where_chance_brings_it() {
        let shading = Shading::Change {
            share: 0.5,
            before: AreasView {
                version: 1,
                total: 0,
                unplaced: 0,
                areas: Vec::new(),
            },
        };
        let shade = |before, count| {
            shading.shade(Figure {
                count,
                overdue: 0,
                before,
            })
        };
        assert_eq!([shade(40, 10), shade(10, 40)], [1, 6]);
        assert_eq!([shade(0, 0), shade(4, 5), shade(20, 24)], [0, 0, 0]);
    }
}
