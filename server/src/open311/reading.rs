//! What can be read without a key: discovery, services, requests, updates.

use axum::extract::{Path, RawQuery, State};
use axum::response::Response;
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use domain::case::State as CaseState;
use domain::{Lang, RegionCode};
use http::HeaderMap;
use portal::{RequestsAsked, ServiceRequest};

use super::wire::{self, Value};
use super::{Asked, Fault, Open311, told};

/// Longest window of receipts.
const SPAN: TimeDelta = TimeDelta::days(90);
/// Requests of a page, at most and where nothing is said.
const MOST: u16 = 1_000;
/// Furthest page: whoever keeps a copy follows the change feed instead.
const LAST_PAGE: u32 = 1_000;
/// When the interface last changed in what it offers.
const CHANGED: &str = "2026-11-30T00:00:00Z";
const SPECIFICATION: &str = "http://wiki.open311.org/GeoReport_v2";

/// `GET /open311/discovery.{format}`.
pub(super) async fn discovery(
    State(state): State<Open311>,
    Path(file): Path<String>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Response {
    told(&file, described(&state, &file, query.as_deref(), &headers))
}

fn described(
    state: &Open311,
    file: &str,
    query: Option<&str>,
    headers: &HeaderMap,
) -> Result<Response, Fault> {
    let asked = Asked::new(file, query)?;
    if asked.name != "discovery" {
        return Err(Fault::new(404, "there is nothing at this address"));
    }
    let base = state.staff.base(headers);
    let formats = ["text/xml", "application/json"].map(Value::from).to_vec();
    let endpoint = Value::Object(vec![
        ("specification", Value::from(SPECIFICATION)),
        ("url", Value::from(format!("{base}/open311/v2"))),
        ("changeset", Value::from(CHANGED)),
        ("type", Value::from("production")),
        ("formats", Value::List("format", formats)),
    ]);
    let key_service = "Ask the administrator of the region for a key of the system `public`.";
    let discovery = Value::Object(vec![
        ("changeset", Value::from(CHANGED)),
        ("contact", Value::from(format!("{base}/about"))),
        ("key_service", Value::from(key_service)),
        ("endpoints", Value::List("endpoint", vec![endpoint])),
    ]);
    Ok(wire::one(asked.format, "discovery", &discovery))
}

/// `GET /open311/v2/{services,requests,servicerequestupdates}.{format}`.
pub(super) async fn list(
    State(state): State<Open311>,
    Path(file): Path<String>,
    RawQuery(query): RawQuery,
) -> Response {
    told(&file, listed(&state, &file, query.as_deref()).await)
}

async fn listed(state: &Open311, file: &str, query: Option<&str>) -> Result<Response, Fault> {
    let asked = Asked::new(file, query)?;
    match asked.name.as_str() {
        "services" => services(state, &asked),
        "requests" => requests(state, &asked).await,
        "servicerequestupdates" => updates(state, &asked).await,
        _ => Err(Fault::new(404, "there is nothing at this address")),
    }
}

/// Kinds that may be spoken of in public, each in the group of the kind above it.
fn services(state: &Open311, asked: &Asked) -> Result<Response, Fault> {
    let region = asked.region(state)?;
    let kinds = state.staff.portal.dictionary(&region, asked.lang())?.categories;
    let name_of = |code: &Option<String>| {
        let code = code.as_ref()?;
        let found = kinds.iter().find(|(unit, _)| unit.code == *code);
        found.map(|(unit, _)| unit.name.clone())
    };
    let services = kinds.iter().map(|(unit, parent)| {
        Value::Object(vec![
            ("service_code", Value::from(unit.code.as_str())),
            ("service_name", Value::from(unit.name.as_str())),
            ("description", Value::Null),
            ("metadata", Value::from(false)),
            ("type", Value::from("realtime")),
            ("keywords", Value::from("")),
            ("group", Value::from(name_of(parent))),
        ])
    });
    Ok(wire::answer(
        asked.format,
        ("services", "service"),
        services.collect(),
    ))
}

/// `GET /open311/v2/services/{code}.{format}`: no kind asks for anything more.
pub(super) async fn service(
    State(state): State<Open311>,
    Path(file): Path<String>,
    RawQuery(query): RawQuery,
) -> Response {
    told(&file, definition(&state, &file, query.as_deref()))
}

fn definition(state: &Open311, file: &str, query: Option<&str>) -> Result<Response, Fault> {
    let asked = Asked::new(file, query)?;
    let region = asked.region(state)?;
    let kinds = state.staff.portal.dictionary(&region, asked.lang())?.categories;
    if !kinds.iter().any(|(unit, _)| unit.code == asked.name) {
        return Err(Fault::new(404, "service_code was not found"));
    }
    let definition = Value::Object(vec![
        ("service_code", Value::from(asked.name.as_str())),
        ("attributes", Value::List("attribute", Vec::new())),
    ]);
    Ok(wire::one(asked.format, "service_definition", &definition))
}

/// `GET /open311/v2/requests/{id}.{format}`.
pub(super) async fn request(
    State(state): State<Open311>,
    Path(file): Path<String>,
    RawQuery(query): RawQuery,
) -> Response {
    let answer = async {
        let asked = Asked::new(&file, query.as_deref())?;
        let wanted = RequestsAsked {
            codes: vec![compact(&asked.name).ok_or_else(no_request)?],
            limit: 1,
            ..RequestsAsked::default()
        };
        let region = asked.region(&state)?;
        let found = found(&state, &region, &wanted, &asked).await?;
        if found.is_empty() {
            return Err(no_request());
        }
        Ok(wire::answer(asked.format, ("service_requests", "request"), found))
    };
    told(&file, answer.await)
}

fn no_request() -> Fault {
    Fault::new(404, "service_request_id was not found")
}

async fn requests(state: &Open311, asked: &Asked) -> Result<Response, Fault> {
    let region = asked.region(state)?;
    let ids = asked.list("service_request_id");
    let wanted = if ids.is_empty() {
        searched(state, &region, asked)?
    } else {
        if ids.len() > usize::from(MOST) {
            return Err(Fault::new(
                400,
                format!("service_request_id names at most {MOST}"),
            ));
        }
        let codes: Option<Vec<String>> = ids.iter().map(|id| compact(id)).collect();
        RequestsAsked {
            codes: codes.ok_or_else(|| Fault::new(404, "a service_request_id was not found"))?,
            limit: MOST,
            ..RequestsAsked::default()
        }
    };
    let found = found(state, &region, &wanted, asked).await?;
    Ok(wire::answer(asked.format, ("service_requests", "request"), found))
}

/// What the arguments of a search ask for.
fn searched(state: &Open311, region: &RegionCode, asked: &Asked) -> Result<RequestsAsked, Fault> {
    let kinds = state.staff.portal.dictionary(region, Lang::Zh)?.categories;
    let categories = asked.list("service_code");
    if let Some(unknown) = categories
        .iter()
        .find(|code| !kinds.iter().any(|(unit, _)| unit.code == **code))
    {
        let unknown: String = unknown.chars().take(40).collect();
        return Err(Fault::new(404, format!("service_code {unknown} was not found")));
    }
    let mut states = Vec::new();
    for status in asked.list("status") {
        let is_closed = match status.as_str() {
            "open" => false,
            "closed" => true,
            _ => return Err(Fault::new(400, "status is open or closed")),
        };
        states.extend(
            CaseState::ALL
                .iter()
                .copied()
                .filter(|state| state.is_over() == is_closed),
        );
    }
    let (updated_after, updated_before) = (time(asked, "updated_after")?, time(asked, "updated_before")?);
    let (from, to) = match (time(asked, "start_date")?, time(asked, "end_date")?) {
        // Whoever asks for what has changed wants old cases too.
        (None, None) if updated_after.is_some() || updated_before.is_some() => (None, None),
        (None, None) => (Some(state.staff.portal.now() - SPAN), None),
        (Some(from), None) => (Some(from), Some(from + SPAN)),
        (None, Some(to)) => (Some(to - SPAN), Some(to)),
        (Some(from), Some(to)) if to < from => {
            return Err(Fault::new(400, "end_date is before start_date"));
        }
        (Some(from), Some(to)) if to - from > SPAN => {
            return Err(Fault::new(
                400,
                "start_date and end_date may span 90 days at most",
            ));
        }
        (from, to) => (from, to),
    };
    let (limit, skip) = page(asked)?;
    Ok(RequestsAsked {
        codes: Vec::new(),
        categories,
        states,
        from,
        to,
        updated_after,
        updated_before,
        limit,
        skip,
    })
}

async fn found(
    state: &Open311,
    region: &RegionCode,
    wanted: &RequestsAsked,
    asked: &Asked,
) -> Result<Vec<Value>, Fault> {
    let (portal, lang) = (&state.staff.portal, asked.lang());
    let found = portal.requests(region, wanted, portal.now(), lang).await?;
    Ok(found.iter().map(|found| shown(found, lang)).collect())
}

/// A case as a service request. What is private stays so: the description is that of its kind.
fn shown(request: &ServiceRequest, lang: Lang) -> Value {
    let case = &request.case;
    let place = &case.place;
    let areas = [&place.community, &place.township];
    let address = areas.into_iter().flatten().map(|unit| unit.name.as_str());
    let address = address.collect::<Vec<_>>().join(", ");
    let point = place.point;
    Value::Object(vec![
        ("service_request_id", Value::from(case.code.as_str())),
        ("status", Value::from(status(case.state))),
        ("status_notes", Value::from(app::state_name(lang, case.state))),
        ("service_name", Value::from(case.category.name.as_str())),
        ("service_code", Value::from(case.category.code.as_str())),
        ("description", Value::from(case.category.name.as_str())),
        ("agency_responsible", Value::from(case.department.name.as_str())),
        ("service_notice", Value::Null),
        ("requested_datetime", Value::from(case.received_at)),
        (
            "updated_datetime",
            Value::from(case.closed_at.or(request.published_at)),
        ),
        ("expected_datetime", Value::from(case.due.map(|due| due.current))),
        (
            "address",
            Value::from(Some(address).filter(|address| !address.is_empty())),
        ),
        (
            "address_id",
            Value::from(place.grid.as_ref().map(|grid| grid.code.clone())),
        ),
        ("zipcode", Value::Null),
        ("lat", Value::from(point.map(|point| point[1]))),
        ("long", Value::from(point.map(|point| point[0]))),
        ("media_url", Value::Null),
    ])
}

fn status(state: CaseState) -> &'static str {
    if state.is_over() { "closed" } else { "open" }
}

