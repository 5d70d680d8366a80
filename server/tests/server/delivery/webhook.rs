use domain::notice::ChannelKind;
use server::{Courier, DeliverySettings, signature};

use super::webhook_sink::{Answer, WebhookSink};
use super::{SECRET, Told, assert_discreet, settings};

async fn told(sink: &WebhookSink) -> Told {
    Told::new(ChannelKind::Webhook, &sink.url()).await
}

async fn round(courier: &Courier, told: &Told, seconds: i64) -> usize {
    courier.round(told.after(seconds)).await.expect("a round")
}

#[tokio::test]
async fn a_webhook_is_signed_with_the_secret_of_its_channel_and_tells_nothing_of_the_matter() {
    let mut sink = WebhookSink::start(&[Answer::Status(204)]).await;
    let told = told(&sink).await;
    assert_eq!(round(&told.courier(settings()), &told, 0).await, 1);
    let request = sink.next().await;
    assert_eq!(
        request.header("lianqin-signature"),
        signature(SECRET, told.at.timestamp(), &request.body)
    );
    assert_eq!(
        request.header("lianqin-delivery"),
        told.delivery_id().await.to_string()
    );
    assert_eq!(request.header("content-type"), "application/json");
    let body = request.json();
    assert_eq!(body["id"], request.header("lianqin-delivery"));
    assert_eq!(
        (&body["kind"], &body["to"]),
        (&"lead".into(), &"unit:roads".into())
    );
    assert_eq!(body["case"]["code"], told.code);
    assert_eq!(body["case"]["category"]["code"], "lamp");
    assert_eq!(
        body["link"],
        format!("https://lianqin.example.org/desk/cases/{}", told.code)
    );
    assert_discreet(&body.to_string());
    assert_eq!(told.state().await, ("sent".to_owned(), 1));
}

#[tokio::test]
async fn a_webhook_that_fails_is_tried_again_with_the_same_id_and_a_new_signature() {
    let mut sink = WebhookSink::start(&[Answer::Status(500), Answer::Status(200)]).await;
    let told = told(&sink).await;
    let courier = told.courier(settings());
    round(&courier, &told, 0).await;
    let (state, attempts, why) = told.delivery().await;
    assert_eq!(
        (state.as_str(), attempts, why.as_deref()),
        ("waiting", 1, Some("HTTP 500"))
    );
    assert_eq!(round(&courier, &told, 0).await, 0);
    assert_eq!(round(&courier, &told, 30).await, 1);
    let (first, second) = (sink.next().await, sink.next().await);
    assert_eq!(
        first.header("lianqin-delivery"),
        second.header("lianqin-delivery")
    );
    assert_eq!(first.body, second.body);
    assert_ne!(
        first.header("lianqin-signature"),
        second.header("lianqin-signature")
    );
    assert_eq!(told.state().await, ("sent".to_owned(), 2));
}

#[tokio::test]
async fn what_a_webhook_will_never_take_is_dead_at_once() {
    for answer in [Answer::Status(410), Answer::Status(400), Answer::Redirect] {
        let mut sink = WebhookSink::start(&[answer]).await;
        let told = told(&sink).await;
        let courier = told.courier(settings());
        round(&courier, &told, 0).await;
        assert_eq!(told.state().await, ("dead".to_owned(), 1));
        sink.next().await;
        assert_eq!(round(&courier, &told, 10_000).await, 0);
        assert!(sink.is_quiet());
    }
}

#[tokio::test]
async fn a_webhook_that_asks_for_patience_gets_it() {
    let sink = WebhookSink::start(&[Answer::Later(429, 300), Answer::Status(200)]).await;
    let told = told(&sink).await;
    let courier = told.courier(settings());
    round(&courier, &told, 0).await;
    assert_eq!(round(&courier, &told, 299).await, 0);
    assert_eq!(round(&courier, &told, 302).await, 1);
    assert_eq!(told.state().await, ("sent".to_owned(), 2));
}

#[tokio::test]
async fn a_sender_killed_between_sending_and_recording_sends_again_by_the_same_id() {
    let mut sink = WebhookSink::start(&[Answer::Silence, Answer::Status(200)]).await;
    let told = told(&sink).await;
    let courier = told.courier(settings());
    let at = told.at;
    let killed = tokio::spawn(async move { courier.round(at).await });
    let first = sink.next().await;
    killed.abort();
    assert!(killed.await.expect_err("killed").is_cancelled());
    assert_eq!(
        told.state().await,
        ("sending".to_owned(), 1),
        "the window is visible"
    );
    let courier = told.courier(settings());
    assert_eq!(round(&courier, &told, 59).await, 0, "its lease holds");
    assert_eq!(round(&courier, &told, 60).await, 1);
    let second = sink.next().await;
    assert_eq!(
        first.header("lianqin-delivery"),
        second.header("lianqin-delivery")
    );
    assert_eq!(
        first.body, second.body,
        "a receiver that has seen the id ignores the copy"
    );
    assert_eq!(told.state().await, ("sent".to_owned(), 2));
}

#[tokio::test]
async fn no_webhook_goes_to_a_private_address_unless_that_is_allowed() {
    let mut sink = WebhookSink::start(&[Answer::Status(200)]).await;
    let closed = || DeliverySettings {
        allow_private_targets: false,
        ..settings()
    };
    let port = sink.addr.port();
    for target in [
        format!("http://127.0.0.1:{port}/"),
        format!("https://127.0.0.1:{port}/"),
        format!("https://[::1]:{port}/"),
        // A name that leads here.
        format!("https://localhost:{port}/"),
    ] {
        let told = Told::new(ChannelKind::Webhook, &target).await;
        round(&told.courier(closed()), &told, 0).await;
        let (state, _, why) = told.delivery().await;
        assert_eq!(state, "dead", "{target}: {why:?}");
    }
    assert!(sink.is_quiet());
}

#[tokio::test]
async fn a_running_server_delivers_by_itself() {
    let mut sink = WebhookSink::start(&[Answer::Status(200)]).await;
    let told = told(&sink).await;
    let server = told.world.serve_with(settings()).await;
    let request = sink.next().await;
    assert_eq!(request.json()["case"]["code"], told.code);
    server.stop().await;
    assert_eq!(told.state().await, ("sent".to_owned(), 1));
}
