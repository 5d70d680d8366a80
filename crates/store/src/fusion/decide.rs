//! What people decide about pairs. It stands above every weight.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use domain::RegionCode;
use domain::fusion::Decided;
use sqlx::postgres::PgConnection;
use thiserror::Error;
use uuid::Uuid;

use super::effects::{Standing, apply};
use super::opening::take_turns;
use super::plan::{gaps_within, stand_for, write_matters};
use super::read::{links_among, parties};
use crate::{Db, StoreError};

/// Why a decision was not kept. Nothing was written.
#[derive(Debug, Error)]
pub enum FusionError {
    #[error("there is no such case")]
    NotFound,
    #[error("a case cannot be paired with itself")]
    Same,
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<sqlx::Error> for FusionError {
    fn from(error: sqlx::Error) -> Self {
        Self::Store(error.into())
    }
}

/// Keeps what a person says of two cases, and makes their matters anew. Joining two matters lifts what kept any
/// of their cases apart: who joins has seen both.
pub async fn decide_pair(
    db: &Db,
    region: &RegionCode,
    pair: (Uuid, Uuid),
    decided: Decided,
    by: &str,
    now: DateTime<Utc>,
) -> Result<(), FusionError> {
    if pair.0 == pair.1 {
        return Err(FusionError::Same);
    }
    let mut transaction = db.pool.begin().await?;
    take_turns(&mut transaction, region).await?;
    let one = matter_of(&mut transaction, region, pair.0).await?;
    let two = matter_of(&mut transaction, region, pair.1).await?;
    let matters: BTreeSet<Uuid> = [one, two].into();
    if decided == Decided::Joined {
        let of_one: Vec<Uuid> = ids(&mut transaction, region, one).await?;
        let of_two: Vec<Uuid> = ids(&mut transaction, region, two).await?;
        sqlx::query(
            "update core.case_links set decided = null, decided_by = null, decided_at = null
             where region_code = $1 and decided = 'apart'
               and (case_a = any($2) and case_b = any($3) or case_a = any($3) and case_b = any($2))",
        )
        .bind(region.as_str())
        .bind(of_one)
        .bind(of_two)
        .execute(&mut *transaction)
        .await?;
    }
    note(&mut transaction, region, &[pair], decided, by, now).await?;
    remake(&mut transaction, region, &matters, now).await?;
    crate::cases::notify(&mut transaction).await?;
    transaction.commit().await?;
    Ok(())
}

/// Takes a case out of its matter for good: it is kept apart from every other case of it.
pub async fn keep_apart(
    db: &Db,
    region: &RegionCode,
    case_id: Uuid,
    by: &str,
    now: DateTime<Utc>,
) -> Result<(), FusionError> {
    let mut transaction = db.pool.begin().await?;
    take_turns(&mut transaction, region).await?;
    let matter = matter_of(&mut transaction, region, case_id).await?;
    let pairs: Vec<(Uuid, Uuid)> = ids(&mut transaction, region, matter)
        .await?
        .into_iter()
        .filter(|other| *other != case_id)
        .map(|other| (case_id, other))
        .collect();
    note(&mut transaction, region, &pairs, Decided::Apart, by, now).await?;
    remake(&mut transaction, region, &[matter].into(), now).await?;
    crate::cases::notify(&mut transaction).await?;
    transaction.commit().await?;
    Ok(())
}

async fn matter_of(
    connection: &mut PgConnection,
    region: &RegionCode,
    case_id: Uuid,
) -> Result<Uuid, FusionError> {
    sqlx::query_scalar("select matter_id from core.case_traits where region_code = $1 and case_id = $2")
        .bind(region.as_str())
        .bind(case_id)
        .fetch_optional(connection)
        .await?
        .ok_or(FusionError::NotFound)
}

async fn ids(
    connection: &mut PgConnection,
    region: &RegionCode,
    matter: Uuid,
) -> Result<Vec<Uuid>, StoreError> {
    let parties = parties(connection, region, [&matter]).await?;
    Ok(parties.into_iter().map(|party| party.case_id).collect())
}

async fn note(
    connection: &mut PgConnection,
    region: &RegionCode,
    pairs: &[(Uuid, Uuid)],
    decided: Decided,
    by: &str,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let (ones, twos): (Vec<Uuid>, Vec<Uuid>) = pairs
        .iter()
        .map(|(one, two)| (one.min(two), one.max(two)))
        .unzip();
    let code = match decided {
        Decided::Joined => "joined",
        Decided::Apart => "apart",
    };
    sqlx::query(
        "insert into core.case_links (region_code, case_a, case_b, score, outcome, evidence, decided, decided_by,
                decided_at)
         select $1, one, two, 0, 'separate', '[]', $4, $5, $6 from unnest($2::uuid[], $3::uuid[]) as given (one, two)
         on conflict (region_code, case_a, case_b) do update set decided = excluded.decided,
                decided_by = excluded.decided_by, decided_at = excluded.decided_at",
    )
    .bind(region.as_str())
    .bind(ones)
    .bind(twos)
    .bind(code)
    .bind(by)
    .bind(now)
    .execute(connection)
    .await?;
    Ok(())
}

/// Makes these matters anew from their pairs.
async fn remake(
    connection: &mut PgConnection,
    region: &RegionCode,
    matters: &BTreeSet<Uuid>,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let mut all = parties(connection, region, matters).await?;
    let links = links_among(connection, region, &all).await?;
    let roots = stand_for(&mut all, &links);
    let gaps = gaps_within(&all, &roots);
    write_matters(connection, region, &all, &roots, &gaps).await?;
    let code = |id: Uuid| {
        all.iter()
            .find(|party| party.case_id == id)
            .map(|party| party.code.clone())
    };
    let standings: Vec<Standing> = all
        .iter()
        .map(|party| {
            let root = roots.get(&party.case_id).copied().unwrap_or(party.case_id);
            Standing {
                party: party.clone(),
                into: (root != party.case_id).then(|| code(root)).flatten(),
            }
        })
        .collect();
    apply(connection, region, &standings, now).await
}
