//! Kinds of matter.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use domain::admin_log::LogDeed;
use domain::policy::{CategoryDraft, CategoryRow, Fault, Urgency, lineage};
use domain::publication::{Rounding, Tier};
use domain::{CategoryCode, RegionCode};
use sqlx::FromRow;
use sqlx::postgres::{PgConnection, PgExecutor};

use super::{By, ChangeError, lock_region, log};
use crate::error::known;
use crate::publication::{publish_kind_again, publish_reference_again};
use crate::{Db, StoreError};

#[derive(FromRow)]
struct Row {
    category_code: String,
    parent_code: Option<String>,
    name: String,
    name_en: Option<String>,
    urgency: String,
    tier: String,
    rounding: String,
    delay_minutes: i32,
    tags: Vec<String>,
}

impl TryFrom<Row> for CategoryDraft {
    type Error = StoreError;
    fn try_from(row: Row) -> Result<Self, StoreError> {
        let code = |column, text: &str| known(column, text, |text| CategoryCode::parse(text).ok());
        Ok(Self {
            code: code("categories.category_code", &row.category_code)?,
            name: row.name,
            name_en: row.name_en,
            parent: row
                .parent_code
                .map(|parent| code("categories.parent_code", &parent))
                .transpose()?,
            urgency: known("categories.urgency", &row.urgency, Urgency::from_code)?,
            tier: known("categories.tier", &row.tier, Tier::from_code)?,
            rounding: known("categories.rounding", &row.rounding, Rounding::from_code)?,
            delay_minutes: u32::try_from(row.delay_minutes).unwrap_or(0),
            tags: row.tags,
        })
    }
}

/// Every kind with the unit that leads it everywhere, in the order of their codes.
pub async fn list(db: &Db, region: &RegionCode, now: DateTime<Utc>) -> Result<Vec<CategoryRow>, StoreError> {
    let leads: Vec<(String, Option<String>)> = sqlx::query_as(
        "select distinct on (category_code) category_code, department_code from core.default_leads
         where region_code = $1 and township_code = '' and valid_from <= $2
         order by category_code, valid_from desc",
    )
    .bind(region.as_str())
    .bind(now)
    .fetch_all(&db.pool)
    .await?;
    let leads: HashMap<String, String> = leads
        .into_iter()
        .filter_map(|(category, unit)| Some((category, unit?)))
        .collect();
    let kinds = read(&db.pool, region, None).await?;
    Ok(kinds
        .into_iter()
        .map(|category| CategoryRow {
            default_lead: leads.get(category.code.as_str()).cloned(),
            category,
        })
        .collect())
}

/// One kind.
pub async fn find(
    db: &Db,
    region: &RegionCode,
    code: &CategoryCode,
) -> Result<Option<CategoryDraft>, StoreError> {
    Ok(read(&db.pool, region, Some(code)).await?.pop())
}

/// Makes a new kind.
pub async fn create(db: &Db, by: By<'_>, kind: &CategoryDraft) -> Result<(), ChangeError> {
    let mut transaction = db.begin().await?;
    lock_region(&mut transaction, by.region).await?;
    let known = read(&mut *transaction, by.region, None).await?;
    if known.iter().any(|other| other.code == kind.code) {
        return Err(ChangeError::field("code", Fault::Taken));
    }
    check_parent(&known, kind)?;
    write(&mut transaction, by.region, kind).await?;
    log(
        &mut transaction,
        by,
        LogDeed::CategoryCreate,
        kind.code.as_str(),
        None,
        Some(kind),
    )
    .await?;
    publish_reference_again(&mut transaction, by.region, by.now).await?;
    transaction.commit().await?;
    Ok(())
}

/// Changes a kind. Where its cases look different in public from now on, all of them go to the publisher
/// again, in the same transaction: what became private is withdrawn, what is shown is blurred anew.
pub async fn change(db: &Db, by: By<'_>, kind: &CategoryDraft) -> Result<(), ChangeError> {
    let mut transaction = db.begin().await?;
    let (zone, _) = lock_region(&mut transaction, by.region).await?;
    let known = read(&mut *transaction, by.region, None).await?;
    let before = known
        .iter()
        .find(|other| other.code == kind.code)
        .ok_or(ChangeError::NotFound)?;
    check_parent(&known, kind)?;
    write(&mut transaction, by.region, kind).await?;
    log(
        &mut transaction,
        by,
        LogDeed::CategoryChange,
        kind.code.as_str(),
        Some(before),
        Some(kind),
    )
    .await?;
    if kind.publishes_otherwise_than(before) {
        publish_kind_again(&mut transaction, by.region, kind, zone).await?;
    }
    publish_reference_again(&mut transaction, by.region, by.now).await?;
    transaction.commit().await?;
    Ok(())
}

/// The kind above exists and does not stand below this one.
fn check_parent(known: &[CategoryDraft], kind: &CategoryDraft) -> Result<(), ChangeError> {
    let Some(parent) = &kind.parent else { return Ok(()) };
    let find = |code: &str| known.iter().find(|other| other.code.as_str() == code);
    if find(parent.as_str()).is_none() && *parent != kind.code {
        return Err(ChangeError::field("parent", Fault::Unknown));
    }
    let above = |code: &str| find(code).and_then(|other| other.parent.as_ref().map(AsRef::as_ref));
    if lineage(parent.as_str(), above).contains(&kind.code.as_str()) {
        return Err(ChangeError::field("parent", Fault::Ring));
    }
    Ok(())
}

async fn write(
    connection: &mut PgConnection,
    region: &RegionCode,
    kind: &CategoryDraft,
) -> Result<(), StoreError> {
    sqlx::query(
        "insert into core.categories (region_code, category_code, parent_code, name, name_en, urgency, tier, rounding,
                delay_minutes, tags)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
         on conflict (region_code, category_code) do update set parent_code = excluded.parent_code,
                name = excluded.name, name_en = excluded.name_en, urgency = excluded.urgency, tier = excluded.tier,
                rounding = excluded.rounding, delay_minutes = excluded.delay_minutes, tags = excluded.tags",
    )
    .bind(region.as_str())
    .bind(kind.code.as_str())
    .bind(kind.parent.as_ref().map(CategoryCode::as_str))
    .bind(&kind.name)
    .bind(&kind.name_en)
    .bind(kind.urgency.code())
    .bind(kind.tier.code())
    .bind(kind.rounding.code())
    .bind(i32::try_from(kind.delay_minutes).unwrap_or(i32::MAX))
    .bind(&kind.tags)
    .execute(connection)
    .await?;
    Ok(())
}

async fn read(
    executor: impl PgExecutor<'_>,
    region: &RegionCode,
    code: Option<&CategoryCode>,
) -> Result<Vec<CategoryDraft>, StoreError> {
    let rows: Vec<Row> = sqlx::query_as(
        "select category_code, parent_code, name, name_en, urgency, tier, rounding, delay_minutes, tags
         from core.categories where region_code = $1 and ($2::text is null or category_code = $2)
         order by category_code",
    )
    .bind(region.as_str())
    .bind(code.map(CategoryCode::as_str))
    .fetch_all(executor)
    .await?;
    rows.into_iter().map(CategoryDraft::try_from).collect()
}
