//! Guests of one case: what they see, and the little they can do.

use chrono::{DateTime, Utc};
use domain::RegionCode;
use domain::board::UnitRef;
use domain::case::{Action, Actor, Capacity, Command, DuePair, PublicEvent, Reason, UnitPart, lifecycle};
use domain::clock::timeliness;
use domain::desk::{AttachmentInfo, GuestCall, GuestEvent, GuestSheet};
use store::attachments::AttachmentRow;
use store::cases::{ActRequest, Acted, act};
use store::workbench::{Names, PrivateFile, RegionNames};
use uuid::Uuid;

use crate::attachments::info;
use crate::file::{fact, shown};
use crate::names::named;
use crate::{Desk, DeskError};

/// Longest comment, in characters.
const MAX_NOTE: usize = 4_000;

/// Reasons a guest can give for not coming.
pub const DECLINES: [Reason; 4] = [
    Reason::NotCompetent,
    Reason::OutsideRegion,
    Reason::NeedsOtherUnit,
    Reason::Other,
];

/// Proof that somebody holds a guest's code. Only [`Desk::scan`] makes one, for one request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GuestPass {
    pub(crate) region: RegionCode,
    pub(crate) case_id: Uuid,
    pub(crate) code_id: Uuid,
    pub(crate) name: String,
    pub(crate) capacity: Capacity,
}

impl GuestPass {
    /// Region of the case.
    #[must_use]
    pub fn region(&self) -> &RegionCode {
        &self.region
    }

    /// As whom the guest acts.
    #[must_use]
    pub fn actor(&self) -> Actor {
        Actor::guest(self.code_id)
    }
}

/// What a guest can do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum GuestDeed {
    /// Answers a whistle: is coming.
    Comes,
    /// Answers a whistle: is not coming, and why.
    Declines(Reason),
    /// Is there.
    Arrives,
    /// Adds a comment.
    Says(String),
}

impl GuestDeed {
    fn command(self) -> Result<Command, DeskError> {
        Ok(match self {
            Self::Comes => Command::new(Action::AnswerWhistle),
            Self::Declines(reason) if DECLINES.contains(&reason) => Command {
                reason: Some(reason),
                ..Command::new(Action::AnswerWhistle)
            },
            Self::Declines(_) => return Err(DeskError::invalid("reason", "one of the reasons listed")),
            Self::Arrives => Command::new(Action::Arrive),
            Self::Says(note) => {
                let note = note.replace('\0', "");
                if note.trim().is_empty() || note.chars().count() > MAX_NOTE {
                    return Err(DeskError::invalid("note", format!("1 to {MAX_NOTE} characters")));
                }
                Command {
                    note: Some(note.trim().to_owned()),
                    ..Command::new(Action::Comment)
                }
            }
        })
    }
}

impl Desk {
    /// Does what a guest wants to do in their case, once per `action_id`. No version is asked for: nothing a
    /// guest does depends on what others did meanwhile.
    pub async fn guest_act(
        &self,
        pass: &GuestPass,
        action_id: Uuid,
        deed: GuestDeed,
    ) -> Result<Acted, DeskError> {
        let request = ActRequest {
            case_id: pass.case_id,
            action_id,
            expected_version: None,
            actor: pass.actor(),
            command: deed.command()?,
        };
        let rules = self.rules(&pass.region).await?;
        Ok(act(&self.db, &pass.region, &rules, &request, self.now()).await?)
    }
}

/// What of a file a guest sees. The narrative, the title, others' notes and files, and names of persons are
/// left out here, in one place.
pub(crate) fn sheet(
    pass: &GuestPass,
    file: &PrivateFile,
    names: &RegionNames,
    attachments: Vec<AttachmentRow>,
    as_of: DateTime<Utc>,
) -> GuestSheet {
    let (case, actor) = (&file.case, pass.actor());
    let place = |names: &Names, code: &Option<String>| -> Option<UnitRef> {
        code.as_deref().map(|code| named(names, code))
    };
    let units = case.assignments.iter().map(|part| UnitPart {
        department: named(&names.departments, &part.department),
        role: part.role,
        assigned_at: part.assigned_at,
        signed_at: part.signed_at,
        feedback_at: part.feedback_at,
        released_at: part.released_at,
        due: due(part.original_due_at, part.current_due_at),
    });
    let events = file.events.iter().map(|event| {
        let own = event.actor == actor.id;
        GuestEvent {
            event: PublicEvent {
                seq: event.seq,
                action: event.action,
                at: event.at,
                from: event.from,
                to: event.to,
                department: place(&names.departments, &event.department),
                reason: event.reason,
                due_at: event.due_at,
            },
            own,
            note: event.note.clone().filter(|_| own),
        }
    });
    let call = case.latest_call(&actor.id).map(|(whistle, call)| GuestCall {
        place: whistle.place.clone(),
        blown_at: whistle.blown_at,
        answered_at: call.answered_at,
        declined: call.declined,
        arrived_at: call.arrived_at,
    });
    GuestSheet {
        code: shown(&file.public_code),
        name: pass.name.clone(),
        capacity: pass.capacity,
        category: named(&names.categories, &file.category),
        address: file.address.clone(),
        township: place(&names.townships, &file.township),
        community: place(&names.communities, &file.community),
        grid: place(&names.grids, &file.grid),
        state: case.state,
        timeliness: timeliness(case.dispatched_at.unwrap_or(case.reported_at), &fact(case), as_of),
        due: due(case.clock.original_due_at, case.clock.current_due_at),
        units: units.collect(),
        events: events.collect(),
        call,
        offers: lifecycle::allowed(case, &actor),
        attachments: attachments
            .into_iter()
            .filter(|file| file.added_by == actor.id)
            .map(info)
            .collect::<Vec<AttachmentInfo>>(),
        version: case.version,
        as_of,
    }
}

