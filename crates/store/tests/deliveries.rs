//! Deliveries: one for each channel, claimed by lease, tried again, given up, and never forgotten.

mod common;

use chrono::TimeDelta;
use common::told::{LEASE, MOST, World, after, dispatch, dispatcher, failed};
use common::{now, region};
use domain::Lang;
use domain::notice::{ChannelKind, NoticeKind};
use sqlx::PgPool;
use store::notices::{
    ChannelChange, Ended, change_channel, claim, count_unsent, dead_letters, remove_channel, retry,
};
use uuid::Uuid;

#[sqlx::test(migrations = false)]
async fn a_delivery_is_made_for_each_active_channel_of_the_addressee(pool: PgPool) {
    let world = World::reported(pool).await;
    world
        .channel("unit:roads", ChannelKind::Webhook, "https://example.org/a")
        .await;
    world
        .channel("unit:roads", ChannelKind::Email, "b@example.org")
        .await;
    world
        .channel("unit:parks", ChannelKind::Email, "c@example.org")
        .await;
    let off = world
        .channel("unit:police", ChannelKind::Email, "d@example.org")
        .await;
    let change = ChannelChange {
        active: Some(false),
        target: None,
    };
    assert!(
        change_channel(&world.db, &region(), off, &change)
            .await
            .expect("changed")
    );
    world.act(&dispatcher(), dispatch()).await;
    let claimed = world.claim(now()).await;
    let mut targets: Vec<_> = claimed
        .iter()
        .map(|one| (one.target.as_str(), one.kind))
        .collect();
    targets.sort_unstable();
    assert_eq!(
        targets,
        [
            ("b@example.org", NoticeKind::Lead),
            ("https://example.org/a", NoticeKind::Lead)
        ]
    );
    assert_eq!(count_unsent(&world.db, &region()).await.expect("a count"), 2);
}

#[sqlx::test(migrations = false)]
async fn a_claimed_delivery_is_nobody_elses_until_its_lease_ends_and_keeps_its_id(pool: PgPool) {
    let world = World::reported(pool).await;
    world
        .channel("unit:roads", ChannelKind::Email, "a@example.org")
        .await;
    world.act(&dispatcher(), dispatch()).await;
    let first = world.claim(now()).await;
    assert_eq!(first.len(), 1);
    assert_eq!(world.states().await, [("sending".to_owned(), 1)]);
    assert!(world.claim(after(59)).await.is_empty());
    // Its sender was killed: the same is sent again, by the same id.
    let second = world.claim(after(60)).await;
    assert_eq!(second[0].attempt.delivery_id, first[0].attempt.delivery_id);
    assert_eq!(second[0].attempt.number, 2);
    // The first sender was only slow: it has nothing to say any more.
    assert!(!world.end(&first[0].attempt, failed(), after(61)).await);
    assert!(world.end(&second[0].attempt, Ended::Sent, after(62)).await);
    assert_eq!(world.states().await, [("sent".to_owned(), 2)]);
    assert!(world.claim(after(10_000)).await.is_empty());
}

#[sqlx::test(migrations = false)]
async fn two_senders_at_once_never_get_the_same_delivery(pool: PgPool) {
    let world = World::reported(pool).await;
    for number in 0..20 {
        let target = format!("{number}@example.org");
        world.channel("unit:roads", ChannelKind::Email, &target).await;
    }
    world.act(&dispatcher(), dispatch()).await;
    let claims = futures::future::join_all((0..8).map(|_| claim(&world.db, now(), LEASE, MOST, 5))).await;
    let mut ids: Vec<_> = claims
        .into_iter()
        .flat_map(|claimed| claimed.expect("claimed"))
        .map(|one| one.attempt.delivery_id)
        .collect();
    let all = ids.len();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), all);
}

