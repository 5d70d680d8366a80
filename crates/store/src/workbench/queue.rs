use chrono::{DateTime, Utc};
use domain::case::{AssignmentRole, State};
use domain::clock::Mark;
use domain::desk::{Queue, QueueCount};
use domain::{Lang, RegionCode};
use sqlx::FromRow;
use uuid::Uuid;

use crate::bulk::assembled;
use crate::error::known;
use crate::{Db, StoreError};

/// Where a case without a due stands in due order; the index says the same.
const NEVER: &str = "timestamptz '9999-12-31 00:00:00+00'";

/// Which cases of a queue. All conditions hold together.
#[derive(Debug, Clone)]
pub struct QueueFilter {
    pub queue: Queue,
    /// Units the person acts for.
    pub units: Vec<String>,
    /// The person.
    pub person: String,
    pub category: Option<String>,
    pub township: Option<String>,
    pub state: Option<State>,
    /// Only parts whose clock has reached this colour; [`Queue::Mine`] only.
    pub mark: Option<Mark>,
    /// Only parts as lead or as co-handler; [`Queue::Mine`] only.
    pub part: Option<AssignmentRole>,
    /// Continue after this place in the order.
    pub after: Option<(DateTime<Utc>, Uuid)>,
}

impl QueueFilter {
    /// Everything of a queue, from its beginning.
    #[must_use]
    pub fn new(queue: Queue, units: Vec<String>, person: &str) -> Self {
        Self {
            queue,
            units,
            person: person.to_owned(),
            category: None,
            township: None,
            state: None,
            mark: None,
            part: None,
            after: None,
        }
    }
}

/// One line as stored, with names in the language asked for.
#[derive(Debug, Clone, PartialEq)]
pub struct QueueRecord {
    /// Place in the order, with the case's id.
    pub key: DateTime<Utc>,
    pub case_id: Uuid,
    pub public_code: String,
    pub serial: String,
    pub category: (String, String),
    pub title: Option<String>,
    pub state: State,
    pub part: Option<AssignmentRole>,
    pub department: Option<(String, String)>,
    pub township: Option<(String, String)>,
    pub received_at: DateTime<Utc>,
    pub clock_started_at: DateTime<Utc>,
    pub original_due_at: Option<DateTime<Utc>>,
    pub current_due_at: Option<DateTime<Utc>>,
    pub sign_due_at: Option<DateTime<Utc>>,
    pub suspended: bool,
    pub extension_asked: bool,
    pub supervised: bool,
    pub whistles: u16,
    pub version: u32,
}

#[derive(FromRow)]
struct Row {
    key: DateTime<Utc>,
    case_id: Uuid,
    public_code: String,
    serial: String,
    category_code: String,
    category_name: Option<String>,
    title: Option<String>,
    state: String,
    part: Option<String>,
    department_code: Option<String>,
    department_name: Option<String>,
    township_code: Option<String>,
    township_name: Option<String>,
    received_at: DateTime<Utc>,
    clock_started_at: DateTime<Utc>,
    original_due_at: Option<DateTime<Utc>>,
    current_due_at: Option<DateTime<Utc>>,
    sign_due_at: Option<DateTime<Utc>>,
    suspended: bool,
    extension_asked: bool,
    supervised: bool,
    whistles: i16,
    version: i32,
}

impl TryFrom<Row> for QueueRecord {
    type Error = StoreError;
    fn try_from(row: Row) -> Result<Self, StoreError> {
        let named = |code: Option<String>, name: Option<String>| {
            code.map(|code| (code.clone(), name.unwrap_or(code)))
        };
        Ok(Self {
            key: row.key,
            case_id: row.case_id,
            public_code: row.public_code,
            serial: row.serial,
            category: (
                row.category_code.clone(),
                row.category_name.unwrap_or(row.category_code),
            ),
            title: row.title,
            state: known("cases.state", &row.state, State::from_code)?,
            part: row
                .part
                .map(|code| known("case_assignments.role", &code, AssignmentRole::from_code))
                .transpose()?,
            department: named(row.department_code, row.department_name),
            township: named(row.township_code, row.township_name),
            received_at: row.received_at,
            clock_started_at: row.clock_started_at,
            original_due_at: row.original_due_at,
            current_due_at: row.current_due_at,
            sign_due_at: row.sign_due_at,
            suspended: row.suspended,
            extension_asked: row.extension_asked,
            supervised: row.supervised,
            whistles: u16::try_from(row.whistles).unwrap_or(0),
            version: u32::try_from(row.version).unwrap_or(0),
        })
    }
}

