//! From the address of a request to the [`Visit`] its page reads.

use std::sync::Arc;

use ::portal::Portal;
use domain::RegionCode;
use domain::live::RegionInfo;
use leptos::prelude::*;
use leptos_axum::ResponseOptions;
use leptos_router::location::RequestUrl;

use super::status_of;
use crate::accounts::SignedIn;
use crate::visit::{Links, Status, Visit, decode, split_language};

/// Provides the visit of the request that is being answered. Wants a `Portal` in context.
pub(super) fn provide() {
    let portal = expect_context::<Arc<Portal>>();
    let url = use_context::<RequestUrl>()
        .map(|url| url.as_ref().to_owned())
        .unwrap_or_default();
    // An absolute address: leptos_axum writes a scheme and a host of its own before the path.
    let path_and_query = url
        .split_once("://")
        .map_or(url.as_str(), |(_, rest)| &rest[rest.find('/').unwrap_or(0)..]);
    let (path, query) = path_and_query.split_once('?').unwrap_or((path_and_query, ""));
    let (lang, path) = split_language(path);
    let query = decode(query);

    // Behind a QR code it is the code that says where we are.
    let is_known = |code: &&str| RegionCode::parse(code).is_ok_and(|code| portal.region(&code).is_ok());
    let of_token = region_of_token(&path).filter(is_known);
    let of_query = query.iter().find(|(name, _)| name == "region");
    // On the staff side it is the region somebody works in, which may have published nothing yet.
    let signed_in = SignedIn::get();
    let of_caller = signed_in.as_ref().map(|who| who.region.as_str());
    let named = of_caller.or(of_token).or(of_query.map(|(_, code)| code.as_str()));
    let found = named.map(|code| {
        RegionCode::parse(code)
            .ok()
            .and_then(|code| portal.region(&code).ok())
    });
    let unknown_region =
        (matches!(found, Some(None)) && of_caller.is_none()).then(|| named.unwrap_or_default().to_owned());
    let default = portal.default_region();
    let region = match (found.flatten(), &signed_in) {
        (Some(region), _) => region,
        (None, Some(who)) => nothing_published(who),
        (None, None) => portal.region(default).unwrap_or_else(|_| nothing_yet(default)),
    };
    let default_of_caller = signed_in
        .as_ref()
        .is_none_or(|who| who.regions.iter().any(|region| region.code == default.as_str()));
    let version = RegionCode::parse(&region.code)
        .ok()
        .and_then(|code| portal.version(&code).ok())
        .unwrap_or(0);
    provide_context(Visit {
        links: Links {
            lang,
            is_default: region.code == default.as_str() && default_of_caller,
            region: region.code.clone(),
        },
        zone: region.time_zone.parse().unwrap_or(chrono_tz::UTC),
        regions: portal.regions().into(),
        default_region: default.to_string(),
        path,
        query,
        unknown_region,
        version,
        now: portal.now(),
        status: status(),
        region: Arc::new(region),
    });
}

/// The region in `/c/{region}.{token}`.
fn region_of_token(path: &str) -> Option<&str> {
    let (region, _) = path.strip_prefix("/c/")?.split_once('.')?;
    Some(region)
}

/// The region somebody works in, as far as it is known without anything published.
fn nothing_published(who: &SignedIn) -> RegionInfo {
    let known = who.regions.iter().find(|region| region.code == who.region);
    let name = known.map_or_else(|| who.region.clone(), |region| region.name.clone());
    RegionInfo {
        name,
        ..empty(who.region.clone())
    }
}

/// Stands for the default region before anything was imported or seeded: pages are empty, not broken.
fn nothing_yet(code: &RegionCode) -> RegionInfo {
    empty(code.to_string())
}

fn empty(code: String) -> RegionInfo {
    RegionInfo {
        name: code.clone(),
        code,
        name_en: None,
        time_zone: "UTC".to_owned(),
        locale: String::new(),
        synthetic: false,
        departments: 0,
        grid_cells: 0,
        stations: 0,
        sources: 0,
        cases: 0,
        first_received_at: None,
        last_received_at: None,
    }
}

fn status() -> Status {
    let options = use_context::<ResponseOptions>();
    Status(Arc::new(move |code| {
        if let Some(options) = &options {
            options.set_status(status_of(code));
        }
    }))
}
