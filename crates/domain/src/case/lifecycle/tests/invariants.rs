use proptest::prelude::*;

use super::*;
use crate::case::Assignment;

/// One attempt of a random life: any action by anybody, after some time.
#[derive(Debug, Clone)]
struct Attempt {
    action: Action,
    role: Role,
    person: u8,
    unit: u8,
    target: u8,
    co: Vec<u8>,
    wait: i64,
    bare: bool,
    satisfaction: Option<u8>,
    solved: Option<bool>,
}

fn unit(number: u8) -> String {
    format!("unit-{number}")
}

prop_compose! {
    fn attempt()(
        (action, role) in (proptest::sample::select(Action::ALL), proptest::sample::select(Role::ALL)),
        (person, unit, target) in (0_u8..4, 0_u8..3, 0_u8..3),
        co in proptest::collection::vec(0_u8..3, 0..2),
        wait in 0_i64..100_000,
        bare in proptest::bool::weighted(0.1),
        satisfaction in proptest::option::of(0_u8..7),
        solved: Option<bool>,
    ) -> Attempt {
        Attempt { action, role, person, unit, target, co, wait, bare, satisfaction, solved }
    }
}

/// Actions that the table lets somebody take are tried more often, or few lives would get far.
fn likely(case: &CaseState, attempt: &Attempt, steer: bool) -> (Action, Role, Option<String>) {
    let lines: Vec<_> = TABLE
        .iter()
        .filter(|line| line.from.contains(&case.state))
        .collect();
    let unit = Some(unit(attempt.unit));
    if !steer || lines.is_empty() {
        return (attempt.action, attempt.role, unit);
    }
    let line = lines[usize::from(attempt.action.index()) % lines.len()];
    let role = line.roles[usize::from(attempt.role.index()) % line.roles.len()];
    let lead = case.lead().map(|lead| lead.department.clone());
    let of_lead = role == Role::Handler && line.guards.contains(&Guard::LeadUnit);
    let of_co = [Guard::CoUnit, Guard::CoWorks]
        .iter()
        .any(|guard| line.guards.contains(guard));
    let co = || case.open_co_handlers().next().map(|part| part.department.clone());
    let acting = match (of_lead, of_co) {
        (true, _) => lead,
        (_, true) => co().or(unit),
        _ => unit,
    };
    (line.action, role, acting)
}

fn hold(before: &CaseState, after: &CaseState, event: &EventDraft) -> Result<(), TestCaseError> {
    let leads = after
        .assignments
        .iter()
        .filter(|part| part.is_lead() && part.released_at.is_none());
    prop_assert!(leads.count() <= 1, "two leads");
    prop_assert_eq!(after.version, before.version + 1);
    let closed = matches!(after.state, State::Closed | State::Archived);
    prop_assert_eq!(closed, after.closed_at.is_some());
    prop_assert_eq!(
        after.state == State::Suspended,
        after.clock.suspended_at.is_some()
    );
    let comes_back = matches!(after.state, State::Suspended | State::Merged);
    prop_assert_eq!(comes_back, after.resumes_to.is_some());
    prop_assert_eq!(after.state == State::Merged, after.merged_into.is_some());
    prop_assert!(after.whistles.len() >= before.whistles.len());
    if matches!(
        after.state,
        State::Feedback | State::Verified | State::Closed | State::Archived
    ) {
        prop_assert_eq!(after.open_co_handlers().count(), 0);
    }
    if before.clock.original_due_at.is_some() {
        prop_assert_eq!(before.clock.original_due_at, after.clock.original_due_at);
    }
    if let (Some(old), Some(new)) = (before.clock.current_due_at, after.clock.current_due_at) {
        prop_assert!(new >= old, "a due never moves nearer");
        let moves = [Action::ApproveExtension, Action::Resume].contains(&event.action);
        prop_assert!(new == old || moves, "{:?} moved the due", event.action);
        if event.action != Action::CoApproveExtension {
            prop_assert_eq!(event.due_at, (new != old).then_some(new));
        }
    }
    for (old, new) in before.assignments.iter().zip(&after.assignments) {
        part_holds(old, new, event)?;
        prop_assert_eq!(
            &old.department,
            &new.department,
            "assignments are never rewritten"
        );
        prop_assert_eq!(old.original_due_at, new.original_due_at);
        prop_assert!(old.released_at.is_none() || old.released_at == new.released_at);
    }
    prop_assert!(after.assignments.len() >= before.assignments.len());
    prop_assert_eq!((event.from, event.to), (Some(before.state), after.state));
    Ok(())
}

