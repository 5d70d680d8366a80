//! What is known of matters and pairs.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use domain::RegionCode;
use domain::case::State;
use domain::fusion::{Evidence, Matter, MatterMember, Pair, PairSide, Policy, ProposalPage, Repeats};
use domain::source::SourceSystem;
use sqlx::FromRow;
use sqlx::postgres::PgConnection;
use uuid::Uuid;

use super::party::parties;
use crate::error::known;
use crate::{Db, StoreError};

/// Characters of a text that a page of pairs shows.
const EXCERPT: i32 = 400;

#[derive(FromRow)]
struct SideRow {
    case_id: Uuid,
    public_code: String,
    source_code: String,
    received_at: DateTime<Utc>,
    closed_at: Option<DateTime<Utc>>,
    state: String,
    category: String,
    title: Option<String>,
    narrative: Option<String>,
    address: Option<String>,
    lead: Option<String>,
}

/// Cases as sides of pairs, by id.
async fn sides(
    connection: &mut PgConnection,
    region: &RegionCode,
    cases: &[Uuid],
) -> Result<HashMap<Uuid, PairSide>, StoreError> {
    let rows: Vec<SideRow> = sqlx::query_as(
        "select c.case_id, c.public_code, c.source_code, c.received_at, c.closed_at, c.state,
                coalesce(category.name, c.category_code) as category, c.title, left(c.narrative, $3) as narrative,
                c.address, department.name as lead
         from core.cases as c
         left join core.categories as category using (region_code, category_code)
         left join core.departments as department
           on department.region_code = c.region_code and department.department_code = c.lead_department
         where c.region_code = $1 and c.case_id = any($2)",
    )
    .bind(region.as_str())
    .bind(cases)
    .bind(EXCERPT)
    .fetch_all(connection)
    .await?;
    rows.into_iter()
        .map(|row| {
            let side = PairSide {
                code: crate::cases::shown_code(&row.public_code),
                source: known("cases.source_code", &row.source_code, SourceSystem::from_code)?,
                received_at: row.received_at,
                closed_at: row.closed_at,
                state: known("cases.state", &row.state, State::from_code)?,
                category: row.category,
                title: row.title,
                narrative: row.narrative,
                address: row.address,
                lead: row.lead,
            };
            Ok((row.case_id, side))
        })
        .collect()
}

#[derive(FromRow)]
struct PairRow {
    case_a: Uuid,
    case_b: Uuid,
    score: i32,
    evidence: serde_json::Value,
    decided: Option<String>,
}

/// Grounds as stored; a newer program's are left out.
fn evidence(value: serde_json::Value) -> Vec<Evidence> {
    let serde_json::Value::Array(grounds) = value else {
        return Vec::new();
    };
    grounds
        .into_iter()
        .filter_map(|ground| serde_json::from_value(ground).ok())
        .collect()
}

/// Pairs that wait for a person, the likeliest first.
pub async fn proposals(
    db: &Db,
    region: &RegionCode,
    limit: u32,
    skip: u32,
) -> Result<ProposalPage, StoreError> {
    let mut transaction = db.begin_reading().await?;
    let mut rows: Vec<PairRow> = sqlx::query_as(
        "select case_a, case_b, score, evidence, decided from core.case_links
         where region_code = $1 and outcome = 'proposed' and decided is null
         order by score desc, case_a, case_b limit $2 offset $3",
    )
    .bind(region.as_str())
    .bind(i64::from(limit) + 1)
    .bind(i64::from(skip))
    .fetch_all(&mut *transaction)
    .await?;
    let more = rows.len() > limit as usize;
    rows.truncate(limit as usize);
    let ids: Vec<Uuid> = rows.iter().flat_map(|row| [row.case_a, row.case_b]).collect();
    let sides = sides(&mut transaction, region, &ids).await?;
    transaction.commit().await?;
    let pairs = rows.into_iter().filter_map(|row| {
        let (one, two) = (sides.get(&row.case_a)?.clone(), sides.get(&row.case_b)?.clone());
        let (earlier, later) = if one.received_at <= two.received_at {
            (one, two)
        } else {
            (two, one)
        };
        Some(Pair {
            earlier,
            later,
            score: row.score,
            evidence: evidence(row.evidence),
        })
    });
    Ok(ProposalPage {
        pairs: pairs.collect(),
        more,
        join_from: Policy::CURRENT.join,
    })
}

