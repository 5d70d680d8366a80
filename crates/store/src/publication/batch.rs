//! One batch: what the public may see of some cases of one region, under one version.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::LazyLock;

use chrono::{DateTime, TimeDelta, Utc};
use domain::publication::Tier;
use sqlx::FromRow;
use sqlx::postgres::PgConnection;
use uuid::Uuid;

use crate::StoreError;
use crate::bulk::{analyse_grown, assembled, keeps_plan};
use crate::error::known;
use crate::states::clock_stopped;

/// A version in the making.
pub(super) struct Batch<'a> {
    pub(super) version: i64,
    region: &'a str,
    bulk: bool,
    now: DateTime<Utc>,
}

/// What a case needs to be published, and what is published of it already.
#[derive(FromRow)]
struct Standing {
    case_id: Uuid,
    category_code: String,
    received_at: DateTime<Utc>,
    /// It is in the totals.
    counted: bool,
    /// It is in the list, perhaps withdrawn.
    shown: bool,
}

/// How the cases of a category are published.
#[derive(FromRow)]
struct Policy {
    category_code: String,
    tier: String,
    delay_minutes: i32,
}

/// What becomes of the list's entry of a case.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Listing {
    /// It appears, or is brought up to date.
    Now,
    /// Its kind is delayed: it comes back when its time has come.
    Later,
    /// Its kind is not listed.
    Never,
    /// Its category is not known: it stays as it is.
    Unknown,
}

/// Rows of `published` made of rows of `core`.
struct Copied {
    table: &'static str,
    /// `insert into … select …` for region `$1` and cases `$2`, with version `$3` where the table has one. In
    /// the order of the table's key, which is random: neighbours of an index then come one after the other.
    insert: Cow<'static, str>,
    versioned: bool,
    /// It asks for the time as `$4`.
    timed: bool,
    /// What to do where a row is there already. Only for cases that have been published before: looking for
    /// a conflict costs a row of a new one a good part of its insert.
    on_conflict: &'static str,
}

impl<'a> Batch<'a> {
    /// Takes the next version.
    pub(super) async fn begin(
        connection: &mut PgConnection,
        region: &'a str,
        bulk: bool,
        now: DateTime<Utc>,
    ) -> Result<Self, StoreError> {
        let version = sqlx::query_scalar("select nextval('published.version_seq')")
            .fetch_one(connection)
            .await?;
        Ok(Self {
            version,
            region,
            bulk,
            now,
        })
    }

    /// Publishes these cases of the region, each once, and the version with them.
    pub(super) async fn publish(
        &self,
        connection: &mut PgConnection,
        cases: &[Uuid],
    ) -> Result<(), StoreError> {
        let standings = self.standings(connection, cases).await?;
        let select = |wanted: &dyn Fn(&Standing, Listing) -> bool| -> Vec<Uuid> {
            standings
                .iter()
                .filter(|(standing, listing)| wanted(standing, *listing))
                .map(|(standing, _)| standing.case_id)
                .collect()
        };
        // Totals first: they count every case at once, whatever its tier and delay.
        let fresh = select(&|standing, _| !standing.counted);
        let known = select(&|standing, _| standing.counted);
        self.copy(connection, &TALLY, &fresh, &known).await?;
        self.copy(connection, &SHARES, &fresh, &known).await?;
        self.delay(connection, &select(&|_, listing| listing == Listing::Later))
            .await?;
        let fresh = select(&|standing, listing| listing == Listing::Now && !standing.shown);
        let known = select(&|standing, listing| listing == Listing::Now && standing.shown);
        for table in [&CASES, &UNITS, &EVENTS] {
            self.copy(connection, table, &fresh, &known).await?;
        }
        let hidden = select(&|standing, listing| listing == Listing::Never && standing.shown);
        self.withdraw(connection, &hidden).await?;
        sqlx::query(
            "insert into published.changes (version, region_code, at, cases, bulk) values ($1, $2, $3, $4, $5)",
        )
        .bind(self.version)
        .bind(self.region)
        .bind(self.now)
        .bind(i32::try_from(cases.len()).unwrap_or(i32::MAX))
        .bind(self.bulk)
        .execute(connection)
        .await?;
        Ok(())
    }

