use domain::admin_log::LogDeed;
use domain::element::{Icon, KindDraft, KindRow};
use domain::policy::Fault;
use domain::{ElementKindCode, RegionCode};
use sqlx::FromRow;
use sqlx::postgres::{PgConnection, PgExecutor};

use crate::error::known;
use crate::policy::{By, ChangeError, lock_region, log};
use crate::publication::publish_reference_again;
use crate::{Db, StoreError};

/// A region has at most so many kinds: each is a line of the map's control.
const MOST_KINDS: usize = 60;

#[derive(FromRow)]
struct Row {
    kind_code: String,
    name: String,
    name_en: Option<String>,
    icon: String,
    public: bool,
    in_use: i64,
    retired: i64,
}

impl TryFrom<Row> for KindRow {
    type Error = StoreError;
    fn try_from(row: Row) -> Result<Self, StoreError> {
        let small = |count: i64| u32::try_from(count).unwrap_or(u32::MAX);
        Ok(Self {
            in_use: small(row.in_use),
            retired: small(row.retired),
            kind: KindDraft {
                code: known("element_kinds.kind_code", &row.kind_code, |text| {
                    ElementKindCode::parse(text).ok()
                })?,
                name: row.name,
                name_en: row.name_en,
                icon: known("element_kinds.icon", &row.icon, Icon::from_code)?,
                public: row.public,
            },
        })
    }
}

/// Every kind with how many elements it has, in the order of their codes.
pub async fn kinds_counted(db: &Db, region: &RegionCode) -> Result<Vec<KindRow>, StoreError> {
    counted(&db.pool, region).await
}

/// Every kind, in the order of their codes.
pub async fn kinds(db: &Db, region: &RegionCode) -> Result<Vec<KindDraft>, StoreError> {
    let rows = counted(&db.pool, region).await?;
    Ok(rows.into_iter().map(|row| row.kind).collect())
}

async fn counted(executor: impl PgExecutor<'_>, region: &RegionCode) -> Result<Vec<KindRow>, StoreError> {
    let rows: Vec<Row> = sqlx::query_as(
        "select kind_code, kind.name, name_en, icon, public,
                count(*) filter (where element_code is not null and retired_at is null) as in_use,
                count(retired_at) as retired
         from core.element_kinds as kind left join core.elements using (region_code, kind_code)
         where region_code = $1 group by kind_code, kind.name, name_en, icon, public order by kind_code",
    )
    .bind(region.as_str())
    .fetch_all(executor)
    .await?;
    rows.into_iter().map(KindRow::try_from).collect()
}

/// Makes a new kind.
pub async fn add_kind(db: &Db, by: By<'_>, kind: &KindDraft) -> Result<(), ChangeError> {
    let mut transaction = db.begin().await?;
    lock_region(&mut transaction, by.region).await?;
    let known = counted(&mut *transaction, by.region).await?;
    if known.len() >= MOST_KINDS || known.iter().any(|row| row.kind.code == kind.code) {
        return Err(ChangeError::field("code", Fault::Taken));
    }
    write(&mut transaction, by.region, kind).await?;
    let code = kind.code.as_str();
    log(
        &mut transaction,
        by,
        LogDeed::ElementKindAdd,
        code,
        None,
        Some(kind),
    )
    .await?;
    publish_reference_again(&mut transaction, by.region, by.now).await?;
    transaction.commit().await?;
    Ok(())
}

/// Changes a kind; whether it is public holds at once for all its elements.
pub async fn change_kind(db: &Db, by: By<'_>, kind: &KindDraft) -> Result<(), ChangeError> {
    let mut transaction = db.begin().await?;
    lock_region(&mut transaction, by.region).await?;
    let known = counted(&mut *transaction, by.region).await?;
    let before = known.iter().find(|row| row.kind.code == kind.code);
    let before = before.ok_or(ChangeError::NotFound)?;
    write(&mut transaction, by.region, kind).await?;
    let code = kind.code.as_str();
    log(
        &mut transaction,
        by,
        LogDeed::ElementKindChange,
        code,
        Some(&before.kind),
        Some(kind),
    )
    .await?;
    publish_reference_again(&mut transaction, by.region, by.now).await?;
    transaction.commit().await?;
    Ok(())
}

/// Kinds of a made-up district: those that are there already keep what people have made of them, unless nothing
/// stands in them yet.
pub async fn put_kinds(db: &Db, region: &RegionCode, kinds: &[KindDraft]) -> Result<(), StoreError> {
    let mut transaction = db.begin().await?;
    let known = counted(&mut *transaction, region).await?;
    for kind in kinds {
        let stands = known.iter().find(|row| row.kind.code == kind.code);
        if stands.is_none_or(|row| row.in_use + row.retired == 0) {
            write(&mut transaction, region, kind).await?;
        }
    }
    transaction.commit().await?;
    Ok(())
}

async fn write(
    connection: &mut PgConnection,
    region: &RegionCode,
    kind: &KindDraft,
) -> Result<(), StoreError> {
    sqlx::query(
        "insert into core.element_kinds (region_code, kind_code, name, name_en, icon, public)
         values ($1, $2, $3, $4, $5, $6)
         on conflict (region_code, kind_code) do update set name = excluded.name, name_en = excluded.name_en,
                icon = excluded.icon, public = excluded.public",
    )
    .bind(region.as_str())
    .bind(kind.code.as_str())
    .bind(&kind.name)
    .bind(&kind.name_en)
    .bind(kind.icon.code())
    .bind(kind.public)
    .execute(connection)
    .await?;
    Ok(())
}
