//! One case file, with the actions that are possible now and why others are not.

use chrono::{DateTime, Utc};
use domain::board::UnitRef;
use domain::board::figures::CaseFact;
use domain::case::code::CaseCode;
use domain::case::lifecycle::TABLE;
use domain::case::{Action, Actor, CaseState, Role, State};
use domain::clock::timeliness;
use domain::desk::{DeskCall, DeskEvent, DeskFile, DeskMark, DeskPart, DeskWhistle, Forecast, Offer, Why};
use domain::{Lang, RegionCode};
use store::cases::RuleBook;
use store::workbench::{PrivateFile, RegionNames};
use uuid::Uuid;

use crate::names::{choices, named};
use crate::{Caller, Desk, DeskError};

impl Desk {
    /// The id of the case with this code, as people type it.
    pub(crate) async fn case_id(&self, region: &RegionCode, code: &str) -> Result<Uuid, DeskError> {
        let code = CaseCode::parse(code).map_err(|_| DeskError::NotFound)?;
        store::workbench::case_id_of(&self.db, region, &code.compact())
            .await?
            .ok_or(DeskError::NotFound)
    }

    /// The stored file, if the caller may see it.
    pub(crate) async fn seen(&self, caller: &Caller, code: &str) -> Result<PrivateFile, DeskError> {
        let case_id = self.case_id(&caller.region, code).await?;
        let file = store::workbench::private_file(&self.db, &caller.region, case_id)
            .await?
            .ok_or(DeskError::NotFound)?;
        let opened_by = file.opened_by.as_deref().unwrap_or_default();
        if caller.person.may_see(&file.case, opened_by) {
            Ok(file)
        } else {
            Err(DeskError::NotFound)
        }
    }

    /// The page that the case's public QR code leads to; none where its kind is not listed.
    pub async fn public_link(&self, caller: &Caller, code: &str) -> Result<Option<String>, DeskError> {
        let file = self.seen(caller, code).await?;
        let link = format!("/c/{}.{}", caller.region, file.public_token);
        Ok(file.listed.then_some(link))
    }

    /// The file of a case. What the caller may not see does not exist for them.
    pub async fn file(&self, caller: &Caller, code: &str, lang: Lang) -> Result<DeskFile, DeskError> {
        let file = self.seen(caller, code).await?;
        let names = self.names(&caller.region, lang).await?;
        let people = self.people_of(caller, &file, lang).await?;
        let as_of = self.now();
        let guests = store::codes::guests(&self.db, &caller.region, file.case_id).await?;
        let invited = guests
            .into_iter()
            .filter(|guest| guest.revoked_at.is_none() && guest.expires_at > as_of);
        let rules = self.rules(&caller.region).await?;
        let contact = store::cases::contact(&self.db, &caller.region, file.case_id).await?;
        let mut view = view(file, caller, &names, &people, &rules, as_of);
        view.contact = contact;
        view.guests = invited
            .map(|guest| UnitRef {
                code: Actor::guest(guest.code_id).id,
                name: guest.name,
            })
            .collect();
        Ok(view)
    }
}

/// What the caller's roles know how to do, and what of it is possible now.
pub(crate) fn offers(case: &CaseState, caller: &Caller) -> Vec<Offer> {
    let known = |action: Action| {
        TABLE.iter().any(|line| {
            let held = |role: &Role| caller.person.memberships.iter().any(|held| held.role == *role);
            line.action == action && !line.from.is_empty() && line.roles.iter().any(held)
        })
    };
    Action::ALL
        .iter()
        .copied()
        .filter(|action| known(*action))
        .map(|action| Offer {
            action,
            refused: caller
                .person
                .actor_for(case, action)
                .err()
                .as_ref()
                .map(Why::from),
        })
        .collect()
}

