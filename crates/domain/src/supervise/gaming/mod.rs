//! Patterns that look like figures being worked on instead of cases: a reason to look, never a verdict.
//!
//! Four of them: closures massed just before their limits, identical ratings from one caller-back, cases that come
//! back to a unit that had given them up, and closures that do not hold. Each threshold is a constant here, each
//! flag carries the cases behind it. None of it counts in any figure.

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::board::interval::wilson;
use crate::coded::coded;

/// A closure this close before its limit is a last-minute one, in seconds.
pub const LAST_MINUTES: i64 = 60 * 60;
/// Last-minute closures of one unit at most this far apart belong together, in seconds.
pub const MASS_GAP: i64 = 30 * 60;
/// So many that belong together are a mass.
pub const MASS_AT_LEAST: usize = 10;
/// So many equal ratings in a row from one caller-back are worth a look.
pub const SAME_AT_LEAST: usize = 20;
/// … if their chance by what the others hear is below this.
pub const SAME_CHANCE: f64 = 0.001;
/// Ratings of others below which that chance is not known; then the row alone counts.
pub const OTHERS_AT_LEAST: usize = 20;
/// So many cases that came back to a unit are a loop worth a look.
pub const LOOPS_AT_LEAST: usize = 3;
/// A closure opened again within this time did not hold, in seconds.
pub const REOPENED_WITHIN: i64 = 7 * 24 * 60 * 60;
/// So many closures of a unit that did not hold are worth a look, if it has more of them than others.
pub const REOPENED_AT_LEAST: usize = 5;
/// Codes of cases that a flag carries; its count says how many there are.
pub const EVIDENCE: usize = 50;

coded!(
    /// What a flag is about.
    FlagKind {
        /// A unit closed many cases at once, just before their limits.
        MassClosures = "mass_closures",
        /// A caller-back wrote down the same rating many times in a row.
        SameRatings = "same_ratings",
        /// Cases came back to a unit that had returned them or given them away.
        ReturnLoops = "return_loops",
        /// A unit's closures were opened again within a week more often than those of others.
        QuickReopens = "quick_reopens",
    }
);

/// A case that was closed. Times are unix seconds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Closure {
    /// Code of the case.
    pub case: String,
    /// Who led it then.
    pub department: String,
    pub closed_at: i64,
    /// The limit that held then, if any.
    pub due_at: Option<i64>,
    /// When it was opened again, if it was.
    pub reopened_at: Option<i64>,
}

/// What a caller-back wrote down.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rating {
    pub case: String,
    /// Person who called.
    pub caller: String,
    pub at: i64,
    /// 1 to 5.
    pub level: u8,
}

/// Everybody who led a case, in the order in which it was given to them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Path {
    pub case: String,
    pub departments: Vec<String>,
}

impl Path {
    /// Whether `department` was given the case again after it had given it up.
    #[must_use]
    pub fn returns_to(&self, department: &str) -> bool {
        self.departments.iter().filter(|unit| *unit == department).count() > 1
    }
}

/// A pattern that was found.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Flag {
    pub kind: FlagKind,
    /// Code of the unit, or id of the caller-back.
    pub subject: String,
    /// How many cases show it.
    pub count: usize,
    /// Among how many of the subject.
    pub of: usize,
    /// First and last of them, unix seconds, where the pattern is one of time.
    pub span: Option<[i64; 2]>,
    /// The rating that is always the same.
    pub level: Option<u8>,
    /// Share of the same among everybody else, where that was compared.
    pub elsewhere: Option<f64>,
    /// Codes of the cases, at most [`EVIDENCE`].
    pub cases: Vec<String>,
}

/// Every flag that these records raise, by kind, the largest first.
#[must_use]
pub fn flags(closures: &[Closure], ratings: &[Rating], paths: &[Path]) -> Vec<Flag> {
    let mut found = mass_closures(closures);
    found.extend(same_ratings(ratings));
    found.extend(return_loops(paths));
    found.extend(quick_reopens(closures));
    found.sort_by(|a, b| (a.kind, b.count, &a.subject).cmp(&(b.kind, a.count, &b.subject)));
    found
}

/// Closures of one unit in a row, each within [`LAST_MINUTES`] of its limit and at most [`MASS_GAP`] after the one
/// before, [`MASS_AT_LEAST`] of them or more.
fn mass_closures(closures: &[Closure]) -> Vec<Flag> {
    let is_late = |closure: &&Closure| {
        closure
            .due_at
            .is_some_and(|due| (0..=LAST_MINUTES).contains(&(due - closure.closed_at)))
    };
    let mut found = Vec::new();
    for (unit, all) in by_unit(closures) {
        let mut late: Vec<&Closure> = all.iter().copied().filter(is_late).collect();
        late.sort_by_key(|closure| closure.closed_at);
        for mass in late.chunk_by(|one, next| next.closed_at - one.closed_at <= MASS_GAP) {
            let (Some(first), Some(last)) = (mass.first(), mass.last()) else {
                continue;
            };
            if mass.len() >= MASS_AT_LEAST {
                found.push(Flag {
                    span: Some([first.closed_at, last.closed_at]),
                    ..flag(
                        FlagKind::MassClosures,
                        unit,
                        all.len(),
                        mass.iter().map(|it| &it.case),
                    )
                });
            }
        }
    }
    found
}

