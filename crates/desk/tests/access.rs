//! What ends by itself, and what grows: sessions, tokens, and the wait after failures.

use std::net::IpAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use chrono::{DateTime, TimeDelta, Utc};
use desk::access::{AddPerson, IDLE, LONGEST_SESSION};
use desk::{Caller, Desk, DeskError};
use domain::RegionCode;
use domain::access::Right;
use domain::case::Role;
use domain::intake::RegionDefaults;
use sqlx::PgPool;
use store::Db;
use store::admin_log::Wanted;

const PASSWORD: &str = "三棵枇杷树在院子里开花";

/// A desk whose clock is moved by hand, one region, one person.
struct Office {
    desk: Desk,
    db: Db,
    minutes: Arc<AtomicI64>,
    region: RegionCode,
}

impl Office {
    async fn new(pool: PgPool) -> Self {
        let db = Db::from_pool(pool);
        store::migrate(&db).await.expect("migrations");
        let region = RegionCode::parse("demo-1").expect("a region");
        let office = Self {
            minutes: Arc::default(),
            desk: Desk::new(db.clone()),
            db,
            region,
        };
        office.make_region(&office.region, false).await;
        let minutes = office.minutes.clone();
        let begin = DateTime::from_timestamp(1_790_000_000, 0).expect("a time");
        let clock = move || begin + TimeDelta::seconds(minutes.load(Ordering::Relaxed));
        let office = Self {
            desk: Desk::with_clock(office.db.clone(), clock),
            ..office
        };
        office.person("police", Role::Supervisor).await;
        office
    }

    async fn make_region(&self, code: &RegionCode, synthetic: bool) {
        let defaults = RegionDefaults {
            name: code.to_string(),
            name_en: None,
            time_zone: "Asia/Shanghai".to_owned(),
            locale: "zh-CN".to_owned(),
            scheme: "cn".to_owned(),
        };
        store::intake::ensure_region(&self.db, code, Some(&defaults), synthetic)
            .await
            .expect("a region");
    }

    async fn person(&self, login: &str, role: Role) {
        let new = AddPerson {
            login: login.to_owned(),
            name: login.to_owned(),
            role: Some(role),
            ..AddPerson::default()
        };
        self.desk
            .add_person_by_command(&self.region, new, Some(PASSWORD.to_owned()))
            .await
            .expect("an account");
    }

    fn wait(&self, time: TimeDelta) {
        self.minutes.fetch_add(time.num_seconds(), Ordering::Relaxed);
    }

    async fn token(&self) -> String {
        let session = self.desk.sign_in("police", PASSWORD, None).await;
        session.expect("signed in").token
    }

    async fn caller(&self, token: &str) -> Option<Caller> {
        self.desk
            .caller_of_session(token, None, &self.region)
            .await
            .expect("an answer")
    }

    /// Seconds to wait after a wrong password from this address; 0 = it was tried.
    async fn guess(&self, login: &str, address: &str) -> u32 {
        let address: IpAddr = address.parse().expect("an address");
        match self.desk.sign_in(login, "a wrong password", Some(address)).await {
            Err(DeskError::WrongCredentials) => 0,
            Err(DeskError::TooMany { seconds }) => seconds,
            other => panic!("{other:?}"),
        }
    }
}

#[sqlx::test(migrations = false)]
async fn an_unused_session_ends_and_a_used_one_ends_too_in_the_end(pool: PgPool) {
    let office = Office::new(pool).await;
    let token = office.token().await;
    office.wait(IDLE - TimeDelta::minutes(1));
    assert!(office.caller(&token).await.is_some(), "used in time");
    office.wait(IDLE - TimeDelta::minutes(1));
    assert!(office.caller(&token).await.is_some(), "use has prolonged it");
    office.wait(IDLE);
    assert!(office.caller(&token).await.is_none(), "unused too long");

    let token = office.token().await;
    let mut used = TimeDelta::zero();
    while used < LONGEST_SESSION - TimeDelta::hours(1) {
        office.wait(TimeDelta::hours(1));
        used += TimeDelta::hours(1);
        assert!(office.caller(&token).await.is_some(), "{used}");
    }
    office.wait(TimeDelta::hours(1));
    assert!(office.caller(&token).await.is_none(), "whatever is done with it");
}

#[sqlx::test(migrations = false)]
async fn guessing_takes_longer_with_every_guess_whether_the_login_exists_or_not(pool: PgPool) {
    let office = Office::new(pool).await;
    for (login, network) in [("police", 1), ("nobody", 2)] {
        // From ever new addresses: it is the login that is counted.
        for n in 0..5 {
            assert_eq!(
                office.guess(login, &format!("10.{network}.0.{n}")).await,
                0,
                "{login} {n}"
            );
        }
        assert_eq!(office.guess(login, "192.0.2.1").await, 2, "{login}");
        office.wait(TimeDelta::seconds(2));
        assert_eq!(office.guess(login, "192.0.2.2").await, 0);
        assert_eq!(office.guess(login, "192.0.2.3").await, 4);
        let right = office.desk.sign_in(login, PASSWORD, None).await;
        assert!(
            matches!(right, Err(DeskError::TooMany { seconds: 4 })),
            "{right:?}"
        );
        office.wait(TimeDelta::seconds(4));
    }
    office
        .desk
        .sign_in("police", PASSWORD, None)
        .await
        .expect("signed in");
    assert_eq!(
        office.guess("police", "192.0.2.4").await,
        0,
        "a success begins anew"
    );
}

