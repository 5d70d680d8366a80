//! `POST /open311/v2/requests.{format}`: a report from somebody else's app.

use axum::body::to_bytes;
use axum::extract::{FromRequest, Multipart, Path, RawQuery, Request, State};
use axum::response::Response;
use desk::{DeskError, GivenFile, NewCase, Whose};
use domain::desk::Contact;
use domain::source::SourceSystem;
use http::{HeaderValue, StatusCode, header};
use uuid::Uuid;

use super::wire::{self, Value};
use super::{Asked, Fault, Open311, told};
use crate::files::{MAX_FORM_BYTES, given};

/// Text that is not ours is cut here rather than refused: the standard's limit.
const MAX_DESCRIPTION: usize = 4_000;

pub(super) async fn post(
    State(state): State<Open311>,
    Path(file): Path<String>,
    RawQuery(query): RawQuery,
    request: Request,
) -> Response {
    let mut response = told(&file, posted(&state, &file, query.as_deref(), request).await);
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

async fn posted(
    state: &Open311,
    file: &str,
    query: Option<&str>,
    request: Request,
) -> Result<Response, Fault> {
    let mut asked = Asked::new(file, query)?;
    if asked.name != "requests" {
        return Err(Fault::new(404, "there is nothing to post to at this address"));
    }
    let picture = read(&mut asked, request).await?;
    let key = asked
        .get("api_key")
        .ok_or_else(|| Fault::new(403, "api_key was not provided"))?;
    let key = match state.staff.desk.intake_key(key).await {
        Ok(key) if key.system == SourceSystem::Public.code() => key,
        Ok(_) => return Err(Fault::new(403, "the api_key is one of another system")),
        Err(DeskError::SignedOut) => return Err(Fault::new(403, "the api_key is not known")),
        Err(error) => return Err(error.into()),
    };
    if asked.get("jurisdiction_id").is_some() && asked.region(state)? != key.region {
        return Err(Fault::new(403, "the api_key is one of another jurisdiction"));
    }
    state.posts.count(key.id).map_err(Fault::too_many)?;
    let report = report(&asked)?;
    let contact = contact(&asked);
    let ticket = report.action_id;
    let opened = state.voice.report(&key.region, report, contact).await?;
    let notice = match picture {
        None => None,
        Some(picture) => attach(state, &key.region, ticket, picture).await.err(),
    };
    let notice = notice.map(|error| format!("The request stands, but its picture was not taken: {error}"));
    let request = Value::Object(vec![
        ("service_request_id", Value::from(opened.code)),
        ("service_notice", Value::from(notice)),
        ("account_id", Value::Null),
    ]);
    let names = ("service_requests", "request");
    let mut response = wire::answer(asked.format, names, vec![request]);
    *response.status_mut() = StatusCode::CREATED;
    Ok(response)
}

/// Reads the arguments, and a picture where one is sent along as `media` or `file`.
async fn read(asked: &mut Asked, request: Request) -> Result<Option<GivenFile>, Fault> {
    let kind = request.headers().get(header::CONTENT_TYPE);
    let kind = kind.and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    if !kind.starts_with("multipart/form-data") {
        let body = to_bytes(request.into_body(), MAX_FORM_BYTES).await;
        asked.add(&body.map_err(|_| Fault::new(413, "the request is too large"))?);
        return Ok(None);
    }
    let form = Multipart::from_request(request, &()).await;
    let mut form = form.map_err(|_| Fault::new(400, "the form cannot be read"))?;
    let mut picture = None;
    loop {
        let part = form.next_field().await;
        let Some(part) = part.map_err(|_| Fault::new(400, "the form cannot be read"))? else {
            return Ok(picture);
        };
        let name = part.name().unwrap_or_default().to_owned();
        if part.file_name().is_some() {
            picture = given(part)
                .await
                .filter(|file| !file.bytes.is_empty())
                .or(picture);
        } else {
            let text = part
                .text()
                .await
                .map_err(|_| Fault::new(400, "the form cannot be read"))?;
            if !text.trim().is_empty() {
                asked.arguments.push((name, text));
            }
        }
    }
}

fn report(asked: &Asked) -> Result<NewCase, Fault> {
    let category = asked.get("service_code");
    let category = category.ok_or_else(|| Fault::new(400, "service_code was not provided"))?;
    let number = |name: &str| {
        let number = asked.get(name)?.parse::<f64>().ok();
        Some(number.filter(|number| number.is_finite()))
    };
    let place = match (number("long"), number("lat")) {
        (None, None) => None,
        (Some(Some(lng)), Some(Some(lat))) => Some((lng, lat)),
        _ => return Err(Fault::new(400, "lat and long are degrees (WGS-84), both or none")),
    };
    let address = asked.get("address_string").map(str::to_owned);
    if place.is_none() && address.is_none() {
        return Err(Fault::new(
            400,
            "lat and long or address_string were not provided",
        ));
    }
    Ok(NewCase {
        action_id: Uuid::new_v4(),
        category: category.to_owned(),
        title: None,
        narrative: narrative(asked),
        address,
        township: None,
        place,
        station: None,
    })
}

/// Everything that was said, so that nothing is lost: the description, where media are, attributes.
fn narrative(asked: &Asked) -> Option<String> {
    let description = asked.get("description").map(str::to_owned);
    let more = asked.arguments.iter().filter(|(name, _)| {
        name.starts_with("attribute[") || matches!(name.as_str(), "media_url" | "address_id")
    });
    let more = more.map(|(name, value)| format!("{name}: {}", value.trim()));
    let lines: Vec<String> = description.into_iter().chain(more).collect();
    let text: String = lines
        .join("\n")
        .chars()
        .filter(|letter| *letter != '\0')
        .collect();
    let text: String = text.chars().take(MAX_DESCRIPTION).collect();
    (!text.is_empty()).then_some(text)
}

/// How to reach whoever reported; what cannot be a number or an address is left out.
fn contact(asked: &Asked) -> Option<Contact> {
    let reach = ["phone", "email"].into_iter().filter_map(|name| asked.get(name));
    let reach = reach.into_iter().find(|text| Contact::is_reach(text))?;
    let names = ["first_name", "last_name"]
        .into_iter()
        .filter_map(|name| asked.get(name));
    let name: String = names.collect::<Vec<_>>().join(" ");
    let name: String = name.chars().take(Contact::MAX_NAME).collect();
    Some(Contact {
        name: (!name.is_empty()).then_some(name),
        reach: reach.to_owned(),
    })
}

async fn attach(
    state: &Open311,
    region: &domain::RegionCode,
    ticket: Uuid,
    picture: GivenFile,
) -> Result<(), DeskError> {
    let receipt = state.voice.receipt(region, ticket).await?;
    let whose = Whose::Reporter(&receipt);
    state.staff.attachments.add(whose, picture).await.map(|_| ())
}

impl From<DeskError> for Fault {
    fn from(error: DeskError) -> Self {
        match error {
            DeskError::Invalid {
                field: "category", ..
            } => Self::new(404, "service_code was not found"),
            DeskError::Invalid { field, rule } => {
                let argument = match field {
                    "place" => "lat and long",
                    "address" => "address_string",
                    "narrative" => "description",
                    other => other,
                };
                Self::new(400, format!("{argument}: {rule}"))
            }
            DeskError::Store(error) if error.is_unreachable() => {
                Self::new(503, "the request cannot be taken at the moment").because(error)
            }
            error => Self::new(500, "a fault of the server").because(error),
        }
    }
}

/// `GET /open311/v2/tokens/{token}.{format}`: every service answers with the id at once, so there are no tokens.
pub(super) async fn token(Path(file): Path<String>, RawQuery(query): RawQuery) -> Response {
    let answer = Asked::new(&file, query.as_deref()).and_then(|_| {
        Err(Fault::new(
            404,
            "token was not found: requests get their service_request_id at once",
        ))
    });
    told(&file, answer)
}
