//! `/api/v1/staff/…`: what programs with a token may ask. Described in `open_data/openapi.json`.

mod cases;
mod elements;
mod files;
mod guests;
mod notices;

use axum::Json;
use axum::body::to_bytes;
use axum::extract::{Extension, RawQuery, Request};
use axum::routing::{get, post};
use desk::{Caller, DeskError};
use domain::Lang;
use domain::access::Right;
use http::{StatusCode, header};
use serde::Serialize;
use serde::de::DeserializeOwned;
use uuid::Uuid;

use super::Entry;
use super::gate::Who;
use crate::problem::Problem;
use crate::router::Access;

pub(super) fn entries() -> Vec<Entry> {
    let staff = |path, handler| Entry {
        path,
        access: Access::Staff,
        handler,
    };
    let right = |right, path, handler| Entry {
        path,
        access: Access::Right(right),
        handler,
    };
    vec![
        staff("/api/v1/staff/me", get(me)),
        staff("/api/v1/staff/queue", get(cases::queue)),
        staff("/api/v1/staff/elements", get(elements::list)),
        right(Right::SeeEveryCase, "/api/v1/staff/map", get(cases::on_map)),
        staff(
            "/api/v1/staff/notices",
            get(notices::list).post(notices::mark_read),
        ),
        right(Right::OpenCase, "/api/v1/staff/cases", post(cases::open)),
        staff("/api/v1/staff/cases/{code}", get(cases::file)),
        staff("/api/v1/staff/cases/{code}/actions", post(cases::act)),
        staff(
            "/api/v1/staff/cases/{code}/guests",
            get(guests::list).post(guests::invite),
        ),
        right(
            Right::InviteGuests,
            "/api/v1/staff/cases/{code}/guests/{id}/revoke",
            post(guests::revoke),
        ),
        staff("/api/v1/staff/cases/{code}/codes", get(guests::codes)),
        right(
            Right::RevokeCodes,
            "/api/v1/staff/cases/{code}/codes/revoke",
            post(guests::revoke_code),
        ),
        staff(
            "/api/v1/staff/cases/{code}/files",
            get(files::list).post(files::add),
        ),
        staff("/api/v1/staff/cases/{code}/files/{id}", get(files::open)),
    ]
}

/// More than any action or new case has.
const MOST_BYTES: usize = 64 * 1024;

/// A whole list.
#[derive(Debug, Serialize)]
struct List<T> {
    items: Vec<T>,
}

/// Whoever the gate let in.
fn caller(Extension(Who(caller)): Extension<Who>) -> Result<Caller, DeskError> {
    caller.ok_or(DeskError::SignedOut)
}

/// The parameters of an address, which may be these and `region`, which the gate has read.
fn only(query: Option<&str>, known: &[&str]) -> Result<Vec<(String, String)>, Problem> {
    let query = query.unwrap_or_default();
    let mut pairs: Vec<(String, String)> = form_urlencoded::parse(query.as_bytes()).into_owned().collect();
    pairs.retain(|(name, _)| name != "region");
    match pairs.iter().find(|(name, _)| !known.contains(&name.as_str())) {
        Some((name, _)) => Err(Problem::invalid(
            &**name,
            format!("{name} is not a parameter of this address"),
        )),
        None => Ok(pairs),
    }
}

/// The language of names that `pairs` ask for.
fn lang(pairs: &[(String, String)]) -> Result<Lang, Problem> {
    match pairs.iter().find(|(name, _)| name == "lang") {
        Some((_, code)) if ["zh-CN", "zh", "en"].contains(&code.as_str()) => Ok(Lang::from_code(code)),
        Some(_) => Err(Problem::invalid("lang", "zh-CN, zh or en")),
        None => Ok(Lang::Zh),
    }
}

/// The media type of a body, without its parameters.
fn is_of_type(request: &Request, wanted: &str) -> bool {
    let kind = request.headers().get(header::CONTENT_TYPE);
    let kind = kind.and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    let kind = kind.split(';').next().unwrap_or_default();
    kind.trim().eq_ignore_ascii_case(wanted)
}

/// The body as JSON of this shape; what does not fit is named by its field.
async fn body<T: DeserializeOwned>(request: Request) -> Result<T, Problem> {
    if !is_of_type(&request, "application/json") {
        return Err(Problem::of(StatusCode::UNSUPPORTED_MEDIA_TYPE).detail("Send application/json."));
    }
    let bytes = to_bytes(request.into_body(), MOST_BYTES)
        .await
        .map_err(|_| Problem::of(StatusCode::PAYLOAD_TOO_LARGE))?;
    let reader = &mut serde_json::Deserializer::from_slice(&bytes);
    let read = serde_path_to_error::deserialize(&mut *reader).map_err(|error| {
        let path = error.path().to_string();
        let rule = error.into_inner().to_string();
        Problem::invalid(field_of(&path, &rule), rule)
    })?;
    reader
        .end()
        .map_err(|_| Problem::invalid("body", "one JSON object and nothing after it"))?;
    Ok(read)
}

/// The field that an error is about, named like the desk names it: without the object that holds it.
fn field_of(path: &str, rule: &str) -> String {
    let missing = rule
        .strip_prefix("missing field `")
        .and_then(|rest| rest.split('`').next());
    let path = path.strip_prefix("command.").unwrap_or(path);
    match missing {
        Some(name) => name.to_owned(),
        // Text that ends too early has no place in the shape.
        None if matches!(path, "." | "?") => "body".to_owned(),
        None => path.to_owned(),
    }
}

/// An id in a path. One that is none is of nothing that exists.
fn id(text: &str) -> Result<Uuid, DeskError> {
    Uuid::parse_str(text).map_err(|_| DeskError::NotFound)
}

/// Whoever a token stands for.
#[derive(Debug, Serialize)]
struct Me {
    id: String,
    login: String,
    name: String,
    region: String,
    regions: Vec<String>,
    roles: Vec<domain::access::Membership>,
}

/// `GET /api/v1/staff/me`.
async fn me(who: Extension<Who>, RawQuery(query): RawQuery) -> Result<Json<Me>, Problem> {
    let caller = caller(who)?;
    only(query.as_deref(), &[])?;
    Ok(Json(Me {
        id: caller.person.id,
        login: caller.login,
        name: caller.name,
        region: caller.region.to_string(),
        regions: caller.regions.iter().map(ToString::to_string).collect(),
        roles: caller.person.memberships,
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fault_of_a_body_is_named_by_its_field_alone() {
        for (path, rule, field) in [
            (".", "missing field `version` at line 1 column 2", "version"),
            ("command", "missing field `action` at line 1 column 9", "action"),
            (
                "command.satisfaction",
                "invalid value: integer `300`",
                "satisfaction",
            ),
            ("command.co_departments[1]", "invalid type", "co_departments[1]"),
            (".", "EOF while parsing a value", "body"),
        ] {
            assert_eq!(field_of(path, rule), field);
        }
    }
}
