use std::fmt::Write as _;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::access::{Person, Right};
use crate::coded::coded;

coded! {
    /// How far a filing has come.
    Status {
        /// Waits for somebody else to look at it (报备).
        Filed = "filed",
        /// May move in (审核通过).
        Approved = "approved",
        /// Works there (进驻).
        MovedIn = "moved_in",
        /// Was not approved; it can be filed anew.
        Refused = "refused",
        /// Gone, or taken back before it came.
        Left = "left",
    }
}

impl Status {
    /// Whether the public sees it.
    #[must_use]
    pub fn is_public(self) -> bool {
        matches!(self, Self::Approved | Self::MovedIn)
    }

    /// Whether it still stands: a second filing of the same unit must wait for its end.
    #[must_use]
    pub fn is_standing(self) -> bool {
        !matches!(self, Self::Refused | Self::Left)
    }
}

coded! {
    /// What is done with a filing.
    Step {
        Approve = "approve",
        Refuse = "refuse",
        MoveIn = "move_in",
        Leave = "leave",
    }
}

impl Step {
    /// The right it takes.
    #[must_use]
    pub fn right(self) -> Right {
        match self {
            Self::Approve | Self::Refuse => Right::ApproveStations,
            Self::MoveIn | Self::Leave => Right::FileStations,
        }
    }
}

/// Every step that is possible: from, step, to, and whether it takes somebody else than who filed.
pub const TABLE: &[(Status, Step, Status, bool)] = &[
    (Status::Filed, Step::Approve, Status::Approved, true),
    (Status::Filed, Step::Refuse, Status::Refused, true),
    (Status::Filed, Step::Leave, Status::Left, false),
    (Status::Approved, Step::MoveIn, Status::MovedIn, false),
    (Status::Approved, Step::Leave, Status::Left, false),
    (Status::MovedIn, Step::Leave, Status::Left, false),
];

/// A filing with what has been decided about it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Filing {
    pub status: Status,
    pub filed_by: String,
    pub filed_at: DateTime<Utc>,
    /// Who approved or refused it, and when.
    pub decided_by: Option<String>,
    pub decided_at: Option<DateTime<Utc>>,
    pub moved_in_at: Option<DateTime<Utc>>,
    pub left_at: Option<DateTime<Utc>>,
    /// Why it was refused.
    pub reason: Option<String>,
}

/// Why a step is not possible. Nothing changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Error)]
#[serde(tag = "refusal", rename_all = "snake_case")]
pub enum Refusal {
    #[error("{} is not possible while it is {}", step.code(), status.code())]
    WrongStatus { status: Status, step: Step },
    #[error("nobody decides about what they have filed themselves")]
    OwnFiling,
    #[error("say why it is refused, in at most 500 characters")]
    NoReason,
}

/// A new filing.
#[must_use]
pub fn file(by: &str, now: DateTime<Utc>) -> Filing {
    Filing {
        status: Status::Filed,
        filed_by: by.to_owned(),
        filed_at: now,
        decided_by: None,
        decided_at: None,
        moved_in_at: None,
        left_at: None,
        reason: None,
    }
}

/// The filing after `step`, taken by `by`. The right to take it is checked by whoever asks; that nobody
/// approves their own is decided here.
pub fn decide(
    filing: &Filing,
    step: Step,
    by: &str,
    reason: Option<&str>,
    now: DateTime<Utc>,
) -> Result<Filing, Refusal> {
    let row = TABLE
        .iter()
        .find(|(from, known, ..)| (*from, *known) == (filing.status, step));
    let Some((_, _, to, takes_another)) = row else {
        return Err(Refusal::WrongStatus {
            status: filing.status,
            step,
        });
    };
    if *takes_another && filing.filed_by == by {
        return Err(Refusal::OwnFiling);
    }
    let reason = reason.map(str::trim).filter(|reason| !reason.is_empty());
    if step == Step::Refuse && reason.is_none_or(|reason| reason.chars().count() > 500) {
        return Err(Refusal::NoReason);
    }
    let mut next = Filing {
        status: *to,
        ..filing.clone()
    };
    match step {
        Step::Approve | Step::Refuse => {
            next.decided_by = Some(by.to_owned());
            next.decided_at = Some(now);
            next.reason = reason.filter(|_| step == Step::Refuse).map(str::to_owned);
        }
        Step::MoveIn => next.moved_in_at = Some(now),
        Step::Leave => next.left_at = Some(now),
    }
    Ok(next)
}

