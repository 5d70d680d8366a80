//! Which unit leads a kind of matter in a township: a proposal for whoever dispatches.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use domain::RegionCode;
use domain::admin_log::LogDeed;
use domain::board::UnitRef;
use domain::policy::{DefaultLeadDraft, DefaultLeadRow, EVERYWHERE, Fault, lineage, suggested_lead};
use domain::{CategoryCode, DepartmentCode, TownshipCode};
use sqlx::FromRow;
use uuid::Uuid;

use super::departments::check_in_use;
use super::{By, ChangeError, lock_region, log};
use crate::{Db, StoreError};

/// Every version of every rule, by kind and township, newest first.
pub async fn rows(
    db: &Db,
    region: &RegionCode,
    now: DateTime<Utc>,
) -> Result<Vec<DefaultLeadRow>, StoreError> {
    #[derive(FromRow)]
    struct Row {
        category_code: String,
        category_name: String,
        township_code: String,
        township_name: Option<String>,
        department_code: Option<String>,
        department_name: Option<String>,
        valid_from: DateTime<Utc>,
        holds: bool,
    }
    let rows: Vec<Row> = sqlx::query_as(
        "select lead.category_code, category.name as category_name, lead.township_code,
                township.name as township_name, lead.department_code, unit.name as department_name, lead.valid_from,
                coalesce(lead.valid_from = max(lead.valid_from) filter (where lead.valid_from <= $2)
                         over (partition by lead.category_code, lead.township_code), false) as holds
         from core.default_leads as lead
         join core.categories as category using (region_code, category_code)
         left join core.townships as township using (region_code, township_code)
         left join core.departments as unit using (region_code, department_code)
         where region_code = $1
         order by lead.category_code, lead.township_code, lead.valid_from desc",
    )
    .bind(region.as_str())
    .bind(now)
    .fetch_all(&db.pool)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| DefaultLeadRow {
            category: unit(row.category_code, Some(row.category_name)),
            township: (row.township_code != EVERYWHERE).then(|| unit(row.township_code, row.township_name)),
            department: row.department_code.map(|code| unit(code, row.department_name)),
            valid_from: row.valid_from,
            holds: row.holds,
        })
        .collect())
}

fn unit(code: String, name: Option<String>) -> UnitRef {
    UnitRef {
        name: name.unwrap_or_else(|| code.clone()),
        code,
    }
}

/// Adds a version of a rule. One that holds already is history; one that is still to come may be replaced.
pub async fn add(db: &Db, by: By<'_>, draft: &DefaultLeadDraft) -> Result<(), ChangeError> {
    if draft.valid_from < by.now {
        return Err(ChangeError::field("valid_from", Fault::InPast));
    }
    let mut transaction = db.begin().await?;
    lock_region(&mut transaction, by.region).await?;
    let township = draft.township.as_ref().map_or(EVERYWHERE, TownshipCode::as_str);
    let (category_known, township_known): (bool, bool) = sqlx::query_as(
        "select exists (select from core.categories where region_code = $1 and category_code = $2),
                $3 = '' or exists (select from core.townships where region_code = $1 and township_code = $3)",
    )
    .bind(by.region.as_str())
    .bind(draft.category.as_str())
    .bind(township)
    .fetch_one(&mut *transaction)
    .await?;
    if !category_known {
        return Err(ChangeError::field("category", Fault::Unknown));
    }
    if !township_known {
        return Err(ChangeError::field("township", Fault::Unknown));
    }
    if let Some(department) = &draft.department {
        check_in_use(&mut transaction, by.region, "department", department, by.now).await?;
    }
    let before: Option<Option<String>> = sqlx::query_scalar(
        "select department_code from core.default_leads
         where region_code = $1 and category_code = $2 and township_code = $3 and valid_from <= $4
         order by valid_from desc limit 1",
    )
    .bind(by.region.as_str())
    .bind(draft.category.as_str())
    .bind(township)
    .bind(draft.valid_from)
    .fetch_optional(&mut *transaction)
    .await?;
    sqlx::query(
        "insert into core.default_leads (region_code, category_code, township_code, valid_from, department_code)
         values ($1, $2, $3, $4, $5)
         on conflict (region_code, category_code, township_code, valid_from) do update set
                department_code = excluded.department_code",
    )
    .bind(by.region.as_str())
    .bind(draft.category.as_str())
    .bind(township)
    .bind(draft.valid_from)
    .bind(draft.department.as_ref().map(DepartmentCode::as_str))
    .execute(&mut *transaction)
    .await?;
    let before = DefaultLeadDraft {
        department: before
            .flatten()
            .and_then(|code| DepartmentCode::parse(&code).ok()),
        ..draft.clone()
    };
    let subject = format!("{}/{township}", draft.category);
    log(
        &mut transaction,
        by,
        LogDeed::DefaultLeadAdd,
        &subject,
        Some(&before),
        Some(draft),
    )
    .await?;
    transaction.commit().await?;
    Ok(())
}

