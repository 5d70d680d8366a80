//! Conditions of the table, each with the refusal it gives.

use chrono::{DateTime, Utc};

use crate::case::{Action, Actor, Assignment, CaseState, Command, Refusal, Role};

/// A condition of a transition.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Guard {
    /// A handler acts for the unit that has the lead. Other roles of the line are not bound by it.
    LeadUnit,
    /// The acting unit is a co-handler that was not released.
    CoUnit,
    /// The acting unit is a co-handler that has signed and still owes its feedback.
    CoWorks,
    /// The acting person does not belong to the unit that has the lead.
    NotLeadUnit,
    /// The acting person is not the one who fed back.
    NotOwnWork,
    /// The acting person is not the one who asked.
    NotOwnRequest,
    /// Every co-handler has fed back or was released.
    CoHandlersDone,
    /// The last call-back since the feedback said that it is solved; a word through the public code is none.
    SaidSolved,
    /// Nobody has said since the feedback whether it is solved.
    NothingSaid,
    /// The command says whether it is solved.
    NamesVerdict,
    /// An extension has been asked for and not decided.
    ExtensionAsked,
    /// No extension is waiting for a decision.
    NothingAsked,
    /// The acting co-handler's own extension is not waiting for a decision.
    CoNothingAsked,
    /// A co-handler has asked for an extension of its part, and it was not the acting person.
    CoExtensionAsked,
    /// The command names a co-handler that has asked, through somebody else than the acting person.
    NamesAskingCo,
    /// The command names a unit.
    NamesUnit,
    /// The command gives a coded reason.
    NamesReason,
    /// The command names a time later than the current due.
    NamesUntil,
    /// The current due has not passed, if there is one.
    BeforeDue,
    /// The command names a time later than the acting co-handler's own current due.
    NamesUntilOfPart,
    /// The acting co-handler's own current due has not passed, if there is one.
    BeforeDueOfPart,
    /// The command names a time that is still to come.
    NamesFuture,
    /// The command names a place, and one or more to call to it.
    NamesCall,
    /// The command names the case to merge into.
    NamesInto,
    /// The command says something.
    NamesNote,
    /// No demand of a supervisor waits for an answer.
    NothingDemanded,
    /// A supervisor's demand waits for an answer.
    Demanded,
    /// The latest whistle that called the acting unit or guest waits for its answer.
    Called,
    /// It called them, and they are not there yet.
    Expected,
    /// The lead has not been in contact yet.
    NoContact,
    /// A handler acts for a unit that has a part in the case or was called to it. Other roles of the line are
    /// not bound by it.
    Involved,
}

