//! New cases with their whole history, by COPY: the one way in for imports, the seed and single reports.
//!
//! A history is made by [`domain::case::lifecycle`] or read from a source; this module only stores it.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use domain::area::PlacedBy;
use domain::board::figures::Verdict;
use domain::case::{Assignment, CaseState, EventDraft};
use domain::clock::Mark;
use domain::source::SourceSystem;
use domain::{CategoryCode, CommunityCode, GridCode, RegionCode, TownshipCode};
use sqlx::AssertSqlSafe;
use sqlx::postgres::PgConnection;
use uuid::Uuid;

use crate::StoreError;
use crate::cases::Standing;
use crate::copy::{Copy, CopyRows};

/// A case with all that happened to it so far.
#[derive(Debug, Clone, PartialEq)]
pub struct CaseHistory {
    pub case_id: Uuid,
    /// Public code without hyphens.
    pub code: String,
    /// Secret of the public QR code.
    pub token: String,
    /// Random key in public totals.
    pub tally_key: i64,
    /// Day of receipt in the region's zone: part of the staff serial.
    pub day: NaiveDate,
    pub category: CategoryCode,
    pub source: SourceSystem,
    pub title: Option<String>,
    pub narrative: Option<String>,
    pub address: Option<String>,
    pub township: Option<TownshipCode>,
    pub community: Option<CommunityCode>,
    pub grid: Option<GridCode>,
    /// Exact longitude, latitude (WGS-84).
    pub place: Option<(f64, f64)>,
    /// What the public may see of it.
    pub public_place: Option<(f64, f64)>,
    /// Who says where it lies, if whoever reported it does not.
    pub placed_by: Option<PlacedBy>,
    /// Receipt as told to the public.
    pub public_received_at: DateTime<Utc>,
    pub source_verdict: Option<Verdict>,
    pub duplicate: bool,
    /// Person who opened it, if one did.
    pub opened_by: Option<String>,
    /// Station that opened it, if one did.
    pub station: Option<String>,
    pub case: CaseState,
    /// One per version, oldest first, with the id of the action that made it.
    pub events: Vec<(Uuid, EventDraft)>,
}

/// Stores new cases and puts them on the outbox. All or nothing within the caller's transaction.
/// `bulk` cases are published without a live message each.
pub(crate) async fn insert_histories(
    connection: &mut PgConnection,
    region: &RegionCode,
    histories: &[CaseHistory],
    now: DateTime<Utc>,
    bulk: bool,
) -> Result<(), StoreError> {
    if histories.is_empty() {
        return Ok(());
    }
    let serials = serials(connection, region, histories).await?;
    let mut cases = Copy::into(connection, CASES).await?;
    for (history, serial) in histories.iter().zip(&serials) {
        write_case(cases.row().await?, region, history, serial, now);
    }
    cases.finish().await?;
    analyse_grown(connection, &["core.cases"], histories.len()).await?;
    let mut assignments = Copy::into(connection, ASSIGNMENTS).await?;
    for history in histories {
        for (position, part) in history.case.assignments.iter().enumerate() {
            let standing = Standing::of(&history.case, part, now);
            write_assignment(
                assignments.row().await?,
                region,
                history.case_id,
                position,
                part,
                standing,
            );
        }
    }
    assignments.finish().await?;
    let mut events = Copy::into(connection, EVENTS).await?;
    for history in histories {
        for (index, (action_id, event)) in history.events.iter().enumerate() {
            write_event(
                events.row().await?,
                region,
                history.case_id,
                index + 1,
                *action_id,
                event,
            );
        }
    }
    events.finish().await?;
    let tables = ["core.case_assignments", "core.case_events"];
    analyse_grown(connection, &tables, histories.len()).await?;
    let mut outbox = Copy::into(connection, "core.outbox (region_code, case_id, bulk)").await?;
    for history in histories {
        outbox
            .row()
            .await?
            .text(region.as_str())
            .shown(history.case_id)
            .shown(bulk)
            .end();
    }
    outbox.finish().await
}

const CASES: &str = "core.cases (region_code, case_id, public_code, serial, public_token, tally_key, state, \
    resumes_to, category_code, source_code, title, narrative, address, township_code, community_code, grid_code, \
    lng, lat, public_lng, public_lat, received_at, public_received_at, accepted_at, dispatched_at, closed_at, \
    lead_department, original_due_at, current_due_at, suspended_at, source_verdict, duplicate, fed_back_by, \
    extension_by, extension_until, returns, reworks, satisfaction, solved, version, updated_at, verify_due_at, \
    call_back_due_at, verified_at, called_back_at, opened_by, station_code, said_by_code, \
    merged_into, placed_by, handling_minutes)";

