//! Every address, in two lists: the public side's here, the staff side's in [`staff`].
//!
//! The router is made from these and nothing else, so that the list, which a test compares with the reviewed
//! role matrix, cannot miss an address. The two sides have states of their own: no public handler reaches the desk.

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::routing::{MethodRouter, get};
use domain::access::Right;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::{CompressionLayer, CompressionLevel};

use crate::bases;
use crate::codes::{self, CodeState};
use crate::middleware::fresh::{Fresh, Tag};
use crate::middleware::{fresh, headers, limits, observe, problems};
use crate::open311::{self, Open311};
use crate::reports::{self, ReportState};
use crate::staff::{self, StaffState};
use crate::state::PublicState;
use crate::{live, ogc, open_data, ops, pages, push};

/// Of what is streamed: it goes out as fast as it is made.
const COMPRESSION: CompressionLevel = CompressionLevel::Precise(2);

/// Who may use an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// Anybody, without saying who.
    Public,
    /// Anybody, on the staff side: to say who they are.
    SignedOut,
    /// Whoever is signed in, even if they have to change their password first.
    SignedIn,
    /// Whoever holds a role in the region.
    Staff,
    /// Whoever has this right in the region.
    Right(Right),
    /// Whoever holds a guest's code of the case.
    Code,
    /// Whoever holds the key of a system.
    Key,
}

/// What is done with answers of an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Keep {
    /// Kept for a moment, tagged, compressed.
    Answer(Tag),
    /// Sent as it is made, compressed.
    Stream,
    /// Sent as it is made, as it is.
    Nothing,
}

/// One address.
pub(crate) struct Entry {
    path: &'static str,
    handler: MethodRouter<PublicState>,
    access: Access,
    keep: Keep,
}

impl Entry {
    pub(crate) fn public(path: &'static str, keep: Keep, handler: MethodRouter<PublicState>) -> Self {
        Self {
            path,
            handler,
            access: Access::Public,
            keep,
        }
    }
}

/// Every address with who may use it, for the test of the role matrix.
#[must_use]
pub fn addresses() -> Vec<(&'static str, Access)> {
    entries()
        .into_iter()
        .map(|entry| (entry.path, entry.access))
        .chain(
            staff::entries()
                .into_iter()
                .map(|entry| (entry.path, entry.access)),
        )
        .chain(codes::addresses())
        .chain(push::addresses())
        .chain(reports::addresses())
        .chain(open311::addresses())
        .chain(ogc::addresses())
        .collect()
}

fn entries() -> Vec<Entry> {
    let mut entries = vec![
        Entry::public("/live", Keep::Nothing, get(live::live)),
        Entry::public("/healthz", Keep::Nothing, get(ops::healthz)),
        Entry::public("/readyz", Keep::Nothing, get(ops::readyz)),
        Entry::public("/metrics", Keep::Stream, get(ops::metrics)),
    ];
    entries.push(bases::entry());
    entries.extend(pages::entries());
    entries.extend(open_data::entries());
    entries
}

/// Both sides as a whole.
pub(crate) fn router(state: PublicState, staff: StaffState, receiver: push::Receiver) -> Router {
    // Metrics begin with the server, not with the first who asks for them.
    observe::metrics();
    let codes = &CodeState::new(staff.clone());
    let portal = state.portal.clone();
    let kept = Fresh::new(&state.build, std::sync::Arc::new(move || portal.data_version()));
    let mut router = Router::new();
    for entry in entries() {
        let handler = match entry.keep {
            // Compressed there, once for all who come.
            Keep::Answer(tag) => entry
                .handler
                .layer(from_fn_with_state(kept.tagged(tag), fresh::answer)),
            Keep::Stream => entry.handler.layer(CompressionLayer::new().quality(COMPRESSION)),
            Keep::Nothing => entry.handler,
        };
        // What is published stands in front of everything else that a code may show.
        let handler = if codes::is_code(entry.path) {
            codes::around(handler, codes.clone())
        } else {
            handler
        };
        let is_open_data = entry.path.starts_with("/api/v1/");
        let handler = if is_open_data {
            handler.layer(from_fn(headers::open_to_all))
        } else {
            handler
        };
        router = router.route(entry.path, handler);
    }
    for (path, handler) in codes::file_routes(codes) {
        router = router.route(path, handler);
    }
    let secured = headers::Secured {
        shutdown: state.shutdown.clone(),
        map_policy: state.map.policy.clone(),
    };
    let reached = staff.clone();
    let features = ogc::Ogc::new(
        state.clone(),
        std::sync::Arc::new(move |headers| reached.base(headers)),
    );
    router
        .fallback(pages::fallback)
        .with_state(state)
        .merge(reports::router(ReportState::new(staff.clone())))
        .merge(open311::router(Open311::new(staff.clone())).layer(from_fn(headers::open_to_all)))
        .merge(ogc::router(features).layer(from_fn(headers::open_to_all)))
        .merge(staff::router(staff))
        .merge(push::router(receiver))
        // From here on, the later the further outside.
        .layer(DefaultBodyLimit::disable())
        .layer(from_fn(limits::limit))
        .layer(CatchPanicLayer::custom(problems::panicked))
        .layer(from_fn(problems::explain))
        .layer(from_fn_with_state(secured, headers::secure))
        .layer(from_fn(observe::observe))
}
