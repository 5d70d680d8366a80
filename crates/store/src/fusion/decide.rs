//! What people decide about pairs. It stands above every weight.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use domain::RegionCode;
use domain::case::Action;
use domain::fusion::Decided;
use sqlx::postgres::PgConnection;
use thiserror::Error;
use uuid::Uuid;

use super::effects::apply;
use super::opening::take_turns;
use super::party::{destinations, gaps_within, links_among, parties, stand_for};
use super::writes::write_matters;
use crate::cases::ActRequest;
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
    let mut transaction = db.begin().await?;
    take_turns(&mut transaction, region).await?;
    if !say(&mut transaction, region, pair, decided, by, now).await? {
        return Err(FusionError::NotFound);
    }
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
    let mut transaction = db.begin().await?;
    take_turns(&mut transaction, region).await?;
    if !part(&mut transaction, region, case_id, by, now).await? {
        return Err(FusionError::NotFound);
    }
    crate::cases::notify(&mut transaction).await?;
    transaction.commit().await?;
    Ok(())
}

/// Whether an action says that cases are one matter or two. Whoever takes it waits for their turn first.
pub(crate) fn speaks_of_matters(action: Action) -> bool {
    matches!(action, Action::Merge | Action::Split)
}

/// Keeps what a person said by merging a case or taking it out again. Nothing where the cases were never compared.
pub(crate) async fn note_deed(
    connection: &mut PgConnection,
    region: &RegionCode,
    request: &ActRequest,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let (case_id, by) = (request.case_id, request.actor.id.as_str());
    if request.command.action == Action::Split {
        part(connection, region, case_id, by, now).await?;
        return Ok(());
    }
    let code = request.command.into.as_deref().unwrap_or_default();
    let into: Option<Uuid> =
        sqlx::query_scalar("select case_id from core.cases where region_code = $1 and public_code = $2")
            .bind(region.as_str())
            .bind(code.replace('-', ""))
            .fetch_optional(&mut *connection)
            .await?;
    if let Some(into) = into.filter(|into| *into != case_id) {
        say(connection, region, (case_id, into), Decided::Joined, by, now).await?;
    }
    Ok(())
}

/// Whether both cases are known here; if so, what was said of them is kept.
async fn say(
    connection: &mut PgConnection,
    region: &RegionCode,
    pair: (Uuid, Uuid),
    decided: Decided,
    by: &str,
    now: DateTime<Utc>,
) -> Result<bool, StoreError> {
    let one = matter_of(connection, region, pair.0).await?;
    let two = matter_of(connection, region, pair.1).await?;
    let Some((one, two)) = one.zip(two) else {
        return Ok(false);
    };
    if decided == Decided::Joined {
        let (of_one, of_two) = (
            ids(connection, region, one).await?,
            ids(connection, region, two).await?,
        );
        sqlx::query(
            "update core.case_links set decided = null, decided_by = null, decided_at = null
             where region_code = $1 and decided = 'apart'
               and (case_a = any($2) and case_b = any($3) or case_a = any($3) and case_b = any($2))",
        )
        .bind(region.as_str())
        .bind(of_one)
        .bind(of_two)
        .execute(&mut *connection)
        .await?;
    }
    note(connection, region, &[pair], decided, by, now).await?;
    remake(connection, region, &[one, two].into(), now).await?;
    Ok(true)
}

/// Whether the case is known here; if so, it is kept apart from all others of its matter.
async fn part(
    connection: &mut PgConnection,
    region: &RegionCode,
    case_id: Uuid,
    by: &str,
    now: DateTime<Utc>,
) -> Result<bool, StoreError> {
    let Some(matter) = matter_of(connection, region, case_id).await? else {
        return Ok(false);
    };
    let pairs: Vec<(Uuid, Uuid)> = ids(connection, region, matter)
        .await?
        .into_iter()
        .filter(|other| *other != case_id)
        .map(|other| (case_id, other))
        .collect();
    note(connection, region, &pairs, Decided::Apart, by, now).await?;
    remake(connection, region, &[matter].into(), now).await?;
    Ok(true)
}

async fn matter_of(
    connection: &mut PgConnection,
    region: &RegionCode,
    case_id: Uuid,
) -> Result<Option<Uuid>, StoreError> {
    Ok(
        sqlx::query_scalar("select matter_id from core.case_traits where region_code = $1 and case_id = $2")
            .bind(region.as_str())
            .bind(case_id)
            .fetch_optional(connection)
            .await?,
    )
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
    .bind(decided.code())
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
    let into = destinations(&all, &roots);
    apply(connection, region, all.iter(), &into, now).await
}
