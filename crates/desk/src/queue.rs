//! Queues: what waits for somebody, in the order in which it is due.

use chrono::{DateTime, SecondsFormat, Utc};
use domain::Lang;
use domain::access::Right;
use domain::board::UnitRef;
use domain::board::figures::CaseFact;
use domain::case::code::CaseCode;
use domain::case::{AssignmentRole, Role, State};
use domain::clock::{Mark, timeliness};
use domain::desk::{Forecast, Queue, QueuePage, QueueRow};
use store::cases::RuleBook;
use store::workbench::{QueueFilter, QueueRecord};
use uuid::Uuid;

use crate::{Caller, Desk, DeskError};

/// Lines of a page.
const PAGE: usize = 50;

/// Who is shown which queue, in the order of [`Queue::ALL`].
fn roles_of(queue: Queue) -> &'static [Role] {
    use Role::{Acceptor, CallerBack, Dispatcher, GridWorker, Handler, StationStaff, Supervisor, Verifier};
    match queue {
        Queue::Mine => &[Handler],
        Queue::Whistles => &[Handler, StationStaff, GridWorker],
        Queue::Reception => &[Acceptor, StationStaff],
        Queue::Dispatch => &[Dispatcher],
        Queue::Extensions => &[Dispatcher, Supervisor],
        Queue::Verification => &[Verifier, Supervisor],
        Queue::CallBacks => &[CallerBack],
        Queue::Closing => &[Verifier, CallerBack, Dispatcher, Supervisor],
        Queue::Supervised => &[Supervisor, Dispatcher],
        Queue::Opened => &[
            StationStaff,
            GridWorker,
            Acceptor,
            Dispatcher,
            Handler,
            Supervisor,
        ],
    }
}

/// What to show of a queue, as an address says it. Unknown names are refused.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct QueueQuery {
    /// The first of one's queues where none is named.
    pub queue: Option<Queue>,
    pub category: Option<String>,
    pub township: Option<String>,
    pub state: Option<State>,
    pub mark: Option<Mark>,
    pub part: Option<AssignmentRole>,
    pub cursor: Option<(DateTime<Utc>, Uuid)>,
}

impl QueueQuery {
    /// Reads the pairs of a query string. `region` is left to whoever found the caller.
    pub fn parse(pairs: &[(String, String)]) -> Result<Self, DeskError> {
        let mut query = Self::default();
        for (name, value) in pairs {
            if value.is_empty() {
                continue;
            }
            // No code has a NUL, and the database takes none.
            let code = || Some(value.clone()).filter(|code| !code.contains('\0'));
            match name.as_str() {
                "region" => {}
                "queue" => query.queue = Some(one_of("queue", Queue::from_code(value))?),
                "category" => query.category = Some(one_of("category", code())?),
                "township" => query.township = Some(one_of("township", code())?),
                "state" => query.state = Some(one_of("state", State::from_code(value))?),
                "mark" => query.mark = Some(one_of("mark", Mark::from_code(value))?),
                "part" => query.part = Some(one_of("part", AssignmentRole::from_code(value))?),
                "cursor" => query.cursor = Some(one_of("cursor", read_cursor(value))?),
                // What pages carry along: what was done, and its errors.
                "done" | "error" | "field" => {}
                _ => return Err(DeskError::invalid("query", format!("unknown parameter {name}"))),
            }
        }
        Ok(query)
    }
}

fn one_of<T>(field: &'static str, value: Option<T>) -> Result<T, DeskError> {
    value.ok_or_else(|| DeskError::invalid(field, "not a known value"))
}

/// Where a list goes on, as [`write_cursor`] wrote it.
pub(crate) fn read_cursor(text: &str) -> Option<(DateTime<Utc>, Uuid)> {
    let (time, id) = text.split_once('_')?;
    let time = DateTime::parse_from_rfc3339(time).ok()?.with_timezone(&Utc);
    Some((time, id.parse().ok()?))
}

/// A place in an order by time and id, for addresses.
pub(crate) fn write_cursor(time: DateTime<Utc>, id: Uuid) -> String {
    let time = time.to_rfc3339_opts(SecondsFormat::Micros, true);
    format!("{time}_{id}")
}

impl Desk {
    /// The queues that the caller has.
    #[must_use]
    pub fn queues(&self, caller: &Caller) -> Vec<Queue> {
        let holds = |role: &Role| caller.person.memberships.iter().any(|held| held.role == *role);
        Queue::ALL
            .iter()
            .copied()
            .filter(|queue| roles_of(*queue).iter().any(holds))
            .collect()
    }

