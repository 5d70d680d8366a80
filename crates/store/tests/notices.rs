//! Notices: made with the action or not at all, read by those they are for.

mod common;

use common::told::{World, after, dispatch, dispatcher, reader};
use common::{actor, command, now, region};
use domain::Lang;
use domain::case::{Action, Command, Reason, Role};
use domain::notice::{ChannelKind, NoticeKind};
use sqlx::PgPool;
use store::cases::ActError;
use store::notices::{Ended, Reader, forget, latest, list, mark_all_read, mark_read, unread_count};
use uuid::Uuid;

#[sqlx::test(migrations = false)]
async fn a_dispatch_tells_lead_and_co_handler_with_what_they_are_to_look_for(pool: PgPool) {
    let world = World::dispatched(pool).await;
    assert_eq!(
        world.told().await,
        [
            "reported → role:acceptor",
            "lead → unit:roads",
            "co_handle → unit:police"
        ]
    );
    let rows = list(
        &world.db,
        &region(),
        &reader("a", "roads"),
        false,
        None,
        10,
        Lang::Zh,
    )
    .await
    .expect("a list");
    assert_eq!(rows.len(), 1);
    assert_eq!((rows[0].kind, rows[0].read), (NoticeKind::Lead, false));
    assert_eq!(rows[0].code.len(), 11, "{}", rows[0].code);
    assert!(rows[0].serial.starts_with("999001-"), "{}", rows[0].serial);
}

#[sqlx::test(migrations = false)]
async fn a_refused_action_tells_nobody(pool: PgPool) {
    let world = World::reported(pool).await;
    let before = world.told().await;
    let nobody = actor("handler", Role::Handler, Some("roads"));
    let refused = world.try_act(&nobody, dispatch(), Uuid::new_v4()).await;
    assert!(matches!(refused, Err(ActError::Refused(_))));
    assert_eq!(world.told().await, before);
}

#[sqlx::test(migrations = false)]
async fn an_action_repeated_by_its_id_tells_nobody_again(pool: PgPool) {
    let world = World::reported(pool).await;
    world
        .channel("unit:roads", ChannelKind::Webhook, "https://example.org/")
        .await;
    let id = Uuid::new_v4();
    assert!(
        !world
            .try_act(&dispatcher(), dispatch(), id)
            .await
            .expect("dispatched")
    );
    let told = world.told().await;
    assert!(
        world
            .try_act(&dispatcher(), dispatch(), id)
            .await
            .expect("repeated")
    );
    assert_eq!(world.told().await, told);
    assert_eq!(world.states().await, [("waiting".to_owned(), 0)]);
}

#[sqlx::test(migrations = false)]
async fn a_notice_that_cannot_be_stored_undoes_its_action(pool: PgPool) {
    let world = World::reported(pool).await;
    sqlx::query("alter table core.notices add constraint broken check (kind <> 'co_handle')")
        .execute(world.db.pool())
        .await
        .expect("broken");
    let failed = world.try_act(&dispatcher(), dispatch(), Uuid::new_v4()).await;
    assert!(matches!(failed, Err(ActError::Store(_))));
    let state: String = sqlx::query_scalar("select state from core.cases")
        .fetch_one(world.db.pool())
        .await
        .expect("the case");
    assert_eq!(state, "accepted");
    assert_eq!(world.told().await, ["reported → role:acceptor"]);
}

#[sqlx::test(migrations = false)]
async fn each_person_of_a_unit_reads_for_themselves_and_only_what_is_theirs(pool: PgPool) {
    let world = World::dispatched(pool).await;
    let (db, region) = (&world.db, &region());
    let (anna, ben, carl) = (
        reader("anna", "roads"),
        reader("ben", "roads"),
        reader("carl", "police"),
    );
    let unread = async |who: &Reader| unread_count(db, region, who).await.expect("a count");
    assert_eq!(
        (unread(&anna).await, unread(&ben).await, unread(&carl).await),
        (1, 1, 1)
    );
    let id = list(db, region, &anna, false, None, 10, Lang::En)
        .await
        .expect("a list")[0]
        .id
        .clone();
    let id = Uuid::parse_str(&id).expect("an id");
    assert!(
        !mark_read(db, region, &carl, id, now()).await.expect("asked"),
        "not theirs"
    );
    assert!(mark_read(db, region, &anna, id, now()).await.expect("read"));
    assert!(mark_read(db, region, &anna, id, now()).await.expect("read twice"));
    assert_eq!(
        (unread(&anna).await, unread(&ben).await, unread(&carl).await),
        (0, 1, 1)
    );
    assert_eq!(mark_all_read(db, region, &ben, now()).await.expect("all"), 1);
    assert_eq!((unread(&ben).await, unread(&carl).await), (0, 1));
    let read = list(db, region, &anna, true, None, 10, Lang::En)
        .await
        .expect("a list");
    assert!(read[0].read);
    let newest = latest(db, region, &carl).await.expect("asked").expect("one");
    assert_eq!(newest.kind, NoticeKind::CoHandle);
}

#[sqlx::test(migrations = false)]
async fn old_notices_are_forgotten_but_not_while_one_is_on_its_way(pool: PgPool) {
    let world = World::reported(pool).await;
    world
        .channel("unit:roads", ChannelKind::Email, "a@example.org")
        .await;
    world.act(&dispatcher(), dispatch()).await;
    world
        .act(
            &actor("roads-1", Role::Handler, Some("roads")),
            Command {
                reason: Some(Reason::NotCompetent),
                ..command(Action::Return)
            },
        )
        .await;
    let gone = forget(&world.db, after(1), 100).await.expect("forgotten");
    assert_eq!(gone, 3);
    assert_eq!(world.told().await, ["lead → unit:roads"]);
    let claimed = world.claim(now()).await;
    world.end(&claimed[0].attempt, Ended::Sent, now()).await;
    assert_eq!(forget(&world.db, after(1), 100).await.expect("forgotten"), 1);
    assert!(world.states().await.is_empty());
}
