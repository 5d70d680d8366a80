use desk::{CaseToken, DeskError, GuestDeed, Scanned};
use domain::access::Right;
use domain::case::{Action, Capacity, Command, Reason, Refusal, Role, State};
use domain::{Lang, RegionCode};
use sqlx::PgPool;
use uuid::Uuid;

use crate::support::{NARRATIVE, World, invalid_field, invite, is_not_found, make_region, scanned};

#[sqlx::test(migrations = false)]
async fn a_guests_code_lets_in_to_its_case_and_is_stored_as_a_hash_only(pool: PgPool) {
    let world = World::new(pool).await;
    let case = world.case(State::InProgress).await;
    let caller = world.caller(Role::Supervisor, None);
    let invited = world
        .desk
        .invite_guest(&caller, &case.code, &invite(" 王律师 ", Capacity::Lawyer))
        .await
        .expect("invited");
    let pass = world.pass(&invited.path).await;
    assert_eq!(pass.actor().id, format!("guest:{}", invited.code_id));
    let sheet = world.desk.guest_sheet(&pass, Lang::Zh).await.expect("a sheet");
    assert_eq!(
        (sheet.name.as_str(), sheet.address.as_deref(), sheet.state),
        ("王律师", Some("模具城 3 号楼"), State::InProgress)
    );
    let stored: String = world
        .one("select string_agg(code::text, '') from core.case_codes as code")
        .await;
    let (_, token) = invited.path.split_once('.').expect("a token");
    assert!(!stored.contains(token));
}

#[sqlx::test(migrations = false)]
async fn a_guest_invited_twice_by_the_same_action_is_one_guest_with_one_link(pool: PgPool) {
    let world = World::new(pool).await;
    let case = world.case(State::InProgress).await;
    let caller = world.caller(Role::Supervisor, None);
    let lawyer = invite("王律师", Capacity::Lawyer);
    let invited = |by| world.desk.invite_guest(by, &case.code, &lawyer);
    let (one, two) = tokio::join!(invited(&caller), invited(&caller));
    let (one, two) = (one.expect("invited"), two.expect("invited"));
    assert_eq!((&one.path, &one.code_id), (&two.path, &two.code_id));
    assert_ne!(one.repeated, two.repeated, "one of the two invited");
    let guests = world.desk.guests(&caller, &case.code).await.expect("guests");
    assert_eq!(guests.len(), 1);
    world.pass(&one.path).await;
    let mut other = caller.clone();
    other.person.id = "somebody else".to_owned();
    let theirs = invited(&other).await.expect("invited");
    assert!(!theirs.repeated, "an action is its person's");
    assert_ne!(theirs.path, one.path);

    let code_id = Uuid::parse_str(&one.code_id).expect("an id");
    world
        .desk
        .revoke_guest(&caller, &case.code, code_id)
        .await
        .expect("revoked");
    let again = invited(&caller).await.expect("told again");
    assert!(again.repeated && again.path == one.path);
    assert!(
        is_not_found(&world.desk.scan(scanned(&again.path)).await),
        "what was taken back stays taken back"
    );
}

#[sqlx::test(migrations = false)]
async fn wrong_revoked_expired_and_malformed_codes_are_all_just_not_there(pool: PgPool) {
    let world = World::new(pool).await;
    make_region(&world.db, &RegionCode::parse("999002").expect("a region")).await;
    let case = world.case(State::InProgress).await;
    let caller = world.caller(Role::Supervisor, None);
    let invited = async || {
        let expert = invite("专家", Capacity::Expert);
        let invited = world.desk.invite_guest(&caller, &case.code, &expert);
        invited.await.expect("invited")
    };
    let (good, gone, old) = (invited().await, invited().await, invited().await);
    let revoked = Uuid::parse_str(&gone.code_id).expect("an id");
    world
        .desk
        .revoke_guest(&caller, &case.code, revoked)
        .await
        .expect("revoked");
    sqlx::query("update core.case_codes set expires_at = now() - interval '1 second' where code_id = $1")
        .bind(Uuid::parse_str(&old.code_id).expect("an id"))
        .execute(world.db.pool())
        .await
        .expect("expired");
    let elsewhere = good.path.replace("999001", "999002");
    let wrong = format!("999001.{}", "0".repeat(26));
    let long = "x".repeat(5_000);
    for text in [
        scanned(&gone.path),
        scanned(&old.path),
        scanned(&elsewhere),
        &wrong,
        &case.public,
        "999001",
        "",
        ".",
        "no\0such",
        "村.村",
        &long,
        &"村".repeat(99),
    ] {
        assert!(is_not_found(&world.desk.scan(text).await), "{text}");
    }
    assert!(world.desk.scan(scanned(&good.path)).await.is_ok());
}

