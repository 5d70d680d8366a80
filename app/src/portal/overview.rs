//! The first page's moving parts, finished: words, numbers and positions.

use chrono_tz::Tz;
use domain::Lang;
use domain::case::Timeliness;
use domain::live::{LiveItem, Overview};
use serde::{Deserialize, Serialize};

use crate::board::{Axis, Line, Wording};
use crate::text::{home as text, site, terms};
use crate::ui::{Figure, number, spark_counts, spark_rates, time};
use crate::visit::Links;

/// The least difference of rates that the height of a sparkline stands for.
const SPREAD: f64 = 0.1;
/// Lines of the live list: with the board above, as tall as the map beside it.
const LATEST: usize = 5;

/// Figures, the top of the board, and what happens now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct HomeView {
    pub(crate) version: u64,
    pub(crate) as_of: String,
    pub(crate) figures: Vec<Figure>,
    /// The words at the marks of the plots' axis.
    pub(crate) axis: Vec<String>,
    pub(crate) board: Vec<Line>,
    pub(crate) latest: Vec<Item>,
}

/// One line of the live list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Item {
    /// Case code and number of the event: its identity.
    pub(crate) key: String,
    pub(crate) href: String,
    /// As shown, and for machines.
    pub(crate) time: String,
    pub(crate) datetime: String,
    pub(crate) what: String,
    pub(crate) done: String,
    pub(crate) state: String,
    pub(crate) sign: Sign,
}

/// How a case stands, as a colour with its own shape.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Sign {
    Well,
    Close,
    Late,
    Neutral,
}

impl Sign {
    /// Class, and the shape that says the same without colour.
    pub(crate) fn look(self) -> (&'static str, &'static str) {
        match self {
            Self::Well => ("sign sign-ok", "●"),
            Self::Close => ("sign sign-close", "◆"),
            Self::Late => ("sign sign-late", "▲"),
            Self::Neutral => ("sign sign-quiet", "○"),
        }
    }

    fn of(timeliness: Timeliness) -> Self {
        match timeliness {
            Timeliness::Green | Timeliness::OnTime => Self::Well,
            Timeliness::Yellow | Timeliness::Orange => Self::Close,
            Timeliness::Red | Timeliness::Late => Self::Late,
            Timeliness::Paused | Timeliness::NoLimit => Self::Neutral,
        }
    }
}

/// How many peer groups stand together.
fn groups_of(rows: &[domain::board::BoardRow]) -> usize {
    let mut groups: Vec<&str> = rows.iter().map(|row| row.peers.as_str()).collect();
    groups.sort_unstable();
    groups.dedup();
    groups.len()
}

impl HomeView {
    pub(crate) fn of(overview: &Overview, zone: Tz, links: &Links) -> Self {
        let axis = Axis::of(&overview.board);
        let wording = Wording {
            links,
            period: None,
            as_of: None,
            axis,
            group: domain::board::BoardGroup::Department,
            has_peers: groups_of(&overview.board) > 1,
        };
        Self {
            version: overview.version,
            as_of: site::as_of(links.lang, &time::second(overview.as_of, zone)),
            figures: figures(overview, links),
            axis: axis.labels(),
            board: overview.board.iter().map(|row| wording.line(row)).collect(),
            latest: overview
                .latest
                .iter()
                .take(LATEST)
                .map(|item| Item::of(item, overview, zone, links))
                .collect(),
        }
    }
}

impl Item {
    fn of(item: &LiveItem, overview: &Overview, zone: Tz, links: &Links) -> Self {
        let lang = links.lang;
        let action = terms::action(lang, item.action);
        let done = match item.department.code.as_str() {
            domain::DepartmentCode::UNASSIGNED => action.to_owned(),
            _ => text::item_done(lang, &item.department.name, action),
        };
        Self {
            key: format!("{}.{}", item.code, item.seq),
            href: links.to(&format!("/cases/{}", item.code), &[]),
            time: time::recent(item.at, overview.as_of, zone),
            datetime: time::machine(item.at),
            what: text::item(lang, &item.place, &item.category),
            done,
            state: terms::state(lang, item.state).to_owned(),
            sign: Sign::of(item.timeliness),
        }
    }
}

/// The days that figures are over, in words.
pub(crate) fn recent(lang: Lang, is_past: bool) -> &'static str {
    if is_past {
        text::recent_past(lang)
    } else {
        text::recent(lang)
    }
}

fn figures(overview: &Overview, links: &Links) -> Vec<Figure> {
    let lang = links.lang;
    let period = recent(lang, overview.is_past);
    let all = &overview.figures;
    let figure = |label: &str, anchor: &str, value: String, note: String, spark: String| Figure {
        label: label.to_owned(),
        href: links.to(&format!("/method#{anchor}"), &[]),
        value,
        note,
        spark,
    };
    let rate = |rate: Option<f64>| rate.map_or_else(|| "—".to_owned(), number::percent);
    // Where nothing has come in for long, today says nothing.
    let (label, value, note) = if overview.is_past {
        (text::received(lang), all.received, period.to_owned())
    } else {
        let note = today_note(lang, overview.today_last_week, overview.today);
        (text::today(lang), overview.today, note)
    };
    vec![
        figure(
            label,
            "received",
            number::grouped(value),
            note,
            spark_counts(&overview.received_by_day),
        ),
        figure(
            text::on_time(lang),
            "on_time_rate",
            rate(all.on_time_rate),
            match all.due.saturating_sub(all.suspended) {
                0 => text::nothing_due(lang, period),
                due => text::on_time_note(
                    lang,
                    &number::grouped(all.closed_on_time),
                    &number::grouped(due),
                    period,
                ),
            },
            spark_rates(&overview.on_time_by_day, SPREAD),
        ),
        figure(
            text::satisfaction(lang),
            "satisfaction",
            rate(all.satisfaction),
            satisfaction_note(lang, all.verdicts, all.closed, period),
            spark_rates(&overview.satisfaction_by_day, SPREAD),
        ),
        figure(
            text::overdue(lang),
            "overdue_open",
            number::grouped(all.overdue_open),
            text::overdue_note(lang, &number::grouped(all.received), period),
            spark_counts(&overview.overdue_by_day),
        ),
    ]
}

fn today_note(lang: Lang, before: u64, after: u64) -> String {
    let shown = number::grouped(before);
    match number::change(before, after) {
        Some(change) => text::today_change(lang, &shown, &change),
        None => text::today_same(lang, &shown),
    }
}

#[expect(clippy::cast_precision_loss, reason = "counts of cases stay far below 2^53")]
fn satisfaction_note(lang: Lang, verdicts: u64, closed: u64, period: &str) -> String {
    if verdicts == 0 {
        return text::no_verdicts(lang, period);
    }
    // A case is called back before it is closed, so there can be more answers than closed cases.
    let coverage = (verdicts as f64 / closed.max(verdicts) as f64 * 100.0).round();
    text::satisfaction_note(lang, &number::grouped(verdicts), &format!("{coverage}%"))
}