/// How the members of a queue are found: each source is walked in the order of its index, so that a page
/// costs the same whatever waits behind it.
struct Source {
    /// What is looked up one by one: units or states.
    each: Vec<String>,
    /// `from … where …` for one of them, `u.each`.
    members: &'static str,
    /// The order.
    key: String,
    newest_first: bool,
}

fn source(filter: &QueueFilter) -> Source {
    let states = |states: &[State]| states.iter().map(|state| state.code().to_owned()).collect();
    let by_state = |each: Vec<String>| Source {
        each,
        members: "from core.cases as c left join core.case_assignments as p on false
                  where c.region_code = $1 and c.state = u.each",
        key: "c.received_at".to_owned(),
        newest_first: false,
    };
    let one = |members, key: &str| Source {
        each: vec![String::new()],
        members,
        key: key.to_owned(),
        newest_first: false,
    };
    match filter.queue {
        Queue::Mine => Source {
            each: filter.units.clone(),
            members: "from core.case_assignments as p join core.cases as c using (region_code, case_id)
                      where p.region_code = $1 and p.department_code = u.each and p.is_open
                        and ($8::text is null or p.mark = $8) and ($9::text is null or p.role = $9)",
            key: format!("coalesce(p.current_due_at, {NEVER})"),
            newest_first: false,
        },
        Queue::Whistles => Source {
            each: filter.units.clone(),
            members: "from core.whistle_calls as call join core.whistles as w using (region_code, case_id, number)
                      join core.cases as c using (region_code, case_id) left join core.case_assignments as p on false
                      where call.region_code = $1 and call.callee = u.each
                        and call.arrived_at is null and call.declined is null
                        and c.state not in ('closed', 'archived', 'rejected', 'merged')",
            key: "w.blown_at".to_owned(),
            newest_first: true,
        },
        Queue::Reception => by_state(states(&[State::Reported])),
        Queue::Dispatch => by_state(states(&[State::Accepted, State::Returned, State::Reopened])),
        Queue::Verification => by_state(states(&[State::Feedback])),
        Queue::CallBacks => Source {
            members: "from core.cases as c left join core.case_assignments as p on false
                      where c.region_code = $1 and c.state = u.each and c.called_back_at is null",
            ..by_state(states(&[State::Feedback, State::Verified]))
        },
        Queue::Closing => by_state(states(&[State::Verified])),
        Queue::Extensions => one(
            "from (select region_code, case_id, null::smallint as position, current_due_at
                   from core.cases where extension_by is not null
                   union all
                   select region_code, case_id, position, current_due_at
                   from core.case_assignments where extension_by is not null) as asked
             join core.cases as c using (region_code, case_id)
             left join core.case_assignments as p using (region_code, case_id, position)
             where c.region_code = $1",
            "asked.current_due_at",
        ),
        Queue::Supervised => one(
            "from core.cases as c left join core.case_assignments as p on false
             where c.region_code = $1 and c.supervised_at is not null",
            "c.supervision_due_at",
        ),
        Queue::Opened => Source {
            each: vec![filter.person.clone()],
            members: "from core.cases as c left join core.case_assignments as p on false
                      where c.region_code = $1 and c.opened_by = u.each",
            key: "c.received_at".to_owned(),
            newest_first: true,
        },
    }
}

