//! A simulated district stays as it is.

use chrono::{DateTime, TimeDelta, Utc};
use domain::case::{Action, CaseState, State, lifecycle};
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;
use store::bulk::CaseHistory;
use store::cases::{OpenCase, RuleBook};
use synthetic::{Crowd, Deed, HistoryConfig, Reports, histories};

use crate::common::{config, made, now, rules};

fn open(history: CaseHistory) -> OpenCase {
    OpenCase {
        case_id: history.case_id,
        category: history.category.to_string(),
        source: history.source,
        township: history.township.map(String::from),
        last_at: history
            .events
            .last()
            .map_or(history.case.reported_at, |(_, event)| event.at),
        case: history.case,
    }
}

/// What happened in one span of simulated time.
#[derive(Debug, Default)]
struct Span {
    reported: u32,
    closed: u32,
    in_time: u32,
    /// First contacts, and those of them within their limit.
    contacted: u32,
    contacted_in_time: u32,
    open: usize,
}

struct World {
    crowd: Crowd,
    rules: RuleBook,
    reports: Reports,
    rng: ChaCha8Rng,
    at: DateTime<Utc>,
}

impl World {
    /// Lets one deed happen every `pace`.
    fn run(&mut self, pace: TimeDelta, deeds: u32) -> Span {
        let mut span = Span::default();
        for _ in 0..deeds {
            self.at += pace;
            match self.crowd.deed(self.at, &self.rules, &mut self.rng) {
                Deed::Report => {
                    let history = self
                        .reports
                        .draw(self.at, &self.rules, &mut self.rng)
                        .expect("a report");
                    self.crowd.join(open(history), &self.rules);
                    span.reported += 1;
                }
                Deed::Act {
                    case_id,
                    version,
                    actor,
                    command,
                } => {
                    let (case, category) = self.crowd.case(case_id).expect("a known case");
                    assert_eq!(case.version, version);
                    let decided =
                        lifecycle::decide(case, &command, &actor, self.rules.rules(category), self.at);
                    let case: CaseState = decided.expect("a possible step").case;
                    if command.action == Action::Contact {
                        let due = case.lead().and_then(|lead| lead.contact_due_at);
                        span.contacted += 1;
                        span.contacted_in_time += u32::from(due.is_some_and(|due| self.at <= due));
                    }
                    if command.action == Action::Close {
                        assert_eq!(case.state, State::Closed);
                        span.closed += 1;
                        span.in_time += u32::from(case.clock.current_due_at.is_none_or(|due| self.at <= due));
                    }
                    self.crowd.acted(case_id, case, self.at, &self.rules);
                }
            }
        }
        span.open = self.crowd.len();
        span
    }
}

#[test]
fn arrivals_and_closings_stay_even_and_units_as_punctual_as_they_were() {
    let district = made();
    let rules = rules(&district);
    let past = HistoryConfig {
        days: 6,
        ..config(2_000)
    };
    let going = |case: &CaseHistory| {
        !matches!(
            case.case.state,
            State::Closed | State::Archived | State::Rejected | State::Merged
        )
    };
    let cases: Vec<OpenCase> = histories(past, &district, &rules)
        .filter(going)
        .map(open)
        .collect();
    let before = cases.len();
    let mut crowd = Crowd::new(before);
    for case in cases {
        crowd.join(case, &rules);
    }
    let reports = Reports::new(&district);
    let mut world = World {
        crowd,
        rules,
        reports,
        rng: ChaCha8Rng::seed_from_u64(3),
        at: now(),
    };
    // Two days of a deed every ten seconds.
    let spans: Vec<Span> = (0..4).map(|_| world.run(TimeDelta::seconds(10), 4_320)).collect();
    let reported: u32 = spans.iter().map(|span| span.reported).sum();
    let closed: u32 = spans.iter().map(|span| span.closed).sum();
    let in_time: u32 = spans.iter().map(|span| span.in_time).sum();
    assert!(
        spans.iter().all(|span| span.reported > 0 && span.closed > 0),
        "always lively: {spans:?}"
    );
    assert!(
        (0.7..1.4).contains(&(f64::from(closed) / f64::from(reported))),
        "{spans:?}"
    );
    assert!(
        (before / 2..before * 2).contains(&spans[3].open),
        "{before} at first, {spans:?}"
    );
    assert!(
        (0.8..0.97).contains(&(f64::from(in_time) / f64::from(closed))),
        "{spans:?}"
    );
    let contacted: u32 = spans.iter().map(|span| span.contacted).sum();
    let prompt: u32 = spans.iter().map(|span| span.contacted_in_time).sum();
    assert!(
        (0.9..0.99).contains(&(f64::from(prompt) / f64::from(contacted))),
        "{spans:?}"
    );
}

#[test]
fn a_district_that_was_asleep_for_a_month_goes_on() {
    let district = made();
    let rules = rules(&district);
    let mut crowd = Crowd::new(200);
    for case in histories(
        HistoryConfig {
            days: 3,
            ..config(300)
        },
        &district,
        &rules,
    ) {
        if case.case.state != State::Archived {
            crowd.join(open(case), &rules);
        }
    }
    let reports = Reports::new(&district);
    let at = now() + TimeDelta::days(30);
    let mut world = World {
        crowd,
        rules,
        reports,
        rng: ChaCha8Rng::seed_from_u64(4),
        at,
    };
    let span = world.run(TimeDelta::seconds(1), 1_500);
    assert!(span.closed > 30, "{span:?}");
}