#[sqlx::test(migrations = false)]
async fn one_address_does_not_try_many_logins_and_a_day_later_it_is_forgotten(pool: PgPool) {
    let office = Office::new(pool).await;
    for n in 0..30 {
        assert_eq!(office.guess(&format!("guess{n}"), "2001:db8::1").await, 0, "{n}");
    }
    assert_eq!(
        office.guess("another", "2001:db8::2").await,
        2,
        "the same household"
    );
    assert_eq!(office.guess("another", "2001:db8:1::2").await, 0, "somebody else");
    office.wait(TimeDelta::hours(24));
    assert_eq!(office.guess("another", "2001:db8::1").await, 0);
}

#[sqlx::test(migrations = false)]
async fn of_many_guesses_at_once_no_more_are_tried_than_one_after_the_other(pool: PgPool) {
    let office = Office::new(pool).await;
    let guesses = (0..12).map(|_| office.guess("police", "192.0.2.1"));
    let waits = futures::future::join_all(guesses).await;
    assert_eq!(waits.iter().filter(|wait| **wait == 0).count(), 5, "{waits:?}");
}

#[sqlx::test(migrations = false)]
async fn a_token_ends_on_its_day_and_makes_no_other_token(pool: PgPool) {
    let office = Office::new(pool).await;
    let session = office.token().await;
    let caller = office.caller(&session).await.expect("a caller");
    let token = office
        .desk
        .create_token(&caller, "report", None, 30)
        .await
        .expect("a token");
    let program = async || {
        office
            .desk
            .caller_of_token(&token.secret, None, &office.region)
            .await
            .expect("an answer")
    };
    office.wait(TimeDelta::days(29));
    let by_token = program().await.expect("it holds");
    assert_eq!(by_token.person, caller.person);
    let another = office.desk.create_token(&by_token, "more", None, 30).await;
    assert!(matches!(another, Err(DeskError::SessionOnly)), "{another:?}");
    let changed = office
        .desk
        .change_password(&by_token, PASSWORD, "another one 2026", "another one 2026");
    assert!(matches!(changed.await, Err(DeskError::SessionOnly)));
    office.wait(TimeDelta::days(1));
    assert!(program().await.is_none());
}

#[sqlx::test(migrations = false)]
async fn a_person_works_in_the_region_asked_for_else_at_home_else_in_their_first(pool: PgPool) {
    let office = Office::new(pool).await;
    let second = RegionCode::parse("alpha").expect("a region");
    office.make_region(&second, false).await;
    office
        .desk
        .give_role_by_command(&second, "police", Role::Analyst, None, None)
        .await
        .expect("given");
    let token = office.token().await;
    let in_region = async |asked: Option<&str>, home: &str| {
        let asked = asked.map(|code| RegionCode::parse(code).expect("a region"));
        let home = RegionCode::parse(home).expect("a region");
        let caller = office.desk.caller_of_session(&token, asked.as_ref(), &home).await;
        let caller = caller.expect("an answer").expect("a caller");
        (
            caller.region.to_string(),
            caller.person.may(Right::UseDesk),
            caller.person.may(Right::SeeEveryCase),
        )
    };
    assert_eq!(in_region(None, "demo-1").await, ("demo-1".into(), true, true));
    assert_eq!(in_region(None, "elsewhere").await, ("alpha".into(), true, false));
    assert_eq!(
        in_region(Some("alpha"), "demo-1").await,
        ("alpha".into(), true, false)
    );
    assert_eq!(
        in_region(Some("beta"), "demo-1").await,
        ("beta".into(), false, false)
    );
}

#[sqlx::test(migrations = false)]
async fn made_up_people_never_get_into_a_region_with_real_data(pool: PgPool) {
    let office = Office::new(pool).await;
    let made_up = RegionCode::parse("999001").expect("a region");
    office.make_region(&made_up, true).await;
    let person = |login: &str| {
        let person = store::people::NewPerson {
            id: uuid::Uuid::now_v7(),
            login: login.to_owned(),
            name: login.to_owned(),
            name_en: None,
            email: None,
            phone: None,
            password_hash: None,
            must_change_password: true,
        };
        let role = store::people::NewRole {
            role: Role::Admin,
            department: None,
            station: None,
        };
        vec![(person, vec![role])]
    };
    let make = async |region: &RegionCode, login: &str, must_change: bool| {
        store::people::made_up(&office.db, region, &person(login), must_change, Utc::now())
            .await
            .expect("an answer")
    };
    assert_eq!(make(&office.region, "demo", true).await, 0, "a real region");
    assert_eq!(make(&made_up, "demo", true).await, 1);
    assert_eq!(
        make(&made_up, "DEMO", false).await,
        0,
        "there already, and ready to try from now on"
    );
    let must = async || {
        sqlx::query_scalar::<_, bool>("select must_change_password from core.people where login = 'demo'")
            .fetch_one(office.db.pool())
            .await
            .expect("a person")
    };
    assert!(!must().await);
    office
        .desk
        .give_role_by_command(&office.region, "demo", Role::Analyst, None, None)
        .await
        .expect("given");
    make(&made_up, "demo", true).await;
    assert!(!must().await, "whoever works in a real region too is left alone");
}

#[sqlx::test(migrations = false)]
async fn the_log_of_administrators_cannot_be_rewritten(pool: PgPool) {
    let office = Office::new(pool).await;
    let log = store::admin_log::newest(&office.db, &office.region, &Wanted::default(), 10).await;
    assert_eq!(log.expect("the log").len(), 2, "the account and its role");
    for statement in [
        "update core.admin_log set what = 'x'",
        "delete from core.admin_log",
    ] {
        let error = sqlx::query(statement).execute(office.db.pool()).await;
        assert!(
            error
                .expect_err("append-only")
                .to_string()
                .contains("append-only")
        );
    }
}
