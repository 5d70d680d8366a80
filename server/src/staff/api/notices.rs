//! What the caller was told, and that they have read it.

use axum::Json;
use axum::extract::{Extension, RawQuery, Request, State};
use desk::{DeskError, Which};
use domain::notice::NoticePage;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{body, caller, lang, only};
use crate::problem::Problem;
use crate::staff::StaffState;
use crate::staff::gate::Who;

/// `GET /api/v1/staff/notices`.
pub(super) async fn list(
    State(state): State<StaffState>,
    who: Extension<Who>,
    RawQuery(query): RawQuery,
) -> Result<Json<NoticePage>, Problem> {
    let caller = caller(who)?;
    let pairs = only(query.as_deref(), &["cursor", "lang"])?;
    let cursor = pairs.iter().find(|(name, _)| name == "cursor");
    let cursor = cursor.map(|(_, cursor)| cursor.as_str());
    Ok(Json(state.desk.notices(&caller, cursor, lang(&pairs)?).await?))
}

/// Which notices were read.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct ReadBody {
    /// `all`, or the id of one.
    read: String,
}

#[derive(Debug, Serialize)]
pub(super) struct Unread {
    unread: u32,
}

/// `POST /api/v1/staff/notices`.
pub(super) async fn mark_read(
    State(state): State<StaffState>,
    who: Extension<Who>,
    RawQuery(query): RawQuery,
    request: Request,
) -> Result<Json<Unread>, Problem> {
    let caller = caller(who)?;
    only(query.as_deref(), &[])?;
    let ReadBody { read } = body(request).await?;
    let which = match read.as_str() {
        "all" => Which::All,
        id => Which::One(
            Uuid::parse_str(id).map_err(|_| DeskError::invalid("read", "all, or the id of a notice"))?,
        ),
    };
    state.desk.mark_read(&caller, which).await?;
    let unread = state.desk.unread_count(&caller).await?;
    Ok(Json(Unread { unread }))
}
