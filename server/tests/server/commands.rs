//! The commands as processes: what they say, and with which code they end.

use std::io::{BufRead, BufReader};
use std::process::{Child, Stdio};

use serde_json::Value;

use crate::support::{Ended, Lianqin, free_addr, fresh_database};

/// A server process that is killed when the test ends.
struct Serving {
    child: Child,
    url: String,
}

impl Serving {
    fn start(lianqin: &Lianqin, words: &[&str]) -> Self {
        let site = lianqin.path("site");
        if !site.exists() {
            std::fs::rename(crate::support::site().keep(), &site).expect("a site");
        }
        let mut child = lianqin
            .command(words)
            .args(["--json", "--addr", "127.0.0.1:0", "--site-root", "site"])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("the program runs");
        let mut line = String::new();
        BufReader::new(child.stdout.take().expect("stdout"))
            .read_line(&mut line)
            .expect("a line");
        let ready: Value = serde_json::from_str(&line).expect("it says where it listens");
        Self {
            child,
            url: ready["url"].as_str().expect("an address").to_owned(),
        }
    }

    async fn status(&self, path: &str) -> u16 {
        reqwest::get(format!("{}{path}", self.url))
            .await
            .expect("an answer")
            .status()
            .as_u16()
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn every_command_explains_itself() {
    let lianqin = Lianqin::private();
    for command in [
        "serve", "demo", "migrate", "import", "watch", "pull", "seed", "export", "grid",
    ] {
        let told = lianqin.run(&[command, "--help"]);
        assert_eq!(told.code, Some(0), "{told:?}");
        assert!(
            told.stdout.contains("--data-dir") && told.stdout.contains("--database-url"),
            "{told:?}"
        );
        let serves = matches!(command, "serve" | "demo");
        assert_eq!(told.stdout.contains("--addr"), serves, "{command}");
    }
}

#[test]
fn bad_use_ends_with_two() {
    let lianqin = Lianqin::private();
    for words in [&["import"][..], &["serve", "--colour"], &["fly"], &[]] {
        assert_eq!(lianqin.run(words).code, Some(2), "{words:?}");
    }
    lianqin.run(&["serve", "--region", "NOT A CODE"]).complaint(2);
    lianqin.write("lianqin.toml", "regoin = 'x'\n");
    let told = lianqin.run(&["migrate"]);
    assert!(told.complaint(2).contains("lianqin.toml: line 1"), "{told:?}");
}

#[tokio::test]
async fn input_that_cannot_be_read_ends_with_two() {
    let lianqin = Lianqin::on(&fresh_database().await);
    lianqin.write("empty.csv", "");
    lianqin.write("other.csv", "a,b\n1,2\n");
    let import = |mapping: &str, file: &str| lianqin.run(&["import", "--json", "--mapping", mapping, file]);
    assert!(
        import("pingshan", "missing.csv")
            .complaint(2)
            .contains("missing.csv")
    );
    assert!(import("pingshan", "other.csv").complaint(2).contains("REC_ID"));
    import("pingshan", "empty.csv").complaint(2);
    assert!(
        import("nothing", "other.csv").complaint(2).contains("pingshan"),
        "the shipped ones are named"
    );
}

#[test]
fn without_postgres_it_says_what_to_install() {
    let lianqin = Lianqin::private();
    let mut command = lianqin.command(&["migrate"]);
    let told = command
        .env("LIANQIN_PG_BIN", lianqin.dir.path())
        .output()
        .expect("the program runs");
    let told = Ended::from(told);
    assert!(told.complaint(1).contains("postgresql"), "{told:?}");
}

#[test]
fn an_unreachable_database_is_named_and_what_to_do() {
    let lianqin = Lianqin::on(&format!("postgres://nobody:secret@{}/lianqin", free_addr()));
    let told = lianqin.run(&["migrate"]);
    assert!(told.complaint(1).contains("DATABASE_URL"), "{told:?}");
    assert!(!told.stderr.contains("secret"), "{told:?}");
}

#[tokio::test]
async fn a_database_of_a_newer_program_is_left_alone() {
    let url = fresh_database().await;
    let lianqin = Lianqin::on(&url);
    assert_eq!(
        lianqin.run(&["migrate", "--json"]).summary()["applied"]
            .as_u64()
            .map(|n| n > 0),
        Some(true)
    );
    assert_eq!(lianqin.run(&["migrate", "--json"]).summary()["applied"], 0);
    let db = store::Db::connect(&url, 1).await.expect("the database");
    sqlx::query(
        "insert into _sqlx_migrations (version, description, success, checksum, execution_time)
         values (99990101000000, 'future', true, '', 0)",
    )
    .execute(db.pool())
    .await
    .expect("a newer migration");
    let told = lianqin.run(&["migrate"]);
    assert!(told.complaint(1).contains("99990101000000"), "{told:?}");
}

#[tokio::test]
async fn a_taken_port_and_a_second_server_are_told_apart() {
    let lianqin = Lianqin::on(&fresh_database().await);
    let first = Serving::start(&lianqin, &["serve"]);
    let addr = first.url.trim_start_matches("http://").to_owned();
    let again = ["serve", "--site-root", "site", "--addr", &addr];

    let told = lianqin.run(&again);
    let process = format!("process {}", first.child.id());
    assert!(
        told.complaint(1).contains(&process) && told.stderr.contains("--data-dir"),
        "{told:?}"
    );

    let told = lianqin.run(&[&again[..], &["--data-dir", "other"]].concat());
    assert!(
        told.complaint(1).contains("is taken") && told.stderr.contains("--addr"),
        "{told:?}"
    );
}

#[test]
fn a_server_without_a_built_site_says_how_to_build_it() {
    let lianqin = Lianqin::private();
    let told = lianqin.run(&["serve", "--site-root", "nowhere"]);
    assert!(told.complaint(1).contains("make build"), "{told:?}");
}

#[tokio::test]
async fn an_import_beside_a_running_server_is_seen_by_its_readers() {
    let lianqin = Lianqin::on(&fresh_database().await);
    let server = Serving::start(&lianqin, &["serve"]);
    assert_eq!(server.status("/api/v1/board?region=440310").await, 400);
    lianqin.write("list.csv", "id,time,title\n1,2026-01-02 03:04:05,路灯不亮\n");
    lianqin.write(
        "my.toml",
        "[region]\ncode='440310'\nname='坪山区'\ntime_zone='Asia/Shanghai'\nlocale='zh-CN'\nscheme='h3'\n\
         [formats]\ntime=['%Y-%m-%d %H:%M:%S']\n\
         [columns]\nexternal_id='id'\nreceived_at='time'\ntitle='title'\n[constants]\nsource='12345'\n",
    );
    lianqin.import("my.toml", "440310", &lianqin.path("list.csv"));
    let url = format!(
        "{}/api/v1/board?region=440310&from=2026-01-01&to=2026-02-01",
        server.url
    );
    for _ in 0..50 {
        let response = reqwest::get(&url).await.expect("an answer");
        if response.status() == 200 {
            let board: Value = serde_json::from_str(&response.text().await.expect("a body")).expect("JSON");
            if board["totals"]["received"] == 1 {
                return;
            }
        }
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    }
    panic!("the running server does not see the import");
}

#[tokio::test]
async fn a_killed_server_starts_again_on_its_private_cluster_with_everything_committed() {
    let lianqin = Lianqin::private();
    lianqin.write("list.csv", "id,time,title\n1,2026-01-02 03:04:05,路灯不亮\n");
    lianqin.write(
        "my.toml",
        "[region]\ncode='440310'\nname='坪山区'\ntime_zone='Asia/Shanghai'\nlocale='zh-CN'\nscheme='h3'\n\
         [formats]\ntime=['%Y-%m-%d %H:%M:%S']\n\
         [columns]\nexternal_id='id'\nreceived_at='time'\ntitle='title'\n[constants]\nsource='12345'\n",
    );
    let first = Serving::start(&lianqin, &["serve"]);
    lianqin.import("my.toml", "440310", &lianqin.path("list.csv"));
    drop(first);
    let second = Serving::start(&lianqin, &["serve"]);
    let board = reqwest::get(format!(
        "{}/api/v1/board?region=440310&from=2026-01-01&to=2026-02-01",
        second.url
    ));
    let board: Value =
        serde_json::from_str(&board.await.expect("an answer").text().await.expect("a body")).expect("JSON");
    assert_eq!(board["totals"]["received"], 1, "{board}");
    drop(second);
    // The last one out stops the cluster.
    assert_eq!(lianqin.run(&["migrate", "--json"]).summary()["applied"], 0);
}

#[tokio::test]
async fn a_signal_ends_a_server_with_success() {
    let lianqin = Lianqin::on(&fresh_database().await);
    let mut server = Serving::start(&lianqin, &["serve"]);
    assert_eq!(server.status("/healthz").await, 200);
    let pid = rustix::process::Pid::from_raw(server.child.id().cast_signed()).expect("a process");
    rustix::process::kill_process(pid, rustix::process::Signal::TERM).expect("a signal");
    assert!(server.child.wait().expect("an end").success());
}
