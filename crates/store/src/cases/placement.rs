//! Where a case lies, said by a colleague.

use chrono::{DateTime, Utc};
use domain::area::PlacedBy;
use domain::{CommunityCode, GridCode, RegionCode, TownshipCode};
use uuid::Uuid;

use super::write::notify;
use crate::{Db, StoreError};

/// Where a colleague says that a case lies.
#[derive(Debug, Clone, PartialEq)]
pub struct Placement {
    /// Longitude and latitude (WGS-84).
    pub place: (f64, f64),
    /// What is published of it.
    pub public_place: Option<(f64, f64)>,
    pub grid: Option<GridCode>,
    /// Of the cell; what the case had stays where the cell has none.
    pub township: Option<TownshipCode>,
    pub community: Option<CommunityCode>,
    /// Who says so.
    pub by: String,
}

/// Places a case; false if there is no such case. It is published anew, and newer versions of its record leave it there
/// unless they name a point themselves.
pub async fn place_case(
    db: &Db,
    region: &RegionCode,
    case_id: Uuid,
    placement: &Placement,
    now: DateTime<Utc>,
) -> Result<bool, StoreError> {
    let mut transaction = db.begin().await?;
    let placed = sqlx::query(
        "update core.cases set lng = $3, lat = $4, public_lng = $5, public_lat = $6, grid_code = $7,
                township_code = coalesce($8, township_code), community_code = coalesce($9, community_code),
                placed_by = $10, updated_at = $11
         where region_code = $1 and case_id = $2",
    )
    .bind(region.as_str())
    .bind(case_id)
    .bind(placement.place.0)
    .bind(placement.place.1)
    .bind(placement.public_place.map(|place| place.0))
    .bind(placement.public_place.map(|place| place.1))
    .bind(placement.grid.as_ref().map(GridCode::as_str))
    .bind(placement.township.as_ref().map(TownshipCode::as_str))
    .bind(placement.community.as_ref().map(CommunityCode::as_str))
    .bind(PlacedBy::Person.code())
    .bind(now)
    .execute(&mut *transaction)
    .await?;
    if placed.rows_affected() == 0 {
        return Ok(false);
    }
    sqlx::query("insert into core.placements (region_code, case_id, at, by, lng, lat) values ($1, $2, $3, $4, $5, $6)")
        .bind(region.as_str())
        .bind(case_id)
        .bind(now)
        .bind(&placement.by)
        .bind(placement.place.0)
        .bind(placement.place.1)
        .execute(&mut *transaction)
        .await?;
    sqlx::query("insert into core.outbox (region_code, case_id) values ($1, $2)")
        .bind(region.as_str())
        .bind(case_id)
        .execute(&mut *transaction)
        .await?;
    notify(&mut transaction).await?;
    transaction.commit().await?;
    Ok(true)
}
