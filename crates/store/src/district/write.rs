use chrono::{DateTime, Utc};
use domain::RegionCode;
use domain::publication::{Rounding, Tier};
use sqlx::postgres::PgConnection;
use sqlx::types::Json;

use crate::bulk::{CaseHistory, insert_histories};
use crate::policy::departments::note_name;
use crate::{Db, StoreError};

/// A street, town or township.
#[derive(Debug, Clone)]
pub struct Township {
    pub code: String,
    pub name: String,
    pub name_en: Option<String>,
}

/// A community.
#[derive(Debug, Clone)]
pub struct Community {
    pub code: String,
    pub township: String,
    pub name: String,
    pub name_en: Option<String>,
}

/// A grid cell with its anchors.
#[derive(Debug, Clone)]
pub struct GridCell {
    pub code: String,
    pub township: Option<String>,
    pub community: Option<String>,
    pub name: String,
    /// Dedicated (专属), not basic (基础).
    pub dedicated: bool,
    pub rural: bool,
    /// Longitude, latitude; not closed.
    pub ring: Vec<(f64, f64)>,
    pub anchors: Vec<(f64, f64)>,
}

/// A department.
#[derive(Debug, Clone)]
pub struct Department {
    pub code: String,
    pub name: String,
    pub name_en: Option<String>,
    pub kind: String,
    pub peer_group: String,
}

/// A station or police post.
#[derive(Debug, Clone)]
pub struct Station {
    pub code: String,
    pub name: String,
    pub name_en: Option<String>,
    /// `station` or `police_post`.
    pub kind: String,
    pub township: Option<String>,
    pub address: String,
    pub speciality: Option<String>,
    pub speciality_en: Option<String>,
    pub place: (f64, f64),
    pub resident_units: Vec<String>,
    pub on_call_units: Vec<String>,
}

/// A kind of matter with its limits.
#[derive(Debug, Clone)]
pub struct Category {
    pub code: String,
    pub parent: Option<String>,
    pub name: String,
    pub name_en: Option<String>,
    pub urgent: bool,
    pub tier: Tier,
    pub rounding: Rounding,
    pub limits: Vec<StageLimit>,
}

/// A limit of one stage.
#[derive(Debug, Clone)]
pub struct StageLimit {
    /// `sign`, `contact`, `dispose`, `verify` or `call_back`.
    pub stage: String,
    pub minutes: u32,
    /// Working time, or the clock on the wall.
    pub working: bool,
}

/// All of it. The region itself exists already.
#[derive(Debug, Clone)]
pub struct District {
    /// Rings of longitude, latitude.
    pub outline: Vec<Vec<(f64, f64)>>,
    pub townships: Vec<Township>,
    pub communities: Vec<Community>,
    pub grid: Vec<GridCell>,
    pub departments: Vec<Department>,
    pub stations: Vec<Station>,
    pub categories: Vec<Category>,
}

/// Stores a district, replacing names and shapes of what is there under the same codes. Anchors of existing
/// grid cells stay as they are.
pub async fn put_district(db: &Db, region: &RegionCode, district: &District) -> Result<(), StoreError> {
    let mut transaction = db.begin().await?;
    sqlx::query("update core.regions set outline = $2 where region_code = $1")
        .bind(region.as_str())
        .bind(Json(&district.outline))
        .execute(&mut *transaction)
        .await?;
    for township in &district.townships {
        sqlx::query(
            "insert into core.townships (region_code, township_code, name, name_en) values ($1, $2, $3, $4)
             on conflict (region_code, township_code) do update set name = excluded.name, name_en = excluded.name_en",
        )
        .bind(region.as_str())
        .bind(&township.code)
        .bind(&township.name)
        .bind(&township.name_en)
        .execute(&mut *transaction)
        .await?;
    }
    for community in &district.communities {
        sqlx::query(
            "insert into core.communities (region_code, community_code, township_code, name, name_en)
             values ($1, $2, $3, $4, $5)
             on conflict (region_code, community_code) do update set township_code = excluded.township_code,
                    name = excluded.name, name_en = excluded.name_en",
        )
        .bind(region.as_str())
        .bind(&community.code)
        .bind(&community.township)
        .bind(&community.name)
        .bind(&community.name_en)
        .execute(&mut *transaction)
        .await?;
    }
    insert_grid_cells(&mut transaction, region, &district.grid).await?;
    for department in &district.departments {
        put_department(&mut transaction, region, department).await?;
    }
    for station in &district.stations {
        put_station(&mut transaction, region, station).await?;
    }
    for category in &district.categories {
        put_category(&mut transaction, region, category).await?;
    }
    transaction.commit().await?;
    Ok(())
}

/// Makes grid cells known; those that exist stay as they are, so that their anchors never move. Of a region whose grid has
/// been drawn since, they are those of before.
pub async fn ensure_grid_cells(db: &Db, region: &RegionCode, cells: &[GridCell]) -> Result<(), StoreError> {
    let mut transaction = db.begin().await?;
    insert_grid_cells(&mut transaction, region, cells).await?;
    transaction.commit().await?;
    Ok(())
}

async fn insert_grid_cells(
    connection: &mut PgConnection,
    region: &RegionCode,
    cells: &[GridCell],
) -> Result<(), StoreError> {
    for cell in cells {
        sqlx::query(
            "insert into core.grid_cells (region_code, grid_code, community_code, township_code, name, kind, rural, ring,
                    anchors, valid_to)
             select $1, $2, $3, $4, $5, $6, $7, $8, $9, coalesce(min(cut.valid_from), 'infinity')
             from core.grid_cells as cut where cut.region_code = $1 and cut.valid_from > '-infinity'
             on conflict (region_code, grid_code, valid_from) do nothing",
        )
        .bind(region.as_str())
        .bind(&cell.code)
        .bind(&cell.community)
        .bind(&cell.township)
        .bind(&cell.name)
        .bind(kind_of(cell))
        .bind(cell.rural)
        .bind(Json(&cell.ring))
        .bind(Json(&cell.anchors))
        .execute(&mut *connection)
        .await?;
    }
    Ok(())
}

