//! What the map page asks the server.

use std::collections::HashMap;

use domain::Lang;
use domain::element::LayersView;
use domain::map::{AreasView, CellView, FacetsView, GridView, HistogramView, NearestView, PlaceView};
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;
use serde::{Deserialize, Serialize};

use super::versus::Compared;
use crate::error::AppError;
use crate::filters::{Choices, Narrowed};

/// A region by place, under a filter.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct MapPicture {
    pub(crate) grid: GridView,
    /// By cell of the grid; where there is none, by what `named` names.
    pub(crate) areas: AreasView,
    /// Where there is no grid.
    pub(crate) named: Option<AreaNames>,
    /// Over the whole time, whatever period is chosen.
    pub(crate) histogram: HistogramView,
    /// West, south, east, north of the grid or, without one, of the placed cases; None where nothing has a place.
    pub(crate) bbox: Option<[f64; 4]>,
    pub(crate) choices: Choices,
    /// What each choice would give.
    pub(crate) counts: FacetsView,
    /// What the filter is narrowed to besides the fields of its form.
    pub(crate) narrowed: Vec<Narrowed>,
    /// Corners of the area that somebody drew: longitudes and latitudes.
    pub(crate) ring: Option<Vec<[f64; 2]>>,
    /// What lies next to the place that is looked at, if any is.
    pub(crate) near: Option<NearestView>,
    pub(crate) layers: LayersView,
    /// Where the map shows density or hexagons, and compares nothing: the hexagons of the whole region.
    pub(crate) hexes: Option<Vec<CellView>>,
    /// None where nothing is to be compared.
    pub(crate) compared: Option<Compared>,
    /// Scheme and host of the page, as whoever asks reaches it.
    pub(crate) origin: Option<String>,
    /// What was looked for, if anything was.
    pub(crate) found: Option<Vec<PlaceView>>,
}

/// Areas that nobody has drawn.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct AreaNames {
    /// What narrows to one of them.
    pub(crate) parameter: String,
    /// By code.
    pub(crate) names: HashMap<String, String>,
}

/// The grid of a region with its figures, under the filter of `query` (as in an address).
#[server(endpoint = "public/grid/get_map", input = GetUrl)]
pub(crate) async fn get_map(query: String, lang: Lang) -> Result<MapPicture, AppError> {
    crate::server::asked(&query, lang)?.map().await
}
