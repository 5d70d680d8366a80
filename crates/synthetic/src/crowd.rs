//! Everybody who is busy with a district's open cases: says what happens next, and keeps the district as
//! lively as it is.
//!
//! Cases go on as their [`Course`] plans. When nothing is planned for now, somebody does early what may be
//! done early; reports come in as fast as cases are finished. Late cases stay late: nobody helps them
//! before their limit has passed, so the share in time stays what the units' shares say.

use std::collections::{BTreeSet, HashMap};

use chrono::{DateTime, TimeDelta, Utc};
use domain::case::{Action, Actor, CaseState, Command, State};
use rand::Rng;
use store::cases::{OpenCase, RuleBook};
use uuid::Uuid;

use crate::course::{Course, Step};

/// Steps of a case, on average: a report for every so many deeds keeps arrivals and closings even.
const STEPS: f64 = 10.0;
/// An overdue case is left alone for so long before somebody hurries.
const SHAME: TimeDelta = TimeDelta::hours(6);

/// What happens next.
#[derive(Debug, Clone)]
pub enum Deed {
    /// Somebody reports something new.
    Report,
    /// Somebody acts on a case that is at `version`.
    Act {
        case_id: Uuid,
        version: u32,
        actor: Actor,
        command: Box<Command>,
    },
}

#[derive(Debug)]
struct Life {
    category: String,
    course: Course,
    case: CaseState,
    since: DateTime<Utc>,
    /// When the next step is planned, and from when on it may come early.
    planned: DateTime<Utc>,
    early: Option<DateTime<Utc>>,
}

/// The open cases of one region.
#[derive(Debug, Default)]
pub struct Crowd {
    /// Cases that go their way in time; as many as these there shall be.
    wanted: usize,
    lives: HashMap<Uuid, Life>,
    plans: BTreeSet<(DateTime<Utc>, Uuid)>,
    /// Those whose next step may come at any moment.
    willing: BTreeSet<(DateTime<Utc>, Uuid)>,
    /// Those that may be hurried from a moment on.
    shamed: BTreeSet<(DateTime<Utc>, Uuid)>,
}

impl Crowd {
    /// Nobody yet; later about `wanted` cases on their way.
    #[must_use]
    pub fn new(wanted: usize) -> Self {
        Self {
            wanted: wanted.max(1),
            ..Self::default()
        }
    }

    /// Takes on a case. One whose category is not of the synthetic district's is left to others.
    pub fn join(&mut self, open: OpenCase, rules: &RuleBook) {
        let course = Course::of(
            open.case_id,
            &open.category,
            open.source,
            open.township.as_deref(),
        );
        if let Some(course) = course {
            self.plan(
                open.case_id,
                open.category,
                course,
                open.case,
                open.last_at,
                rules,
            );
        }
    }

    /// Open cases taken on.
    #[must_use]
    pub fn len(&self) -> usize {
        self.lives.len()
    }

    /// Whether there is nobody.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.lives.is_empty()
    }

    /// What happens at `now`.
    pub fn deed(&self, now: DateTime<Utc>, rules: &RuleBook, rng: &mut impl Rng) -> Deed {
        let due = self.plans.first().filter(|(at, _)| *at <= now);
        // The fewer are on their way, the more come in.
        let share = (self.wanted as f64 / (self.willing.len() as f64 + 1.0))
            .powi(2)
            .clamp(0.3, 3.0);
        if due.is_none() && rng.random_bool((share / STEPS).min(1.0)) {
            return Deed::Report;
        }
        let shamed = self.shamed.first().filter(|(at, _)| *at <= now);
        let next = due.or(shamed).or(self.willing.first());
        match next.and_then(|(_, case_id)| self.act(*case_id, now, rules)) {
            Some(deed) => deed,
            None => Deed::Report,
        }
    }

    fn act(&self, case_id: Uuid, now: DateTime<Utc>, rules: &RuleBook) -> Option<Deed> {
        let life = self.lives.get(&case_id)?;
        // What is overdue in the plan is planned anew: some things are only asked in time.
        let earliest = if life.planned <= now {
            now
        } else {
            DateTime::<Utc>::MIN_UTC
        };
        let Step { actor, command, .. } =
            life.course
                .next(&life.case, life.since, earliest, rules.rules(&life.category))?;
        Some(Deed::Act {
            case_id,
            version: life.case.version,
            actor,
            command: Box::new(command),
        })
    }

    /// The case as this crowd knows it, with its category.
    #[must_use]
    pub fn case(&self, case_id: Uuid) -> Option<(&CaseState, &str)> {
        self.lives
            .get(&case_id)
            .map(|life| (&life.case, life.category.as_str()))
    }

    /// An action was accepted: the case goes on from there, or leaves.
    pub fn acted(&mut self, case_id: Uuid, case: CaseState, now: DateTime<Utc>, rules: &RuleBook) {
        if let Some(life) = self.leave(case_id) {
            self.plan(case_id, life.category, life.course, case, now, rules);
        }
    }

    /// Somebody else has changed the case, or it is gone.
    pub fn forget(&mut self, case_id: Uuid) {
        self.leave(case_id);
    }

    fn leave(&mut self, case_id: Uuid) -> Option<Life> {
        let life = self.lives.remove(&case_id)?;
        self.plans.remove(&(life.planned, case_id));
        self.willing.remove(&(life.planned, case_id));
        if let Some(early) = life.early {
            self.shamed.remove(&(early, case_id));
        }
        Some(life)
    }

    fn plan(
        &mut self,
        case_id: Uuid,
        category: String,
        course: Course,
        case: CaseState,
        since: DateTime<Utc>,
        rules: &RuleBook,
    ) {
        let next = course.next(&case, since, DateTime::<Utc>::MIN_UTC, rules.rules(&category));
        // The archive can wait; whoever contests a closure comes back.
        let Some(step) = next.filter(|step| step.command.action != Action::Archive) else {
            return;
        };
        let late = !step.may_come_early && !matches!(case.state, State::Suspended | State::Closed);
        let early = case.clock.current_due_at.filter(|_| late).map(|due| due + SHAME);
        if step.may_come_early {
            self.willing.insert((step.at, case_id));
        }
        if let Some(early) = early {
            self.shamed.insert((early, case_id));
        }
        self.plans.insert((step.at, case_id));
        self.lives.insert(
            case_id,
            Life {
                category,
                course,
                case,
                since,
                planned: step.at,
                early,
            },
        );
    }
}
