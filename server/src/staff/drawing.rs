//! The grid: files in and out, the draft that an administrator draws, and who works in its cells.

use std::sync::Arc;

use app::server::Sent;
use axum::Json;
use axum::extract::{Extension, FromRequest, Multipart, Query, Request, State};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use cadastre::{Edit, Kind, Point, Words};
use desk::drawing::{Imported, ImportedGrid, StaffForm};
use desk::{Caller, DeskError};
use domain::access::Right;
use domain::drawing::{DrawnCells, Refused};
use http::{HeaderValue, header};
use serde::Deserialize;

use super::forms::{Deed, Done, form};
use super::gate::Who;
use super::{Entry, StaffState, page, page_of_form};
use crate::problem::Problem;
use crate::router::Access;

const GRID: &str = "/admin/grid";
const DRAFT: &str = "/admin/grid/draft";
const STAFF: &str = "/admin/grid/staff";

/// Most bytes of a file and the form around it.
pub(crate) const MAX_UPLOAD_BYTES: usize = cadastre::limits::FILE_BYTES + 64 * 1024;
/// Most bytes of a form with a list of who works where: room for as many lines as are taken at once.
pub(crate) const MAX_LIST_BYTES: usize = 512 * 1024;
/// Corners that somebody draws by hand at once.
const MAX_PLACES: usize = 2_000;

/// Whether grids are sent to this path.
pub(crate) fn is_upload(path: &str) -> bool {
    matches!(path, "/admin/grid/files" | "/en/admin/grid/files")
}

/// Whether lists of who works where are sent to this path.
pub(crate) fn takes_list(path: &str) -> bool {
    matches!(path, "/admin/grid/staff" | "/en/admin/grid/staff")
}

pub(super) fn entries() -> Vec<Entry> {
    let grid = Access::Right(Right::ManageGrid);
    pages! {
        "/admin/grid" => grid, get(page);
        "/admin/grid/files" => grid, post(upload);
        "/admin/grid/export" => grid, get(export);
        "/admin/grid/draft" => grid, get(page).merge(form(act));
        "/admin/grid/draft/cells" => grid, get(cells);
        "/admin/grid/draft/export" => grid, get(export_draft);
        "/admin/grid/staff" => grid, get(page).merge(form(change_staff));
    }
}

/// Takes a file and leads to the draft that it is; what is wrong with it is told on the page it was sent from.
async fn upload(
    State(state): State<StaffState>,
    Extension(Who(caller)): Extension<Who>,
    request: Request,
) -> Response {
    let Some(caller) = caller else {
        return Problem::from(DeskError::SignedOut).into_response();
    };
    let (page, back) = page_of_form(&request, "/files");
    let (file, fields) = match Multipart::from_request(request, &()).await {
        Ok(form) => brought(form).await,
        Err(_) => (None, Vec::new()),
    };
    let done = match file {
        Some(file) => state.desk.import_grid(&caller, file).await,
        None => Err(DeskError::invalid("file", "choose one")),
    };
    let mut told = Sent {
        fields,
        ..Sent::default()
    };
    match done {
        Ok(Imported::Drafted) => return Redirect::to(&back.replacen(GRID, DRAFT, 1)).into_response(),
        Ok(Imported::Faults(findings)) => {
            let count = findings.errors.len() + findings.more;
            let lines = |name: &'static str, faults: &[cadastre::Fault]| {
                let line = faults
                    .iter()
                    .filter_map(|fault| serde_json::to_string(fault).ok());
                line.map(|line| (name.to_owned(), line)).collect::<Vec<_>>()
            };
            told.shown = lines("error", &findings.errors);
            told.shown.extend(lines("warning", &findings.warnings));
            told.shown.push(("more".to_owned(), findings.more.to_string()));
            told.fault = Some(Arc::new(Refused::FileFaults { count }.into()));
        }
        Err(error @ (DeskError::Store(_) | DeskError::Unavailable(_))) => {
            return Problem::from(error).into_response();
        }
        Err(error) => told.fault = Some(Arc::new(error)),
    }
    state.page(page, Some(caller), told).await
}