/// The matter of a case: all its cases with why they belong together. `None` where nothing was compared.
pub async fn matter(db: &Db, region: &RegionCode, case_id: Uuid) -> Result<Option<Matter>, StoreError> {
    let mut transaction = db.begin_reading().await?;
    let root: Option<Uuid> =
        sqlx::query_scalar("select matter_id from core.case_traits where region_code = $1 and case_id = $2")
            .bind(region.as_str())
            .bind(case_id)
            .fetch_optional(&mut *transaction)
            .await?;
    let Some(root) = root else { return Ok(None) };
    let mut parties = parties(&mut transaction, region, [&root]).await?;
    parties.sort_by_key(|party| (party.case_id != root, party.received_at, party.case_id));
    let ids: Vec<Uuid> = parties.iter().map(|party| party.case_id).collect();
    let links: Vec<PairRow> = sqlx::query_as(
        "select case_a, case_b, score, evidence, decided from core.case_links
         where region_code = $1 and case_a = any($2) and case_b = any($2)
           and (decided = 'joined' or decided is null and outcome = 'joined')
         order by score desc, case_a, case_b",
    )
    .bind(region.as_str())
    .bind(&ids)
    .fetch_all(&mut *transaction)
    .await?;
    let mut sides = sides(&mut transaction, region, &ids).await?;
    transaction.commit().await?;
    let codes: HashMap<Uuid, String> = sides.iter().map(|(id, side)| (*id, side.code.clone())).collect();
    let members = ids.iter().filter_map(|id| {
        let best = links.iter().find(|link| link.case_a == *id || link.case_b == *id);
        let other = best.map(|link| {
            if link.case_a == *id {
                link.case_b
            } else {
                link.case_a
            }
        });
        Some(MatterMember {
            side: sides.remove(id)?,
            stands: *id == root,
            evidence: best
                .map(|link| evidence(link.evidence.clone()))
                .unwrap_or_default(),
            joined_with: other.and_then(|other| codes.get(&other).cloned()),
            by_person: best.is_some_and(|link| link.decided.is_some()),
        })
    });
    Ok(Some(Matter {
        members: members.collect(),
        may_decide: false,
    }))
}

/// Cases with a text that were received since `from`, the latest first, at most `limit`.
pub async fn latest_texts(
    db: &Db,
    region: &RegionCode,
    from: DateTime<Utc>,
    limit: u32,
) -> Result<Vec<PairSide>, StoreError> {
    let mut transaction = db.begin_reading().await?;
    let ids: Vec<Uuid> = sqlx::query_scalar(
        "select case_id from core.case_traits
         where region_code = $1 and received_at >= $2 and sketch <> '{}'
         order by received_at desc, case_id limit $3",
    )
    .bind(region.as_str())
    .bind(from)
    .bind(i64::from(limit))
    .fetch_all(&mut *transaction)
    .await?;
    let mut sides = sides(&mut transaction, region, &ids).await?;
    transaction.commit().await?;
    Ok(ids.iter().filter_map(|id| sides.remove(id)).collect())
}

#[derive(FromRow)]
struct RepeatRow {
    records: i64,
    with_place: i64,
    with_person: i64,
    by_place: i64,
    by_person: i64,
    by_matter: i64,
}

/// Repeat figures of records received in `[from, to)`, linked to an earlier one within `days` (at most 30).
pub async fn repeat_figures(
    db: &Db,
    region: &RegionCode,
    from: DateTime<Utc>,
    to: DateTime<Utc>,
    days: u32,
) -> Result<Repeats, StoreError> {
    let within = i32::try_from(u64::from(days) * 86_400).unwrap_or(i32::MAX);
    let row: RepeatRow = sqlx::query_as(
        "select count(*) as records,
                count(*) filter (where lng is not null or address_key is not null) as with_place,
                count(person) as with_person,
                count(*) filter (where place_gap <= $4) as by_place,
                count(*) filter (where person_gap <= $4) as by_person,
                count(*) filter (where matter_gap <= $4) as by_matter
         from core.case_traits where region_code = $1 and received_at >= $2 and received_at < $3",
    )
    .bind(region.as_str())
    .bind(from)
    .bind(to)
    .bind(within)
    .fetch_one(&db.pool)
    .await?;
    let count = |count: i64| u64::try_from(count).unwrap_or(0);
    Ok(Repeats {
        days,
        records: count(row.records),
        with_place: count(row.with_place),
        with_person: count(row.with_person),
        by_place: count(row.by_place),
        by_person: count(row.by_person),
        by_matter: count(row.by_matter),
    })
}
