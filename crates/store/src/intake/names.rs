//! Areas, units and kinds that records name: made known before their cases.

use std::collections::{BTreeMap, HashMap};

use domain::RegionCode;
use domain::intake::IncomingRecord;
use domain::publication::{Rounding, Tier};
use sqlx::postgres::PgConnection;

use super::areas::{Names, ensure_communities, ensure_departments, ensure_townships, note};
use super::batch::{ImportState, PlacedRecord};
use super::crosswalk::{UNCATEGORISED, category_of, source_category};
use crate::StoreError;
use crate::cases::CategoryPolicy;
use crate::error::known;

/// Makes every area, unit and kind the batch names known, once per import.
pub(super) async fn ensure_names(
    connection: &mut PgConnection,
    state: &mut ImportState,
    batch: &[PlacedRecord],
) -> Result<(), StoreError> {
    let mut townships = Names::new();
    let mut communities: BTreeMap<String, (String, Option<String>)> = BTreeMap::new();
    let mut departments = Vec::new();
    let mut categories = Categories::new();
    for PlacedRecord { record, .. } in batch {
        note(&mut townships, record.township.as_ref());
        if let Some(community) = &record.community {
            let township = record.township.as_ref().map(|township| township.code.clone());
            communities
                .entry(community.code.clone())
                .or_insert((community.name.clone(), township));
        }
        if let Some(department) = &record.department {
            let pair = (department.code.clone(), department.name.clone());
            if state.known.departments.insert(pair.clone()) {
                departments.push(pair);
            }
        }
        note_category(&mut categories, state, record);
    }
    townships.retain(|code, _| state.known.townships.insert(code.clone()));
    communities.retain(|code, _| state.known.communities.insert(code.clone()));
    categories.retain(|code, _| !state.known.policies.contains_key(code));
    departments.sort();
    let region = state.region.clone();
    if !townships.is_empty() {
        ensure_townships(connection, &region, &townships).await?;
    }
    if !communities.is_empty() {
        ensure_communities(connection, &region, &communities).await?;
    }
    if !departments.is_empty() {
        ensure_departments(connection, &region, &departments).await?;
    }
    if !categories.is_empty() {
        state
            .known
            .policies
            .extend(ensure_categories(connection, &region, &categories).await?);
    }
    Ok(())
}

/// Name, code of the kind above, tier and rounding by code.
type Categories = BTreeMap<String, (String, Option<String>, Tier, Rounding)>;

/// Notes the category of a record and the one above it. One that the crosswalk points elsewhere needs neither
/// name nor parent: it exists.
fn note_category(categories: &mut Categories, state: &ImportState, record: &IncomingRecord) {
    let category = category_of(state, record);
    let of = |name: &str, parent| (name.to_owned(), parent, record.tier, record.rounding);
    let Some(named) = source_category(record).filter(|named| named.code.trim() == category.as_str()) else {
        let name = if category.as_str() == UNCATEGORISED {
            "未分类"
        } else {
            category.as_str()
        };
        categories
            .entry(category.to_string())
            .or_insert_with(|| of(name, None));
        return;
    };
    let parent = record.parent_category.as_ref();
    if let Some(parent) = parent {
        categories
            .entry(parent.code.clone())
            .or_insert_with(|| of(&parent.name, None));
    }
    let parent = parent.map(|parent| parent.code.clone());
    if parent.as_ref() != Some(&named.code) {
        categories.insert(category.to_string(), of(&named.name, parent));
    }
}

/// Makes categories known and returns the policy each is stored with: an import never changes one.
async fn ensure_categories(
    connection: &mut PgConnection,
    region: &RegionCode,
    categories: &Categories,
) -> Result<HashMap<String, CategoryPolicy>, StoreError> {
    let codes: Vec<&String> = categories.keys().collect();
    let names: Vec<&String> = categories.values().map(|row| &row.0).collect();
    let parents: Vec<Option<&String>> = categories.values().map(|row| row.1.as_ref()).collect();
    let tiers: Vec<&str> = categories.values().map(|row| row.2.code()).collect();
    let roundings: Vec<&str> = categories.values().map(|row| row.3.code()).collect();
    sqlx::query(
        "insert into core.categories (region_code, category_code, name, parent_code, tier, rounding)
         select $1, code, name, parent, tier, rounding
         from unnest($2::text[], $3::text[], $4::text[], $5::text[], $6::text[])
              as given (code, name, parent, tier, rounding)
         on conflict (region_code, category_code) do nothing",
    )
    .bind(region.as_str())
    .bind(&codes)
    .bind(names)
    .bind(parents)
    .bind(tiers)
    .bind(roundings)
    .execute(&mut *connection)
    .await?;
    let rows: Vec<(String, String, String)> = sqlx::query_as(
        "select category_code, tier, rounding from core.categories where region_code = $1 and category_code = any($2)",
    )
    .bind(region.as_str())
    .bind(&codes)
    .fetch_all(connection)
    .await?;
    rows.into_iter()
        .map(|(code, tier, rounding)| {
            let tier = known("categories.tier", &tier, Tier::from_code)?;
            let rounding = known("categories.rounding", &rounding, Rounding::from_code)?;
            Ok((code, CategoryPolicy { tier, rounding }))
        })
        .collect()
}
