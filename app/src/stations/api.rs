//! What the station list asks the server.

use domain::Lang;
use domain::map::StationView;
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;

use crate::error::AppError;

/// Stations and police posts of a region, stations first.
#[server(endpoint = "public/stations/list", input = GetUrl)]
pub(crate) async fn list_stations(region: String, lang: Lang) -> Result<Vec<StationView>, AppError> {
    let asked = crate::server::region(&region, lang)?;
    let mut stations = asked.stations()?;
    stations.sort_by(|a, b| (a.kind != "station", &a.code).cmp(&(b.kind != "station", &b.code)));
    Ok(stations)
}
