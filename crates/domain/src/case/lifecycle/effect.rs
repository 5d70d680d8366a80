//! What an accepted action changes besides the state.

use chrono::{DateTime, Utc};

use super::table::{ClockEffect, Target, Transition};
use crate::case::{
    Action, Actor, Assignment, AssignmentRole, CaseState, Command, Reason, Refusal, Role, Rules, State,
    Supervision, Whistle, WhistleCall,
};
use crate::clock::{self, Limit, LimitKind};

/// Everything an action is decided with.
#[derive(Clone, Copy)]
pub(super) struct Call<'a> {
    pub(super) command: &'a Command,
    pub(super) actor: &'a Actor,
    pub(super) rules: Rules<'a>,
    pub(super) now: DateTime<Utc>,
}

/// Applies a line of the table, whose guards hold, to `case`. An error leaves it in an undefined state:
/// the caller works on a copy.
pub(super) fn apply(case: &mut CaseState, line: &Transition, call: Call<'_>) -> Result<(), Refusal> {
    // The clock first: assignments take their dues from it.
    turn_clock(case, line.clock, call);
    change_facts(case, call)?;
    case.state = match line.to {
        Target::To(state) => state,
        Target::Same => case.state,
        Target::Former => case.resumes_to.take().unwrap_or(State::InProgress),
    };
    case.version += 1;
    Ok(())
}

fn turn_clock(case: &mut CaseState, effect: ClockEffect, call: Call<'_>) {
    let Call { rules, now, .. } = call;
    match effect {
        ClockEffect::None | ClockEffect::Stops => {}
        ClockEffect::Starts => {
            if case.dispatched_at.is_none() {
                case.dispatched_at = Some(now);
                if case.clock.original_due_at.is_none() {
                    case.clock.original_due_at = own_due(call);
                    case.clock.current_due_at = case.clock.original_due_at;
                }
            }
        }
        ClockEffect::Extends => {
            let Some((_, until)) = case.extension.take() else {
                return;
            };
            case.clock.current_due_at = Some(until);
            if let Some(lead) = case.lead_mut() {
                lead.current_due_at = Some(until);
            }
        }
        ClockEffect::ExtendsPart => {
            if let Some(part) = case.open_co_handler_mut(target(call.command))
                && let Some((_, until)) = part.extension.take()
            {
                part.current_due_at = Some(until);
            }
        }
        ClockEffect::Pauses => {
            case.clock.suspended_at = Some(now);
            case.resumes_to = Some(case.state);
        }
        ClockEffect::Continues => {
            let Some(since) = case.clock.suspended_at.take() else {
                return;
            };
            // A due that a source set without telling how it counts runs round the clock.
            let kind = rules
                .limits
                .dispose
                .map_or(LimitKind::Continuous, |limit| limit.kind);
            let paused = kind.between(since, now, rules.calendar, rules.zone);
            let later = |due: DateTime<Utc>| kind.after(due, paused, rules.calendar, rules.zone);
            case.clock.current_due_at = case.clock.current_due_at.map(later);
            if let Some((_, until)) = &mut case.extension {
                *until = later(*until);
            }
            let open = |part: &&mut Assignment| part.released_at.is_none() && part.feedback_at.is_none();
            for part in case.assignments.iter_mut().filter(open) {
                part.current_due_at = part.current_due_at.map(later);
                if let Some((_, until)) = &mut part.extension {
                    *until = later(*until);
                }
                // What is not done yet has the paused time left as well.
                if part.signed_at.is_none() {
                    part.sign_due_at = part.sign_due_at.map(later);
                }
                if part.contacted_at.is_none() {
                    part.contact_due_at = part.contact_due_at.map(later);
                }
            }
        }
    }
}

