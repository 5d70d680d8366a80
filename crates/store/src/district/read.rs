use domain::RegionCode;
use sqlx::types::Json;

use crate::{Db, StoreError};

/// A grid cell with what placing a point needs.
#[derive(Debug, Clone, PartialEq)]
pub struct GridAnchors {
    pub code: String,
    pub township: Option<String>,
    pub community: Option<String>,
    pub ring: Vec<(f64, f64)>,
    pub anchors: Vec<(f64, f64)>,
}

/// Every grid cell of a region that holds now.
pub async fn grid_anchors(db: &Db, region: &RegionCode) -> Result<Vec<GridAnchors>, StoreError> {
    type Row = (
        String,
        Option<String>,
        Option<String>,
        Json<Vec<(f64, f64)>>,
        Json<Vec<(f64, f64)>>,
    );
    let rows: Vec<Row> = sqlx::query_as(
        "select grid_code, township_code, community_code, ring, anchors from core.grid_cells
         where region_code = $1 and valid_from <= now() and valid_to > now() order by grid_code",
    )
    .bind(region.as_str())
    .fetch_all(&db.pool)
    .await?;
    Ok(rows
        .into_iter()
        .map(|(code, township, community, ring, anchors)| GridAnchors {
            code,
            township,
            community,
            ring: ring.0,
            anchors: anchors.0,
        })
        .collect())
}
