use domain::element::{ElementDraft, ElementKey, ElementView};
use domain::{ElementCode, ElementKindCode, RegionCode};
use sqlx::FromRow;
use sqlx::postgres::PgExecutor;

use crate::bulk::assembled;
use crate::error::known;
use crate::{Db, StoreError};

const ELEMENT: &str =
    "kind_code, element_code, name, address, notes, source, lng, lat, retired_at is not null as retired";

#[derive(FromRow)]
struct Row {
    kind_code: String,
    element_code: String,
    name: String,
    address: Option<String>,
    notes: Option<String>,
    source: Option<String>,
    lng: f64,
    lat: f64,
    retired: bool,
}

impl TryFrom<Row> for ElementDraft {
    type Error = StoreError;
    fn try_from(row: Row) -> Result<Self, StoreError> {
        Ok(Self {
            kind: known("elements.kind_code", &row.kind_code, |text| {
                ElementKindCode::parse(text).ok()
            })?,
            code: known("elements.element_code", &row.element_code, |text| {
                ElementCode::parse(text).ok()
            })?,
            name: row.name,
            address: row.address,
            notes: row.notes,
            source: row.source,
            place: [row.lng, row.lat],
            retired: row.retired,
        })
    }
}

/// What is looked for in the list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sought {
    pub kind: Option<ElementKindCode>,
    /// Part of a name, an address or a code.
    pub text: String,
    /// Those out of use, instead of those in use.
    pub retired: bool,
    pub skip: u32,
    pub limit: u32,
}

/// A page of elements in the order of kind and code, and how many match in all.
pub async fn list(
    db: &Db,
    region: &RegionCode,
    sought: &Sought,
) -> Result<(Vec<ElementDraft>, u32), StoreError> {
    const MATCHING: &str = "from core.elements
         where region_code = $1 and ($2::text is null or kind_code = $2) and (retired_at is not null) = $3
           and ($4 = '' or strpos(lower(name), $4) > 0 or strpos(lower(element_code), $4) > 0
                or strpos(lower(address), $4) > 0)";
    let text = sought.text.trim().to_lowercase();
    let kind = sought.kind.as_ref().map(ElementKindCode::as_str);
    let (matched,): (i64,) = sqlx::query_as(assembled(format!("select count(*) {MATCHING}")))
        .bind(region.as_str())
        .bind(kind)
        .bind(sought.retired)
        .bind(&text)
        .fetch_one(&db.pool)
        .await?;
    let sql = format!("select {ELEMENT} {MATCHING} order by kind_code, element_code offset $5 limit $6");
    let rows: Vec<Row> = sqlx::query_as(assembled(sql))
        .bind(region.as_str())
        .bind(kind)
        .bind(sought.retired)
        .bind(&text)
        .bind(i64::from(sought.skip))
        .bind(i64::from(sought.limit))
        .fetch_all(&db.pool)
        .await?;
    let rows: Result<Vec<_>, _> = rows.into_iter().map(ElementDraft::try_from).collect();
    Ok((rows?, u32::try_from(matched).unwrap_or(u32::MAX)))
}

/// One element.
pub async fn find(
    db: &Db,
    region: &RegionCode,
    key: &ElementKey,
) -> Result<Option<ElementDraft>, StoreError> {
    one(&db.pool, region, key).await
}

pub(super) async fn one(
    executor: impl PgExecutor<'_>,
    region: &RegionCode,
    (kind, code): &ElementKey,
) -> Result<Option<ElementDraft>, StoreError> {
    let sql = format!(
        "select {ELEMENT} from core.elements where region_code = $1 and kind_code = $2 and element_code = $3"
    );
    let row: Option<Row> = sqlx::query_as(assembled(sql))
        .bind(region.as_str())
        .bind(kind.as_str())
        .bind(code.as_str())
        .fetch_optional(executor)
        .await?;
    row.map(ElementDraft::try_from).transpose()
}

/// Every element of these kinds, in use or not, in the order of kind and code.
pub async fn every(
    db: &Db,
    region: &RegionCode,
    kinds: &[&ElementKindCode],
) -> Result<Vec<ElementDraft>, StoreError> {
    of_kinds(&db.pool, region, kinds).await
}

pub(super) async fn of_kinds(
    executor: impl PgExecutor<'_>,
    region: &RegionCode,
    kinds: &[&ElementKindCode],
) -> Result<Vec<ElementDraft>, StoreError> {
    let kinds: Vec<&str> = kinds.iter().map(|kind| kind.as_str()).collect();
    let sql = format!(
        "select {ELEMENT} from core.elements where region_code = $1 and kind_code = any($2)
         order by kind_code, element_code"
    );
    let rows: Vec<Row> = sqlx::query_as(assembled(sql))
        .bind(region.as_str())
        .bind(kinds)
        .fetch_all(executor)
        .await?;
    rows.into_iter().map(ElementDraft::try_from).collect()
}

/// Elements in use of these kinds (all where none is named), of every kind whether public or not; those in a box
/// (west, south, east, north) where one is given. West and north belong to it, east and south do not: those of a
/// `lens::Bbox` are its limits.
pub async fn in_box(
    db: &Db,
    region: &RegionCode,
    kinds: &[String],
    bbox: Option<[f64; 4]>,
) -> Result<Vec<ElementView>, StoreError> {
    #[derive(FromRow)]
    struct Shown {
        kind_code: String,
        element_code: String,
        name: String,
        address: Option<String>,
        lng: f64,
        lat: f64,
    }
    let everywhere = [f64::NEG_INFINITY, f64::NEG_INFINITY, f64::INFINITY, f64::INFINITY];
    let [west, south, east, north] = bbox.unwrap_or(everywhere);
    let rows: Vec<Shown> = sqlx::query_as(
        "select kind_code, element_code, name, address, lng, lat from core.elements
         where region_code = $1 and (cardinality($2::text[]) = 0 or kind_code = any($2)) and retired_at is null
           and lng >= $3 and lng < $4 and lat > $5 and lat <= $6
         order by kind_code, element_code",
    )
    .bind(region.as_str())
    .bind(kinds)
    .bind(west)
    .bind(east)
    .bind(south)
    .bind(north)
    .fetch_all(&db.pool)
    .await?;
    let shown = rows.into_iter().map(|row| ElementView {
        kind: row.kind_code,
        code: row.element_code,
        name: row.name,
        address: row.address,
        lng: row.lng,
        lat: row.lat,
    });
    Ok(shown.collect())
}
