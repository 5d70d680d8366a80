//! The ground under the grid: tiles that somebody imported.

use chrono::{DateTime, Utc};
use domain::RegionCode;
use domain::map::GroundView;

use crate::publication::publish_reference_again;
use crate::{Db, StoreError};

/// The ground of one tile.
#[derive(Debug, Clone, PartialEq)]
pub struct GroundTile {
    /// 0 = the whole region as it is seen from far.
    pub zoom: u8,
    pub x: u32,
    pub y: u32,
    pub ground: Vec<GroundView>,
}

/// Tiles per statement.
const CHUNK: usize = 500;

/// Replaces the ground of a region.
pub async fn put_ground(
    db: &Db,
    region: &RegionCode,
    tiles: &[GroundTile],
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let mut transaction = db.begin().await?;
    // Two imports at once take turns.
    sqlx::query("select from core.regions where region_code = $1 for update")
        .bind(region.as_str())
        .execute(&mut *transaction)
        .await?;
    sqlx::query("delete from core.basemap_tiles where region_code = $1")
        .bind(region.as_str())
        .execute(&mut *transaction)
        .await?;
    let whole = |number: u32| i32::try_from(number).unwrap_or(i32::MAX);
    for chunk in tiles.chunks(CHUNK) {
        let grounds: Result<Vec<String>, _> = chunk
            .iter()
            .map(|tile| serde_json::to_string(&tile.ground))
            .collect();
        let grounds = grounds.map_err(|error| StoreError::from(sqlx::Error::Encode(error.into())))?;
        sqlx::query(
            "insert into core.basemap_tiles (region_code, zoom, x, y, ground)
             select $1, zoom, x, y, ground::json
             from unnest($2::smallint[], $3::integer[], $4::integer[], $5::text[]) as tile (zoom, x, y, ground)",
        )
        .persistent(false)
        .bind(region.as_str())
        .bind(chunk.iter().map(|tile| i16::from(tile.zoom)).collect::<Vec<_>>())
        .bind(chunk.iter().map(|tile| whole(tile.x)).collect::<Vec<_>>())
        .bind(chunk.iter().map(|tile| whole(tile.y)).collect::<Vec<_>>())
        .bind(grounds)
        .execute(&mut *transaction)
        .await?;
    }
    publish_reference_again(&mut transaction, region, now).await?;
    transaction.commit().await?;
    Ok(())
}

/// Whether a region has any ground.
pub async fn has_ground(db: &Db, region: &RegionCode) -> Result<bool, StoreError> {
    Ok(
        sqlx::query_scalar("select exists (select from core.basemap_tiles where region_code = $1)")
            .bind(region.as_str())
            .fetch_one(&db.pool)
            .await?,
    )
}
