//! From the categories of source systems to ours. An import notes each one it sees; a row that is there, as
//! noted or pointed elsewhere by people since, decides.

use std::collections::BTreeMap;

use domain::CategoryCode;
use domain::intake::{IncomingRecord, Named};
use domain::source::SourceSystem;
use sqlx::postgres::PgConnection;

use super::batch::{ImportState, PlacedRecord};
use crate::StoreError;
use crate::error::known;

/// Category of records whose source names none.
pub(super) const UNCATEGORISED: &str = "uncategorised";

/// The category as the source calls it: the record's own, else the one above it.
pub(super) fn source_category(record: &IncomingRecord) -> Option<&Named> {
    record.category.as_ref().or(record.parent_category.as_ref())
}

/// Our category of a record: what the crosswalk says, else the source's own.
pub(super) fn category_of(state: &ImportState, record: &IncomingRecord) -> CategoryCode {
    let Some(named) = source_category(record) else {
        return same("");
    };
    let decided = decided(state, record.source, &named.code).cloned();
    decided.unwrap_or_else(|| same(&named.code))
}

fn decided<'a>(state: &'a ImportState, source: SourceSystem, category: &str) -> Option<&'a CategoryCode> {
    state.known.crosswalk.get(&source)?.get(category)
}

/// The category of the same code; what does not fit one (empty, over-long) is uncategorised.
fn same(code: &str) -> CategoryCode {
    CategoryCode::parse(code)
        .or_else(|_| CategoryCode::parse(UNCATEGORISED))
        .unwrap_or_else(|error| unreachable!("the catch-all category is a valid code: {error}"))
}

/// The source categories of a batch that this import has not met yet.
fn unmet<'a>(
    state: &ImportState,
    batch: &'a [PlacedRecord],
) -> BTreeMap<(SourceSystem, &'a str), CategoryCode> {
    let mut unmet = BTreeMap::new();
    for PlacedRecord { record, .. } in batch {
        if let Some(named) = source_category(record)
            && decided(state, record.source, &named.code).is_none()
        {
            unmet.insert((record.source, named.code.as_str()), category_of(state, record));
        }
    }
    unmet
}

/// Reads what the crosswalk says of the batch's source categories.
pub(super) async fn load_crosswalk(
    connection: &mut PgConnection,
    state: &mut ImportState,
    batch: &[PlacedRecord],
) -> Result<(), StoreError> {
    let (sources, categories): (Vec<&str>, Vec<&str>) = unmet(state, batch)
        .into_keys()
        .map(|(source, category)| (source.code(), category))
        .unzip();
    if sources.is_empty() {
        return Ok(());
    }
    let rows: Vec<(String, String, String)> = sqlx::query_as(
        "select crosswalk.source_code, crosswalk.source_category, crosswalk.category_code
         from unnest($2::text[], $3::text[]) as given (source, category)
         join core.category_crosswalk as crosswalk
           on crosswalk.region_code = $1 and crosswalk.source_code = given.source
          and crosswalk.source_category = given.category",
    )
    .bind(state.region.as_str())
    .bind(sources)
    .bind(categories)
    .fetch_all(connection)
    .await?;
    for (source, category, ours) in rows {
        let source = known("category_crosswalk.source_code", &source, SourceSystem::from_code)?;
        let ours = known("category_crosswalk.category_code", &ours, |code| {
            CategoryCode::parse(code).ok()
        })?;
        let of_source = state.known.crosswalk.entry(source).or_default();
        of_source.insert(category, ours);
    }
    Ok(())
}

/// Notes the batch's source categories that the crosswalk did not have. Their categories exist.
pub(super) async fn record_crosswalk(
    connection: &mut PgConnection,
    state: &mut ImportState,
    batch: &[PlacedRecord],
) -> Result<(), StoreError> {
    let unmet = unmet(state, batch);
    if unmet.is_empty() {
        return Ok(());
    }
    let sources: Vec<&str> = unmet.keys().map(|(source, _)| source.code()).collect();
    let categories: Vec<&str> = unmet.keys().map(|(_, category)| *category).collect();
    let ours: Vec<&str> = unmet.values().map(CategoryCode::as_str).collect();
    sqlx::query(
        "insert into core.category_crosswalk (region_code, source_code, source_category, category_code)
         select $1, source, category, ours from unnest($2::text[], $3::text[], $4::text[])
                as given (source, category, ours)
         on conflict (region_code, source_code, source_category) do nothing",
    )
    .bind(state.region.as_str())
    .bind(sources)
    .bind(categories)
    .bind(ours)
    .execute(connection)
    .await?;
    for ((source, category), ours) in unmet {
        let of_source = state.known.crosswalk.entry(source).or_default();
        of_source.insert(category.to_owned(), ours);
    }
    Ok(())
}
