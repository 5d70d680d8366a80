//! The features of a collection, page by page, and one of them.

use axum::extract::{Path, State};
use axum::response::Response;
use chrono::SecondsFormat;
use domain::area::decode;
use domain::map::GridShape;
use geojson::Feature;
use lens::{Bbox, Spot};
use portal::{FeaturesPage, FeaturesQuery};
use serde_json::{Value, json};

use super::{Asked, Collection, JSON, Ogc, Sent, json as answer};
use crate::open_data::features::{self, MEDIA_TYPE};
use crate::problem::Problem;

/// A page of features.
struct Page {
    features: Vec<Feature>,
    /// Features that match in all, where that is known.
    matched: Option<usize>,
    /// The parameter that the next page is asked for with.
    next: Option<(&'static str, String)>,
}

impl Page {
    fn of<T>(page: &FeaturesPage<T>, feature: impl Fn(&T) -> Feature) -> Self {
        Self {
            features: page.items.iter().map(feature).collect(),
            matched: Some(page.matched),
            next: page.next.map(|skip| ("skip", skip.to_string())),
        }
    }
}

pub(super) async fn list(
    State(state): State<Ogc>,
    Path((region, id)): Path<(String, String)>,
    (query, headers): Sent,
) -> Result<Response, Problem> {
    let asked = Asked::new(state, &region, query.0, &headers)?;
    let collection = Collection::named(&id)?;
    let page = match collection {
        Collection::Cases => cases(&asked).await?,
        Collection::Grid | Collection::Stations | Collection::Elements => small(&asked, collection).await?,
    };
    let path = format!("/collections/{id}");
    let items = |also: Option<(&str, &str)>| {
        let mut query = form_urlencoded::Serializer::new(String::new());
        let kept = asked
            .params
            .pairs()
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .filter(|(name, _)| also.is_none_or(|(known, _)| known != *name));
        for (name, value) in kept.chain(also) {
            query.append_pair(name, value);
        }
        let query = query.finish();
        let mark = if query.is_empty() { "" } else { "?" };
        format!("{path}/items{mark}{query}")
    };
    let mut links = vec![
        asked.link("self", MEDIA_TYPE, &items(None)),
        asked.link("collection", JSON, &path),
    ];
    if let Some((name, value)) = &page.next {
        links.push(asked.link("next", MEDIA_TYPE, &items(Some((name, value)))));
    }
    let now = asked.state.public.portal.now();
    let mut body = json!({
        "type": "FeatureCollection",
        "timeStamp": now.to_rfc3339_opts(SecondsFormat::Secs, true),
        "numberReturned": page.features.len(),
        "links": links,
        "features": page.features,
    });
    if let Some(matched) = page.matched {
        body["numberMatched"] = json!(matched);
    }
    Ok(answer(&body, MEDIA_TYPE))
}

pub(super) async fn one(
    State(state): State<Ogc>,
    Path((region, id, feature)): Path<(String, String, String)>,
    (query, headers): Sent,
) -> Result<Response, Problem> {
    let asked = Asked::new(state, &region, query.0, &headers)?;
    asked.document()?;
    let collection = Collection::named(&id)?;
    let portal = &asked.state.public.portal;
    let found = match collection {
        Collection::Cases => portal
            .case(&asked.region, &feature, portal.now(), asked.params.lang())
            .await?
            .map(|file| features::case(&file.summary)),
        Collection::Grid => {
            let grid = asked.grid()?;
            let cell = grid.cells.iter().find(|cell| cell.code == feature);
            cell.map(features::grid_cell)
        }
        Collection::Stations => {
            let grid = asked.grid()?;
            let station = grid.stations.iter().find(|station| station.code == feature);
            station.map(features::station)
        }
        Collection::Elements => match feature.split_once(':') {
            Some((kind, code)) => {
                let element = portal.element(&asked.region, kind, code)?;
                element.as_ref().map(features::element)
            }
            None => None,
        },
    };
    let found = found.ok_or_else(|| Problem::not_found("There is no such feature, or it is not public."))?;
    let path = format!("/collections/{id}");
    let mut body: Value = serde_json::to_value(found).map_err(Problem::internal)?;
    body["links"] = json!([
        asked.link("self", MEDIA_TYPE, &format!("{path}/items/{feature}")),
        asked.link("collection", JSON, &path),
    ]);
    Ok(answer(&body, MEDIA_TYPE))
}

async fn cases(asked: &Asked) -> Result<Page, Problem> {
    let portal = &asked.state.public.portal;
    let query = FeaturesQuery::cases(&asked.region, asked.params.pairs(), portal)?;
    let page = portal.cases(&query, portal.now(), asked.params.lang()).await?;
    Ok(Page {
        features: page.items.iter().map(features::case).collect(),
        matched: None,
        next: page.next.map(|cursor| ("cursor", cursor)),
    })
}

/// A page of what is held in memory: features are made of what is sent, and not of all that there is.
async fn small(asked: &Asked, collection: Collection) -> Result<Page, Problem> {
    let query = FeaturesQuery::parse(asked.params.pairs())?;
    let (region, lang) = (asked.region.clone(), asked.params.lang());
    let public = &asked.state.public;
    public
        .compute(move |portal| {
            Ok(match collection {
                Collection::Elements => {
                    let page = portal.element_features(&region, &query)?;
                    Page::of(&page, features::element)
                }
                Collection::Grid => {
                    let grid = portal.grid(&region, lang)?;
                    let page = query.page(&grid.cells, |bbox, cell| meets(cell, bbox));
                    Page::of(&page, |cell| features::grid_cell(cell))
                }
                Collection::Cases | Collection::Stations => {
                    let grid = portal.grid(&region, lang)?;
                    let page = query.page(&grid.stations, |bbox, station| {
                        Spot::at(station.lng, station.lat).is_some_and(|spot| bbox.holds(spot))
                    });
                    Page::of(&page, |station| features::station(station))
                }
            })
        })
        .await
}

/// Whether the box around a cell of the grid meets a box.
fn meets(cell: &GridShape, bbox: &Bbox) -> bool {
    let [west, south, east, north] = bbox.to_array();
    let ring = decode(&cell.ring);
    ring.iter().any(|at| at.0 <= east)
        && ring.iter().any(|at| at.0 >= west)
        && ring.iter().any(|at| at.1 <= north)
        && ring.iter().any(|at| at.1 >= south)
}
