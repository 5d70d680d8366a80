use domain::RegionCode;

use crate::{PublicDb, StoreError};

/// The ground of one tile of a region: the JSON of a list of [`domain::map::GroundView`]. None where there is none.
pub async fn ground(
    db: &PublicDb,
    region: &RegionCode,
    zoom: u8,
    (x, y): (u32, u32),
) -> Result<Option<String>, StoreError> {
    let whole = |number: u32| i32::try_from(number).unwrap_or(i32::MAX);
    Ok(sqlx::query_scalar(
        "select ground::text from published.basemap_tiles where region_code = $1 and zoom = $2 and x = $3 and y = $4",
    )
    .bind(region.as_str())
    .bind(i16::from(zoom))
    .bind(whole(x))
    .bind(whole(y))
    .fetch_optional(&db.pool)
    .await?)
}

/// Whether a region has ground that is seen from nearer only.
pub async fn has_near_ground(db: &PublicDb, region: &RegionCode) -> Result<bool, StoreError> {
    Ok(sqlx::query_scalar(
        "select exists (select from published.basemap_tiles where region_code = $1 and zoom > 0)",
    )
    .bind(region.as_str())
    .fetch_one(&db.pool)
    .await?)
}