fn write_case(
    rows: &mut CopyRows,
    region: &RegionCode,
    history: &CaseHistory,
    serial: &str,
    now: DateTime<Utc>,
) {
    let case = &history.case;
    let (extension_by, extension_until) = case.extension.clone().unzip();
    rows.text(region.as_str())
        .shown(history.case_id)
        .text(&history.code)
        .text(serial)
        .text(&history.token)
        .shown(history.tally_key)
        .text(case.state.code())
        .maybe_text(case.resumes_to.map(domain::case::State::code))
        .text(history.category.as_str())
        .text(history.source.code())
        .maybe_text(history.title.as_deref())
        .maybe_text(history.narrative.as_deref())
        .maybe_text(history.address.as_deref())
        .maybe_text(history.township.as_ref().map(TownshipCode::as_str))
        .maybe_text(history.community.as_ref().map(CommunityCode::as_str))
        .maybe_text(history.grid.as_ref().map(GridCode::as_str))
        .maybe(history.place.map(|place| place.0))
        .maybe(history.place.map(|place| place.1))
        .maybe(history.public_place.map(|place| place.0))
        .maybe(history.public_place.map(|place| place.1))
        .time(case.reported_at)
        .time(history.public_received_at)
        .maybe_time(case.accepted_at)
        .maybe_time(case.dispatched_at)
        .maybe_time(case.closed_at)
        .maybe_text(crate::cases::current_lead(case))
        .maybe_time(case.clock.original_due_at)
        .maybe_time(case.clock.current_due_at)
        .maybe_time(case.clock.suspended_at)
        .maybe_text(history.source_verdict.map(verdict_code))
        .shown(history.duplicate)
        .maybe_text(case.fed_back_by.as_deref())
        .maybe_text(extension_by.as_deref())
        .maybe_time(extension_until)
        .shown(case.returns)
        .shown(case.reworks)
        .maybe(case.satisfaction)
        .maybe(case.solved)
        .shown(case.version)
        .time(now)
        .maybe_time(case.clock.verify_due_at)
        .maybe_time(case.clock.call_back_due_at)
        .maybe_time(case.verified_at)
        .maybe_time(case.called_back_at)
        .maybe_text(history.opened_by.as_deref())
        .maybe_text(history.station.as_deref())
        .shown(case.said_by_code)
        .maybe_text(case.merged_into.as_deref())
        .maybe_text(history.placed_by.map(PlacedBy::code))
        .maybe(case.handling)
        .end();
}

const ASSIGNMENTS: &str = "core.case_assignments (region_code, case_id, position, department_code, role, assigned_at, \
    signed_at, feedback_at, released_at, original_due_at, current_due_at, sign_due_at, contact_due_at, contacted_at, \
    is_open, mark, next_mark_at, extension_by, extension_until, returned)";

fn write_assignment(
    rows: &mut CopyRows,
    region: &RegionCode,
    case_id: Uuid,
    position: usize,
    part: &Assignment,
    standing: Standing,
) {
    let (extension_by, extension_until) = part.extension.clone().unzip();
    rows.text(region.as_str())
        .shown(case_id)
        .shown(position)
        .text(&part.department)
        .text(part.role.code())
        .time(part.assigned_at)
        .maybe_time(part.signed_at)
        .maybe_time(part.feedback_at)
        .maybe_time(part.released_at)
        .maybe_time(part.original_due_at)
        .maybe_time(part.current_due_at)
        .maybe_time(part.sign_due_at)
        .maybe_time(part.contact_due_at)
        .maybe_time(part.contacted_at)
        .shown(standing.is_open)
        .maybe_text(standing.mark.map(Mark::code))
        .maybe_time(standing.next_mark_at)
        .maybe_text(extension_by.as_deref())
        .maybe_time(extension_until)
        .shown(part.returned)
        .end();
}

const EVENTS: &str = "core.case_events (region_code, case_id, seq, action_id, action, role, actor, at, from_state, \
    to_state, department_code, reason, due_at, note, sign_due_at, contact_due_at, \
    satisfaction, solved, co_departments)";