    /// A page of a queue, with what waits in the others.
    pub async fn queue(
        &self,
        caller: &Caller,
        query: &QueueQuery,
        lang: Lang,
    ) -> Result<QueuePage, DeskError> {
        caller.needs(Right::UseDesk)?;
        let queues = self.queues(caller);
        let queue = match query.queue {
            Some(queue) if queues.contains(&queue) => queue,
            Some(_) => return Err(DeskError::invalid("queue", "not a queue of yours")),
            None => queues.first().copied().unwrap_or(Queue::Opened),
        };
        let units: Vec<String> = caller
            .person
            .departments()
            .into_iter()
            .map(str::to_owned)
            .collect();
        let filter = QueueFilter {
            category: query.category.clone(),
            township: query.township.clone(),
            state: query.state,
            mark: query.mark,
            part: query.part,
            after: query.cursor,
            ..QueueFilter::new(queue, units.clone(), &caller.person.id)
        };
        let limit = i64::try_from(PAGE + 1).unwrap_or(i64::MAX);
        let mut records = store::workbench::queue(&self.db, &caller.region, &filter, lang, limit).await?;
        let more = records.len() > PAGE;
        records.truncate(PAGE);
        let next = records
            .last()
            .filter(|_| more)
            .map(|record| write_cursor(record.key, record.case_id));
        let counts =
            store::workbench::waiting(&self.db, &caller.region, &queues, &units, &caller.person.id).await?;
        let as_of = self.now();
        let choices = self.choices(caller, lang).await?;
        let rules = self.rules(&caller.region).await?;
        Ok(QueuePage {
            queue,
            rows: records
                .into_iter()
                .map(|record| row(record, &rules, as_of))
                .collect(),
            next,
            counts,
            choices,
            as_of,
        })
    }
}

fn row(record: QueueRecord, rules: &RuleBook, as_of: DateTime<Utc>) -> QueueRow {
    let unit = |(code, name)| UnitRef { code, name };
    let fact = CaseFact {
        received_at: record.received_at.timestamp(),
        due_at: record
            .current_due_at
            .filter(|_| !record.state.is_over())
            .map(|due| due.timestamp()),
        closed: false,
        closed_at: None,
        verdict: None,
        suspended: record.suspended,
        satisfied: None,
        share: domain::board::figures::Share::Case,
        steps: domain::board::figures::Steps::default(),
    };
    QueueRow {
        code: CaseCode::parse(&record.public_code)
            .map_or_else(|_| record.public_code.clone(), |code| code.to_string()),
        serial: record.serial,
        category: unit(record.category),
        title: record.title,
        state: record.state,
        part: record.part,
        department: record.department.map(unit),
        township: record.township.map(unit),
        received_at: record.received_at,
        original_due_at: record.original_due_at,
        current_due_at: record.current_due_at,
        sign_due_at: record.sign_due_at,
        forecast: Forecast {
            original: rules.is_forecast(record.original_due_at),
            current: rules.is_forecast(record.current_due_at),
            sign: rules.is_forecast(record.sign_due_at),
            ..Forecast::default()
        },
        timeliness: timeliness(record.clock_started_at, &fact, as_of),
        extension_asked: record.extension_asked,
        supervised: record.supervised,
        whistles: record.whistles,
        version: record.version,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(pairs: &[(&str, &str)]) -> Result<QueueQuery, DeskError> {
        let owned: Vec<_> = pairs
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect();
        QueueQuery::parse(&owned)
    }

    #[test]
    fn a_filter_that_is_not_known_is_refused_by_name() {
        for (name, value, field) in [
            ("queue", "everything", "queue"),
            ("mark", "blue", "mark"),
            ("state", "lost", "state"),
            ("cursor", "yesterday", "cursor"),
            ("category", "lamp\0", "category"),
            ("township", "\0", "township"),
            ("colour", "red", "query"),
        ] {
            let Err(DeskError::Invalid { field: named, .. }) = parsed(&[(name, value)]) else {
                panic!("{name}={value} was taken");
            };
            assert_eq!(named, field);
        }
    }

    #[test]
    fn an_empty_field_of_a_form_filters_nothing() {
        let query = parsed(&[("category", ""), ("mark", "red")]).expect("taken");
        assert_eq!((query.category, query.mark), (None, Some(Mark::Red)));
    }
}
