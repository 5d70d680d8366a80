//! Queues, case files, new cases and actions.

use axum::Json;
use axum::extract::{Extension, Path, RawQuery, Request, State};
use desk::{Deed, NewCase, QueueQuery};
use domain::Lang;
use domain::case::{Command, State as CaseStanding};
use domain::desk::{DeskFile, QueuePage};
use domain::map::CasesOnMap;
use http::StatusCode;
use portal::CellsQuery;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{body, caller, lang, only};
use crate::problem::Problem;
use crate::staff::StaffState;
use crate::staff::gate::Who;

/// What a queue is asked for, besides the language.
const QUEUE: &[&str] = &[
    "queue", "category", "township", "state", "mark", "part", "cursor", "lang",
];

/// `GET /api/v1/staff/queue`.
pub(super) async fn queue(
    State(state): State<StaffState>,
    who: Extension<Who>,
    RawQuery(query): RawQuery,
) -> Result<Json<QueuePage>, Problem> {
    let caller = caller(who)?;
    let mut pairs = only(query.as_deref(), QUEUE)?;
    let lang = lang(&pairs)?;
    pairs.retain(|(name, _)| name != "lang");
    let query = QueueQuery::parse(&pairs)?;
    Ok(Json(state.desk.queue(&caller, &query, lang).await?))
}

/// `GET /api/v1/staff/map`: what the map of the open interface takes, of every case.
pub(super) async fn on_map(
    State(state): State<StaffState>,
    who: Extension<Who>,
    RawQuery(query): RawQuery,
) -> Result<Json<CasesOnMap>, Problem> {
    let caller = caller(who)?;
    let mut pairs = form_urlencoded::parse(query.unwrap_or_default().as_bytes())
        .into_owned()
        .filter(|(name, _)| name != "region")
        .collect::<Vec<_>>();
    pairs.push(("region".to_owned(), caller.region.to_string()));
    let kinds = state.desk.matter_kinds(&caller, Lang::Zh).await?;
    let knows = |code: &str| kinds.iter().any(|kind| kind.code == code);
    let query = CellsQuery::parse_with(&pairs, &state.portal, knows)?;
    Ok(Json(state.desk.cases_on_map(&caller, &query).await?))
}

/// `GET /api/v1/staff/cases/{code}`.
pub(super) async fn file(
    State(state): State<StaffState>,
    who: Extension<Who>,
    Path(code): Path<String>,
    RawQuery(query): RawQuery,
) -> Result<Json<DeskFile>, Problem> {
    let caller = caller(who)?;
    let lang = lang(&only(query.as_deref(), &["lang"])?)?;
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
pub(super) struct OpenedBody {
    code: String,
    repeated: bool,
}

/// `POST /api/v1/staff/cases`.
pub(super) async fn open(
    State(state): State<StaffState>,
    who: Extension<Who>,
    RawQuery(query): RawQuery,
    request: Request,
) -> Result<(StatusCode, Json<OpenedBody>), Problem> {
    let caller = caller(who)?;
    only(query.as_deref(), &[])?;
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
pub(super) struct ActedBody {
    state: CaseStanding,
    version: u32,
    repeated: bool,
}

/// `POST /api/v1/staff/cases/{code}/actions`.
pub(super) async fn act(
    State(state): State<StaffState>,
    who: Extension<Who>,
    Path(code): Path<String>,
    RawQuery(query): RawQuery,
    request: Request,
) -> Result<Json<ActedBody>, Problem> {
    let caller = caller(who)?;
    only(query.as_deref(), &[])?;
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
