//! Guests of a case and its codes.

use axum::Json;
use axum::extract::{Extension, Path, RawQuery, Request, State};
use chrono::{DateTime, Utc};
use desk::{CaseToken, Invite};
use domain::case::Capacity;
use domain::desk::GuestInfo;
use http::{HeaderMap, StatusCode};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{List, body, caller, id, only};
use crate::problem::Problem;
use crate::staff::StaffState;
use crate::staff::gate::Who;

/// `GET /api/v1/staff/cases/{code}/guests`.
pub(super) async fn list(
    State(state): State<StaffState>,
    who: Extension<Who>,
    Path(code): Path<String>,
    RawQuery(query): RawQuery,
) -> Result<Json<List<GuestInfo>>, Problem> {
    let caller = caller(who)?;
    only(query.as_deref(), &[])?;
    let items = state.desk.guests(&caller, &code).await?;
    Ok(Json(List { items }))
}

/// Somebody to be invited.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct InviteBody {
    action_id: Uuid,
    name: String,
    capacity: Capacity,
}

/// The code of a new guest, told to whoever sent this action.
#[derive(Debug, Serialize)]
pub(super) struct Invited {
    code_id: String,
    path: String,
    link: String,
    expires_at: DateTime<Utc>,
    repeated: bool,
}

/// `POST /api/v1/staff/cases/{code}/guests`.
pub(super) async fn invite(
    State(state): State<StaffState>,
    who: Extension<Who>,
    Path(code): Path<String>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
    request: Request,
) -> Result<(StatusCode, Json<Invited>), Problem> {
    let caller = caller(who)?;
    only(query.as_deref(), &[])?;
    let new: InviteBody = body(request).await?;
    let invite = Invite {
        action_id: new.action_id,
        name: new.name,
        capacity: new.capacity,
    };
    let invitation = state.desk.invite_guest(&caller, &code, &invite).await?;
    let status = if invitation.repeated {
        StatusCode::OK
    } else {
        StatusCode::CREATED
    };
    let invited = Invited {
        link: format!("{}{}", state.base(&headers), invitation.path),
        code_id: invitation.code_id,
        path: invitation.path,
        expires_at: invitation.expires_at,
        repeated: invitation.repeated,
    };
    Ok((status, Json(invited)))
}

/// `POST /api/v1/staff/cases/{code}/guests/{id}/revoke`.
pub(super) async fn revoke(
    State(state): State<StaffState>,
    who: Extension<Who>,
    Path((code, guest)): Path<(String, String)>,
    RawQuery(query): RawQuery,
) -> Result<StatusCode, Problem> {
    let caller = caller(who)?;
    only(query.as_deref(), &[])?;
    state.desk.revoke_guest(&caller, &code, id(&guest)?).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Paths of the pages that the codes of a case lead to.
#[derive(Debug, Serialize)]
pub(super) struct Codes {
    /// For residents; none where the kind of matter is not listed.
    public: Option<String>,
    /// For colleagues.
    handler: String,
}

/// `GET /api/v1/staff/cases/{code}/codes`.
pub(super) async fn codes(
    State(state): State<StaffState>,
    who: Extension<Who>,
    Path(code): Path<String>,
    RawQuery(query): RawQuery,
) -> Result<Json<Codes>, Problem> {
    let caller = caller(who)?;
    only(query.as_deref(), &[])?;
    Ok(Json(Codes {
        public: state.desk.public_link(&caller, &code).await?,
        handler: state.desk.handler_code(&caller, &code).await?,
    }))
}

/// A code that is to be worth nothing any more.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct RevokeBody {
    which: WhichCode,
}

#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
enum WhichCode {
    Public,
    Handler,
}

/// `POST /api/v1/staff/cases/{code}/codes/revoke`.
pub(super) async fn revoke_code(
    State(state): State<StaffState>,
    who: Extension<Who>,
    Path(code): Path<String>,
    RawQuery(query): RawQuery,
    request: Request,
) -> Result<StatusCode, Problem> {
    let caller = caller(who)?;
    only(query.as_deref(), &[])?;
    let RevokeBody { which } = body(request).await?;
    let which = match which {
        WhichCode::Public => CaseToken::Public,
        WhichCode::Handler => CaseToken::Handler,
    };
    state.desk.revoke_code(&caller, &code, which).await?;
    Ok(StatusCode::NO_CONTENT)
}
