use super::*;

#[test]
fn anybody_may_report_and_the_case_begins_at_version_one() {
    let told = monday() - TimeDelta::days(2);
    let decision = report(
        &staff(Role::Public),
        monday(),
        told,
        Some("kept private".to_owned()),
    );
    assert_eq!((decision.case.state, decision.case.version), (State::Reported, 1));
    assert_eq!((decision.case.reported_at, decision.event.at), (told, monday()));
    assert_eq!((decision.event.from, decision.event.to), (None, State::Reported));
}

#[test]
fn a_case_runs_its_whole_course() {
    let mut play = Play::new().closed();
    assert_eq!(
        (play.case.state, play.case.closed_at),
        (State::Closed, Some(monday()))
    );
    play.does(staff(Role::Supervisor), Action::Archive);
    assert_eq!(play.case.state, State::Archived);
    assert_eq!(play.case.version, 11, "one for each of eleven events");
}

#[test]
fn dispatch_makes_one_lead_and_co_handlers_each_with_a_due() {
    let play = Play::new().dispatched();
    // Three working days from Monday 09:00: half an hour of Thursday is left to make up.
    let due = Utc.with_ymd_and_hms(2026, 11, 26, 1, 0, 0).single();
    assert_eq!(play.case.clock.original_due_at, due);
    assert_eq!(play.case.clock.current_due_at, due);
    let parts: Vec<_> = play
        .case
        .assignments
        .iter()
        .map(|part| (part.department.as_str(), part.current_due_at))
        .collect();
    assert_eq!(parts, [("roads", due), ("police", due)]);
    assert_eq!(
        play.case.lead().map(|lead| lead.department.as_str()),
        Some("roads")
    );
}

#[test]
fn a_unit_has_one_part_in_a_dispatch() {
    let mut play = Play::new();
    play.does(staff(Role::Acceptor), Action::Accept);
    for units in [vec!["roads"], vec!["police", "police"], vec![" "]] {
        let command = Command {
            department: Some("roads".to_owned()),
            co_departments: units.into_iter().map(str::to_owned).collect(),
            ..Command::new(Action::Dispatch)
        };
        let refusal = play.try_act(&staff(Role::Dispatcher), &command);
        assert!(
            matches!(
                refusal,
                Err(Refusal::Invalid {
                    field: "co_departments",
                    ..
                })
            ),
            "{refusal:?}"
        );
    }
}

#[test]
fn only_the_lead_signs_for_the_lead_and_a_co_handler_for_itself() {
    let mut play = Play::new().dispatched();
    let sign = Command::new(Action::Sign);
    assert_eq!(
        play.try_act(&handler("police"), &sign),
        Err(Refusal::WrongUnit { action: Action::Sign })
    );
    let co_sign = Command::new(Action::CoSign);
    let refused = Err(Refusal::WrongUnit {
        action: Action::CoSign,
    });
    assert_eq!(play.try_act(&handler("roads"), &co_sign), refused);
    play.does(handler("police"), Action::CoSign);
    let twice = play.try_act(&handler("police"), &co_sign);
    assert!(matches!(
        twice,
        Err(Refusal::Invalid {
            rule: "has already signed",
            ..
        })
    ));
}

#[test]
fn a_co_handler_signs_before_it_feeds_back() {
    let mut play = Play::new().in_progress();
    let feedback = Command::new(Action::CoFeedback);
    let early = play.try_act(&handler("police"), &feedback);
    assert!(matches!(
        early,
        Err(Refusal::Invalid {
            rule: "signs before it feeds back",
            ..
        })
    ));
    play.does(handler("police"), Action::CoSign)
        .does(handler("police"), Action::CoFeedback);
    let twice = play.try_act(&handler("police"), &feedback);
    assert!(matches!(
        twice,
        Err(Refusal::Invalid {
            rule: "has already fed back",
            ..
        })
    ));
}

#[test]
fn the_lead_cannot_feed_back_while_a_co_handler_owes_its_feedback() {
    let mut play = Play::new().in_progress();
    let feedback = Command::new(Action::Feedback);
    let refusal = play.try_act(&handler("roads"), &feedback);
    assert_eq!(refusal, Err(Refusal::CoHandlersOpen(vec!["police".to_owned()])));
    play.does(staff(Role::Dispatcher), Action::ReleaseCoHandler)
        .does(handler("roads"), Action::Feedback);
    assert_eq!(play.case.state, State::Feedback);
}

