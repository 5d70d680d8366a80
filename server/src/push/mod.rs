//! `POST /api/v1/intake/{source}`: systems push their records.
//!
//! Whoever holds a key of a system pushes into the region of the key, and nothing else. The body is signed with the
//! key, so that nobody on the way changes it or sends it later. What the mapping of the key makes of an object is
//! what it makes of a row of a file. The answer comes after the commit: what it counts as taken stays, and what
//! could not be taken is kept in quarantine. A batch that is sent again changes nothing.

mod batch;
#[cfg(test)]
mod fuzz;
mod receiver;

use axum::Json;
use axum::Router;
use axum::body::to_bytes;
use axum::extract::{Path, RawQuery, Request, State};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use desk::DeskError;
use domain::RegionCode;
use http::{HeaderMap, HeaderValue, StatusCode, header};
use serde::Serialize;
use serde_json::value::RawValue;
use store::intake::{Became, IntakeKey};

pub(crate) use receiver::Receiver;

use crate::import::take_objects;
use crate::problem::Problem;
use crate::router::Access;
use crate::signature::{self, Fault};

const PATH: &str = "/api/v1/intake/{source}";
/// What addresses begin with at which batches are taken.
pub(crate) const PREFIX: &str = "/api/v1/intake/";
/// Largest body.
pub(crate) const MAX_BYTES: usize = 8 * 1024 * 1024;

/// Every address with who may use it.
pub(crate) fn addresses() -> [(&'static str, Access); 1] {
    [(PATH, Access::Key)]
}

pub(crate) fn router(receiver: Receiver) -> Router {
    Router::new().route(PATH, post(push)).with_state(receiver)
}

/// What became of a batch.
#[derive(Debug, Default, Serialize)]
struct Receipt {
    new: u64,
    updated: u64,
    unchanged: u64,
    quarantined: u64,
    /// Of each record, in their order.
    records: Vec<Told>,
}

/// What became of one record.
#[derive(Debug, Serialize)]
struct Told {
    outcome: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    field: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
}

async fn push(
    State(receiver): State<Receiver>,
    Path(source): Path<String>,
    RawQuery(query): RawQuery,
    request: Request,
) -> Response {
    let mut response = match taken(&receiver, &source, query.as_deref(), request).await {
        Ok(receipt) => Json(receipt).into_response(),
        Err(problem) => problem.into_response(),
    };
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

async fn taken(
    receiver: &Receiver,
    source: &str,
    query: Option<&str>,
    request: Request,
) -> Result<Receipt, Problem> {
    let region = region(query)?;
    let (parts, body) = request.into_parts();
    let (secret, key) = key(receiver, &parts.headers).await?;
    if key.system != source {
        return Err(Problem::of(StatusCode::FORBIDDEN).detail("The key is one of another system."));
    }
    if region.is_some_and(|region| region != key.region) {
        return Err(Problem::of(StatusCode::FORBIDDEN).detail("The key is one of another region."));
    }
    if !is_json(&parts.headers) {
        return Err(Problem::of(StatusCode::UNSUPPORTED_MEDIA_TYPE).detail("Send application/json."));
    }
    let too_large = || {
        Problem::of(StatusCode::PAYLOAD_TOO_LARGE)
            .detail(format!("A batch may have at most {MAX_BYTES} bytes."))
    };
    let bytes = to_bytes(body, MAX_BYTES).await.map_err(|_| too_large())?;
    believe(&secret, &parts.headers, &bytes, receiver)?;
    let records = batch::records(&bytes)?;
    take(receiver, &key, &records).await
}

/// Converts a batch and takes it.
async fn take(receiver: &Receiver, key: &IntakeKey, objects: &[&RawValue]) -> Result<Receipt, Problem> {
    let mapping = receiver.mapping(&key.mapping).map_err(Problem::internal)?;
    let taker = receiver.taker(&key.region).await?;
    let mut taker = taker.lock().await;
    let mut receipt = Receipt::default();
    let mut rejects = Vec::new();
    for became in take_objects(&mut taker, &mapping, objects).await? {
        let (outcome, count) = match &became {
            Ok(Became::New) => ("new", &mut receipt.new),
            Ok(Became::Updated) => ("updated", &mut receipt.updated),
            Ok(Became::Unchanged) => ("unchanged", &mut receipt.unchanged),
            Err(_) => ("quarantined", &mut receipt.quarantined),
        };
        *count += 1;
        let rejected = became.err();
        receipt.records.push(Told {
            outcome,
            field: rejected.as_ref().and_then(|rejected| rejected.field.clone()),
            reason: rejected.as_ref().map(|rejected| rejected.reason.to_string()),
        });
        rejects.extend(rejected);
    }
    receiver.keep(&key.region, &mapping, &rejects).await?;
    Ok(receipt)
}

/// The region that the address names; no other parameter is known.
fn region(query: Option<&str>) -> Result<Option<RegionCode>, Problem> {
    let mut region = None;
    for (name, value) in form_urlencoded::parse(query.unwrap_or_default().as_bytes()) {
        if name != "region" {
            let rule = format!("{name} is not a parameter of this address");
            return Err(Problem::invalid(&*name, rule));
        }
        let code =
            RegionCode::parse(&value).map_err(|error| Problem::invalid("region", error.to_string()))?;
        region = Some(code);
    }
    Ok(region)
}

/// The key of whoever asks, as sent and as known.
async fn key(receiver: &Receiver, headers: &HeaderMap) -> Result<(String, IntakeKey), Problem> {
    let secret = headers
        .get(header::AUTHORIZATION)
        .and_then(|value| value.to_str().ok()?.strip_prefix("Bearer "))
        .map(str::trim);
    let unknown =
        || Problem::of(StatusCode::UNAUTHORIZED).detail("Send the key: Authorization: Bearer lqi_…");
    let secret = secret.ok_or_else(unknown)?;
    match receiver.desk.intake_key(secret).await {
        Ok(key) => Ok((secret.to_owned(), key)),
        Err(DeskError::SignedOut) => Err(unknown()),
        Err(error) => Err(error.into()),
    }
}

fn is_json(headers: &HeaderMap) -> bool {
    let kind = headers.get(header::CONTENT_TYPE);
    let kind = kind.and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    let kind = kind.split(';').next().unwrap_or_default();
    kind.trim().eq_ignore_ascii_case("application/json")
}

/// Refuses a body that was not signed just now with the key.
fn believe(secret: &str, headers: &HeaderMap, body: &[u8], receiver: &Receiver) -> Result<(), Problem> {
    let sent = headers
        .get(signature::HEADER)
        .and_then(|value| value.to_str().ok());
    let fault = match sent {
        None => Fault::Malformed,
        Some(sent) => match signature::check(secret, sent, body, receiver.desk.now()) {
            Ok(()) => return Ok(()),
            Err(fault) => fault,
        },
    };
    Err(Problem::of(StatusCode::UNAUTHORIZED).detail(match fault {
        Fault::Malformed => "Send the signature of the body: Lianqin-Signature: t=<unix seconds>,v1=<hex>",
        Fault::Old => "The body was signed more than five minutes ago, or the clocks differ.",
        Fault::Wrong => "The signature is not one of this body with this key.",
    }))
}
