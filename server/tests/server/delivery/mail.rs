use std::net::SocketAddr;

use domain::notice::ChannelKind;
use server::{Courier, DeliverySettings, SmtpSecurity, SmtpSettings};

use super::mail_sink::MailSink;
use super::{Told, assert_discreet, settings};
use crate::support::free_addr;

fn smtp(addr: SocketAddr, password: Option<&str>) -> DeliverySettings {
    DeliverySettings {
        smtp: Some(SmtpSettings {
            host: addr.ip().to_string(),
            port: addr.port(),
            security: SmtpSecurity::None,
            credentials: password.map(|password| ("lianqin".to_owned(), password.to_owned())),
            from: "联勤共治 <lianqin@example.org>".parse().expect("an address"),
        }),
        ..settings()
    }
}

async fn told(recipient: &str) -> Told {
    Told::new(ChannelKind::Email, &format!("{recipient}@example.org")).await
}

async fn round(courier: &Courier, told: &Told, seconds: i64) -> usize {
    courier.round(told.after(seconds)).await.expect("a round")
}

#[tokio::test]
async fn a_dispatch_reaches_the_mailbox_of_the_lead_and_tells_nothing_of_the_matter() {
    let addr = free_addr();
    let mut sink = MailSink::start(addr).await;
    let told = told("duty").await;
    let courier = told.courier(smtp(addr, Some("right")));
    assert_eq!(round(&courier, &told, 0).await, 1);
    let mail = sink.next().await;
    assert_eq!(mail["to"][0], "duty@example.org");
    assert_eq!(mail["user"], "lianqin");
    assert_eq!(
        mail["subject"],
        format!("【联勤共治】由您单位牵头办理：案件 {}", told.code)
    );
    let text = mail["text"].as_str().expect("a text");
    let link = format!("https://lianqin.example.org/desk/cases/{}", told.code);
    assert!(text.contains(&link) && text.contains("Your unit leads"), "{text}");
    assert_discreet(&mail.to_string());
    assert_eq!(
        mail["messageId"],
        format!("<{}@example.org>", told.delivery_id().await)
    );
    assert_eq!(
        mail["headers"]["auto-submitted"],
        "Auto-Submitted: auto-generated"
    );
    assert_eq!(told.state().await, ("sent".to_owned(), 1));
    assert_eq!(round(&courier, &told, 10_000).await, 0, "nothing is sent twice");
}

#[tokio::test]
async fn a_mail_waits_for_a_server_that_is_down_and_goes_out_when_it_is_back() {
    let addr = free_addr();
    let told = told("duty").await;
    let courier = told.courier(smtp(addr, None));
    assert_eq!(round(&courier, &told, 0).await, 1);
    assert_eq!(told.state().await, ("waiting".to_owned(), 1));
    assert_eq!(round(&courier, &told, 0).await, 0, "not before its pause is over");
    let mut sink = MailSink::start(addr).await;
    assert_eq!(round(&courier, &told, 30).await, 1);
    sink.next().await;
    assert_eq!(told.state().await, ("sent".to_owned(), 2));
}

#[tokio::test]
async fn a_mailbox_that_does_not_exist_is_a_dead_letter_at_once() {
    let addr = free_addr();
    let _sink = MailSink::start(addr).await;
    let told = told("refused").await;
    round(&told.courier(smtp(addr, None)), &told, 0).await;
    let (state, attempts, why) = told.delivery().await;
    assert_eq!((state.as_str(), attempts), ("dead", 1));
    assert!(why.expect("a reason").contains("no such mailbox"));
}

#[tokio::test]
async fn a_mailbox_that_stays_busy_is_a_dead_letter_after_the_last_attempt() {
    let addr = free_addr();
    let _sink = MailSink::start(addr).await;
    let told = told("later").await;
    let courier = told.courier(smtp(addr, None));
    for (attempt, state) in [(1, "waiting"), (2, "waiting"), (3, "dead")] {
        assert_eq!(round(&courier, &told, attempt * 100).await, 1);
        assert_eq!(
            told.state().await,
            (state.to_owned(), i16::try_from(attempt).expect("small"))
        );
    }
    assert_eq!(round(&courier, &told, 1000).await, 0);
}

#[tokio::test]
async fn a_sender_killed_before_it_could_record_sends_the_same_message_again() {
    let addr = free_addr();
    let mut sink = MailSink::start(addr).await;
    // The sink takes the mail and never says so.
    let told = told("deaf").await;
    let courier = told.courier(smtp(addr, None));
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
    let courier = told.courier(smtp(addr, None));
    assert_eq!(round(&courier, &told, 59).await, 0, "its lease holds");
    let at = told.after(60);
    let again = tokio::spawn(async move { courier.round(at).await });
    let second = sink.next().await;
    again.abort();
    assert_eq!(first["messageId"], second["messageId"]);
    assert_eq!(first["headers"], second["headers"], "byte by byte the same");
}

#[tokio::test]
async fn without_a_mail_server_a_mail_is_a_dead_letter_that_says_so() {
    let told = told("duty").await;
    round(&told.courier(settings()), &told, 0).await;
    let (state, _, why) = told.delivery().await;
    assert_eq!(
        (state.as_str(), why.as_deref()),
        ("dead", Some("no mail server is configured"))
    );
}

#[tokio::test]
async fn a_wrong_password_is_a_dead_letter_and_shows_no_password() {
    let addr = free_addr();
    let _sink = MailSink::start(addr).await;
    let told = told("duty").await;
    round(&told.courier(smtp(addr, Some("mistaken"))), &told, 0).await;
    let (state, _, why) = told.delivery().await;
    assert_eq!(state, "dead");
    assert!(!why.expect("a reason").contains("mistaken"));
}
