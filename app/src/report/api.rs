//! What the form of a report offers to choose from.

use domain::Lang;
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;
use serde::{Deserialize, Serialize};

use crate::error::AppError;
use crate::filters::Choices;

/// What can be chosen, and where the region lies.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct ReportChoices {
    pub(crate) choices: Choices,
    /// West, south, east, north of its map; none where nothing has a place yet.
    pub(crate) bbox: Option<[f64; 4]>,
    /// There is a grid to be drawn.
    pub(crate) drawn: bool,
}

/// Kinds that may be spoken of in public, townships, and the extent of a region's map.
#[server(endpoint = "public/report/get_choices", input = GetUrl)]
pub(crate) async fn get_report_choices(region: String, lang: Lang) -> Result<ReportChoices, AppError> {
    let asked = crate::server::region(&region, lang)?;
    Ok(ReportChoices {
        choices: asked.choices()?,
        bbox: asked.ground().await?,
        drawn: asked.is_drawn()?,
    })
}