/// What happened to requests, in the shape that FixMyStreet has given it.
async fn updates(state: &Open311, asked: &Asked) -> Result<Response, Fault> {
    let region = asked.region(state)?;
    let now = state.staff.portal.now();
    let to = time(asked, "end_date")?.unwrap_or(now);
    let from = time(asked, "start_date")?.unwrap_or(to - TimeDelta::days(1));
    if to < from || to - from > SPAN {
        return Err(Fault::new(
            400,
            "start_date and end_date may span 90 days at most",
        ));
    }
    let (limit, skip) = page(asked)?;
    let found = state
        .staff
        .portal
        .request_updates(&region, (from, to), limit, skip)
        .await?;
    let lang = asked.lang();
    let updates = found.into_iter().map(|update| {
        let why = update.reason.map(|reason| app::reason_name(lang, reason));
        let what = app::action_name(lang, update.action);
        let words = why.map_or(what.to_owned(), |why| format!("{what}: {why}"));
        Value::Object(vec![
            (
                "update_id",
                Value::from(format!("{}-{}", update.code, update.seq)),
            ),
            ("service_request_id", Value::from(update.code)),
            ("status", Value::from(status(update.state))),
            ("updated_datetime", Value::from(update.at)),
            ("description", Value::from(words)),
            ("media_url", Value::Null),
        ])
    });
    let names = ("service_request_updates", "request_update");
    Ok(wire::answer(asked.format, names, updates.collect()))
}

