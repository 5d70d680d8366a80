//! The map as lines of a table: the same areas, in any order.

use std::cmp::Ordering;
use std::collections::{BTreeMap, HashMap};

use domain::map::change::{self, Verdict};
use domain::map::{GridShape, GridView};

use super::shading::Figure;
use crate::map::scale::{MIN_FOR_SHARE, Measure};

/// One area.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct AreaRow {
    pub(crate) code: String,
    pub(crate) name: String,
    pub(crate) township: String,
    pub(crate) figure: Figure,
    /// Where two periods are compared.
    pub(crate) change: Option<Change>,
}

/// What changed against the period before.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Change {
    pub(crate) verdict: Verdict,
    /// Of the cases a day; `None` where there were none before.
    pub(crate) rate: Option<f64>,
}

impl Change {
    fn of(figure: Figure, share: f64) -> Self {
        let rate = figure.count as f64 * (1.0 - share) / (figure.before as f64 * share) - 1.0;
        Self {
            verdict: change::judge(figure.before, figure.count, share),
            rate: (figure.before > 0).then_some(rate),
        }
    }
}

/// A column of the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Column {
    Name,
    Township,
    Count,
    Overdue,
    Share,
    Before,
    Difference,
    Change,
}

impl Column {
    const ALL: [(Self, &str); 8] = [
        (Self::Name, "name"),
        (Self::Township, "township"),
        (Self::Count, "count"),
        (Self::Overdue, "overdue"),
        (Self::Share, "share"),
        (Self::Before, "before"),
        (Self::Difference, "difference"),
        (Self::Change, "change"),
    ];

    /// As `sort=` says it.
    pub(crate) fn code(self) -> &'static str {
        let known = Self::ALL.iter().find(|(column, _)| *column == self);
        known.map_or("", |(_, code)| code)
    }

    pub(crate) fn is_text(self) -> bool {
        matches!(self, Self::Name | Self::Township)
    }

    fn is_of_change(self) -> bool {
        matches!(self, Self::Before | Self::Difference | Self::Change)
    }
}

/// The order of the lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Sort {
    pub(crate) column: Column,
    /// The largest, or the last of the alphabet, first.
    pub(crate) is_down: bool,
}

impl Sort {
    /// What `sort=` of an address asks for: a column, with a minus before it from the largest down. Else, and where
    /// that column is not shown, what the map speaks of, the most first.
    pub(crate) fn read(text: Option<&str>, measure: Measure, is_compared: bool) -> Self {
        let usual = Self {
            column: match measure {
                _ if is_compared => Column::Difference,
                Measure::Count => Column::Count,
                Measure::Overdue => Column::Overdue,
            },
            is_down: true,
        };
        let text = text.unwrap_or_default();
        let (code, is_down) = match text.strip_prefix('-') {
            Some(code) => (code, true),
            None => (text, false),
        };
        Column::ALL
            .iter()
            .find(|(column, known)| *known == code && column.is_of_change() <= is_compared)
            .map_or(usual, |(column, _)| Self {
                column: *column,
                is_down,
            })
    }

    /// What a click on the head of `column` asks for: figures from the most down and names from the first up, or
    /// the other way round where the lines lie so already.
    pub(crate) fn toward(self, column: Column) -> String {
        let is_down = if self.column == column {
            !self.is_down
        } else {
            !column.is_text()
        };
        let sign = if is_down { "-" } else { "" };
        format!("{sign}{}", column.code())
    }

    /// Lines without a value come last in either direction; among equals the most cases come first.
    fn compare(self, a: &AreaRow, b: &AreaRow) -> Ordering {
        let turned = |order: Ordering| if self.is_down { order.reverse() } else { order };
        let order = match self.column {
            Column::Name => turned(a.name.cmp(&b.name)),
            Column::Township => match (a.township.is_empty(), b.township.is_empty()) {
                (false, false) => turned(a.township.cmp(&b.township)),
                (a, b) => a.cmp(&b),
            },
            column => match (column.number(a), column.number(b)) {
                (Some(a), Some(b)) => turned(a.total_cmp(&b)),
                (a, b) => a.is_none().cmp(&b.is_none()),
            },
        };
        order
            .then(b.figure.count.cmp(&a.figure.count))
            .then(b.figure.overdue.cmp(&a.figure.overdue))
            .then_with(|| a.code.cmp(&b.code))
    }
}

impl Column {
    /// What a figure is sorted by.
    fn number(self, row: &AreaRow) -> Option<f64> {
        let Figure {
            count,
            overdue,
            before,
        } = row.figure;
        match self {
            Self::Name | Self::Township => None,
            Self::Count => Some(count as f64),
            Self::Overdue => Some(overdue as f64),
            Self::Share => (count >= MIN_FOR_SHARE).then(|| overdue as f64 / count as f64),
            Self::Before => Some(before as f64),
            Self::Difference => Some(count as f64 - before as f64),
            Self::Change => row.change.and_then(|change| change.rate),
        }
    }
}

/// Name and township of areas, by code.
pub(crate) type Known<'a> = HashMap<&'a str, (&'a str, &'a str)>;

