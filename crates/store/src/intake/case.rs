//! The case that a record makes: handled elsewhere, so its history is what the source tells.

use chrono::{DateTime, Utc};
use domain::case::{Action, Assignment, AssignmentRole, CaseState, Clock, EventDraft, Role, State};
use domain::intake::IncomingRecord;
use domain::source::SourceSystem;
use domain::{CommunityCode, TownshipCode};
use rand::Rng;

use super::batch::{ImportState, PlacedRecord};
use super::crosswalk::category_of;
use crate::bulk::CaseHistory;
use crate::cases::{CategoryPolicy, Identity};

pub(super) fn policy_of(state: &ImportState, record: &IncomingRecord) -> CategoryPolicy {
    let stored = state
        .known
        .policies
        .get(category_of(state, record).as_str())
        .copied();
    stored.unwrap_or(CategoryPolicy {
        tier: record.tier,
        rounding: record.rounding,
    })
}

/// How a record that was handled elsewhere stands here.
fn state_of(record: &IncomingRecord) -> State {
    if is_closed(record) {
        State::Closed
    } else if record.department.is_some() {
        State::InProgress
    } else {
        State::Accepted
    }
}

pub(super) fn is_closed(record: &IncomingRecord) -> bool {
    record.closed || record.closed_at.is_some() || record.verdict.is_some()
}

pub(super) fn case_state(record: &IncomingRecord) -> CaseState {
    let assignments = record.department.iter().map(|department| Assignment {
        feedback_at: record.closed_at,
        original_due_at: record.due_at,
        current_due_at: record.due_at,
        ..Assignment::new(department.code.clone(), AssignmentRole::Lead, record.received_at)
    });
    CaseState {
        state: state_of(record),
        resumes_to: None,
        clock: Clock {
            original_due_at: record.due_at,
            current_due_at: record.due_at,
            ..Clock::default()
        },
        assignments: assignments.collect(),
        reported_at: record.received_at,
        accepted_at: None,
        dispatched_at: record.department.as_ref().map(|_| record.received_at),
        closed_at: record.closed_at,
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
        satisfaction: rating(record),
        solved: None,
        said_by_code: false,
        handling: None,
        version: 2,
    }
}

/// Sources that say only yes or no are taken as the plain form of the scale.
fn rating(record: &IncomingRecord) -> Option<u8> {
    record.satisfied.map(|satisfied| if satisfied { 4 } else { 2 })
}

fn actor(source: SourceSystem) -> String {
    format!("source:{}", source.code())
}

pub(super) fn record_event(record: &IncomingRecord, from: State, now: DateTime<Utc>) -> EventDraft {
    EventDraft {
        action: Action::Record,
        role: Role::Reporter,
        actor: actor(record.source),
        department: record
            .department
            .as_ref()
            .map(|department| department.code.clone()),
        at: record.closed_at.unwrap_or(now).max(record.received_at),
        from: Some(from),
        to: state_of(record),
        reason: None,
        due_at: record.due_at,
        sign_due_at: None,
        contact_due_at: None,
        co_departments: Vec::new(),
        satisfaction: rating(record),
        solved: None,
        note: None,
    }
}

pub(super) fn history(
    state: &ImportState,
    placed: &PlacedRecord,
    identity: Identity,
    now: DateTime<Utc>,
    rng: &mut impl Rng,
) -> CaseHistory {
    let record = &placed.record;
    let policy = policy_of(state, record);
    let report = EventDraft {
        action: Action::Report,
        role: Role::Reporter,
        actor: actor(record.source),
        department: None,
        at: record.received_at,
        from: None,
        to: State::Reported,
        reason: None,
        due_at: None,
        sign_due_at: None,
        contact_due_at: None,
        co_departments: Vec::new(),
        satisfaction: None,
        solved: None,
        note: None,
    };
    let mut action_id = || uuid::Builder::from_random_bytes(rng.random()).into_uuid();
    CaseHistory {
        case_id: identity.case_id,
        code: identity.code,
        token: identity.token,
        tally_key: identity.tally_key,
        day: record.received_at.with_timezone(&state.zone).date_naive(),
        category: category_of(state, record),
        source: record.source,
        title: record.title.clone(),
        narrative: record.narrative.clone(),
        address: record.address.clone(),
        township: record
            .township
            .as_ref()
            .and_then(|named| TownshipCode::parse(&named.code).ok()),
        community: record
            .community
            .as_ref()
            .and_then(|named| CommunityCode::parse(&named.code).ok()),
        grid: placed.grid.clone(),
        place: record.place,
        public_place: policy.tier.public_place(record.place, placed.anchor),
        placed_by: placed.placed_by,
        public_received_at: policy.rounding.apply(record.received_at, state.zone),
        source_verdict: record.verdict,
        duplicate: record.duplicate,
        opened_by: None,
        station: None,
        case: case_state(record),
        events: vec![
            (action_id(), report),
            (action_id(), record_event(record, State::Reported, now)),
        ],
    }
}
