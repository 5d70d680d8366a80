//! What several do together: whistle, transfer, merger, supervision, contact, stages.

use super::*;

fn whistle(called: &[&str]) -> Command {
    Command {
        place: Some("模具城 3 号楼".to_owned()),
        co_departments: called.iter().map(|unit| (*unit).to_owned()).collect(),
        ..Command::new(Action::Whistle)
    }
}

fn guest() -> Actor {
    actor(Role::Guest, "guest:lawyer", None)
}

#[test]
fn whoever_is_called_by_a_whistle_answers_and_arrives_with_a_time() {
    let mut play = Play::new();
    play.act(
        &staff(Role::StationStaff),
        &whistle(&["police", "justice", "guest:lawyer"]),
    );
    play.now += TimeDelta::minutes(4);
    play.act(&handler("police"), &Command::new(Action::AnswerWhistle));
    play.now += TimeDelta::minutes(6);
    play.act(&handler("police"), &Command::new(Action::Arrive));
    play.act(&guest(), &Command::new(Action::Arrive));
    let declines = Command {
        reason: Some(Reason::NotCompetent),
        ..Command::new(Action::AnswerWhistle)
    };
    play.act(&handler("justice"), &declines);
    let minutes: Vec<_> = play.case.whistles[0]
        .calls
        .iter()
        .map(|call| {
            let after = |at: Option<DateTime<Utc>>| at.map(|at| (at - monday()).num_minutes());
            (after(call.answered_at), after(call.arrived_at), call.declined)
        })
        .collect();
    assert_eq!(
        minutes,
        [
            (Some(4), Some(10), None),
            (Some(10), None, Some(Reason::NotCompetent)),
            (Some(10), Some(10), None)
        ]
    );
    assert_eq!(play.case.state, State::Reported, "a whistle moves no state");
}

#[test]
fn nobody_answers_a_whistle_that_did_not_call_them_or_twice() {
    let mut play = Play::new();
    play.act(&staff(Role::StationStaff), &whistle(&["police"]));
    let answer = Command::new(Action::AnswerWhistle);
    assert_eq!(play.try_act(&handler("roads"), &answer), Err(Refusal::NotCalled));
    play.act(&handler("police"), &answer);
    assert_eq!(play.try_act(&handler("police"), &answer), Err(Refusal::NotCalled));
    play.act(&handler("police"), &Command::new(Action::Arrive));
    assert_eq!(
        play.try_act(&handler("police"), &Command::new(Action::Arrive)),
        Err(Refusal::NotCalled)
    );
}

#[test]
fn a_whistle_names_a_place_and_each_unit_once() {
    let mut play = Play::new();
    for (command, field) in [
        (
            Command {
                place: Some(" ".to_owned()),
                ..whistle(&["police"])
            },
            "place",
        ),
        (whistle(&[]), "co_departments"),
    ] {
        let refused = Err(Refusal::Missing {
            action: Action::Whistle,
            field,
        });
        assert_eq!(play.try_act(&staff(Role::GridWorker), &command), refused);
    }
    let twice = play.try_act(&staff(Role::GridWorker), &whistle(&["police", "police"]));
    assert!(matches!(
        twice,
        Err(Refusal::Invalid {
            field: "co_departments",
            ..
        })
    ));
}

#[test]
fn a_transfer_moves_the_lead_and_keeps_co_handlers_and_the_clock() {
    let mut play = Play::new().in_progress();
    let due = play.case.clock.current_due_at;
    play.now += TimeDelta::hours(5);
    let command = Command {
        department: Some("urban".to_owned()),
        reason: Some(Reason::NeedsOtherUnit),
        ..Command::new(Action::TransferLead)
    };
    play.act(&staff(Role::Dispatcher), &command);
    assert_eq!(play.case.state, State::Dispatched, "the new lead has yet to sign");
    assert_eq!(
        play.case.lead().map(|lead| lead.department.as_str()),
        Some("urban")
    );
    assert_eq!(play.case.co_handlers().count(), 1);
    assert_eq!((play.case.clock.current_due_at, play.case.returns), (due, 0));
    let again = play.try_act(&staff(Role::Dispatcher), &command);
    assert!(matches!(
        again,
        Err(Refusal::Invalid {
            rule: "has the lead already",
            ..
        })
    ));
}