/// The longest row of equal ratings of each caller-back, if it is [`SAME_AT_LEAST`] long and, by the share of this
/// rating among the others, less likely than [`SAME_CHANCE`].
fn same_ratings(ratings: &[Rating]) -> Vec<Flag> {
    let mut by_caller: BTreeMap<&str, Vec<&Rating>> = BTreeMap::new();
    for rating in ratings {
        by_caller.entry(&rating.caller).or_default().push(rating);
    }
    let mut found = Vec::new();
    for (caller, mut own) in by_caller {
        own.sort_by_key(|rating| rating.at);
        let rows = own.chunk_by(|one, next| one.level == next.level);
        let Some(row) = rows
            .max_by_key(|row| row.len())
            .filter(|row| row.len() >= SAME_AT_LEAST)
        else {
            continue;
        };
        let level = row[0].level;
        let others = || ratings.iter().filter(|rating| rating.caller != caller);
        let known = others().count();
        let same = others().filter(|rating| rating.level == level).count();
        let elsewhere = (known >= OTHERS_AT_LEAST).then(|| same as f64 / known as f64);
        // As a power of logarithms: a row may be long.
        let is_unlikely = elsewhere.is_none_or(|share| row.len() as f64 * share.ln() < SAME_CHANCE.ln());
        if is_unlikely {
            found.push(Flag {
                span: Some([row[0].at, row[row.len() - 1].at]),
                level: Some(level),
                elsewhere,
                ..flag(
                    FlagKind::SameRatings,
                    caller,
                    own.len(),
                    row.iter().map(|it| &it.case),
                )
            });
        }
    }
    found
}

/// Units to which [`LOOPS_AT_LEAST`] cases came back.
fn return_loops(paths: &[Path]) -> Vec<Flag> {
    let mut led: BTreeMap<&str, Vec<&Path>> = BTreeMap::new();
    for path in paths {
        let mut units: Vec<&str> = path.departments.iter().map(String::as_str).collect();
        units.sort_unstable();
        units.dedup();
        for unit in units {
            led.entry(unit).or_default().push(path);
        }
    }
    led.into_iter()
        .filter_map(|(unit, all)| {
            let back: Vec<&&Path> = all.iter().filter(|path| path.returns_to(unit)).collect();
            (back.len() >= LOOPS_AT_LEAST).then(|| {
                flag(
                    FlagKind::ReturnLoops,
                    unit,
                    all.len(),
                    back.iter().map(|it| &it.case),
                )
            })
        })
        .collect()
}

/// Units with [`REOPENED_AT_LEAST`] closures opened again within [`REOPENED_WITHIN`] whose share of them is higher
/// than that of all others beyond doubt: the lower end of its 95 % Wilson interval lies above it.
fn quick_reopens(closures: &[Closure]) -> Vec<Flag> {
    let is_quick = |closure: &&&Closure| {
        closure
            .reopened_at
            .is_some_and(|at| (0..=REOPENED_WITHIN).contains(&(at - closure.closed_at)))
    };
    let units = by_unit(closures);
    let quick = |all: &[&Closure]| all.iter().filter(is_quick).count();
    let every: usize = units.values().map(|all| quick(all)).sum();
    let mut found = Vec::new();
    for (unit, all) in &units {
        let own = quick(all);
        let (others, other_closures) = (every - own, closures.len() - all.len());
        let elsewhere = (other_closures > 0).then(|| others as f64 / other_closures as f64);
        let is_more = wilson(own as u64, all.len() as u64)
            .is_some_and(|[low, _]| elsewhere.is_none_or(|share| low > share));
        if own >= REOPENED_AT_LEAST && is_more {
            let cases = all.iter().filter(is_quick).map(|it| &it.case);
            found.push(Flag {
                elsewhere,
                ..flag(FlagKind::QuickReopens, unit, all.len(), cases)
            });
        }
    }
    found
}

fn by_unit(closures: &[Closure]) -> BTreeMap<&str, Vec<&Closure>> {
    let mut units: BTreeMap<&str, Vec<&Closure>> = BTreeMap::new();
    for closure in closures {
        units.entry(&closure.department).or_default().push(closure);
    }
    units
}

fn flag<'a>(kind: FlagKind, subject: &str, of: usize, cases: impl Iterator<Item = &'a String>) -> Flag {
    let cases: Vec<String> = cases.cloned().collect();
    Flag {
        kind,
        subject: subject.to_owned(),
        count: cases.len(),
        of,
        span: None,
        level: None,
        elsewhere: None,
        cases: cases.into_iter().take(EVIDENCE).collect(),
    }
}
