//! `lianqin pull` against a system that fails, throttles, repeats itself and hangs up.

use std::collections::VecDeque;
use std::convert::Infallible;
use std::net::SocketAddr;
use std::process::Stdio;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::{Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use futures::StreamExt;
use http::{HeaderMap, StatusCode};
use serde_json::{Value, json};

use crate::support::{Lianqin, assert_same, fresh_database, picture};

const PER_PAGE: usize = 20;
const PAGES: usize = 12;

/// How the system answers the next request instead of with a page.
#[derive(Debug, Clone, Copy)]
enum Mood {
    Busy,
    Throttling,
    Slow,
    HangsUp,
    RepeatsItself,
    Elsewhere(SocketAddr),
    OnItsOwnHost,
    Endless,
    Garbled,
}

#[derive(Clone, Default)]
struct Offered {
    moods: Arc<Mutex<VecDeque<Mood>>>,
    /// Cursors it was asked for, and keys it was shown.
    asked: Arc<Mutex<Vec<(String, String)>>>,
    /// Before every page.
    pause: Duration,
    /// Only whoever shows this sees anything.
    key: Option<&'static str>,
}

impl Offered {
    async fn serve(self) -> SocketAddr {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0")
            .await
            .expect("a free port");
        let addr = listener.local_addr().expect("its address");
        let router = Router::new()
            .route("/records", get(page))
            .route("/moved", get(page))
            .with_state(self);
        tokio::spawn(async move { axum::serve(listener, router).await });
        addr
    }

    fn cursors(&self) -> Vec<String> {
        let asked = self.asked.lock().expect("asked");
        asked.iter().map(|(cursor, _)| cursor.clone()).collect()
    }
}

fn record(number: usize) -> Value {
    let (hour, minute) = (number / 60 % 24, number % 60);
    json!({
        "id": format!("R{number}"),
        "at": format!("2026-03-{:02} {hour:02}:{minute:02}:00", 1 + number / 1440),
        "title": format!("第{number}条"),
        "place": {"lng": 121.0 + number as f64 / 1000.0, "lat": 28.5},
    })
}

fn records(page: usize) -> Value {
    let rows = (page * PER_PAGE..(page + 1) * PER_PAGE).map(record);
    let next = if page + 1 < PAGES {
        json!(format!("p {}", page + 1))
    } else {
        Value::Null
    };
    json!({"data": {"items": rows.collect::<Vec<_>>(), "next": next}})
}

async fn page(
    State(offered): State<Offered>,
    Query(query): Query<Vec<(String, String)>>,
    headers: HeaderMap,
) -> Response {
    let cursor = query
        .iter()
        .find(|(name, _)| name == "since")
        .map(|(_, value)| value.clone())
        .unwrap_or_default();
    let shown = headers
        .get("x-key")
        .and_then(|key| key.to_str().ok())
        .unwrap_or_default();
    offered
        .asked
        .lock()
        .expect("asked")
        .push((cursor.clone(), shown.to_owned()));
    if offered.key.is_some_and(|key| key != shown) {
        return StatusCode::UNAUTHORIZED.into_response();
    }
    tokio::time::sleep(offered.pause).await;
    let number = cursor
        .strip_prefix("p ")
        .and_then(|number| number.trim_end_matches('!').parse().ok())
        .unwrap_or(0);
    let whole = || records(number).to_string();
    let mood = offered.moods.lock().expect("moods").pop_front();
    match mood {
        None => whole().into_response(),
        Some(Mood::Busy) => StatusCode::SERVICE_UNAVAILABLE.into_response(),
        Some(Mood::Throttling) => (StatusCode::TOO_MANY_REQUESTS, [("retry-after", "1")]).into_response(),
        Some(Mood::Slow) => {
            tokio::time::sleep(Duration::from_secs(5)).await;
            whole().into_response()
        }
        Some(Mood::HangsUp) => {
            let begun = futures::stream::once(async { Ok("{\"data\": {\"items\": [") });
            let broken = futures::stream::once(async { Err(std::io::Error::other("gone")) });
            Body::from_stream(begun.chain(broken)).into_response()
        }
        Some(Mood::RepeatsItself) => {
            let mut before = records(number.saturating_sub(1));
            before["data"]["next"] = json!(cursor.clone() + "!");
            before.to_string().into_response()
        }
        Some(Mood::Elsewhere(addr)) => Redirect::temporary(&format!("http://{addr}/records")).into_response(),
        Some(Mood::OnItsOwnHost) => Redirect::temporary("/moved?since=p+11").into_response(),
        Some(Mood::Endless) => {
            let more = futures::stream::repeat_with(|| Ok::<_, Infallible>(vec![b' '; 1 << 20]));
            Body::from_stream(more).into_response()
        }
        Some(Mood::Garbled) => "<html>maintenance</html>".into_response(),
    }
}

fn mapping(addr: SocketAddr, more: &str) -> String {
    format!(
        "[region]\ncode='small'\nname='小区'\ntime_zone='Asia/Shanghai'\nlocale='zh-CN'\nscheme='h3'\n\
         [system]\ncode='offered'\nname='O'\nkind='12345'\n\
         [pull]\nurl='http://{addr}/records?size=20'\ncursor='since'\nrecords='data.items'\nnext='data.next'\n{more}\
         [columns]\nexternal_id='id'\nreceived_at='at'\ntitle='title'\nlng='place.lng'\nlat='place.lat'\n"
    )
}

const PULL: [&str; 12] = [
    "pull",
    "--json",
    "--region",
    "small",
    "--mapping",
    "pull.toml",
    "--first-pause",
    "20ms",
    "--timeout",
    "1s",
    "--tries",
    "4",
];

async fn lianqin(offered: &Offered, more: &str) -> (Lianqin, String) {
    let url = fresh_database().await;
    let lianqin = Lianqin::on(&url);
    let addr = offered.clone().serve().await;
    lianqin.write("pull.toml", &mapping(addr, more));
    (lianqin, url)
}

/// Runs the command without standing in the way of the system it asks.
async fn run(lianqin: Lianqin, words: &'static [&'static str]) -> (Lianqin, crate::support::Ended) {
    tokio::task::spawn_blocking(move || {
        let ended = lianqin.run(words);
        (lianqin, ended)
    })
    .await
    .expect("it runs")
}