fn change_facts(case: &mut CaseState, call: Call<'_>) -> Result<(), Refusal> {
    let Call {
        command, actor, now, ..
    } = call;
    match command.action {
        Action::Accept => case.accepted_at = Some(now),
        Action::Dispatch | Action::Redispatch => dispatch(case, call)?,
        Action::TransferLead => transfer(case, call)?,
        Action::Contact => {
            if let Some(lead) = case.lead_mut() {
                lead.contacted_at.get_or_insert(now);
            }
        }
        Action::Sign => {
            if let Some(lead) = case.lead_mut() {
                lead.signed_at = Some(now);
            }
        }
        Action::Return => {
            if let Some(lead) = case.lead_mut() {
                lead.released_at = Some(now);
                lead.returned = true;
            }
            case.extension = None;
            case.returns = case.returns.saturating_add(1);
        }
        Action::AddCoHandler => {
            let unit = target(command);
            if case.lead().is_some_and(|lead| lead.department == unit) {
                return Err(Refusal::Invalid {
                    field: "department",
                    rule: "the lead cannot co-handle",
                });
            }
            if case.open_co_handlers().any(|co| co.department == unit) {
                return Err(Refusal::Invalid {
                    field: "department",
                    rule: "already co-handles",
                });
            }
            add_co_handler(case, unit, call);
        }
        Action::CoSign => {
            let part = acting_co_handler(case, actor)?;
            if part.signed_at.is_some() {
                return Err(Refusal::Invalid {
                    field: "department",
                    rule: "has already signed",
                });
            }
            part.signed_at = Some(now);
        }
        Action::CoFeedback => {
            let part = acting_co_handler(case, actor)?;
            if part.signed_at.is_none() {
                return Err(Refusal::Invalid {
                    field: "department",
                    rule: "signs before it feeds back",
                });
            }
            part.feedback_at = Some(now);
            // An extension is for work still to be done.
            part.extension = None;
        }
        Action::ReleaseCoHandler => {
            let rule = "is no co-handler that still owes its feedback";
            let part = case
                .open_co_handler_mut(target(command))
                .ok_or(Refusal::Invalid {
                    field: "department",
                    rule,
                })?;
            release(part, now);
        }
        Action::CoAskExtension => {
            acting_co_handler(case, actor)?.extension = command.until.map(|until| (actor.id.clone(), until));
        }
        Action::CoRefuseExtension => {
            if let Some(part) = case.open_co_handler_mut(target(command)) {
                part.extension = None;
            }
        }
        Action::AskExtension => case.extension = command.until.map(|until| (actor.id.clone(), until)),
        Action::RefuseExtension => case.extension = None,
        Action::Feedback => {
            if let Some(lead) = case.lead_mut() {
                lead.feedback_at = Some(now);
            }
            case.fed_back_by = Some(actor.id.clone());
            case.clock.verify_due_at = stage_due(call, call.rules.limits.verify);
            case.clock.call_back_due_at = stage_due(call, call.rules.limits.call_back);
            // An extension is for work still to be done.
            case.extension = None;
        }
        Action::Rework => begin_again(case),
        Action::CallBack => {
            rate(case, command)?;
            if by_code(actor) {
                case.said_by_code = true;
            } else {
                case.called_back_at = Some(now);
                case.said_by_code &= command.solved.is_none();
            }
            case.solved = command.solved.or(case.solved);
        }
        Action::Verify => case.verified_at = Some(now),
        Action::Close => {
            case.closed_at = Some(now);
            case.handling = case
                .dispatched_at
                .map(|from| clock::working_minutes(from, now, call.rules.calendar, call.rules.zone));
        }
        Action::Reopen => {
            begin_again(case);
            case.closed_at = None;
            case.handling = None;
            // A veto is the citizen's own word.
            if command.reason == Some(Reason::CitizenVeto) {
                rate(case, command)?;
                case.solved = Some(false);
                case.said_by_code = by_code(actor);
            }
        }
        Action::Merge => {
            case.extension = None;
            for part in &mut case.assignments {
                part.extension = None;
            }
            case.resumes_to = Some(case.state);
            case.merged_into = command.into.as_deref().map(|code| code.trim().to_owned());
        }
        Action::Split => case.merged_into = None,
        Action::Supervise => {
            case.supervision = command.until.map(|due_at| Supervision {
                by: actor.id.clone(),
                at: now,
                due_at,
            });
            case.supervisions = case.supervisions.saturating_add(1);
        }
        Action::AnswerSupervision => case.supervision = None,
        Action::Whistle => blow(case, call),
        Action::AnswerWhistle => {
            if let Some(own) = case.latest_call_mut(actor.callee()) {
                own.answered_at = Some(now);
                own.declined = command.reason;
            }
        }
        Action::Arrive => {
            if let Some(own) = case.latest_call_mut(actor.callee()) {
                // Who comes without a word has answered by coming.
                own.answered_at.get_or_insert(now);
                own.arrived_at = Some(now);
            }
        }
        Action::Report
        | Action::Reject
        | Action::Start
        | Action::ApproveExtension
        | Action::CoApproveExtension
        | Action::Suspend
        | Action::Resume
        | Action::Archive
        | Action::Comment
        | Action::Record => {}
    }
    Ok(())
}

/// One lead, the co-handlers named beside it, and those that already work on.
fn dispatch(case: &mut CaseState, call: Call<'_>) -> Result<(), Refusal> {
    let lead = target(call.command);
    let mut named: Vec<&str> = call
        .command
        .co_departments
        .iter()
        .map(|unit| unit.trim())
        .collect();
    named.sort_unstable();
    if named.windows(2).any(|pair| pair[0] == pair[1]) {
        return Err(Refusal::Invalid {
            field: "co_departments",
            rule: "each unit once",
        });
    }
    if named.iter().any(|unit| unit.is_empty()) {
        return Err(Refusal::Invalid {
            field: "co_departments",
            rule: "no empty unit",
        });
    }
    if named.contains(&lead) {
        return Err(Refusal::Invalid {
            field: "co_departments",
            rule: "the lead cannot co-handle",
        });
    }
    hand_over(case, lead, call);
    for unit in call.command.co_departments.iter().map(|unit| unit.trim()) {
        if !case.open_co_handlers().any(|co| co.department == unit) {
            add_co_handler(case, unit, call);
        }
    }
    Ok(())
}

