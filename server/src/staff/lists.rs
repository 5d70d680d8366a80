//! Lists that administrators bring: sent by a form, read as another one says, imported by a third.

use std::sync::Arc;

use app::server::Sent;
use axum::body::Body;
use axum::extract::{Extension, FromRequest, Multipart, Query, Request, State};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use desk::{Caller, DeskError};
use domain::access::Right;
use http::{HeaderValue, header};
use percent_encoding::utf8_percent_encode;
use serde::Deserialize;
use tokio_util::io::ReaderStream;
use uuid::Uuid;

use super::forms::{Deed, Done, form};
use super::gate::Who;
use super::{Entry, StaffState, page, page_of_form};
use crate::files::KEPT;
use crate::lists::{begin_with, bring, choose};
use crate::problem::Problem;
use crate::router::Access;

const RUN: &str = "/admin/import/run";

pub(super) fn entries() -> Vec<Entry> {
    let importing = Access::Right(Right::ImportLists);
    pages! {
        "/admin/import" => importing, get(page);
        "/admin/import/files" => importing, post(upload);
        "/admin/import/run" => importing, get(page).merge(form(act));
        "/admin/import/rejects" => importing, get(rejects);
    }
}

/// Takes a file, then leads to its page; what is wrong with it is told on the page it was sent from.
async fn upload(
    State(state): State<StaffState>,
    Extension(Who(caller)): Extension<Who>,
    request: Request,
) -> Response {
    let Some(caller) = caller else {
        return Problem::from(DeskError::SignedOut).into_response();
    };
    let (page, back) = page_of_form(&request, "/files");
    let announced = request
        .headers()
        .get(header::CONTENT_LENGTH)
        .and_then(|bytes| bytes.to_str().ok()?.parse().ok());
    let brought = match Multipart::from_request(request, &()).await {
        Ok(form) => bring(&state.importer, &caller, announced, form).await,
        Err(_) => Err(DeskError::invalid("file", "choose one")),
    };
    match brought {
        Ok(id) => {
            Redirect::to(&with_id(&back.replacen("/admin/import", RUN, 1), &id.to_string())).into_response()
        }
        Err(error @ (DeskError::Store(_) | DeskError::Unavailable(_))) => {
            Problem::from(error).into_response()
        }
        Err(error) => {
            let told = Sent {
                fault: Some(Arc::new(error)),
                ..Sent::default()
            };
            state.page(page, Some(caller), told).await
        }
    }
}

/// One of the forms on the page of a list.
async fn act(deed: Arc<Deed>) -> Result<Done, DeskError> {
    let caller = deed.caller()?;
    let importer = &deed.state.importer;
    let asked = deed.query.iter().find(|(name, _)| name == "id");
    let id = asked.map_or("", |(_, id)| id.as_str());
    match deed.field("do") {
        "base" => begin_with(importer, caller, id, deed.field("base")).await?,
        "choose" => choose(importer, caller, id, |name| deed.field(name).to_owned()).await?,
        "run" => importer.start(caller, id).await?,
        _ => return Err(DeskError::invalid("do", "choose one")),
    }
    Ok(Done::Answer(
        Redirect::to(&with_id(&deed.address(RUN), id)).into_response(),
    ))
}

#[derive(Deserialize)]
struct Which {
    #[serde(default)]
    id: String,
}

/// The rows that could not be taken, as the command writes them.
async fn rejects(
    State(state): State<StaffState>,
    Extension(Who(caller)): Extension<Who>,
    Query(which): Query<Which>,
) -> Response {
    match opened(&state, caller.as_ref(), &which.id).await {
        Ok(response) => response,
        Err(error) => Problem::from(error).into_response(),
    }
}

async fn opened(state: &StaffState, caller: Option<&Caller>, id: &str) -> Result<Response, DeskError> {
    let caller = caller.ok_or(DeskError::SignedOut)?;
    let (files, list) = state.importer.lists().find(caller, id)?;
    let file = match tokio::fs::File::open(files.rejects()).await {
        Ok(file) => file,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Err(DeskError::NotFound),
        Err(error) => return Err(error.into()),
    };
    let name = format!("{}.rejects.csv", list.file_name);
    let disposition = format!(
        "attachment; filename=\"rejects.csv\"; filename*=UTF-8''{}",
        utf8_percent_encode(&name, KEPT)
    );
    let headers = [
        (
            header::CONTENT_TYPE,
            HeaderValue::from_static("text/csv; charset=utf-8"),
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
    Ok((headers, Body::from_stream(ReaderStream::new(file))).into_response())
}

fn with_id(address: &str, id: &str) -> String {
    // Whatever came as an id is an id, or names nothing.
    let id = Uuid::parse_str(id).map_or_else(|_| String::new(), |id| id.to_string());
    let sign = if address.contains('?') { '&' } else { '?' };
    format!("{address}{sign}id={id}")
}
