//! What stands in the schema and in `domain` is the same.

mod common;

use std::collections::BTreeSet;

use common::migrated;
use domain::Lang;
use domain::case::State;
use domain::source::SourceSystem;
use sqlx::PgPool;
use store::Db;

/// The texts a check constraint lists.
async fn listed(db: &Db, table: &str, constraint: &str) -> BTreeSet<String> {
    let texts: Vec<String> = sqlx::query_scalar(
        "select found[1]
         from pg_constraint, regexp_matches(pg_get_constraintdef(oid), '''([^'']*)''', 'g') as found
         where conrelid = $1::regclass and conname = $2",
    )
    .bind(table)
    .bind(constraint)
    .fetch_all(db.pool())
    .await
    .expect("a constraint");
    texts.into_iter().collect()
}

#[sqlx::test(migrations = false)]
async fn a_case_may_have_the_states_of_the_lifecycle_and_no_others(pool: PgPool) {
    let db = migrated(pool).await;
    let states = State::ALL.iter().map(|state| state.code().to_owned());
    assert_eq!(
        listed(&db, "core.cases", "cases_state_check").await,
        states.collect()
    );
}

#[sqlx::test(migrations = false)]
async fn cases_and_records_come_from_the_eight_systems(pool: PgPool) {
    let db = migrated(pool).await;
    let sources: BTreeSet<String> = SourceSystem::ALL.map(|source| source.code().to_owned()).into();
    for (table, constraint) in [
        ("core.cases", "cases_source_code_check"),
        ("private.source_records", "source_records_source_code_check"),
    ] {
        assert_eq!(listed(&db, table, constraint).await, sources, "{table}");
    }
}

#[sqlx::test(migrations = false)]
async fn source_systems_are_called_the_same_everywhere(pool: PgPool) {
    let db = migrated(pool).await;
    let stored: BTreeSet<(String, String, String)> =
        sqlx::query_as("select source_code, name, name_en from core.source_systems")
            .fetch_all(db.pool())
            .await
            .expect("the systems")
            .into_iter()
            .collect();
    let known = SourceSystem::ALL.map(|source| {
        let name = |lang| source.name(lang).to_owned();
        (source.code().to_owned(), name(Lang::Zh), name(Lang::En))
    });
    assert_eq!(stored, known.into());
}