/// The file of a form, with one byte more than is taken if it is too large, and what else was said.
async fn brought(mut form: Multipart) -> (Option<ImportedGrid>, Vec<(String, String)>) {
    let (mut bytes, mut fields) = (Vec::new(), Vec::<(String, String)>::new());
    while let Ok(Some(mut part)) = form.next_field().await {
        let name = part.name().unwrap_or_default().to_owned();
        if name != "file" {
            if let Ok(text) = part.text().await {
                fields.push((name, text.chars().take(1_000).collect()));
            }
            continue;
        }
        while let Ok(Some(chunk)) = part.chunk().await {
            bytes.extend_from_slice(&chunk);
            if bytes.len() > cadastre::limits::FILE_BYTES {
                break;
            }
        }
    }
    let said = |name: &str| {
        fields
            .iter()
            .find(|(known, _)| known == name)
            .map(|(_, value)| value)
    };
    let file = (!bytes.is_empty()).then(|| ImportedGrid {
        bytes,
        mapping: (said("mapping").into_iter())
            .flat_map(|text| text.split_whitespace().map(str::to_owned))
            .collect(),
        no_gaps: said("no_gaps").is_some(),
    });
    (file, fields)
}

/// One of the forms on the page of a draft, or what the map on it says.
async fn act(deed: Arc<Deed>) -> Result<Done, DeskError> {
    let (caller, desk) = (deed.caller()?, deed.desk());
    let version: u64 = deed
        .field("version")
        .parse()
        .map_err(|_| Refused::ChangedMeanwhile)?;
    let chosen = asked(&deed, "cell");
    match deed.field("do") {
        "undo" => desk.undo_grid(caller, version).await?,
        "redo" => desk.redo_grid(caller, version).await?,
        "take_over" => desk.take_over_grid(caller, version).await?,
        "discard" => {
            desk.discard_grid(caller, version).await?;
            return Ok(Done::Go(GRID));
        }
        "apply" => {
            let done = desk.apply_grid(caller, version, deed.field("from")).await?;
            let (moved, looked) = (done.moved.to_string(), done.looked_at.to_string());
            return Ok(go(&deed, GRID, &[("moved", &moved), ("looked", &looked)]));
        }
        other => {
            let (edit, shown) = edit(&deed, other, &chosen)?;
            desk.edit_grid(caller, version, edit).await?;
            return Ok(go(&deed, DRAFT, &[("cell", &shown)]));
        }
    }
    Ok(go(&deed, DRAFT, &[("cell", &chosen)]))
}

/// What is to be done, and which cell is chosen then.
fn edit(deed: &Deed, what: &str, chosen: &str) -> Result<(Edit, String), DeskError> {
    let code = chosen.to_owned();
    let words = |prefix: &str| {
        let said = |name: &str| deed.field(&format!("{prefix}{name}")).trim().to_owned();
        let filled = |name: &str| Some(said(name)).filter(|text| !text.is_empty());
        let name = said("name");
        if name.chars().count() > cadastre::limits::NAME_CHARS || name.chars().any(char::is_control) {
            return Err(DeskError::invalid("name", "1 to 64 characters"));
        }
        Ok(Words {
            code: said("code"),
            name,
            kind: if said("kind") == "dedicated" {
                Kind::Dedicated
            } else {
                Kind::Basic
            },
            rural: !said("rural").is_empty(),
            township: filled("township"),
            community: filled("community"),
        })
    };
    Ok(match what {
        "move" => (
            Edit::Move {
                from: place(deed.field("from"))?,
                to: place(deed.field("to"))?,
            },
            code,
        ),
        "insert" => (
            Edit::Insert {
                from: place(deed.field("from"))?,
                to: place(deed.field("to"))?,
                at: place(deed.field("at"))?,
            },
            code,
        ),
        "remove" => {
            let at = place(deed.field("at"))?;
            (Edit::Remove { at }, code)
        }
        "draw" => {
            let words = words("draw_")?;
            let shown = words.code.clone();
            let ring = places(deed.field("ring"))?;
            let over = !deed.field("over").is_empty();
            (Edit::Draw { ring, words, over }, shown)
        }
        "split" => {
            let (line, new) = (places(deed.field("line"))?, words("split_")?);
            let edit = Edit::Split {
                code: code.clone(),
                line,
                new,
            };
            (edit, code)
        }
        "merge" => {
            let edit = Edit::Merge {
                codes: deed.all("with"),
                into: code.clone(),
            };
            (edit, code)
        }
        "say" => {
            let words = words("")?;
            let shown = words.code.clone();
            (Edit::Say { code, words }, shown)
        }
        "drop" => (Edit::Drop { code }, String::new()),
        _ => return Err(DeskError::invalid("do", "choose one")),
    })
}