    async fn standings(
        &self,
        connection: &mut PgConnection,
        cases: &[Uuid],
    ) -> Result<Vec<(Standing, Listing)>, StoreError> {
        let policies: Vec<Policy> = sqlx::query_as(
            "select category_code, tier, delay_minutes from core.categories where region_code = $1",
        )
        .persistent(keeps_plan(cases.len()))
        .bind(self.region)
        .fetch_all(&mut *connection)
        .await?;
        let policies: HashMap<String, Policy> = policies
            .into_iter()
            .map(|policy| (policy.category_code.clone(), policy))
            .collect();
        let standings: Vec<Standing> = sqlx::query_as(
            "select c.case_id, c.category_code, c.received_at,
                    exists (select from published.tally as counted
                            where counted.region_code = c.region_code and counted.tally_key = c.tally_key
                              and counted.part = 0) as counted,
                    exists (select from published.cases as shown
                            where shown.region_code = c.region_code and shown.public_code = c.public_code) as shown
             from core.cases as c where c.region_code = $1 and c.case_id = any($2)",
        )
        .persistent(keeps_plan(cases.len()))
        .bind(self.region)
        .bind(cases)
        .fetch_all(connection)
        .await?;
        standings
            .into_iter()
            .map(|standing| {
                let policy = policies.get(&standing.category_code);
                let listing = self.listing(standing.received_at, policy)?;
                Ok((standing, listing))
            })
            .collect()
    }

    fn listing(&self, received_at: DateTime<Utc>, policy: Option<&Policy>) -> Result<Listing, StoreError> {
        let Some(policy) = policy else {
            return Ok(Listing::Unknown);
        };
        let tier = known("categories.tier", &policy.tier, Tier::from_code)?;
        let delay = TimeDelta::minutes(i64::from(policy.delay_minutes));
        Ok(if !tier.lists_cases() {
            Listing::Never
        } else if received_at + delay > self.now {
            Listing::Later
        } else {
            Listing::Now
        })
    }

    async fn copy(
        &self,
        connection: &mut PgConnection,
        copied: &Copied,
        fresh: &[Uuid],
        known: &[Uuid],
    ) -> Result<(), StoreError> {
        let Copied {
            table,
            insert,
            versioned,
            timed,
            on_conflict,
        } = copied;
        for (cases, sql) in [
            (fresh, insert.to_string()),
            (known, format!("{insert} {on_conflict}")),
        ] {
            if cases.is_empty() {
                continue;
            }
            let mut query = sqlx::query(assembled(sql))
                .persistent(keeps_plan(cases.len()))
                .bind(self.region)
                .bind(cases);
            if *versioned {
                query = query.bind(self.version);
            }
            if *timed {
                query = query.bind(self.now);
            }
            query.execute(&mut *connection).await?;
        }
        analyse_grown(connection, &[table], fresh.len()).await
    }

    async fn delay(&self, connection: &mut PgConnection, cases: &[Uuid]) -> Result<(), StoreError> {
        if cases.is_empty() {
            return Ok(());
        }
        sqlx::query(
            "insert into core.outbox (region_code, case_id, not_before, bulk)
             select c.region_code, c.case_id, c.received_at + make_interval(mins => category.delay_minutes), $3
             from core.cases as c join core.categories as category using (region_code, category_code)
             where c.region_code = $1 and c.case_id = any($2)",
        )
        .persistent(keeps_plan(cases.len()))
        .bind(self.region)
        .bind(cases)
        .bind(self.bulk)
        .execute(connection)
        .await?;
        Ok(())
    }

    /// A case whose kind has become more private goes out of sight with everything about it.
    async fn withdraw(&self, connection: &mut PgConnection, cases: &[Uuid]) -> Result<(), StoreError> {
        if cases.is_empty() {
            return Ok(());
        }
        let codes: Vec<String> = sqlx::query_scalar(
            "update published.cases as shown set version = $3, withdrawn = true, lng = null, lat = null,
                    grid_code = null, community_code = null, township_code = null, department_code = null
             from core.cases as c
             where c.region_code = $1 and c.case_id = any($2) and shown.region_code = c.region_code
               and shown.public_code = c.public_code
             returning shown.public_code",
        )
        .persistent(keeps_plan(cases.len()))
        .bind(self.region)
        .bind(cases)
        .bind(self.version)
        .fetch_all(&mut *connection)
        .await?;
        for statement in [
            "delete from published.case_units where region_code = $1 and public_code = any($2)",
            "delete from published.case_events where region_code = $1 and public_code = any($2)",
        ] {
            sqlx::query(statement)
                .persistent(keeps_plan(cases.len()))
                .bind(self.region)
                .bind(&codes)
                .execute(&mut *connection)
                .await?;
        }
        Ok(())
    }
}