pub(super) fn kind_of(cell: &GridCell) -> &'static str {
    if cell.dedicated { "dedicated" } else { "basic" }
}

async fn put_department(
    connection: &mut PgConnection,
    region: &RegionCode,
    department: &Department,
) -> Result<(), StoreError> {
    let (code, name_en) = (department.code.as_str(), department.name_en.as_deref());
    note_name(connection, region, code, &department.name, name_en, None).await?;
    sqlx::query(
        "insert into core.departments (region_code, department_code, name, name_en, kind, peer_group)
         values ($1, $2, $3, $4, $5, $6)
         on conflict (region_code, department_code) do update set name = excluded.name,
                name_en = excluded.name_en, kind = excluded.kind, peer_group = excluded.peer_group",
    )
    .bind(region.as_str())
    .bind(&department.code)
    .bind(&department.name)
    .bind(&department.name_en)
    .bind(&department.kind)
    .bind(&department.peer_group)
    .execute(connection)
    .await?;
    Ok(())
}

async fn put_station(
    connection: &mut PgConnection,
    region: &RegionCode,
    station: &Station,
) -> Result<(), StoreError> {
    sqlx::query(
        "insert into core.stations (region_code, station_code, name, name_en, kind, township_code, address, speciality,
                speciality_en, lng, lat)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
         on conflict (region_code, station_code) do update set name = excluded.name, name_en = excluded.name_en,
                kind = excluded.kind, township_code = excluded.township_code, address = excluded.address,
                speciality = excluded.speciality, speciality_en = excluded.speciality_en, lng = excluded.lng,
                lat = excluded.lat",
    )
    .bind(region.as_str())
    .bind(&station.code)
    .bind(&station.name)
    .bind(&station.name_en)
    .bind(&station.kind)
    .bind(&station.township)
    .bind(&station.address)
    .bind(&station.speciality)
    .bind(&station.speciality_en)
    .bind(station.place.0)
    .bind(station.place.1)
    .execute(&mut *connection)
    .await?;
    let units = [
        ("resident", &station.resident_units),
        ("on_call", &station.on_call_units),
    ];
    let (kinds, codes): (Vec<&str>, Vec<&str>) = units
        .iter()
        .flat_map(|(kind, units)| units.iter().map(|unit| (*kind, unit.as_str())))
        .unzip();
    // Units that stand there already stay as people have left them.
    sqlx::query(
        "insert into core.station_units (region_code, station_code, number, department_code, kind, status, filed_by,
                filed_at)
         select $1, $2, known.numbers + row_number() over (order by unit.place), unit.code, unit.kind, 'moved_in',
                'import', now()
         from unnest($3::text[], $4::text[]) with ordinality as unit (kind, code, place),
              (select coalesce(max(number), 0) as numbers from core.station_units
               where region_code = $1 and station_code = $2) as known
         where not exists (select from core.station_units as standing
                           where standing.region_code = $1 and standing.station_code = $2
                             and standing.department_code = unit.code)
         on conflict do nothing",
    )
    .bind(region.as_str())
    .bind(&station.code)
    .bind(kinds)
    .bind(codes)
    .execute(connection)
    .await?;
    Ok(())
}

async fn put_category(
    connection: &mut PgConnection,
    region: &RegionCode,
    category: &Category,
) -> Result<(), StoreError> {
    sqlx::query(
        "insert into core.categories (region_code, category_code, parent_code, name, name_en, urgency, tier, rounding)
         values ($1, $2, $3, $4, $5, $6, $7, $8)
         on conflict (region_code, category_code) do update set parent_code = excluded.parent_code,
                name = excluded.name, name_en = excluded.name_en, urgency = excluded.urgency, tier = excluded.tier,
                rounding = excluded.rounding",
    )
    .bind(region.as_str())
    .bind(&category.code)
    .bind(&category.parent)
    .bind(&category.name)
    .bind(&category.name_en)
    .bind(if category.urgent { "urgent" } else { "normal" })
    .bind(category.tier.code())
    .bind(category.rounding.code())
    .execute(&mut *connection)
    .await?;
    for limit in &category.limits {
        sqlx::query(
            "insert into core.stage_limits (region_code, category_code, stage, minutes, clock)
             values ($1, $2, $3, $4, $5)
             on conflict (region_code, category_code, stage, valid_from) do update set minutes = excluded.minutes,
                    clock = excluded.clock",
        )
        .bind(region.as_str())
        .bind(&category.code)
        .bind(&limit.stage)
        .bind(i32::try_from(limit.minutes).unwrap_or(i32::MAX))
        .bind(if limit.working { "working" } else { "continuous" })
        .execute(&mut *connection)
        .await?;
    }
    Ok(())
}

/// Stores many new cases in one transaction, for the seed.
pub async fn copy_histories(
    db: &Db,
    region: &RegionCode,
    histories: &[CaseHistory],
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let mut transaction = db.begin().await?;
    insert_histories(&mut transaction, region, histories, now, true).await?;
    transaction.commit().await?;
    Ok(())
}

/// Whether a region has any case.
pub async fn has_cases(db: &Db, region: &RegionCode) -> Result<bool, StoreError> {
    Ok(
        sqlx::query_scalar("select exists (select from core.cases where region_code = $1)")
            .bind(region.as_str())
            .fetch_one(&db.pool)
            .await?,
    )
}