/// What `person` may do with `filing` now, in the order of [`Step::ALL`].
#[must_use]
pub fn steps(filing: &Filing, person: &Person) -> Vec<Step> {
    TABLE
        .iter()
        .filter(|(from, step, _, takes_another)| {
            *from == filing.status
                && person.may(step.right())
                && !(*takes_another && filing.filed_by == person.id)
        })
        .map(|(_, step, ..)| *step)
        .collect()
}

/// The table as text, every status against every step, for review.
#[must_use]
pub fn table() -> String {
    let mut out = String::new();
    for status in Status::ALL {
        for step in Step::ALL {
            let row = TABLE
                .iter()
                .find(|(from, known, ..)| (from, known) == (status, step));
            let to = row.map_or("-", |row| row.2.code());
            let who = match row {
                Some((.., true)) => "somebody else than who filed",
                Some(_) => "anybody",
                None => "",
            };
            let line = format!(
                "{:<9} {:<8} {to:<9} {:<17} {who}",
                status.code(),
                step.code(),
                step.right().code()
            );
            let _ = writeln!(out, "{}", line.trim_end());
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;
    use proptest::prelude::*;

    use super::*;
    use crate::access::Membership;
    use crate::case::Role;

    const NOW: DateTime<Utc> = DateTime::UNIX_EPOCH;

    #[test]
    fn the_whole_table_of_filings_is_reviewed() {
        insta::assert_snapshot!(table());
    }

    #[test]
    fn nobody_approves_or_refuses_their_own_filing() {
        let filing = file("wang", NOW);
        for step in [Step::Approve, Step::Refuse] {
            assert_eq!(
                decide(&filing, step, "wang", Some("x"), NOW),
                Err(Refusal::OwnFiling)
            );
        }
        let approved = decide(&filing, Step::Approve, "chen", None, NOW).expect("approved");
        assert_eq!(
            (approved.status, approved.decided_by.as_deref()),
            (Status::Approved, Some("chen"))
        );
    }

    #[test]
    fn who_files_is_offered_no_approval_of_their_own() {
        let person = |id: &str, roles: &[Role]| Person {
            id: id.to_owned(),
            memberships: roles
                .iter()
                .map(|role| Membership {
                    role: *role,
                    department: None,
                })
                .collect(),
        };
        let filing = file("wang", NOW);
        let both = [Role::StationStaff, Role::Supervisor];
        assert_eq!(steps(&filing, &person("wang", &both)), [Step::Leave]);
        assert_eq!(
            steps(&filing, &person("chen", &both)),
            [Step::Approve, Step::Refuse, Step::Leave]
        );
        assert_eq!(
            steps(&filing, &person("chen", &[Role::Supervisor])),
            [Step::Approve, Step::Refuse]
        );
        assert_eq!(steps(&filing, &person("chen", &[Role::Analyst])), []);
    }

    #[test]
    fn a_refusal_says_why() {
        let filing = file("wang", NOW);
        for reason in [None, Some("  ")] {
            assert_eq!(
                decide(&filing, Step::Refuse, "chen", reason, NOW),
                Err(Refusal::NoReason)
            );
        }
        let refused = decide(&filing, Step::Refuse, "chen", Some(" 无场地 "), NOW).expect("refused");
        assert_eq!(refused.reason.as_deref(), Some("无场地"));
    }

    #[test]
    fn nobody_moves_in_before_the_approval() {
        let filing = file("wang", NOW);
        assert_eq!(
            decide(&filing, Step::MoveIn, "wang", None, NOW),
            Err(Refusal::WrongStatus {
                status: Status::Filed,
                step: Step::MoveIn
            })
        );
    }

    #[test]
    fn who_has_moved_in_may_leave_and_both_times_are_kept() {
        let later = NOW + TimeDelta::days(1);
        let steps = [
            (Step::Approve, "chen"),
            (Step::MoveIn, "wang"),
            (Step::Leave, "wang"),
        ];
        let left = steps.into_iter().fold(file("wang", NOW), |filing, (step, by)| {
            decide(&filing, step, by, None, later).expect("possible")
        });
        assert_eq!(left.status, Status::Left);
        assert_eq!((left.moved_in_at, left.left_at), (Some(later), Some(later)));
    }

    proptest! {
        #[test]
        fn whatever_is_public_was_approved_by_another(steps in prop::collection::vec((0_usize..4, 0_usize..3), 0..12)) {
            let people = ["wang", "chen", "li"];
            let mut filing = file("wang", NOW);
            for (step, person) in steps {
                if let Ok(next) = decide(&filing, Step::ALL[step], people[person], Some("x"), NOW) {
                    filing = next;
                }
                if filing.status.is_public() {
                    prop_assert!(filing.decided_by.as_deref().is_some_and(|by| by != filing.filed_by));
                }
            }
        }
    }
}
