//! Histories in a real database: nothing is lost, and the board counts what was told.

use domain::board::facts;
use domain::board::figures::{Counts, Repeats};
use domain::case::State;
use domain::clock::Calendar;
use domain::publication::Tier;
use sqlx::PgPool;
use store::bulk::CaseHistory;
use store::cases::{RuleBook, open_cases};
use store::district::{copy_histories, put_district};
use store::figures::{last_recount, measure_again, recount};
use store::intake::ensure_region;
use store::publication::publish_all;
use store::published::{map_rows, newest_version, tally_rows};
use store::{Db, PublicDb};
use synthetic::{HistoryConfig, histories, region_defaults};

use crate::common::{config, made, now, region, rules};

async fn public(db: &Db) -> PublicDb {
    let url = std::env::var("DATABASE_URL").expect("DATABASE_URL");
    let name: String = sqlx::query_scalar("select current_database()")
        .fetch_one(db.pool())
        .await
        .expect("a name");
    let (server, options) = url
        .split_once('?')
        .map_or((url.as_str(), None), |(a, b)| (a, Some(b)));
    let (server, _) = server.rsplit_once('/').expect("a database in the address");
    let options = options.map(|options| format!("?{options}")).unwrap_or_default();
    let address = store::bootstrap_roles(&format!("{server}/{name}{options}"))
        .await
        .expect("the public role");
    store::migrate(db).await.expect("grants");
    PublicDb::connect(&address, 2).await.expect("the public login")
}

fn counted(cases: &[CaseHistory]) -> Counts {
    cases
        .iter()
        .flat_map(|case| facts(&case.case, None, Repeats::default()))
        .map(|part| Counts::of(&part.fact, now().timestamp()))
        .sum()
}

#[sqlx::test(migrations = false)]
async fn the_board_counts_what_the_histories_tell(pool: PgPool) {
    let db = Db::from_pool(pool);
    store::migrate(&db).await.expect("migrations");
    let district = made();
    ensure_region(&db, &region(), Some(&region_defaults()), true)
        .await
        .expect("a region");
    put_district(&db, &region(), &district).await.expect("a district");
    let rules_of_database = RuleBook::load(&db, &region(), now()).await.expect("rules");
    let cases: Vec<CaseHistory> = histories(config(2_000), &district, &rules_of_database).collect();
    assert_eq!(
        cases,
        histories(config(2_000), &district, &rules(&district)).collect::<Vec<_>>(),
        "stored rules are the district's own"
    );
    for batch in cases.chunks(700) {
        copy_histories(&db, &region(), batch, now())
            .await
            .expect("copied");
    }
    assert_eq!(publish_all(&db, now()).await.expect("published"), 2_000);

    let public = public(&db).await;
    let until = newest_version(&public).await.expect("a version");
    let mut stored = Counts::default();
    tally_rows(&public, "999001", 0, until, |row| {
        // A co-handler that was released unheard counts no more.
        if let Some(fact) = row.fact().expect("a fact") {
            stored += Counts::of(&fact, now().timestamp());
        }
    })
    .await
    .expect("tallies");
    assert_eq!(stored, counted(&cases));
    assert_eq!(stored.received, 2_000);
    assert!(stored.returned > 0 && stored.handed_over > stored.completed && stored.signed_in_time > 0);

    let mut shown = 0;
    map_rows(&public, "999001", 0, until, |_| shown += 1)
        .await
        .expect("rows");
    let tier = |case: &&CaseHistory| rules_of_database.policy(case.category.as_str()).tier;
    let listed = cases.iter().filter(|case| Tier::lists_cases(tier(case))).count();
    assert_eq!(shown, listed);

    let found = recount(&db, &region(), &rules_of_database, now())
        .await
        .expect("a recount");
    assert_eq!((found.cases, found.differing, found.examples), (2_000, 0, vec![]));
    // A case that somebody changed behind the back of the events, and a tally that was changed alone.
    let code: String = sqlx::query_scalar(
        "update core.cases set satisfaction = case when satisfaction >= 4 then 1 else 5 end
         where case_id = (select case_id from core.cases where state = 'closed' order by case_id limit 1)
         returning public_code",
    )
    .fetch_one(db.pool())
    .await
    .expect("a change");
    sqlx::query("update published.tally set solved = not coalesce(solved, false) where tally_key = (select max(tally_key) from published.tally) and part = 0")
        .execute(db.pool())
        .await
        .expect("a change");
    let later = now() + chrono::TimeDelta::minutes(1);
    let found = recount(&db, &region(), &rules_of_database, later)
        .await
        .expect("a recount");
    assert!((1..=2).contains(&found.differing), "{found:?}");
    let against = |what: &str| found.examples.iter().filter(|one| one.against == what).count();
    assert!(
        found
            .examples
            .iter()
            .any(|one| one.code == code && one.against == "events")
    );
    assert!(against("published") >= 1);
    assert_eq!(last_recount(&db, &region()).await.expect("the last"), Some(found));

    let (events, steps): (i64, i64) = sqlx::query_as(
        "select (select count(*) from core.case_events), (select sum(version)::int8 from core.cases)",
    )
    .fetch_one(db.pool())
    .await
    .expect("counts");
    assert_eq!(events, steps, "one event per version");
    assert_eq!(
        events,
        cases.iter().map(|case| case.events.len() as i64).sum::<i64>()
    );
}

