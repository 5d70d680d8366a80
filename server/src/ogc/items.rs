//! The features of a collection, page by page, and one of them.

use axum::extract::{Path, State};
use axum::response::Response;
use chrono::SecondsFormat;
use geojson::{Feature, Geometry, GeometryValue};
use lens::{Bbox, Spot};
use portal::{ElementsQuery, FeaturesQuery};
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

pub(super) async fn list(
    State(state): State<Ogc>,
    Path((region, id)): Path<(String, String)>,
    (query, headers): Sent,
) -> Result<Response, Problem> {
    let asked = Asked::new(state, &region, query.0, &headers)?;
    let collection = Collection::named(&id)?;
    let page = match collection {
        Collection::Cases => cases(&asked).await?,
        Collection::Grid | Collection::Stations | Collection::Elements => small(&asked, collection)?,
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
        Collection::Grid | Collection::Stations | Collection::Elements => every(&asked, collection)?
            .into_iter()
            .find(|one| one.id == Some(geojson::feature::Id::String(feature.clone()))),
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

/// A page of what is held in memory.
fn small(asked: &Asked, collection: Collection) -> Result<Page, Problem> {
    let query = FeaturesQuery::parse(asked.params.pairs())?;
    let mut all = every(asked, collection)?;
    if let Some(bbox) = &query.bbox {
        all.retain(|feature| feature.geometry.as_ref().is_some_and(|shape| meets(shape, bbox)));
    }
    let matched = all.len();
    let end = (query.skip + query.limit).min(matched);
    Ok(Page {
        features: all.into_iter().skip(query.skip).take(query.limit).collect(),
        matched: Some(matched),
        next: (end < matched).then(|| ("skip", end.to_string())),
    })
}

fn every(asked: &Asked, collection: Collection) -> Result<Vec<Feature>, Problem> {
    if collection == Collection::Elements {
        let query = ElementsQuery::of(asked.region.clone());
        let view = asked.state.public.portal.elements(&query)?;
        return Ok(view.marks.iter().map(features::mark).collect());
    }
    let grid = asked.grid()?;
    Ok(match collection {
        Collection::Grid => grid.cells.iter().map(features::grid_cell).collect(),
        Collection::Cases | Collection::Stations | Collection::Elements => {
            grid.stations.iter().map(features::station).collect()
        }
    })
}

/// Whether a point lies in a box, or the box around a polygon meets it.
fn meets(shape: &Geometry, bbox: &Bbox) -> bool {
    let [west, south, east, north] = bbox.to_array();
    match &shape.value {
        GeometryValue::Point { coordinates } => {
            Spot::at(coordinates[0], coordinates[1]).is_some_and(|spot| bbox.holds(spot))
        }
        GeometryValue::Polygon { coordinates } => {
            let corners = || coordinates.iter().flatten();
            corners().any(|at| at[0] <= east)
                && corners().any(|at| at[0] >= west)
                && corners().any(|at| at[1] <= north)
                && corners().any(|at| at[1] >= south)
        }
        _ => false,
    }
}