fn due(original: Option<DateTime<Utc>>, current: Option<DateTime<Utc>>) -> Option<DuePair> {
    let current = current.or(original)?;
    Some(DuePair {
        original: original.unwrap_or(current),
        current,
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use store::workbench::StaffEvent;

    use super::*;

    /// A file in progress whose private texts are these.
    fn file(title: &str, narrative: &str, notes: &[(bool, String)], own: &str) -> PrivateFile {
        let story = testkit::story()
            .co_handler("police")
            .reach(domain::case::State::InProgress);
        let mut events: Vec<StaffEvent> = story
            .events()
            .iter()
            .zip(1..)
            .map(|(event, seq)| StaffEvent {
                seq,
                action: event.action,
                role: event.role,
                actor: format!("person-{seq}-secret"),
                at: event.at,
                from: event.from,
                to: event.to,
                department: event.department.clone(),
                reason: event.reason,
                due_at: event.due_at,
                note: Some(narrative.to_owned()),
            })
            .collect();
        for (is_own, note) in notes {
            let last = events.last().cloned().expect("a report");
            events.push(StaffEvent {
                seq: last.seq + 1,
                action: Action::Comment,
                actor: if *is_own {
                    own.to_owned()
                } else {
                    "guest:another".to_owned()
                },
                note: Some(note.clone()),
                ..last
            });
        }
        PrivateFile {
            case_id: Uuid::nil(),
            public_code: "000000000".to_owned(),
            serial: "serial-secret".to_owned(),
            public_token: "token-secret".to_owned(),
            category: "lamp".to_owned(),
            source: domain::source::SourceSystem::Public,
            title: Some(title.to_owned()),
            narrative: Some(narrative.to_owned()),
            address: Some("模具城 3 号楼".to_owned()),
            township: None,
            community: None,
            grid: None,
            place: Some((121.25, 28.65)),
            placed_by: None,
            listed: false,
            opened_by: Some("person-1-secret".to_owned()),
            case: story.case().clone(),
            events,
            marks: Vec::new(),
        }
    }

    proptest! {
        #[test]
        fn a_guests_page_never_holds_the_narrative_or_anothers_note(
            title in "[叙私][a-z]{8,20}",
            narrative in "[叙私][a-z]{8,20}",
            notes in proptest::collection::vec((any::<bool>(), "[语言][a-z]{8,20}"), 0..6),
        ) {
            let pass = GuestPass {
                region: RegionCode::parse("999001").expect("a region"),
                case_id: Uuid::nil(),
                code_id: Uuid::nil(),
                name: "王律师".to_owned(),
                capacity: Capacity::Lawyer,
            };
            let own = pass.actor().id;
            let file = file(&title, &narrative, &notes, &own);
            let sheet = sheet(&pass, &file, &RegionNames::default(), Vec::new(), testkit::fixed_now());
            let wire = serde_json::to_string(&sheet).expect("JSON");
            prop_assert!(!wire.contains(&title) && !wire.contains(&narrative) && !wire.contains("secret"), "{wire}");
            for (is_own, note) in &notes {
                let another = notes.iter().any(|(own, other)| !own && other == note);
                prop_assert!(wire.contains(note) == *is_own || another, "{note}: {wire}");
            }
            prop_assert_eq!(sheet.offers, vec![Action::Comment]);
            prop_assert_eq!(sheet.events.iter().filter(|event| event.own).count(),
                notes.iter().filter(|(own, _)| *own).count());
        }
    }

    #[test]
    fn a_guest_declines_for_a_listed_reason_and_says_something() {
        let refused = |deed: GuestDeed| matches!(deed.command(), Err(DeskError::Invalid { .. }));
        assert!(refused(GuestDeed::Declines(Reason::CitizenVeto)));
        assert!(refused(GuestDeed::Says(" \0 ".to_owned())));
        assert!(refused(GuestDeed::Says("长".repeat(MAX_NOTE + 1))));
        assert!(!refused(GuestDeed::Says("长".repeat(MAX_NOTE))));
        assert!(!refused(GuestDeed::Declines(Reason::Other)));
    }
}
