use std::collections::{BTreeMap, HashMap, HashSet};

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use domain::board::figures::Verdict;
use domain::case::{Action, Assignment, AssignmentRole, CaseState, Clock, EventDraft, Role, State};
use domain::clock::Mark;
use domain::intake::IncomingRecord;
use domain::publication::{Rounding, Tier};
use domain::source::SourceSystem;
use domain::{CategoryCode, CommunityCode, GridCode, RegionCode, TownshipCode};
use rand::Rng;
use sqlx::postgres::PgConnection;
use uuid::Uuid;

use super::areas::{Names, RegionRow, ensure_communities, ensure_departments, ensure_townships, note};
use crate::bulk::{CaseHistory, CopyRows, insert_histories, verdict_code};
use crate::cases::{CategoryPolicy, Identity, Standing};
use crate::error::known;
use crate::{Db, StoreError};

/// Category of records whose source names none.
const UNCATEGORISED: &str = "uncategorised";

/// A record with its grid cell found.
#[derive(Debug, Clone)]
pub struct PlacedRecord {
    pub record: IncomingRecord,
    /// Grid cell of the point, if it has one. The cell must exist.
    pub grid: Option<GridCode>,
    /// The anchor of that cell that stands for the point in public.
    pub anchor: Option<(f64, f64)>,
}

/// What became of a batch. Rejected rows never get here.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct BatchCounts {
    pub new: u64,
    pub updated: u64,
    pub unchanged: u64,
    pub unplaced: u64,
}

/// What one import remembers between its batches.
#[derive(Debug)]
pub struct ImportState {
    region: RegionCode,
    zone: Tz,
    policies: HashMap<String, CategoryPolicy>,
    departments: HashSet<(String, String)>,
    townships: HashSet<String>,
    communities: HashSet<String>,
}

impl ImportState {
    /// Starts an import into `region`.
    #[must_use]
    pub fn new(region: &RegionRow) -> Self {
        Self {
            region: region.code.clone(),
            zone: region.zone,
            policies: HashMap::new(),
            departments: HashSet::new(),
            townships: HashSet::new(),
            communities: HashSet::new(),
        }
    }
}

/// What is stored of one external id.
#[derive(Debug, Clone)]
struct Stored {
    case_id: Uuid,
    version: i32,
    hashes: Vec<Vec<u8>>,
}

