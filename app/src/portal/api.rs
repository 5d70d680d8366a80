//! What the first page and the method page ask the server.

use domain::Lang;
use domain::board::Figures;
use domain::map::{AreaCount, AreasView, GridView};
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;
use serde::{Deserialize, Serialize};

use super::overview::{HomeView, recent};
use crate::error::AppError;

/// Figures, board top and live list of a region.
#[server(endpoint = "public/portal/overview", input = GetUrl)]
pub(crate) async fn get_overview(region: String, lang: Lang) -> Result<HomeView, AppError> {
    let asked = crate::server::region(&region, lang)?;
    let overview = asked.overview().await?;
    Ok(HomeView::of(&overview, asked.zone, &asked.links))
}

/// The days of the headline figures by place.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Places {
    /// None where the region has no grid cells, or no case with coordinates.
    pub(crate) grid: Option<GridView>,
    /// Counts per grid cell.
    pub(crate) cells: AreasView,
    /// Counts per township, or per community without a grid; the largest first.
    pub(crate) areas: Vec<Area>,
    pub(crate) unplaced: u64,
}

/// A township or community.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Area {
    pub(crate) name: String,
    #[serde(flatten)]
    pub(crate) count: AreaCount,
}

/// The last 30 days by place: grid cells where there are any, else communities.
#[server(endpoint = "public/portal/places", input = GetUrl)]
pub(crate) async fn get_places(region: String, lang: Lang) -> Result<Places, AppError> {
    crate::server::region(&region, lang)?.places().await
}

/// The headline figures of a region, as numbers: the examples of the method page.
#[server(endpoint = "public/portal/figures", input = GetUrl)]
pub(crate) async fn get_figures(region: String, lang: Lang) -> Result<RecentFigures, AppError> {
    let asked = crate::server::region(&region, lang)?;
    let overview = asked.overview().await?;
    Ok(RecentFigures {
        weights: asked.weights()?,
        figures: overview.figures,
        period: recent(lang, overview.is_past).to_owned(),
    })
}

/// Figures and, in words, the days they are over.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct RecentFigures {
    pub(crate) figures: Figures,
    pub(crate) period: String,
    /// Every set of weights there was, newest first.
    pub(crate) weights: Vec<WeightsInWords>,
}

/// Weights of the composite, with the day from which they hold.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct WeightsInWords {
    pub(crate) from: String,
    pub(crate) shares: String,
    pub(crate) decided_by: String,
}
