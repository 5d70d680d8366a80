//! What the case pages ask the server.

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use domain::Lang;
use domain::case::{CaseFile, CasePage};
use domain::map::FacetsView;
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;
use serde::{Deserialize, Serialize};

use crate::error::AppError;
use crate::filters::{Choices, Narrowed};
use crate::visit::Links;

/// A page of the list.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct CaseList {
    pub(crate) page: CasePage,
    pub(crate) choices: Choices,
    /// What each choice would give, unless the list is narrowed by what only the database knows.
    pub(crate) counts: Option<FacetsView>,
    /// What it is narrowed to besides the fields of its form.
    pub(crate) narrowed: Vec<Narrowed>,
}

/// A case with what its page shows besides.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct CaseSheet {
    pub(crate) file: CaseFile,
    /// None where no place is published.
    pub(crate) locator: Option<Locator>,
    /// None where the visitor's own address of us is not known.
    pub(crate) qr: Option<Qr>,
    /// Path of the page the QR code leads to.
    pub(crate) link: String,
    pub(crate) now: DateTime<Utc>,
    /// Region of the case; behind a QR code not always the one of the address.
    pub(crate) region: String,
    pub(crate) region_name: String,
    pub(crate) is_default_region: bool,
    /// IANA name.
    pub(crate) zone: String,
}

impl CaseSheet {
    pub(super) fn zone(&self) -> Tz {
        self.zone.parse().unwrap_or(chrono_tz::UTC)
    }

    pub(super) fn links(&self, lang: Lang) -> Links {
        Links {
            lang,
            region: self.region.clone(),
            is_default: self.is_default_region,
        }
    }
}

/// Shapes that show where a case lies.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Locator {
    /// West, south, east, north of the region.
    pub(crate) bbox: [f64; 4],
    /// Encoded rings of the region.
    pub(crate) ground: Vec<Vec<i32>>,
    /// Encoded ring of the cell.
    pub(crate) cell: Option<Vec<i32>>,
    /// Longitude and latitude as published.
    pub(crate) point: Option<[f64; 2]>,
}

/// A QR code: squares of side 1 in a box of `size`.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Qr {
    pub(crate) size: usize,
    pub(crate) path: String,
}

/// The page of cases that `query` (as in an address) asks for.
#[server(endpoint = "public/cases/list", input = GetUrl)]
pub(crate) async fn list_cases(query: String, lang: Lang) -> Result<CaseList, AppError> {
    crate::server::asked(&query, lang)?.cases().await
}

/// The file of one case.
#[server(endpoint = "public/cases/get", input = GetUrl)]
pub(crate) async fn get_case(region: String, code: String, lang: Lang) -> Result<CaseSheet, AppError> {
    crate::server::region(&region, lang)?.case(&code).await
}

/// The file of the case that a QR code's token (`{region}.{token}`) belongs to.
#[server(endpoint = "public/cases/get_by_token", input = GetUrl)]
pub(crate) async fn get_case_by_token(token: String, lang: Lang) -> Result<CaseSheet, AppError> {
    let (region, token) = token.split_once('.').unwrap_or((&token, ""));
    match crate::server::region(region, lang) {
        Ok(asked) => asked.case_by_token(token).await,
        // A region that does not exist is one more wrong token.
        Err(AppError::Invalid { .. } | AppError::NotFound) => Err(AppError::NotFound),
        Err(error) => Err(error),
    }
}