/// Takes a batch in one transaction: new records become cases, new content of known records becomes a
/// version, content that equals any stored version changes nothing. With `dry_run` the counts are the same
/// and nothing is kept.
pub async fn take_batch(
    db: &Db,
    state: &mut ImportState,
    batch: impl AsRef<[PlacedRecord]>,
    now: DateTime<Utc>,
    rng: &mut impl Rng,
    dry_run: bool,
) -> Result<BatchCounts, StoreError> {
    let batch = batch.as_ref();
    let mut counts = BatchCounts::default();
    let mut transaction = db.pool.begin().await?;
    let region = state.region.clone();
    // Two imports of one list at the same time take turns instead of tripping over each other's keys.
    sqlx::query("select pg_advisory_xact_lock(hashtextextended('intake ' || $1, 0))")
        .bind(region.as_str())
        .execute(&mut *transaction)
        .await?;
    ensure_names(&mut transaction, state, batch).await?;
    let mut stored = load_stored(&mut transaction, &region, batch).await?;
    let (mut histories, mut records) = (Vec::new(), CopyRows::default());
    let mut fresh: HashMap<Uuid, usize> = HashMap::new();
    for placed in batch {
        let record = &placed.record;
        counts.unplaced += u64::from(record.place.is_none());
        let key = (record.source, record.external_id.clone());
        let (version, case_id) = match stored.get_mut(&key) {
            Some(known)
                if known
                    .hashes
                    .iter()
                    .any(|hash| hash == record.content_hash.as_slice()) =>
            {
                counts.unchanged += 1;
                continue;
            }
            Some(known) => {
                counts.updated += 1;
                known.version += 1;
                known.hashes.push(record.content_hash.to_vec());
                match fresh.get(&known.case_id) {
                    // Its first version stands in this very batch: one case, made from the newer content.
                    Some(&index) => {
                        let identity = identity_of(&histories, index);
                        histories[index] = history(state, placed, identity, now, rng);
                    }
                    None => {
                        let policy = policy_of(state, record);
                        update_case(
                            &mut transaction,
                            &region,
                            known.case_id,
                            placed,
                            policy,
                            state.zone,
                            now,
                        )
                        .await?;
                    }
                }
                (known.version, known.case_id)
            }
            None => {
                counts.new += 1;
                let identity = Identity::draw(rng);
                let case_id = identity.case_id;
                fresh.insert(case_id, histories.len());
                histories.push(history(state, placed, identity, now, rng));
                stored.insert(
                    key,
                    Stored {
                        case_id,
                        version: 1,
                        hashes: vec![record.content_hash.to_vec()],
                    },
                );
                (1, case_id)
            }
        };
        write_record(&mut records, &region, record, version, case_id, now);
    }
    insert_histories(&mut transaction, &region, &histories, now, true).await?;
    records
        .copy(
            &mut transaction,
            "core.source_records (region_code, source_code, external_id, version, content_hash, content, case_id, \
             imported_at)",
        )
        .await?;
    if dry_run {
        transaction.rollback().await?;
        // What the rolled-back transaction made known is unknown again.
        *state = ImportState {
            policies: HashMap::new(),
            departments: HashSet::new(),
            townships: HashSet::new(),
            communities: HashSet::new(),
            region,
            zone: state.zone,
        };
    } else {
        sqlx::query("notify lianqin_outbox")
            .execute(&mut *transaction)
            .await?;
        transaction.commit().await?;
    }
    Ok(counts)
}

fn identity_of(histories: &[CaseHistory], index: usize) -> Identity {
    let old = &histories[index];
    Identity {
        case_id: old.case_id,
        code: old.code.clone(),
        token: old.token.clone(),
        tally_key: old.tally_key,
    }
}

async fn load_stored(
    connection: &mut PgConnection,
    region: &RegionCode,
    batch: &[PlacedRecord],
) -> Result<HashMap<(SourceSystem, String), Stored>, StoreError> {
    let (sources, ids): (Vec<&str>, Vec<&str>) = batch
        .iter()
        .map(|placed| (placed.record.source.code(), placed.record.external_id.as_str()))
        .unzip();
    let rows: Vec<(String, String, i32, Vec<u8>, Uuid)> = sqlx::query_as(
        "select record.source_code, record.external_id, record.version, record.content_hash, record.case_id
         from (select distinct source, id from unnest($2::text[], $3::text[]) as given (source, id)) as given
         join core.source_records as record
           on record.region_code = $1 and record.source_code = given.source and record.external_id = given.id
         order by record.version",
    )
    .bind(region.as_str())
    .bind(sources)
    .bind(ids)
    .fetch_all(connection)
    .await?;
    let mut stored: HashMap<(SourceSystem, String), Stored> = HashMap::new();
    for (source, id, version, hash, case_id) in rows {
        let source = known("source_records.source_code", &source, SourceSystem::from_code)?;
        let entry = stored.entry((source, id)).or_insert_with(|| Stored {
            case_id,
            version,
            hashes: Vec::new(),
        });
        entry.version = version;
        entry.hashes.push(hash);
    }
    Ok(stored)
}

fn write_record(
    rows: &mut CopyRows,
    region: &RegionCode,
    record: &IncomingRecord,
    version: i32,
    case_id: Uuid,
    now: DateTime<Utc>,
) {
    let content = serde_json::to_string(&record.verbatim)
        .unwrap_or_default()
        .replace("\\u0000", "");
    rows.text(region.as_str())
        .text(record.source.code())
        .text(&record.external_id)
        .shown(version)
        .text(&format!("\\x{}", hex::encode(record.content_hash)))
        .text(&content)
        .shown(case_id)
        .time(now)
        .end();
}