/// `page_size` and how many requests come before `page`.
fn page(asked: &Asked) -> Result<(u16, u32), Fault> {
    let number = |name: &str, most: u32, usual: u32| match asked.get(name) {
        None => Ok(usual),
        Some(text) => match text.parse() {
            Ok(number) if (1..=most).contains(&number) => Ok(number),
            _ => Err(Fault::new(
                400,
                format!("{name} is a whole number from 1 to {most}"),
            )),
        },
    };
    let size = number("page_size", u32::from(MOST), u32::from(MOST))?;
    let page = number("page", LAST_PAGE, 1)?;
    Ok((u16::try_from(size).unwrap_or(MOST), size * (page - 1)))
}

/// A time with its zone, or a day, which begins in UTC.
fn time(asked: &Asked, name: &str) -> Result<Option<DateTime<Utc>>, Fault> {
    let Some(text) = asked.get(name) else {
        return Ok(None);
    };
    let exact = DateTime::parse_from_rfc3339(text).map(|at| at.to_utc());
    let day = || {
        NaiveDate::parse_from_str(text, "%Y-%m-%d").map(|day| day.and_time(chrono::NaiveTime::MIN).and_utc())
    };
    let at = exact.or_else(|_| day());
    let is_usual = |at: &DateTime<Utc>| (1970..=9999).contains(&chrono::Datelike::year(at));
    match at.ok().filter(is_usual) {
        Some(at) => Ok(Some(at)),
        None => Err(Fault::new(
            400,
            format!("{name} is a time with its zone, e.g. 2026-01-01T00:00:00Z"),
        )),
    }
}

/// A public code as it is stored.
fn compact(id: &str) -> Option<String> {
    domain::case::code::CaseCode::parse(id)
        .ok()
        .map(|code| code.compact())
}
