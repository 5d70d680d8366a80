//! The life of a case: one table of transitions, and the functions that apply it.
//!
//! [`decide`] is the only way a case changes. It takes the case as it is, a command, the person, the
//! rules in force and the time, and gives the case as it is afterwards with the one event to append, or a
//! refusal and no change. It deliberately does not know whether the person really holds the role or is
//! the one who reported the case, whether a unit exists, or whether the case was changed meanwhile: the
//! write path checks those where it can lock.

mod effect;
mod guard;
mod render;
mod table;
#[cfg(test)]
mod tests;

use chrono::{DateTime, Utc};

pub use guard::Guard;
pub use render::table;
pub use table::{ClockEffect, TABLE, Target, Transition};

use super::{Action, Actor, CaseState, Clock, Command, Decision, EventDraft, Refusal, Rules, State};

/// Opens a case, version 1. Everybody may. `reported_at` is when somebody first told us (the source's
/// time); `now` is when the case is opened.
#[must_use]
pub fn report(
    actor: &Actor,
    now: DateTime<Utc>,
    reported_at: DateTime<Utc>,
    note: Option<String>,
) -> Decision {
    let case = CaseState {
        state: State::Reported,
        resumes_to: None,
        clock: Clock::default(),
        assignments: Vec::new(),
        reported_at,
        accepted_at: None,
        dispatched_at: None,
        closed_at: None,
        verified_at: None,
        called_back_at: None,
        fed_back_by: None,
        extension: None,
        supervision: None,
        supervisions: 0,
        whistles: Vec::new(),
        merged_into: None,
        returns: 0,
        reworks: 0,
        satisfaction: None,
        solved: None,
        said_by_code: false,
        handling: None,
        version: 1,
    };
    let event = EventDraft {
        action: Action::Report,
        role: actor.role,
        actor: actor.id.clone(),
        department: actor.department.clone(),
        at: now,
        from: None,
        to: State::Reported,
        reason: None,
        due_at: None,
        sign_due_at: None,
        contact_due_at: None,
        co_departments: Vec::new(),
        satisfaction: None,
        solved: None,
        note,
    };
    Decision { case, event }
}

/// Decides on `command`: the case afterwards (its version grown by one) and its event, or why not.
/// Refusals come in this order: state, role, the conditions of the table from left to right, then what
/// is wrong with the command itself.
pub fn decide(
    case: &CaseState,
    command: &Command,
    actor: &Actor,
    rules: Rules<'_>,
    now: DateTime<Utc>,
) -> Result<Decision, Refusal> {
    let line = line_for(case, command.action, actor)?;
    for guard in line.guards {
        guard.check(case, command.action, actor)?;
        guard.check_command(case, command, actor, now)?;
    }
    let mut after = case.clone();
    effect::apply(
        &mut after,
        line,
        effect::Call {
            command,
            actor,
            rules,
            now,
        },
    )?;
    let department = concerned_unit(command, actor);
    // What the lead has of its own, where that is not what the lead so far had.
    let moved = |of: fn(&crate::case::Assignment) -> Option<DateTime<Utc>>| {
        let due = after.lead().and_then(of);
        due.filter(|_| due != case.lead().and_then(of))
    };
    let rates = matches!(command.action, Action::CallBack | Action::Reopen);
    let event = EventDraft {
        action: command.action,
        role: actor.role,
        actor: actor.id.clone(),
        due_at: moved_due(case, &after, line, department.as_deref()),
        sign_due_at: moved(|lead| lead.sign_due_at),
        contact_due_at: moved(|lead| lead.contact_due_at),
        co_departments: after.assignments[case.assignments.len().min(after.assignments.len())..]
            .iter()
            .filter(|part| !part.is_lead())
            .map(|part| part.department.clone())
            .collect(),
        satisfaction: command.satisfaction.filter(|_| rates),
        solved: after.solved.filter(|_| rates),
        department,
        at: now,
        from: Some(case.state),
        to: after.state,
        reason: command.reason,
        note: command.note.clone(),
    };
    Ok(Decision { case: after, event })
}

/// Whether `actor` may take `action` on `case` as far as state, role and person decide; what the command
/// must hold, and deadlines, show only in [`decide`]. The refusal tells why not.
pub fn check(case: &CaseState, action: Action, actor: &Actor) -> Result<(), Refusal> {
    let line = line_for(case, action, actor)?;
    line.guards
        .iter()
        .try_for_each(|guard| guard.check(case, action, actor))
}

/// The actions [`check`] lets `actor` take on `case`, in the order of [`Action::ALL`].
#[must_use]
pub fn allowed(case: &CaseState, actor: &Actor) -> Vec<Action> {
    Action::ALL
        .iter()
        .copied()
        .filter(|action| check(case, *action, actor).is_ok())
        .collect()
}

fn line_for(case: &CaseState, action: Action, actor: &Actor) -> Result<&'static Transition, Refusal> {
    if let Some(line) = table::find(action, case.state, actor.role) {
        return Ok(line);
    }
    let somebody_may = TABLE
        .iter()
        .any(|line| line.action == action && line.from.contains(&case.state));
    Err(if somebody_may {
        Refusal::WrongRole {
            action,
            role: actor.role,
        }
    } else {
        Refusal::WrongState {
            action,
            state: case.state,
        }
    })
}

/// The current due that an action moved: the case's, or the co-handler's that it was about.
fn moved_due(
    before: &CaseState,
    after: &CaseState,
    line: &Transition,
    unit: Option<&str>,
) -> Option<DateTime<Utc>> {
    if line.clock == ClockEffect::ExtendsPart {
        return after.open_co_handler(unit?)?.current_due_at;
    }
    let due = after.clock.current_due_at;
    due.filter(|_| due != before.clock.current_due_at)
}

/// The unit an event speaks of: the target where the action has one, otherwise the acting one.
fn concerned_unit(command: &Command, actor: &Actor) -> Option<String> {
    match command.action {
        Action::Dispatch
        | Action::Redispatch
        | Action::TransferLead
        | Action::AddCoHandler
        | Action::ReleaseCoHandler
        | Action::CoApproveExtension
        | Action::CoRefuseExtension => command.department.as_deref().map(|unit| unit.trim().to_owned()),
        _ => actor.department.clone(),
    }
}
