//! One line of the board, finished: words, numbers and positions, made where the words are.
//!
//! Views draw it and nothing more.

use domain::Lang;
use domain::board::figures::{Counted, Timeliness};
use domain::board::{BoardGroup, BoardRow, Figures, UnitRef};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use super::Axis;
use crate::filters::classes;
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
    /// `61 / 64`: closed on time, and what was due.
    pub(crate) fraction: [Number; 2],
    pub(crate) received: Number,
    pub(crate) overdue: Number,
    pub(crate) is_late: bool,
    /// Change against the period before.
    pub(crate) before: String,
    pub(crate) plot: Option<Plot>,
    /// Path data.
    pub(crate) trend: String,
}

/// A number, and the listed cases that it counts.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Number {
    pub(crate) shown: String,
    /// Empty where it has none, or its cases are not told apart in public.
    pub(crate) href: String,
}

impl Number {
    pub(crate) fn draw(self) -> AnyView {
        if self.href.is_empty() {
            return self.shown.into_any();
        }
        view! { <a href=self.href>{self.shown}</a> }.into_any()
    }
}

/// What a number counts, in the words of an address.
#[derive(Clone, Copy)]
pub(super) enum Behind {
    /// Every case of the unit.
    Received,
    Clock(&'static [Timeliness]),
    Counted(Counted),
    /// What the published files do not tell: call-backs, first contacts, who reported.
    Nowhere,
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
    /// The moment whose state counts, where it is not now.
    pub(crate) as_of: Option<&'a str>,
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
        let mut line = self.figures(Some(&row.unit), &row.figures);
        line.href = self.cases(Some(&row.unit), Behind::Received);
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
        let mut line = self.figures(None, figures);
        line.name = text::total(self.links.lang).to_owned();
        line
    }

    fn figures(&self, unit: Option<&UnitRef>, figures: &Figures) -> Line {
        let denominator = figures.due.saturating_sub(figures.suspended);
        let clock = |count, of: &'static [Timeliness]| self.number(unit, count, Behind::Clock(of));
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
            fraction: [
                clock(figures.closed_on_time, &[Timeliness::OnTime]),
                clock(denominator, &Timeliness::MEASURED),
            ],
            received: self.number(unit, figures.received, Behind::Received),
            overdue: clock(figures.overdue_open, &[Timeliness::Overdue]),
            is_late: figures.overdue_open > 0 && figures.overdue_open * LATE_SHARE >= denominator,
            plot: None,
            trend: String::new(),
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

    /// A number of a unit, or of all of them together.
    pub(super) fn number(&self, unit: Option<&UnitRef>, count: u64, behind: Behind) -> Number {
        Number {
            shown: number::grouped(count),
            href: if count == 0 {
                String::new()
            } else {
                self.cases(unit, behind)
            },
        }
    }

    /// The listed cases behind a number; nowhere for what has no list.
    fn cases(&self, unit: Option<&UnitRef>, behind: Behind) -> String {
        let field = match self.group {
            BoardGroup::Department => "department",
            BoardGroup::Township => "township",
            BoardGroup::Community => "community",
            BoardGroup::Category => "category",
            BoardGroup::Source => "source",
            // The public file of a case does not name its station.
            BoardGroup::Station => return String::new(),
        };
        let is_unassigned = |unit: &UnitRef| unit.code == domain::DepartmentCode::UNASSIGNED;
        if unit.is_some_and(is_unassigned) && self.group != BoardGroup::Department {
            return String::new();
        }
        let together;
        let counted = match behind {
            Behind::Nowhere => return String::new(),
            Behind::Received => None,
            Behind::Clock(of) => {
                together = classes(of);
                Some(("timeliness", together.as_str()))
            }
            Behind::Counted(counted) => Some(("counted", counted.code())),
        };
        let mut pairs: Vec<(&str, &str)> = unit.iter().map(|unit| (field, unit.code.as_str())).collect();
        pairs.extend(counted);
        pairs.extend(counted.and(self.as_of).map(|as_of| ("as_of", as_of)));
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