async fn picture_of(url: &str) -> crate::support::Picture {
    let db = store::Db::connect(url, 1).await.expect("the database");
    picture(&db, "small").await
}

/// What an undisturbed pull makes.
async fn undisturbed() -> crate::support::Picture {
    let (lianqin, url) = lianqin(&Offered::default(), "").await;
    let (_lianqin, ended) = run(lianqin, &PULL).await;
    let summary = ended.summary();
    assert_eq!(
        (&summary["pages"], &summary["new"]),
        (&json!(PAGES), &json!(PAGES * PER_PAGE))
    );
    picture_of(&url).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_system_that_fails_throttles_hangs_up_and_repeats_itself_gives_the_same_in_the_end() {
    let offered = Offered::default();
    offered
        .moods
        .lock()
        .expect("moods")
        .extend([Mood::Busy, Mood::Throttling, Mood::HangsUp, Mood::Slow]);
    let (lianqin, url) = lianqin(&offered, "").await;
    let (lianqin, ended) = run(lianqin, &PULL).await;
    // The fourth try of one page is the last.
    assert!(ended.complaint(1).contains("in 4 tries"), "{ended:?}");
    assert_eq!(offered.cursors(), ["", "", "", ""]);

    offered
        .moods
        .lock()
        .expect("moods")
        .extend([Mood::HangsUp, Mood::Busy]);
    let (lianqin, ended) = run(lianqin, &PULL).await;
    let summary = ended.summary();
    assert_eq!(
        (&summary["pages"], &summary["new"], &summary["tried_again"]),
        (&json!(PAGES), &json!(PAGES * PER_PAGE), &json!(2))
    );
    let before = picture_of(&url).await;
    assert_eq!(before["published totals"].len(), PAGES * PER_PAGE);

    // The next round begins where the last one ended, and what comes twice changes nothing.
    let begun = offered.cursors().len();
    offered
        .moods
        .lock()
        .expect("moods")
        .push_back(Mood::RepeatsItself);
    let (_lianqin, ended) = run(lianqin, &PULL).await;
    assert_eq!(offered.cursors()[begun], "p 11");
    assert_eq!(ended.summary()["new"], 0, "{ended:?}");
    assert_same(&before, &picture_of(&url).await);
    assert_same(&undisturbed().await, &before);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_pull_that_is_killed_goes_on_where_it_stopped_and_ends_the_same() {
    let offered = Offered {
        pause: Duration::from_millis(60),
        ..Offered::default()
    };
    let (lianqin, url) = lianqin(&offered, "").await;
    for wait in [2, 3, 4] {
        let begun = offered.cursors().len();
        let mut child = lianqin
            .command(&PULL)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("the program runs");
        while offered.cursors().len() < begun + wait && child.try_wait().expect("a state").is_none() {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        child.kill().expect("killed");
        child.wait().expect("dead");
    }
    let killed = offered.cursors().len();
    let (_lianqin, ended) = run(lianqin, &PULL).await;
    let summary = ended.summary();
    assert!(
        summary["pages"].as_u64().expect("pages") < PAGES as u64,
        "it went on: {summary}"
    );
    assert_ne!(offered.cursors()[killed], "");
    assert_same(&undisturbed().await, &picture_of(&url).await);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_redirect_is_followed_to_another_host_and_no_key_goes_there() {
    let other = Offered::default();
    let elsewhere = other.clone().serve().await;
    let offered = Offered {
        key: Some("Key s3cret"),
        ..Offered::default()
    };
    offered
        .moods
        .lock()
        .expect("moods")
        .push_back(Mood::Elsewhere(elsewhere));
    let key = "[pull.key]\nheader='X-Key'\nbefore='Key '\nfile='key.txt'\n";
    let (lianqin, _) = lianqin(&offered, key).await;
    lianqin.write("key.txt", "s3cret\n");
    let (lianqin, ended) = run(lianqin, &PULL).await;
    assert!(ended.complaint(1).contains("another host"), "{ended:?}");
    assert!(other.cursors().is_empty());
    // On its own host it may move.
    offered.moods.lock().expect("moods").push_back(Mood::OnItsOwnHost);
    let (_lianqin, ended) = run(lianqin, &PULL).await;
    assert_eq!(ended.summary()["new"], PER_PAGE, "{ended:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_no_page_ends_the_round_with_the_reason_and_what_came_before_stays() {
    for (mood, said) in [(Mood::Endless, "more than 8 MiB"), (Mood::Garbled, "no JSON")] {
        let offered = Offered::default();
        let (lianqin, url) = lianqin(&offered, "").await;
        // The first page is good.
        let (lianqin, _) = {
            offered
                .moods
                .lock()
                .expect("moods")
                .push_back(Mood::RepeatsItself);
            offered.moods.lock().expect("moods").push_back(mood);
            run(lianqin, &["migrate"]).await
        };
        let (lianqin, ended) = run(lianqin, &PULL).await;
        assert!(ended.complaint(1).contains(said), "{ended:?}");
        assert_eq!(picture_of(&url).await["records"].len(), PER_PAGE);
        assert_eq!(offered.cursors(), ["", "!"]);
        drop(lianqin);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_key_that_is_missing_or_wrong_is_told_at_once_and_never_shown() {
    let offered = Offered {
        key: Some("right"),
        ..Offered::default()
    };
    let key = "[pull.key]\nheader='X-Key'\nenv='OFFERED_KEY'\n";
    let (lianqin, _) = lianqin(&offered, key).await;
    let (lianqin, ended) = run(lianqin, &PULL).await;
    assert!(ended.complaint(2).contains("OFFERED_KEY is not set"), "{ended:?}");
    assert!(offered.cursors().is_empty());
    let with = |lianqin: &Lianqin, key: &str| {
        let mut command = lianqin.command(&PULL);
        command.env("OFFERED_KEY", key);
        tokio::task::spawn_blocking(move || crate::support::Ended::from(command.output().expect("it runs")))
    };
    let wrong = with(&lianqin, "wrong-one").await.expect("it runs");
    assert!(
        wrong.complaint(1).contains("[pull.key]") && !wrong.stderr.contains("wrong-one"),
        "{wrong:?}"
    );
    assert_eq!(offered.cursors().len(), 1, "a refusal is not asked again");
    let right = with(&lianqin, "right").await.expect("it runs");
    assert_eq!(right.summary()["new"], PAGES * PER_PAGE);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_pull_that_goes_on_outlives_a_failure_and_takes_what_comes_later() {
    let offered = Offered::default();
    offered.moods.lock().expect("moods").extend([Mood::Garbled]);
    let (lianqin, url) = lianqin(&offered, "").await;
    let mut child = lianqin
        .command(&PULL)
        .args(["--every", "100ms"])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("the program runs");
    for _ in 0..400 {
        if offered.cursors().len() > PAGES + 3 {
            break;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    assert!(child.try_wait().expect("a state").is_none(), "it goes on");
    child.kill().expect("killed");
    child.wait().expect("dead");
    assert_eq!(picture_of(&url).await["records"].len(), PAGES * PER_PAGE);
}
