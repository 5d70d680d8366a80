//! The reviewed table, the rules one by one, and random lives of cases.

mod co_extension;
mod invariants;
mod joint;
mod rules;

use chrono::{DateTime, TimeDelta, TimeZone, Utc};

use super::*;
use crate::case::{Reason, Role};
use crate::clock::{Calendar, Limit, StageLimits};

/// Monday 23 November 2026, 09:00 in Huangyan.
fn monday() -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 11, 23, 1, 0, 0)
        .single()
        .expect("valid time")
}

fn actor(role: Role, id: &str, department: Option<&str>) -> Actor {
    Actor {
        id: id.to_owned(),
        role,
        department: department.map(str::to_owned),
    }
}

fn handler(department: &str) -> Actor {
    actor(Role::Handler, &format!("{department}-1"), Some(department))
}

fn staff(role: Role) -> Actor {
    actor(role, role.code(), None)
}

/// A command that holds everything any guard asks for.
fn full(action: Action, case: &CaseState) -> Command {
    Command {
        department: Some("police".to_owned()),
        reason: Some(Reason::Complex),
        until: case.clock.current_due_at.map(|due| due + TimeDelta::hours(1)),
        place: Some("mould town".to_owned()),
        into: Some("7K3M-9QXA-4".to_owned()),
        note: Some("said".to_owned()),
        solved: Some(true),
        ..Command::new(action)
    }
}

/// A case in play: its state, its rules and a clock that tests turn.
struct Play {
    case: CaseState,
    limits: StageLimits,
    calendar: Calendar,
    now: DateTime<Utc>,
}

impl Play {
    /// A case just reported under a limit of three working days.
    fn new() -> Self {
        let limits = StageLimits {
            dispose: Some(Limit::working(3 * 420)),
            ..StageLimits::default()
        };
        let case = report(&staff(Role::Public), monday(), monday(), None).case;
        Self {
            case,
            limits,
            calendar: Calendar::china(),
            now: monday(),
        }
    }

    fn try_act(&mut self, actor: &Actor, command: &Command) -> Result<EventDraft, Refusal> {
        let rules = Rules {
            limits: &self.limits,
            calendar: &self.calendar,
            zone: chrono_tz::Asia::Shanghai,
        };
        let decision = decide(&self.case, command, actor, rules, self.now)?;
        self.case = decision.case;
        Ok(decision.event)
    }

    fn act(&mut self, actor: &Actor, command: &Command) -> EventDraft {
        self.try_act(actor, command).expect("the action is allowed")
    }

    fn does(&mut self, actor: Actor, action: Action) -> &mut Self {
        let command = full(action, &self.case);
        self.act(&actor, &command);
        self
    }

    /// Brings the case to the lead `roads` with co-handler `police`.
    fn dispatched(mut self) -> Self {
        self.does(staff(Role::Acceptor), Action::Accept);
        let command = Command {
            department: Some("roads".to_owned()),
            co_departments: vec!["police".to_owned()],
            ..Command::new(Action::Dispatch)
        };
        self.act(&staff(Role::Dispatcher), &command);
        self
    }

    fn in_progress(self) -> Self {
        let mut play = self.dispatched();
        play.does(handler("roads"), Action::Sign)
            .does(handler("roads"), Action::Start);
        play
    }

    fn fed_back(self) -> Self {
        let mut play = self.in_progress();
        play.does(handler("police"), Action::CoSign)
            .does(handler("police"), Action::CoFeedback)
            .does(handler("roads"), Action::Feedback);
        play
    }

    fn closed(self) -> Self {
        let mut play = self.fed_back();
        play.does(staff(Role::Verifier), Action::Verify)
            .does(staff(Role::Verifier), Action::Close);
        play
    }
}

#[test]
fn the_whole_table_is_reviewed() {
    insta::assert_snapshot!(table());
}

#[test]
fn every_state_action_and_role_has_at_most_one_line() {
    for state in State::ALL {
        for action in Action::ALL {
            for role in Role::ALL {
                let lines = TABLE.iter().filter(|line| {
                    line.action == *action && line.from.contains(state) && line.roles.contains(role)
                });
                assert!(lines.count() <= 1, "{state:?} {action:?} {role:?}");
            }
        }
    }
}

#[test]
fn what_is_not_in_the_table_is_refused() {
    let play = Play::new().in_progress();
    for state in State::ALL {
        for action in Action::ALL {
            for role in Role::ALL {
                let case = CaseState {
                    state: *state,
                    ..play.case.clone()
                };
                let rules = Rules {
                    limits: &play.limits,
                    calendar: &play.calendar,
                    zone: chrono_tz::Asia::Shanghai,
                };
                let person = actor(*role, "somebody", Some("roads"));
                let answer = decide(&case, &full(*action, &case), &person, rules, play.now);
                let refused_by_table = matches!(
                    answer,
                    Err(Refusal::WrongState { .. } | Refusal::WrongRole { .. })
                );
                let in_table = table::find(*action, *state, *role).is_some();
                assert_eq!(
                    refused_by_table, !in_table,
                    "{state:?} {action:?} {role:?}: {answer:?}"
                );
            }
        }
    }
}
