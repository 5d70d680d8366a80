//! Every row of the table in [`super::rules`], played through the lifecycle itself.

use chrono::{DateTime, TimeDelta, TimeZone, Utc};

use super::*;
use crate::case::{Action, Actor, Assignment, AssignmentRole, CaseState, Command, Reason, Rules, lifecycle};
use crate::clock::{Calendar, Limit, Mark, StageLimits};

/// A case in play, and what its last action told.
struct Play {
    case: CaseState,
    limits: StageLimits,
    now: DateTime<Utc>,
    told: Vec<Notice>,
}

fn monday() -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 11, 23, 1, 0, 0)
        .single()
        .expect("valid time")
}

fn actor(role: Role, department: Option<&str>) -> Actor {
    Actor {
        id: format!("{}-{}", role.code(), department.unwrap_or("any")),
        role,
        department: department.map(str::to_owned),
    }
}

fn handler(unit: &str) -> Actor {
    actor(Role::Handler, Some(unit))
}

fn staff(role: Role) -> Actor {
    actor(role, None)
}

fn to_unit(command: Action, unit: &str) -> Command {
    Command {
        department: Some(unit.to_owned()),
        reason: Some(Reason::NeedsOtherUnit),
        ..Command::new(command)
    }
}

fn because(action: Action) -> Command {
    Command {
        reason: Some(Reason::Complex),
        ..Command::new(action)
    }
}

impl Play {
    fn new() -> Self {
        let decision = lifecycle::report(&actor(Role::Public, None), monday(), monday(), None);
        let told = of_event(None, &decision.case, &decision.event, None);
        Self {
            case: decision.case,
            limits: StageLimits {
                dispose: Some(Limit::continuous(600)),
                verify: Some(Limit::continuous(60)),
                ..StageLimits::default()
            },
            now: monday(),
            told,
        }
    }

    fn act(mut self, actor: &Actor, command: &Command) -> Self {
        let calendar = Calendar::china();
        let rules = Rules {
            limits: &self.limits,
            calendar: &calendar,
            zone: chrono_tz::Asia::Shanghai,
        };
        let decision = lifecycle::decide(&self.case, command, actor, rules, self.now).expect("is possible");
        self.told = of_event(
            Some(&self.case),
            &decision.case,
            &decision.event,
            actor.department.as_deref(),
        );
        self.case = decision.case;
        self
    }

    /// Led by roads, co-handled by police.
    fn dispatched() -> Self {
        let dispatch = Command {
            co_departments: vec!["police".to_owned()],
            ..to_unit(Action::Dispatch, "roads")
        };
        Self::new()
            .act(&staff(Role::Acceptor), &Command::new(Action::Accept))
            .act(&staff(Role::Dispatcher), &dispatch)
    }

    fn working() -> Self {
        Self::dispatched()
            .act(&handler("roads"), &Command::new(Action::Sign))
            .act(&handler("roads"), &Command::new(Action::Start))
    }

    fn fed_back() -> Self {
        Self::working()
            .act(&handler("police"), &Command::new(Action::CoSign))
            .act(&handler("police"), &Command::new(Action::CoFeedback))
            .act(&handler("roads"), &Command::new(Action::Feedback))
    }

    /// `kind → addressee`, in order.
    fn told(&self) -> Vec<String> {
        let line = |notice: &Notice| format!("{} → {}", notice.kind.code(), notice.to);
        self.told.iter().map(line).collect()
    }
}

#[test]
fn a_reported_case_is_told_to_those_who_take_cases_on() {
    assert_eq!(Play::new().told(), ["reported → role:acceptor"]);
}

#[test]
fn a_dispatch_tells_the_lead_and_every_co_handler_with_their_limits() {
    let play = Play::dispatched();
    assert_eq!(play.told(), ["lead → unit:roads", "co_handle → unit:police"]);
    let due = Some(monday() + TimeDelta::minutes(600));
    assert!(play.told.iter().all(|notice| notice.due_at == due));
}

#[test]
fn signing_and_starting_tell_nobody() {
    assert!(Play::working().told.is_empty());
}

#[test]
fn a_return_goes_to_the_dispatchers_and_a_redispatch_to_the_new_lead() {
    let play = Play::dispatched().act(&handler("roads"), &because(Action::Return));
    assert_eq!(play.told(), ["returned → role:dispatcher"]);
    let play = play.act(&staff(Role::Dispatcher), &to_unit(Action::Redispatch, "parks"));
    assert_eq!(play.told(), ["lead → unit:parks"]);
}

#[test]
fn a_transfer_tells_the_new_lead_and_the_old_one() {
    let play = Play::working().act(&staff(Role::Dispatcher), &to_unit(Action::TransferLead, "parks"));
    assert_eq!(play.told(), ["lead → unit:parks", "released → unit:roads"]);
}

#[test]
fn a_co_handler_that_takes_the_lead_is_not_told_that_it_was_released() {
    let play = Play::working().act(&staff(Role::Dispatcher), &to_unit(Action::TransferLead, "police"));
    assert_eq!(play.told(), ["lead → unit:police", "released → unit:roads"]);
}

#[test]
fn an_added_co_handler_and_a_released_one_are_told() {
    let play = Play::working().act(&handler("roads"), &to_unit(Action::AddCoHandler, "justice"));
    assert_eq!(play.told(), ["co_handle → unit:justice"]);
    let play = play.act(&handler("roads"), &to_unit(Action::ReleaseCoHandler, "justice"));
    assert_eq!(play.told(), ["released → unit:justice"]);
}

