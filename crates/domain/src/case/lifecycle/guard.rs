//! Conditions of the table, each with the refusal it gives.

use chrono::{DateTime, Utc};

use crate::case::{Action, Actor, CaseState, Command, Refusal, Role};

/// A condition of a transition.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Guard {
    /// A handler acts for the unit that has the lead. Other roles of the line are not bound by it.
    LeadUnit,
    /// The acting unit is a co-handler that was not released.
    CoUnit,
    /// The acting person does not belong to the unit that has the lead.
    NotLeadUnit,
    /// The acting person is not the one who fed back.
    NotOwnWork,
    /// The acting person is not the one who asked.
    NotOwnRequest,
    /// Every co-handler has fed back or was released.
    CoHandlersDone,
    /// The last call-back since the feedback said that it is solved.
    SaidSolved,
    /// An extension has been asked for and not decided.
    ExtensionAsked,
    /// No extension is waiting for a decision.
    NothingAsked,
    /// The command names a unit.
    NamesUnit,
    /// The command gives a coded reason.
    NamesReason,
    /// The command names a time later than the current due.
    NamesUntil,
    /// The current due has not passed, if there is one.
    BeforeDue,
}

impl Guard {
    /// What the condition says, for the reviewed table.
    pub(super) fn words(self) -> &'static str {
        match self {
            Self::LeadUnit => "a handler: of the lead",
            Self::CoUnit => "of a co-handler",
            Self::NotLeadUnit => "not of the lead's unit",
            Self::NotOwnWork => "not who fed back",
            Self::NotOwnRequest => "not who asked",
            Self::CoHandlersDone => "co-handlers done",
            Self::SaidSolved => "called back: solved",
            Self::ExtensionAsked => "extension asked",
            Self::NothingAsked => "no extension asked",
            Self::NamesUnit => "unit",
            Self::NamesReason => "reason",
            Self::NamesUntil => "until after due",
            Self::BeforeDue => "before due",
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
                case.solved != Some(true),
                Refusal::Missing {
                    action,
                    field: "verification",
                },
            ),
            Self::ExtensionAsked => unless(
                case.extension.is_none(),
                Refusal::Missing {
                    action,
                    field: "extension",
                },
            ),
            Self::NothingAsked => {
                let rule = "an extension already waits for a decision";
                unless(
                    case.extension.is_some(),
                    Refusal::Invalid {
                        field: "extension",
                        rule,
                    },
                )
            }
            Self::NamesUnit | Self::NamesReason | Self::NamesUntil | Self::BeforeDue => Ok(()),
        }
    }

    /// Checks what depends on the command and the time.
    pub(super) fn check_command(
        self,
        case: &CaseState,
        command: &Command,
        now: DateTime<Utc>,
    ) -> Result<(), Refusal> {
        let missing = |field| Refusal::Missing {
            action: command.action,
            field,
        };
        match self {
            Self::NamesUnit => {
                let named = command
                    .department
                    .as_deref()
                    .is_some_and(|unit| !unit.trim().is_empty());
                named.then_some(()).ok_or(missing("department"))
            }
            Self::NamesReason => command.reason.map(|_| ()).ok_or(missing("reason")),
            Self::NamesUntil => {
                let until = command.until.ok_or(missing("until"))?;
                match case.clock.current_due_at {
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
            Self::BeforeDue => {
                let passed = case.clock.current_due_at.is_some_and(|due| now > due);
                if passed { Err(Refusal::TooLate) } else { Ok(()) }
            }
            _ => Ok(()),
        }
    }
}