#[sqlx::test(migrations = false)]
async fn a_handler_code_is_made_once_and_leads_to_the_desk_until_it_is_revoked(pool: PgPool) {
    let world = World::new(pool).await;
    let case = world.case(State::InProgress).await;
    let caller = world.caller(Role::Dispatcher, None);
    let handler_code = || world.desk.handler_code(&caller, &case.code);
    let (one, two) = tokio::join!(handler_code(), handler_code());
    let (path, same) = (one.expect("a code"), two.expect("a code"));
    assert_eq!(path, same);
    let Ok(Scanned::Handler { region, code }) = world.desk.scan(scanned(&path)).await else {
        panic!("a handler code");
    };
    assert_eq!(
        (&region, code.replace('-', "")),
        (&world.region, case.code.clone())
    );
    let stranger = world.caller(Role::Handler, Some("elsewhere"));
    assert!(!world.desk.may_open(&stranger, &code).await.expect("an answer"));
    assert!(world.desk.may_open(&caller, &code).await.expect("an answer"));
    world
        .desk
        .revoke_code(&caller, &case.code, CaseToken::Handler)
        .await
        .expect("revoked");
    assert!(is_not_found(&world.desk.scan(scanned(&path)).await));
    let fresh = world
        .desk
        .handler_code(&caller, &case.code)
        .await
        .expect("a code");
    assert_ne!(fresh, path);
    assert!(world.desk.scan(scanned(&fresh)).await.is_ok());
}

#[sqlx::test(migrations = false)]
async fn a_revoked_public_code_is_replaced_and_published_anew(pool: PgPool) {
    let world = World::new(pool).await;
    let case = world.case(State::Closed).await;
    world
        .desk
        .revoke_code(
            &world.caller(Role::PrivacyOfficer, None),
            &case.code,
            CaseToken::Public,
        )
        .await
        .expect("revoked");
    let voice = world.voice();
    let said = desk::Said {
        solved: true,
        satisfaction: None,
        seen: 8,
    };
    let answer = voice.say(&case.public, said).await;
    assert!(
        is_not_found(&answer),
        "dead even before it is published: {answer:?}"
    );
    world.publish().await;
    let shown: String = world.one("select public_token from published.cases").await;
    assert_ne!(format!("999001.{shown}"), case.public);
    assert!(voice.say(&format!("999001.{shown}"), said).await.is_ok());
    assert!(is_not_found(&voice.say(&case.public, said).await));
}

#[sqlx::test(migrations = false)]
async fn who_may_not_invite_or_revoke_does_not_and_what_is_not_seen_is_not_there(pool: PgPool) {
    let world = World::new(pool).await;
    let case = world.case(State::InProgress).await;
    let verifier = world.caller(Role::Verifier, None);
    let somebody = invite("某", Capacity::Other);
    let invited = |caller| world.desk.invite_guest(caller, &case.code, &somebody);
    assert!(matches!(
        invited(&verifier).await,
        Err(DeskError::Forbidden(Right::InviteGuests))
    ));
    assert!(matches!(
        world
            .desk
            .revoke_code(
                &world.caller(Role::Handler, Some("lead")),
                &case.code,
                CaseToken::Public
            )
            .await,
        Err(DeskError::Forbidden(Right::RevokeCodes))
    ));
    let stranger = world.caller(Role::Handler, Some("elsewhere"));
    assert!(is_not_found(&invited(&stranger).await));
    assert!(is_not_found(&world.desk.guests(&stranger, &case.code).await));
    assert!(is_not_found(
        &world.desk.handler_code(&stranger, &case.code).await
    ));
    assert_eq!(world.one::<i64>("select count(*) from core.case_codes").await, 0);
}

#[sqlx::test(migrations = false)]
async fn an_invitation_names_somebody_and_a_case_in_play(pool: PgPool) {
    let world = World::new(pool).await;
    let (open, closed) = (
        world.case(State::InProgress).await,
        world.case(State::Closed).await,
    );
    let caller = world.caller(Role::Supervisor, None);
    for name in ["", "  ", "a\nb", &"长".repeat(41)] {
        let answer = world
            .desk
            .invite_guest(&caller, &open.code, &invite(name, Capacity::Expert))
            .await;
        assert_eq!(invalid_field(&answer), Some("name"), "{name:?}");
    }
    let answer = world
        .desk
        .invite_guest(&caller, &closed.code, &invite("某", Capacity::Expert))
        .await;
    assert_eq!(invalid_field(&answer), Some("code"));
}