#[sqlx::test(migrations = false)]
async fn open_cases_are_read_as_they_were_told(pool: PgPool) {
    let db = Db::from_pool(pool);
    store::migrate(&db).await.expect("migrations");
    let district = made();
    ensure_region(&db, &region(), Some(&region_defaults()), true)
        .await
        .expect("a region");
    put_district(&db, &region(), &district).await.expect("a district");
    let rules = rules(&district);
    let recent = HistoryConfig {
        days: 5,
        ..config(500)
    };
    let cases: Vec<CaseHistory> = histories(recent, &district, &rules).collect();
    copy_histories(&db, &region(), &cases, now())
        .await
        .expect("copied");
    let open = open_cases(&db, &region(), 1_000).await.expect("open cases");
    let over = |state| {
        matches!(
            state,
            State::Closed | State::Archived | State::Rejected | State::Merged
        )
    };
    let going: Vec<&CaseHistory> = cases.iter().filter(|case| !over(case.case.state)).collect();
    assert_eq!(open.len(), going.len());
    for told in going {
        let read = open
            .iter()
            .find(|case| case.case_id == told.case_id)
            .expect("the case");
        assert_eq!(read.case, told.case);
        assert_eq!(Some(read.last_at), told.events.last().map(|(_, event)| event.at));
        assert_eq!(
            (read.source, read.category.as_str()),
            (told.source, told.category.as_str())
        );
    }
    assert_eq!(
        open_cases(&db, &region(), 3).await.expect("open cases"),
        open[..3]
    );
}

#[sqlx::test(migrations = false)]
async fn a_corrected_calendar_counts_after_times_are_measured_again(pool: PgPool) {
    let db = Db::from_pool(pool);
    store::migrate(&db).await.expect("migrations");
    let district = made();
    ensure_region(&db, &region(), Some(&region_defaults()), true)
        .await
        .expect("a region");
    put_district(&db, &region(), &district).await.expect("a district");
    let rules = RuleBook::load(&db, &region(), now()).await.expect("rules");
    let cases: Vec<CaseHistory> = histories(config(500), &district, &rules).collect();
    copy_histories(&db, &region(), &cases, now())
        .await
        .expect("copied");
    publish_all(&db, now()).await.expect("published");
    assert_eq!(measure_again(&db, &region(), &rules).await.expect("measured"), 0);
    // Every day was worked, as it turned out.
    let mut corrected = rules.clone();
    corrected.calendar = Calendar::default();
    let changed = measure_again(&db, &region(), &corrected).await.expect("measured");
    assert!(changed > 20, "{changed}");
    assert_eq!(publish_all(&db, now()).await.expect("published"), changed);
    let found = recount(&db, &region(), &corrected, now())
        .await
        .expect("a recount");
    assert_eq!(found.differing, 0, "{found:?}");
    let found = recount(&db, &region(), &rules, now() + chrono::TimeDelta::minutes(1))
        .await
        .expect("a recount");
    assert_eq!(found.differing, changed, "by the old calendar they differ");
}
