//! How well records are fused, by the word of sources that was hidden from it.

use domain::fusion::Policy;
use sqlx::{AssertSqlSafe, PgPool};

use crate::support::{Lianqin, fresh_database};

/// Share of joins of which at least one side carries the city's mark, and share of marked records that stand in a
/// join. Ids that come back with other content are versions of one record, not pairs.
async fn against_the_city(pool: &PgPool, joined: &str) -> (i64, f64, f64) {
    let sql = format!(
        "with pairs as (select one.case_id as a, two.case_id as b, one.duplicate or two.duplicate as marked
                        from core.case_links as link
                        join core.cases as one on one.case_id = link.case_a
                        join core.cases as two on two.case_id = link.case_b
                        where {joined}),
              sides as (select a as case_id from pairs union select b from pairs)
         select (select count(*) from pairs),
                (select avg(marked::int)::float8 from pairs),
                (select avg((case_id in (select case_id from sides))::int)::float8 from core.cases where duplicate)"
    );
    sqlx::query_as(AssertSqlSafe(sql))
        .fetch_one(pool)
        .await
        .expect("figures")
}

#[tokio::test]
async fn chicagos_duplicates_are_found_better_than_by_address_and_day() {
    let Some(data) = testkit::data_dir() else { return };
    let url = fresh_database().await;
    let file = data.join("chicago311/sanitation-to-2013-06.csv.gz");
    let summary = Lianqin::on(&url).import("chicago311", "chicago", &file);
    assert_eq!(
        (&summary["read"], &summary["rejected"]),
        (&46432.into(), &0.into())
    );

    let pool = PgPool::connect(&url).await.expect("the database");
    let (pairs, precision, recall) = against_the_city(&pool, "link.outcome = 'joined'").await;
    eprintln!("Chicago, joined: {pairs} pairs, precision {precision:.3}, recall {recall:.3}");
    let floor = format!("link.score >= {}", Policy::CURRENT.propose);
    let (shown, of_shown, reached) = against_the_city(&pool, &floor).await;
    eprintln!("Chicago, joined or proposed: {shown} pairs, precision {of_shown:.3}, recall {reached:.3}");
    assert!(precision >= 0.90 && recall >= 0.85, "{precision:.3} {recall:.3}");
    assert!(reached >= recall);
}
