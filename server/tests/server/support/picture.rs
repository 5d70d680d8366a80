use std::collections::BTreeMap;

use sqlx::Postgres;
use sqlx::pool::PoolConnection;
use store::Db;

/// Each table of a region without what is drawn at random or told by the clock: cases are called by their source and
/// its identifier. `$1` is the region.
const TABLES: [(&str, &str); 13] = [
    (
        "records",
        "select to_jsonb(r) - array['case_id', 'imported_at', 'mapping_id', 'arrival'] from private.source_records as r
         where region_code = $1",
    ),
    (
        "cases",
        "select to_jsonb(c) - array['case_id', 'public_code', 'serial', 'public_token', 'tally_key', 'updated_at',
                                    'version', 'merged_into']
                || jsonb_build_object('name', name(c.case_id), 'stands_for',
                                      (select name(m.case_id) from core.cases as m
                                       where m.region_code = $1 and m.public_code = c.merged_into))
         from core.cases as c where region_code = $1",
    ),
    (
        "parts",
        "select to_jsonb(p) - array['case_id'] || jsonb_build_object('name', name(p.case_id))
         from core.case_assignments as p where region_code = $1",
    ),
    (
        "matters",
        "select to_jsonb(t) - array['case_id', 'matter_id', 'person']
                || jsonb_build_object('name', name(t.case_id), 'matter', name(t.matter_id), 'known', person is not null)
         from core.case_traits as t where region_code = $1",
    ),
    (
        "pairs",
        "select jsonb_build_array(least(name(case_a), name(case_b)), greatest(name(case_a), name(case_b)), score, outcome,
                                  decided)
         from core.case_links where region_code = $1",
    ),
    ("townships", "select to_jsonb(t) from core.townships as t where region_code = $1"),
    ("communities", "select to_jsonb(t) from core.communities as t where region_code = $1"),
    (
        "units",
        "select to_jsonb(t) - 'created_at' from core.departments as t where region_code = $1",
    ),
    (
        "names of units",
        "select to_jsonb(t) - array['first_seen_at', 'valid_to'] from core.department_names as t where region_code = $1",
    ),
    ("kinds", "select to_jsonb(t) from core.categories as t where region_code = $1"),
    (
        "crosswalk",
        "select to_jsonb(t) from core.category_crosswalk as t where region_code = $1",
    ),
    (
        "published cases",
        "select to_jsonb(p) - array['public_code', 'public_token', 'version'] || jsonb_build_object('name', name(c.case_id))
         from published.cases as p join core.cases as c using (region_code, public_code) where region_code = $1",
    ),
    (
        "published totals",
        "select to_jsonb(t) - array['tally_key', 'version'] from published.tally as t where region_code = $1",
    ),
];

/// A region's tables, each as its rows in one order.
pub(crate) type Picture = BTreeMap<&'static str, Vec<String>>;

/// Everything that records have made of a region.
pub(crate) async fn picture(db: &Db, region: &str) -> Picture {
    let mut connection = named(db).await;
    let mut picture = Picture::new();
    for (table, sql) in TABLES {
        let rows: Vec<serde_json::Value> = sqlx::query_scalar(sqlx::AssertSqlSafe(with_names(sql)))
            .bind(region)
            .fetch_all(&mut *connection)
            .await
            .unwrap_or_else(|error| panic!("{table}: {error}"));
        let mut rows: Vec<String> = rows.iter().map(ToString::to_string).collect();
        rows.sort_unstable();
        picture.insert(table, rows);
    }
    picture
}

/// Of each table how many rows it has, and a sum of their hashes: pictures that are too large to be looked at.
pub(crate) async fn sums(db: &Db, region: &str) -> BTreeMap<&'static str, (i64, String)> {
    let mut connection = named(db).await;
    let mut sums = BTreeMap::new();
    for (table, sql) in TABLES {
        let sql = format!(
            "select count(*), coalesce(sum(hashtextextended(line::text, 0)::numeric), 0)::text from ({}) as t (line)",
            with_names(sql)
        );
        let sum = sqlx::query_as(sqlx::AssertSqlSafe(sql))
            .bind(region)
            .fetch_one(&mut *connection)
            .await
            .unwrap_or_else(|error| panic!("{table}: {error}"));
        sums.insert(table, sum);
    }
    sums
}

/// A connection on which cases have names.
async fn named(db: &Db) -> PoolConnection<Postgres> {
    let mut connection = db.pool().acquire().await.expect("a connection");
    sqlx::raw_sql(
        "create or replace function pg_temp.name(uuid) returns text language sql stable as
         'select source_code || ''/'' || external_id from private.source_records where case_id = $1 limit 1'",
    )
    .execute(&mut *connection)
    .await
    .expect("a function");
    connection
}

fn with_names(sql: &str) -> String {
    sql.replace(" name(", " pg_temp.name(")
        .replace("(name(", "(pg_temp.name(")
}

/// Says in which table two pictures differ, and by which rows.
pub(crate) fn assert_same(one: &Picture, other: &Picture) {
    for (table, rows) in one {
        let others = &other[table];
        let only = |here: &[String], there: &[String]| -> Vec<String> {
            let there: std::collections::BTreeSet<&String> = there.iter().collect();
            let missing = here.iter().filter(|row| !there.contains(row));
            missing.take(3).cloned().collect()
        };
        assert!(
            rows == others,
            "{table}: {} rows, {} rows; only here {:#?}; only there {:#?}",
            rows.len(),
            others.len(),
            only(rows, others),
            only(others, rows)
        );
    }
}
