//! Whole histories, one after the other: each case is reported and then acted on, step by step, through
//! the transition table, until its next step would lie in the future.

use chrono::{DateTime, SubsecRound, Utc};
use domain::case::{Command, State, lifecycle};
use rand::Rng;
use store::bulk::CaseHistory;
use store::cases::RuleBook;
use store::district::District;

use crate::course::Course;
use crate::random::{Purpose, stream};
use crate::report::{Reports, action_id, numbered_identity};
use crate::rhythm::Rhythm;

/// No case has more steps than this; one that would is a mistake of the planner.
const MOST_STEPS: usize = 60;

/// How much to make.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HistoryConfig {
    /// Cases in all.
    pub incidents: u64,
    /// Days before `now` over which they come in.
    pub days: u32,
    pub seed: u64,
    /// The present: nothing happens after it.
    pub now: DateTime<Utc>,
}

impl HistoryConfig {
    /// What identities hang on: the same order for the same amount gives the same cases, whenever.
    fn key(&self) -> u64 {
        stream(
            Purpose::Incident,
            self.seed,
            self.incidents ^ (u64::from(self.days) << 40),
        )
        .random()
    }
}

/// The histories of `config`, in order of receipt. The same arguments give the same ones; each depends on
/// its number alone, so that `skip` is free and batches may have any size.
#[must_use]
pub fn histories<'a>(config: HistoryConfig, district: &District, rules: &'a RuleBook) -> Histories<'a> {
    let config = HistoryConfig {
        now: config.now.trunc_subsecs(0),
        ..config
    };
    Histories {
        rhythm: Rhythm::new(
            config.incidents,
            config.days,
            config.now,
            config.seed,
            &rules.calendar,
        ),
        reports: Reports::new(district),
        key: config.key(),
        config,
        rules,
        next: 0,
    }
}

/// See [`histories`].
#[derive(Debug, Clone)]
pub struct Histories<'a> {
    config: HistoryConfig,
    key: u64,
    rules: &'a RuleBook,
    rhythm: Rhythm,
    reports: Reports,
    next: u64,
}

impl Histories<'_> {
    /// The case with this number, from 0.
    #[must_use]
    pub fn get(&self, number: u64) -> Option<CaseHistory> {
        if number >= self.config.incidents {
            return None;
        }
        let mut rng = stream(Purpose::Incident, self.key, number);
        let (at, source) = self.rhythm.arrival(number, &mut rng);
        let identity = numbered_identity(number, self.key, &mut rng);
        let mut history = self.reports.report(identity, source, at, self.rules, &mut rng)?;
        self.tell(&mut history, &mut rng);
        Some(history)
    }

    /// Lets everything happen to a reported case that happens until now.
    fn tell(&self, history: &mut CaseHistory, rng: &mut impl Rng) {
        let township = history.township.as_ref().map(|code| code.as_str());
        let category = history.category.as_str();
        let Some(course) = Course::of(history.case_id, category, history.source, township) else {
            return;
        };
        let rules = self.rules.rules(category);
        let mut since = history.case.reported_at;
        for _ in 0..MOST_STEPS {
            let Some(step) = course.next(&history.case, since, DateTime::<Utc>::MIN_UTC, rules) else {
                break;
            };
            if step.at > self.config.now {
                break;
            }
            let Command { action, .. } = step.command;
            match lifecycle::decide(&history.case, &step.command, &step.actor, rules, step.at) {
                Ok(decision) => {
                    history.case = decision.case;
                    history.events.push((action_id(rng), decision.event));
                }
                Err(refusal) => {
                    debug_assert!(false, "{action:?} was planned and refused: {refusal}");
                    break;
                }
            }
            since = step.at;
        }
        history.duplicate = history.case.state == State::Merged;
    }
}

impl Iterator for Histories<'_> {
    type Item = CaseHistory;

    fn next(&mut self) -> Option<CaseHistory> {
        let history = self.get(self.next)?;
        self.next += 1;
        Some(history)
    }

    fn nth(&mut self, skipped: usize) -> Option<CaseHistory> {
        self.next = self.next.saturating_add(skipped as u64);
        self.next()
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        let left = usize::try_from(self.config.incidents.saturating_sub(self.next)).unwrap_or(usize::MAX);
        (left, Some(left))
    }
}
