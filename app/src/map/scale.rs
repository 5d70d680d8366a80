//! From figures per area to five shades and the numbers of their legend. The server's picture, its legend and
//! the map in the browser, which is handed the finished shades, so never disagree.

use domain::map::AreaCount;

/// Shades above "nothing here".
pub(crate) const STEPS: usize = 5;

/// Below so many cases a share says more about chance than about the place.
pub(crate) const MIN_FOR_SHARE: u64 = 10;

/// Lower bounds of the shares, in per cent. Fixed, so that two periods can be compared by eye.
const SHARE_BOUNDS: [u64; STEPS] = [1, 5, 10, 20, 40];

/// What the map shades by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Measure {
    /// Cases.
    #[default]
    Count,
    /// Open and past the limit, as a share of the cases.
    Overdue,
}

impl Measure {
    /// Both, in the order shown to people.
    pub(crate) const ALL: [Self; 2] = [Self::Count, Self::Overdue];

    /// The value of `measure=` in the page's address.
    #[must_use]
    pub(crate) fn code(self) -> &'static str {
        match self {
            Self::Count => "count",
            Self::Overdue => "overdue",
        }
    }

    /// The measure with this code; anything else is the count.
    #[must_use]
    pub(crate) fn from_code(code: &str) -> Self {
        if code == "overdue" {
            Self::Overdue
        } else {
            Self::Count
        }
    }
}

/// The shade of a figure: 0 for nothing to show, then 1 (least) to [`STEPS`] (most).
pub(crate) type Shade = u8;

/// Lower bounds of the shades over one set of areas.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Scale {
    measure: Measure,
    /// Ascending; cases, or per cent. At most [`STEPS`].
    bounds: Vec<u64>,
}

impl Scale {
    /// The scale that suits `areas`: quintiles of the counts, rounded down to numbers people read
    /// easily; fixed bounds for shares.
    #[must_use]
    pub(crate) fn of(measure: Measure, areas: &[AreaCount]) -> Self {
        Self::of_counts(measure, areas.iter().map(|area| area.count))
    }

    /// As [`Self::of`], of counts alone.
    #[must_use]
    pub(crate) fn of_counts(measure: Measure, counts: impl Iterator<Item = u64>) -> Self {
        let bounds = match measure {
            Measure::Count => count_bounds(counts),
            Measure::Overdue => SHARE_BOUNDS.to_vec(),
        };
        Self { measure, bounds }
    }

    /// What it measures.
    #[must_use]
    pub(crate) fn measure(&self) -> Measure {
        self.measure
    }

    /// The shade of an area with `count` cases, `overdue` of them open and past the limit.
    #[must_use]
    pub(crate) fn shade(&self, count: u64, overdue: u64) -> Shade {
        let reached = match self.measure {
            Measure::Count => self.bounds.iter().filter(|bound| count >= **bound).count(),
            Measure::Overdue if count < MIN_FOR_SHARE || overdue == 0 => 0,
            // Any overdue case is more than nothing, even below one per cent.
            Measure::Overdue => self
                .bounds
                .iter()
                .filter(|bound| overdue * 100 >= **bound * count)
                .count()
                .max(1),
        };
        u8::try_from(reached).unwrap_or(u8::MAX)
    }

    /// The numbers of each shade from 1 on, for a legend: `1–4`, `40+`, `<5%`. The same in every language.
    #[must_use]
    pub(crate) fn labels(&self) -> Vec<String> {
        let range = |(i, low): (usize, &u64)| match (self.measure, self.bounds.get(i + 1)) {
            (Measure::Count, Some(next)) if low + 1 == *next => low.to_string(),
            (Measure::Count, Some(next)) => format!("{low}–{}", next - 1),
            (Measure::Count, None) => format!("{low}+"),
            (Measure::Overdue, Some(next)) if i == 0 => format!("<{next}%"),
            (Measure::Overdue, Some(next)) => format!("{low}–{next}%"),
            (Measure::Overdue, None) => format!("≥{low}%"),
        };
        self.bounds.iter().enumerate().map(range).collect()
    }
}

fn count_bounds(counts: impl Iterator<Item = u64>) -> Vec<u64> {
    let mut counts: Vec<u64> = counts.filter(|count| *count > 0).collect();
    counts.sort_unstable();
    let Some(least) = counts.first() else {
        return Vec::new();
    };
    let mut bounds = vec![nice(*least)];
    for step in 1..STEPS {
        let bound = nice(counts[counts.len() * step / STEPS]);
        if bounds.last().is_some_and(|last| bound > *last) {
            bounds.push(bound);
        }
    }
    bounds
}

/// The largest easily read number not above `value` (at least 1): 1, 2, 3, 4, 5, 6, 8, 10, 12, 15, 20, 25, 30, 40 …
fn nice(value: u64) -> u64 {
    const LEADS: [u64; 10] = [10, 12, 15, 20, 25, 30, 40, 50, 60, 80];
    if value < 10 {
        return match value {
            0 => 1,
            7 => 6,
            9 => 8,
            small => small,
        };
    }
    let mut unit = 1;
    while value / unit >= 100 {
        unit *= 10;
    }
    let lead = value / unit;
    LEADS.into_iter().rev().find(|nice| *nice <= lead).unwrap_or(10) * unit
}

#[cfg(test)]
mod tests {
    use super::*;

    fn areas(counts: &[u64]) -> Vec<AreaCount> {
        counts
            .iter()
            .map(|count| AreaCount {
                code: String::new(),
                count: *count,
                overdue: 0,
            })
            .collect()
    }

    #[test]
    fn bounds_are_round_and_rise() {
        let many: Vec<u64> = (1..=1000).map(|n| n * n % 773).collect();
        let scale = Scale::of(Measure::Count, &areas(&many));
        assert_eq!(scale.bounds, [1, 150, 250, 400, 600]);
        assert!(scale.bounds.windows(2).all(|pair| pair[0] < pair[1]));
    }

    #[test]
    fn few_distinct_counts_make_few_shades() {
        let scale = Scale::of(Measure::Count, &areas(&[0, 1, 1, 1, 2]));
        assert_eq!(scale.bounds, [1, 2]);
        assert_eq!([0, 1, 2, 9].map(|count| scale.shade(count, 0)), [0, 1, 2, 2]);
        assert!(Scale::of(Measure::Count, &areas(&[0, 0])).bounds.is_empty());
    }

    #[test]
    fn every_area_with_cases_is_shaded() {
        let counts = [3, 7, 9, 14, 80, 81, 400];
        let scale = Scale::of(Measure::Count, &areas(&counts));
        assert!(counts.iter().all(|count| scale.shade(*count, 0) >= 1));
    }

    #[test]
    fn a_legend_names_every_shade_by_its_numbers() {
        let counts = Scale::of(Measure::Count, &areas(&[1, 2, 2, 5, 9, 40, 41, 90]));
        assert_eq!(counts.labels(), ["1", "2–4", "5–7", "8–39", "40+"]);
        let shares = Scale::of(Measure::Overdue, &[]);
        assert_eq!(shares.labels(), ["<5%", "5–10%", "10–20%", "20–40%", "≥40%"]);
    }

    #[test]
    fn a_share_needs_enough_cases() {
        let scale = Scale::of(Measure::Overdue, &[]);
        assert_eq!(scale.shade(9, 9), 0, "nine cases are too few");
        assert_eq!(scale.shade(10, 0), 0);
        assert_eq!(scale.shade(1000, 1), 1, "little is not nothing");
        assert_eq!(scale.shade(10, 4), 5);
    }
}
