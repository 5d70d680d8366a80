//! Which event makes which notice to whom.
//!
//! | What happened | Notice | To |
//! |---|---|---|
//! | a case was reported | `reported` | acceptors |
//! | a part began: dispatch, re-dispatch, transfer, added co-handler | `lead`, `co_handle` | its unit |
//! | a part was ended by another: release, transfer, re-dispatch | `released` | its unit |
//! | whistle | `whistle` | each unit or guest called |
//! | extension asked, by lead or co-handler | `extension_asked` | dispatchers |
//! | extension approved, refused | `extension_approved`, `extension_refused` | lead, or the co-handler that asked |
//! | return | `returned` | dispatchers |
//! | feedback | `fed_back` | verifiers |
//! | rework, reopening, supervision | `rework`, `reopened`, `supervised` | lead; dispatchers where no unit leads |
//! | supervision answered | `supervision_answered` | the supervisor who asked |
//! | clock orange, red | `orange`, `red` | the part's unit |
//!
//! Nobody is told what they did themselves: a unit gets no notice of an action taken for it.

use chrono::{DateTime, Utc};

use super::{Addressee, Notice, NoticeKind};
use crate::case::{Action, Assignment, CaseState, EventDraft, Role};
use crate::clock::Mark;

/// What `event`, which made `after` of `before`, tells to whom; `before` is `None` for the first event.
/// `unit` is the one the actor acts for: an event that has a target names that one instead.
#[must_use]
pub fn of_event(
    before: Option<&CaseState>,
    after: &CaseState,
    event: &EventDraft,
    unit: Option<&str>,
) -> Vec<Notice> {
    let mut told = Told {
        unit,
        person: &event.actor,
        notices: Vec::new(),
    };
    parts(&mut told, before, after);
    let due = after.clock.current_due_at;
    let to_role = |role: Role| Addressee::Role(role);
    match event.action {
        Action::Report => told.tell(to_role(Role::Acceptor), NoticeKind::Reported, None),
        Action::Whistle => whistle(&mut told, after),
        Action::AskExtension => told.tell(to_role(Role::Dispatcher), NoticeKind::ExtensionAsked, due),
        Action::ApproveExtension => told.tell_lead(after, NoticeKind::ExtensionApproved, due),
        Action::RefuseExtension => told.tell_lead(after, NoticeKind::ExtensionRefused, due),
        Action::CoAskExtension => {
            let due = own_due(after, event);
            told.tell(to_role(Role::Dispatcher), NoticeKind::ExtensionAsked, due);
        }
        Action::CoApproveExtension => told.tell_co_handler(after, event, NoticeKind::ExtensionApproved),
        Action::CoRefuseExtension => told.tell_co_handler(after, event, NoticeKind::ExtensionRefused),
        Action::Return => told.tell(to_role(Role::Dispatcher), NoticeKind::Returned, due),
        Action::Feedback => {
            let verify_due = after.clock.verify_due_at;
            told.tell(to_role(Role::Verifier), NoticeKind::FedBack, verify_due);
        }
        Action::Rework => told.tell_lead(after, NoticeKind::Rework, due),
        Action::Reopen => told.tell_lead(after, NoticeKind::Reopened, due),
        Action::Supervise => {
            let answer_due = after.supervision.as_ref().map(|demand| demand.due_at);
            told.tell_lead(after, NoticeKind::Supervised, answer_due);
        }
        Action::AnswerSupervision => {
            if let Some(demand) = before.and_then(|before| before.supervision.as_ref()) {
                let supervisor = Addressee::Person(demand.by.clone());
                told.tell(supervisor, NoticeKind::SupervisionAnswered, None);
            }
        }
        // Parts, if they changed, have been told; the others wait for somebody who looks at a queue.
        _ => {}
    }
    told.notices
}

/// What the colours that the clock of `part` has just reached tell its unit: the last one, if it is more than
/// yellow. Who was not looked at for a while is told once, not three times.
#[must_use]
pub fn of_marks(part: &Assignment, reached: &[Mark]) -> Option<Notice> {
    let kind = match reached.iter().max()? {
        Mark::Yellow => return None,
        Mark::Orange => NoticeKind::Orange,
        Mark::Red => NoticeKind::Red,
    };
    Some(Notice {
        to: Addressee::Unit(part.department.clone()),
        kind,
        due_at: part.current_due_at,
    })
}

/// Notices in the making.
struct Told<'a> {
    /// Whoever acted is not told.
    unit: Option<&'a str>,
    person: &'a str,
    notices: Vec<Notice>,
}

impl Told<'_> {
    fn tell(&mut self, to: Addressee, kind: NoticeKind, due_at: Option<DateTime<Utc>>) {
        let own = match &to {
            Addressee::Unit(code) => self.unit == Some(code),
            Addressee::Person(id) => self.person == id,
            Addressee::Role(_) => false,
        };
        let notice = Notice { to, kind, due_at };
        if !own && !self.notices.contains(&notice) {
            self.notices.push(notice);
        }
    }

    /// Tells the lead, or the dispatchers, who have to find one.
    fn tell_lead(&mut self, case: &CaseState, kind: NoticeKind, due_at: Option<DateTime<Utc>>) {
        let to = match case.lead() {
            Some(lead) => Addressee::Unit(lead.department.clone()),
            None => Addressee::Role(Role::Dispatcher),
        };
        self.tell(to, kind, due_at);
    }

    /// Tells the co-handler that an event speaks of, with its own due.
    fn tell_co_handler(&mut self, case: &CaseState, event: &EventDraft, kind: NoticeKind) {
        if let Some(unit) = &event.department {
            self.tell(Addressee::Unit(unit.clone()), kind, own_due(case, event));
        }
    }
}

/// The due of the co-handler that an event speaks of.
fn own_due(case: &CaseState, event: &EventDraft) -> Option<DateTime<Utc>> {
    case.open_co_handler(event.department.as_deref()?)?.current_due_at
}

/// Parts that began or were ended.
fn parts(told: &mut Told<'_>, before: Option<&CaseState>, after: &CaseState) {
    let old = before.map_or(&[][..], |before| &before.assignments);
    for part in after.assignments.iter().skip(old.len()) {
        if part.released_at.is_none() {
            let kind = if part.is_lead() {
                NoticeKind::Lead
            } else {
                NoticeKind::CoHandle
            };
            told.tell(
                Addressee::Unit(part.department.clone()),
                kind,
                part.current_due_at,
            );
        }
    }
    for (was, is) in old.iter().zip(&after.assignments) {
        let ended = was.released_at.is_none() && is.released_at.is_some();
        // A co-handler that takes the lead has not been released: it has been told so.
        let goes_on = after
            .assignments
            .iter()
            .any(|part| part.released_at.is_none() && part.department == is.department);
        if ended && !goes_on {
            told.tell(Addressee::Unit(is.department.clone()), NoticeKind::Released, None);
        }
    }
}

/// How a whistle names guests (`core.whistle_calls.callee`).
const GUEST: &str = "guest:";

fn whistle(told: &mut Told<'_>, after: &CaseState) {
    let calls = after.whistles.last().map_or(&[][..], |whistle| &whistle.calls);
    for call in calls {
        let to = if call.callee.starts_with(GUEST) {
            Addressee::Person(call.callee.clone())
        } else {
            Addressee::Unit(call.callee.clone())
        };
        told.tell(to, NoticeKind::Whistle, None);
    }
}
