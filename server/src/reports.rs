//! `/report`: a resident's report, in two steps, and the receipt that its ticket leads to.
//!
//! Every step is a plain form. The first says what and where and is answered with what may be the same matter; the
//! second sends it, with a photo. What is sent goes through [`desk::Voice`], which can take a report and nothing else.
//! The ticket is drawn by the page: whoever sends the same form again gets the same receipt.

use std::sync::Arc;

use app::server::{ReceiptView, ReportShown, ReportStep, Sent, place_of_spot, place_picture};
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{ConnectInfo, FromRequest, Multipart, Path, Request, State};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use desk::{DeskError, GivenFile, NewCase, Voice, Whose};
use domain::desk::Contact;
use domain::{Lang, RegionCode};
use http::request::Parts;
use http::{HeaderValue, StatusCode, header};
use tower_http::compression::CompressionLayer;
use uuid::Uuid;

use crate::attempts::{Attempts, Network};
use crate::files::{MAX_FORM_BYTES, parted, received};
use crate::listen::Peer;
use crate::pages::naming_region;
use crate::problem::{Cause, Problem};
use crate::router::Access;
use crate::staff::StaffState;

const PATHS: [&str; 9] = [
    "/report",
    "/report/files",
    "/report/{ticket}",
    "/report/{ticket}/files",
    "/en/report",
    "/en/report/files",
    "/en/report/{ticket}",
    "/en/report/{ticket}/files",
    PICTURE,
];
const PICTURE: &str = "/report/map.svg";

/// Every address with who may use it, for the test of the role matrix.
pub(crate) fn addresses() -> impl Iterator<Item = (&'static str, Access)> {
    PATHS.into_iter().map(|path| (path, Access::Public))
}

/// Given to the handlers of reports. Cheap to clone.
#[derive(Clone)]
pub(crate) struct ReportState {
    staff: StaffState,
    voice: Voice,
    /// Steps and pictures, by address.
    looks: Arc<Attempts<Network>>,
    /// Reports, by address.
    reports: Arc<Attempts<Network>>,
}

impl ReportState {
    pub(crate) fn new(staff: StaffState) -> Self {
        Self {
            voice: Voice::new(staff.desk.clone(), staff.receiver.persons().clone()),
            looks: Arc::new(Attempts::of_codes()),
            reports: Arc::new(Attempts::of_reports()),
            staff,
        }
    }
}

pub(crate) fn router(state: ReportState) -> Router {
    let mut router = Router::new();
    for prefix in ["", "/en"] {
        let at = |path: &str| format!("{prefix}{path}");
        router = router
            .route(&at("/report"), get(begin).post(step))
            .route(&at("/report/files"), post(send))
            .route(&at("/report/{ticket}"), get(receipt))
            .route(&at("/report/{ticket}/files"), post(add_file));
    }
    router
        .route(PICTURE, get(picture))
        .layer(CompressionLayer::new())
        .with_state(state)
}

/// Who asks, for which region, in which language.
struct Asked {
    region: RegionCode,
    lang: Lang,
    parts: Parts,
}

impl Asked {
    /// What is asked for; else the page that says that there is no such region. Where none is named and the home
    /// region has not been made yet, it is the first one that has.
    async fn of(state: &ReportState, mut parts: Parts) -> Result<Self, Box<Response>> {
        let portal = &state.staff.portal;
        let home = state.staff.home();
        let query = parts.uri.query().unwrap_or_default();
        let named = form_urlencoded::parse(query.as_bytes()).find(|(name, _)| name == "region");
        let named = named.map(|(_, code)| code.into_owned());
        let code = if let Some(code) = named {
            code
        } else if portal.region(home).is_ok() {
            home.to_string()
        } else {
            let first = portal.regions().into_iter().next();
            let code = first.map_or_else(|| home.to_string(), |first| first.code);
            // The page has to know it, too.
            if let Ok(uri) = naming_region(&parts.uri, &code).parse() {
                parts.uri = uri;
            }
            code
        };
        let region = RegionCode::parse(&code)
            .ok()
            .filter(|code| portal.region(code).is_ok());
        let is_known = region.is_some();
        let lang = if parts.uri.path().starts_with("/en/") {
            Lang::En
        } else {
            Lang::Zh
        };
        let asked = Self {
            region: region.unwrap_or_else(|| home.clone()),
            lang,
            parts,
        };
        if is_known {
            Ok(asked)
        } else {
            Err(Box::new(asked.page(state, None, Sent::default()).await))
        }
    }

