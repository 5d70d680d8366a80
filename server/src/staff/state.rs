use std::net::{IpAddr, SocketAddr};
use std::num::NonZeroU32;
use std::sync::Arc;

use app::server::{Bases, Demo, Sent, StaffPage};
use axum::extract::Request;
use axum::response::Response;
use desk::{Attachments, Caller, Desk, DeskError, ListSpace};
use domain::RegionCode;
use http::{HeaderMap, header};
use portal::Portal;
use uuid::Uuid;

use super::oidc::{OidcSettings, Providers};
use crate::attempts::Attempts;
use crate::lists::Importer;
use crate::push::Receiver;
use crate::shutdown::Shutdown;
use crate::site::Site;

/// What the staff side is told by settings.
#[derive(Debug, Clone, Default)]
pub struct StaffOptions {
    /// How the outside reaches us, e.g. `https://lianqin.example.org`; `None` = by whatever name it asks.
    pub public_url: Option<String>,
    /// A proxy of ours stands in front and says in `X-Forwarded-For` and `-Proto` who came, and how.
    pub trust_proxy: bool,
    /// Where a made-up district is tried out: its accounts, told on the sign-in page.
    pub demo: Option<Demo>,
    /// Providers of identity whose word we take.
    pub oidc: Vec<OidcSettings>,
    /// What one person's programs may ask at once, and per minute after that; `None` = whatever they like.
    pub token_requests: Option<NonZeroU32>,
    /// How much room lists that administrators bring may take.
    pub lists: ListSpace,
}

/// Given to every handler of the staff side. Cheap to clone.
#[derive(Clone)]
pub(crate) struct StaffState {
    pub(crate) desk: Desk,
    pub(crate) shutdown: Shutdown,
    pub(crate) attachments: Attachments,
    pub(crate) receiver: Receiver,
    pub(crate) importer: Importer,
    pub(crate) portal: Arc<Portal>,
    pub(crate) site: Arc<Site>,
    pub(crate) options: Arc<StaffOptions>,
    pub(crate) bases: Arc<Bases>,
    pub(crate) providers: Arc<Providers>,
    /// Requests with tokens, by the person the token stands for: twenty tokens ask no more than one.
    pub(crate) by_token: Option<Arc<Attempts<Uuid>>>,
}

impl StaffState {
    /// Counts a request that `caller` has made with a token.
    pub(crate) fn count_token(&self, caller: &Caller) -> Result<(), DeskError> {
        let Some(requests) = &self.by_token else {
            return Ok(());
        };
        requests
            .count(caller.id()?)
            .map_err(|seconds| DeskError::TooMany { seconds })
    }

    /// Region of whoever names none.
    pub(crate) fn home(&self) -> &RegionCode {
        self.portal.default_region()
    }

    /// The app's page at the address of `request`.
    pub(crate) async fn page(&self, request: Request, caller: Option<Caller>, sent: Sent) -> Response {
        let mut page = self.page_of(caller, sent);
        if let Some(caller) = &page.caller {
            // A number in the head of the page: where it cannot be had, the page is still the page.
            page.unread = self.desk.unread_count(caller).await.unwrap_or(0);
        }
        app::server::staff_page(request, page).await
    }

    /// The page that says why there is none.
    pub(crate) async fn refusal(
        &self,
        request: Request,
        caller: Option<Caller>,
        error: DeskError,
    ) -> Response {
        let mut page = self.page_of(caller, Sent::default());
        page.refused = Some(Arc::new(error));
        app::server::staff_page(request, page).await
    }

    fn page_of(&self, caller: Option<Caller>, sent: Sent) -> StaffPage {
        StaffPage {
            portal: self.portal.clone(),
            assets: self.site.assets().clone(),
            bases: Arc::clone(&self.bases),
            desk: self.desk.clone(),
            attachments: self.attachments.clone(),
            lists: self.importer.lists().clone(),
            unread: 0,
            caller,
            sent,
            refused: None,
            demo: self.options.demo.clone(),
            providers: self.providers.labels(),
        }
    }

    /// How the reader reaches us: scheme and host, without a path.
    pub(crate) fn base(&self, headers: &HeaderMap) -> String {
        if let Some(url) = &self.options.public_url {
            return url.trim_end_matches('/').to_owned();
        }
        let scheme = if self.is_https(headers) { "https" } else { "http" };
        let host = headers.get(header::HOST).and_then(|it| it.to_str().ok());
        format!("{scheme}://{}", host.unwrap_or("localhost"))
    }

    /// Whether the reader's connection is encrypted, as far as we know.
    pub(crate) fn is_https(&self, headers: &HeaderMap) -> bool {
        let configured = self.options.public_url.as_deref();
        let forwarded = headers.get("x-forwarded-proto").and_then(|it| it.to_str().ok());
        configured.is_some_and(|url| url.starts_with("https://")) || forwarded == Some("https")
    }

    /// Whom attempts to sign in are counted by.
    pub(crate) fn address(&self, headers: &HeaderMap, peer: Option<SocketAddr>) -> Option<IpAddr> {
        // The proxy adds whom it saw at the end; what stands before it may be invented.
        let forwarded = headers
            .get_all("x-forwarded-for")
            .iter()
            .next_back()
            .and_then(|it| it.to_str().ok()?.rsplit(',').next()?.trim().parse().ok());
        match forwarded {
            Some(address) if self.options.trust_proxy => Some(address),
            _ => peer.map(|peer| peer.ip()),
        }
    }

    /// Whether a request that changes something was sent by a page of ours.
    pub(crate) fn is_same_origin(&self, headers: &HeaderMap) -> bool {
        let text = |name: &str| headers.get(name).and_then(|it| it.to_str().ok());
        if let Some(site) = text("sec-fetch-site") {
            return matches!(site, "same-origin" | "none");
        }
        let Some((_, origin)) = text(header::ORIGIN.as_str()).and_then(|origin| origin.split_once("://"))
        else {
            return false;
        };
        let ours = self
            .options
            .public_url
            .as_deref()
            .and_then(|url| url.split_once("://"));
        let configured = ours.is_some_and(|(_, host)| host.trim_end_matches('/') == origin);
        configured || text(header::HOST.as_str()) == Some(origin)
    }
}
