use super::*;
use proptest::prelude::*;

const HOUR: i64 = 3_600;

fn closure(case: usize, department: &str, closed_at: i64, due_at: i64) -> Closure {
    Closure {
        case: format!("C{case}"),
        department: department.to_owned(),
        closed_at,
        due_at: Some(due_at),
        reopened_at: None,
    }
}

fn kinds(flags: &[Flag]) -> Vec<(FlagKind, &str, usize, usize)> {
    flags
        .iter()
        .map(|flag| (flag.kind, flag.subject.as_str(), flag.count, flag.of))
        .collect()
}

#[test]
fn ten_closures_within_the_last_hour_before_their_limits_are_a_mass() {
    // Ten at 16:40 to 16:49, due at 17:30; one in the morning of the same day.
    let evening = |case: usize| {
        closure(
            case,
            "roads",
            16 * HOUR + 2_400 + case as i64 * 60,
            17 * HOUR + 1_800,
        )
    };
    let mut all: Vec<Closure> = (0..10).map(evening).collect();
    all.push(closure(10, "roads", 9 * HOUR, 17 * HOUR + 1_800));
    let found = flags(&all, &[], &[]);
    assert_eq!(kinds(&found), [(FlagKind::MassClosures, "roads", 10, 11)]);
    assert_eq!(found[0].span, Some([16 * HOUR + 2_400, 16 * HOUR + 2_940]));
    assert!(flags(&all[1..], &[], &[]).is_empty(), "nine are none");
    for closed in &mut all {
        closed.due_at = Some(closed.closed_at - 1);
    }
    assert!(flags(&all, &[], &[]).is_empty(), "late closures save no figure");
}

#[test]
fn closures_spread_over_the_day_are_no_mass() {
    let all: Vec<Closure> = (0..20)
        .map(|case| closure(case, "roads", case as i64 * HOUR, case as i64 * HOUR + 600))
        .collect();
    assert!(flags(&all, &[], &[]).is_empty());
}

fn ratings(caller: &str, levels: &[u8]) -> Vec<Rating> {
    let rating = |(at, level): (usize, &u8)| Rating {
        case: format!("{caller}{at}"),
        caller: caller.to_owned(),
        at: at as i64,
        level: *level,
    };
    levels.iter().enumerate().map(rating).collect()
}

#[test]
fn twenty_times_the_same_is_flagged_where_others_hear_something_else() {
    let mut all = ratings("anna", &[5; 25]);
    all.extend(ratings("ben", &[5, 4, 3, 5, 2].repeat(8)));
    let found = flags(&[], &all, &[]);
    assert_eq!(kinds(&found), [(FlagKind::SameRatings, "anna", 25, 25)]);
    assert_eq!((found[0].level, found[0].elsewhere), (Some(5), Some(0.4)));
}

#[test]
fn where_almost_everybody_is_content_a_row_of_fives_is_no_surprise() {
    let mut all = ratings("anna", &[5; 25]);
    all.extend(ratings("ben", &[[5; 19].as_slice(), &[4]].concat().repeat(3)));
    assert!(
        flags(&[], &all, &[]).is_empty(),
        "0.95 to the power of 25 is 0.28"
    );
}

#[test]
fn a_lone_caller_back_is_judged_by_the_row_alone() {
    assert_eq!(flags(&[], &ratings("anna", &[5; 20]), &[]).len(), 1);
    assert!(flags(&[], &ratings("anna", &[5; 19]), &[]).is_empty());
    let broken = [[5; 15].as_slice(), &[4], &[5; 15]].concat();
    assert!(flags(&[], &ratings("anna", &broken), &[]).is_empty());
}

#[test]
fn three_cases_that_come_back_are_a_loop() {
    let path = |case: &str, units: &[&str]| Path {
        case: case.to_owned(),
        departments: units.iter().map(|unit| (*unit).to_owned()).collect(),
    };
    let mut paths = vec![
        path("A", &["roads", "water", "roads"]),
        path("B", &["roads", "roads"]),
        path("C", &["roads", "water"]),
    ];
    assert!(flags(&[], &[], &paths).is_empty());
    paths.push(path("D", &["roads", "parks", "water", "roads"]));
    let found = flags(&[], &[], &paths);
    assert_eq!(kinds(&found), [(FlagKind::ReturnLoops, "roads", 3, 4)]);
    assert_eq!(found[0].cases, ["A", "B", "D"]);
}

#[test]
fn closures_that_do_not_hold_are_flagged_where_others_do() {
    let day = 24 * HOUR;
    let mut all: Vec<Closure> = (0..20).map(|case| closure(case, "roads", 0, day)).collect();
    all.extend((20..120).map(|case| closure(case, "water", 0, day)));
    for closed in &mut all[..5] {
        closed.reopened_at = Some(7 * day);
    }
    let found = flags(&all, &[], &[]);
    // 5 of 20: 11 % to 47 %; nobody else has any.
    assert_eq!(kinds(&found), [(FlagKind::QuickReopens, "roads", 5, 20)]);
    assert_eq!(found[0].elsewhere, Some(0.0));
    for closed in &mut all[20..45] {
        closed.reopened_at = Some(day);
    }
    assert!(
        flags(&all, &[], &[]).is_empty(),
        "a quarter of everybody's closures do not hold"
    );
    for closed in &mut all {
        closed.reopened_at = closed.reopened_at.map(|_| 7 * day + 1);
    }
    assert!(
        flags(&all, &[], &[]).is_empty(),
        "after a week it is another story"
    );
}

proptest! {
    #[test]
    fn a_flag_carries_no_more_than_its_evidence_and_counts_no_more_than_there_are(
        times in proptest::collection::vec((0_i64..40_000, 0_i64..8_000, proptest::option::of(0_i64..900_000)), 0..150),
    ) {
        let all: Vec<Closure> = times.iter().enumerate().map(|(case, (closed, left, reopened))| Closure {
            reopened_at: reopened.map(|after| closed + after),
            ..closure(case, if case % 2 == 0 { "roads" } else { "water" }, *closed, closed + left)
        }).collect();
        for flag in flags(&all, &[], &[]) {
            prop_assert!(flag.count <= flag.of && flag.cases.len() == flag.count.min(EVIDENCE));
            prop_assert!(flag.count >= MASS_AT_LEAST.min(REOPENED_AT_LEAST));
        }
    }
}
