//! One line of the board, finished: words, numbers and positions, made where the words are.
//!
//! Views draw it and nothing more.

use domain::Lang;
use domain::board::{BoardGroup, BoardRow, Figures, UnitRef};
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
    /// Its peer group, where others stand beside it.
    pub(crate) peers: String,
    /// Names it had within the period, and what it has become part of.
    pub(crate) also: Vec<String>,
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
    /// The overdue cases.
    pub(crate) overdue_href: String,
    /// Change against the period before.
    pub(crate) before: String,
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
    pub(crate) group: BoardGroup,
    /// Units of several peer groups stand together: each says which is its own.
    pub(crate) has_peers: bool,
}

impl Wording<'_> {
    /// What a unit is called on the page.
    pub(crate) fn name(&self, row: &BoardRow) -> String {
        let is_unassigned = row.unit.code == domain::DepartmentCode::UNASSIGNED;
        if is_unassigned && self.group == BoardGroup::Department {
            text::unassigned(self.links.lang).to_owned()
        } else {
            row.unit.name.clone()
        }
    }

    /// The line of a department.
    pub(crate) fn line(&self, row: &BoardRow) -> Line {
        let lang = self.links.lang;
        let is_unassigned = row.unit.code == domain::DepartmentCode::UNASSIGNED;
        let rank = match row.rank {
            Some([best, worst]) if best == worst => best.to_string(),
            Some([best, worst]) => format!("{best}–{worst}"),
            None if is_unassigned => text::not_ranked(lang).to_owned(),
            None if row.figures.on_time_rate.is_none() => text::nothing_due(lang).to_owned(),
            None => text::few(lang).to_owned(),
        };
        let mut line = self.figures(&row.figures);
        line.href = self.cases(&row.unit, &[]);
        line.overdue_href = if row.figures.overdue_open > 0 {
            self.cases(&row.unit, &[("timeliness", "overdue")])
        } else {
            String::new()
        };
        line.before = self.before(row);
        if self.has_peers && row.rank.is_some() {
            text::peer_group(lang, &row.peers).clone_into(&mut line.peers);
        }
        line.code.clone_from(&row.unit.code);
        line.name = self.name(row);
        line.also = also(lang, row);
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
            peers: String::new(),
            also: Vec::new(),
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
            overdue_href: String::new(),
            before: String::new(),
        }
    }

    /// Beside itself in the period before: the change of its rate in percentage points.
    fn before(&self, row: &BoardRow) -> String {
        let enough = row.before.denominator >= domain::board::ranking::MIN_TRIALS && row.rank.is_some();
        let change = row
            .figures
            .on_time_rate
            .zip(row.before.on_time_rate)
            .filter(|_| enough)
            .map(|(now, before)| (now - before) * 100.0);
        match change {
            None => "—".to_owned(),
            Some(change) if change.abs() < 0.05 => "＝".to_owned(),
            Some(change) if change > 0.0 => format!("▲ {change:.1}"),
            Some(change) => format!("▼ {:.1}", -change),
        }
    }

    /// The listed cases behind a number; nowhere for what has no list.
    fn cases(&self, unit: &UnitRef, more: &[(&str, &str)]) -> String {
        let field = match self.group {
            BoardGroup::Department => "department",
            BoardGroup::Township => "township",
            BoardGroup::Community => "community",
            BoardGroup::Category => "category",
            BoardGroup::Source => "source",
            BoardGroup::Station => return String::new(),
        };
        if unit.code == domain::DepartmentCode::UNASSIGNED && self.group != BoardGroup::Department {
            return String::new();
        }
        let mut pairs = vec![(field, unit.code.as_str())];
        pairs.extend(more);
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

fn also(lang: Lang, row: &BoardRow) -> Vec<String> {
    let former =
        (!row.former.is_empty()).then(|| text::former(lang, &row.former.join(lang.pick("、", Some(", ")))));
    let merged = row.merged_into.as_ref();
    former
        .into_iter()
        .chain(merged.map(|unit| text::merged_into(lang, &unit.name)))
        .collect()
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