#[test]
fn a_co_handler_is_released_only_with_a_reason() {
    let mut play = Play::new().in_progress();
    let command = Command {
        department: Some("police".to_owned()),
        ..Command::new(Action::ReleaseCoHandler)
    };
    let refusal = play.try_act(&handler("roads"), &command);
    assert_eq!(
        refusal,
        Err(Refusal::Missing {
            action: Action::ReleaseCoHandler,
            field: "reason"
        })
    );
}

#[test]
fn a_returned_case_keeps_the_elapsed_time_and_both_units() {
    let mut play = Play::new().dispatched();
    let due = play.case.clock;
    play.now += TimeDelta::hours(2);
    play.does(handler("roads"), Action::Return);
    assert_eq!((play.case.state, play.case.returns), (State::Returned, 1));
    assert_eq!(play.case.lead(), None);

    play.now += TimeDelta::hours(20);
    let command = Command {
        department: Some("water".to_owned()),
        ..Command::new(Action::Redispatch)
    };
    let event = play.act(&staff(Role::Dispatcher), &command);
    assert_eq!((event.department.as_deref(), event.due_at), (Some("water"), None));
    assert_eq!(
        play.case.clock, due,
        "the promise was made to the citizen, not to the unit"
    );
    assert_eq!(play.case.dispatched_at, Some(monday()));
    let leads: Vec<_> = play
        .case
        .assignments
        .iter()
        .filter(|part| part.is_lead())
        .collect();
    assert_eq!(leads.len(), 2, "both keep it in their counts");
    assert_eq!(leads[1].current_due_at, due.current_due_at);
}

#[test]
fn a_co_handler_that_takes_the_lead_stops_co_handling() {
    let mut play = Play::new().dispatched();
    play.does(handler("roads"), Action::Return)
        .does(staff(Role::Dispatcher), Action::Redispatch);
    assert_eq!(
        play.case.lead().map(|lead| lead.department.as_str()),
        Some("police")
    );
    assert_eq!(play.case.co_handlers().count(), 0);
}

#[test]
fn an_approved_extension_moves_the_current_due_and_never_the_original() {
    let mut play = Play::new().in_progress();
    let original = play.case.clock.original_due_at;
    play.does(handler("roads"), Action::AskExtension);
    let until = play.case.extension.as_ref().map(|(_, until)| *until);
    let event = play.act(&staff(Role::Supervisor), &Command::new(Action::ApproveExtension));
    assert_eq!(event.due_at, until);
    assert_eq!(play.case.clock.current_due_at, until);
    assert_eq!(play.case.clock.original_due_at, original);
    assert_eq!(play.case.lead().and_then(|lead| lead.current_due_at), until);
    assert_eq!(play.case.lead().and_then(|lead| lead.original_due_at), original);
    assert_eq!(play.case.extension, None);
}

#[test]
fn a_refused_extension_moves_nothing() {
    let mut play = Play::new().in_progress();
    let clock = play.case.clock;
    play.does(handler("roads"), Action::AskExtension)
        .does(staff(Role::Dispatcher), Action::RefuseExtension);
    assert_eq!((play.case.clock, play.case.extension.clone()), (clock, None));
    let again = play.try_act(&staff(Role::Supervisor), &Command::new(Action::ApproveExtension));
    assert!(matches!(
        again,
        Err(Refusal::Missing {
            field: "extension",
            ..
        })
    ));
}

#[test]
fn nobody_approves_their_own_extension() {
    let mut play = Play::new().in_progress();
    play.does(handler("roads"), Action::AskExtension);
    let same_person = actor(Role::Supervisor, "roads-1", None);
    for action in [Action::ApproveExtension, Action::RefuseExtension] {
        assert_eq!(
            play.try_act(&same_person, &Command::new(action)),
            Err(Refusal::OwnWork)
        );
    }
}

#[test]
fn an_extension_is_asked_for_before_the_limit_and_for_later_than_it() {
    let mut play = Play::new().in_progress();
    let due = play.case.clock.current_due_at.expect("there is a limit");
    let not_later = Command {
        until: Some(due),
        ..full(Action::AskExtension, &play.case)
    };
    assert!(matches!(
        play.try_act(&handler("roads"), &not_later),
        Err(Refusal::Invalid { field: "until", .. })
    ));
    play.now = due + TimeDelta::seconds(1);
    let late = full(Action::AskExtension, &play.case);
    assert_eq!(play.try_act(&handler("roads"), &late), Err(Refusal::TooLate));
}

