//! Like with like, and how long cases took: what the board answers, beside what comes out by hand.

use serde_json::Value;

use crate::support::{Handled, World, ago, ahead, record, shanghai};

fn row<'a>(board: &'a Value, unit: &str) -> &'a Value {
    let rows = board["rows"].as_array().expect("rows");
    rows.iter().find(|row| row["unit"]["code"] == unit).expect(unit)
}

/// Equal but for the last bits.
fn assert_near(found: &Value, wanted: f64) {
    let number = found.as_f64().expect("a number");
    assert!((number - wanted).abs() < 1e-9, "{number} is not {wanted}");
}

/// What makes cases unlike each other.
#[derive(Debug, Clone, Copy)]
enum Unlike {
    Kind,
    Place,
}

/// Two units with easy and hard cases, so many of them in time: `a` has 16 of 16 easy and 2 of 4 hard ones, `b`
/// 3 of 4 and 3 of 6.
async fn mixed(unlike: Unlike) -> World {
    let world = World::new().await;
    let cases = |unit: &'static str, is_hard: bool, count: usize, in_time: usize| {
        (0..count).map(move |number| {
            let draft = record(&format!("{unit} {is_hard} {number}")).department(unit);
            let (kind, place) = match (unlike, is_hard) {
                (Unlike::Kind, true) => ("road", "east"),
                (Unlike::Place, true) => ("lamp", "west"),
                (_, false) => ("lamp", "east"),
            };
            let closed = if number < in_time { ago(6) } else { ago(4) };
            let draft = draft.category(kind).township(place);
            draft.due(ago(5)).closed(closed).build()
        })
    };
    let mut all: Vec<_> = cases("a", false, 16, 16).collect();
    all.extend(cases("a", true, 4, 2));
    all.extend(cases("b", false, 4, 3));
    all.extend(cases("b", true, 6, 3));
    // Neither is due: nothing is expected of them.
    let open = |id: &str| record(id).department("a").category("lamp").township("east");
    all.push(open("not yet due").due(ahead(1)).build());
    all.push(open("no limit").closed(ago(6)).build());
    world.take(all).await;
    world
}

/// The region has 24 of 30 in time, 19 of 20 easy and 5 of 10 hard ones. Each rate is drawn to the region's own, 0.8, by
/// ten cases: easy (19 + 8) / (20 + 10) = 0.9, hard (5 + 8) / (10 + 10) = 0.65.
#[tokio::test]
async fn a_unit_is_compared_with_what_the_region_makes_of_the_same_kinds_and_places() {
    for unlike in [Unlike::Kind, Unlike::Place] {
        let world = mixed(unlike).await;
        let server = world.serve().await;
        let board = server.json("/api/v1/board").await;
        for (unit, observed, easy, hard) in [("a", 18, 16.0, 4.0), ("b", 6, 4.0, 6.0)] {
            let adjusted = &row(&board, unit)["adjusted"];
            assert_eq!(adjusted["observed"], observed, "{unlike:?}: {board}");
            let expected: f64 = easy * 0.9 + hard * 0.65;
            assert_near(&adjusted["expected"], expected);
            let ratio = f64::from(observed) / expected;
            assert_near(&adjusted["ratio"], ratio);
            let variance: f64 = easy * 0.9 * 0.1 + hard * 0.65 * 0.35;
            let half = 1.959_964 * variance.sqrt() / expected;
            assert_near(&adjusted["interval"][0], ratio - half);
            assert_near(&adjusted["interval"][1], ratio + half);
        }
        // 18 / 17 and 6 / 7.5.
        assert_near(&row(&board, "b")["adjusted"]["ratio"], 0.8);
        let places = server.json("/api/v1/board?group=township").await;
        assert_eq!(
            row(&places, "east")["adjusted"],
            Value::Null,
            "only departments are"
        );
        server.stop().await;
    }
}

/// Half past eight to twelve and two to half past five are worked; 9 June 2025 is a Monday.
fn handled() -> Vec<Handled> {
    [
        // 60, 120 and 240 minutes, with the noon in the last.
        ("police", "2025-06-09 09:00", Some("2025-06-09 10:00")),
        ("police", "2025-06-09 09:00", Some("2025-06-09 11:00")),
        ("police", "2025-06-09 09:00", Some("2025-06-09 15:00")),
        // A whole day of 420.
        ("police", "2025-06-09 09:00", Some("2025-06-10 09:00")),
        // From Friday to Tuesday, 390 + 420 + 30 = 840: the weekend does not count.
        ("police", "2025-06-13 09:00", Some("2025-06-17 09:00")),
        ("urban", "2025-06-11 16:00", Some("2025-06-11 16:30")),
        ("urban", "2025-06-11 16:00", None),
    ]
    .map(|(unit, dispatched, closed)| Handled {
        unit,
        dispatched: shanghai(dispatched),
        closed: closed.map(shanghai),
    })
    .into()
}

/// Cases, median and 90th percentile in minutes.
fn assert_handling(found: &Value, cases: u64, median: f64, p90: f64) {
    assert_eq!(found["cases"], cases, "{found}");
    assert_near(&found["median_hours"], median / 60.0);
    assert_near(&found["p90_hours"], p90 / 60.0);
}

/// Eight steps to each doubling: 30 minutes are in the step 30–32, 60 in 60–64, 120 in 120–128, 240 in 240–256, 420 in
/// 416–448, 840 in 832–896. Within a step its cases are spread evenly.
#[tokio::test]
async fn handling_times_are_working_hours_from_dispatch_to_closing() {
    let world = World::new().await;
    world.district().await;
    world.handle(&handled()).await;
    let told = |id: &str, unit: &str| {
        let draft = record(id).department(unit).received(shanghai("2025-06-10 09:00"));
        draft.closed(shanghai("2025-06-12 09:00")).build()
    };
    world
        .take(vec![told("1", "police"), told("2", "elsewhere")])
        .await;
    let server = world.serve().await;
    let june = "/api/v1/board?from=2025-06-01&to=2025-07-01";
    let board = server.json(june).await;

    // 2.5 of 5 is half of the step of the third, 4.5 half of that of the fifth.
    let police = row(&board, "police");
    assert_handling(&police["handling"], 5, 240.0 + 16.0 / 2.0, 832.0 + 64.0 / 2.0);
    assert_eq!(police["closed"], 6, "what a source tells has no time");
    assert_eq!(row(&board, "elsewhere")["handling"], Value::Null);
    assert_handling(
        &row(&board, "urban")["handling"],
        1,
        30.0 + 2.0 * 0.5,
        30.0 + 2.0 * 0.9,
    );
    // Of all six together 3 is the end of the step of the third, 5.4 four tenths of that of the sixth.
    assert_handling(&board["handling"], 6, 128.0, 832.0 + 64.0 * 0.4);

    // What was closed later had not been closed: 2 of 4, and 3.6.
    let board = server.json(&format!("{june}&as_of=2025-06-16")).await;
    let police = &row(&board, "police")["handling"];
    assert_handling(police, 4, 128.0, 416.0 + 32.0 * 0.6);
    server.stop().await;
}