    fn network(&self, state: &ReportState) -> Network {
        let peer = self.parts.extensions.get::<ConnectInfo<Peer>>();
        let peer = peer.map(|ConnectInfo(Peer(peer))| *peer);
        state.staff.address(&self.parts.headers, peer).into()
    }

    /// A page of ours in the language and region asked in.
    fn address(&self, state: &ReportState, path: &str) -> String {
        let prefix = if self.lang == Lang::En { "/en" } else { "" };
        if self.region == *state.staff.home() {
            format!("{prefix}{path}")
        } else {
            format!("{prefix}{path}?region={}", self.region)
        }
    }

    /// The page with what has come of the request; kept by nobody.
    async fn page(self, state: &ReportState, shown: Option<ReportShown>, sent: Sent) -> Response {
        let cause = sent
            .fault
            .as_deref()
            .filter(|error| matches!(error, DeskError::Store(_) | DeskError::Unavailable(_)));
        let cause = cause.map(|error| Cause(error.to_string().into()));
        let wait = match shown {
            Some(ReportShown::TooMany { seconds }) => Some(seconds),
            _ => None,
        };
        let mut parts = self.parts;
        parts.headers.remove(header::IF_NONE_MATCH);
        let request = Request::from_parts(parts, Body::empty());
        let (portal, assets) = (state.staff.portal.clone(), state.staff.site.assets().clone());
        let mut response = app::server::report_page(request, portal, assets, shown, sent).await;
        let headers = response.headers_mut();
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        if let Some(seconds) = wait {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        if let Some(cause) = cause {
            response.extensions_mut().insert(cause);
        }
        response
    }
}

/// `GET /report`: the first step.
async fn begin(State(state): State<ReportState>, request: Request) -> Response {
    let asked = match Asked::of(&state, request.into_parts().0).await {
        Ok(asked) => asked,
        Err(refusal) => return *refusal,
    };
    let first = first_step(Uuid::new_v4());
    asked.page(&state, Some(first), Sent::default()).await
}

fn first_step(ticket: Uuid) -> ReportShown {
    ReportShown::Form(ReportStep {
        ticket: ticket.to_string(),
        lookalikes: None,
    })
}

/// `POST /report`: on to the second step, or back to the first.
async fn step(State(state): State<ReportState>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let asked = match Asked::of(&state, parts).await {
        Ok(asked) => asked,
        Err(refusal) => return *refusal,
    };
    if let Err(seconds) = state.looks.count(asked.network(&state)) {
        let shown = ReportShown::TooMany { seconds };
        return asked.page(&state, Some(shown), Sent::default()).await;
    }
    let Ok(bytes) = to_bytes(body, MAX_FORM_BYTES).await else {
        return Problem::of(StatusCode::PAYLOAD_TOO_LARGE).into_response();
    };
    let mut fields = Fields(form_urlencoded::parse(&bytes).into_owned().collect());
    fields.take_spot(&state, &asked.region);
    let ticket = fields.ticket();
    if fields.get("step") == "change" {
        let sent = fields.sent(None);
        return asked.page(&state, Some(first_step(ticket)), sent).await;
    }
    match look(&state, &asked, &fields, ticket).await {
        Ok(shown) => {
            let sent = fields.sent(None);
            asked.page(&state, Some(shown), sent).await
        }
        Err(error) => {
            let sent = fields.sent(Some(error));
            asked.page(&state, Some(first_step(ticket)), sent).await
        }
    }
}

/// The second step of what the first has said.
async fn look(
    state: &ReportState,
    asked: &Asked,
    fields: &Fields,
    ticket: Uuid,
) -> Result<ReportShown, DeskError> {
    let report = fields.report(ticket)?;
    state.voice.check_report(&asked.region, &report).await?;
    let lookalikes = state
        .staff
        .portal
        .lookalikes(
            &asked.region,
            &report.category,
            report.place,
            report.township.as_deref(),
            state.staff.portal.now(),
            asked.lang,
        )
        .await;
    // Whoever reports is not sent away because the list cannot be read.
    let lookalikes = lookalikes.unwrap_or_else(|error| {
        tracing::warn!(%error, "what is near a report is not known");
        Vec::new()
    });
    Ok(ReportShown::Form(ReportStep {
        ticket: ticket.to_string(),
        lookalikes: Some(lookalikes),
    }))
}

/// `POST /report/files`: the report, with a photo if there is one. Where the photo cannot be taken, the case stands.
async fn send(State(state): State<ReportState>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let asked = match Asked::of(&state, parts.clone()).await {
        Ok(asked) => asked,
        Err(refusal) => return *refusal,
    };
    let request = Request::from_parts(parts, body);
    let (fields, file) = match Multipart::from_request(request, &()).await {
        Ok(form) => parted(form).await,
        Err(refusal) => return refusal.into_response(),
    };
    let fields = Fields(fields);
    let ticket = fields.ticket();
    // A form sent again is no second report.
    let is_known = state.voice.receipt(&asked.region, ticket).await.is_ok();
    if !is_known && let Err(seconds) = state.reports.count(asked.network(&state)) {
        let shown = ReportShown::TooMany { seconds };
        return asked.page(&state, Some(shown), Sent::default()).await;
    }
    match taken(&state, &asked, &fields, ticket).await {
        Ok(()) => {}
        Err(error) => {
            let in_second = matches!(&error, DeskError::Invalid { field, .. } if field.starts_with("contact"))
                || matches!(error, DeskError::Store(_) | DeskError::Unavailable(_));
            let shown = match in_second {
                true => look(&state, &asked, &fields, ticket).await.ok(),
                false => None,
            };
            let shown = shown.unwrap_or_else(|| first_step(ticket));
            let sent = fields.sent(Some(error));
            return asked.page(&state, Some(shown), sent).await;
        }
    }
    match file {
        Some(file) => add(&state, asked, ticket, file).await,
        None => to_receipt(&state, &asked, ticket),
    }
}

async fn taken(state: &ReportState, asked: &Asked, fields: &Fields, ticket: Uuid) -> Result<(), DeskError> {
    let report = fields.report(ticket)?;
    state
        .voice
        .report(&asked.region, report, fields.contact()?)
        .await?;
    Ok(())
}

/// `GET /report/{ticket}`: the receipt.
async fn receipt(State(state): State<ReportState>, Path(ticket): Path<String>, request: Request) -> Response {
    let asked = match Asked::of(&state, request.into_parts().0).await {
        Ok(asked) => asked,
        Err(refusal) => return *refusal,
    };
    let Ok(ticket) = Uuid::parse_str(&ticket) else {
        return asked.page(&state, None, Sent::default()).await;
    };
    shown(&state, asked, ticket, None).await
}

/// `POST /report/{ticket}/files`: another photo.
async fn add_file(
    State(state): State<ReportState>,
    Path(ticket): Path<String>,
    request: Request,
) -> Response {
    let (parts, body) = request.into_parts();
    let asked = match Asked::of(&state, parts.clone()).await {
        Ok(asked) => asked,
        Err(refusal) => return *refusal,
    };
    let Ok(ticket) = Uuid::parse_str(&ticket) else {
        return asked.page(&state, None, Sent::default()).await;
    };
    if let Err(seconds) = state.looks.count(asked.network(&state)) {
        let shown = ReportShown::TooMany { seconds };
        return asked.page(&state, Some(shown), Sent::default()).await;
    }
    let file = match Multipart::from_request(Request::from_parts(parts, body), &()).await {
        Ok(form) => received(form).await,
        Err(refusal) => return refusal.into_response(),
    };
    match file {
        Some(file) => add(&state, asked, ticket, file).await,
        None => {
            let fault = DeskError::invalid("file", "choose one");
            shown(&state, asked, ticket, Some(fault)).await
        }
    }
}

/// Adds a photo to what was reported; the receipt says whether it was taken.
async fn add(state: &ReportState, asked: Asked, ticket: Uuid, file: GivenFile) -> Response {
    let added = match state.voice.receipt(&asked.region, ticket).await {
        Ok(receipt) => {
            let whose = Whose::Reporter(&receipt);
            state.staff.attachments.add(whose, file).await.map(|_| ())
        }
        Err(error) => Err(error),
    };
    match added {
        Ok(()) => to_receipt(state, &asked, ticket),
        Err(error) => shown(state, asked, ticket, Some(error)).await,
    }
}

/// The page of a receipt, with what could not be done.
async fn shown(state: &ReportState, asked: Asked, ticket: Uuid, fault: Option<DeskError>) -> Response {
    let receipt = match state.voice.receipt(&asked.region, ticket).await {
        Ok(receipt) => receipt,
        Err(DeskError::NotFound) => return asked.page(state, None, Sent::default()).await,
        Err(error) => return Problem::from(error).into_response(),
    };
    let files = state.staff.attachments.list(Whose::Reporter(&receipt)).await;
    let files = files.map_or(0, |files| files.len());
    let dictionary = state.staff.portal.dictionary(&asked.region, asked.lang);
    let named = dictionary.ok().and_then(|dictionary| {
        let mut kinds = dictionary.categories.into_iter().map(|(unit, _)| unit);
        kinds.find(|unit| unit.code == receipt.category)
    });
    let mut view = ReceiptView::new(
        ticket.to_string(),
        receipt.code.clone(),
        named.map_or(receipt.category.clone(), |unit| unit.name),
        receipt.link.clone(),
    );
    view.files = files;
    view.takes_files = receipt.takes_files(files);
    let sent = Sent {
        fault: fault.map(Arc::new),
        ..Sent::default()
    };
    asked
        .page(state, Some(ReportShown::Receipt(Box::new(view))), sent)
        .await
}

fn to_receipt(state: &ReportState, asked: &Asked, ticket: Uuid) -> Response {
    let to = asked.address(state, &format!("/report/{ticket}"));
    let mut response = Redirect::to(&to).into_response();
    response
        .headers_mut()
        .insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

/// `GET /report/map.svg`: the picture in which a place is pointed at without script.
async fn picture(State(state): State<ReportState>, request: Request) -> Response {
    let asked = match Asked::of(&state, request.into_parts().0).await {
        Ok(asked) => asked,
        Err(refusal) => return *refusal,
    };
    match place_picture(&state.staff.portal, &asked.region) {
        Some(svg) => ([(header::CONTENT_TYPE, "image/svg+xml")], svg).into_response(),
        None => Problem::not_found("This region has no grid.").into_response(),
    }
}

/// The fields of a form.
struct Fields(Vec<(String, String)>);

impl Fields {
    fn get(&self, name: &str) -> &str {
        let found = self.0.iter().find(|(known, _)| known == name);
        found.map_or("", |(_, value)| value.trim())
    }

    fn filled(&self, name: &str) -> Option<String> {
        Some(self.get(name).to_owned()).filter(|value| !value.is_empty())
    }

    /// The ticket of the form; whoever sends none gets a new one.
    fn ticket(&self) -> Uuid {
        Uuid::parse_str(self.get("ticket")).unwrap_or_else(|_| Uuid::new_v4())
    }

    /// The picture was pointed at: what it means comes instead of what was typed.
    fn take_spot(&mut self, state: &ReportState, region: &RegionCode) {
        let spot = self
            .get("spot.x")
            .parse()
            .ok()
            .zip(self.get("spot.y").parse().ok());
        let place = spot.and_then(|spot| place_of_spot(&state.staff.portal, region, spot));
        let Some((lng, lat)) = place else { return };
        self.0
            .retain(|(name, _)| !matches!(name.as_str(), "lng" | "lat" | "spot.x" | "spot.y"));
        self.0.push(("lng".to_owned(), format!("{lng:.6}")));
        self.0.push(("lat".to_owned(), format!("{lat:.6}")));
    }

    fn report(&self, ticket: Uuid) -> Result<NewCase, DeskError> {
        let number = |name: &str| {
            let text = self.filled(name)?;
            Some(text.parse::<f64>().ok().filter(|value| value.is_finite()))
        };
        let place = match (number("lng"), number("lat")) {
            (None, None) => None,
            (Some(Some(lng)), Some(Some(lat))) => Some((lng, lat)),
            _ => return Err(DeskError::invalid("place", "a longitude and a latitude on earth")),
        };
        Ok(NewCase {
            action_id: ticket,
            category: self.get("category").to_owned(),
            title: None,
            narrative: self.filled("narrative"),
            address: self.filled("address"),
            township: self.filled("township"),
            place,
            station: None,
        })
    }

    fn contact(&self) -> Result<Option<Contact>, DeskError> {
        match (self.filled("contact_name"), self.filled("contact")) {
            (None, None) => Ok(None),
            (Some(_), None) => Err(DeskError::invalid(
                "contact",
                "a telephone number or a mail address",
            )),
            (name, Some(reach)) => Ok(Some(Contact { name, reach })),
        }
    }

    fn sent(self, fault: Option<DeskError>) -> Sent {
        Sent {
            fields: self.0,
            fault: fault.map(Arc::new),
            shown: Vec::new(),
        }
    }
}
