//! An import that is killed again and again, at moments nobody chose.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::{BufWriter, Write};
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

use rand::rngs::SmallRng;
use rand::{Rng, SeedableRng};
use serde_json::Value;
use store::Db;

use crate::support::{Lianqin, assert_same, fresh_database, picture, sums};

/// Rows of a usual run.
const ROWS: u64 = 20_000;
const KILLS: usize = 5;
/// Up to so many rows, what differs is shown.
const SHOWN: u64 = 100_000;

const MAPPING: &str = "[region]\ncode='small'\nname='小区'\ntime_zone='Asia/Shanghai'\nlocale='zh-CN'\nscheme='h3'\n\
    [columns]\nexternal_id='id'\nversion='version'\nreceived_at='at'\nclosed_at='done'\ndue_at='due'\ntitle='title'\n\
    address='where'\ncategory='kind'\ndepartment='unit'\nreporter='who'\nlng='lng'\nlat='lat'\n\
    [constants]\nsource='12345'\ntier='exact'\nrounding='none'\n";

/// Records, some of them again with newer or older content, some of one matter, and rows that are none.
fn list(path: &std::path::Path, rows: u64) {
    let mut out = BufWriter::new(std::fs::File::create(path).expect("a list"));
    let mut line = String::from("id,version,at,done,due,title,where,kind,unit,who,lng,lat\n");
    for row in 0..rows {
        // Every fiftieth row is of a record that has come before.
        let (id, version) = if row % 50 == 49 {
            (row / 2, row % 3)
        } else {
            (row, 1)
        };
        let (day, hour, minute, second) = (1 + row / 1440 % 28, row / 60 % 24, row % 60, row * 7 % 60);
        let month = 1 + row / 40_320 % 12;
        let at = if row % 997 == 0 {
            "never".to_owned()
        } else {
            format!("2025-{month:02}-{day:02} {hour:02}:{minute:02}:{second:02}")
        };
        let done = if row % 3 == 0 {
            format!("2026-02-{day:02} {hour:02}:00:00")
        } else {
            String::new()
        };
        let due = if row % 4 == 0 {
            format!("2026-01-{day:02} 12:00:00")
        } else {
            String::new()
        };
        // Three in a row are of one matter now and then.
        let spot = if row % 40 < 3 { row / 40 } else { row };
        // Texts that have nothing in common, so that not everything is compared with everything.
        let words = spot.wrapping_mul(0x9e37_79b9_7f4a_7c15);
        writeln!(
            line,
            "{id},{version},{at},{done},{due},{words:016x} {},东街{spot}号,类{},单位{},人{},{:.5},{:.5}",
            row % 7,
            spot % 23,
            row % 40,
            row % 9_000,
            121.0 + (spot * 37 % 10_000) as f64 / 20_000.0,
            28.4 + (spot * 91 % 10_000) as f64 / 20_000.0,
        )
        .expect("text");
        if line.len() > 1 << 16 {
            out.write_all(line.as_bytes()).expect("written");
            line.clear();
        }
    }
    out.write_all(line.as_bytes()).expect("written");
    out.flush().expect("written");
}

async fn lianqin(list: &std::path::Path) -> (Lianqin, Db) {
    let url = fresh_database().await;
    let lianqin = Lianqin::on(&url);
    lianqin.write("small.toml", MAPPING);
    std::os::unix::fs::symlink(list, lianqin.path("list.csv")).expect("a link");
    (lianqin, Db::connect(&url, 2).await.expect("the database"))
}

const IMPORT: [&str; 5] = ["import", "--json", "--mapping", "small.toml", "list.csv"];

fn started(lianqin: &Lianqin) -> Child {
    let mut command = lianqin.command(&IMPORT);
    command.stdout(Stdio::null()).stderr(Stdio::null());
    command.spawn().expect("the program runs")
}

/// How many records and rows in quarantine there are; none where there is no table yet.
async fn counts(db: &Db) -> (i64, i64) {
    let counts = sqlx::query_as(
        "select (select count(*) from private.source_records), (select count(*) from private.quarantine)",
    );
    counts.fetch_one(db.pool()).await.unwrap_or((0, 0))
}

#[tokio::test]
async fn an_import_killed_at_random_moments_ends_as_one_that_was_not() {
    let rows =
        std::env::var("LIANQIN_SOAK_ROWS").map_or(ROWS, |rows| rows.parse().expect("a number of rows"));
    let seed =
        std::env::var("LIANQIN_SEED").map_or_else(|_| rand::random(), |seed| seed.parse().expect("a number"));
    eprintln!("{rows} rows, LIANQIN_SEED={seed}");
    let mut rng = SmallRng::seed_from_u64(seed);
    let dir = tempfile::tempdir().expect("a directory");
    let path = dir.path().join("list.csv");
    list(&path, rows);

    let (undisturbed, wanted) = lianqin(&path).await;
    let begun = Instant::now();
    let summary = undisturbed.run(&IMPORT).summary();
    let took = begun.elapsed();
    eprintln!("undisturbed in {took:.1?}: {summary}");
    assert_eq!(summary["read"], rows);
    assert!(
        ["updated", "rejected", "joined"]
            .iter()
            .all(|kind| summary[kind].as_u64() > Some(0)),
        "{summary}"
    );

    let (killed, db) = lianqin(&path).await;
    let all = counts(&wanted).await;
    let mut partial = 0;
    for number in 1..=KILLS {
        let before = counts(&db).await;
        let mut child = started(&killed);
        // Every other one anywhere, the others soon after they have committed something, however slow the machine is.
        let until = Instant::now() + took;
        while number % 2 == 1 && counts(&db).await == before && Instant::now() < until {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        tokio::time::sleep(took.mul_f64(rng.random_range(0.0..0.2))).await;
        let ran = child.try_wait().expect("a state").is_none();
        child.kill().expect("killed");
        child.wait().expect("dead");
        // What it was about to commit is decided before anybody looks.
        tokio::time::sleep(Duration::from_millis(200)).await;
        let now = counts(&db).await;
        eprintln!("kill {number}: {} of {} records", now.0, all.0);
        partial += usize::from(ran && now.0 > 0 && now.0 < all.0);
    }
    assert!(partial > 0, "no kill came in the middle");
    let last: Value = killed.run(&IMPORT).summary();
    assert_eq!(
        (&last["read"], &last["rejected"]),
        (&summary["read"], &summary["rejected"])
    );
    assert_eq!(counts(&db).await, all);
    let (wanted_sums, killed_sums) = (sums(&wanted, "small").await, sums(&db, "small").await);
    if wanted_sums != killed_sums && rows <= SHOWN {
        assert_same(&picture(&wanted, "small").await, &picture(&db, "small").await);
    }
    let counted: BTreeMap<_, _> = wanted_sums
        .iter()
        .map(|(table, (count, _))| (*table, *count))
        .collect();
    eprintln!("{counted:?}");
    assert_eq!(wanted_sums, killed_sums);
    let published = i64::try_from(summary["new"].as_u64().expect("a count")).expect("a count");
    assert_eq!(counted["published totals"], published, "every case is counted");
    assert_eq!(
        killed.run(&IMPORT).summary()["unchanged"].as_u64(),
        Some(rows - summary["rejected"].as_u64().expect("a count"))
    );
}
