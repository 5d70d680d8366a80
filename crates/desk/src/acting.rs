//! One action on one case: who they are decides as whom, the table decides whether.

use chrono::TimeDelta;
use domain::DepartmentCode;
use domain::case::code::CaseCode;
use domain::case::{Action, Command};
use store::cases::{ActError, ActRequest, Acted, act};
use store::policy::departments::can_be_given;
use uuid::Uuid;

use crate::{Caller, Desk, DeskError};

/// Longest note, place or other free text, in characters.
pub const MAX_TEXT: usize = 4_000;
/// Most units in one dispatch or whistle.
pub const MAX_UNITS: usize = 40;
/// Furthest time that can be asked for, in days: more is a slip, and reckoning with it would end nowhere.
const MAX_DAYS: i64 = 3_660;

/// How often an action is tried that the database ends for another's sake.
const MOST_TRIES: usize = 3;

/// Actions that give a unit something new to do.
const GIVING: [Action; 4] = [
    Action::Dispatch,
    Action::AddCoHandler,
    Action::TransferLead,
    Action::Whistle,
];

/// What somebody wants to do to a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deed {
    /// Made by the client: the same tap sent twice acts once.
    pub action_id: Uuid,
    /// The version they saw.
    pub version: u32,
    pub command: Command,
}

/// The id of `action` taken from the view with this ticket.
#[must_use]
pub fn action_id(ticket: Uuid, action: Action) -> Uuid {
    Uuid::new_v5(&ticket, action.code().as_bytes())
}

impl Desk {
    /// Takes the action, if the caller sees the case and one of their roles may.
    pub async fn act(&self, caller: &Caller, code: &str, deed: Deed) -> Result<Acted, DeskError> {
        check_texts(&deed.command)?;
        if deed
            .command
            .until
            .is_some_and(|until| until > self.now() + TimeDelta::days(MAX_DAYS))
        {
            return Err(DeskError::invalid("until", "within ten years"));
        }
        let file = self.seen(caller, code).await?;
        // Whoever acted before asks again with the case as it is now: the write path answers that first.
        let actor = match caller.person.actor_for(&file.case, deed.command.action) {
            Ok(actor) => actor,
            Err(refusal) => {
                let done =
                    store::cases::acted(&self.db, &caller.region, file.case_id, deed.action_id).await?;
                return match done {
                    Some(acted) => Ok(acted),
                    None if deed.version != file.case.version => {
                        Err(self.conflict(caller, &file, deed.version).await?)
                    }
                    None => Err(refusal.into()),
                };
            }
        };
        let mut command = deed.command;
        self.check_units(caller, &command, file.case_id).await?;
        if command.action == Action::Merge {
            command.into = Some(self.merge_target(caller, &command, &file.public_code).await?);
        }
        let rules = self.rules(&caller.region).await?;
        let request = ActRequest {
            case_id: file.case_id,
            action_id: deed.action_id,
            expected_version: Some(deed.version),
            actor,
            command,
        };
        // Two transactions that meet crosswise: the database ends one of them, and nothing of it stands.
        for _ in 1..MOST_TRIES {
            match act(&self.db, &caller.region, &rules, &request, self.now()).await {
                Err(ActError::Store(error)) if error.is_transient() => {
                    tracing::warn!(%error, "an action is tried again");
                }
                answer => return Ok(answer?),
            }
        }
        Ok(act(&self.db, &caller.region, &rules, &request, self.now()).await?)
    }

    async fn conflict(
        &self,
        caller: &Caller,
        file: &store::workbench::PrivateFile,
        seen: u32,
    ) -> Result<DeskError, DeskError> {
        let changes = store::cases::changes(&self.db, &caller.region, file.case_id, seen).await?;
        Ok(DeskError::Conflict {
            version: file.case.version,
            state: file.case.state,
            changes,
        })
    }

    /// Units must exist, and be in use where they are given something; guests who are called must have been invited to this case.
    async fn check_units(&self, caller: &Caller, command: &Command, case_id: Uuid) -> Result<(), DeskError> {
        if command.co_departments.len() > MAX_UNITS {
            return Err(DeskError::invalid(
                "co_departments",
                format!("at most {MAX_UNITS} units"),
            ));
        }
        let guests = command.action == Action::Whistle;
        let units: Vec<(&'static str, &str)> = command
            .department
            .iter()
            .map(|unit| ("department", unit.trim()))
            .chain(
                command
                    .co_departments
                    .iter()
                    .map(|unit| ("co_departments", unit.trim())),
            )
            .collect();
        for (field, unit) in units {
            if unit.is_empty() {
                continue;
            }
            let is_guest = guests && unit.starts_with("guest:");
            let known = if is_guest {
                self.is_guest_of(&caller.region, case_id, unit).await?
            } else {
                store::workbench::has_department(&self.db, &caller.region, unit).await?
            };
            if !known {
                let unit: String = unit.chars().take(40).collect();
                return Err(DeskError::invalid(field, format!("there is no unit {unit}")));
            }
            if GIVING.contains(&command.action)
                && !is_guest
                && let Ok(unit) = DepartmentCode::parse(unit)
            {
                can_be_given(&self.db, &caller.region, field, &unit, self.now()).await?;
            }
        }
        Ok(())
    }

    /// The code of the case to merge into, which the caller must see and which must be in play.
    async fn merge_target(&self, caller: &Caller, command: &Command, own: &str) -> Result<String, DeskError> {
        let Some(into) = command.into.as_deref().filter(|code| !code.trim().is_empty()) else {
            return Err(domain::case::Refusal::Missing {
                action: Action::Merge,
                field: "into",
            }
            .into());
        };
        let code = CaseCode::parse(into).map_err(|error| DeskError::invalid("into", error.to_string()))?;
        if code.compact() == own {
            return Err(DeskError::invalid("into", "another case than this one"));
        }
        let target = match self.seen(caller, into).await {
            Err(DeskError::NotFound) => {
                return Err(DeskError::invalid("into", "there is no case with this code"));
            }
            other => other?,
        };
        if target.case.state.is_over() {
            return Err(DeskError::invalid("into", "a case that is still open"));
        }
        Ok(code.to_string())
    }
}

fn check_texts(command: &Command) -> Result<(), DeskError> {
    for (field, text) in [
        ("note", &command.note),
        ("place", &command.place),
        ("department", &command.department),
        ("into", &command.into),
    ] {
        check_text(field, text.as_deref())?;
    }
    command
        .co_departments
        .iter()
        .try_for_each(|unit| check_text("co_departments", Some(unit)))
}

/// Text that can be stored: not over-long, no NUL.
pub(crate) fn check_text(field: &'static str, text: Option<&str>) -> Result<(), DeskError> {
    let Some(text) = text else { return Ok(()) };
    if text.len() > MAX_TEXT && text.chars().count() > MAX_TEXT {
        return Err(DeskError::invalid(
            field,
            format!("at most {MAX_TEXT} characters"),
        ));
    }
    if text.contains('\0') {
        return Err(DeskError::invalid(field, "no NUL character"));
    }
    Ok(())
}