#[test]
fn a_case_without_a_limit_has_nothing_to_extend() {
    let mut play = Play::new();
    play.limits = StageLimits::default();
    let mut play = play.in_progress();
    assert_eq!(play.case.clock, Clock::default());
    let command = Command {
        until: Some(monday()),
        ..full(Action::AskExtension, &play.case)
    };
    assert!(matches!(
        play.try_act(&handler("roads"), &command),
        Err(Refusal::Invalid { field: "until", .. })
    ));
}

#[test]
fn suspension_moves_the_current_dues_by_the_paused_working_time() {
    let mut play = Play::new().in_progress();
    let before = play.case.clock;
    play.does(staff(Role::Supervisor), Action::Suspend);
    assert_eq!(play.case.clock.suspended_at, Some(monday()));
    // Monday 09:00 to Tuesday 09:00 is one working day; due moves from Thursday 09:00 to Friday 09:00.
    play.now += TimeDelta::days(1);
    play.does(handler("roads"), Action::Resume);
    assert_eq!(play.case.state, State::InProgress);
    let moved = before.current_due_at.map(|due| due + TimeDelta::days(1));
    assert_eq!(play.case.clock.current_due_at, moved);
    assert_eq!(play.case.clock.original_due_at, before.original_due_at);
    assert!(
        play.case
            .assignments
            .iter()
            .all(|part| part.current_due_at == moved)
    );
}

#[test]
fn an_urgent_case_pauses_round_the_clock() {
    let mut play = Play::new();
    play.limits.dispose = Some(Limit::continuous(24 * 60));
    let mut play = play.in_progress();
    assert_eq!(
        play.case.clock.current_due_at,
        Some(monday() + TimeDelta::days(1))
    );
    play.does(staff(Role::Supervisor), Action::Suspend);
    play.now += TimeDelta::hours(12);
    play.does(staff(Role::Supervisor), Action::Resume);
    assert_eq!(
        play.case.clock.current_due_at,
        Some(monday() + TimeDelta::hours(36))
    );
}

#[test]
fn the_unit_that_has_the_lead_does_not_suspend_its_own_clock() {
    let mut play = Play::new().in_progress();
    let insider = actor(Role::Supervisor, "chief", Some("roads"));
    let command = full(Action::Suspend, &play.case);
    assert_eq!(play.try_act(&insider, &command), Err(Refusal::OwnWork));
}

#[test]
fn nobody_verifies_reworks_or_closes_what_they_fed_back() {
    let same_person = |role| actor(role, "roads-1", None);
    let mut play = Play::new().fed_back();
    for (role, action) in [
        (Role::Verifier, Action::Verify),
        (Role::Verifier, Action::Rework),
        (Role::CallerBack, Action::CallBack),
    ] {
        let command = full(action, &play.case);
        assert_eq!(
            play.try_act(&same_person(role), &command),
            Err(Refusal::OwnWork),
            "{action:?}"
        );
    }
    play.does(staff(Role::Verifier), Action::Verify);
    let close = Command::new(Action::Close);
    assert_eq!(
        play.try_act(&same_person(Role::Dispatcher), &close),
        Err(Refusal::OwnWork)
    );
}

#[test]
fn rework_goes_back_to_the_lead_and_counts() {
    let mut play = Play::new().fed_back();
    play.does(staff(Role::Verifier), Action::Rework);
    assert_eq!((play.case.state, play.case.reworks), (State::Rework, 1));
    assert_eq!(play.case.lead().and_then(|lead| lead.feedback_at), None);
    play.does(handler("roads"), Action::Start)
        .does(handler("roads"), Action::Feedback);
    assert_eq!(play.case.state, State::Feedback);
}

#[test]
fn a_call_back_that_says_solved_replaces_the_verification() {
    let mut play = Play::new().fed_back();
    let close = Command::new(Action::Close);
    let caller = staff(Role::CallerBack);
    assert!(matches!(
        play.try_act(&caller, &close),
        Err(Refusal::Missing {
            field: "verification",
            ..
        })
    ));
    let answer = Command {
        satisfaction: Some(5),
        solved: Some(true),
        ..Command::new(Action::CallBack)
    };
    play.act(&caller, &answer);
    play.act(&caller, &close);
    assert_eq!(
        (play.case.state, play.case.satisfaction),
        (State::Closed, Some(5))
    );
}

