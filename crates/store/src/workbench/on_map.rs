use domain::{Lang, RegionCode};
use futures::TryStreamExt;
use sqlx::FromRow;

use crate::published::MapRow;
use crate::{Db, StoreError};

/// A kind of matter, also one that the public does not hear of.
#[derive(Debug, Clone, FromRow)]
pub struct MatterKind {
    pub code: String,
    /// Code of the kind above.
    pub parent: Option<String>,
    pub name: String,
}

/// Every kind of matter of a region, by code.
pub async fn matter_kinds(db: &Db, region: &RegionCode, lang: Lang) -> Result<Vec<MatterKind>, StoreError> {
    Ok(sqlx::query_as(
        "select category_code as code, parent_code as parent,
                case when $2 then coalesce(nullif(name_en, ''), name) else name end as name
         from core.categories where region_code = $1 order by category_code",
    )
    .bind(region.as_str())
    .bind(lang == Lang::En)
    .fetch_all(&db.pool)
    .await?)
}

/// The version of the latest batch with cases of a region; 0 before the first. Every case goes through the publisher, also one
/// of which the public learns no more than that it counts.
pub async fn newest_batch(db: &Db, region: &RegionCode) -> Result<i64, StoreError> {
    Ok(
        sqlx::query_scalar("select coalesce(max(version), 0) from published.tally where region_code = $1")
            .bind(region.as_str())
            .fetch_one(&db.pool)
            .await?,
    )
}

/// Calls `each` with every case of a region, of every tier and where it really lies, that a batch after `after` and up to `until`
/// was about: as it is now.
pub async fn cases_on_map(
    db: &Db,
    region: &RegionCode,
    (after, until): (i64, i64),
    mut each: impl FnMut(MapRow) + Send,
) -> Result<(), StoreError> {
    let mut rows = sqlx::query_as::<_, MapRow>(
        "select c.public_code, false as withdrawn, c.category_code, c.source_code, c.state,
                c.lead_department as department_code, c.township_code, c.community_code, c.grid_code, c.lng, c.lat,
                c.received_at, c.current_due_at, c.closed_at, c.state in ('closed', 'archived') as closed,
                c.source_verdict as verdict, c.suspended_at is not null as suspended
         from published.tally as counted join core.cases as c using (region_code, tally_key)
         where counted.region_code = $1 and counted.part = 0 and counted.version > $2 and counted.version <= $3",
    )
    // Of all, or of a few: no plan is good for both.
    .persistent(false)
    .bind(region.as_str())
    .bind(after)
    .bind(until)
    .fetch(&db.pool);
    while let Some(row) = rows.try_next().await? {
        each(row);
    }
    Ok(())
}
