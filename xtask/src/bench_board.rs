//! `cargo xtask bench-board`: a board of thirty days from the ledger, beside the best that SQL does for the same rows on
//! a Postgres of our own in the same run.
//!
//! Postgres has a covering index by receipt and a table that is vacuumed and cached; what it takes is what it says itself
//! (`explain analyze`), without the way to the client. The ledger's side is `cargo bench --package lens --bench board`, whose output
//! is shown whole.

use std::fs;

use anyhow::{Context, Result};
use cluster::{Cluster, ClusterOptions};

use crate::{
    setup::{self, Need},
    shell,
};

/// Questions to Postgres.
const QUESTIONS: usize = 60;
const DATABASE: &str = "board";

/// As many cases for both; sixty departments, three years.
pub(crate) fn run(cases: usize) -> Result<()> {
    let root = shell::root()?;
    setup::ensure(Need::Postgres, &root)?;
    let place = root.join("target/bench-board");
    if place.exists() {
        fs::remove_dir_all(&place)?;
    }
    fs::create_dir_all(&place)?;
    let cluster = Cluster::start(&ClusterOptions::new(place.join("data")))?;
    cluster.psql("postgres", &format!("create database {DATABASE}"))?;
    fill(&cluster, cases)?;
    let (sql, worst) = ask(&cluster)?;
    eprintln!("{cases} cases in Postgres: 30 days by department p50 {sql:.2} ms, p99 {worst:.2} ms");
    drop(cluster);

    let mut bench = shell::cargo();
    bench
        .args(["bench", "--package", "lens", "--bench", "board"])
        .env("LIANQIN_BENCH_N", cases.to_string())
        .current_dir(&root);
    let output = shell::output(&mut bench)?;
    eprintln!("{output}");
    let ours = output
        .lines()
        .find_map(|line| line.strip_prefix("30 days, figures alone: p50 "))
        .and_then(|line| line.split(' ').next())
        .and_then(|number| number.parse::<f64>().ok())
        .context("the ledger's figures")?;
    eprintln!(
        "a board of 30 days: SQL {sql:.2} ms, ledger {ours:.3} ms, ratio {:.0}",
        sql / ours
    );
    Ok(())
}

/// Rows as the tally has them, with the index that suits the question best.
fn fill(cluster: &Cluster, cases: usize) -> Result<()> {
    for statement in [
        "create table tally (department smallint not null, received_at timestamptz not null, due_at timestamptz,
            closed boolean not null, closed_at timestamptz, suspended boolean not null, satisfied boolean,
            dispatched boolean not null, signed_in_time boolean not null, solved boolean, handling integer)"
            .to_owned(),
        format!(
            "insert into tally
             select (random() * 59)::int, at, case when random() < 0.8 then at + random() * interval '14 days' end,
                    is_closed, case when is_closed then at + random() * interval '20 days' end, random() < 0.01,
                    case when random() < 0.3 then random() < 0.9 end, random() < 0.95, random() < 0.9,
                    case when random() < 0.3 then random() < 0.8 end, (random() * 20000)::int
             from (select now() - interval '3 years' * (1 - i / {cases}.0) as at,
                          random() < case when i < 0.95 * {cases} then 0.99 else 0.5 end as is_closed
                   from generate_series(1, {cases}) as i) as made"
        ),
        "create index by_receipt on tally (received_at) include (department, due_at, closed, closed_at, suspended,
            satisfied, dispatched, signed_in_time, solved)"
            .to_owned(),
        "vacuum analyze tally".to_owned(),
    ] {
        cluster.psql(DATABASE, &statement)?;
    }
    Ok(())
}

/// The middle and the 99th percentile, milliseconds.
fn ask(cluster: &Cluster) -> Result<(f64, f64)> {
    let question = "explain (analyze, timing off) select department, count(*) as received,
            count(*) filter (where due_at is not null and (closed or due_at < now())) as due,
            count(*) filter (where suspended and not closed and due_at < now()) as suspended,
            count(*) filter (where closed) as closed,
            count(*) filter (where closed and due_at is not null) as due_closed,
            count(*) filter (where closed and closed_at <= due_at) as on_time,
            count(*) filter (where not closed and not suspended and due_at < now()) as overdue,
            count(satisfied) as verdicts, count(*) filter (where satisfied) as satisfied,
            count(*) filter (where dispatched) as dispatched, count(*) filter (where signed_in_time) as signed,
            count(solved) as answers, count(*) filter (where solved) as solved
        from tally where received_at >= now() - interval '30 days' group by department order by department;";
    let answer = cluster.psql(DATABASE, &question.repeat(QUESTIONS))?;
    let mut times: Vec<f64> = answer
        .lines()
        .filter_map(|line| {
            let (_, time) = line.split_once("Execution Time: ")?;
            time.trim_end_matches(" ms").trim().parse().ok()
        })
        .collect();
    times.sort_by(f64::total_cmp);
    let at = |part: usize| times.get(times.len() * part / 100).copied();
    Ok((
        at(50).context("no time was told")?,
        at(99).context("no time was told")?,
    ))
}