/// A case without a clock counts in no on-time figure. Kind and place are told of what is listed; what is told of hand-overs
/// follows `domain::board::facts`.
static TALLY: LazyLock<Copied> = LazyLock::new(|| {
    Copied {
    table: "published.tally",
    insert: format!(
        "insert into published.tally (region_code, tally_key, part, share, version, department_code, station_code,
            category_code, source_code, township_code, community_code, received_at, due_at, closed, closed_at, verdict,
            suspended, satisfied, dispatched, signed_in_time, contacted_in_time, returned, reworked, solved,
            repeats_place, repeats_person, repeats_matter, handling_minutes, completed)
        select c.region_code, c.tally_key, 0, 'case', $3, c.lead_department, c.station_code,
               {PLACE_AND_KIND}, c.received_at,
               case when c.state not in ({}) then c.current_due_at end,
               c.state in ('closed', 'archived'), c.closed_at, c.source_verdict, c.suspended_at is not null,
               c.satisfaction >= 4, lead.sign_due_at is not null,
               coalesce(lead.signed_at <= lead.sign_due_at, false),
               coalesce(lead.contacted_at <= lead.contact_due_at, false), false, c.reworks > 0, c.solved,
               trait.place_gap is not null, trait.person_gap is not null, trait.matter_gap is not null,
               c.handling_minutes, false
        from core.cases as c
        {LISTED}
        left join core.case_traits as trait on trait.region_code = c.region_code and trait.case_id = c.case_id
        left join lateral (select sign_due_at, signed_at, contact_due_at, contacted_at
                           from core.case_assignments as part
                           where part.region_code = c.region_code and part.case_id = c.case_id
                             and part.role = 'lead' and part.released_at is null
                           order by part.position desc limit 1) as lead on true
        where c.region_code = $1 and c.case_id = any($2)
        order by c.tally_key",
        clock_stopped()
    )
    .into(),
    versioned: true,
    timed: true,
    on_conflict: TALLY_AGAIN,
}
});

/// What former leads and co-handlers keep of a case.
static SHARES: LazyLock<Copied> = LazyLock::new(|| {
    Copied {
    table: "published.tally",
    insert: format!(
        "insert into published.tally (region_code, tally_key, part, share, version, department_code, station_code,
            category_code, source_code, township_code, community_code, received_at, closed, suspended, dispatched,
            signed_in_time, contacted_in_time, returned, completed)
        select c.region_code, c.tally_key, part.position + 1,
               case when part.role = 'lead' then 'former'
                    when part.released_at is null or part.feedback_at is not null then 'co' else 'none' end,
               $3, part.department_code, c.station_code, {PLACE_AND_KIND}, c.received_at, false, false,
               part.role = 'lead' and part.sign_due_at is not null,
               part.role = 'lead' and coalesce(part.signed_at <= part.sign_due_at, false),
               part.role = 'lead' and coalesce(part.contacted_at <= part.contact_due_at, false),
               part.returned, part.role = 'co' and part.feedback_at is not null
        from core.cases as c
        join core.case_assignments as part on part.region_code = c.region_code and part.case_id = c.case_id
        {LISTED}
        where c.region_code = $1 and c.case_id = any($2) and (part.role = 'co' or part.released_at is not null)
        order by c.tally_key, part.position"
    )
    .into(),
    versioned: true,
    timed: true,
    on_conflict: TALLY_AGAIN,
}
});

const PLACE_AND_KIND: &str =
    "case when listed.now then c.category_code end, case when listed.now then c.source_code end,
               case when listed.now then c.township_code end, case when listed.now then c.community_code end";

/// Whether a case is in the list by now. Bounded, so that it stays a look-up by key.
const LISTED: &str = "left join lateral (select kind.tier not in ('count', 'absent')
                                  and c.received_at + make_interval(mins => kind.delay_minutes) <= $4 as now
                           from core.categories as kind
                           where kind.region_code = c.region_code and kind.category_code = c.category_code
                           limit 1) as listed on true";

const TALLY_AGAIN: &str = "on conflict (region_code, tally_key, part) do update set share = excluded.share,
            version = excluded.version, department_code = excluded.department_code,
            station_code = excluded.station_code, category_code = excluded.category_code,
            source_code = excluded.source_code, township_code = excluded.township_code,
            community_code = excluded.community_code, received_at = excluded.received_at,
            due_at = excluded.due_at, closed = excluded.closed, closed_at = excluded.closed_at,
            verdict = excluded.verdict, suspended = excluded.suspended, satisfied = excluded.satisfied,
            dispatched = excluded.dispatched, signed_in_time = excluded.signed_in_time,
            contacted_in_time = excluded.contacted_in_time, returned = excluded.returned,
            reworked = excluded.reworked, solved = excluded.solved, repeats_place = excluded.repeats_place,
            repeats_person = excluded.repeats_person, repeats_matter = excluded.repeats_matter,
            handling_minutes = excluded.handling_minutes, completed = excluded.completed";

