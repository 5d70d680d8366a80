//! What is known of matters and pairs.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use domain::RegionCode;
use domain::board::figures::Verdict;
use domain::case::{CaseState, State};
use domain::fusion::{
    Decided, Evidence, Link, Matter, MatterMember, Outcome, Pair, PairSide, Policy, ProposalPage, Repeats,
};
use domain::source::SourceSystem;
use sqlx::FromRow;
use sqlx::postgres::PgConnection;
use uuid::Uuid;

use super::plan::Item;
use crate::bulk::assembled;
use crate::error::known;
use crate::{Db, StoreError};

/// A case as one of a matter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Party {
    pub(super) case_id: Uuid,
    pub(super) code: String,
    pub(super) received_at: DateTime<Utc>,
    source: SourceSystem,
    external_id: String,
    /// Nobody answers for it: it may be merged.
    pub(super) free: bool,
    pub(super) merged_into: Option<String>,
}

impl Party {
    pub(super) fn of(item: &Item) -> Self {
        Self {
            case_id: item.case_id,
            code: item.code.clone(),
            received_at: item.traits.received_at,
            source: item.source,
            external_id: item.external_id.clone(),
            free: item.free,
            merged_into: item.merged_into.clone(),
        }
    }

    /// Who comes first stands for the others: whoever is answered for, then by receipt, then by name.
    pub(super) fn order(&self) -> (bool, DateTime<Utc>, SourceSystem, &str) {
        (self.free, self.received_at, self.source, &self.external_id)
    }
}

#[derive(FromRow)]
struct PartyRow {
    case_id: Uuid,
    public_code: String,
    received_at: DateTime<Utc>,
    source_code: String,
    external_id: String,
    free: bool,
    merged_into: Option<String>,
}

/// Whether nobody answers for a stored case: [`is_free`] in SQL.
const FREE: &str = "(c.original_due_at is null and c.source_verdict is null and c.closed_at is null
    and c.state in ('reported', 'accepted', 'in_progress', 'merged')
    and not exists (select from core.case_events as event
                    where event.region_code = c.region_code and event.case_id = c.case_id
                      and event.actor not like 'source:%' and event.actor not like 'system:%'))";

/// Whether nobody answers for a case that only machines have touched: no limit, no verdict, not closed.
pub(crate) fn is_free(case: &CaseState, verdict: Option<Verdict>) -> bool {
    let open = matches!(case.state, State::Reported | State::Accepted | State::InProgress);
    open && case.clock.original_due_at.is_none() && verdict.is_none() && case.closed_at.is_none()
}

/// Code, freedom and present merger of stored cases.
pub(crate) async fn stored(
    connection: &mut PgConnection,
    region: &RegionCode,
    cases: &[Uuid],
) -> Result<HashMap<Uuid, (String, bool, Option<String>)>, StoreError> {
    if cases.is_empty() {
        return Ok(HashMap::new());
    }
    let rows: Vec<(Uuid, String, bool, Option<String>)> = sqlx::query_as(assembled(format!(
        "select c.case_id, c.public_code, {FREE}, c.merged_into from core.cases as c
         where c.region_code = $1 and c.case_id = any($2)"
    )))
    .persistent(false)
    .bind(region.as_str())
    .bind(cases)
    .fetch_all(connection)
    .await?;
    Ok(rows
        .into_iter()
        .map(|(id, code, free, into)| (id, (code, free, into)))
        .collect())
}

/// Everyone in these matters.
pub(super) async fn parties(
    connection: &mut PgConnection,
    region: &RegionCode,
    matters: impl IntoIterator<Item = &Uuid>,
) -> Result<Vec<Party>, StoreError> {
    let matters: Vec<Uuid> = matters.into_iter().copied().collect();
    if matters.is_empty() {
        return Ok(Vec::new());
    }
    let rows: Vec<PartyRow> = sqlx::query_as(assembled(format!(
        "select t.case_id, c.public_code, t.received_at, t.source_code, t.external_id, c.merged_into,
                {FREE} as free
         from (select case_id from core.case_traits where region_code = $1 and case_id = any($2)
               union
               select case_id from core.case_traits
               where region_code = $1 and matter_id = any($2) and matter_id <> case_id) as those
         join core.case_traits as t on t.region_code = $1 and t.case_id = those.case_id
         join core.cases as c on c.region_code = $1 and c.case_id = those.case_id"
    )))
    .persistent(false)
    .bind(region.as_str())
    .bind(matters)
    .fetch_all(connection)
    .await?;
    rows.into_iter()
        .map(|row| {
            Ok(Party {
                case_id: row.case_id,
                code: row.public_code,
                received_at: row.received_at,
                source: known(
                    "case_traits.source_code",
                    &row.source_code,
                    SourceSystem::from_code,
                )?,
                external_id: row.external_id,
                free: row.free,
                merged_into: row.merged_into,
            })
        })
        .collect()
}

/// The stored pairs among these.
pub(super) async fn links_among(
    connection: &mut PgConnection,
    region: &RegionCode,
    parties: &[Party],
) -> Result<Vec<Link<Uuid>>, StoreError> {
    let ids: Vec<Uuid> = parties.iter().map(|party| party.case_id).collect();
    let rows: Vec<(Uuid, Uuid, i32, String, Option<String>)> = sqlx::query_as(
        "select case_a, case_b, score, outcome, decided from core.case_links
         where region_code = $1 and case_a = any($2) and case_b = any($2)",
    )
    .persistent(false)
    .bind(region.as_str())
    .bind(ids)
    .fetch_all(connection)
    .await?;
    rows.into_iter()
        .map(|(one, two, score, outcome, decided)| {
            Ok(Link {
                pair: (one, two),
                score,
                outcome: known("case_links.outcome", &outcome, outcome_of)?,
                decided: decided
                    .map(|code| known("case_links.decided", &code, decided_of))
                    .transpose()?,
            })
        })
        .collect()
}

fn outcome_of(code: &str) -> Option<Outcome> {
    match code {
        "separate" => Some(Outcome::Separate),
        "proposed" => Some(Outcome::Proposed),
        "joined" => Some(Outcome::Joined),
        _ => None,
    }
}

fn decided_of(code: &str) -> Option<Decided> {
    match code {
        "joined" => Some(Decided::Joined),
        "apart" => Some(Decided::Apart),
        _ => None,
    }
}

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
    let mut transaction = db
        .pool
        .begin_with("begin isolation level repeatable read, read only")
        .await?;
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
    let mut transaction = db
        .pool
        .begin_with("begin isolation level repeatable read, read only")
        .await?;
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
    let mut transaction = db
        .pool
        .begin_with("begin isolation level repeatable read, read only")
        .await?;
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
