//! Histories are the same for the same seed, possible in every step, and look like a district's.

use std::collections::{BTreeMap, BTreeSet};

use crate::common::{config, made, now, rules, told};
use chrono::{DateTime, Datelike, TimeDelta, Timelike, Utc};
use domain::area::contains;
use domain::board::facts;
use domain::board::figures::{Counts, Repeats};
use domain::board::recount::{differences, recount};
use domain::case::{Action, Actor, AssignmentRole, CaseState, Command, EventDraft, State, lifecycle};
use domain::publication::Tier;
use domain::source::SourceSystem;
use proptest::prelude::*;
use store::bulk::CaseHistory;
use synthetic::{HistoryConfig, histories};

#[test]
fn the_same_seed_and_present_give_the_same_histories() {
    let once = told(config(300));
    assert_eq!(once, told(config(300)));
    assert_ne!(
        once,
        told(HistoryConfig {
            seed: 8,
            ..config(300)
        })
    );
}

#[test]
fn a_history_depends_on_its_number_alone() {
    let all = told(config(300));
    let (district, from) = (made(), 123);
    let rules = rules(&district);
    let rest: Vec<CaseHistory> = histories(config(300), &district, &rules).skip(from).collect();
    assert_eq!(rest, all[from..]);
    assert_eq!(
        histories(config(300), &district, &rules).get(7).as_ref(),
        Some(&all[7])
    );
}

#[test]
fn cases_keep_their_identity_when_the_same_is_told_later() {
    let later = HistoryConfig {
        now: now() + TimeDelta::hours(5),
        ..config(200)
    };
    let codes = |config| -> Vec<(String, String)> {
        told(config)
            .into_iter()
            .map(|case| (case.code, case.token))
            .collect()
    };
    assert_eq!(codes(config(200)), codes(later));
    let more = codes(config(400));
    assert!(
        codes(config(200)).iter().all(|code| !more.contains(code)),
        "another order, other cases"
    );
}

#[test]
fn cases_come_in_order_within_their_period_and_nothing_happens_in_the_future() {
    let cases = told(config(2_000));
    assert_eq!(cases.len(), 2_000);
    let times: Vec<DateTime<Utc>> = cases.iter().map(|case| case.case.reported_at).collect();
    assert!(times.is_sorted());
    assert!(times[0] >= now() - TimeDelta::days(56) && times[1_999] < now());
    let ids: BTreeSet<&str> = cases.iter().map(|case| case.code.as_str()).collect();
    assert_eq!(ids.len(), cases.len());
    for case in &cases {
        let at: Vec<DateTime<Utc>> = case.events.iter().map(|(_, event)| event.at).collect();
        assert!(at.is_sorted() && at.iter().all(|at| *at <= now()), "{at:?}");
        assert_eq!(case.events.len(), case.case.version as usize);
        let actions: BTreeSet<_> = case.events.iter().map(|(id, _)| id).collect();
        assert_eq!(actions.len(), case.events.len());
    }
}

/// The command that an event tells of. A call-back's answers are no part of its event: the case has them.
fn command(case: &CaseState, events: &[EventDraft], at: usize) -> Command {
    let event = &events[at];
    let co = case
        .assignments
        .iter()
        .filter(|part| part.role == AssignmentRole::Co && part.assigned_at == event.at);
    let co_departments = match event.action {
        Action::Dispatch | Action::Redispatch => co.map(|part| part.department.clone()).collect(),
        _ => Vec::new(),
    };
    let asked = events[at..]
        .iter()
        .find(|event| event.action == Action::ApproveExtension);
    let until = asked
        .and_then(|granted| granted.due_at)
        .or(case.extension.as_ref().map(|asked| asked.1));
    // What was not solved went back at once.
    let next = events.get(at + 1).map(|event| event.action);
    let solved = next.map_or(case.solved, |next| Some(next != Action::Rework));
    Command {
        department: event.department.clone(),
        co_departments,
        reason: event.reason,
        // A refused extension leaves no trace of the time it was asked for.
        until: until.or(Some(DateTime::<Utc>::MAX_UTC)),
        satisfaction: case.satisfaction,
        into: case.merged_into.clone(),
        solved,
        ..Command::new(event.action)
    }
}