#[test]
fn a_whistle_tells_everybody_it_calls_but_the_unit_that_blows_it() {
    let whistle = Command {
        place: Some("模具城".to_owned()),
        co_departments: ["police", "justice", "guest:lawyer", "roads"]
            .map(str::to_owned)
            .to_vec(),
        ..Command::new(Action::Whistle)
    };
    let play = Play::working().act(&handler("roads"), &whistle);
    assert_eq!(
        play.told(),
        [
            "whistle → unit:police",
            "whistle → unit:justice",
            "whistle → person:guest:lawyer"
        ]
    );
}

#[test]
fn who_asks_for_more_time_asks_the_dispatchers_and_hears_what_was_decided() {
    let ask = Command {
        until: Some(monday() + TimeDelta::minutes(900)),
        ..because(Action::AskExtension)
    };
    let asked = || Play::working().act(&handler("roads"), &ask);
    let play = asked();
    assert_eq!(play.told(), ["extension_asked → role:dispatcher"]);
    assert_eq!(play.told[0].due_at, Some(monday() + TimeDelta::minutes(600)));
    let refused = asked().act(&staff(Role::Dispatcher), &Command::new(Action::RefuseExtension));
    assert_eq!(refused.told(), ["extension_refused → unit:roads"]);
    let approved = asked().act(&staff(Role::Dispatcher), &Command::new(Action::ApproveExtension));
    assert_eq!(approved.told(), ["extension_approved → unit:roads"]);
    assert_eq!(approved.told[0].due_at, Some(monday() + TimeDelta::minutes(900)));
}

#[test]
fn a_co_handler_that_asks_for_more_time_hears_what_was_decided_with_its_own_due() {
    let until = monday() + TimeDelta::minutes(900);
    let asked = || {
        let ask = Command {
            until: Some(until),
            ..because(Action::CoAskExtension)
        };
        Play::working()
            .act(&handler("police"), &Command::new(Action::CoSign))
            .act(&handler("police"), &ask)
    };
    let play = asked();
    assert_eq!(play.told(), ["extension_asked → role:dispatcher"]);
    assert_eq!(play.told[0].due_at, Some(monday() + TimeDelta::minutes(600)));
    let decide = |action| asked().act(&staff(Role::Dispatcher), &to_unit(action, "police"));
    let approved = decide(Action::CoApproveExtension);
    assert_eq!(approved.told(), ["extension_approved → unit:police"]);
    assert_eq!(approved.told[0].due_at, Some(until));
    let refused = decide(Action::CoRefuseExtension);
    assert_eq!(refused.told(), ["extension_refused → unit:police"]);
    assert_eq!(refused.told[0].due_at, Some(monday() + TimeDelta::minutes(600)));
}

#[test]
fn feedback_goes_to_the_verifiers_and_rework_back_to_the_lead() {
    let play = Play::fed_back();
    assert_eq!(play.told(), ["fed_back → role:verifier"]);
    assert_eq!(play.told[0].due_at, Some(monday() + TimeDelta::minutes(60)));
    let play = play.act(&staff(Role::Verifier), &because(Action::Rework));
    assert_eq!(play.told(), ["rework → unit:roads"]);
}

#[test]
fn a_reopened_case_is_told_to_its_lead() {
    let play = Play::fed_back()
        .act(&staff(Role::Verifier), &Command::new(Action::Verify))
        .act(&staff(Role::Supervisor), &Command::new(Action::Close))
        .act(&staff(Role::Public), &because(Action::Reopen));
    assert_eq!(play.told(), ["reopened → unit:roads"]);
}

#[test]
fn a_supervisor_hears_the_answer_of_the_lead_or_of_the_dispatchers() {
    let demand = Command {
        until: Some(monday() + TimeDelta::minutes(30)),
        ..Command::new(Action::Supervise)
    };
    let answer = Command {
        note: Some("said".to_owned()),
        ..Command::new(Action::AnswerSupervision)
    };
    let play = Play::working().act(&staff(Role::Supervisor), &demand);
    assert_eq!(play.told(), ["supervised → unit:roads"]);
    assert_eq!(play.told[0].due_at, Some(monday() + TimeDelta::minutes(30)));
    let play = play.act(&handler("roads"), &answer);
    assert_eq!(play.told(), ["supervision_answered → person:supervisor-any"]);
    let without_lead = Play::new().act(&staff(Role::Supervisor), &demand);
    assert_eq!(without_lead.told(), ["supervised → role:dispatcher"]);
}

#[test]
fn only_orange_and_red_are_told_and_only_the_last_of_them() {
    let part = Assignment::new("roads", AssignmentRole::Lead, monday());
    let kind = |reached: &[Mark]| of_marks(&part, reached).map(|notice| notice.kind);
    assert_eq!(kind(&[]), None);
    assert_eq!(kind(&[Mark::Yellow]), None);
    assert_eq!(kind(&[Mark::Yellow, Mark::Orange]), Some(NoticeKind::Orange));
    assert_eq!(kind(&Mark::ALL), Some(NoticeKind::Red));
}

#[test]
fn an_addressee_is_read_as_it_is_written() {
    for to in [
        Addressee::Unit("roads".to_owned()),
        Addressee::Role(Role::Dispatcher),
        Addressee::Person("guest:lawyer".to_owned()),
    ] {
        assert_eq!(Addressee::parse(&to.to_string()), Some(to));
    }
    for wrong in ["", "unit", "unit:", "role:king", "planet:mars"] {
        assert_eq!(Addressee::parse(wrong), None, "{wrong}");
    }
}