fn place(text: &str) -> Result<Point, Refused> {
    let (lng, lat) = text.split_once(',').ok_or(Refused::NoPlaces)?;
    let number = |text: &str| text.trim().parse::<f64>().map_err(|_| Refused::NoPlaces);
    let (lng, lat) = (number(lng)?, number(lat)?);
    if (-180.0..=180.0).contains(&lng) && (-90.0..=90.0).contains(&lat) {
        Ok((lng, lat))
    } else {
        Err(Refused::NoPlaces)
    }
}

fn places(text: &str) -> Result<Vec<Point>, Refused> {
    // Without its end a ring would be another one.
    if text.split(';').count() > MAX_PLACES {
        return Err(Refused::TooManyPlaces { limit: MAX_PLACES });
    }
    let places = text.split(';').map(place).collect::<Result<Vec<_>, _>>()?;
    if places.len() < 2 {
        return Err(Refused::NoPlaces);
    }
    Ok(places)
}

async fn change_staff(deed: Arc<Deed>) -> Result<Done, DeskError> {
    let (caller, desk) = (deed.caller()?, deed.desk());
    let form: StaffForm = deed.read()?;
    let cell = asked(&deed, "cell");
    let mut pairs = vec![("cell", cell.as_str())];
    let count;
    match deed.field("do") {
        "assign" => desk.assign_staff(caller, &form).await?,
        "end" => desk.end_staff(caller, &form, deed.field("begun")).await?,
        "list" => {
            count = desk.import_staff(caller, deed.field("list")).await?.to_string();
            pairs.push(("assigned", &count));
        }
        _ => return Err(DeskError::invalid("do", "choose one")),
    }
    Ok(go(&deed, STAFF, &pairs))
}

/// What the address of a form asks.
fn asked(deed: &Deed, name: &str) -> String {
    let found = deed.query.iter().find(|(known, _)| known == name);
    found.map_or_else(String::new, |(_, value)| value.clone())
}

fn go(deed: &Deed, path: &str, pairs: &[(&str, &str)]) -> Done {
    let address = deed.address(path);
    let filled = pairs.iter().filter(|(_, value)| !value.is_empty());
    let query = form_urlencoded::Serializer::new(String::new())
        .extend_pairs(filled)
        .finish();
    let address = match (query.is_empty(), address.contains('?')) {
        (true, _) => address,
        (false, true) => format!("{address}&{query}"),
        (false, false) => format!("{address}?{query}"),
    };
    Done::Answer(Redirect::to(&address).into_response())
}

#[derive(Deserialize)]
struct Since {
    /// A version; empty or no number = everything.
    #[serde(default)]
    since: String,
}

/// What the map has to draw.
async fn cells(
    State(state): State<StaffState>,
    Extension(Who(caller)): Extension<Who>,
    Query(asked): Query<Since>,
) -> Result<Json<DrawnCells>, Problem> {
    let caller: Caller = caller.ok_or(DeskError::SignedOut)?;
    Ok(Json(
        state
            .desk
            .drawn_cells(&caller, asked.since.parse().unwrap_or(0))
            .await?,
    ))
}

#[derive(Deserialize)]
struct Day {
    #[serde(default)]
    at: String,
}

/// The grid that holds, or held on a day.
async fn export(
    State(state): State<StaffState>,
    Extension(Who(caller)): Extension<Who>,
    Query(asked): Query<Day>,
) -> Result<Response, Problem> {
    let caller: Caller = caller.ok_or(DeskError::SignedOut)?;
    let text = state.desk.export_grid(&caller, &asked.at).await?;
    let of = asked.at.trim();
    let name = if of.is_empty() { "grid" } else { of };
    Ok(download(&format!("{}-{name}", caller.region), text))
}

async fn export_draft(
    State(state): State<StaffState>,
    Extension(Who(caller)): Extension<Who>,
) -> Result<Response, Problem> {
    let caller: Caller = caller.ok_or(DeskError::SignedOut)?;
    let text = state.desk.export_draft(&caller).await?;
    Ok(download(&format!("{}-draft", caller.region), text))
}

fn download(name: &str, text: String) -> Response {
    let disposition = format!("attachment; filename=\"{name}.geojson\"");
    let headers = [
        (
            header::CONTENT_TYPE,
            HeaderValue::from_static("application/geo+json"),
        ),
        (
            header::CONTENT_DISPOSITION,
            HeaderValue::from_str(&disposition).unwrap_or(HeaderValue::from_static("attachment")),
        ),
        (
            header::X_CONTENT_TYPE_OPTIONS,
            HeaderValue::from_static("nosniff"),
        ),
    ];
    (headers, text).into_response()
}
