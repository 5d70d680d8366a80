//! Cases as members of matters, and who of them stands for the others.

use std::collections::{BTreeMap, HashMap};

use chrono::{DateTime, Utc};
use domain::RegionCode;
use domain::board::figures::Verdict;
use domain::case::{CaseState, State};
use domain::fusion::{Decided, Link, Member, Outcome, matters};
use domain::source::SourceSystem;
use sqlx::FromRow;
use sqlx::postgres::PgConnection;
use uuid::Uuid;

use super::plan::Item;
use crate::StoreError;
use crate::bulk::{assembled, keeps_plan};
use crate::error::known;

/// A case as one of a matter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Party {
    pub(super) case_id: Uuid,
    pub(super) received_at: DateTime<Utc>,
    source: SourceSystem,
    external_id: String,
    pub(super) present: Present,
}

/// How a case stands now, as far as merging goes.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub(crate) struct Present {
    /// Public code without hyphens.
    #[sqlx(rename = "public_code")]
    pub(crate) code: String,
    /// Nobody answers for it: it may be merged.
    pub(crate) free: bool,
    /// The unit that has it.
    #[sqlx(rename = "lead_department")]
    pub(crate) lead: Option<String>,
    /// Public code of the case it is merged into.
    pub(crate) merged_into: Option<String>,
}

impl Present {
    /// A person has merged it: it is told by the other case, whatever the machine makes of it.
    fn is_put_away(&self) -> bool {
        !self.free && self.merged_into.is_some()
    }
}

impl Party {
    pub(super) fn of(item: &Item) -> Self {
        Self {
            case_id: item.case_id,
            received_at: item.traits.received_at,
            source: item.source,
            external_id: item.external_id.clone(),
            present: item.present.clone(),
        }
    }

    /// Who comes first stands for the others: whoever is answered for, then by receipt, then by name; last what a
    /// person has put into another case.
    fn order(&self) -> (bool, bool, DateTime<Utc>, SourceSystem, &str) {
        let present = &self.present;
        let (put_away, free) = (present.is_put_away(), present.free);
        (put_away, free, self.received_at, self.source, &self.external_id)
    }
}

#[derive(FromRow)]
struct PartyRow {
    case_id: Uuid,
    received_at: DateTime<Utc>,
    source_code: String,
    external_id: String,
    #[sqlx(flatten)]
    present: Present,
}

/// What [`Present`] is read from.
fn present() -> String {
    format!("c.public_code, c.lead_department, c.merged_into, {FREE} as free")
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

/// How stored cases stand now.
pub(crate) async fn stored(
    connection: &mut PgConnection,
    region: &RegionCode,
    cases: &[Uuid],
) -> Result<HashMap<Uuid, Present>, StoreError> {
    if cases.is_empty() {
        return Ok(HashMap::new());
    }
    #[derive(FromRow)]
    struct Row {
        case_id: Uuid,
        #[sqlx(flatten)]
        present: Present,
    }
    let rows: Vec<Row> = sqlx::query_as(assembled(format!(
        "select c.case_id, {} from core.cases as c where c.region_code = $1 and c.case_id = any($2)",
        present()
    )))
    .persistent(keeps_plan(cases.len()))
    .bind(region.as_str())
    .bind(cases)
    .fetch_all(connection)
    .await?;
    Ok(rows.into_iter().map(|row| (row.case_id, row.present)).collect())
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
        "select t.case_id, t.received_at, t.source_code, t.external_id, {}
         from (select case_id from core.case_traits where region_code = $1 and case_id = any($2)
               union
               select case_id from core.case_traits
               where region_code = $1 and matter_id = any($2) and matter_id <> case_id) as those
         join core.case_traits as t on t.region_code = $1 and t.case_id = those.case_id
         join core.cases as c on c.region_code = $1 and c.case_id = those.case_id",
        present()
    )))
    .persistent(keeps_plan(matters.len()))
    .bind(region.as_str())
    .bind(matters)
    .fetch_all(connection)
    .await?;
    rows.into_iter()
        .map(|row| {
            Ok(Party {
                case_id: row.case_id,
                received_at: row.received_at,
                source: known(
                    "case_traits.source_code",
                    &row.source_code,
                    SourceSystem::from_code,
                )?,
                external_id: row.external_id,
                present: row.present,
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
    .persistent(keeps_plan(parties.len()))
    .bind(region.as_str())
    .bind(ids)
    .fetch_all(connection)
    .await?;
    rows.into_iter()
        .map(|(one, two, score, outcome, decided)| {
            Ok(Link {
                pair: (one, two),
                score,
                outcome: known("case_links.outcome", &outcome, Outcome::from_code)?,
                decided: decided
                    .map(|code| known("case_links.decided", &code, Decided::from_code))
                    .transpose()?,
            })
        })
        .collect()
}

/// Orders the parties by who stands for whom and makes their matters.
pub(super) fn stand_for(parties: &mut [Party], links: &[Link<Uuid>]) -> BTreeMap<Uuid, Uuid> {
    // Who is answered for stands for others; then who came first.
    parties.sort_by(|one, two| one.order().cmp(&two.order()));
    let members: Vec<Member<Uuid, usize>> = parties
        .iter()
        .enumerate()
        .map(|(rank, party)| Member {
            id: party.case_id,
            rank,
        })
        .collect();
    matters(&members, links)
}

/// Public code of the case that each is merged into, for those that are: who stands for their matter, unless another
/// unit has that case. No unit loses a case to another by a machine.
pub(super) fn destinations(parties: &[Party], roots: &BTreeMap<Uuid, Uuid>) -> HashMap<Uuid, String> {
    let present: HashMap<Uuid, &Present> = parties
        .iter()
        .map(|party| (party.case_id, &party.present))
        .collect();
    parties
        .iter()
        .filter_map(|party| {
            let root = roots.get(&party.case_id).filter(|root| **root != party.case_id)?;
            let (own, root) = (&party.present, present.get(root)?);
            let same_unit = own.lead.is_none() || own.lead == root.lead;
            (own.free && same_unit).then(|| (party.case_id, root.code.clone()))
        })
        .collect()
}

/// Seconds since the record before it in the same matter, for everyone in a matter of several.
pub(super) fn gaps_within(parties: &[Party], roots: &BTreeMap<Uuid, Uuid>) -> HashMap<Uuid, Option<i32>> {
    let mut by_matter: BTreeMap<Uuid, Vec<(DateTime<Utc>, Uuid)>> = BTreeMap::new();
    for party in parties {
        if let Some(root) = roots.get(&party.case_id) {
            by_matter
                .entry(*root)
                .or_default()
                .push((party.received_at, party.case_id));
        }
    }
    let mut gaps = HashMap::new();
    for members in by_matter.values_mut() {
        members.sort_unstable();
        let mut before: Option<DateTime<Utc>> = None;
        for (at, id) in members {
            let gap = before.map(|before| i32::try_from((*at - before).num_seconds()).unwrap_or(i32::MAX));
            gaps.insert(*id, gap);
            before = Some(*at);
        }
    }
    gaps
}
