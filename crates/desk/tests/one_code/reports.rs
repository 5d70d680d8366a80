//! A resident's report: one ticket, one case; what they say of themselves stays with those who handle it.

use desk::{Attachments, DeskError, GivenFile, NewCase, Whose};
use domain::Lang;
use domain::case::{Role, State};
use domain::desk::Contact;
use sqlx::PgPool;
use tempfile::TempDir;
use uuid::Uuid;

use crate::support::{World, invalid_field, is_not_found};

fn report() -> NewCase {
    NewCase {
        action_id: Uuid::new_v4(),
        category: "lamp".to_owned(),
        title: None,
        narrative: Some("路灯不亮，张三家门口".to_owned()),
        address: Some("澄湖路 5 号".to_owned()),
        township: None,
        place: Some((121.15, 28.85)),
        station: None,
    }
}

fn contact(reach: &str) -> Option<Contact> {
    Some(Contact {
        name: Some("李女士".to_owned()),
        reach: reach.to_owned(),
    })
}

fn png() -> GivenFile {
    let mut bytes = std::io::Cursor::new(Vec::new());
    image::RgbImage::new(4, 4)
        .write_to(&mut bytes, image::ImageFormat::Png)
        .expect("encoded");
    GivenFile {
        name: "a.png".to_owned(),
        bytes: bytes.into_inner(),
        event_seq: None,
    }
}

#[sqlx::test(migrations = false)]
async fn one_ticket_is_one_case_and_leads_back_to_it(pool: PgPool) {
    let world = World::new(pool).await;
    let voice = world.voice();
    let report = report();
    let ticket = report.action_id;
    assert!(is_not_found(&voice.receipt(&world.region, ticket).await));
    let first = voice
        .report(&world.region, report.clone(), None)
        .await
        .expect("taken");
    let again = voice.report(&world.region, report, None).await.expect("taken");
    assert_eq!((first.repeated, again.repeated), (false, true));
    assert_eq!(first.code, again.code);
    assert_eq!(world.one::<i64>("select count(*) from core.cases").await, 1);

    let receipt = voice.receipt(&world.region, ticket).await.expect("a receipt");
    assert_eq!((receipt.code, receipt.state), (first.code, State::Reported));
    let token: String = world.one("select public_token from core.cases").await;
    assert_eq!(receipt.link, Some(format!("/c/999001.{token}")));
}

#[sqlx::test(migrations = false)]
async fn two_reports_sent_at_once_with_one_ticket_are_one_case(pool: PgPool) {
    let world = World::new(pool).await;
    let voice = world.voice();
    let report = report();
    let both = tokio::join!(
        voice.report(&world.region, report.clone(), contact("13800138000")),
        voice.report(&world.region, report.clone(), contact("13800138000")),
    );
    assert_eq!(both.0.expect("taken").code, both.1.expect("taken").code);
    assert_eq!(world.one::<i64>("select count(*) from core.cases").await, 1);
}

#[sqlx::test(migrations = false)]
async fn a_report_wants_a_kind_that_is_spoken_of_and_a_place(pool: PgPool) {
    let world = World::new(pool).await;
    let voice = world.voice();
    let with = |change: fn(&mut NewCase)| {
        let mut report = report();
        change(&mut report);
        report
    };
    for (field, wrong) in [
        ("category", with(|report| report.category = String::new())),
        ("category", with(|report| report.category = "home".to_owned())),
        ("category", with(|report| report.category = "nothing".to_owned())),
        (
            "place",
            with(|report| (report.place, report.address) = (None, Some("  ".to_owned()))),
        ),
        ("place", with(|report| report.place = Some((0.0, 0.0)))),
        (
            "narrative",
            with(|report| report.narrative = Some("长".repeat(4_001))),
        ),
        (
            "narrative",
            with(|report| report.narrative = Some("a\0b".to_owned())),
        ),
        (
            "township",
            with(|report| report.township = Some("331003999".to_owned())),
        ),
    ] {
        let checked = voice.check_report(&world.region, &wrong).await;
        assert_eq!(invalid_field(&checked), Some(field), "{wrong:?}");
        let answer = voice.report(&world.region, wrong, None).await;
        assert_eq!(invalid_field(&answer), Some(field));
    }
    for reach in ["", "call me", "1234"] {
        let answer = voice.report(&world.region, report(), contact(reach)).await;
        assert_eq!(invalid_field(&answer), Some("contact"), "{reach}");
    }
    assert_eq!(world.one::<i64>("select count(*) from core.cases").await, 0);
    assert_eq!(world.one::<i64>("select count(*) from private.persons").await, 0);
}