#[test]
fn a_split_takes_a_merged_case_out_as_it_was() {
    let mut play = Play::new().in_progress();
    let before = play.case.clone();
    play.does(staff(Role::Dispatcher), Action::Merge);
    assert_eq!(play.case.merged_into.as_deref(), Some("7K3M-9QXA-4"));
    play.does(staff(Role::Dispatcher), Action::Split);
    let expected = CaseState {
        version: before.version + 2,
        ..before
    };
    assert_eq!(play.case, expected);
}

#[test]
fn a_case_is_not_closed_over_an_unanswered_demand_of_a_supervisor() {
    let mut play = Play::new().fed_back();
    let until = Some(play.now + TimeDelta::hours(4));
    let demand = Command {
        until,
        ..Command::new(Action::Supervise)
    };
    play.act(&staff(Role::Supervisor), &demand);
    play.does(staff(Role::Verifier), Action::Verify);
    assert_eq!(
        play.try_act(&staff(Role::Verifier), &Command::new(Action::Close)),
        Err(Refusal::Missing {
            action: Action::Close,
            field: "supervision"
        })
    );
    play.does(handler("roads"), Action::AnswerSupervision)
        .does(staff(Role::Verifier), Action::Close);
    assert_eq!((play.case.state, play.case.supervisions), (State::Closed, 1));
}

#[test]
fn a_demand_names_a_time_still_to_come_and_waits_alone() {
    let mut play = Play::new().in_progress();
    let past = Command {
        until: Some(play.now),
        ..Command::new(Action::Supervise)
    };
    assert!(matches!(
        play.try_act(&staff(Role::Supervisor), &past),
        Err(Refusal::Invalid { field: "until", .. })
    ));
    play.does(staff(Role::Supervisor), Action::Supervise);
    assert!(matches!(
        play.try_act(
            &staff(Role::Supervisor),
            &full(Action::Supervise, &play.case.clone())
        ),
        Err(Refusal::Missing {
            field: "supervision",
            ..
        })
    ));
}

#[test]
fn every_stage_has_its_own_due() {
    let mut play = Play::new();
    play.limits = StageLimits {
        sign: Some(Limit::continuous(30)),
        first_contact: Some(Limit::continuous(60)),
        dispose: Some(Limit::continuous(600)),
        verify: Some(Limit::continuous(90)),
        call_back: Some(Limit::continuous(120)),
    };
    let mut play = play.dispatched();
    let after = |at: Option<DateTime<Utc>>| at.map(|at| (at - monday()).num_minutes());
    let stages = |part: &crate::case::Assignment| {
        (
            after(part.sign_due_at),
            after(part.contact_due_at),
            after(part.current_due_at),
        )
    };
    let parts: Vec<_> = play.case.assignments.iter().map(stages).collect();
    assert_eq!(
        parts,
        [(Some(30), Some(60), Some(600)), (Some(30), None, Some(600))]
    );
    play.now += TimeDelta::minutes(50);
    play.does(handler("roads"), Action::Contact)
        .does(handler("roads"), Action::Sign)
        .does(handler("roads"), Action::Start)
        .does(handler("police"), Action::CoSign)
        .does(handler("police"), Action::CoFeedback)
        .does(handler("roads"), Action::Feedback);
    let clock = play.case.clock;
    assert_eq!(
        (after(clock.verify_due_at), after(clock.call_back_due_at)),
        (Some(140), Some(170))
    );
    play.does(staff(Role::Verifier), Action::Rework);
    assert_eq!(
        play.case.clock.verify_due_at, None,
        "the next feedback sets it anew"
    );
}

#[test]
fn the_first_contact_is_recorded_once_per_lead() {
    let mut play = Play::new().in_progress();
    play.does(handler("roads"), Action::Contact);
    let again = play.try_act(&handler("roads"), &Command::new(Action::Contact));
    assert!(matches!(again, Err(Refusal::Invalid { field: "contact", .. })));
}

