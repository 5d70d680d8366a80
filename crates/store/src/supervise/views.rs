use chrono::{DateTime, Utc};
use domain::RegionCode;
use domain::supervise::{MOST_VIEWS, SavedView};
use uuid::Uuid;

use crate::{Db, StoreError};

/// The views a person keeps in a region, by name.
pub async fn views(db: &Db, region: &RegionCode, person: Uuid) -> Result<Vec<SavedView>, StoreError> {
    let rows: Vec<(String, String)> = sqlx::query_as(
        "select name, query from core.saved_views where region_code = $1 and person_id = $2 order by name",
    )
    .bind(region.as_str())
    .bind(person)
    .fetch_all(&db.pool)
    .await?;
    let view = |(name, query)| SavedView { name, query };
    Ok(rows.into_iter().map(view).collect())
}

/// Keeps a view; one of the same name is replaced. `false` = the person has as many as one may keep.
pub async fn put_view(
    db: &Db,
    region: &RegionCode,
    person: Uuid,
    view: &SavedView,
    now: DateTime<Utc>,
) -> Result<bool, StoreError> {
    let mut transaction = db.begin().await?;
    // Two at once are counted one after the other.
    sqlx::query("select from core.people where person_id = $1 for update")
        .bind(person)
        .execute(&mut *transaction)
        .await?;
    let written = sqlx::query(
        "insert into core.saved_views as kept (region_code, person_id, name, query, created_at)
         select $1, $2, $3, $4, $5
         where (select count(*) from core.saved_views as other
                where other.region_code = $1 and other.person_id = $2 and other.name <> $3) < $6
         on conflict (region_code, person_id, name) do update set query = excluded.query",
    )
    .bind(region.as_str())
    .bind(person)
    .bind(&view.name)
    .bind(&view.query)
    .bind(now)
    .bind(i64::try_from(MOST_VIEWS).unwrap_or(i64::MAX))
    .execute(&mut *transaction)
    .await?;
    transaction.commit().await?;
    Ok(written.rows_affected() == 1)
}

/// Gives a view up; `false` = the person keeps none of this name.
pub async fn remove_view(db: &Db, region: &RegionCode, person: Uuid, name: &str) -> Result<bool, StoreError> {
    let removed =
        sqlx::query("delete from core.saved_views where region_code = $1 and person_id = $2 and name = $3")
            .bind(region.as_str())
            .bind(person)
            .bind(name)
            .execute(&db.pool)
            .await?;
    Ok(removed.rows_affected() == 1)
}
