//! One line of the board, finished: words, numbers and positions, made where the words are.
//!
//! Views draw it and nothing more.

use domain::board::{BoardRow, Figures, UnitRef};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use super::Axis;
use crate::text::board as text;
use crate::ui::{number, spark_rates};
use crate::visit::Links;

/// The least difference of rates that the height of a trend stands for.
const TREND_SPREAD: f64 = 0.2;

/// Overdue cases are marked from one in so many due ones.
pub(super) const LATE_SHARE: u64 = 10;

/// A department's line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Line {
    pub(crate) code: String,
    pub(crate) name: String,
    /// The cases behind it.
    pub(crate) href: String,
    /// `2–6`, or in words why there is none.
    pub(crate) rank: String,
    pub(crate) is_ranked: bool,
    pub(crate) rate: String,
    /// `61 / 64`.
    pub(crate) fraction: String,
    pub(crate) received: String,
    pub(crate) overdue: String,
    pub(crate) is_late: bool,
    pub(crate) plot: Option<Plot>,
    /// Path data.
    pub(crate) trend: String,
}

/// A dot with its interval, as SVG lengths.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Plot {
    pub(crate) low: String,
    pub(crate) high: String,
    /// None where the rate itself lies outside the axis.
    pub(crate) dot: Option<String>,
    /// The same in words.
    pub(crate) label: String,
}

/// What a line is written with.
pub(crate) struct Wording<'a> {
    pub(crate) links: &'a Links,
    /// Dates of the board, for the links to its cases: from, and to where it has ended.
    pub(crate) period: Option<(&'a str, Option<&'a str>)>,
    pub(crate) axis: Axis,
}

impl Wording<'_> {
    /// The line of a department.
    pub(crate) fn line(&self, row: &BoardRow) -> Line {
        let lang = self.links.lang;
        let is_unassigned = row.department.code == domain::DepartmentCode::UNASSIGNED;
        let name = if is_unassigned {
            text::unassigned(lang)
        } else {
            &row.department.name
        };
        let rank = match row.rank {
            Some([best, worst]) if best == worst => best.to_string(),
            Some([best, worst]) => format!("{best}–{worst}"),
            None if is_unassigned => text::not_ranked(lang).to_owned(),
            None if row.figures.on_time_rate.is_none() => text::nothing_due(lang).to_owned(),
            None => text::few(lang).to_owned(),
        };
        let mut line = self.figures(&row.figures);
        line.href = self.cases(&row.department);
        line.code.clone_from(&row.department.code);
        line.name = name.to_owned();
        line.rank = rank;
        line.is_ranked = row.rank.is_some();
        line.plot = row
            .figures
            .on_time_rate
            .zip(row.interval)
            .map(|(rate, interval)| self.plot(rate, interval));
        line.trend = spark_rates(&row.trend, TREND_SPREAD);
        line
    }

    /// The line of everything together.
    pub(crate) fn total(&self, figures: &Figures) -> Line {
        let mut line = self.figures(figures);
        line.name = text::total(self.links.lang).to_owned();
        line
    }

    fn figures(&self, figures: &Figures) -> Line {
        let denominator = figures.due.saturating_sub(figures.suspended);
        Line {
            code: String::new(),
            name: String::new(),
            href: String::new(),
            rank: String::new(),
            is_ranked: false,
            rate: figures
                .on_time_rate
                .map_or_else(|| "—".to_owned(), number::percent),
            fraction: format!(
                "{} / {}",
                number::grouped(figures.closed_on_time),
                number::grouped(denominator)
            ),
            received: number::grouped(figures.received),
            overdue: number::grouped(figures.overdue_open),
            is_late: figures.overdue_open > 0 && figures.overdue_open * LATE_SHARE >= denominator,
            plot: None,
            trend: String::new(),
        }
    }

    fn cases(&self, department: &UnitRef) -> String {
        let mut pairs = vec![("department", department.code.as_str())];
        if let Some((from, to)) = self.period {
            pairs.push(("from", from));
            pairs.extend(to.map(|to| ("to", to)));
        }
        self.links.to("/cases", &pairs)
    }

    fn plot(&self, rate: f64, [low, high]: [f64; 2]) -> Plot {
        Plot {
            low: self.axis.at(low),
            high: self.axis.at(high),
            dot: (!self.axis.cuts(rate)).then(|| self.axis.at(rate)),
            label: text::interval(
                self.links.lang,
                &number::percent(rate),
                &number::percent(low),
                &number::percent(high),
            ),
        }
    }
}

impl Plot {
    /// The drawing; the marks of the axis are its background.
    pub(crate) fn draw(self) -> impl IntoView {
        let dot = self.dot.map(|at| view! { <circle cx=at cy="50%" r="5" /> });
        view! {
            <svg class="plot" role="img" aria-label=self.label>
                <line x1=self.low x2=self.high y1="50%" y2="50%" />
                {dot}
            </svg>
        }
    }
}
