//! From the address of a request to the [`Visit`] its page reads.

use std::sync::Arc;

use ::portal::Portal;
use domain::RegionCode;
use domain::live::RegionInfo;
use leptos::prelude::*;
use leptos_axum::ResponseOptions;
use leptos_router::location::RequestUrl;

use super::status_of;
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
    let named = of_token.or(of_query.map(|(_, code)| code.as_str()));
    let found = named.map(|code| {
        RegionCode::parse(code)
            .ok()
            .and_then(|code| portal.region(&code).ok())
    });
    let unknown_region = matches!(found, Some(None)).then(|| named.unwrap_or_default().to_owned());
    let default = portal.default_region();
    let region = found
        .flatten()
        .or_else(|| portal.region(default).ok())
        .unwrap_or_else(|| nothing_yet(default));
    let version = RegionCode::parse(&region.code)
        .ok()
        .and_then(|code| portal.version(&code).ok())
        .unwrap_or(0);
    provide_context(Visit {
        links: Links {
            lang,
            is_default: region.code == default.as_str(),
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

/// Stands for the default region before anything was imported or seeded: pages are empty, not broken.
fn nothing_yet(code: &RegionCode) -> RegionInfo {
    RegionInfo {
        code: code.to_string(),
        name: code.to_string(),
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
