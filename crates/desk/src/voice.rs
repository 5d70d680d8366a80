//! What residents may ask of the desk, and all they may: an answer through the public code of a case, here, and a
//! report of their own ([`Voice::report`]).

use chrono::TimeDelta;
use domain::case::code::Scan;
use domain::case::{Action, Actor, Command, Reason, Role, State};
use store::cases::{ActRequest, act};
use uuid::Uuid;

use crate::{Desk, DeskError, Pseudonyms};

/// How long after its closing a case takes answers. Later, a new report says more.
pub const ANSWERS_FOR: TimeDelta = TimeDelta::days(30);

/// Names the answers among all actions.
const ANSWERS: Uuid = Uuid::from_u128(0x6c69_616e_7169_6e00_766f_6963_6500_0001);

/// Takes residents' answers and reports, and can do nothing else: public handlers are given this instead of a
/// [`Desk`].
#[derive(Debug, Clone)]
pub struct Voice {
    desk: Desk,
    persons: Pseudonyms,
}

/// An answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Said {
    pub solved: bool,
    /// 1 (very unsatisfied) to 5 (very satisfied).
    pub satisfaction: Option<u8>,
    /// The version of the case that was looked at.
    pub seen: u32,
}

/// What became of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Heard {
    /// It is recorded.
    Recorded,
    /// It is recorded, and the case is open again.
    Reopened,
}

impl Voice {
    /// The voice of residents at this desk.
    #[must_use]
    pub fn new(desk: Desk, persons: Pseudonyms) -> Self {
        Self { desk, persons }
    }

    pub(crate) fn desk(&self) -> &Desk {
        &self.desk
    }

    pub(crate) fn persons(&self) -> &Pseudonyms {
        &self.persons
    }

    /// Records an answer through the public code `{region}.{token}`: "not solved" of a closed case is the
    /// citizen's veto and opens it again; everything else is a rating. One answer per code and version of the
    /// case: the same form sent twice speaks once.
    pub async fn say(&self, text: &str, said: Said) -> Result<Heard, DeskError> {
        let (desk, now) = (&self.desk, self.desk.now());
        let scan = Scan::parse(text).map_err(|_| DeskError::NotFound)?;
        let case = store::codes::voice_case(&desk.db, scan.region.as_str(), scan.token.as_str())
            .await?
            .ok_or(DeskError::NotFound)?;
        let is_closed = matches!(case.state, State::Closed | State::Archived);
        // Where a source did not say when, it is history.
        if is_closed && case.closed_at.is_none_or(|at| now - at > ANSWERS_FOR) {
            let days = ANSWERS_FOR.num_days();
            return Err(DeskError::invalid(
                "solved",
                format!("answers are taken for {days} days after closing"),
            ));
        }
        let vetoes = is_closed && !said.solved;
        let command = if vetoes {
            Command {
                reason: Some(Reason::CitizenVeto),
                satisfaction: said.satisfaction,
                ..Command::new(Action::Reopen)
            }
        } else {
            Command {
                solved: Some(said.solved),
                satisfaction: said.satisfaction,
                ..Command::new(Action::CallBack)
            }
        };
        let once = format!("{} {}", scan.path(), said.seen);
        let request = ActRequest {
            case_id: case.case_id,
            action_id: Uuid::new_v5(&ANSWERS, once.as_bytes()),
            expected_version: Some(said.seen),
            // Who holds the code is not known, and nothing of their connection is kept.
            actor: Actor {
                id: "public code".to_owned(),
                role: Role::Public,
                department: None,
            },
            command,
        };
        let rules = desk.rules(&scan.region).await?;
        act(&desk.db, &scan.region, &rules, &request, now).await?;
        Ok(if vetoes { Heard::Reopened } else { Heard::Recorded })
    }
}
