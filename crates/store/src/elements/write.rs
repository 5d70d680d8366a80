use chrono::{DateTime, Utc};
use domain::admin_log::LogDeed;
use domain::element::{Counts, ElementDraft, ElementKey, plan};
use domain::policy::Fault;
use domain::{ElementCode, ElementKindCode, RegionCode};
use serde_json::{Value, json};
use sqlx::postgres::PgConnection;

use super::read::{of_kinds, one};
use crate::policy::{By, ChangeError, lock_region, log};
use crate::publication::publish_reference_again;
use crate::{Db, StoreError};

/// Records a new element, or one anew that is out of use.
pub async fn add(db: &Db, by: By<'_>, element: &ElementDraft) -> Result<(), ChangeError> {
    let mut transaction = db.begin().await?;
    lock_region(&mut transaction, by.region).await?;
    check_kind(&mut transaction, by.region, &element.kind).await?;
    let key = (element.kind.clone(), element.code.clone());
    let before = one(&mut *transaction, by.region, &key).await?;
    if before.as_ref().is_some_and(|before| !before.retired) {
        return Err(ChangeError::field("code", Fault::Taken));
    }
    let deed = LogDeed::ElementAdd;
    done(transaction, by, deed, &key, before.as_ref(), element).await
}

/// Changes what is said of an element, and where it is. Whether it is in use stays.
pub async fn change(db: &Db, by: By<'_>, element: &ElementDraft) -> Result<(), ChangeError> {
    let mut transaction = db.begin().await?;
    lock_region(&mut transaction, by.region).await?;
    let key = (element.kind.clone(), element.code.clone());
    let before = one(&mut *transaction, by.region, &key).await?;
    let before = before.ok_or(ChangeError::NotFound)?;
    let after = ElementDraft {
        retired: before.retired,
        ..element.clone()
    };
    let deed = LogDeed::ElementChange;
    done(transaction, by, deed, &key, Some(&before), &after).await
}

/// Takes an element out of use, or back into it.
pub async fn retire(db: &Db, by: By<'_>, key: &ElementKey, retired: bool) -> Result<(), ChangeError> {
    let mut transaction = db.begin().await?;
    lock_region(&mut transaction, by.region).await?;
    let before = one(&mut *transaction, by.region, key).await?;
    let before = before.ok_or(ChangeError::NotFound)?;
    let after = ElementDraft {
        retired,
        ..before.clone()
    };
    let deed = if retired {
        LogDeed::ElementRetire
    } else {
        LogDeed::ElementRestore
    };
    done(transaction, by, deed, key, Some(&before), &after).await
}

/// Writes an element with its line of the log, and shows it.
async fn done(
    mut transaction: sqlx::Transaction<'static, sqlx::Postgres>,
    by: By<'_>,
    deed: LogDeed,
    (kind, code): &ElementKey,
    before: Option<&ElementDraft>,
    after: &ElementDraft,
) -> Result<(), ChangeError> {
    if before == Some(after) {
        // Sent twice, or saved as it was.
        return Ok(());
    }
    write(&mut transaction, by.region, std::iter::once(after), by.now).await?;
    let subject = format!("{kind}:{code}");
    log(&mut transaction, by, deed, &subject, before, Some(after)).await?;
    publish_reference_again(&mut transaction, by.region, by.now).await?;
    transaction.commit().await?;
    Ok(())
}

/// Imports elements in one transaction; their kinds exist. Where nothing has to be written, nothing is, the log
/// included. With `check` nothing ever is. `told` is what the log says beside the counts.
pub async fn carry_out(
    db: &Db,
    by: By<'_>,
    elements: Vec<ElementDraft>,
    whole: bool,
    check: bool,
    told: &Value,
) -> Result<Counts, ChangeError> {
    let mut transaction = db.begin().await?;
    lock_region(&mut transaction, by.region).await?;
    let mut kinds: Vec<ElementKindCode> = elements.iter().map(|element| element.kind.clone()).collect();
    kinds.sort();
    kinds.dedup();
    for kind in &kinds {
        check_kind(&mut transaction, by.region, kind).await?;
    }
    let named: Vec<&ElementKindCode> = kinds.iter().collect();
    let present = of_kinds(&mut *transaction, by.region, &named).await?;
    let plan = plan(&present, elements, whole);
    let counts = plan.counts();
    if check || plan.writes().next().is_none() {
        return Ok(counts);
    }
    write(&mut transaction, by.region, plan.writes(), by.now).await?;
    let subject = named
        .iter()
        .map(|kind| kind.as_str())
        .collect::<Vec<_>>()
        .join(",");
    let mut after = json!(counts);
    if let (Some(after), Some(told)) = (after.as_object_mut(), told.as_object()) {
        after.extend(told.clone());
    }
    let deed = LogDeed::ElementImport;
    log(&mut transaction, by, deed, &subject, None, Some(&after)).await?;
    publish_reference_again(&mut transaction, by.region, by.now).await?;
    transaction.commit().await?;
    Ok(counts)
}

async fn check_kind(
    connection: &mut PgConnection,
    region: &RegionCode,
    kind: &ElementKindCode,
) -> Result<(), ChangeError> {
    let (known,): (bool,) = sqlx::query_as(
        "select exists (select from core.element_kinds where region_code = $1 and kind_code = $2)",
    )
    .bind(region.as_str())
    .bind(kind.as_str())
    .fetch_one(connection)
    .await?;
    if known {
        Ok(())
    } else {
        Err(ChangeError::field("kind", Fault::Unknown))
    }
}

async fn write<'a>(
    connection: &mut PgConnection,
    region: &RegionCode,
    elements: impl Iterator<Item = &'a ElementDraft>,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let elements: Vec<&ElementDraft> = elements.collect();
    let texts = |of: fn(&ElementDraft) -> Option<&str>| -> Vec<Option<&str>> {
        elements.iter().map(|element| of(element)).collect()
    };
    let kinds: Vec<&str> = elements.iter().map(|element| element.kind.as_str()).collect();
    let codes: Vec<&str> = elements
        .iter()
        .map(|element| ElementCode::as_str(&element.code))
        .collect();
    let numbers = |at: usize| -> Vec<f64> { elements.iter().map(|element| element.place[at]).collect() };
    let retired: Vec<bool> = elements.iter().map(|element| element.retired).collect();
    sqlx::query(
        "insert into core.elements as stands (region_code, kind_code, element_code, name, address, notes, source, lng,
                lat, since, retired_at)
         select $1, kind, code, name, address, notes, source, lng, lat, $11, case when retired then $11 end
         from unnest($2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::float8[],
                     $9::float8[], $10::bool[])
              as given (kind, code, name, address, notes, source, lng, lat, retired)
         on conflict (region_code, kind_code, element_code) do update set name = excluded.name,
                address = excluded.address, notes = excluded.notes, source = excluded.source, lng = excluded.lng,
                lat = excluded.lat,
                retired_at = case when excluded.retired_at is null then null
                                  else coalesce(stands.retired_at, excluded.retired_at) end",
    )
    .persistent(false)
    .bind(region.as_str())
    .bind(kinds)
    .bind(codes)
    .bind(texts(|element| Some(&element.name)))
    .bind(texts(|element| element.address.as_deref()))
    .bind(texts(|element| element.notes.as_deref()))
    .bind(texts(|element| element.source.as_deref()))
    .bind(numbers(0))
    .bind(numbers(1))
    .bind(retired)
    .bind(now)
    .execute(connection)
    .await?;
    Ok(())
}