/// Takes every event again, through the table.
fn replayed(history: &CaseHistory, rules: domain::case::Rules<'_>) -> CaseState {
    let events: Vec<EventDraft> = history.events.iter().map(|(_, event)| event.clone()).collect();
    let actor = |event: &EventDraft| Actor {
        id: event.actor.clone(),
        role: event.role,
        department: (event.role == domain::case::Role::Handler)
            .then(|| event.department.clone())
            .flatten(),
    };
    let first = &events[0];
    let mut case = lifecycle::report(&actor(first), first.at, history.case.reported_at, None).case;
    for (index, event) in events.iter().enumerate().skip(1) {
        let decided = lifecycle::decide(
            &case,
            &command(&history.case, &events, index),
            &actor(event),
            rules,
            event.at,
        );
        let decision =
            decided.unwrap_or_else(|refusal| panic!("{:?} of {}: {refusal}", event.action, history.code));
        assert_eq!(
            (decision.event.from, decision.event.to, decision.event.due_at),
            (event.from, event.to, event.due_at)
        );
        case = decision.case;
    }
    case
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(10) })]
    #[test]
    fn every_step_is_one_the_table_allows(seed: u64, days in 1_u32..400, minutes in 0_i64..600_000) {
        let config = HistoryConfig { incidents: 150, days, seed, now: now() - TimeDelta::minutes(minutes) };
        let district = made();
        let rules = rules(&district);
        for history in histories(config, &district, &rules) {
            let case = replayed(&history, rules.rules(history.category.as_str()));
            prop_assert_eq!(&case, &history.case, "{}", history.code);
        }
    }
}

#[test]
fn nobody_decides_on_their_own_request_or_work() {
    for case in told(config(3_000)) {
        let mut asked = None;
        let mut fed_back = None;
        for (_, event) in &case.events {
            match event.action {
                Action::AskExtension => asked = Some(event.actor.clone()),
                Action::ApproveExtension | Action::RefuseExtension => {
                    assert_ne!(asked.as_ref(), Some(&event.actor))
                }
                Action::Feedback => fed_back = Some(event.actor.clone()),
                Action::Verify | Action::Close | Action::Rework => {
                    assert_ne!(fed_back.as_ref(), Some(&event.actor));
                }
                _ => {}
            }
        }
    }
}

#[test]
fn points_lie_in_their_cell_and_only_what_may_be_seen_is_public() {
    let district = made();
    let rules = rules(&district);
    let cells: BTreeMap<&str, &store::district::GridCell> = district
        .grid
        .iter()
        .map(|cell| (cell.code.as_str(), cell))
        .collect();
    let mut unplaced = 0;
    for case in histories(config(3_000), &district, &rules) {
        let policy = rules.policy(case.category.as_str());
        assert_eq!(
            case.public_received_at,
            policy.rounding.apply(case.case.reported_at, rules.zone)
        );
        let Some(place) = case.place else {
            assert!(case.grid.is_none() && case.public_place.is_none() && case.community.is_some());
            unplaced += 1;
            continue;
        };
        let cell = cells[case.grid.as_ref().expect("a cell").as_str()];
        assert!(contains(&cell.ring, place), "{place:?}");
        assert_eq!(
            cell.community.as_deref(),
            case.community.as_ref().map(|code| code.as_str())
        );
        match policy.tier {
            Tier::Exact => assert_eq!(case.public_place, Some(place)),
            Tier::Snapped => assert!(
                case.public_place
                    .is_some_and(|point| cell.anchors.contains(&point))
            ),
            _ => assert_eq!(case.public_place, None),
        }
    }
    assert!((10..150).contains(&unplaced), "{unplaced}");
}

