//! A co-handler asks for more time: for its own part alone.

use super::*;

/// A case at work, whose co-handler `police` has signed.
fn play() -> Play {
    let mut play = Play::new().in_progress();
    play.does(handler("police"), Action::CoSign);
    play
}

fn part<'a>(case: &'a CaseState, unit: &str) -> &'a crate::case::Assignment {
    let mut parts = case.assignments.iter().rev();
    parts.find(|part| part.department == unit).expect("it has a part")
}

/// The decision about what `unit` asked for.
fn about(action: Action, unit: &str) -> Command {
    Command {
        department: Some(unit.to_owned()),
        ..Command::new(action)
    }
}

#[test]
fn an_approved_extension_of_a_co_handler_moves_its_current_due_and_nothing_else() {
    let mut play = play();
    let before = play.case.clone();
    let ask = full(Action::CoAskExtension, &before);
    let asked = play.act(&handler("police"), &ask);
    assert_eq!(
        (asked.department.as_deref(), asked.reason, asked.due_at),
        (Some("police"), Some(Reason::Complex), None),
        "asking moves nothing"
    );
    let approve = about(Action::CoApproveExtension, "police");
    let approved = play.act(&staff(Role::Dispatcher), &approve);
    assert_eq!(
        (approved.department.as_deref(), approved.due_at),
        (Some("police"), ask.until)
    );
    let police = part(&play.case, "police");
    assert_eq!(police.current_due_at, ask.until);
    assert_eq!(police.original_due_at, part(&before, "police").original_due_at);
    assert_eq!(police.extension, None);
    assert_eq!(part(&play.case, "roads"), part(&before, "roads"));
    assert_eq!(
        (play.case.clock, play.case.extension.clone()),
        (before.clock, None)
    );
}

#[test]
fn a_refused_extension_of_a_co_handler_moves_nothing() {
    let mut play = play();
    let before = play.case.assignments.clone();
    play.does(handler("police"), Action::CoAskExtension);
    play.act(
        &staff(Role::Supervisor),
        &about(Action::CoRefuseExtension, "police"),
    );
    assert_eq!(play.case.assignments, before);
}

#[test]
fn lead_and_co_handler_ask_each_for_themselves() {
    let mut play = play();
    play.does(handler("roads"), Action::AskExtension)
        .does(handler("police"), Action::CoAskExtension);
    let again = play.try_act(
        &handler("police"),
        &full(Action::CoAskExtension, &play.case.clone()),
    );
    assert!(matches!(
        again,
        Err(Refusal::Invalid {
            field: "extension",
            ..
        })
    ));
    play.act(&staff(Role::Dispatcher), &Command::new(Action::RefuseExtension));
    assert!(
        part(&play.case, "police").extension.is_some(),
        "its own still waits"
    );
}

#[test]
fn who_asked_for_a_co_handler_does_not_decide_on_it() {
    let mut play = play();
    play.does(handler("police"), Action::CoAskExtension);
    let same_person = actor(Role::Supervisor, "police-1", None);
    for action in [Action::CoApproveExtension, Action::CoRefuseExtension] {
        assert_eq!(
            play.try_act(&same_person, &about(action, "police")),
            Err(Refusal::OwnWork)
        );
    }
    play.act(&staff(Role::Dispatcher), &about(Action::AddCoHandler, "justice"));
    play.does(handler("justice"), Action::CoSign)
        .does(handler("justice"), Action::CoAskExtension);
    let approve = about(Action::CoApproveExtension, "justice");
    play.act(&same_person, &approve);
    assert_eq!(
        check(&play.case, Action::CoApproveExtension, &same_person),
        Err(Refusal::OwnWork),
        "only their own is left"
    );
}