/// Another unit takes the lead; co-handlers stay.
fn transfer(case: &mut CaseState, call: Call<'_>) -> Result<(), Refusal> {
    let lead = target(call.command);
    if case.lead().is_some_and(|part| part.department == lead) {
        return Err(Refusal::Invalid {
            field: "department",
            rule: "has the lead already",
        });
    }
    // What the old lead asked for was its own plan.
    case.extension = None;
    hand_over(case, lead, call);
    Ok(())
}

/// The lead so far hands over; a co-handler that takes the lead stops co-handling.
fn hand_over(case: &mut CaseState, lead: &str, call: Call<'_>) {
    for part in &mut case.assignments {
        if part.released_at.is_none() && (part.is_lead() || part.department == lead) {
            release(part, call.now);
        }
    }
    let limits = call.rules.limits;
    case.assignments.push(Assignment {
        original_due_at: case.clock.original_due_at,
        current_due_at: case.clock.current_due_at,
        sign_due_at: stage_due(call, limits.sign),
        contact_due_at: stage_due(call, limits.first_contact),
        ..Assignment::new(lead, AssignmentRole::Lead, call.now)
    });
}

/// A part ends, and with it what was asked for it.
fn release(part: &mut Assignment, now: DateTime<Utc>) {
    part.released_at = Some(now);
    part.extension = None;
}

fn add_co_handler(case: &mut CaseState, unit: &str, call: Call<'_>) {
    let due = own_due(call).or(case.clock.current_due_at);
    case.assignments.push(Assignment {
        original_due_at: due,
        current_due_at: due,
        sign_due_at: stage_due(call, call.rules.limits.sign),
        ..Assignment::new(unit, AssignmentRole::Co, call.now)
    });
}

fn blow(case: &mut CaseState, call: Call<'_>) {
    let Call {
        command, actor, now, ..
    } = call;
    let calls = command.co_departments.iter().map(|callee| WhistleCall {
        callee: callee.trim().to_owned(),
        answered_at: None,
        declined: None,
        arrived_at: None,
    });
    case.whistles.push(Whistle {
        place: command.place.as_deref().map_or("", str::trim).to_owned(),
        blown_by: actor.id.clone(),
        department: actor.department.clone(),
        blown_at: now,
        calls: calls.collect(),
    });
}

/// Rework and reopening: the lead owes its feedback anew, and an answer to the last one is void.
fn begin_again(case: &mut CaseState) {
    if let Some(lead) = case.lead_mut() {
        lead.feedback_at = None;
    }
    case.solved = None;
    case.said_by_code = false;
    case.verified_at = None;
    case.called_back_at = None;
    case.clock.verify_due_at = None;
    case.clock.call_back_due_at = None;
    case.reworks = case.reworks.saturating_add(1);
}

/// The level of satisfaction a command gives, if it does.
fn rate(case: &mut CaseState, command: &Command) -> Result<(), Refusal> {
    if command
        .satisfaction
        .is_some_and(|level| !(1..=5).contains(&level))
    {
        return Err(Refusal::Invalid {
            field: "satisfaction",
            rule: "1 to 5",
        });
    }
    case.satisfaction = command.satisfaction.or(case.satisfaction);
    Ok(())
}

/// Whether they speak for themselves, through the public code, and are not asked by a caller-back.
fn by_code(actor: &Actor) -> bool {
    matches!(actor.role, Role::Public | Role::Reporter)
}

/// The limit for disposal, counted from now.
fn own_due(call: Call<'_>) -> Option<DateTime<Utc>> {
    stage_due(call, call.rules.limits.dispose)
}

/// A stage's limit, counted from now.
fn stage_due(call: Call<'_>, limit: Option<Limit>) -> Option<DateTime<Utc>> {
    let Rules { calendar, zone, .. } = call.rules;
    limit.map(|limit| clock::due(call.now, limit, calendar, zone))
}

/// The unit a command names, where a guard has demanded it.
fn target(command: &Command) -> &str {
    command.department.as_deref().map_or("", str::trim)
}

/// The part of the acting unit that still owes its feedback.
fn acting_co_handler<'a>(case: &'a mut CaseState, actor: &Actor) -> Result<&'a mut Assignment, Refusal> {
    let unit = actor.department.as_deref().unwrap_or_default();
    case.open_co_handler_mut(unit).ok_or(Refusal::Invalid {
        field: "department",
        rule: "has already fed back",
    })
}