/// Makes every area, unit and kind the batch names known, once per import.
async fn ensure_names(
    connection: &mut PgConnection,
    state: &mut ImportState,
    batch: &[PlacedRecord],
) -> Result<(), StoreError> {
    let mut townships = Names::new();
    let mut communities: BTreeMap<String, (String, Option<String>)> = BTreeMap::new();
    let mut departments = Vec::new();
    let mut categories: BTreeMap<String, (String, Option<String>, Tier, Rounding)> = BTreeMap::new();
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
            if state.departments.insert(pair.clone()) {
                departments.push(pair);
            }
        }
        if let Some(parent) = &record.parent_category {
            categories
                .entry(parent.code.clone())
                .or_insert_with(|| (parent.name.clone(), None, record.tier, record.rounding));
        }
        let parent = record.parent_category.as_ref().map(|parent| parent.code.clone());
        let (code, name) = category_of(record);
        if parent.as_deref() != Some(code) {
            categories.insert(
                code.to_owned(),
                (name.to_owned(), parent, record.tier, record.rounding),
            );
        }
    }
    townships.retain(|code, _| state.townships.insert(code.clone()));
    communities.retain(|code, _| state.communities.insert(code.clone()));
    categories.retain(|code, _| !state.policies.contains_key(code));
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
            .policies
            .extend(ensure_categories(connection, &region, &categories).await?);
    }
    Ok(())
}

