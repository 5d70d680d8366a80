//! Vector tiles (Mapbox Vector Tile 2.1) of the published picture, at stable addresses and under every filter.
//!
//! A tile holds the layer `cases`, points, while they are few; else `cells`, squares with counts. From zoom
//! [`GRID_FROM`] on it holds the layer `grid` besides.

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use domain::area::decode;
use domain::map::GridShape;
use http::header;
use lens::{CellId, Spot};
use mvt::{GeomData, GeomEncoder, GeomType, Layer};
use portal::TileQuery;

use super::Params;
use super::features::doubled_area;
use crate::problem::Problem;
use crate::state::PublicState;

/// Units along the side of a tile.
const EXTENT: u32 = 4096;
/// Zoom from which the grid is drawn: below, its cells are smaller than a few units.
const GRID_FROM: u8 = 9;
const MEDIA_TYPE: &str = "application/vnd.mapbox-vector-tile";

pub(super) async fn tile(
    State(state): State<PublicState>,
    Path((z, x, y)): Path<(String, String, String)>,
    params: Params,
) -> Result<Response, Problem> {
    let y = y.strip_suffix(".mvt").unwrap_or(&y);
    let query = TileQuery::parse([&z, &x, y], params.pairs(), &state.portal)?;
    let lang = params.lang();
    let bytes = state
        .compute(move |portal| {
            let shown = portal.tile(&query, portal.now())?;
            let grid = portal.grid(&query.filter.region, lang)?;
            Ok(Frame(query.tile).encode(&shown, &grid.cells))
        })
        .await?
        .map_err(Problem::internal)?;
    Ok(([(header::CONTENT_TYPE, MEDIA_TYPE)], bytes).into_response())
}

/// Where a tile lies; its units are counted from its north-western corner.
struct Frame(CellId);

impl Frame {
    fn encode(&self, shown: &portal::Tile, grid: &[GridShape]) -> Result<Vec<u8>, mvt::Error> {
        let mut tile = mvt::Tile::new(EXTENT);
        let incidents = match shown {
            portal::Tile::Points(points) => {
                let mut layer = tile.create_layer("cases");
                for point in points {
                    let (x, y) = self.units(point.lng, point.lat);
                    let geometry = GeomEncoder::new(GeomType::Point).point(x, y)?.encode()?;
                    let mut feature = layer.into_feature(geometry);
                    feature.add_tag_string("code", &point.code);
                    feature.add_tag_string("state", point.state.code());
                    feature.add_tag_bool("overdue", point.overdue);
                    layer = feature.into_layer();
                }
                layer
            }
            portal::Tile::Cells(cells) => {
                let mut layer = tile.create_layer("cells");
                for cell in cells {
                    let [west, south, east, north] = cell.bbox;
                    let corners = [(west, north), (east, north), (east, south), (west, south)];
                    let mut feature = layer.into_feature(self.polygon(&corners)?);
                    feature.add_tag_uint("count", cell.count);
                    feature.add_tag_uint("overdue", cell.overdue);
                    layer = feature.into_layer();
                }
                layer
            }
        };
        add(&mut tile, incidents)?;
        if self.0.z >= GRID_FROM {
            let mut layer = tile.create_layer("grid");
            for shape in grid {
                let ring = decode(&shape.ring);
                if !self.touches(&ring) {
                    continue;
                }
                let mut feature = layer.into_feature(self.polygon(&ring)?);
                feature.add_tag_string("code", &shape.code);
                feature.add_tag_string("name", &shape.name);
                layer = feature.into_layer();
            }
            add(&mut tile, layer)?;
        }
        tile.to_bytes()
    }

    /// A place in units of the tile, `y` southwards; outside of it where the place is.
    fn units(&self, lng: f64, lat: f64) -> (f64, f64) {
        let Some(spot) = Spot::at(lng, lat) else {
            return (f64::NAN, f64::NAN);
        };
        let side = 2_f64.powi(32 - i32::from(self.0.z));
        let unit = side / f64::from(EXTENT);
        let from = |at: u32, tile: u32| (f64::from(at) - f64::from(tile) * side) / unit;
        (from(spot.x, self.0.x), from(spot.y, self.0.y))
    }

    /// Whether the box around a ring shares more than an edge with the tile.
    fn touches(&self, ring: &[(f64, f64)]) -> bool {
        let units = || ring.iter().map(|(lng, lat)| self.units(*lng, *lat));
        let side = f64::from(EXTENT);
        let along = |values: &mut dyn Iterator<Item = f64>| {
            let (low, high) = values.fold((f64::MAX, f64::MIN), |(low, high), at| {
                (low.min(at), high.max(at))
            });
            low < side && high > 0.0
        };
        along(&mut units().map(|(x, _)| x)) && along(&mut units().map(|(_, y)| y))
    }

    /// An outer ring, which runs clockwise as one sees it: its area is positive where `y` runs southwards.
    fn polygon(&self, ring: &[(f64, f64)]) -> Result<GeomData, mvt::Error> {
        let mut units: Vec<(f64, f64)> = ring.iter().map(|(lng, lat)| self.units(*lng, *lat)).collect();
        if doubled_area(&units) < 0.0 {
            units.reverse();
        }
        let mut encoder = GeomEncoder::new(GeomType::Polygon);
        for (x, y) in units {
            encoder.add_point(x, y)?;
        }
        encoder.encode()
    }
}

/// A layer without features would be none by the specification.
fn add(tile: &mut mvt::Tile, layer: Layer) -> Result<(), mvt::Error> {
    if layer.num_features() > 0 {
        tile.add_layer(layer)?;
    }
    Ok(())
}