#[test]
fn a_decision_names_a_co_handler_that_has_asked() {
    let mut play = play();
    let approve = about(Action::CoApproveExtension, "police");
    assert_eq!(
        play.try_act(&staff(Role::Dispatcher), &approve),
        Err(Refusal::Missing {
            action: Action::CoApproveExtension,
            field: "extension"
        })
    );
    play.does(handler("police"), Action::CoAskExtension);
    let nobody = Command::new(Action::CoApproveExtension);
    assert_eq!(
        play.try_act(&staff(Role::Dispatcher), &nobody),
        Err(Refusal::Missing {
            action: Action::CoApproveExtension,
            field: "department"
        })
    );
    for unit in ["roads", "justice"] {
        let refused = play.try_act(&staff(Role::Dispatcher), &about(Action::CoApproveExtension, unit));
        assert!(
            matches!(
                refused,
                Err(Refusal::Invalid {
                    field: "department",
                    ..
                })
            ),
            "{unit}"
        );
    }
}

#[test]
fn a_co_handler_asks_after_signing_before_its_own_due_and_for_later_than_it() {
    let mut unsigned = Play::new().in_progress();
    let ask = full(Action::CoAskExtension, &unsigned.case);
    assert_eq!(
        unsigned.try_act(&handler("police"), &ask),
        Err(Refusal::Missing {
            action: Action::CoAskExtension,
            field: "signature"
        })
    );
    let mut play = play();
    assert_eq!(
        play.try_act(&handler("roads"), &ask),
        Err(Refusal::WrongUnit {
            action: Action::CoAskExtension
        }),
        "the lead asks for the case"
    );
    let due = part(&play.case, "police").current_due_at;
    let not_later = Command {
        until: due,
        ..ask.clone()
    };
    assert!(matches!(
        play.try_act(&handler("police"), &not_later),
        Err(Refusal::Invalid { field: "until", .. })
    ));
    play.now = due.expect("it has a limit") + TimeDelta::seconds(1);
    assert_eq!(play.try_act(&handler("police"), &ask), Err(Refusal::TooLate));
}

#[test]
fn a_co_handler_whose_own_due_is_later_than_the_cases_may_still_ask() {
    let mut play = Play::new().in_progress();
    play.now += TimeDelta::days(2);
    let add = about(Action::AddCoHandler, "justice");
    play.act(&staff(Role::Dispatcher), &add);
    play.act(&handler("justice"), &Command::new(Action::CoSign));
    let own = part(&play.case, "justice").current_due_at.expect("a limit");
    let of_case = play.case.clock.current_due_at.expect("a limit");
    assert!(own > of_case);
    play.now = of_case + TimeDelta::minutes(1);
    let ask = Command {
        until: Some(own + TimeDelta::hours(1)),
        reason: Some(Reason::WaitsForEvidence),
        ..Command::new(Action::CoAskExtension)
    };
    play.act(&handler("justice"), &ask);
}

#[test]
fn what_a_co_handler_asked_for_ends_with_its_part() {
    let asking = || {
        let mut play = play();
        play.does(handler("police"), Action::CoAskExtension);
        play
    };
    let nothing_waits = |play: &Play| part(&play.case, "police").extension.is_none();
    let mut fed_back = asking();
    fed_back.does(handler("police"), Action::CoFeedback);
    assert!(nothing_waits(&fed_back));
    assert_eq!(
        check(&fed_back.case, Action::CoAskExtension, &handler("police")),
        Err(Refusal::Invalid {
            field: "feedback",
            rule: "has already fed back"
        })
    );
    let mut released = asking();
    released.does(handler("roads"), Action::ReleaseCoHandler);
    assert!(nothing_waits(&released));
    let mut merged = asking();
    merged.does(staff(Role::Dispatcher), Action::Merge);
    assert!(nothing_waits(&merged));
    let mut transferred = asking();
    transferred.does(staff(Role::Dispatcher), Action::TransferLead);
    assert!(nothing_waits(&transferred), "the police lead now");
}

#[test]
fn suspension_moves_what_a_co_handler_asked_for_by_the_paused_time() {
    let mut play = play();
    play.does(handler("police"), Action::CoAskExtension);
    let until = |play: &Play| part(&play.case, "police").extension.as_ref().map(|asked| asked.1);
    let asked = until(&play).expect("it asked");
    play.does(staff(Role::Supervisor), Action::Suspend);
    play.now += TimeDelta::days(1);
    play.does(staff(Role::Dispatcher), Action::Resume);
    assert_eq!(until(&play), Some(asked + TimeDelta::days(1)));
}