fn write_event(
    rows: &mut CopyRows,
    region: &RegionCode,
    case_id: Uuid,
    seq: usize,
    action_id: Uuid,
    event: &EventDraft,
) {
    rows.text(region.as_str())
        .shown(case_id)
        .shown(seq)
        .shown(action_id)
        .text(event.action.code())
        .text(event.role.code())
        .text(&event.actor)
        .time(event.at)
        .maybe_text(event.from.map(domain::case::State::code))
        .text(event.to.code())
        .maybe_text(event.department.as_deref())
        .maybe_text(event.reason.map(domain::case::Reason::code))
        .maybe_time(event.due_at)
        .maybe_text(event.note.as_deref())
        .maybe_time(event.sign_due_at)
        .maybe_time(event.contact_due_at)
        .maybe(event.satisfaction)
        .maybe(event.solved)
        .texts(&event.co_departments)
        .end();
}

/// The code of a source's own verdict.
pub(crate) fn verdict_code(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::OnTime => "on_time",
        Verdict::Late => "late",
    }
}

/// Takes a staff serial for each new case: its day's next number.
async fn serials(
    connection: &mut PgConnection,
    region: &RegionCode,
    histories: &[CaseHistory],
) -> Result<Vec<String>, StoreError> {
    let mut wanted: BTreeMap<NaiveDate, i32> = BTreeMap::new();
    for history in histories {
        *wanted.entry(history.day).or_default() += 1;
    }
    let (days, counts): (Vec<NaiveDate>, Vec<i32>) = wanted.into_iter().unzip();
    let rows: Vec<(NaiveDate, i32)> = sqlx::query_as(
        "insert into core.serial_counters as counter (region_code, day, last)
         select $1, wanted.day, wanted.count from unnest($2::date[], $3::int[]) as wanted (day, count)
         on conflict (region_code, day) do update set last = counter.last + excluded.last
         returning day, last",
    )
    .bind(region.as_str())
    .bind(&days)
    .bind(&counts)
    .fetch_all(connection)
    .await?;
    let counts: BTreeMap<NaiveDate, i32> = days.into_iter().zip(counts).collect();
    // Per day the last number used before.
    let mut last: BTreeMap<NaiveDate, i32> = rows
        .into_iter()
        .map(|(day, last)| (day, last - counts.get(&day).copied().unwrap_or(0)))
        .collect();
    Ok(histories
        .iter()
        .map(|history| {
            let number = last.entry(history.day).or_default();
            *number += 1;
            format!("{region}-{}-{number:06}", history.day.format("%Y%m%d"))
        })
        .collect())
}

/// For the rest of the transaction, plans are made for any values. Tables that are filled faster than they are
/// analysed have no statistics: a planner that knows the region's code then takes it for a rare one and reads
/// the whole region for each batch, where one that does not know it uses the keys. A plan must not be kept
/// either for more than a few rows, as the table may have been empty when it was made: see [`keeps_plan`].
pub(crate) async fn plan_by_keys(connection: &mut PgConnection) -> Result<(), StoreError> {
    sqlx::query("set local plan_cache_mode = force_generic_plan")
        .execute(connection)
        .await?;
    Ok(())
}

/// Whether a statement for so many rows may be `persistent`: making its plan anew costs a few rows more than a worse
/// plan does, until their table is analysed.
pub(crate) fn keeps_plan(rows: usize) -> bool {
    rows < 500
}

/// Fewer new rows than this are left to the autovacuum.
const WORTH_A_LOOK: usize = 20;

/// Analyses tables that have just got this many rows each, where the planner takes one for smaller than that, or knows
/// a quarter of it at most: a plan that was kept for it then is made anew. One that was analysed when it held nothing
/// but the remains of a load that was cut off counts as empty however it grows, until it is analysed again; all its
/// indexes then look alike, and every foreign key may be checked through one that begins with the region only: by
/// reading all of the region for every row.
pub(crate) async fn analyse_grown(
    connection: &mut PgConnection,
    tables: &[&str],
    rows: usize,
) -> Result<(), StoreError> {
    if rows < WORTH_A_LOOK {
        return Ok(());
    }
    let least = if keeps_plan(rows) { 0 } else { rows };
    let grown: Vec<String> = sqlx::query_scalar(
        "select oid::regclass::text from pg_class where oid = any($1::text[]::regclass[])
           and (reltuples < $2
                or pg_relation_size(oid) > 4 * greatest(relpages, 8) * current_setting('block_size')::bigint)",
    )
    .bind(tables)
    .bind(i64::try_from(least).unwrap_or(i64::MAX))
    .fetch_all(&mut *connection)
    .await?;
    if !grown.is_empty() {
        let sql = format!("analyze {}", grown.join(", "));
        sqlx::query(assembled(sql)).execute(connection).await?;
    }
    Ok(())
}

/// Statements assembled from constants of this crate only.
pub(crate) fn assembled(sql: String) -> AssertSqlSafe<String> {
    AssertSqlSafe(sql)
}