/// The unit that leads a matter of this kind in this township, by the rules that hold at `now`; only units
/// that are in use are proposed.
pub async fn suggest(
    db: &Db,
    region: &RegionCode,
    category: &CategoryCode,
    township: Option<&TownshipCode>,
    now: DateTime<Utc>,
) -> Result<Option<UnitRef>, StoreError> {
    let parents: Vec<(String, String)> = sqlx::query_as(
        "select category_code, parent_code from core.categories where region_code = $1 and parent_code is not null",
    )
    .bind(region.as_str())
    .fetch_all(&db.pool)
    .await?;
    let parents: HashMap<String, String> = parents.into_iter().collect();
    let line = lineage(category.as_str(), |code| parents.get(code).map(String::as_str));
    let rules: Vec<(String, String, Option<String>, Option<String>)> = sqlx::query_as(
        "select rule.category_code, rule.township_code, unit.department_code, unit.name
         from (select distinct on (category_code, township_code) category_code, township_code, department_code
               from core.default_leads
               where region_code = $1 and category_code = any($2) and township_code = any($3) and valid_from <= $4
               order by category_code, township_code, valid_from desc) as rule
         left join core.departments as unit
                on unit.region_code = $1 and unit.department_code = rule.department_code and unit.active
               and coalesce(unit.merged_on > ($4 at time zone (select time_zone from core.regions
                                                               where region_code = $1))::date, true)",
    )
    .bind(region.as_str())
    .bind(&line)
    .bind([EVERYWHERE, township.map_or(EVERYWHERE, TownshipCode::as_str)])
    .bind(now)
    .fetch_all(&db.pool)
    .await?;
    let rules: HashMap<(&str, &str), UnitRef> = rules
        .iter()
        .filter_map(|(category, township, code, name)| {
            let lead = unit(code.clone()?, name.clone());
            Some(((category.as_str(), township.as_str()), lead))
        })
        .collect();
    Ok(suggested_lead(
        &line,
        township.map(TownshipCode::as_str),
        |category, township| rules.get(&(category, township)).cloned(),
    ))
}

/// The same for a case; none where there is no such case.
pub async fn suggest_for_case(
    db: &Db,
    region: &RegionCode,
    case_id: Uuid,
    now: DateTime<Utc>,
) -> Result<Option<UnitRef>, StoreError> {
    let row: Option<(String, Option<String>)> = sqlx::query_as(
        "select category_code, township_code from core.cases where region_code = $1 and case_id = $2",
    )
    .bind(region.as_str())
    .bind(case_id)
    .fetch_optional(&db.pool)
    .await?;
    let Some((category, township)) = row else {
        return Ok(None);
    };
    let Ok(category) = CategoryCode::parse(&category) else {
        return Ok(None);
    };
    let township = township.and_then(|code| TownshipCode::parse(&code).ok());
    suggest(db, region, &category, township.as_ref(), now).await
}
