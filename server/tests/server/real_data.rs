//! Real lists, from the command to the interface: nothing lost, every verdict as the source's own.

use std::collections::BTreeMap;
use std::path::Path;

use flate2::read::GzDecoder;
use serde_json::Value;

use crate::support::{Lianqin, Running, World, fresh_database};

type Row = BTreeMap<String, String>;

fn rows(reader: impl std::io::Read) -> Vec<Row> {
    csv::Reader::from_reader(reader)
        .deserialize()
        .map(|row| row.expect("CSV"))
        .collect()
}

/// Counts by department: due, due_closed, closed_on_time.
type Counts = BTreeMap<String, [u64; 3]>;

fn of_board(board: &Value, named: impl Fn(&Value) -> String) -> Counts {
    let count = |row: &Value, name: &str| row[name].as_u64().expect("a count");
    let rows = board["rows"].as_array().expect("rows").iter();
    rows.map(|row| {
        let counts = ["due", "due_closed", "closed_on_time"].map(|name| count(row, name));
        (named(&row["unit"]), counts)
    })
    .filter(|(_, counts)| *counts != [0; 3])
    .collect()
}

async fn imported(mapping: &str, region: &str, file: &Path) -> (Lianqin, Running, Value) {
    let url = fresh_database().await;
    let lianqin = Lianqin::on(&url);
    let summary = lianqin.import(mapping, region, file);
    let server = World::of(&url, region).await.serve().await;
    (lianqin, server, summary)
}

#[tokio::test]
async fn pingshan_loses_no_row_and_its_own_flags_are_the_boards_counts() {
    let Some(data) = testkit::data_dir() else { return };
    let file = data.join("pingshan/events-7000.csv");
    let (lianqin, server, first) = imported("pingshan", "440310", &file).await;
    assert_eq!(
        (&first["read"], &first["new"], &first["rejected"]),
        (&7000.into(), &7000.into(), &0.into())
    );
    let second = lianqin.import("pingshan", "440310", &file);
    assert_eq!(
        (&second["read"], &second["unchanged"]),
        (&7000.into(), &7000.into())
    );

    let mut expected = Counts::new();
    let rows = rows(std::fs::File::open(&file).expect("the list"));
    for row in &rows {
        let unit = row["DISPOSE_UNIT_ID"].replace('-', "unassigned");
        let judged = [&row["INTIME_ARCHIVE_NUM"], &row["OVERTIME_ARCHIVE_NUM"]].map(|flag| flag == "1");
        let counts = expected.entry(unit).or_default();
        if judged[0] || judged[1] {
            counts[0] += 1;
            counts[1] += 1;
            counts[2] += u64::from(judged[0]);
        }
    }
    expected.retain(|_, counts| *counts != [0; 3]);
    let board = server
        .json("/api/v1/board?region=440310&from=2018-01-01&to=2019-01-01&group=department")
        .await;
    assert_eq!(board["totals"]["received"], 7000);
    let on_time = rows.iter().filter(|row| row["INTIME_ARCHIVE_NUM"] == "1").count();
    assert_eq!(board["totals"]["closed_on_time"], on_time);
    assert_eq!(
        of_board(&board, |unit| unit["code"].as_str().expect("a code").to_owned()),
        expected
    );
    server.stop().await;
}

#[tokio::test]
async fn boston_is_judged_as_the_city_judges_and_cases_without_target_are_in_no_on_time_figure() {
    let Some(data) = testkit::data_dir() else { return };
    let file = data.join("boston311/requests-2013-2016.csv.gz");
    let (_lianqin, server, first) = imported("boston311", "boston", &file).await;
    assert_eq!((&first["read"], &first["rejected"]), (&22078.into(), &0.into()));

    // By the city's own word, of the rows that have a target.
    let (mut due, mut closed, mut on_time) = (0_u64, 0_u64, 0_u64);
    for row in rows(GzDecoder::new(std::fs::File::open(&file).expect("the list"))) {
        if !row["sla_target_dt"].is_empty() {
            let is_closed = !row["closed_dt"].is_empty();
            due += 1;
            closed += u64::from(is_closed);
            on_time += u64::from(is_closed && row["on_time"] == "ONTIME");
        }
    }
    let board = server
        .json("/api/v1/board?region=boston&from=2010-01-01&to=2020-01-01")
        .await;
    let totals = &board["totals"];
    assert_eq!(totals["received"], 22078);
    assert_eq!(
        ["due", "due_closed", "closed_on_time", "overdue_open"].map(|name| totals[name].as_u64()),
        [Some(due), Some(closed), Some(on_time), Some(due - closed)]
    );
    let sums = of_board(&board, |unit| unit["code"].to_string());
    let sum = |at: usize| sums.values().map(|counts| counts[at]).sum::<u64>();
    assert_eq!(
        [sum(0), sum(1), sum(2)],
        [due, closed, on_time],
        "rows add up to the totals"
    );
    server.stop().await;
}