/// Makes categories known and returns the policy each is stored with: an import never changes one.
async fn ensure_categories(
    connection: &mut PgConnection,
    region: &RegionCode,
    categories: &BTreeMap<String, (String, Option<String>, Tier, Rounding)>,
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

/// Code and name of a record's category: its own, else its parent's, else a catch-all.
fn category_of(record: &IncomingRecord) -> (&str, &str) {
    match record.category.as_ref().or(record.parent_category.as_ref()) {
        Some(named) => (&named.code, &named.name),
        None => (UNCATEGORISED, "未分类"),
    }
}

fn policy_of(state: &ImportState, record: &IncomingRecord) -> CategoryPolicy {
    let stored = state.policies.get(category_of(record).0).copied();
    stored.unwrap_or(CategoryPolicy {
        tier: record.tier,
        rounding: record.rounding,
    })
}

fn public_place(placed: &PlacedRecord, policy: CategoryPolicy) -> Option<(f64, f64)> {
    match policy.tier {
        Tier::Exact => placed.record.place,
        Tier::Snapped => placed.anchor,
        Tier::Grid | Tier::Count | Tier::Absent => None,
    }
}

/// How a record that was handled elsewhere stands here.
fn state_of(record: &IncomingRecord) -> State {
    if is_closed(record) {
        State::Closed
    } else if record.department.is_some() {
        State::InProgress
    } else {
        State::Accepted
    }
}

fn is_closed(record: &IncomingRecord) -> bool {
    record.closed || record.closed_at.is_some() || record.verdict.is_some()
}

fn case_state(record: &IncomingRecord) -> CaseState {
    let assignments = record.department.iter().map(|department| Assignment {
        feedback_at: record.closed_at,
        original_due_at: record.due_at,
        current_due_at: record.due_at,
        ..Assignment::new(department.code.clone(), AssignmentRole::Lead, record.received_at)
    });
    CaseState {
        state: state_of(record),
        resumes_to: None,
        clock: Clock {
            original_due_at: record.due_at,
            current_due_at: record.due_at,
            ..Clock::default()
        },
        assignments: assignments.collect(),
        reported_at: record.received_at,
        accepted_at: None,
        dispatched_at: record.department.as_ref().map(|_| record.received_at),
        closed_at: record.closed_at,
        verified_at: None,
        called_back_at: None,
        fed_back_by: None,
        extension: None,
        supervision: None,
        supervisions: 0,
        whistles: Vec::new(),
        merged_into: None,
        returns: 0,
        reworks: 0,
        // Sources that say only yes or no are taken as the plain form of the scale.
        satisfaction: record.satisfied.map(|satisfied| if satisfied { 4 } else { 2 }),
        solved: None,
        said_by_code: false,
        version: 2,
    }
}

fn actor(source: SourceSystem) -> String {
    format!("source:{}", source.code())
}

fn record_event(record: &IncomingRecord, from: State, now: DateTime<Utc>) -> EventDraft {
    EventDraft {
        action: Action::Record,
        role: Role::Reporter,
        actor: actor(record.source),
        department: record
            .department
            .as_ref()
            .map(|department| department.code.clone()),
        at: record.closed_at.unwrap_or(now).max(record.received_at),
        from: Some(from),
        to: state_of(record),
        reason: None,
        due_at: record.due_at,
        note: None,
    }
}

fn history(
    state: &ImportState,
    placed: &PlacedRecord,
    identity: Identity,
    now: DateTime<Utc>,
    rng: &mut impl Rng,
) -> CaseHistory {
    let record = &placed.record;
    let policy = policy_of(state, record);
    let report = EventDraft {
        action: Action::Report,
        role: Role::Reporter,
        actor: actor(record.source),
        department: None,
        at: record.received_at,
        from: None,
        to: State::Reported,
        reason: None,
        due_at: None,
        note: None,
    };
    let mut action_id = || uuid::Builder::from_random_bytes(rng.random()).into_uuid();
    CaseHistory {
        case_id: identity.case_id,
        code: identity.code,
        token: identity.token,
        tally_key: identity.tally_key,
        day: record.received_at.with_timezone(&state.zone).date_naive(),
        category: category_code(record),
        source: record.source,
        title: record.title.clone(),
        narrative: record.narrative.clone(),
        address: record.address.clone(),
        township: record
            .township
            .as_ref()
            .and_then(|named| TownshipCode::parse(&named.code).ok()),
        community: record
            .community
            .as_ref()
            .and_then(|named| CommunityCode::parse(&named.code).ok()),
        grid: placed.grid.clone(),
        place: record.place,
        public_place: public_place(placed, policy),
        public_received_at: policy.rounding.apply(record.received_at, state.zone),
        source_verdict: record.verdict,
        duplicate: record.duplicate,
        opened_by: None,
        station: None,
        case: case_state(record),
        events: vec![
            (action_id(), report),
            (action_id(), record_event(record, State::Reported, now)),
        ],
    }
}

/// The category as a code; what does not fit one (empty, over-long) is uncategorised.
fn category_code(record: &IncomingRecord) -> CategoryCode {
    let (code, _) = category_of(record);
    CategoryCode::parse(code)
        .or_else(|_| CategoryCode::parse(UNCATEGORISED))
        .unwrap_or_else(|error| unreachable!("the catch-all category is a valid code: {error}"))
}

/// Brings a case to newer content of its record, unless people have acted on it since: then the version is
/// kept and the case is theirs.
async fn update_case(
    connection: &mut PgConnection,
    region: &RegionCode,
    case_id: Uuid,
    placed: &PlacedRecord,
    policy: CategoryPolicy,
    zone: Tz,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let record = &placed.record;
    let last: Option<(i32, String, String)> = sqlx::query_as(
        "select event.seq, event.actor, event.to_state
         from core.cases as c join core.case_events as event using (region_code, case_id)
         where c.region_code = $1 and c.case_id = $2 order by event.seq desc limit 1 for update of c",
    )
    .bind(region.as_str())
    .bind(case_id)
    .fetch_optional(&mut *connection)
    .await?;
    let Some((seq, last_actor, last_state)) = last else {
        return Ok(());
    };
    if !last_actor.starts_with("source:") {
        return Ok(());
    }
    let case = case_state(record);
    let public = public_place(placed, policy);
    sqlx::query(
        "update core.cases set state = $3, category_code = $4, title = $5, narrative = $6, address = $7,
                township_code = $8, community_code = $9, grid_code = $10, lng = $11, lat = $12, public_lng = $13,
                public_lat = $14, received_at = $15, public_received_at = $16, closed_at = $17, lead_department = $18,
                original_due_at = $19, current_due_at = $19, source_verdict = $20, duplicate = $21,
                satisfaction = $22, version = $23, updated_at = $24
         where region_code = $1 and case_id = $2",
    )
    .bind(region.as_str())
    .bind(case_id)
    .bind(case.state.code())
    .bind(category_code(record).as_str())
    .bind(&record.title)
    .bind(&record.narrative)
    .bind(&record.address)
    .bind(record.township.as_ref().map(|named| &named.code))
    .bind(record.community.as_ref().map(|named| &named.code))
    .bind(placed.grid.as_ref().map(GridCode::as_str))
    .bind(record.place.map(|place| place.0))
    .bind(record.place.map(|place| place.1))
    .bind(public.map(|place| place.0))
    .bind(public.map(|place| place.1))
    .bind(record.received_at)
    .bind(policy.rounding.apply(record.received_at, zone))
    .bind(record.closed_at)
    .bind(record.department.as_ref().map(|named| &named.code))
    .bind(record.due_at)
    .bind(record.verdict.map(verdict_code as fn(Verdict) -> &'static str))
    .bind(record.duplicate)
    .bind(case.satisfaction.map(i16::from))
    .bind(seq + 1)
    .bind(now)
    .execute(&mut *connection)
    .await?;
    if let Some(part) = case.assignments.first() {
        let standing = Standing::of(&case, part, now);
        sqlx::query(
            "insert into core.case_assignments (region_code, case_id, position, department_code, role, assigned_at,
                    feedback_at, original_due_at, current_due_at, is_open, mark, next_mark_at)
             values ($1, $2, 0, $3, 'lead', $4, $5, $6, $6, $7, $8, $9)
             on conflict (region_code, case_id, position) do update set department_code = excluded.department_code,
                    feedback_at = excluded.feedback_at, original_due_at = excluded.original_due_at,
                    current_due_at = excluded.current_due_at, is_open = excluded.is_open, mark = excluded.mark,
                    next_mark_at = excluded.next_mark_at",
        )
        .bind(region.as_str())
        .bind(case_id)
        .bind(&part.department)
        .bind(part.assigned_at)
        .bind(part.feedback_at)
        .bind(part.current_due_at)
        .bind(standing.is_open)
        .bind(standing.mark.map(Mark::code))
        .bind(standing.next_mark_at)
        .execute(&mut *connection)
        .await?;
    }
    let from = known("case_events.to_state", &last_state, State::from_code)?;
    let event = record_event(record, from, now);
    sqlx::query(
        "insert into core.case_events (region_code, case_id, seq, action_id, action, role, actor, at, from_state,
                to_state, department_code, due_at)
         values ($1, $2, $3, gen_random_uuid(), $4, $5, $6, $7, $8, $9, $10, $11)",
    )
    .bind(region.as_str())
    .bind(case_id)
    .bind(seq + 1)
    .bind(event.action.code())
    .bind(event.role.code())
    .bind(&event.actor)
    .bind(event.at)
    .bind(from.code())
    .bind(event.to.code())
    .bind(&event.department)
    .bind(event.due_at)
    .execute(&mut *connection)
    .await?;
    sqlx::query("insert into core.outbox (region_code, case_id, bulk) values ($1, $2, true)")
        .bind(region.as_str())
        .bind(case_id)
        .execute(connection)
        .await?;
    Ok(())
}
