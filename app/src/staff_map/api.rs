//! What the map of staff asks the server.

use domain::Lang;
use domain::element::LayersView;
use domain::map::{AreasView, GridView};
use domain::supervise::CaseLine;
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;
use serde::{Deserialize, Serialize};

use crate::error::AppError;
use crate::filters::{Choices, Narrowed};

/// The map of staff.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct StaffMap {
    pub(crate) grid: GridView,
    pub(crate) layers: LayersView,
    /// Codes of layers that the public does not see.
    pub(crate) staff_only: Vec<String>,
    /// None for those who may not read every case.
    pub(crate) cases: Option<StaffCases>,
    /// West, south, east, north; none where nothing is drawn.
    pub(crate) bbox: Option<[f64; 4]>,
}

/// Cases of every tier, under the filter of the address.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct StaffCases {
    /// By cell of the grid.
    pub(crate) areas: AreasView,
    /// The latest that have a place.
    pub(crate) lines: Vec<CaseLine>,
    pub(crate) choices: Choices,
    /// What the filter is narrowed to besides the fields of its form.
    pub(crate) narrowed: Vec<Narrowed>,
}

/// Layers and cases of the region, as the query of the page asks for them.
#[server(endpoint = "staff/map/get", input = GetUrl)]
pub(crate) async fn get_staff_map(region: String, query: String, lang: Lang) -> Result<StaffMap, AppError> {
    let staff = crate::server::staff(&region)?;
    crate::server::asked(&query, lang)?.staff_map(&staff).await
}