#[test]
fn a_change_of_the_calendar_never_moves_a_due_that_is_set() {
    let mut play = Play::new().closed();
    let before = play.case.clone();
    play.calendar = Calendar::default();
    play.now += TimeDelta::days(3);
    play.does(staff(Role::Supervisor), Action::Archive);
    let kept = |case: &CaseState| {
        (
            case.clock,
            case.closed_at,
            case.assignments.clone(),
            case.dispatched_at,
        )
    };
    assert_eq!(kept(&before), kept(&play.case));
}

fn says(solved: bool, satisfaction: Option<u8>) -> Command {
    Command {
        solved: Some(solved),
        satisfaction,
        ..Command::new(Action::CallBack)
    }
}

#[test]
fn a_word_through_the_public_code_counts_but_is_no_call_and_verifies_nothing() {
    let mut play = Play::new().fed_back();
    play.act(&staff(Role::Public), &says(true, Some(5)));
    assert_eq!((play.case.solved, play.case.satisfaction), (Some(true), Some(5)));
    assert_eq!(play.case.called_back_at, None, "the call stays due");
    let close = Command::new(Action::Close);
    let unverified = Err(Refusal::Missing {
        action: Action::Close,
        field: "verification",
    });
    assert_eq!(play.try_act(&staff(Role::CallerBack), &close), unverified);
    play.act(&staff(Role::CallerBack), &Command::new(Action::CallBack));
    assert_eq!(
        play.try_act(&staff(Role::CallerBack), &close),
        unverified,
        "a call that reached nobody adds nothing to it"
    );
    play.act(&staff(Role::CallerBack), &says(true, None));
    play.act(&staff(Role::CallerBack), &close);
    assert_eq!(play.case.state, State::Closed);
}

#[test]
fn a_word_through_the_public_code_stands_only_where_nothing_was_said_since_the_feedback() {
    let mut play = Play::new().closed();
    let said = Err(Refusal::Invalid {
        field: "solved",
        rule: "an answer is recorded already",
    });
    play.act(&staff(Role::Public), &says(true, Some(4)));
    assert_eq!(play.try_act(&staff(Role::Public), &says(true, Some(1))), said);
    assert_eq!(
        play.try_act(&staff(Role::Public), &Command::new(Action::CallBack)),
        said
    );
    play.act(&staff(Role::CallerBack), &says(true, Some(2)));
    assert_eq!(play.case.satisfaction, Some(2), "whom we asked corrects it");
    assert!(!play.case.said_by_code);
    let mut silent = Play::new().fed_back();
    assert_eq!(
        silent.try_act(&staff(Role::Public), &Command::new(Action::CallBack)),
        Err(Refusal::Missing {
            action: Action::CallBack,
            field: "solved"
        })
    );
}

#[test]
fn who_did_the_work_does_not_rate_it_in_any_role() {
    let mut play = Play::new().fed_back();
    let own = actor(Role::Reporter, "roads-1", None);
    assert_eq!(play.try_act(&own, &says(true, Some(5))), Err(Refusal::OwnWork));
}

#[test]
fn a_veto_through_the_public_code_opens_the_case_again_with_its_level() {
    let mut play = Play::new().closed();
    let veto = Command {
        reason: Some(Reason::CitizenVeto),
        satisfaction: Some(1),
        ..Command::new(Action::Reopen)
    };
    play.act(&staff(Role::Public), &veto);
    assert_eq!(
        (play.case.state, play.case.solved, play.case.satisfaction),
        (State::Reopened, Some(false), Some(1))
    );
    assert!(play.case.said_by_code);
    let wrong = Command {
        satisfaction: Some(6),
        ..veto
    };
    let mut play = Play::new().closed();
    assert!(matches!(
        play.try_act(&staff(Role::Public), &wrong),
        Err(Refusal::Invalid {
            field: "satisfaction",
            ..
        })
    ));
}

#[test]
fn a_guest_may_say_something_and_nothing_else_moves_the_case() {
    let play = Play::new().in_progress();
    assert_eq!(allowed(&play.case, &guest()), [Action::Comment]);
}
