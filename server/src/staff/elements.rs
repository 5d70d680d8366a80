//! Elements of the grid and their kinds: one by one, and files of them.

use std::sync::Arc;

use axum::extract::{Extension, Query, State};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use desk::{Caller, DeskError};
use domain::ElementKindCode;
use domain::access::Right;
use domain::element::BroughtElements;
use intake::{CoordinateSystem, ElementRows, IntakeError};
use serde::Deserialize;

use super::forms::{Deed, Done, form};
use super::gate::Who;
use super::{Entry, StaffState, page};
use crate::elements::{Format, Said, read_bytes, write};
use crate::open_data::csv_file::download;
use crate::problem::Problem;
use crate::router::Access;

const LIST: &str = "/admin/elements";
const IMPORT: &str = "/admin/elements/import";

pub(super) fn entries() -> Vec<Entry> {
    let elements = Access::Right(Right::ManageElements);
    pages! {
        "/admin/elements" => elements, get(page).merge(form(add));
        "/admin/elements/change" => elements, get(page).merge(form(change));
        "/admin/elements/retire" => elements, form(retire);
        "/admin/elements/kinds" => elements, get(page).merge(form(add_kind));
        "/admin/elements/kinds/change" => elements, get(page).merge(form(change_kind));
        "/admin/elements/import" => elements, get(page).merge(form(import));
        "/admin/elements/import/files" => elements, get(page).merge(form(bring));
        "/admin/elements/export" => elements, get(export);
        "/desk/map" => Access::Staff, get(page);
    }
}

async fn add(deed: Arc<Deed>) -> Result<Done, DeskError> {
    deed.desk().add_element(deed.caller()?, &deed.read()?).await?;
    Ok(deed.go_with(LIST, [("kind", deed.field("kind"))]))
}

async fn change(deed: Arc<Deed>) -> Result<Done, DeskError> {
    deed.desk().change_element(deed.caller()?, &deed.read()?).await?;
    Ok(deed.go_with(LIST, [("kind", deed.field("kind"))]))
}

async fn retire(deed: Arc<Deed>) -> Result<Done, DeskError> {
    let (kind, code) = (deed.field("kind"), deed.field("code"));
    let retired = match deed.field("do") {
        "retire" => true,
        "restore" => false,
        _ => return Err(DeskError::invalid("do", "choose one")),
    };
    deed.desk()
        .retire_element(deed.caller()?, kind, code, retired)
        .await?;
    Ok(deed.go_with(LIST, [("kind", kind)]))
}

async fn add_kind(deed: Arc<Deed>) -> Result<Done, DeskError> {
    deed.desk()
        .add_element_kind(deed.caller()?, &deed.read()?)
        .await?;
    Ok(Done::Go("/admin/elements/kinds"))
}

async fn change_kind(deed: Arc<Deed>) -> Result<Done, DeskError> {
    deed.desk()
        .change_element_kind(deed.caller()?, &deed.read()?)
        .await?;
    Ok(Done::Go("/admin/elements/kinds"))
}

/// Looks at a file and keeps it; its page says what it comes to.
async fn bring(deed: Arc<Deed>) -> Result<Done, DeskError> {
    let caller = deed.caller()?;
    let file = deed.file.as_ref();
    let file = file.ok_or_else(|| DeskError::invalid("file", "choose one"))?;
    if file.bytes.len() > desk::MAX_FILE_BYTES {
        return Err(DeskError::invalid("file", "1 to 10485760 bytes"));
    }
    let mut brought = BroughtElements {
        file_name: shown(&file.name),
        coordinates: deed.field("coordinates").to_owned(),
        kind: deed.field("kind").to_owned(),
        whole: deed.field("whole") == "1",
        ..BroughtElements::default()
    };
    let found = read(&deed, caller, &brought, file.bytes.clone()).await?;
    (brought.wrong, brought.faults) = (found.wrong, found.faults);
    brought.counts = deed
        .desk()
        .import_elements(caller, found.rows, &brought, true)
        .await?;
    let id = deed.desk().keep_elements(caller, &brought, &file.bytes).await?;
    Ok(deed.go_with(IMPORT, [("id", id.to_string().as_str())]))
}

/// Imports a file that was looked at. The good rows of one with faults only where that was chosen.
async fn import(deed: Arc<Deed>) -> Result<Done, DeskError> {
    let caller = deed.caller()?;
    let id = deed.field("id");
    let (mut brought, content) = deed.desk().kept_elements(caller, id).await?;
    if !brought.done {
        let found = read(&deed, caller, &brought, content).await?;
        if found.wrong > 0 && deed.field("good") != "1" {
            return Err(DeskError::invalid("id", "some lines cannot be taken"));
        }
        (brought.wrong, brought.faults) = (found.wrong, found.faults);
        brought.counts = deed
            .desk()
            .import_elements(caller, found.rows, &brought, false)
            .await?;
        brought.done = true;
        deed.desk().end_elements(caller, id, &brought).await?;
    }
    Ok(deed.go_with(IMPORT, [("id", id)]))
}

async fn read(
    deed: &Deed,
    caller: &Caller,
    brought: &BroughtElements,
    bytes: Vec<u8>,
) -> Result<ElementRows, DeskError> {
    let coordinates = CoordinateSystem::from_name(&brought.coordinates);
    let (kinds, zone) = deed.desk().element_rules(caller).await?;
    let kind = match brought.kind.as_str() {
        "" => None,
        code => {
            let code = ElementKindCode::parse(code).ok();
            let known = code.filter(|code| kinds.iter().any(|kind| kind.code == *code));
            Some(known.ok_or_else(|| DeskError::invalid("kind", "choose one"))?)
        }
    };
    let said = Said {
        kinds,
        kind,
        coordinates: coordinates.ok_or_else(|| DeskError::invalid("coordinates", "choose one"))?,
        zone,
    };
    let read = tokio::task::spawn_blocking(move || read_bytes(&bytes, &said));
    let read = read
        .await
        .map_err(|error| DeskError::Unavailable(error.to_string()))?;
    read.map_err(|error| match error {
        IntakeError::Unreadable { reason, .. } => DeskError::invalid("file", reason),
        other => DeskError::Unavailable(other.to_string()),
    })
}

/// The last part of a name, without what moves a page.
fn shown(name: &str) -> String {
    let name = name.rsplit(['/', '\\']).next().unwrap_or_default();
    name.chars().filter(|c| !c.is_control()).take(120).collect()
}

#[derive(Deserialize)]
struct Which {
    #[serde(default)]
    kind: String,
    #[serde(default)]
    format: String,
}

/// Every element of a kind, or of all, as a file.
async fn export(
    State(state): State<StaffState>,
    Extension(Who(caller)): Extension<Who>,
    Query(which): Query<Which>,
) -> Result<Response, Problem> {
    let caller = caller.ok_or(DeskError::SignedOut)?;
    let format = match which.format.as_str() {
        "" => Format::Csv,
        name => Format::from_name(name).ok_or_else(|| Problem::invalid("format", "csv, xlsx or geojson"))?,
    };
    let (_, elements) = state.desk.every_element(&caller, &which.kind).await?;
    let bytes = tokio::task::spawn_blocking(move || write(&elements, format)).await;
    let bytes = bytes.map_err(Problem::internal)?.map_err(Problem::internal)?;
    let name = format!("elements.{}", format.extension());
    Ok(download(&name, format.media_type(), bytes).into_response())
}
