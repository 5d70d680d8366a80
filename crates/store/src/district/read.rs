use chrono::{DateTime, Utc};
use domain::RegionCode;
use domain::area::NamedArea;
use sqlx::postgres::PgConnection;
use sqlx::types::Json;

use super::GridCell;
use crate::{Db, StoreError};

/// One version of a grid cell, with what placing a point needs.
#[derive(Debug, Clone, PartialEq)]
pub struct GridAnchors {
    pub code: String,
    pub township: Option<String>,
    pub community: Option<String>,
    pub ring: Vec<(f64, f64)>,
    pub anchors: Vec<(f64, f64)>,
    /// First moment it holds; `None` = since ever.
    pub since: Option<DateTime<Utc>>,
    /// First moment it holds no more.
    pub until: Option<DateTime<Utc>>,
}

impl GridAnchors {
    /// Whether it is the cell of what came in at that time.
    #[must_use]
    pub fn holds_at(&self, at: DateTime<Utc>) -> bool {
        self.since.is_none_or(|since| since <= at) && self.until.is_none_or(|until| at < until)
    }
}

/// Every grid cell of a region in all its versions, past, present and still to come: a case lies in the one that held when it
/// was received.
pub async fn grid_anchors(db: &Db, region: &RegionCode) -> Result<Vec<GridAnchors>, StoreError> {
    grid_versions(&mut *db.pool.acquire().await?, region).await
}

pub(crate) async fn grid_versions(
    connection: &mut PgConnection,
    region: &RegionCode,
) -> Result<Vec<GridAnchors>, StoreError> {
    type Row = (
        String,
        Option<String>,
        Option<String>,
        Json<Vec<(f64, f64)>>,
        Json<Vec<(f64, f64)>>,
        Option<DateTime<Utc>>,
        Option<DateTime<Utc>>,
    );
    let rows: Vec<Row> = sqlx::query_as(
        "select grid_code, township_code, community_code, ring, anchors, nullif(valid_from, '-infinity'),
                nullif(valid_to, 'infinity')
         from core.grid_cells where region_code = $1 order by grid_code, valid_from",
    )
    .bind(region.as_str())
    .fetch_all(connection)
    .await?;
    Ok(rows
        .into_iter()
        .map(
            |(code, township, community, ring, anchors, since, until)| GridAnchors {
                code,
                township,
                community,
                ring: ring.0,
                anchors: anchors.0,
                since,
                until,
            },
        )
        .collect())
}

/// A region's grid at a time.
#[derive(Debug, Clone)]
pub struct Grid {
    pub cells: Vec<GridCell>,
    /// When it was last cut, or will be.
    pub last_cut: Option<DateTime<Utc>>,
}

/// When a region's grid was last cut, or will be; `None` = never.
pub(super) async fn last_cut(
    connection: &mut PgConnection,
    region: &RegionCode,
) -> Result<Option<DateTime<Utc>>, StoreError> {
    Ok(sqlx::query_scalar(
        "select max(moment) from core.grid_cells, unnest(array[nullif(valid_from, '-infinity'),
                                                               nullif(valid_to, 'infinity')]) as moment
         where region_code = $1",
    )
    .bind(region.as_str())
    .fetch_one(connection)
    .await?)
}

/// Every grid cell that holds at a time, as it was drawn.
pub async fn grid_at(db: &Db, region: &RegionCode, at: DateTime<Utc>) -> Result<Grid, StoreError> {
    type Row = (
        String,
        String,
        Option<String>,
        Option<String>,
        String,
        bool,
        Json<Vec<(f64, f64)>>,
        Json<Vec<(f64, f64)>>,
    );
    let mut transaction = db.begin_reading().await?;
    let last_cut = last_cut(&mut transaction, region).await?;
    let rows: Vec<Row> = sqlx::query_as(
        "select grid_code, name, township_code, community_code, kind, rural, ring, anchors from core.grid_cells
         where region_code = $1 and valid_from <= $2 and valid_to > $2 order by grid_code",
    )
    .bind(region.as_str())
    .bind(at)
    .fetch_all(&mut *transaction)
    .await?;
    let cell = |(code, name, township, community, kind, rural, ring, anchors): Row| GridCell {
        code,
        township,
        community,
        name,
        dedicated: kind == "dedicated",
        rural,
        ring: ring.0,
        anchors: anchors.0,
    };
    Ok(Grid {
        cells: rows.into_iter().map(cell).collect(),
        last_cut,
    })
}

type Rings = Vec<Vec<(f64, f64)>>;

/// What a region's grid is checked against, as far as it is known.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct KnownAreas {
    /// Codes of all townships.
    pub townships: Vec<String>,
    /// Outline of the region: rings, holes among them.
    pub region: Rings,
    /// Outlines of townships by code.
    pub outlines: Vec<(String, Rings)>,
}

/// The townships of a region, and the outlines that are known of it and them.
pub async fn known_areas(db: &Db, region: &RegionCode) -> Result<KnownAreas, StoreError> {
    let rows: Vec<(String, Option<Json<Rings>>)> = sqlx::query_as(
        "select township_code, outline from core.townships where region_code = $1 order by township_code",
    )
    .bind(region.as_str())
    .fetch_all(&db.pool)
    .await?;
    let outline: Option<Option<Json<Rings>>> =
        sqlx::query_scalar("select outline from core.regions where region_code = $1")
            .bind(region.as_str())
            .fetch_optional(&db.pool)
            .await?;
    Ok(KnownAreas {
        townships: rows.iter().map(|(code, _)| code.clone()).collect(),
        region: outline.flatten().map_or_else(Vec::new, |outline| outline.0),
        outlines: rows
            .into_iter()
            .filter_map(|(code, outline)| Some((code, outline?.0)))
            .collect(),
    })
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
