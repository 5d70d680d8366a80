//! OGC API – Features, part 1 (Core and GeoJSON), under `/ogc/{region}`: the published cases, the grid and the stations
//! for whatever reads that standard (QGIS, OWSLib, GDAL).
//!
//! The paths, links and members are the standard's: <https://docs.ogc.org/is/17-069r4/17-069r4.html>. Everything is in
//! CRS84; unknown parameters are refused, as it asks.

mod documents;
mod items;

use axum::Router;
use axum::extract::{Path, RawQuery, State};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use domain::RegionCode;
use domain::map::GridView;
use http::{HeaderMap, header};
use serde_json::Value;
use std::sync::Arc;
use tower_http::compression::CompressionLayer;

use crate::open_data::Params;
use crate::problem::Problem;
use crate::router::Access;
use crate::state::PublicState;

const PATHS: [&str; 8] = [
    "/ogc",
    "/ogc/{region}",
    // As clients write it that put paths behind it.
    "/ogc/{region}/",
    "/ogc/{region}/conformance",
    "/ogc/{region}/collections",
    "/ogc/{region}/collections/{collection}",
    "/ogc/{region}/collections/{collection}/items",
    "/ogc/{region}/collections/{collection}/items/{id}",
];

/// Every address with who may use it, for the test of the role matrix.
pub(crate) fn addresses() -> impl Iterator<Item = (&'static str, Access)> {
    PATHS.into_iter().map(|path| (path, Access::Public))
}

pub(crate) fn router(state: Ogc) -> Router {
    let [
        home,
        landing,
        root,
        conformance,
        collections,
        collection,
        items,
        item,
    ] = PATHS;
    Router::new()
        .route(home, get(at_home))
        .route(landing, get(documents::landing))
        .route(root, get(documents::landing))
        .route(conformance, get(documents::conformance))
        .route(collections, get(documents::collections))
        .route(collection, get(documents::collection))
        .route(items, get(items::list))
        .route(item, get(items::one))
        .layer(CompressionLayer::new())
        .with_state(state)
}

/// Given to the handlers. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Ogc {
    public: PublicState,
    /// How a reader reaches us: links of this standard are whole addresses.
    base: Arc<dyn Fn(&HeaderMap) -> String + Send + Sync>,
}

impl Ogc {
    pub(crate) fn new(public: PublicState, base: Arc<dyn Fn(&HeaderMap) -> String + Send + Sync>) -> Self {
        Self { public, base }
    }
}

/// The home region's is the one for who names none.
async fn at_home(State(state): State<Ogc>) -> Redirect {
    Redirect::temporary(&format!("/ogc/{}", state.public.portal.default_region()))
}

/// A collection of features.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Collection {
    Cases,
    Grid,
    Stations,
    Elements,
}

impl Collection {
    const ALL: [Self; 4] = [Self::Cases, Self::Grid, Self::Stations, Self::Elements];

    fn id(self) -> &'static str {
        match self {
            Self::Cases => "cases",
            Self::Grid => "grid",
            Self::Stations => "stations",
            Self::Elements => "elements",
        }
    }

    fn named(id: &str) -> Result<Self, Problem> {
        let found = Self::ALL.into_iter().find(|one| one.id() == id);
        found.ok_or_else(|| Problem::not_found("The collections are cases, grid, stations and elements."))
    }
}

/// What was asked of which region, in whose words.
struct Asked {
    state: Ogc,
    region: RegionCode,
    params: Params,
    /// Scheme and host.
    base: String,
}

impl Asked {
    fn new(state: Ogc, region: &str, query: Option<String>, headers: &HeaderMap) -> Result<Self, Problem> {
        let known = RegionCode::parse(region)
            .ok()
            .filter(|code| state.public.portal.region(code).is_ok());
        let region = known.ok_or_else(|| Problem::not_found("There is no such region here."))?;
        Ok(Self {
            base: (state.base)(headers),
            params: Params::of(&query.unwrap_or_default()),
            region,
            state,
        })
    }

    /// A document takes `f` and `lang` and nothing else.
    fn document(&self) -> Result<(), Problem> {
        for (name, value) in self.params.pairs() {
            match (name.as_str(), value.as_str()) {
                ("f", "json") | ("lang", "zh-CN" | "zh" | "en") => {}
                ("f", _) => return Err(Problem::invalid("f", "is json")),
                ("lang", _) => return Err(Problem::invalid("lang", "is one of zh-CN, en")),
                _ => {
                    return Err(Problem::invalid(
                        name.clone(),
                        "is not a parameter of this address",
                    ));
                }
            }
        }
        Ok(())
    }

    fn grid(&self) -> Result<Arc<GridView>, Problem> {
        Ok(self.state.public.portal.grid(&self.region, self.params.lang())?)
    }

    /// The whole address of what lies under this region's landing page.
    fn address(&self, path: &str) -> String {
        format!("{}/ogc/{}{path}", self.base, self.region)
    }

    fn link(&self, rel: &str, media_type: &str, path: &str) -> Value {
        serde_json::json!({"rel": rel, "type": media_type, "href": self.address(path)})
    }
}

/// What the handlers are given beside the path.
type Sent = (RawQuery, HeaderMap);

const JSON: &str = "application/json";

fn json(value: &Value, media_type: &'static str) -> Response {
    ([(header::CONTENT_TYPE, media_type)], value.to_string()).into_response()
}

/// The segments of a path that every handler has.
type Region = Path<String>;
