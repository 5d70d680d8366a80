//! A whole board, finished: words, numbers and positions.

use chrono::{DateTime, Duration, Utc};
use chrono_tz::Tz;
use domain::board::figures::Timeliness;
use domain::board::{BoardGroup, BoardView};
use serde::{Deserialize, Serialize};

use super::line::{Behind, Number};
use super::more::{self, MoreRow};
use super::weights::Composites;
use super::{Axis, Line, Wording};
use crate::text::{board as text, site};
use crate::ui::{number, time};
use crate::visit::Links;

/// Every department over one period.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct BoardTable {
    pub(crate) version: u64,
    pub(crate) caption: String,
    /// 「截至 …」
    pub(crate) as_of: String,
    /// First and last day, both inclusive.
    pub(crate) first_day: String,
    pub(crate) last_day: String,
    /// The end lies ahead: the board still moves.
    pub(crate) is_moving: bool,
    pub(crate) axis: Vec<String>,
    pub(crate) sums: Vec<Sum>,
    pub(crate) rows: Vec<Line>,
    pub(crate) total: Line,
    /// Who may be compared with whom.
    pub(crate) peers: Vec<Peers>,
    /// By what it is broken down, and whether cases of every tier count.
    pub(crate) unit: String,
    pub(crate) counts_all: bool,
    pub(crate) headings: Vec<(String, String)>,
    pub(crate) more: Vec<MoreRow>,
    pub(crate) composites: Composites,
    /// Where the same board stands for other sites, with our host; unknown to a program that asks without one.
    pub(crate) widget: Option<String>,
}

/// Units that are compared with each other.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Peers {
    pub(crate) code: String,
    pub(crate) name: String,
    pub(crate) units: u32,
}

/// One number of the whole region.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Sum {
    pub(crate) label: String,
    /// Its definition.
    pub(crate) href: String,
    pub(crate) value: Number,
    pub(crate) is_late: bool,
}

impl BoardTable {
    /// Words and positions for a board. `region_name` is in the page's language; who `looks_back` asked for the
    /// state of an earlier moment.
    pub(crate) fn of(
        board: &BoardView,
        region_name: &str,
        zone: Tz,
        links: &Links,
        looks_back: bool,
    ) -> Self {
        let lang = links.lang;
        let (first_day, last_day) = (time::day(board.from, zone), last_day(board.to, zone));
        let (from, to) = (parameter(board.from, zone), parameter(board.to, zone));
        let is_moving = board.to >= board.as_of && !looks_back;
        let as_of = looks_back.then(|| time::machine(board.as_of));
        let axis = Axis::of(&board.rows);
        let wording = Wording {
            links,
            // With the present moment in it, every link would change with every refresh.
            period: Some((&from, (!is_moving).then_some(&*to))),
            as_of: as_of.as_deref(),
            axis,
            group: board.group,
            has_peers: board.peers.is_none() && board.peer_groups.len() > 1,
        };
        let has_departments = board.group == BoardGroup::Department;
        let totals = &board.totals;
        let sum = |label: &str, anchor: &str, value: Number| Sum {
            label: label.to_owned(),
            href: links.to(&format!("/method#{anchor}"), &[]),
            value,
            is_late: false,
        };
        let count = |count: u64, behind: Behind| wording.number(None, count, behind);
        let clock = |total: u64, of: &'static [Timeliness]| count(total, Behind::Clock(of));
        let rate = Number {
            shown: totals
                .on_time_rate
                .map_or_else(|| "—".to_owned(), number::percent),
            href: String::new(),
        };
        let received = count(totals.received, Behind::Received);
        let due = clock(totals.due, &Timeliness::DUE);
        let on_time = clock(totals.closed_on_time, &[Timeliness::OnTime]);
        let overdue = clock(totals.overdue_open, &[Timeliness::Overdue]);
        let mut sums = vec![
            sum(text::sum_received(lang), "received", received),
            sum(text::sum_due(lang), "due", due),
            sum(text::sum_on_time(lang), "closed_on_time", on_time),
            sum(text::sum_rate(lang), "on_time_rate", rate),
            sum(text::sum_overdue(lang), "overdue_open", overdue),
        ];
        sums[4].is_late = totals.overdue_open > 0;
        if totals.suspended > 0 {
            let suspended = clock(totals.suspended, &[Timeliness::Suspended]);
            sums.insert(2, sum(text::sum_suspended(lang), "suspended", suspended));
        }
        Self {
            version: board.version,
            caption: text::caption(lang, region_name, &first_day, &last_day),
            as_of: site::as_of(lang, &time::second(board.as_of, zone)),
            is_moving,
            axis: axis.labels(),
            sums,
            rows: board.rows.iter().map(|row| wording.line(row)).collect(),
            total: wording.total(totals),
            peers: board
                .peer_groups
                .iter()
                .map(|peers| Peers {
                    name: text::peer_group(lang, &peers.code).to_owned(),
                    code: peers.code.clone(),
                    units: peers.units,
                })
                .collect(),
            unit: text::group(lang, board.group).to_owned(),
            counts_all: board.group.counts_all(),
            headings: more::headings(links, has_departments),
            more: more::rows(board, &wording, has_departments),
            composites: Composites::of(board, &wording),
            widget: None,
            first_day,
            last_day,
        }
    }
}

/// The last day that an exclusive end leaves in.
pub(crate) fn last_day(to: DateTime<Utc>, zone: Tz) -> String {
    time::day(to - Duration::seconds(1), zone)
}

/// A bound as it is written in an address: a date at midnight, else the instant.
fn parameter(at: DateTime<Utc>, zone: Tz) -> String {
    let date = at.with_timezone(&zone).date_naive();
    if domain::clock::start_of_day(date, zone) == at {
        date.to_string()
    } else {
        time::machine(at)
    }
}