fn view(
    file: PrivateFile,
    caller: &Caller,
    names: &RegionNames,
    people: &store::workbench::Names,
    rules: &RuleBook,
    as_of: DateTime<Utc>,
) -> DeskFile {
    let case = &file.case;
    let department = |code: &str| named(&names.departments, code);
    let who = |id: &str| people.get(id).cloned().unwrap_or_else(|| id.to_owned());
    let parts = case.assignments.iter().map(|part| DeskPart {
        department: department(&part.department),
        role: part.role,
        assigned_at: part.assigned_at,
        sign_due_at: part.sign_due_at,
        signed_at: part.signed_at,
        contact_due_at: part.contact_due_at,
        contacted_at: part.contacted_at,
        original_due_at: part.original_due_at,
        current_due_at: part.current_due_at,
        forecast: Forecast {
            original: rules.is_forecast(part.original_due_at),
            current: rules.is_forecast(part.current_due_at),
            sign: rules.is_forecast(part.sign_due_at),
            contact: rules.is_forecast(part.contact_due_at),
            ..Forecast::default()
        },
        extension_until: part.extension.as_ref().map(|(_, until)| *until),
        feedback_at: part.feedback_at,
        released_at: part.released_at,
    });
    let events = file.events.iter().map(|event| DeskEvent {
        seq: event.seq,
        action: event.action,
        role: event.role,
        actor: who(&event.actor),
        at: event.at,
        from: event.from,
        to: event.to,
        department: event.department.as_deref().map(department),
        reason: event.reason,
        due_at: event.due_at,
        note: event.note.clone(),
    });
    let callee = |code: &str| match people.get(code) {
        Some(name) => UnitRef {
            code: code.to_owned(),
            name: name.clone(),
        },
        None => department(code),
    };
    let whistles = case.whistles.iter().map(|whistle| DeskWhistle {
        place: whistle.place.clone(),
        blown_by: who(&whistle.blown_by),
        blown_at: whistle.blown_at,
        calls: whistle
            .calls
            .iter()
            .map(|call| DeskCall {
                callee: callee(&call.callee),
                answered_at: call.answered_at,
                declined: call.declined,
                arrived_at: call.arrived_at,
            })
            .collect(),
    });
    let marks = file
        .marks
        .iter()
        .map(|(position, mark, due_at, reached_at)| DeskMark {
            department: case
                .assignments
                .get(*position)
                .map_or_else(|| department("-"), |part| department(&part.department)),
            mark: *mark,
            due_at: *due_at,
            reached_at: *reached_at,
        });
    DeskFile {
        case_id: file.case_id.to_string(),
        code: shown(&file.public_code),
        serial: file.serial.clone(),
        category: named(&names.categories, &file.category),
        source: file.source,
        title: file.title.clone(),
        narrative: file.narrative.clone(),
        address: file.address.clone(),
        township: file.township.as_deref().map(|code| named(&names.townships, code)),
        community: file
            .community
            .as_deref()
            .map(|code| named(&names.communities, code)),
        grid: file.grid.as_deref().map(|code| named(&names.grids, code)),
        place: file.place.map(|(lng, lat)| [lng, lat]),
        placed_by: file.placed_by,
        contact: None,
        listed: file.listed,
        forecast: Forecast {
            original: rules.is_forecast(case.clock.original_due_at),
            current: rules.is_forecast(case.clock.current_due_at),
            verify: rules.is_forecast(case.clock.verify_due_at),
            call_back: rules.is_forecast(case.clock.call_back_due_at),
            ..Forecast::default()
        },
        timeliness: timeliness(case.dispatched_at.unwrap_or(case.reported_at), &fact(case), as_of),
        parts: parts.collect(),
        events: events.collect(),
        whistles: whistles.collect(),
        marks: marks.collect(),
        offers: offers(case, caller),
        ticket: Uuid::new_v4().to_string(),
        guests: Vec::new(),
        choices: choices(names),
        as_of,
        case: file.case,
    }
}

/// A stored code as people read it.
pub(crate) fn shown(code: &str) -> String {
    CaseCode::parse(code).map_or_else(|_| code.to_owned(), |code| code.to_string())
}

/// How the case counts, for its colour.
pub(crate) fn fact(case: &CaseState) -> CaseFact {
    let stopped = matches!(case.state, State::Rejected | State::Merged);
    CaseFact {
        received_at: case.reported_at.timestamp(),
        due_at: case
            .clock
            .current_due_at
            .filter(|_| !stopped)
            .map(|due| due.timestamp()),
        closed: matches!(case.state, State::Closed | State::Archived),
        closed_at: case.closed_at.map(|at| at.timestamp()),
        verdict: None,
        suspended: case.clock.suspended_at.is_some(),
        satisfied: case.satisfaction.map(|level| level >= 4),
        share: domain::board::figures::Share::Case,
        steps: domain::board::figures::Steps::default(),
    }
}