#[test]
fn an_answer_before_rework_does_not_close_the_case_after_it() {
    let mut play = Play::new().fed_back();
    let answer = Command {
        solved: Some(true),
        ..Command::new(Action::CallBack)
    };
    play.act(&staff(Role::CallerBack), &answer);
    play.does(staff(Role::Supervisor), Action::Rework)
        .does(handler("roads"), Action::Start)
        .does(handler("roads"), Action::Feedback);
    let close = play.try_act(&staff(Role::CallerBack), &Command::new(Action::Close));
    assert!(matches!(
        close,
        Err(Refusal::Missing {
            field: "verification",
            ..
        })
    ));
}

#[test]
fn a_call_back_has_five_levels_and_may_bring_no_verdict() {
    let mut play = Play::new().closed();
    let caller = staff(Role::CallerBack);
    for level in [0, 6] {
        let command = Command {
            satisfaction: Some(level),
            ..Command::new(Action::CallBack)
        };
        let refusal = play.try_act(&caller, &command);
        assert_eq!(
            refusal,
            Err(Refusal::Invalid {
                field: "satisfaction",
                rule: "1 to 5"
            })
        );
    }
    let verdict = Command {
        satisfaction: Some(2),
        ..Command::new(Action::CallBack)
    };
    play.act(&caller, &verdict);
    play.act(&caller, &Command::new(Action::CallBack));
    assert_eq!(
        play.case.satisfaction,
        Some(2),
        "no answer leaves the last verdict"
    );
}

#[test]
fn a_citizens_veto_reopens_and_the_clock_goes_on_as_if_it_had_never_stopped() {
    let mut play = Play::new().closed();
    let clock = play.case.clock;
    let veto = Command {
        reason: Some(Reason::CitizenVeto),
        ..Command::new(Action::Reopen)
    };
    play.now += TimeDelta::days(30);
    play.act(&staff(Role::Public), &veto);
    assert_eq!((play.case.state, play.case.reworks), (State::Reopened, 1));
    assert_eq!((play.case.closed_at, play.case.solved), (None, Some(false)));
    assert_eq!(play.case.clock, clock);
    play.does(handler("roads"), Action::Start);
    assert_eq!(play.case.state, State::InProgress);
}

#[test]
fn a_reopened_case_can_go_to_another_lead() {
    let mut play = Play::new().closed();
    play.does(staff(Role::Supervisor), Action::Reopen)
        .does(staff(Role::Dispatcher), Action::Redispatch);
    assert_eq!(
        play.case.lead().map(|lead| lead.department.as_str()),
        Some("police")
    );
    assert_eq!(play.case.assignments[0].released_at, Some(play.now));
}

#[test]
fn a_closed_case_cannot_be_reassigned() {
    let mut play = Play::new().closed();
    let command = full(Action::Redispatch, &play.case);
    let refusal = play.try_act(&staff(Role::Dispatcher), &command);
    assert_eq!(
        refusal,
        Err(Refusal::WrongState {
            action: Action::Redispatch,
            state: State::Closed
        })
    );
}

#[test]
fn a_due_that_a_source_set_is_kept_by_the_dispatch() {
    let mut play = Play::new();
    let given = Some(monday() + TimeDelta::days(9));
    play.case.clock = Clock {
        original_due_at: given,
        current_due_at: given,
        suspended_at: None,
        ..Clock::default()
    };
    let play = play.dispatched();
    assert_eq!(play.case.clock.original_due_at, given);
    assert_eq!(play.case.lead().and_then(|lead| lead.current_due_at), given);
}

#[test]
fn what_a_person_may_do_is_listed_without_a_command() {
    let play = Play::new().in_progress();
    use Action::{
        AddCoHandler, AskExtension, CoFeedback, CoSign, Comment, Contact, ReleaseCoHandler, Return, Whistle,
    };
    let lead = [
        Return,
        AddCoHandler,
        ReleaseCoHandler,
        AskExtension,
        Contact,
        Whistle,
        Comment,
    ];
    assert_eq!(
        allowed(&play.case, &handler("roads")),
        lead,
        "no feedback while the police owe theirs"
    );
    assert_eq!(
        allowed(&play.case, &handler("police")),
        [CoSign, CoFeedback, Whistle, Comment]
    );
    assert_eq!(allowed(&play.case, &handler("water")), []);
    assert_eq!(allowed(&play.case, &staff(Role::Public)), []);
    let why = check(&play.case, Action::Feedback, &handler("roads"));
    assert_eq!(why, Err(Refusal::CoHandlersOpen(vec!["police".to_owned()])));
}
