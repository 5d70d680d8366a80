//! Who may do what: one matrix of roles and rights, beside the one of the lifecycle.
//!
//! A person holds roles per region, some of them for a department. What they may do to a *case* stands in
//! [`crate::case::lifecycle::TABLE`]; everything else stands here. This module knows neither sessions nor
//! passwords at rest.

mod matrix;
pub mod password;
pub mod throttle;
mod view;

use serde::{Deserialize, Serialize};

pub use matrix::{MATRIX, Right, matrix};
pub use view::{AccountView, HeldRoleView, PeopleView, PersonView, TokenView};

use crate::case::{Action, Actor, CaseState, Refusal, Role, lifecycle};

/// A role that a person holds in one region.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Membership {
    pub role: Role,
    /// The unit it is held for; handlers always have one.
    pub department: Option<String>,
}

/// A person as the rules see them in one region.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    /// Stable id; what events name as their actor.
    pub id: String,
    pub memberships: Vec<Membership>,
}

impl Person {
    /// Whether one of their roles gives this right.
    #[must_use]
    pub fn may(&self, right: Right) -> bool {
        self.memberships
            .iter()
            .any(|membership| matrix::gives(membership.role, right))
    }

    /// The units they act for, each once, in order.
    #[must_use]
    pub fn departments(&self) -> Vec<&str> {
        let mut units: Vec<&str> = self
            .memberships
            .iter()
            .filter_map(|membership| membership.department.as_deref())
            .collect();
        units.sort_unstable();
        units.dedup();
        units
    }

    /// Everybody they can act as.
    pub fn actors(&self) -> impl Iterator<Item = Actor> + '_ {
        self.memberships.iter().map(|membership| Actor {
            id: self.id.clone(),
            role: membership.role,
            department: membership.department.clone(),
        })
    }

    /// As whom they may take `action` on `case`; if in no role, the refusal that comes closest to a yes.
    pub fn actor_for(&self, case: &CaseState, action: Action) -> Result<Actor, Refusal> {
        let mut closest = None;
        for actor in self.actors() {
            match lifecycle::check(case, action, &actor) {
                Ok(()) => return Ok(actor),
                Err(refusal)
                    if closest
                        .as_ref()
                        .is_none_or(|old| nearness(&refusal) > nearness(old)) =>
                {
                    closest = Some(refusal);
                }
                Err(_) => {}
            }
        }
        Err(closest.unwrap_or(Refusal::WrongRole {
            action,
            role: Role::Public,
        }))
    }

    /// Whether they may read the file of `case`: by a right that holds for every case, or because their unit
    /// has or had a part in it, was called to it, or they opened it themselves.
    #[must_use]
    pub fn may_see(&self, case: &CaseState, opened_by: &str) -> bool {
        if self.may(Right::SeeEveryCase) || opened_by == self.id {
            return true;
        }
        let units = self.departments();
        let took_part = |unit: &&str| {
            case.assignments.iter().any(|part| part.department == **unit) || case.latest_call(unit).is_some()
        };
        units.iter().any(took_part)
    }
}

/// How close a refusal is to a yes: a wrong role says less than a condition that is not met yet.
fn nearness(refusal: &Refusal) -> u8 {
    match refusal {
        Refusal::WrongRole { .. } => 0,
        Refusal::WrongState { .. } => 1,
        Refusal::WrongUnit { .. } | Refusal::NotCalled => 2,
        _ => 3,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn person(roles: &[(Role, Option<&str>)]) -> Person {
        Person {
            id: "p".to_owned(),
            memberships: roles
                .iter()
                .map(|(role, unit)| Membership {
                    role: *role,
                    department: unit.map(str::to_owned),
                })
                .collect(),
        }
    }

    fn reported() -> CaseState {
        let now = chrono::DateTime::UNIX_EPOCH;
        let actor = Actor {
            id: "resident".to_owned(),
            role: Role::Public,
            department: None,
        };
        lifecycle::report(&actor, now, now, None).case
    }

    #[test]
    fn a_person_acts_in_the_role_that_may() {
        let both = person(&[(Role::Handler, Some("roads")), (Role::Acceptor, None)]);
        let actor = both
            .actor_for(&reported(), Action::Accept)
            .expect("an acceptor may");
        assert_eq!(actor.role, Role::Acceptor);
    }

    #[test]
    fn the_refusal_told_is_the_one_closest_to_a_yes() {
        let both = person(&[(Role::Analyst, None), (Role::Dispatcher, None)]);
        assert_eq!(
            both.actor_for(&reported(), Action::Sign),
            Err(Refusal::WrongState {
                action: Action::Sign,
                state: crate::case::State::Reported
            })
        );
        assert_eq!(
            person(&[]).actor_for(&reported(), Action::Accept),
            Err(Refusal::WrongRole {
                action: Action::Accept,
                role: Role::Public
            })
        );
    }

    #[test]
    fn a_handler_sees_the_cases_of_their_unit_only() {
        let handler = person(&[(Role::Handler, Some("roads"))]);
        let mut case = reported();
        assert!(!handler.may_see(&case, "resident"));
        assert!(handler.may_see(&case, "p"), "whoever opened a case sees it");
        case.assignments.push(crate::case::Assignment::new(
            "roads",
            crate::case::AssignmentRole::Co,
            chrono::DateTime::UNIX_EPOCH,
        ));
        assert!(handler.may_see(&case, "resident"));
        assert!(person(&[(Role::Supervisor, None)]).may_see(&reported(), "resident"));
        assert!(!person(&[(Role::Analyst, None)]).may_see(&reported(), "resident"));
    }
}
