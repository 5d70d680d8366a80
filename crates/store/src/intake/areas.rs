use std::collections::BTreeMap;

use chrono_tz::Tz;
use domain::RegionCode;
use domain::element::FIRST_KINDS;
use domain::intake::{Named, RegionDefaults};
use sqlx::FromRow;
use sqlx::postgres::PgConnection;

use crate::error::known;
use crate::{Db, StoreError};

/// A region as stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RegionRow {
    pub code: RegionCode,
    pub name: String,
    pub name_en: Option<String>,
    pub zone: Tz,
    /// `zh-CN` or `en`.
    pub locale: String,
    /// `cn` or `h3`.
    pub scheme: String,
    pub synthetic: bool,
}

#[derive(FromRow)]
struct Row {
    region_code: String,
    name: String,
    name_en: Option<String>,
    time_zone: String,
    locale: String,
    scheme: String,
    synthetic: bool,
}

impl TryFrom<Row> for RegionRow {
    type Error = StoreError;
    fn try_from(row: Row) -> Result<Self, StoreError> {
        Ok(Self {
            code: known("regions.region_code", &row.region_code, |text| {
                RegionCode::parse(text).ok()
            })?,
            zone: known("regions.time_zone", &row.time_zone, |text| text.parse().ok())?,
            name: row.name,
            name_en: row.name_en,
            locale: row.locale,
            scheme: row.scheme,
            synthetic: row.synthetic,
        })
    }
}

/// Every region, by code.
pub async fn regions(db: &Db) -> Result<Vec<RegionRow>, StoreError> {
    let rows: Vec<Row> = sqlx::query_as(
        "select region_code, name, name_en, time_zone, locale, scheme, synthetic from core.regions order by region_code",
    )
    .fetch_all(&db.pool)
    .await?;
    rows.into_iter().map(RegionRow::try_from).collect()
}

/// One region, if it exists.
pub async fn region(db: &Db, code: &RegionCode) -> Result<Option<RegionRow>, StoreError> {
    Ok(regions(db).await?.into_iter().find(|region| region.code == *code))
}

/// The region; made from `defaults` if it does not exist yet.
pub async fn ensure_region(
    db: &Db,
    code: &RegionCode,
    defaults: Option<&RegionDefaults>,
    synthetic: bool,
) -> Result<RegionRow, StoreError> {
    if let Some(defaults) = defaults {
        sqlx::query(
            "with made as (
                 insert into core.regions (region_code, name, name_en, time_zone, locale, scheme, synthetic)
                 values ($1, $2, $3, $4, $5, $6, $7) on conflict (region_code) do nothing
                 returning region_code)
             insert into core.element_kinds (region_code, kind_code, name, name_en, icon)
             select region_code, code, kind.name, kind.name_en, icon from made
             cross join unnest($8::text[], $9::text[], $10::text[], $11::text[]) as kind (code, name, name_en, icon)",
        )
        .bind(code.as_str())
        .bind(&defaults.name)
        .bind(&defaults.name_en)
        .bind(&defaults.time_zone)
        .bind(&defaults.locale)
        .bind(&defaults.scheme)
        .bind(synthetic)
        .bind(FIRST_KINDS.map(|(code, ..)| code).as_slice())
        .bind(FIRST_KINDS.map(|(_, name, ..)| name).as_slice())
        .bind(FIRST_KINDS.map(|(_, _, name_en, _)| name_en).as_slice())
        .bind(FIRST_KINDS.map(|(.., icon)| icon.code()).as_slice())
        .execute(&db.pool)
        .await?;
    }
    region(db, code)
        .await?
        .ok_or_else(|| StoreError::UnknownRegion(code.to_string()))
}

/// Names by code, in the order of codes, so that two imports never lock rows crosswise.
pub(super) type Names = BTreeMap<String, String>;

/// Notes a named thing; the latest name wins.
pub(super) fn note(names: &mut Names, named: Option<&Named>) {
    if let Some(named) = named {
        names.insert(named.code.clone(), named.name.clone());
    }
}

pub(super) async fn ensure_townships(
    connection: &mut PgConnection,
    region: &RegionCode,
    names: &Names,
) -> Result<(), StoreError> {
    let (codes, names): (Vec<&String>, Vec<&String>) = names.iter().unzip();
    sqlx::query(
        "insert into core.townships (region_code, township_code, name)
         select $1, code, name from unnest($2::text[], $3::text[]) as given (code, name)
         on conflict (region_code, township_code) do nothing",
    )
    .bind(region.as_str())
    .bind(codes)
    .bind(names)
    .execute(connection)
    .await?;
    Ok(())
}

/// Communities with the township each was seen in.
pub(super) async fn ensure_communities(
    connection: &mut PgConnection,
    region: &RegionCode,
    communities: &BTreeMap<String, (String, Option<String>)>,
) -> Result<(), StoreError> {
    let codes: Vec<&String> = communities.keys().collect();
    let names: Vec<&String> = communities.values().map(|(name, _)| name).collect();
    let townships: Vec<Option<&str>> = communities
        .values()
        .map(|(_, township)| township.as_deref())
        .collect();
    sqlx::query(
        "insert into core.communities (region_code, community_code, township_code, name)
         select $1, code, township, name from unnest($2::text[], $3::text[], $4::text[]) as given (code, name, township)
         on conflict (region_code, community_code) do nothing",
    )
    .bind(region.as_str())
    .bind(codes)
    .bind(names)
    .bind(townships)
    .execute(connection)
    .await?;
    Ok(())
}

/// Departments; the code is the identity, every name ever seen is kept.
pub(super) async fn ensure_departments(
    connection: &mut PgConnection,
    region: &RegionCode,
    seen: &[(String, String)],
) -> Result<(), StoreError> {
    let (codes, names): (Vec<&String>, Vec<&String>) = seen.iter().map(|(code, name)| (code, name)).unzip();
    sqlx::query(
        "with given as (select distinct on (code) code, name
                        from unnest($2::text[], $3::text[]) with ordinality as given (code, name, position)
                        order by code, position),
              made as (insert into core.departments (region_code, department_code, name)
                       select $1, code, name from given on conflict (region_code, department_code) do nothing)
         insert into core.department_names (region_code, department_code, name)
         select distinct $1, code, name from unnest($2::text[], $3::text[]) as given (code, name)
         on conflict (region_code, department_code, name) do nothing",
    )
    .bind(region.as_str())
    .bind(codes)
    .bind(names)
    .execute(connection)
    .await?;
    Ok(())
}
