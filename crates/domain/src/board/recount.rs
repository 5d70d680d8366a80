//! The same figures once more, from the events alone.
//!
//! What a case counts is kept up to date with every action, in the transaction that takes it. This is the other way to
//! it, which shares nothing with the first but the rule how a case counts ([`super::facts`]): read the case file from its
//! first line to its last. Where the two differ, one of them is wrong.
//!
//! An imported case was told to us as it stood, closing time and all: its file says so in one `record` event, and
//! what that event cannot tell is taken from the case.

use chrono_tz::Tz;

use super::figures::{Repeats, Verdict};
use super::{PartFact, facts};
use crate::case::{Action, Assignment, AssignmentRole, CaseState, Clock, EventDraft, State};
use crate::clock::{Calendar, working_minutes};

/// What the events of a case, oldest first, say that it counts. `kept` is the case as it is kept: taken for what
/// only the source of an imported case knows.
#[must_use]
pub fn recount(
    events: &[EventDraft],
    kept: &CaseState,
    verdict: Option<Verdict>,
    repeats: Repeats,
    calendar: &Calendar,
    zone: Tz,
) -> Vec<PartFact> {
    let mut case = CaseState {
        assignments: Vec::new(),
        clock: Clock::default(),
        state: State::Reported,
        dispatched_at: None,
        closed_at: None,
        returns: 0,
        reworks: 0,
        satisfaction: None,
        solved: None,
        handling: None,
        ..kept.clone()
    };
    for event in events {
        read(&mut case, event, kept);
        if event.action == Action::Close {
            case.handling = case
                .dispatched_at
                .map(|from| working_minutes(from, event.at, calendar, zone));
        }
    }
    facts(&case, verdict, repeats)
}

fn read(case: &mut CaseState, event: &EventDraft, kept: &CaseState) {
    let at = event.at;
    match event.action {
        Action::Dispatch | Action::Redispatch | Action::TransferLead => lead_changes(case, event),
        Action::ReleaseCoHandler => with_co(case, event, |part| part.released_at = Some(at)),
        Action::CoFeedback => with_co(case, event, |part| part.feedback_at = Some(at)),
        Action::Sign => with_lead(case, |lead| lead.signed_at = Some(at)),
        Action::Contact => with_lead(case, |lead| {
            lead.contacted_at.get_or_insert(at);
        }),
        Action::Return => with_lead(case, |lead| {
            lead.released_at = Some(at);
            lead.returned = true;
        }),
        Action::Suspend => case.clock.suspended_at = Some(at),
        Action::Resume => {
            case.clock.suspended_at = None;
            with_lead(case, |lead| {
                lead.sign_due_at = event.sign_due_at.or(lead.sign_due_at);
                lead.contact_due_at = event.contact_due_at.or(lead.contact_due_at);
            });
        }
        Action::Rework => begin_again(case),
        Action::Reopen => {
            begin_again(case);
            case.closed_at = None;
            case.handling = None;
            answer(case, event);
        }
        Action::CallBack => answer(case, event),
        Action::Close => case.closed_at = Some(at),
        Action::Record => told(case, event, kept),
        _ => {}
    }
    for unit in &event.co_departments {
        case.assignments
            .push(Assignment::new(unit, AssignmentRole::Co, at));
    }
    if !matches!(event.action, Action::CoApproveExtension) {
        case.clock.current_due_at = event.due_at.or(case.clock.current_due_at);
    }
    case.state = event.to;
}

/// A source told how the case stands there.
fn told(case: &mut CaseState, event: &EventDraft, kept: &CaseState) {
    case.assignments.clone_from(&kept.assignments);
    case.closed_at = kept.closed_at;
    case.clock.current_due_at = event.due_at;
    case.dispatched_at = kept.dispatched_at;
    case.satisfaction = event.satisfaction;
}

fn lead_changes(case: &mut CaseState, event: &EventDraft) {
    let department = unit(event);
    for part in &mut case.assignments {
        if part.released_at.is_none() && (part.is_lead() || part.department == department) {
            part.released_at = Some(event.at);
        }
    }
    case.dispatched_at = case.dispatched_at.or(Some(event.at));
    case.assignments.push(Assignment {
        sign_due_at: event.sign_due_at,
        contact_due_at: event.contact_due_at,
        ..Assignment::new(department, AssignmentRole::Lead, event.at)
    });
}

fn begin_again(case: &mut CaseState) {
    case.reworks = case.reworks.saturating_add(1);
    case.solved = None;
}

fn answer(case: &mut CaseState, event: &EventDraft) {
    case.satisfaction = event.satisfaction.or(case.satisfaction);
    case.solved = event.solved.or(case.solved);
}

fn unit(event: &EventDraft) -> &str {
    event.department.as_deref().unwrap_or_default()
}

fn with_lead(case: &mut CaseState, change: impl FnOnce(&mut Assignment)) {
    let mut parts = case.assignments.iter_mut().rev();
    if let Some(lead) = parts.find(|part| part.is_lead() && part.released_at.is_none()) {
        change(lead);
    }
}

fn with_co(case: &mut CaseState, event: &EventDraft, change: impl FnOnce(&mut Assignment)) {
    let department = unit(event);
    let mut parts = case.assignments.iter_mut().rev();
    if let Some(part) =
        parts.find(|part| !part.is_lead() && part.released_at.is_none() && part.department == department)
    {
        change(part);
    }
}

/// When a differing case was looked at, and what differs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// Public code.
    pub code: String,
    /// Part that differs; 0 = the case itself.
    pub part: u16,
    /// What is counted, and what the events say.
    pub counted: Option<PartFact>,
    pub recounted: Option<PartFact>,
}

/// Where two lists of what a case counts differ, by part.
#[must_use]
pub fn differences(code: &str, counted: &[PartFact], recounted: &[PartFact]) -> Vec<Difference> {
    let find = |list: &[PartFact], part: u16| list.iter().find(|fact| fact.part == part).cloned();
    let mut parts: Vec<u16> = counted.iter().chain(recounted).map(|fact| fact.part).collect();
    parts.sort_unstable();
    parts.dedup();
    parts
        .into_iter()
        .filter_map(|part| {
            let (counted, recounted) = (find(counted, part), find(recounted, part));
            (counted != recounted).then(|| Difference {
                code: code.to_owned(),
                part,
                counted,
                recounted,
            })
        })
        .collect()
}
