//! Landing page, conformance, collections.

use axum::extract::{Path, State};
use axum::response::Response;
use domain::Lang;
use serde_json::{Value, json};

use super::{Asked, Collection, JSON, Ogc, Region, Sent, json as answer};
use crate::open_data::features::MEDIA_TYPE;
use crate::problem::Problem;

/// What is kept to.
const CLASSES: [&str; 2] = [
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/core",
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/geojson",
];
const CRS84: &str = "http://www.opengis.net/def/crs/OGC/1.3/CRS84";

pub(super) async fn landing(
    State(state): State<Ogc>,
    Path(region): Region,
    (query, headers): Sent,
) -> Result<Response, Problem> {
    let asked = Asked::new(state, &region, query.0, &headers)?;
    asked.document()?;
    let info = asked.state.public.portal.region(&asked.region)?;
    let lang = asked.params.lang();
    let description = json!({
        "rel": "service-desc",
        "type": "application/vnd.oai.openapi+json;version=3.1",
        "href": format!("{}/api/v1/openapi.json", asked.base),
    });
    let human = json!({
        "rel": "service-doc",
        "type": "text/html",
        "href": format!("{}/method?region={}", asked.base, asked.region),
    });
    let body = json!({
        "title": lang.pick(&info.name, info.name_en.as_deref()),
        "description": lang.pick("联勤共治：公开的案件、网格和工作站", Some("Lianqin: published cases, grid and stations")),
        "links": [
            asked.link("self", JSON, ""),
            asked.link("conformance", JSON, "/conformance"),
            asked.link("data", JSON, "/collections"),
            description,
            human,
        ],
    });
    Ok(answer(&body, JSON))
}

pub(super) async fn conformance(
    State(state): State<Ogc>,
    Path(region): Region,
    (query, headers): Sent,
) -> Result<Response, Problem> {
    let asked = Asked::new(state, &region, query.0, &headers)?;
    asked.document()?;
    Ok(answer(&json!({"conformsTo": CLASSES}), JSON))
}

pub(super) async fn collections(
    State(state): State<Ogc>,
    Path(region): Region,
    (query, headers): Sent,
) -> Result<Response, Problem> {
    let asked = Asked::new(state, &region, query.0, &headers)?;
    asked.document()?;
    let all: Result<Vec<Value>, Problem> = Collection::ALL
        .into_iter()
        .map(|collection| described(&asked, collection))
        .collect();
    let body = json!({
        "collections": all?,
        "links": [asked.link("self", JSON, "/collections")],
    });
    Ok(answer(&body, JSON))
}

pub(super) async fn collection(
    State(state): State<Ogc>,
    Path((region, id)): Path<(String, String)>,
    (query, headers): Sent,
) -> Result<Response, Problem> {
    let asked = Asked::new(state, &region, query.0, &headers)?;
    asked.document()?;
    let body = described(&asked, Collection::named(&id)?)?;
    Ok(answer(&body, JSON))
}

fn described(asked: &Asked, collection: Collection) -> Result<Value, Problem> {
    let path = format!("/collections/{}", collection.id());
    let info = asked.state.public.portal.region(&asked.region)?;
    let received = [info.first_received_at, info.last_received_at];
    let mut extent = json!({"spatial": {"bbox": [asked.grid()?.bbox], "crs": CRS84}});
    if collection == Collection::Cases {
        extent["temporal"] = json!({
            "interval": [received],
            "trs": "http://www.opengis.net/def/uom/ISO-8601/0/Gregorian",
        });
    }
    Ok(json!({
        "id": collection.id(),
        "title": title(collection, asked.params.lang()),
        "itemType": "feature",
        "crs": [CRS84],
        "extent": extent,
        "links": [
            asked.link("self", JSON, &path),
            asked.link("items", MEDIA_TYPE, &format!("{path}/items")),
        ],
    }))
}

fn title(collection: Collection, lang: Lang) -> &'static str {
    let (zh, en) = match collection {
        Collection::Cases => ("公开的案件", "Published cases"),
        Collection::Grid => ("网格", "Grid"),
        Collection::Stations => ("工作站和警务点", "Stations and police posts"),
        Collection::Elements => ("网格要素", "Elements of the grid"),
    };
    lang.pick(zh, Some(en))
}