#[sqlx::test(migrations = false)]
async fn a_guest_of_another_case_cannot_be_revoked_here_or_called_here(pool: PgPool) {
    let world = World::new(pool).await;
    let (one, two) = (
        world.case(State::InProgress).await,
        world.case(State::InProgress).await,
    );
    let guest = world.guest(&one).await;
    let id = guest.actor().id;
    let caller = world.caller(Role::Supervisor, None);
    let code_id = Uuid::parse_str(&id["guest:".len()..]).expect("an id");
    assert!(is_not_found(
        &world.desk.revoke_guest(&caller, &two.code, code_id).await
    ));
    let whistle = |case: &crate::support::Case, callee: &str, version| {
        let command = Command {
            place: Some("模具城".to_owned()),
            co_departments: vec![callee.to_owned()],
            ..Command::new(Action::Whistle)
        };
        let deed = desk::Deed {
            action_id: Uuid::new_v4(),
            version,
            command,
        };
        let (desk, caller, code) = (world.desk.clone(), caller.clone(), case.code.clone());
        async move { desk.act(&caller, &code, deed).await }
    };
    let upper = format!("guest:{}", code_id.to_string().to_uppercase());
    for (case, callee) in [(&two, id.as_str()), (&one, "guest:x"), (&one, upper.as_str())] {
        let answer = whistle(case, callee, 5).await;
        assert_eq!(invalid_field(&answer), Some("co_departments"), "{callee}");
    }
    whistle(&one, &id, 5).await.expect("called");
    let sheet = world.desk.guest_sheet(&guest, Lang::Zh).await.expect("a sheet");
    assert_eq!(sheet.call.map(|call| call.place).as_deref(), Some("模具城"));
    assert!(sheet.offers.contains(&Action::Arrive));
}

#[sqlx::test(migrations = false)]
async fn a_guest_answers_arrives_and_speaks_once_each_as_events_of_the_case(pool: PgPool) {
    let world = World::new(pool).await;
    let case = world.case(State::InProgress).await;
    let (guest, other) = (world.guest(&case).await, world.guest(&case).await);
    let not_called = world
        .desk
        .guest_act(&guest, Uuid::new_v4(), GuestDeed::Arrives)
        .await;
    assert!(matches!(not_called, Err(DeskError::Refused(Refusal::NotCalled))));
    let called = Command {
        place: Some("模具城".to_owned()),
        co_departments: vec![guest.actor().id, other.actor().id],
        ..Command::new(Action::Whistle)
    };
    world.act(&case, testkit::actor(Role::StationStaff), called).await;
    let does = |pass, deed| {
        let (desk, id): (_, _) = (world.desk.clone(), Uuid::new_v4());
        async move {
            desk.guest_act(pass, id, deed).await.expect("done");
        }
    };
    does(&guest, GuestDeed::Comes).await;
    does(&guest, GuestDeed::Arrives).await;
    does(&other, GuestDeed::Declines(Reason::NeedsOtherUnit)).await;
    let id = Uuid::new_v4();
    let says = || {
        world
            .desk
            .guest_act(&guest, id, GuestDeed::Says("借条是真的".to_owned()))
    };
    assert!(!says().await.expect("said").repeated);
    assert!(says().await.expect("said").repeated, "the same form sent twice");
    let sheet = world.desk.guest_sheet(&guest, Lang::En).await.expect("a sheet");
    let own: Vec<Action> = sheet
        .events
        .iter()
        .filter(|event| event.own)
        .map(|event| event.event.action)
        .collect();
    assert_eq!(own, [Action::AnswerWhistle, Action::Arrive, Action::Comment]);
    let theirs = world.desk.guest_sheet(&other, Lang::En).await.expect("a sheet");
    let wire = serde_json::to_string(&theirs).expect("JSON");
    assert!(!wire.contains("借条") && !wire.contains(NARRATIVE), "{wire}");
    assert_eq!(
        theirs.call.and_then(|call| call.declined),
        Some(Reason::NeedsOtherUnit)
    );
    let roles: String = world
        .one("select string_agg(distinct role, ',') from core.case_events where actor like 'guest:%'")
        .await;
    assert_eq!(roles, "guest");
    assert_eq!(
        world
            .one::<i64>("select count(*) from core.case_codes where last_used_at is not null")
            .await,
        2
    );
}
