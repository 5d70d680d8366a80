//! The database goes away and comes back while people act.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

use cluster::{Cluster, ClusterOptions};
use domain::case::Role;
use reqwest::{Client, Method};
use rustix::process::{Pid, Signal, kill_process};
use serde_json::{Value, json};
use tempfile::TempDir;
use uuid::Uuid;

use crate::support::{World, problem, record};

const CLIENTS: usize = 8;
const CASES_OF_EACH: usize = 3;
/// Actions between two restarts.
const CALM: usize = 100;

/// A Postgres of this test's own, that keeps what it committed.
struct Own {
    cluster: Arc<Cluster>,
    files: PathBuf,
    _dir: TempDir,
}

impl Own {
    fn start() -> Self {
        let dir = tempfile::tempdir().expect("a directory");
        let options = ClusterOptions::new(dir.path());
        let cluster = Cluster::start(&options).expect("a cluster");
        Self {
            cluster: Arc::new(cluster),
            // As root its files are elsewhere.
            files: std::fs::canonicalize(dir.path().join("postgres")).expect("its files"),
            _dir: dir,
        }
    }

    /// Sends `signal` to the server, waits until it is gone, and starts it anew.
    fn restart(&self, signal: Signal) {
        let pid = self.cluster.postmaster_pid().expect("runs").cast_signed();
        kill_process(Pid::from_raw(pid).expect("a process id"), signal).expect("is told");
        for _ in 0..600 {
            if self
                .cluster
                .postmaster_pid()
                .is_none_or(|found| found.cast_signed() != pid)
            {
                break;
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        self.cluster.revive().expect("runs again");
    }
}

impl Drop for Own {
    fn drop(&mut self) {
        if let Some(pid) = self
            .cluster
            .postmaster_pid()
            .and_then(|pid| Pid::from_raw(pid.cast_signed()))
        {
            let _ = kill_process(pid, Signal::QUIT);
        }
        let _ = std::fs::remove_dir_all(&self.files);
    }
}

/// Somebody who acts on cases of their own, and acts again until they are told that it is done.
struct Person {
    client: Client,
    base: String,
    token: String,
    /// Codes and versions.
    cases: Vec<(String, u64)>,
    done: Arc<AtomicUsize>,
    refused: Arc<AtomicUsize>,
}

impl Person {
    /// Every action taken: the case's code, its version after it, its id.
    async fn work(mut self, stop: Arc<AtomicBool>) -> Vec<(String, u64, Uuid)> {
        let mut taken = Vec::new();
        while !stop.load(Ordering::Relaxed) {
            let turn = taken.len() % self.cases.len();
            let (code, version) = self.cases[turn].clone();
            let action_id = Uuid::new_v4();
            let after = self.comment(&code, version, action_id).await;
            assert_eq!(after, version + 1, "nobody else acts on {code}");
            self.cases[turn].1 = after;
            taken.push((code, after, action_id));
            self.done.fetch_add(1, Ordering::Relaxed);
        }
        taken
    }

    /// The version after the comment.
    async fn comment(&self, code: &str, version: u64, action_id: Uuid) -> u64 {
        let body = json!({
            "action_id": action_id,
            "version": version,
            "command": { "action": "comment", "note": "去看过了" },
        });
        loop {
            let request = self
                .client
                .post(format!("{}/api/v1/staff/cases/{code}/actions", self.base))
                .bearer_auth(&self.token)
                .json(&body);
            let response = request.send().await.expect("every request is answered");
            if response.status() == 200 {
                let acted: Value = response.json().await.expect("JSON");
                return acted["version"].as_u64().expect("a version");
            }
            let wait = response.headers().get("retry-after").cloned();
            let told = problem(503, response).await;
            let wait: u64 = wait
                .unwrap_or_else(|| panic!("no word when to try again: {told}"))
                .to_str()
                .expect("text")
                .parse()
                .expect("seconds");
            assert!((1..=60).contains(&wait), "{wait} s");
            self.refused.fetch_add(1, Ordering::Relaxed);
            // Sooner than asked for: harder for the server.
            tokio::time::sleep(Duration::from_millis(200)).await;
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn while_the_database_restarts_requests_fail_clearly_then_recover_and_nothing_is_done_twice() {
    let own = tokio::task::spawn_blocking(Own::start).await.expect("started");
    let world = World::on(&own.cluster.url("postgres")).await;
    let ids = 0..CLIENTS * CASES_OF_EACH;
    world
        .take(
            ids.map(|id| record(&id.to_string()).department("roads").build())
                .collect(),
        )
        .await;
    world.person("chen", Role::Supervisor, None).await;
    let token = world.token("chen").await;
    let server = world.serve().await;
    let cases: Vec<(String, i32)> = sqlx::query_as("select public_code, version from core.cases order by 1")
        .fetch_all(world.db.pool())
        .await
        .expect("cases");
    let cases: Vec<(String, u64)> = cases
        .into_iter()
        .map(|(code, version)| (code, u64::try_from(version).expect("positive")))
        .collect();

    let (stop, done, refused) = (Arc::<AtomicBool>::default(), Arc::default(), Arc::default());
    let people: Vec<_> = cases
        .chunks(CASES_OF_EACH)
        .map(|cases| {
            let person = Person {
                client: Client::builder()
                    .timeout(Duration::from_secs(60))
                    .build()
                    .expect("a client"),
                base: format!("http://{}", server.addr),
                token: token.clone(),
                cases: cases.to_vec(),
                done: Arc::clone(&done),
                refused: Arc::clone(&refused),
            };
            tokio::spawn(person.work(Arc::clone(&stop)))
        })
        .collect();
    let calm = async |done: &AtomicUsize| {
        let until = done.load(Ordering::Relaxed) + CALM;
        tokio::time::timeout(Duration::from_secs(60), async {
            while done.load(Ordering::Relaxed) < until {
                tokio::time::sleep(Duration::from_millis(10)).await;
            }
        })
        .await
        .expect("people can act again");
    };
    calm(&done).await;
    // Told to end at once; then without a chance to say anything.
    for signal in [Signal::INT, Signal::QUIT] {
        tokio::task::block_in_place(|| own.restart(signal));
        calm(&done).await;
    }
    // A restart may be over before anybody has asked; of two, at least one was felt.
    assert!(refused.load(Ordering::Relaxed) > 0, "the database was away");
    stop.store(true, Ordering::Relaxed);
    let mut taken = Vec::new();
    for person in people {
        taken.extend(person.await.expect("only done, or told to try again"));
    }

    for (code, version, action_id) in &taken {
        let events: Vec<(i32, String)> = sqlx::query_as(
            "select seq, public_code from core.case_events join core.cases using (region_code, case_id)
             where action_id = $1",
        )
        .bind(action_id)
        .fetch_all(world.db.pool())
        .await
        .expect("events");
        let expected = (i32::try_from(*version).expect("small"), code.clone());
        assert_eq!(events, [expected], "{action_id}");
    }
    let before: u64 = cases.iter().map(|(_, version)| version).sum();
    let (events, odd): (i64, i64) = sqlx::query_as(
        "select sum(events)::bigint, count(*) filter (where not (events = version and last = version and first = 1))
         from core.cases
         join (select case_id, count(*) as events, max(seq) as last, min(seq) as first
               from core.case_events group by 1) as e using (case_id)",
    )
    .fetch_one(world.db.pool())
    .await
    .expect("versions");
    assert_eq!(odd, 0, "versions without gaps");
    let expected = before + u64::try_from(taken.len()).expect("small");
    assert_eq!(u64::try_from(events).expect("positive"), expected);
    assert_eq!(
        server
            .request(Method::GET, "/readyz")
            .send()
            .await
            .expect("an answer")
            .status(),
        200
    );
    server.stop().await;
    world.db.close().await;
}
