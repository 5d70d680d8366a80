use std::time::Duration;

use futures::StreamExt;
use serde_json::Value;

use crate::support::{Running, World, record};

/// Reads one live stream, message by message.
struct Reader {
    bytes: futures::stream::BoxStream<'static, reqwest::Result<bytes::Bytes>>,
    text: String,
}

impl Reader {
    async fn open(server: &Running, path: &str) -> Self {
        let response = server.get(path).await;
        assert_eq!(response.status(), 200);
        Self {
            bytes: response.bytes_stream().boxed(),
            text: String::new(),
        }
    }

    /// Data of the next message; `None` at the end of the stream.
    async fn next(&mut self) -> Option<Value> {
        loop {
            if let Some((message, rest)) = self.text.split_once("\n\n") {
                let data = message
                    .lines()
                    .find_map(|line| line.strip_prefix("data: ").map(str::to_owned));
                self.text = rest.to_owned();
                match data {
                    Some(data) => return Some(serde_json::from_str(&data).expect("JSON")),
                    None => continue,
                }
            }
            let more = tokio::time::timeout(Duration::from_secs(20), self.bytes.next()).await;
            match more.expect("a message or the end of the stream") {
                Some(Ok(bytes)) => self.text += std::str::from_utf8(&bytes).expect("UTF-8"),
                _ => return None,
            }
        }
    }
}

#[tokio::test]
async fn the_first_message_says_where_the_data_stands_and_the_next_what_changed() {
    let world = World::new().await;
    world.take(vec![record("1").build()]).await;
    let server = world.serve().await;
    let mut reader = Reader::open(&server, "/live?region=demo-1").await;
    let first = reader.next().await.expect("a message");
    let version = first["version"].as_u64().expect("a version");
    assert_eq!(first["items"].as_array().map(Vec::len), Some(0));
    assert_eq!(server.json("/api/v1/cells").await["version"], version);

    world.take(vec![record("2").build()]).await;
    let next = reader.next().await.expect("a message");
    assert!(next["version"].as_u64() > Some(version), "{next}");
    server
        .eventually("/api/v1/board", |board| board["totals"]["received"] == 2)
        .await;
    drop(reader);
    server.stop().await;
}

#[tokio::test]
async fn a_reader_hears_of_its_own_region_only() {
    let world = World::new().await;
    let other = world.region("other").await;
    world.take(vec![record("1").build()]).await;
    world.take_into(&other, vec![record("1").build()]).await;
    let server = world.serve().await;
    let mut reader = Reader::open(&server, "/live?region=demo-1").await;
    reader.next().await.expect("a greeting");
    world.take_into(&other, vec![record("2").build()]).await;
    server
        .eventually("/api/v1/board?region=other", |board| {
            board["totals"]["received"] == 2
        })
        .await;
    world.take(vec![record("2").build()]).await;
    let heard = reader.next().await.expect("a message");
    let board = server.json("/api/v1/board?region=demo-1").await;
    assert_eq!(board["totals"]["received"], 2, "{heard}");
    assert_eq!(heard["version"], board["version"]);
    drop(reader);
    server.stop().await;
}

#[tokio::test]
async fn streams_end_when_the_server_stops() {
    let world = World::new().await;
    let server = world.serve().await;
    let mut reader = Reader::open(&server, "/live").await;
    reader.next().await.expect("a greeting");
    let server = server.into_server();
    let stopping = tokio::spawn(server.stop());
    assert_eq!(reader.next().await, None);
    stopping.await.expect("no panic").expect("a clean end");
}