/// Whose current due an action may move, and where an extension may wait.
fn part_holds(old: &Assignment, new: &Assignment, event: &EventDraft) -> Result<(), TestCaseError> {
    if old.current_due_at != new.current_due_at {
        prop_assert!(
            new.current_due_at > old.current_due_at,
            "a due never moves nearer"
        );
        match event.action {
            Action::Resume => {}
            Action::ApproveExtension => prop_assert!(new.is_lead(), "the lead's extension is its own"),
            Action::CoApproveExtension => {
                prop_assert!(!new.is_lead(), "a co-handler's extension is its own");
                prop_assert_eq!(event.department.as_ref(), Some(&new.department));
                prop_assert_eq!(
                    new.current_due_at,
                    old.extension.as_ref().map(|(_, until)| *until)
                );
                prop_assert_eq!(event.due_at, new.current_due_at);
                let asker = old.extension.as_ref().map(|(asker, _)| asker);
                prop_assert_ne!(asker, Some(&event.actor), "nobody approves their own");
            }
            other => prop_assert!(false, "{:?} moved the due of a part", other),
        }
    }
    if new.extension.is_some() {
        let works = !new.is_lead() && new.signed_at.is_some();
        prop_assert!(works && new.feedback_at.is_none() && new.released_at.is_none());
        prop_assert!(event.to != State::Merged, "a merged case asks for nothing");
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn whatever_people_try_the_rules_hold(attempts in proptest::collection::vec((attempt(), any::<bool>()), 1..80)) {
        let mut play = Play::new();
        let mut events = 1;
        for (attempt, random) in attempts {
            play.now += TimeDelta::seconds(attempt.wait);
            let (action, role, department) = likely(&play.case, &attempt, !random);
            let person = Actor { id: format!("person-{}", attempt.person), role, department };
            let command = if attempt.bare {
                Command::new(action)
            } else {
                Command {
                    department: Some(unit(attempt.target)),
                    co_departments: attempt.co.iter().map(|number| unit(*number)).collect(),
                    satisfaction: attempt.satisfaction,
                    solved: attempt.solved,
                    ..full(action, &play.case)
                }
            };
            let before = play.case.clone();
            let listed = allowed(&before, &person).contains(&action);
            match play.try_act(&person, &command) {
                Ok(event) => {
                    events += 1;
                    prop_assert!(listed, "{action:?} was accepted but not listed as allowed");
                    prop_assert_eq!(event.at, play.now);
                    hold(&before, &play.case, &event)?;
                }
                Err(_) => prop_assert_eq!(&before, &play.case, "a refused action changes nothing"),
            }
            prop_assert_eq!(play.case.version, events, "the version counts the events");
        }
    }

    #[test]
    fn a_case_on_the_wire_is_the_same_case(attempts in proptest::collection::vec(attempt(), 1..20)) {
        let mut play = Play::new();
        for attempt in attempts {
            let (action, role, department) = likely(&play.case, &attempt, true);
            let person = Actor { id: "person".to_owned(), role, department };
            let command = full(action, &play.case);
            let _ = play.try_act(&person, &command);
        }
        let text = serde_json::to_string(&play.case).map_err(|e| TestCaseError::fail(e.to_string()))?;
        let back: CaseState = serde_json::from_str(&text).map_err(|e| TestCaseError::fail(e.to_string()))?;
        prop_assert_eq!(back, play.case);
    }
}
