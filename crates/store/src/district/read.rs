use domain::RegionCode;
use domain::area::NamedArea;
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

/// Townships and communities that the drawn grid knows, for finding them in addresses. Areas that records have made
/// known are not among them: what an address means must not depend on which record came first.
pub async fn drawn_areas(db: &Db, region: &RegionCode) -> Result<Vec<NamedArea>, StoreError> {
    let rows: Vec<(Option<String>, Option<String>, String)> = sqlx::query_as(
        "select area.township_code, null::text, area.name from core.townships as area
         where area.region_code = $1 and exists (
             select from core.grid_cells as cell
             where cell.region_code = area.region_code and cell.township_code = area.township_code)
         union all
         select area.township_code, area.community_code, area.name from core.communities as area
         where area.region_code = $1 and exists (
             select from core.grid_cells as cell
             where cell.region_code = area.region_code and cell.community_code = area.community_code)",
    )
    .bind(region.as_str())
    .fetch_all(&db.pool)
    .await?;
    let area = |(township, community, name)| NamedArea {
        township,
        community,
        name,
    };
    Ok(rows.into_iter().map(area).collect())
}