#[test]
fn weeks_and_days_have_their_rhythm() {
    let cases = told(HistoryConfig {
        incidents: 20_000,
        ..config(0)
    });
    let local = |case: &CaseHistory| case.case.reported_at.with_timezone(&chrono_tz::Asia::Shanghai);
    let per_hour = |from: u32, to: u32| {
        let count = cases
            .iter()
            .filter(|case| (from..to).contains(&local(case).hour()))
            .count();
        count as f64 / f64::from(to - from)
    };
    assert!(
        per_hour(9, 11) > 4.0 * per_hour(1, 5),
        "mornings are busier than nights"
    );
    let on = |weekend: bool| {
        let days = cases
            .iter()
            .filter(|case| (local(case).weekday().num_days_from_monday() > 4) == weekend);
        days.count() as f64 / if weekend { 2.0 } else { 5.0 }
    };
    assert!(on(false) > 1.2 * on(true), "weekdays are busier than weekends");
    let night = |source: SourceSystem| {
        let of = |case: &&CaseHistory| case.source == source;
        let nights = cases
            .iter()
            .filter(of)
            .filter(|case| local(case).hour() < 6)
            .count();
        nights as f64 / cases.iter().filter(of).count() as f64
    };
    assert!(night(SourceSystem::Police110) > 0.1);
    assert!(night(SourceSystem::Petition) < 0.01);
    for source in SourceSystem::ALL {
        assert!(
            cases.iter().filter(|case| case.source == source).count() > 200,
            "{source:?}"
        );
    }
}

#[test]
fn a_few_places_are_hot() {
    let mut per_cell: BTreeMap<String, u32> = BTreeMap::new();
    for case in told(config(6_000)) {
        if let Some(grid) = case.grid {
            *per_cell.entry(grid.to_string()).or_default() += 1;
        }
    }
    let mut counts: Vec<u32> = per_cell.into_values().collect();
    counts.sort_unstable_by(|a, b| b.cmp(a));
    let share = |cells: usize| f64::from(counts.iter().take(cells).sum::<u32>()) / 6_000.0;
    assert!(
        (0.3..0.8).contains(&share(60)),
        "a tenth of the cells holds {:.2}",
        share(60)
    );
    assert!(counts.len() > 400, "but few are quite empty: {}", counts.len());
}

#[test]
fn tiers_have_their_shares() {
    let district = made();
    let rules = rules(&district);
    let mut shares: BTreeMap<&str, f64> = BTreeMap::new();
    for case in told(config(6_000)) {
        *shares
            .entry(rules.policy(case.category.as_str()).tier.code())
            .or_default() += 1.0 / 6_000.0;
    }
    for (tier, low, high) in [
        ("exact", 0.15, 0.45),
        ("snapped", 0.25, 0.6),
        ("grid", 0.1, 0.4),
        ("count", 0.03, 0.2),
        ("absent", 0.003, 0.05),
    ] {
        assert!((low..high).contains(&shares[tier]), "{tier}: {shares:?}");
    }
}

/// How a unit stands; see the board.
fn counts(cases: &[CaseHistory]) -> BTreeMap<String, Counts> {
    let mut units: BTreeMap<String, Counts> = BTreeMap::new();
    for case in cases {
        let parts = facts(&case.case, None, Repeats::default());
        let fact = parts[0].fact;
        let lead = case.case.lead().map_or("unassigned", |part| &part.department);
        *units.entry(lead.to_owned()).or_default() += Counts::of(&fact, now().timestamp());
    }
    units
}

