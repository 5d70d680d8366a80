use chrono_tz::Asia::Shanghai;

use super::super::figures::Counts;
use super::super::handling::Handling;
use super::super::{Cohort, UnitCounts, assemble};
use super::*;

fn week(text: &str) -> Week {
    Week::parse(text).expect("a week")
}

fn unit(code: &str, due: u64, on_time: u64) -> UnitCounts {
    let counts = Counts {
        received: due,
        due,
        closed: due,
        due_closed: due,
        closed_on_time: on_time,
        ..Counts::default()
    };
    UnitCounts {
        unit: UnitRef {
            code: code.to_owned(),
            name: format!("{code} 局"),
        },
        peers: "bureau".to_owned(),
        counts,
        handling: Handling::default(),
        adjusted: None,
        before: Counts::default(),
        weeks: Vec::new(),
    }
}

fn report(of: &str, units: Vec<UnitCounts>, before: Option<&WeeklyReport>) -> WeeklyReport {
    let week = week(of);
    let (from, to) = week.span(Shanghai);
    let totals = units.iter().map(|unit| unit.counts).sum();
    let names_en = units
        .iter()
        .map(|unit| (unit.unit.code.clone(), format!("{} bureau", unit.unit.code)))
        .collect();
    let cohort = Cohort::of_departments("999001", (from, to), to, 7);
    let board = assemble(&cohort, &totals, &Handling::default(), units);
    WeeklyReport::new(week, board, names_en, before)
}

#[test]
fn a_week_begins_on_monday_at_midnight_in_the_region() {
    let (from, to) = week("2026-W48").span(Shanghai);
    assert_eq!(from.to_rfc3339(), "2026-11-22T16:00:00+00:00");
    assert_eq!(to.to_rfc3339(), "2026-11-29T16:00:00+00:00");
    assert_eq!(week("2026-W48").monday().weekday(), Weekday::Mon);
    // Clocks go back on 1 November 2026 in New York: that week has an hour more.
    let (from, to) = week("2026-W44").span(chrono_tz::America::New_York);
    assert_eq!((to - from).num_hours(), 7 * 24 + 1);
}

#[test]
fn a_week_belongs_to_the_year_that_has_most_of_it() {
    for (day, told) in [
        ("2026-01-01", "2026-W01"),
        ("2025-12-29", "2026-W01"),
        ("2027-01-01", "2026-W53"),
        ("2027-01-03", "2026-W53"),
        ("2027-01-04", "2027-W01"),
    ] {
        let of = Week::of(day.parse().expect("a day"));
        assert_eq!(of.to_string(), told, "{day}");
        assert_eq!(week(told), of);
    }
    assert_eq!(week("2027-W01").before(), week("2026-W53"));
}

#[test]
fn what_is_no_week_is_refused() {
    for text in [
        "",
        "2026",
        "2026-48",
        "2026-W0",
        "2026-W00",
        "2026-W54",
        "2027-W53",
        "26-W48",
        "2026-W48 ",
        "2026-w48",
        "2026-W4８",
        "9999-W01",
        "0001-W01",
        "+026-W01",
    ] {
        assert!(Week::parse(text).is_err(), "{text}");
    }
}

#[test]
fn the_last_complete_week_is_over_where_the_region_is() {
    // Sunday, 29 November 2026, 23:59:59 in Shanghai; a second later it is Monday there, and Sunday in London.
    let sunday: DateTime<Utc> = "2026-11-29T15:59:59Z".parse().expect("a time");
    let monday = sunday + chrono::TimeDelta::seconds(1);
    assert_eq!(Week::last_complete(sunday, Shanghai), week("2026-W47"));
    assert_eq!(Week::last_complete(monday, Shanghai), week("2026-W48"));
    let london = chrono_tz::Europe::London;
    assert_eq!(Week::last_complete(monday, london), week("2026-W47"));
}

#[test]
fn units_are_compared_with_the_week_before_and_those_of_one_week_only_are_named() {
    let before = report("2026-W47", vec![unit("a", 50, 40), unit("gone", 2, 2)], None);
    assert_eq!(before.compared(Lang::Zh), None, "nothing to compare with");
    let now = report(
        "2026-W48",
        vec![unit("a", 50, 45), unit("new", 1, 0)],
        Some(&before),
    );
    let told: Vec<String> = now
        .compared(Lang::En)
        .expect("a comparison")
        .iter()
        .map(|line| {
            let of = |brief: Option<Brief>| brief.map_or(0, |brief| brief.received);
            let name = line.department.as_ref().map_or("all", |unit| unit.name.as_str());
            let change = line.change().map(|change| format!("{change:+.2}"));
            format!("{name} {} {} {change:?}", of(line.now), of(line.before))
        })
        .collect();
    assert_eq!(
        told,
        [
            "a bureau 50 50 Some(\"+0.10\")",
            "new bureau 1 0 None",
            "gone bureau 0 2 None",
            "all 51 52 Some(\"+0.07\")"
        ]
    );
    assert_eq!(now.board_in(Lang::Zh).rows[0].unit.name, "a 局");
    assert_eq!(now.board_in(Lang::En).rows[0].unit.name, "a bureau");
}

#[test]
fn only_the_week_before_is_compared_with() {
    let long_ago = report("2026-W40", vec![unit("a", 50, 40)], None);
    let now = report("2026-W48", vec![unit("a", 50, 45)], Some(&long_ago));
    assert_eq!(now.before, None);
}

#[test]
fn a_report_is_read_back_as_it_was_written() {
    // Without rates: those that are read may be off by their last bit, which is why it is the text that is kept.
    let before = report("2026-W47", vec![unit("a", 0, 0)], None);
    let now = report("2026-W48", vec![unit("a", 0, 0), unit("b", 0, 0)], Some(&before));
    let text = serde_json::to_string(&now).expect("JSON");
    assert!(
        text.starts_with(r#"{"week":"2026-W48","board":{"region":"999001","#),
        "{text}"
    );
    assert_eq!(
        serde_json::from_str::<WeeklyReport>(&text).expect("a report"),
        now
    );
}

/// The first report that was ever made: whatever is added to boards, it is read.
#[test]
fn a_report_of_an_earlier_version_is_still_read() {
    let figures = r#""received":2,"due":1,"suspended":0,"closed":1,"due_closed":1,"closed_on_time":1,"overdue_open":0,
        "on_time_rate":1.0,"closing_rate":1.0,"verdicts":0,"satisfied":0,"satisfaction":null,"coverage":0.0"#;
    let text = format!(
        r#"{{"week":"2026-W48","board":{{"region":"999001","from":"2026-11-22T16:00:00Z","to":"2026-11-29T16:00:00Z",
        "as_of":"2026-11-30T00:00:00Z","version":7,"totals":{{{figures}}},"rows":[{{"unit":{{"code":"a",
        "name":"甲"}},{figures},"interval":[0.2,1.0],"rank":null,"trend":[null,1.0]}}]}},"names_en":{{}},"before":null}}"#
    );
    let report: WeeklyReport = serde_json::from_str(&text).expect("a report");
    assert_eq!(report.board.totals.received, 2);
    assert_eq!(report.board.rows[0].figures.on_time_rate, Some(1.0));
}