/// The next `limit` cases of a queue, in its order.
pub async fn queue(
    db: &Db,
    region: &RegionCode,
    filter: &QueueFilter,
    lang: Lang,
    limit: i64,
) -> Result<Vec<QueueRecord>, StoreError> {
    let Source {
        each,
        members,
        key,
        newest_first,
    } = source(filter);
    let (beyond, direction) = if newest_first { ("<", "desc") } else { (">", "asc") };
    let name = |table: &str| {
        format!("case when $3 then coalesce(nullif({table}.name_en, ''), {table}.name) else {table}.name end")
    };
    let (category, department, township) = (name("category"), name("department"), name("township"));
    let sql = format!(
        "with members as (
             select found.* from unnest($2::text[]) as u (each) cross join lateral (
                 select {key} as key, c.case_id, p.position
                 {members}
                   and ($5::timestamptz is null or ({key}, c.case_id) {beyond} ($5, $6))
                   and ($7::text is null or c.category_code = $7)
                   and ($10::text is null or c.township_code = $10)
                   and ($11::text is null or c.state = $11)
                 order by {key} {direction}, c.case_id {direction} limit $4) as found
             order by key {direction}, case_id {direction} limit $4)
         select members.key, c.case_id, c.public_code, c.serial, c.category_code, {category} as category_name, c.title,
                c.state, p.role as part, coalesce(p.department_code, c.lead_department) as department_code,
                {department} as department_name, c.township_code, {township} as township_name, c.received_at,
                coalesce(p.assigned_at, c.dispatched_at, c.received_at) as clock_started_at,
                case when p.position is null then c.original_due_at else p.original_due_at end as original_due_at,
                case when p.position is null then c.current_due_at else p.current_due_at end as current_due_at,
                case when p.signed_at is null then p.sign_due_at end as sign_due_at,
                c.suspended_at is not null as suspended,
                case when p.role = 'co' then p.extension_by else c.extension_by end is not null as extension_asked,
                c.supervised_at is not null as supervised, c.whistles, c.version
         from members
         join core.cases as c on c.region_code = $1 and c.case_id = members.case_id
         left join core.case_assignments as p
           on p.region_code = $1 and p.case_id = members.case_id and p.position = members.position
         left join core.categories as category
           on category.region_code = $1 and category.category_code = c.category_code
         left join core.departments as department
           on department.region_code = $1
          and department.department_code = coalesce(p.department_code, c.lead_department)
         left join core.townships as township
           on township.region_code = $1 and township.township_code = c.township_code
         order by members.key {direction}, members.case_id {direction}"
    );
    let (after_key, after_id) = filter.after.unzip();
    let rows: Vec<Row> = sqlx::query_as(assembled(sql))
        .bind(region.as_str())
        .bind(each)
        .bind(lang == Lang::En)
        .bind(limit)
        .bind(after_key)
        .bind(after_id)
        .bind(&filter.category)
        .bind(filter.mark.map(Mark::code))
        .bind(filter.part.map(AssignmentRole::code))
        .bind(&filter.township)
        .bind(filter.state.map(State::code))
        .fetch_all(&db.pool)
        .await?;
    rows.into_iter().map(QueueRecord::try_from).collect()
}

/// How many wait in each of `queues`, counted up to [`QueueCount::MOST`].
pub async fn waiting(
    db: &Db,
    region: &RegionCode,
    queues: &[Queue],
    units: &[String],
    person: &str,
) -> Result<Vec<QueueCount>, StoreError> {
    let mut counts = Vec::with_capacity(queues.len());
    for queue in queues {
        let filter = QueueFilter::new(*queue, units.to_vec(), person);
        let Source {
            each,
            members,
            key,
            newest_first,
        } = source(&filter);
        let direction = if newest_first { "desc" } else { "asc" };
        // In the order of the list: without one, the plan for a unit with few cases reads every other unit's.
        let sql = format!(
            "select count(*) from (
                 select 1 from unnest($2::text[]) as u (each) cross join lateral (
                     select 1 {members}
                     order by {key} {direction}, c.case_id {direction} limit $3) as found limit $3) as counted
             where $4::text is null and $5::text is null and $6::text is null and $7::text is null
               and $8::text is null and $9::text is null"
        );
        let waiting: i64 = sqlx::query_scalar(assembled(sql))
            .bind(region.as_str())
            .bind(each)
            .bind(i64::from(QueueCount::MOST))
            .bind(None::<String>)
            .bind(None::<String>)
            .bind(None::<String>)
            .bind(None::<String>)
            .bind(None::<String>)
            .bind(None::<String>)
            .fetch_one(&db.pool)
            .await?;
        counts.push(QueueCount {
            queue: *queue,
            waiting: u8::try_from(waiting).unwrap_or(QueueCount::MOST),
        });
    }
    Ok(counts)
}
