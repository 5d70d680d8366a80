//! Files of a case.

use axum::Json;
use axum::extract::{Extension, FromRequest, Multipart, Path, RawQuery, Request, State};
use axum::response::Response;
use desk::{DeskError, Whose};
use domain::desk::AttachmentInfo;
use http::StatusCode;

use super::{List, caller, id, is_of_type, only};
use crate::files::{received, sent};
use crate::problem::Problem;
use crate::staff::StaffState;
use crate::staff::gate::Who;

/// `GET /api/v1/staff/cases/{code}/files`.
pub(super) async fn list(
    State(state): State<StaffState>,
    who: Extension<Who>,
    Path(code): Path<String>,
    RawQuery(query): RawQuery,
) -> Result<Json<List<AttachmentInfo>>, Problem> {
    let caller = caller(who)?;
    only(query.as_deref(), &[])?;
    let items = state.attachments.list(Whose::Colleague(&caller, &code)).await?;
    Ok(Json(List { items }))
}

/// `POST /api/v1/staff/cases/{code}/files`: the part `file` of a form.
pub(super) async fn add(
    State(state): State<StaffState>,
    who: Extension<Who>,
    Path(code): Path<String>,
    RawQuery(query): RawQuery,
    request: Request,
) -> Result<(StatusCode, Json<AttachmentInfo>), Problem> {
    let caller = caller(who)?;
    only(query.as_deref(), &[])?;
    if !is_of_type(&request, "multipart/form-data") {
        return Err(Problem::of(StatusCode::UNSUPPORTED_MEDIA_TYPE).detail("Send multipart/form-data."));
    }
    let form = Multipart::from_request(request, &())
        .await
        .map_err(|_| Problem::invalid("body", "multipart/form-data with a boundary"))?;
    let given = received(form).await;
    let given = given.ok_or_else(|| DeskError::invalid("file", "a part of this name, sent whole"))?;
    let whose = Whose::Colleague(&caller, &code);
    let added = state.attachments.add(whose, given).await?;
    Ok((StatusCode::CREATED, Json(added)))
}

/// `GET /api/v1/staff/cases/{code}/files/{id}`.
pub(super) async fn open(
    State(state): State<StaffState>,
    who: Extension<Who>,
    Path((code, file)): Path<(String, String)>,
    RawQuery(query): RawQuery,
) -> Result<Response, Problem> {
    let caller = caller(who)?;
    only(query.as_deref(), &[])?;
    let whose = Whose::Colleague(&caller, &code);
    Ok(sent(state.attachments.open(whose, id(&file)?).await?))
}