#[sqlx::test(migrations = false)]
async fn failures_are_tried_again_later_and_later_and_end_on_the_dead_letter_list(pool: PgPool) {
    let world = World::reported(pool).await;
    world
        .channel("unit:roads", ChannelKind::Webhook, "https://example.org/")
        .await;
    world.act(&dispatcher(), dispatch()).await;
    let mut at = now();
    for (attempt, pause) in [(1, 1), (2, 2)] {
        let claimed = world.claim(at).await;
        assert_eq!(claimed[0].attempt.number, attempt);
        assert!(world.end(&claimed[0].attempt, failed(), at).await);
        assert!(
            world
                .claim(at + TimeDelta::milliseconds(pause * 1000 - 1))
                .await
                .is_empty()
        );
        at += TimeDelta::seconds(pause);
    }
    let last = world.claim(at).await;
    assert!(world.end(&last[0].attempt, failed(), at).await);
    let dead = dead_letters(&world.db, &region(), None, 10, Lang::Zh)
        .await
        .expect("a list");
    assert_eq!(dead.len(), 1);
    assert_eq!(dead[0].letter.attempts, 3);
    assert_eq!(dead[0].letter.last_error.as_deref(), Some("HTTP 500"));
    assert!(world.claim(after(100_000)).await.is_empty());
    let id = last[0].attempt.delivery_id;
    assert!(retry(&world.db, &region(), id, at).await.expect("retried"));
    assert!(!retry(&world.db, &region(), id, at).await.expect("is alive"));
    let again = world.claim(at).await;
    assert_eq!((again[0].attempt.delivery_id, again[0].attempt.number), (id, 1));
}

#[sqlx::test(migrations = false)]
async fn what_is_refused_is_dead_at_once_and_a_pause_asked_for_is_kept(pool: PgPool) {
    let world = World::reported(pool).await;
    world
        .channel("unit:roads", ChannelKind::Webhook, "https://example.org/")
        .await;
    world
        .channel("unit:police", ChannelKind::Webhook, "https://example.org/")
        .await;
    world.act(&dispatcher(), dispatch()).await;
    let claimed = world.claim(now()).await;
    let refused = Ended::Refused {
        why: "HTTP 410".into(),
    };
    let later = Ended::Failed {
        why: "HTTP 429".into(),
        pause: Some(TimeDelta::seconds(120)),
    };
    assert!(world.end(&claimed[0].attempt, refused, now()).await);
    assert!(world.end(&claimed[1].attempt, later, now()).await);
    assert!(world.claim(after(119)).await.is_empty());
    assert_eq!(world.claim(after(120)).await.len(), 1);
}

#[sqlx::test(migrations = false)]
async fn a_delivery_whose_sender_always_dies_is_given_up_in_the_end(pool: PgPool) {
    let world = World::reported(pool).await;
    world
        .channel("unit:roads", ChannelKind::Email, "a@example.org")
        .await;
    world.act(&dispatcher(), dispatch()).await;
    for round in 0..3 {
        assert_eq!(world.claim(after(60 * round)).await.len(), 1);
    }
    assert!(world.claim(after(180)).await.is_empty());
    assert_eq!(world.states().await, [("dead".to_owned(), 3)]);
}

#[sqlx::test(migrations = false)]
async fn a_removed_channel_takes_what_waits_for_it_along(pool: PgPool) {
    let world = World::reported(pool).await;
    let channel = world
        .channel("unit:roads", ChannelKind::Email, "a@example.org")
        .await;
    world.act(&dispatcher(), dispatch()).await;
    assert!(
        remove_channel(&world.db, &region(), channel)
            .await
            .expect("removed")
    );
    assert!(
        !remove_channel(&world.db, &region(), channel)
            .await
            .expect("is gone")
    );
    let dead = dead_letters(&world.db, &region(), None, 10, Lang::Zh)
        .await
        .expect("a list");
    assert_eq!(
        dead[0].letter.last_error.as_deref(),
        Some("the channel was removed")
    );
    let id = Uuid::parse_str(&dead[0].letter.id).expect("an id");
    assert!(!retry(&world.db, &region(), id, now()).await.expect("asked"));
}
