//! `/api/v1/staff/…`: what programs with a token may ask. Described in `open_data/openapi.json`.

use axum::Json;
use axum::body::to_bytes;
use axum::extract::{Extension, Path, RawQuery, Request, State};
use axum::routing::{get, post};
use desk::{Deed, DeskError, NewCase, QueueQuery};
use domain::Lang;
use domain::access::Right;
use domain::case::{Command, State as CaseStanding};
use domain::desk::{DeskFile, QueuePage};
use http::{StatusCode, header};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::gate::Who;
use super::{Entry, StaffState};
use crate::problem::Problem;
use crate::router::Access;

pub(super) fn entries() -> Vec<Entry> {
    let staff = |path, handler| Entry {
        path,
        access: Access::Staff,
        handler,
    };
    vec![
        staff("/api/v1/staff/me", get(me)),
        staff("/api/v1/staff/queue", get(queue)),
        Entry {
            path: "/api/v1/staff/cases",
            access: Access::Right(Right::OpenCase),
            handler: post(open),
        },
        staff("/api/v1/staff/cases/{code}", get(file)),
        staff("/api/v1/staff/cases/{code}/actions", post(act)),
    ]
}

/// More than any action or new case has.
const MOST_BYTES: usize = 64 * 1024;

/// `?lang=en`, and what the caller asks for besides.
fn asked(query: Option<String>) -> (Lang, Vec<(String, String)>) {
    let query = query.unwrap_or_default();
    let mut pairs: Vec<(String, String)> = form_urlencoded::parse(query.as_bytes()).into_owned().collect();
    let lang = pairs.iter().find(|(name, _)| name == "lang");
    let lang = lang.map_or(Lang::Zh, |(_, code)| Lang::from_code(code));
    pairs.retain(|(name, _)| name != "lang");
    (lang, pairs)
}

/// Only these parameters may stand in the address.
fn only_region(pairs: &[(String, String)]) -> Result<(), Problem> {
    match pairs.iter().find(|(name, _)| name != "region") {
        Some((name, _)) => Err(Problem::invalid(
            &**name,
            format!("{name} is not a parameter of this address"),
        )),
        None => Ok(()),
    }
}

/// The body as JSON of this shape; what does not fit is named by its field.
async fn body<T: DeserializeOwned>(request: Request) -> Result<T, Problem> {
    let kind = request.headers().get(header::CONTENT_TYPE);
    if !kind.is_some_and(|kind| kind.as_bytes().starts_with(b"application/json")) {
        return Err(Problem::of(StatusCode::UNSUPPORTED_MEDIA_TYPE).detail("Send application/json."));
    }
    let bytes = to_bytes(request.into_body(), MOST_BYTES)
        .await
        .map_err(|_| Problem::of(StatusCode::PAYLOAD_TOO_LARGE))?;
    let reader = &mut serde_json::Deserializer::from_slice(&bytes);
    serde_path_to_error::deserialize(reader).map_err(|error| {
        let path = error.path().to_string();
        let field = if path == "." { "body".to_owned() } else { path };
        Problem::invalid(field, error.into_inner().to_string())
    })
}

/// `GET /api/v1/staff/queue`.
async fn queue(
    State(state): State<StaffState>,
    Extension(Who(caller)): Extension<Who>,
    RawQuery(query): RawQuery,
) -> Result<Json<QueuePage>, Problem> {
    let caller = caller.ok_or(DeskError::SignedOut)?;
    let (lang, pairs) = asked(query);
    let query = QueueQuery::parse(&pairs)?;
    Ok(Json(state.desk.queue(&caller, &query, lang).await?))
}

/// `GET /api/v1/staff/cases/{code}`.
async fn file(
    State(state): State<StaffState>,
    Extension(Who(caller)): Extension<Who>,
    Path(code): Path<String>,
    RawQuery(query): RawQuery,
) -> Result<Json<DeskFile>, Problem> {
    let caller = caller.ok_or(DeskError::SignedOut)?;
    let (lang, pairs) = asked(query);
    only_region(&pairs)?;
    Ok(Json(state.desk.file(&caller, &code, lang).await?))
}

/// A new case, as a program sends it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct NewCaseBody {
    action_id: Uuid,
    category: String,
    title: Option<String>,
    narrative: Option<String>,
    address: Option<String>,
    township: Option<String>,
    /// Longitude, latitude.
    place: Option<[f64; 2]>,
    station: Option<String>,
}

#[derive(Debug, Serialize)]
struct OpenedBody {
    code: String,
    repeated: bool,
}

/// `POST /api/v1/staff/cases`.
async fn open(
    State(state): State<StaffState>,
    Extension(Who(caller)): Extension<Who>,
    RawQuery(query): RawQuery,
    request: Request,
) -> Result<(StatusCode, Json<OpenedBody>), Problem> {
    let caller = caller.ok_or(DeskError::SignedOut)?;
    only_region(&asked(query).1)?;
    let new: NewCaseBody = body(request).await?;
    let opened = state
        .desk
        .open_case(
            &caller,
            NewCase {
                action_id: new.action_id,
                category: new.category,
                title: new.title,
                narrative: new.narrative,
                address: new.address,
                township: new.township,
                place: new.place.map(|[lng, lat]| (lng, lat)),
                station: new.station,
            },
        )
        .await?;
    let status = if opened.repeated {
        StatusCode::OK
    } else {
        StatusCode::CREATED
    };
    let body = OpenedBody {
        code: opened.code,
        repeated: opened.repeated,
    };
    Ok((status, Json(body)))
}

/// An action, as a program sends it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct ActionBody {
    action_id: Uuid,
    version: u32,
    command: Command,
}

#[derive(Debug, Serialize)]
struct ActedBody {
    state: CaseStanding,
    version: u32,
    repeated: bool,
}

/// `POST /api/v1/staff/cases/{code}/actions`.
async fn act(
    State(state): State<StaffState>,
    Extension(Who(caller)): Extension<Who>,
    Path(code): Path<String>,
    RawQuery(query): RawQuery,
    request: Request,
) -> Result<Json<ActedBody>, Problem> {
    let caller = caller.ok_or(DeskError::SignedOut)?;
    only_region(&asked(query).1)?;
    let sent: ActionBody = body(request).await?;
    let deed = Deed {
        action_id: sent.action_id,
        version: sent.version,
        command: sent.command,
    };
    let acted = state.desk.act(&caller, &code, deed).await?;
    Ok(Json(ActedBody {
        state: acted.state,
        version: acted.version,
        repeated: acted.repeated,
    }))
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

async fn me(Extension(Who(caller)): Extension<Who>, RawQuery(query): RawQuery) -> Result<Json<Me>, Problem> {
    let caller = caller.ok_or(DeskError::SignedOut)?;
    let query = query.unwrap_or_default();
    if let Some((name, _)) = form_urlencoded::parse(query.as_bytes()).find(|(name, _)| name != "region") {
        return Err(Problem::invalid(
            &*name,
            format!("{name} is not a parameter of this address"),
        ));
    }
    Ok(Json(Me {
        id: caller.person.id,
        login: caller.login,
        name: caller.name,
        region: caller.region.to_string(),
        regions: caller.regions.iter().map(ToString::to_string).collect(),
        roles: caller.person.memberships,
    }))
}