/// The cells of a grid.
pub(crate) fn cells(grid: &GridView) -> Known<'_> {
    let cells = grid.cells.iter();
    let known = cells.map(
        |GridShape {
             code, name, township, ..
         }| {
            let township = township.as_deref().unwrap_or_default();
            (code.as_str(), (name.as_str(), township))
        },
    );
    known.collect()
}

/// Every area with cases in either period, in order. `share` is given where two periods are compared.
pub(crate) fn rows(
    figures: &BTreeMap<&str, Figure>,
    known: &Known<'_>,
    share: Option<f64>,
    sort: Sort,
) -> Vec<AreaRow> {
    let row = |(code, figure): (&&str, &Figure)| {
        // What nobody has named has its code for a name.
        let (name, township) = known.get(code).copied().unwrap_or((code, ""));
        AreaRow {
            code: (*code).to_owned(),
            name: name.to_owned(),
            township: township.to_owned(),
            figure: *figure,
            change: share.map(|share| Change::of(*figure, share)),
        }
    };
    let has_cases = |(_, figure): &(&&str, &Figure)| figure.count + figure.before > 0;
    let mut rows: Vec<AreaRow> = figures.iter().filter(has_cases).map(row).collect();
    rows.sort_by(|a, b| sort.compare(a, b));
    rows
}

/// A share of cases with one decimal; none where it would say more about chance. The browser asks too, so in whole
/// numbers: formatting floats would cost the bundle kilobytes.
pub(crate) fn share(count: u64, part: u64) -> Option<String> {
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

    fn grid() -> GridView {
        let shape = |code: &str, name: &str, township: Option<&str>| GridShape {
            code: code.to_owned(),
            name: name.to_owned(),
            township: township.map(str::to_owned),
            ring: Vec::new(),
        };
        GridView {
            region: "r1".to_owned(),
            tag: String::new(),
            bbox: [0.0, 0.0, 1.0, 1.0],
            outline: Vec::new(),
            cells: vec![
                shape("a", "丁", Some("东")),
                shape("b", "丙", None),
                shape("c", "乙", Some("西")),
                shape("d", "丁二", Some("东")),
            ],
            stations: Vec::new(),
        }
    }

    fn figures() -> BTreeMap<&'static str, Figure> {
        let figure = |count, overdue, before| Figure {
            count,
            overdue,
            before,
        };
        BTreeMap::from([
            ("a", figure(30, 1, 10)),
            ("b", figure(50, 0, 60)),
            ("c", figure(12, 9, 0)),
            ("d", figure(0, 0, 0)),
            ("e", figure(3, 3, 0)),
        ])
    }

    fn codes(sort: &str, share: Option<f64>) -> String {
        let sort = Sort::read(Some(sort), Measure::Count, share.is_some());
        let rows = rows(&figures(), &cells(&grid()), share, sort);
        rows.into_iter().map(|row| row.code).collect()
    }

    #[test]
    fn the_table_is_ordered_by_what_the_map_shows() {
        let usual = |measure, is_compared| Sort::read(None, measure, is_compared);
        assert_eq!(usual(Measure::Count, false).column, Column::Count);
        assert_eq!(usual(Measure::Overdue, false).column, Column::Overdue);
        assert_eq!(usual(Measure::Overdue, true).column, Column::Difference);
        assert_eq!(codes("", None), "bace");
        assert_eq!(codes("nonsense", None), "bace");
        assert_eq!(codes("before", None), "bace", "a column that is not shown");
    }

    #[test]
    fn every_column_sorts_both_ways_and_what_has_no_value_comes_last() {
        assert_eq!(
            [codes("-overdue", None), codes("overdue", None)],
            ["ceab", "baec"]
        );
        assert_eq!([codes("name", None), codes("-name", None)], ["eabc", "cbae"]);
        assert_eq!(
            [codes("township", None), codes("-township", None)],
            ["acbe", "cabe"]
        );
        assert_eq!(
            [codes("-share", None), codes("share", None)],
            ["cabe", "bace"],
            "e has too few"
        );
        let half = Some(0.5);
        assert_eq!(
            [codes("-before", half), codes("difference", half)],
            ["bace", "beca"]
        );
        assert_eq!(codes("-change", half), "abce", "c and e had none before");
    }

    #[test]
    fn a_head_asks_for_the_most_first_and_for_the_other_way_at_the_second_click() {
        let sort = Sort::read(None, Measure::Count, false);
        assert_eq!(sort.toward(Column::Count), "count");
        assert_eq!(sort.toward(Column::Share), "-share");
        assert_eq!(sort.toward(Column::Name), "name");
        let by_name = Sort::read(Some("name"), Measure::Count, false);
        assert_eq!(by_name.toward(Column::Name), "-name");
    }

    #[test]
    fn a_change_is_of_the_cases_a_day() {
        let figure = Figure {
            count: 30,
            overdue: 0,
            before: 10,
        };
        let change = Change::of(figure, 0.75);
        assert_eq!((change.rate, change.verdict), (Some(0.0), Verdict::Unclear));
        let none_before = Change::of(Figure { before: 0, ..figure }, 0.5);
        assert_eq!(none_before.rate, None);
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
