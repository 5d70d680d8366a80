use chrono::{DateTime, NaiveDate, Utc};
use domain::board::composite::Weights;
use domain::policy::WeightSet;
use sqlx::FromRow;
use sqlx::types::Json;

use crate::{PublicDb, StoreError};

/// A ring of longitude, latitude in degrees (WGS-84), not closed.
pub type Ring = Vec<(f64, f64)>;

/// A region as published.
#[derive(Debug, Clone, FromRow)]
pub struct RegionRow {
    pub region_code: String,
    pub name: String,
    pub name_en: Option<String>,
    pub time_zone: String,
    pub locale: String,
    pub scheme: String,
    pub synthetic: bool,
    pub outline: Option<Json<Vec<Ring>>>,
}

/// A township.
#[derive(Debug, Clone, FromRow)]
pub struct AreaRow {
    pub code: String,
    pub name: String,
    pub name_en: Option<String>,
}

/// A community.
#[derive(Debug, Clone, FromRow)]
pub struct CommunityRow {
    pub code: String,
    pub township_code: Option<String>,
    pub name: String,
    pub name_en: Option<String>,
}

/// A department.
#[derive(Debug, Clone, FromRow)]
pub struct DepartmentRow {
    pub code: String,
    pub name: String,
    pub name_en: Option<String>,
    pub kind: String,
    pub peer_group: String,
    pub merged_into: Option<String>,
    /// Local day.
    pub merged_on: Option<NaiveDate>,
}

/// A name that a department had.
#[derive(Debug, Clone, FromRow)]
pub struct FormerNameRow {
    pub code: String,
    pub name: String,
    pub name_en: Option<String>,
    pub valid_from: DateTime<Utc>,
    pub valid_to: DateTime<Utc>,
}

/// A category that may be spoken of.
#[derive(Debug, Clone, FromRow)]
pub struct CategoryRow {
    pub code: String,
    pub parent_code: Option<String>,
    pub name: String,
    pub name_en: Option<String>,
}

/// A grid cell with its ring.
#[derive(Debug, Clone, PartialEq, FromRow)]
pub struct GridCellRow {
    pub code: String,
    pub township_code: Option<String>,
    pub community_code: Option<String>,
    pub name: String,
    pub ring: Json<Ring>,
}

/// A station.
#[derive(Debug, Clone, FromRow)]
pub struct StationRow {
    pub code: String,
    pub name: String,
    pub name_en: Option<String>,
    pub kind: String,
    pub township_code: Option<String>,
    pub address: String,
    pub speciality: Option<String>,
    pub speciality_en: Option<String>,
    pub lng: f64,
    pub lat: f64,
    pub resident_units: Vec<String>,
    pub on_call_units: Vec<String>,
}

/// A kind of element that everybody may see.
#[derive(Debug, Clone, FromRow)]
pub struct ElementKindRow {
    pub code: String,
    pub name: String,
    pub name_en: Option<String>,
    pub icon: String,
}

/// An element of such a kind.
#[derive(Debug, Clone, FromRow)]
pub struct ElementRow {
    pub kind: String,
    pub code: String,
    pub name: String,
    pub address: Option<String>,
    pub lng: f64,
    pub lat: f64,
}

/// Everything about a region that is not a case.
#[derive(Debug, Clone)]
pub struct Reference {
    pub townships: Vec<AreaRow>,
    pub communities: Vec<CommunityRow>,
    pub departments: Vec<DepartmentRow>,
    /// Oldest first.
    pub former_names: Vec<FormerNameRow>,
    pub categories: Vec<CategoryRow>,
    pub grid_cells: Vec<GridCellRow>,
    /// Of every cell that held at some time, the last name by code.
    pub grid_names: Vec<(String, String)>,
    pub stations: Vec<StationRow>,
    pub element_kinds: Vec<ElementKindRow>,
    /// By kind and code.
    pub elements: Vec<ElementRow>,
    /// Past, present and still to come.
    pub weight_sets: Vec<WeightSet>,
}

