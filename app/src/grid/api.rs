//! What the map page asks the server.

use domain::Lang;
use domain::map::{AreasView, CellView, GridView, HistogramView, PlaceView};
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;
use serde::{Deserialize, Serialize};

use super::versus::Compared;
use crate::error::AppError;
use crate::filters::Choices;

/// A region by place, under a filter.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct MapPicture {
    pub(crate) grid: GridView,
    pub(crate) areas: AreasView,
    /// Over the whole time, whatever period is chosen.
    pub(crate) histogram: HistogramView,
    /// West, south, east, north of the grid or, without one, of the placed cases; None where nothing has a place.
    pub(crate) bbox: Option<[f64; 4]>,
    pub(crate) choices: Choices,
    /// Where the map shows density or hexagons, and compares nothing: the hexagons of the whole region.
    pub(crate) hexes: Option<Vec<CellView>>,
    /// None where nothing is to be compared.
    pub(crate) compared: Option<Compared>,
    /// Scheme and host of the page, as whoever asks reaches it.
    pub(crate) origin: Option<String>,
    /// What was looked for, if anything was.
    pub(crate) found: Option<Vec<PlaceView>>,
}

/// The grid of a region with its figures, under the filter of `query` (as in an address).
#[server(endpoint = "public/grid/get_map", input = GetUrl)]
pub(crate) async fn get_map(query: String, lang: Lang) -> Result<MapPicture, AppError> {
    crate::server::asked(&query, lang)?.map().await
}
