//! `/api/v1/staff/…`: what programs with a token may ask. Described in `open_data/openapi.json`.

use axum::Json;
use axum::extract::{Extension, RawQuery};
use axum::routing::get;
use desk::DeskError;
use serde::Serialize;

use super::Entry;
use super::gate::Who;
use crate::problem::Problem;
use crate::router::Access;

pub(super) fn entries() -> Vec<Entry> {
    vec![Entry {
        path: "/api/v1/staff/me",
        access: Access::Staff,
        handler: get(me),
    }]
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