#[sqlx::test(migrations = false)]
async fn who_reported_is_known_to_those_who_handle_it_and_published_to_nobody(pool: PgPool) {
    let world = World::new(pool).await;
    let voice = world.voice();
    let first = voice
        .report(&world.region, report(), contact("+86 138-0013-8000"))
        .await
        .expect("taken");
    let second = voice
        .report(&world.region, report(), contact("13800138000"))
        .await
        .expect("taken");
    assert_ne!(first.code, second.code);
    assert_eq!(
        world.one::<i64>("select count(*) from private.persons").await,
        1,
        "one number, one person"
    );
    let dispatcher = world.caller(Role::Dispatcher, None);
    let file = world
        .desk
        .file(&dispatcher, &first.code, Lang::Zh)
        .await
        .expect("a file");
    assert_eq!(file.contact, contact("+86 138-0013-8000"));
    world.publish().await;
    for table in ["cases", "case_events", "case_units", "changes"] {
        let sql = format!("select coalesce(string_agg(row::text, ' '), '') from published.{table} as row");
        let all: String = sqlx::query_scalar(sqlx::AssertSqlSafe(sql))
            .fetch_one(world.db.pool())
            .await
            .expect("rows");
        for secret in ["13800138000", "138-0013", "李女士", "张三", "澄湖路"] {
            assert!(!all.contains(secret), "{secret} in published.{table}");
        }
    }
}

#[sqlx::test(migrations = false)]
async fn contacts_are_forgotten_once_their_case_is_long_over(pool: PgPool) {
    let world = World::new(pool).await;
    let voice = world.voice();
    voice
        .report(&world.region, report(), contact("13800138000"))
        .await
        .expect("taken");
    let later = chrono::Utc::now() + chrono::TimeDelta::days(400);
    let forget = async || {
        store::cases::forget_contacts(&world.db, later, 100)
            .await
            .expect("swept")
    };
    assert_eq!(forget().await, 0, "the case is open");
    sqlx::query("update core.cases set state = 'closed', closed_at = now()")
        .execute(world.db.pool())
        .await
        .expect("closed");
    assert_eq!(forget().await, 1);
    assert_eq!(world.one::<i64>("select count(*) from private.contacts").await, 0);
}

#[sqlx::test(migrations = false)]
async fn whoever_reported_adds_a_few_pictures_and_sees_only_these(pool: PgPool) {
    let world = World::new(pool).await;
    let voice = world.voice();
    let report = report();
    let ticket = report.action_id;
    let opened = voice.report(&world.region, report, None).await.expect("taken");
    let receipt = voice.receipt(&world.region, ticket).await.expect("a receipt");
    let dir = TempDir::new().expect("a directory");
    let files = Attachments::new(world.desk.clone(), dir.path());
    let dispatcher = world.caller(Role::Dispatcher, None);
    files
        .add(Whose::Colleague(&dispatcher, &opened.code), png())
        .await
        .expect("added");
    assert_eq!(
        files.list(Whose::Reporter(&receipt)).await.expect("files").len(),
        0
    );
    for shade in 0..5 {
        let mut bytes = std::io::Cursor::new(Vec::new());
        image::RgbImage::from_pixel(4, 4, image::Rgb([shade, 9, 9]))
            .write_to(&mut bytes, image::ImageFormat::Png)
            .expect("encoded");
        let given = GivenFile {
            bytes: bytes.into_inner(),
            ..png()
        };
        files.add(Whose::Reporter(&receipt), given).await.expect("added");
    }
    assert_eq!(
        files.list(Whose::Reporter(&receipt)).await.expect("files").len(),
        5
    );
    let sixth = files.add(Whose::Reporter(&receipt), png()).await;
    assert_eq!(invalid_field(&sixth), Some("file"));
    assert!(matches!(sixth, Err(DeskError::Invalid { .. })));
}
