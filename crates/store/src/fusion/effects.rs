//! What a matter means for the cases in it.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use domain::RegionCode;
use domain::case::{
    Action, Actor, CaseState, Command, Decision, Reason, Refusal, Role, Rules, State, lifecycle,
};
use domain::clock::{Calendar, StageLimits};
use sqlx::postgres::PgConnection;
use uuid::Uuid;

use super::MACHINE;
use super::party::Party;
use crate::StoreError;
use crate::bulk::CaseHistory;
use crate::cases::{ActRequest, keep, lock_case};

/// Merges what may be merged, and takes out again what no longer belongs.
pub(super) async fn apply<'a>(
    connection: &mut PgConnection,
    region: &RegionCode,
    parties: impl Iterator<Item = &'a Party>,
    destinations: &HashMap<Uuid, String>,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    for party in parties {
        let (present, into) = (&party.present, destinations.get(&party.case_id));
        if !present.free || present.merged_into.as_ref() == into {
            continue;
        }
        if present.merged_into.is_some() {
            act(connection, region, party.case_id, split(), now).await?;
        }
        if let Some(into) = into {
            act(connection, region, party.case_id, merge(into), now).await?;
        }
    }
    Ok(())
}

/// Merges a new case before it is stored. Unchanged where its state does not allow it.
pub(crate) fn merge_new(history: &mut CaseHistory, into: &str, now: DateTime<Utc>) {
    if let Ok(decision) = decide(&history.case, &merge(into), now) {
        history.case = decision.case;
        history.events.push((Uuid::now_v7(), decision.event));
    }
}

fn merge(into: &str) -> Command {
    Command {
        into: Some(into.to_owned()),
        reason: Some(Reason::Duplicate),
        ..Command::new(Action::Merge)
    }
}

fn split() -> Command {
    Command {
        reason: Some(Reason::Other),
        ..Command::new(Action::Split)
    }
}

/// Whoever takes matters on does this by hand.
fn machine() -> Actor {
    Actor {
        id: MACHINE.to_owned(),
        role: Role::Acceptor,
        department: None,
    }
}

/// By the one table, like everybody. Neither action starts or moves a clock, so no limits are needed.
fn decide(case: &CaseState, command: &Command, now: DateTime<Utc>) -> Result<Decision, Refusal> {
    let (calendar, limits) = (Calendar::default(), StageLimits::default());
    let rules = Rules {
        calendar: &calendar,
        limits: &limits,
        zone: chrono_tz::UTC,
    };
    lifecycle::decide(case, command, &machine(), rules, now)
}

async fn act(
    connection: &mut PgConnection,
    region: &RegionCode,
    case_id: Uuid,
    command: Command,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let Some((case, _)) = lock_case(connection, region, case_id).await? else {
        return Ok(());
    };
    // A case that people have taken on meanwhile is theirs.
    let Ok(decision) = decide(&case, &command, now) else {
        return Ok(());
    };
    if command.action == Action::Split && case.state != State::Merged {
        return Ok(());
    }
    let request = ActRequest {
        case_id,
        action_id: Uuid::now_v7(),
        expected_version: None,
        actor: machine(),
        command,
    };
    keep(connection, region, &request, &case, &decision, now).await
}