static CASES: Copied = Copied {
    table: "published.cases",
    insert: Cow::Borrowed("insert into published.cases (region_code, public_code, version, category_code, source_code, state,
            department_code, township_code, community_code, grid_code, lng, lat, received_at, received_rounding,
            clock_started_at, original_due_at, current_due_at, closed_at, closed, verdict, suspended, public_token)
        select c.region_code, c.public_code, $3, c.category_code, c.source_code, c.state, c.lead_department,
               c.township_code, c.community_code, c.grid_code, place.lng, place.lat, c.public_received_at,
               category.rounding,
               coalesce(c.dispatched_at, c.public_received_at), c.original_due_at, c.current_due_at, c.closed_at,
               c.state in ('closed', 'archived'), c.source_verdict, c.suspended_at is not null,
               c.public_token
        from core.cases as c
        -- Bounded, so that it stays a look-up by key: a join would try every kind for each case.
        cross join lateral (select tier, rounding from core.categories as kind
                            where kind.region_code = c.region_code and kind.category_code = c.category_code
                            limit 1) as category
        -- A case that was written while its kind became more private still carries the place of before.
        left join lateral (select c.public_lng as lng, c.public_lat as lat
                           where category.tier = 'exact'
                              or (category.tier = 'snapped'
                                  and (c.public_lng, c.public_lat) is distinct from (c.lng, c.lat))) as place on true
        where c.region_code = $1 and c.case_id = any($2)
        order by c.public_code"),
    versioned: true,
    timed: false,
    on_conflict: "on conflict (region_code, public_code) do update set version = excluded.version, withdrawn = false,
            category_code = excluded.category_code, state = excluded.state,
            department_code = excluded.department_code, township_code = excluded.township_code,
            community_code = excluded.community_code, grid_code = excluded.grid_code, lng = excluded.lng,
            lat = excluded.lat, received_at = excluded.received_at,
            received_rounding = excluded.received_rounding, clock_started_at = excluded.clock_started_at,
            original_due_at = excluded.original_due_at, current_due_at = excluded.current_due_at,
            closed_at = excluded.closed_at, closed = excluded.closed, verdict = excluded.verdict,
            suspended = excluded.suspended, public_token = excluded.public_token",
};

static UNITS: Copied = Copied {
    table: "published.case_units",
    insert: Cow::Borrowed("insert into published.case_units (region_code, public_code, position, department_code, role, assigned_at,
            signed_at, feedback_at, released_at, original_due_at, current_due_at)
        select c.region_code, c.public_code, part.position, part.department_code, part.role, part.assigned_at,
               part.signed_at, part.feedback_at, part.released_at, part.original_due_at, part.current_due_at
        from core.cases as c join core.case_assignments as part using (region_code, case_id)
        where c.region_code = $1 and c.case_id = any($2)
        order by c.public_code"),
    versioned: false,
    timed: false,
    on_conflict: "on conflict (region_code, public_code, position) do update set
            department_code = excluded.department_code, signed_at = excluded.signed_at,
            feedback_at = excluded.feedback_at, released_at = excluded.released_at,
            original_due_at = excluded.original_due_at, current_due_at = excluded.current_due_at",
};

/// The receipt is told as the case tells it, also when its kind begins to round it; later steps at their time.
/// That somebody added a note is nobody's business.
static EVENTS: Copied = Copied {
    table: "published.case_events",
    insert: Cow::Borrowed("insert into published.case_events (region_code, public_code, seq, version, action, at, from_state, to_state,
            department_code, reason, due_at)
        select c.region_code, c.public_code, event.seq, $3, event.action,
               case when event.seq = 1 then c.public_received_at else event.at end,
               event.from_state, event.to_state, event.department_code, event.reason, event.due_at
        from core.cases as c join core.case_events as event using (region_code, case_id)
        where c.region_code = $1 and c.case_id = any($2) and event.action <> 'comment'
        order by c.public_code"),
    versioned: true,
    timed: false,
    on_conflict: "on conflict (region_code, public_code, seq) do update set at = excluded.at, version = excluded.version
        where case_events.seq = 1 and case_events.at <> excluded.at",
};