impl Guard {
    /// What the condition says, for the reviewed table.
    pub(super) fn words(self) -> &'static str {
        match self {
            Self::LeadUnit => "a handler: of the lead",
            Self::CoUnit => "of a co-handler",
            Self::CoWorks => "of a co-handler at work",
            Self::NotLeadUnit => "not of the lead's unit",
            Self::NotOwnWork => "not who fed back",
            Self::NotOwnRequest => "not who asked",
            Self::CoHandlersDone => "co-handlers done",
            Self::SaidSolved => "called back: solved",
            Self::NothingSaid => "nothing said yet",
            Self::NamesVerdict => "solved or not",
            Self::ExtensionAsked => "extension asked",
            Self::NothingAsked => "no extension asked",
            Self::CoNothingAsked => "no extension asked by it",
            Self::CoExtensionAsked => "extension asked by a co-handler, not by them",
            Self::NamesAskingCo => "unit that asked",
            Self::NamesUnit => "unit",
            Self::NamesReason => "reason",
            Self::NamesUntil => "until after due",
            Self::BeforeDue => "before due",
            Self::NamesUntilOfPart => "until after own due",
            Self::BeforeDueOfPart => "before own due",
            Self::NamesFuture => "until in future",
            Self::NamesCall => "place and called",
            Self::NamesInto => "into",
            Self::NamesNote => "note",
            Self::NothingDemanded => "no supervision open",
            Self::Demanded => "supervision open",
            Self::Called => "called by whistle",
            Self::Expected => "called, not arrived",
            Self::NoContact => "no contact yet",
            Self::Involved => "a handler: of a unit in the case",
        }
    }

    /// Checks what depends on the case and the person alone; conditions on the command hold here.
    pub(super) fn check(self, case: &CaseState, action: Action, actor: &Actor) -> Result<(), Refusal> {
        let unit = actor.department.as_deref();
        let leads = || {
            case.lead()
                .is_some_and(|lead| Some(lead.department.as_str()) == unit)
        };
        let unless = |bad: bool, refusal: Refusal| if bad { Err(refusal) } else { Ok(()) };
        match self {
            Self::LeadUnit => unless(
                actor.role == Role::Handler && !leads(),
                Refusal::WrongUnit { action },
            ),
            Self::CoUnit => {
                let co = case.co_handlers().any(|co| Some(co.department.as_str()) == unit);
                unless(!co, Refusal::WrongUnit { action })
            }
            Self::CoWorks => {
                let co = case.co_handlers().any(|co| Some(co.department.as_str()) == unit);
                unless(!co, Refusal::WrongUnit { action })?;
                let part = own_part(case, actor).ok_or(Refusal::Invalid {
                    field: "feedback",
                    rule: "has already fed back",
                })?;
                unless(
                    part.signed_at.is_none(),
                    Refusal::Missing {
                        action,
                        field: "signature",
                    },
                )
            }
            Self::NotLeadUnit => unless(leads(), Refusal::OwnWork),
            Self::NotOwnWork => unless(case.fed_back_by.as_deref() == Some(&actor.id), Refusal::OwnWork),
            Self::NotOwnRequest => {
                let own = case
                    .extension
                    .as_ref()
                    .is_some_and(|(asker, _)| *asker == actor.id);
                unless(own, Refusal::OwnWork)
            }
            Self::CoHandlersDone => {
                let open: Vec<_> = case.open_co_handlers().map(|co| co.department.clone()).collect();
                unless(!open.is_empty(), Refusal::CoHandlersOpen(open))
            }
            Self::SaidSolved => unless(
                case.solved != Some(true) || case.said_by_code,
                Refusal::Missing {
                    action,
                    field: "verification",
                },
            ),
            Self::NothingSaid => unless(
                case.solved.is_some(),
                Refusal::Invalid {
                    field: "solved",
                    rule: "an answer is recorded already",
                },
            ),
            Self::ExtensionAsked => unless(
                case.extension.is_none(),
                Refusal::Missing {
                    action,
                    field: "extension",
                },
            ),
            Self::NothingAsked => unless(case.extension.is_some(), asked_already()),
            Self::CoNothingAsked => {
                let asked = own_part(case, actor).is_some_and(|part| part.extension.is_some());
                unless(asked, asked_already())
            }
            Self::CoExtensionAsked => {
                let asked = || case.open_co_handlers().filter_map(|part| part.extension.as_ref());
                unless(
                    asked().next().is_none(),
                    Refusal::Missing {
                        action,
                        field: "extension",
                    },
                )?;
                unless(asked().all(|(asker, _)| *asker == actor.id), Refusal::OwnWork)
            }
            Self::NothingDemanded => unless(
                case.supervision.is_some(),
                Refusal::Missing {
                    action,
                    field: "supervision",
                },
            ),
            Self::Demanded => unless(
                case.supervision.is_none(),
                Refusal::Invalid {
                    field: "supervision",
                    rule: "no demand waits for an answer",
                },
            ),
            Self::Called => unless(
                case.latest_call(actor.callee())
                    .is_none_or(|(_, call)| call.answered_at.is_some()),
                Refusal::NotCalled,
            ),
            Self::Expected => unless(
                case.latest_call(actor.callee())
                    .is_none_or(|(_, call)| call.arrived_at.is_some() || call.declined.is_some()),
                Refusal::NotCalled,
            ),
            Self::Involved => {
                let involved = unit.is_some_and(|unit| case.involves(unit));
                unless(
                    actor.role == Role::Handler && !involved,
                    Refusal::WrongUnit { action },
                )
            }
            Self::NoContact => unless(
                case.lead().is_some_and(|lead| lead.contacted_at.is_some()),
                Refusal::Invalid {
                    field: "contact",
                    rule: "the first contact is recorded already",
                },
            ),
            Self::NamesUnit
            | Self::NamesVerdict
            | Self::NamesReason
            | Self::NamesUntil
            | Self::BeforeDue
            | Self::NamesAskingCo
            | Self::NamesUntilOfPart
            | Self::BeforeDueOfPart
            | Self::NamesFuture
            | Self::NamesCall
            | Self::NamesInto
            | Self::NamesNote => Ok(()),
        }
    }

    /// Checks what depends on the command and the time.
    pub(super) fn check_command(
        self,
        case: &CaseState,
        command: &Command,
        actor: &Actor,
        now: DateTime<Utc>,
    ) -> Result<(), Refusal> {
        let missing = |field| Refusal::Missing {
            action: command.action,
            field,
        };
        match self {
            Self::NamesUnit => named(command.department.as_deref()).ok_or(missing("department")),
            Self::NamesReason => command.reason.map(|_| ()).ok_or(missing("reason")),
            Self::NamesUntil => later(command.until.ok_or(missing("until"))?, case.clock.current_due_at),
            Self::BeforeDue => in_time(now, case.clock.current_due_at),
            Self::NamesUntilOfPart => {
                let due = own_part(case, actor).and_then(|part| part.current_due_at);
                later(command.until.ok_or(missing("until"))?, due)
            }
            Self::BeforeDueOfPart => {
                let due = own_part(case, actor).and_then(|part| part.current_due_at);
                in_time(now, due)
            }
            Self::NamesAskingCo => {
                named(command.department.as_deref()).ok_or(missing("department"))?;
                let unit = command.department.as_deref().map_or("", str::trim);
                let asked = case
                    .open_co_handler(unit)
                    .and_then(|part| part.extension.as_ref());
                match asked {
                    None => Err(Refusal::Invalid {
                        field: "department",
                        rule: "has asked for no extension",
                    }),
                    Some((asker, _)) if *asker == actor.id => Err(Refusal::OwnWork),
                    Some(_) => Ok(()),
                }
            }
            Self::NamesFuture => match command.until.ok_or(missing("until"))? {
                until if until <= now => Err(Refusal::Invalid {
                    field: "until",
                    rule: "still to come",
                }),
                _ => Ok(()),
            },
            Self::NamesCall => {
                named(command.place.as_deref()).ok_or(missing("place"))?;
                let called = &command.co_departments;
                if called.is_empty() {
                    return Err(missing("co_departments"));
                }
                let mut sorted: Vec<&str> = called.iter().map(|unit| unit.trim()).collect();
                sorted.sort_unstable();
                if sorted[0].is_empty() || sorted.windows(2).any(|pair| pair[0] == pair[1]) {
                    return Err(Refusal::Invalid {
                        field: "co_departments",
                        rule: "each unit once",
                    });
                }
                Ok(())
            }
            Self::NamesVerdict => command.solved.map(|_| ()).ok_or(missing("solved")),
            Self::NamesInto => named(command.into.as_deref()).ok_or(missing("into")),
            Self::NamesNote => named(command.note.as_deref()).ok_or(missing("note")),
            _ => Ok(()),
        }
    }
}

