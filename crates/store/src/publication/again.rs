use std::collections::HashMap;

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use domain::RegionCode;
use domain::policy::CategoryDraft;
use domain::publication::{Tier, nearest_anchor};
use sqlx::FromRow;
use sqlx::postgres::PgConnection;
use uuid::Uuid;

use super::PUBLISHER_LOCK;
use crate::StoreError;
use crate::district::{GridAnchors, grid_versions};

/// Cases looked at together.
const CHUNK: i64 = 5_000;

#[derive(FromRow)]
struct Exact {
    case_id: Uuid,
    received_at: DateTime<Utc>,
    grid_code: Option<String>,
    lng: Option<f64>,
    lat: Option<f64>,
}

/// Blurs every case of a kind as the kind says now, and puts it on the outbox: the publisher then shows it
/// so, or withdraws it. In the transaction in which the kind is changed.
pub(crate) async fn publish_kind_again(
    connection: &mut PgConnection,
    region: &RegionCode,
    kind: &CategoryDraft,
    zone: Tz,
) -> Result<(), StoreError> {
    let versions = match kind.tier {
        Tier::Snapped => versions(connection, region).await?,
        _ => HashMap::new(),
    };
    let mut after = Uuid::nil();
    loop {
        let cases: Vec<Exact> = sqlx::query_as(
            "select case_id, received_at, grid_code, lng, lat from core.cases
             where region_code = $1 and category_code = $2 and case_id > $3 order by case_id limit $4 for update",
        )
        .bind(region.as_str())
        .bind(kind.code.as_str())
        .bind(after)
        .bind(CHUNK)
        .fetch_all(&mut *connection)
        .await?;
        let Some(last) = cases.last() else { break };
        after = last.case_id;
        let places: Vec<Option<(f64, f64)>> = cases
            .iter()
            .map(|case| {
                let point = case.lng.zip(case.lat)?;
                match kind.tier {
                    Tier::Exact => Some(point),
                    // Of the cell as it was when the case came in: under that one it is published.
                    Tier::Snapped => {
                        let mut versions = versions.get(case.grid_code.as_ref()?)?.iter();
                        let held = versions.find(|version| version.holds_at(case.received_at))?;
                        nearest_anchor(point, &held.anchors)
                    }
                    Tier::Grid | Tier::Count | Tier::Absent => None,
                }
            })
            .collect();
        let ids: Vec<Uuid> = cases.iter().map(|case| case.case_id).collect();
        let told: Vec<DateTime<Utc>> = cases
            .iter()
            .map(|case| kind.rounding.apply(case.received_at, zone))
            .collect();
        sqlx::query(
            "update core.cases as c set public_lng = blurred.lng, public_lat = blurred.lat,
                    public_received_at = blurred.at
             from unnest($2::uuid[], $3::float8[], $4::float8[], $5::timestamptz[]) as blurred (case_id, lng, lat, at)
             where c.region_code = $1 and c.case_id = blurred.case_id
               and (c.public_lng, c.public_lat, c.public_received_at)
                   is distinct from (blurred.lng, blurred.lat, blurred.at)",
        )
        .bind(region.as_str())
        .bind(&ids)
        .bind(places.iter().map(|place| place.map(|(lng, _)| lng)).collect::<Vec<_>>())
        .bind(places.iter().map(|place| place.map(|(_, lat)| lat)).collect::<Vec<_>>())
        .bind(told)
        .execute(&mut *connection)
        .await?;
        sqlx::query(
            "insert into core.outbox (region_code, case_id, bulk)
             select $1, case_id, true from unnest($2::uuid[]) as kind (case_id)",
        )
        .bind(region.as_str())
        .bind(&ids)
        .execute(&mut *connection)
        .await?;
    }
    sqlx::query("notify lianqin_outbox").execute(connection).await?;
    Ok(())
}

/// Gives what is published about a region beside its cases (names, stations) a version of its own, so that the
/// public side reads it again. Near the end of the transaction of the change: versions become visible in order.
pub(crate) async fn publish_reference_again(
    connection: &mut PgConnection,
    region: &RegionCode,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    sqlx::query("select pg_advisory_xact_lock($1)")
        .bind(PUBLISHER_LOCK)
        .execute(&mut *connection)
        .await?;
    sqlx::query(
        "insert into published.changes (version, region_code, at, cases, bulk)
         values (nextval('published.version_seq'), $1, $2, 0, true)",
    )
    .bind(region.as_str())
    .bind(now)
    .execute(&mut *connection)
    .await?;
    sqlx::query("notify lianqin_published")
        .execute(connection)
        .await?;
    Ok(())
}

/// The versions of every cell, by code.
async fn versions(
    connection: &mut PgConnection,
    region: &RegionCode,
) -> Result<HashMap<String, Vec<GridAnchors>>, StoreError> {
    let mut versions: HashMap<String, Vec<GridAnchors>> = HashMap::new();
    for version in grid_versions(connection, region).await? {
        versions.entry(version.code.clone()).or_default().push(version);
    }
    Ok(versions)
}