#[test]
fn units_differ_and_the_old_is_mostly_done() {
    let cases = told(HistoryConfig {
        days: 90,
        ..config(12_000)
    });
    let units = counts(&cases);
    let rates: Vec<f64> = units
        .iter()
        .filter(|(_, unit)| unit.due >= 40)
        .filter_map(|(_, unit)| unit.on_time_rate())
        .collect();
    let (low, high) = rates.iter().fold((1.0_f64, 0.0_f64), |(low, high), rate| {
        (low.min(*rate), high.max(*rate))
    });
    assert!((0.6..0.85).contains(&low) && high > 0.93, "{low} to {high}");
    assert!(
        units.values().any(|unit| (1..20).contains(&unit.due)),
        "some are too small to rank"
    );
    let open: Vec<&CaseHistory> = cases.iter().filter(|case| !is_over(case.case.state)).collect();
    let old = open
        .iter()
        .filter(|case| case.case.reported_at < now() - TimeDelta::days(60))
        .count();
    assert!((50..2_500).contains(&open.len()), "{} open", open.len());
    assert!(old < 40, "{old} open for two months");
    let mut total = Counts::default();
    units.values().for_each(|unit| total += *unit);
    assert!(total.overdue_open > 20, "some are overdue: {total:?}");
    let satisfied = total.satisfied as f64 / total.verdicts as f64;
    assert!((0.9..0.99).contains(&satisfied), "{total:?}");
    let actions: BTreeSet<&str> = cases
        .iter()
        .flat_map(|case| &case.events)
        .map(|(_, event)| event.action.code())
        .collect();
    for action in Action::ALL {
        // What several do together happens at desks, not in the made-up past.
        let never = matches!(
            action,
            Action::AddCoHandler
                | Action::CoAskExtension
                | Action::CoApproveExtension
                | Action::CoRefuseExtension
                | Action::Record
                | Action::Split
                | Action::TransferLead
                | Action::Supervise
                | Action::AnswerSupervision
                | Action::Whistle
                | Action::AnswerWhistle
                | Action::Arrive
                | Action::Comment
        );
        assert_eq!(actions.contains(action.code()), !never, "{}", action.code());
    }
}

/// A quiet unit may have spoken with everybody by chance; one with fifty hand-overs has not.
#[test]
fn units_speak_with_most_who_reported_in_time_and_with_some_late_or_never() {
    let cases = told(HistoryConfig {
        days: 90,
        ..config(12_000)
    });
    let units = counts(&cases);
    let enough = || units.iter().filter(|(_, unit)| unit.dispatched >= 50);
    assert!(enough().count() > 20, "{units:?}");
    for (code, unit) in enough() {
        let rate = unit.response_rate().expect("hand-overs");
        assert!(rate > 0.5 && rate < 1.0, "{code}: {rate}");
    }
    let rate = |code: &str| units[code].response_rate().expect("hand-overs");
    assert!(
        rate("land") + 0.1 < rate("transport"),
        "who closes late answers late: {} and {}",
        rate("land"),
        rate("transport")
    );
    let (mut late, mut never) = (0, 0);
    for case in cases.iter().filter(|case| case.case.state == State::Archived) {
        let lead = case.case.lead().expect("a lead");
        match lead.contacted_at {
            Some(at) => late += u32::from(Some(at) > lead.contact_due_at),
            None => never += 1,
        }
    }
    assert!(late > 50 && never > 50, "{late} late, {never} never");
}

fn is_over(state: State) -> bool {
    matches!(
        state,
        State::Closed | State::Archived | State::Rejected | State::Merged
    )
}

/// What is kept up to date with every action equals what the files say from their first line to their last.
#[test]
fn figures_equal_a_recount_from_the_events() {
    let district = made();
    let rules = rules(&district);
    let mut parts = 0;
    for case in histories(config(3_000), &district, &rules) {
        let events: Vec<_> = case.events.iter().map(|(_, event)| event.clone()).collect();
        let counted = facts(&case.case, None, Repeats::default());
        let recounted = recount(
            &events,
            &case.case,
            None,
            Repeats::default(),
            &rules.calendar,
            rules.zone,
        );
        assert_eq!(differences(&case.code, &counted, &recounted), []);
        parts += counted.len();
    }
    assert!(parts > 3_000, "former leads and co-handlers are among them");
}

/// A recount that took everything from the case itself would find nothing.
#[test]
fn a_file_with_a_line_too_few_is_found() {
    let district = made();
    let rules = rules(&district);
    let mut found = 0;
    for case in histories(config(300), &district, &rules) {
        let mut events: Vec<_> = case.events.iter().map(|(_, event)| event.clone()).collect();
        let counted = facts(&case.case, None, Repeats::default());
        if events
            .pop()
            .is_some_and(|event| event.action != domain::case::Action::Comment)
        {
            let recounted = recount(
                &events,
                &case.case,
                None,
                Repeats::default(),
                &rules.calendar,
                rules.zone,
            );
            found += usize::from(counted != recounted);
        }
    }
    assert!(found > 50, "{found}");
}