/// The part of the acting unit as co-handler that still owes its feedback.
fn own_part<'a>(case: &'a CaseState, actor: &Actor) -> Option<&'a Assignment> {
    case.open_co_handler(actor.department.as_deref()?)
}

fn asked_already() -> Refusal {
    Refusal::Invalid {
        field: "extension",
        rule: "an extension already waits for a decision",
    }
}

/// Whether `until` extends a limit that stands at `due`.
fn later(until: DateTime<Utc>, due: Option<DateTime<Utc>>) -> Result<(), Refusal> {
    match due {
        None => Err(Refusal::Invalid {
            field: "until",
            rule: "the case has no limit to extend",
        }),
        Some(due) if until <= due => Err(Refusal::Invalid {
            field: "until",
            rule: "later than the current due",
        }),
        Some(_) => Ok(()),
    }
}

/// Whether `due` has not passed.
fn in_time(now: DateTime<Utc>, due: Option<DateTime<Utc>>) -> Result<(), Refusal> {
    if due.is_some_and(|due| now > due) {
        Err(Refusal::TooLate)
    } else {
        Ok(())
    }
}

/// Something, if it is more than white space.
fn named(text: Option<&str>) -> Option<()> {
    text.is_some_and(|text| !text.trim().is_empty()).then_some(())
}