#[derive(FromRow)]
struct WeightSetRow {
    valid_from: NaiveDate,
    components: Json<Weights>,
    decided_by: String,
    note: Option<String>,
}

/// Every region.
pub async fn regions(db: &PublicDb) -> Result<Vec<RegionRow>, StoreError> {
    Ok(sqlx::query_as(
        "select region_code, name, name_en, time_zone, locale, scheme, synthetic, outline from published.regions
         order by region_code",
    )
    .fetch_all(&db.pool)
    .await?)
}

/// Areas, units, kinds and shapes of one region that hold at `now`, each in the order of its code.
pub async fn reference(db: &PublicDb, region: &str, now: DateTime<Utc>) -> Result<Reference, StoreError> {
    let townships = sqlx::query_as(
        "select township_code as code, name, name_en from published.townships where region_code = $1 order by 1",
    );
    let communities = sqlx::query_as(
        "select community_code as code, township_code, name, name_en from published.communities
         where region_code = $1 order by 1",
    );
    let departments = sqlx::query_as(
        "select department_code as code, name, name_en, kind, peer_group, merged_into, merged_on
         from published.departments where region_code = $1 order by 1",
    );
    let former_names = sqlx::query_as(
        "select department_code as code, name, name_en, valid_from, valid_to from published.department_names
         where region_code = $1 order by valid_to, name",
    );
    let categories = sqlx::query_as(
        "select category_code as code, parent_code, name, name_en from published.categories
         where region_code = $1 order by 1",
    );
    let grid_cells = sqlx::query_as(
        "select grid_code as code, township_code, community_code, name, ring from published.grid_cells
         where region_code = $1 and valid_from <= $2 and valid_to > $2 order by 1",
    );
    let grid_names = sqlx::query_as(
        "select distinct on (grid_code) grid_code, name from published.grid_cells
         where region_code = $1 and valid_from <= $2 order by grid_code, valid_from desc",
    );
    let stations = sqlx::query_as(
        "select station_code as code, name, name_en, kind, township_code, address, speciality, speciality_en, lng, lat,
                resident_units, on_call_units
         from published.stations where region_code = $1 order by 1",
    );
    let element_kinds = sqlx::query_as(
        "select kind_code as code, name, name_en, icon from published.element_kinds where region_code = $1 order by 1",
    );
    let elements = sqlx::query_as(
        "select kind_code as kind, element_code as code, name, address, lng, lat from published.elements
         where region_code = $1 order by 1, 2",
    );
    let weight_sets: Vec<WeightSetRow> = sqlx::query_as(
        "select valid_from, components, decided_by, note from published.weight_sets where region_code = $1 order by 1",
    )
    .bind(region)
    .fetch_all(&db.pool)
    .await?;
    Ok(Reference {
        townships: townships.bind(region).fetch_all(&db.pool).await?,
        communities: communities.bind(region).fetch_all(&db.pool).await?,
        departments: departments.bind(region).fetch_all(&db.pool).await?,
        former_names: former_names.bind(region).fetch_all(&db.pool).await?,
        categories: categories.bind(region).fetch_all(&db.pool).await?,
        grid_cells: grid_cells.bind(region).bind(now).fetch_all(&db.pool).await?,
        grid_names: grid_names.bind(region).bind(now).fetch_all(&db.pool).await?,
        stations: stations.bind(region).fetch_all(&db.pool).await?,
        element_kinds: element_kinds.bind(region).fetch_all(&db.pool).await?,
        elements: elements.bind(region).fetch_all(&db.pool).await?,
        weight_sets: weight_sets
            .into_iter()
            .map(|row| WeightSet {
                valid_from: row.valid_from,
                weights: row.components.0,
                decided_by: row.decided_by,
                note: row.note,
            })
            .collect(),
    })
}
