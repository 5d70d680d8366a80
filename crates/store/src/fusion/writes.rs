//! What fusion writes: links, matters, and what it forgets.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use domain::RegionCode;
use domain::fusion::{Evidence, Outcome};
use sqlx::postgres::PgConnection;
use uuid::Uuid;

use super::party::Party;
use crate::StoreError;
use crate::bulk::keeps_plan;

/// A pair that is worth keeping. The first id is the lower one.
#[derive(Debug)]
pub(super) struct NewLink {
    pub(super) pair: (Uuid, Uuid),
    pub(super) score: i32,
    pub(super) outcome: Outcome,
    pub(super) evidence: Vec<Evidence>,
}

/// Stores where stored cases belong now.
pub(super) async fn write_matters(
    connection: &mut PgConnection,
    region: &RegionCode,
    parties: &[Party],
    roots: &BTreeMap<Uuid, Uuid>,
    gaps: &HashMap<Uuid, Option<i32>>,
) -> Result<(), StoreError> {
    if parties.is_empty() {
        return Ok(());
    }
    let ids: Vec<Uuid> = parties.iter().map(|party| party.case_id).collect();
    let roots: Vec<Uuid> = ids
        .iter()
        .map(|id| roots.get(id).copied().unwrap_or(*id))
        .collect();
    let gaps: Vec<Option<i32>> = ids.iter().map(|id| gaps.get(id).copied().flatten()).collect();
    sqlx::query(
        "update core.case_traits as t set matter_id = given.root, matter_gap = given.gap
         from unnest($2::uuid[], $3::uuid[], $4::int4[]) as given (id, root, gap)
         where t.region_code = $1 and t.case_id = given.id
           and (t.matter_id, t.matter_gap) is distinct from (given.root, given.gap)",
    )
    .persistent(keeps_plan(parties.len()))
    .bind(region.as_str())
    .bind(ids)
    .bind(roots)
    .bind(gaps)
    .execute(connection)
    .await?;
    Ok(())
}

/// Stores pairs; what a person decided of them stays.
pub(super) async fn write_links(
    connection: &mut PgConnection,
    region: &RegionCode,
    links: &[NewLink],
) -> Result<(), StoreError> {
    if links.is_empty() {
        return Ok(());
    }
    let (ones, twos): (Vec<Uuid>, Vec<Uuid>) = links.iter().map(|link| link.pair).unzip();
    let scores: Vec<i32> = links.iter().map(|link| link.score).collect();
    let outcomes: Vec<&str> = links.iter().map(|link| link.outcome.code()).collect();
    let evidence: Vec<serde_json::Value> = links
        .iter()
        .map(|link| serde_json::to_value(&link.evidence).unwrap_or_default())
        .collect();
    // What a person decided stays; a pair that items share is weighed once, from the later side.
    sqlx::query(
        "insert into core.case_links as link (region_code, case_a, case_b, score, outcome, evidence)
         select distinct on (one, two) $1, one, two, score, outcome, evidence
         from unnest($2::uuid[], $3::uuid[], $4::int4[], $5::text[], $6::jsonb[])
              as given (one, two, score, outcome, evidence)
         on conflict (region_code, case_a, case_b) do update
            set score = excluded.score, outcome = excluded.outcome, evidence = excluded.evidence",
    )
    .persistent(keeps_plan(links.len()))
    .bind(region.as_str())
    .bind(ones)
    .bind(twos)
    .bind(scores)
    .bind(outcomes)
    .bind(evidence)
    .execute(connection)
    .await?;
    Ok(())
}

/// Forgets the traits and the undecided pairs of cases whose records have changed. Returns the matters they
/// were in.
pub(super) async fn forget(
    connection: &mut PgConnection,
    region: &RegionCode,
    cases: &[Uuid],
) -> Result<BTreeSet<Uuid>, StoreError> {
    if cases.is_empty() {
        return Ok(BTreeSet::new());
    }
    sqlx::query(
        "delete from core.case_links
         where region_code = $1 and (case_a = any($2) or case_b = any($2)) and decided is null",
    )
    .persistent(keeps_plan(cases.len()))
    .bind(region.as_str())
    .bind(cases)
    .execute(&mut *connection)
    .await?;
    let matters: Vec<Uuid> = sqlx::query_scalar(
        "delete from core.case_traits where region_code = $1 and case_id = any($2) returning matter_id",
    )
    .persistent(keeps_plan(cases.len()))
    .bind(region.as_str())
    .bind(cases)
    .fetch_all(connection)
    .await?;
    Ok(matters.into_iter().collect())
}

/// Shortens the distances of stored records to one before them: by place, by person.
pub(super) async fn write_followers(
    connection: &mut PgConnection,
    region: &RegionCode,
    followers: &HashMap<Uuid, (Option<i32>, Option<i32>)>,
) -> Result<(), StoreError> {
    if followers.is_empty() {
        return Ok(());
    }
    let ids: Vec<Uuid> = followers.keys().copied().collect();
    let places: Vec<Option<i32>> = followers.values().map(|gaps| gaps.0).collect();
    let persons: Vec<Option<i32>> = followers.values().map(|gaps| gaps.1).collect();
    sqlx::query(
        "update core.case_traits as t set place_gap = given.place, person_gap = given.person
             from unnest($2::uuid[], $3::int4[], $4::int4[]) as given (id, place, person)
             where t.region_code = $1 and t.case_id = given.id
               and (t.place_gap, t.person_gap) is distinct from (given.place, given.person)",
    )
    .persistent(keeps_plan(followers.len()))
    .bind(region.as_str())
    .bind(ids)
    .bind(places)
    .bind(persons)
    .execute(connection)
    .await?;
    Ok(())
}
