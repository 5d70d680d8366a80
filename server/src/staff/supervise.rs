//! Supervision: its pages, one tap to demand an answer, views that people keep, and the figures as a file.

use std::sync::Arc;

use axum::extract::{Extension, RawQuery, State};
use axum::response::Response;
use axum::routing::get;
use desk::{DeskError, SuperviseQuery};
use domain::Lang;
use domain::access::Right;
use domain::case::{Action, Command};
use domain::supervise::{NowCounts, Overview, PeriodRow};
use http::Uri;

use super::cases::time;
use super::forms::{Deed, Done, form};
use super::gate::Who;
use super::{Entry, StaffState, page};
use crate::open_data::csv_file;
use crate::problem::Problem;
use crate::router::Access;

const LIST: &str = "/supervise/cases";

pub(super) fn entries() -> Vec<Entry> {
    let overseeing = Access::Right(Right::Oversee);
    pages! {
        "/supervise" => overseeing, get(page);
        "/supervise.csv" => overseeing, get(csv);
        "/supervise/cases" => overseeing, get(page);
        "/supervise/cases/act" => overseeing, get(page).merge(form(demand));
        "/supervise/views/add" => overseeing, get(page).merge(form(save));
        "/supervise/views/remove" => overseeing, get(page).merge(form(remove));
    }
}

/// `POST /supervise/cases/act`: a demand on one case of a list, and back to the list.
async fn demand(deed: Arc<Deed>) -> Result<Done, DeskError> {
    let caller = deed.caller()?;
    let version = deed.field("version").parse();
    let zone = deed.desk().zone(caller).await?;
    let request = desk::Deed {
        action_id: desk::action_id(deed.id("ticket")?, Action::Supervise),
        version: version.map_err(|_| DeskError::invalid("version", "a number"))?,
        command: Command {
            until: time(&deed, "until", zone)?,
            note: deed.filled("note"),
            ..Command::new(Action::Supervise)
        },
    };
    deed.desk().act(caller, deed.field("code"), request).await?;
    Ok(deed.go_back_to(LIST))
}

async fn save(deed: Arc<Deed>) -> Result<Done, DeskError> {
    let (name, query) = (deed.field("name"), deed.field("query"));
    deed.desk().save_view(deed.caller()?, name, query).await?;
    Ok(deed.go_back_to("/supervise"))
}

async fn remove(deed: Arc<Deed>) -> Result<Done, DeskError> {
    deed.desk()
        .remove_view(deed.caller()?, deed.field("name"))
        .await?;
    Ok(deed.go_back_to("/supervise"))
}

const COLUMNS: [&str; 31] = [
    "department_code",
    "department",
    "open",
    "near",
    "overdue",
    "past_first_due",
    "not_signed_in_time",
    "co_handled_overdue",
    "demand_waits",
    "received",
    "due",
    "suspended",
    "closed",
    "closed_on_time",
    "on_time_rate",
    "dispatched",
    "signed_in_time",
    "signing_rate",
    "median_working_minutes_to_sign",
    "returned",
    "return_rate",
    "extensions_asked",
    "extensions_approved",
    "extensions_refused",
    "reworked",
    "verdicts",
    "coverage",
    "satisfied",
    "satisfaction",
    "from",
    "to",
];

/// `GET /supervise.csv`: a line for each unit, of what is open and of the period.
async fn csv(
    State(state): State<StaffState>,
    Extension(Who(caller)): Extension<Who>,
    uri: Uri,
    RawQuery(query): RawQuery,
) -> Result<Response, Problem> {
    let caller = caller.ok_or(DeskError::SignedOut)?;
    let pairs: Vec<(String, String)> = form_urlencoded::parse(query.unwrap_or_default().as_bytes())
        .into_owned()
        .collect();
    let lang = if uri.path().starts_with("/en/") {
        Lang::En
    } else {
        Lang::Zh
    };
    let query = SuperviseQuery::parse(&pairs)?;
    let overview = state.desk.supervise(&caller, &query, lang).await?;
    let body = csv_file::rows(Some(&COLUMNS), lines(&overview))?;
    Ok(csv_file::file(
        &format!("supervision-{}.csv", caller.region),
        body,
    ))
}

/// Units with open cases and units with cases of the period, each once.
fn lines(overview: &Overview) -> Vec<Vec<String>> {
    let none = PeriodRow::default();
    let of_period = |code: &str| overview.period.iter().find(|row| row.unit.code == code);
    let mut lines: Vec<Vec<String>> = overview
        .now
        .iter()
        .map(|row| {
            let period = of_period(&row.unit.code).unwrap_or(&none);
            line(&row.unit.code, &row.unit.name, &row.counts, period, overview)
        })
        .collect();
    let is_open = |code: &str| overview.now.iter().any(|row| row.unit.code == code);
    let closed = overview.period.iter().filter(|row| !is_open(&row.unit.code));
    let nothing = NowCounts::default();
    lines.extend(closed.map(|row| line(&row.unit.code, &row.unit.name, &nothing, row, overview)));
    lines
}

fn line(code: &str, name: &str, now: &NowCounts, period: &PeriodRow, overview: &Overview) -> Vec<String> {
    let counts = &period.counts;
    let more = &period.extensions;
    let mut line = vec![code.to_owned(), name.to_owned()];
    let count = |line: &mut Vec<String>, counts: &[u64]| line.extend(counts.iter().map(u64::to_string));
    count(
        &mut line,
        &[
            now.open,
            now.soon,
            now.overdue,
            now.past_promise,
            now.unsigned,
            now.co_overdue,
            now.supervised,
            counts.received,
            counts.due,
            counts.suspended,
            counts.closed,
            counts.closed_on_time,
        ],
    );
    line.push(csv_file::or_empty(counts.on_time_rate()));
    count(&mut line, &[counts.dispatched, counts.signed_in_time]);
    line.push(csv_file::or_empty(counts.signing_rate()));
    line.push(csv_file::or_empty(period.median_wait));
    count(&mut line, &[counts.returned]);
    line.push(csv_file::or_empty(counts.return_rate()));
    count(
        &mut line,
        &[
            more.asked,
            more.approved,
            more.refused,
            counts.reworked,
            counts.verdicts,
        ],
    );
    line.push(csv_file::or_empty(counts.coverage()));
    count(&mut line, &[counts.satisfied]);
    line.push(csv_file::or_empty(counts.satisfaction()));
    line.extend([overview.asked.from.to_string(), overview.asked.to.to_string()]);
    line
}
