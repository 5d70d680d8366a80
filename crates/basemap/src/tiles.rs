//! From features to what is sent: levels, each simplified for how near it is looked at, cut into tiles, bounded in size.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use domain::area::name_point;
use domain::map::{GroundKind, GroundName, GroundView};
use thiserror::Error;

use crate::clip::{self, Frame};
use crate::feature::{Bbox, Feature, Line, Shape, bounds, degrees, encode, knot, rounded};
use crate::limits::{DEGREES, FAR_CORNERS, TILE_CORNERS};
use crate::simplify;

/// How the ground is shown from some distance.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Level {
    /// Zoom of its tiles; 0 = one tile holds everything.
    pub zoom: u8,
    /// Units that a line may be off: a pixel or so of the farthest look.
    tolerance: f64,
    /// Features of this rank or a lower one.
    rank: u8,
    /// Units that a feature measures at least.
    least: i32,
    /// Corners of a tile at most.
    corners: usize,
}

/// From far to near. The map asks for tiles one zoom before it is as near as they are.
pub const LEVELS: [Level; 3] = [
    Level {
        zoom: 0,
        tolerance: 15.0,
        rank: 1,
        least: 120,
        corners: FAR_CORNERS,
    },
    Level {
        zoom: 12,
        tolerance: 4.0,
        rank: 2,
        least: 25,
        corners: TILE_CORNERS,
    },
    Level {
        zoom: 14,
        tolerance: 0.8,
        rank: 3,
        least: 3,
        corners: TILE_CORNERS,
    },
];

/// The ground of one tile of a level.
#[derive(Debug, Clone, PartialEq)]
pub struct Tile {
    pub zoom: u8,
    pub x: u32,
    pub y: u32,
    pub ground: Vec<GroundView>,
}

/// All tiles, and what is not in them.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Cut {
    pub tiles: Vec<Tile>,
    /// Features that lie elsewhere.
    pub outside: usize,
    /// The smallest features of each level that were left out, to keep what is sent within its bounds.
    pub left_out: [usize; LEVELS.len()],
}

/// The ground measures more than a region does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error(
    "it measures more than {DEGREES} degrees from side to side: give the region a grid first, or cut the file"
)]
pub struct Wide;

/// Cuts the ground of a region. What lies outside of `within` is left out; without it everything is taken that is no wider
/// than a region.
pub fn tiles(features: &[Feature], within: Option<Bbox>) -> Result<Cut, Wide> {
    if features.is_empty() {
        return Ok(Cut::default());
    }
    let corners = features
        .iter()
        .flat_map(|feature| feature.shape.lines().flatten());
    let all = bounds(corners);
    let frame = match within {
        Some(bbox) => around(bbox),
        None if f64::from(all[2] - all[0]).max(f64::from(all[3] - all[1])) > DEGREES * 1e5 => {
            return Err(Wide);
        }
        None => all,
    };
    let middle = degrees((0, i32::midpoint(frame[1], frame[3]))).1;
    let squeeze = middle.to_radians().cos();
    let mut cut = Cut::default();
    let near: Vec<&Feature> = features
        .iter()
        .filter(|feature| meet(bounds(feature.shape.lines().flatten()), frame))
        .collect();
    cut.outside = features.len() - near.len();
    for (level, left_out) in LEVELS.iter().zip(&mut cut.left_out) {
        let mut drawn: BTreeMap<(u32, u32), Vec<Piece<'_>>> = BTreeMap::new();
        for feature in near.iter().copied().filter(|feature| feature.rank <= level.rank) {
            add(level, feature, squeeze, frame, &mut drawn);
        }
        for ((x, y), pieces) in drawn {
            let (ground, left) = bounded(pieces, level.corners);
            *left_out += left;
            cut.tiles.push(Tile {
                zoom: level.zoom,
                x,
                y,
                ground,
            });
        }
    }
    Ok(cut)
}

/// A region's box with as much around it as the map shows on a wide screen.
fn around([west, south, east, north]: Bbox) -> Frame {
    let (wide, high) = (east - west, north - south);
    let ((west, south), (east, north)) = (
        knot((west - wide, south - high)),
        knot((east + wide, north + high)),
    );
    [west, south, east, north]
}

fn meet(a: Frame, b: Frame) -> bool {
    a[0] <= b[2] && b[0] <= a[2] && a[1] <= b[3] && b[1] <= a[3]
}

/// What of a feature lies in a tile.
struct Piece<'a> {
    kind: GroundKind,
    rank: u8,
    areas: Vec<Vec<Line>>,
    lines: Vec<Line>,
    /// Where the name stands, if it stands here, and the box of what has it.
    name: Option<(&'a str, (f64, f64), Frame)>,
    /// Units from side to side of the whole feature.
    size: i32,
}

impl Piece<'_> {
    fn corners(&self) -> usize {
        self.areas.iter().flatten().chain(&self.lines).map(Vec::len).sum()
    }
}

fn size([west, south, east, north]: Frame) -> i32 {
    (east - west).max(north - south)
}

/// Adds a feature to every tile that it meets.
fn add<'a>(
    level: &Level,
    feature: &'a Feature,
    squeeze: f64,
    frame: Frame,
    drawn: &mut BTreeMap<(u32, u32), Vec<Piece<'a>>>,
) {
    let simple = simplified(&feature.shape, level, squeeze);
    if simple.corners() == 0 {
        return;
    }
    let own = bounds(simple.lines().flatten());
    let name = feature.name.as_deref().and_then(|name| named(name, &simple));
    let shown = [
        own[0].max(frame[0]),
        own[1].max(frame[1]),
        own[2].min(frame[2]),
        own[3].min(frame[3]),
    ];
    let (from, to) = (
        tile_at(level.zoom, (shown[0], shown[3])),
        tile_at(level.zoom, (shown[2], shown[1])),
    );
    for x in from.0..=to.0 {
        for y in from.1..=to.1 {
            let exact = tile_frame(level.zoom, x, y);
            let mut piece = Piece {
                kind: feature.kind,
                rank: feature.rank,
                areas: Vec::new(),
                lines: Vec::new(),
                name: name.filter(|(_, at, _)| holds(exact, knot(*at))),
                size: size(own),
            };
            let tile = if level.zoom == 0 { frame } else { wider(exact) };
            match &simple {
                Shape::Areas(areas) => {
                    piece.areas = areas.iter().filter_map(|area| clipped(area, tile)).collect()
                }
                Shape::Lines(lines) => {
                    piece.lines = lines.iter().flat_map(|line| clip::line(line, tile)).collect();
                }
            }
            if piece.corners() > 0 {
                drawn.entry((x, y)).or_default().push(piece);
            }
        }
    }
}

fn clipped(area: &[Line], frame: Frame) -> Option<Vec<Line>> {
    let rings: Vec<Line> = area.iter().map(|ring| clip::ring(ring, frame)).collect();
    let is_seen = rings.first().is_some_and(|outer| outer.len() > 2);
    is_seen.then(|| rings.into_iter().filter(|ring| ring.len() > 2).collect())
}

/// Whether a place lies in a tile; each lies in one.
fn holds([west, south, east, north]: Frame, (x, y): (i32, i32)) -> bool {
    (west..east).contains(&x) && (south..north).contains(&y)
}

fn simplified(shape: &Shape, level: &Level, squeeze: f64) -> Shape {
    let is_seen = |line: &Line| size(bounds(line)) >= level.least;
    let ring = |line: &Line| simplify::ring(line, level.tolerance, squeeze).filter(is_seen);
    match shape {
        Shape::Areas(areas) => {
            // Without its outer ring a hole is nothing.
            let area = |rings: &Vec<Line>| {
                let outer = ring(rings.first()?)?;
                Some(
                    std::iter::once(outer)
                        .chain(rings[1..].iter().filter_map(ring))
                        .collect(),
                )
            };
            Shape::Areas(areas.iter().filter_map(area).collect())
        }
        Shape::Lines(lines) => Shape::Lines(
            lines
                .iter()
                .filter(|line| is_seen(line))
                .map(|line| simplify::line(line, level.tolerance, squeeze))
                .collect(),
        ),
    }
}

/// Where the name of areas stands: in the largest.
fn named<'a>(name: &'a str, shape: &Shape) -> Option<(&'a str, (f64, f64), Frame)> {
    let Shape::Areas(areas) = shape else { return None };
    let outer = areas
        .iter()
        .filter_map(|area| area.first())
        .max_by_key(|ring| size(bounds(*ring)))?;
    let ring: Vec<(f64, f64)> = outer.iter().copied().map(degrees).collect();
    Some((name, name_point(&ring)?, bounds(outer)))
}

/// By kind and rank, lanes below highways, the largest first and no more corners than are allowed; how many were left out.
fn bounded(mut pieces: Vec<Piece<'_>>, most: usize) -> (Vec<GroundView>, usize) {
    pieces.sort_by_key(|piece| Reverse(piece.size));
    let (mut corners, mut left_out) = (0, 0);
    let mut kinds: BTreeMap<(GroundKind, Reverse<u8>), GroundView> = BTreeMap::new();
    for piece in pieces {
        if corners + piece.corners() > most {
            left_out += 1;
            continue;
        }
        corners += piece.corners();
        let view = kinds
            .entry((piece.kind, Reverse(piece.rank)))
            .or_insert_with(|| GroundView {
                kind: piece.kind,
                rank: piece.rank,
                areas: Vec::new(),
                lines: Vec::new(),
                names: Vec::new(),
            });
        let area = |area: Vec<Line>| area.iter().map(|ring| encode(ring)).collect();
        view.areas.extend(piece.areas.into_iter().map(area));
        view.lines.extend(piece.lines.iter().map(|line| encode(line)));
        view.names
            .extend(piece.name.map(|(name, (lng, lat), [west, south, east, north])| {
                let ((west, south), (east, north)) = (degrees((west, south)), degrees((east, north)));
                GroundName {
                    name: name.to_owned(),
                    at: [rounded(lng), rounded(lat)],
                    bbox: [west, south, east, north],
                }
            }));
    }
    (kinds.into_values().collect(), left_out)
}

/// The tile of Web Mercator that holds a place.
fn tile_at(zoom: u8, at: (i32, i32)) -> (u32, u32) {
    let (lng, lat) = degrees(at);
    let count = f64::from(1_u32 << zoom);
    let north = lat.to_radians().tan().asinh() / std::f64::consts::PI;
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "kept within the number of tiles"
    )]
    let tile = |share: f64| (share * count).clamp(0.0, count - 1.0) as u32;
    (tile(lng / 360.0 + 0.5), tile((1.0 - north) / 2.0))
}

fn tile_frame(zoom: u8, x: u32, y: u32) -> Frame {
    let count = f64::from(1_u32 << zoom);
    let lng = |x: u32| f64::from(x) / count * 360.0 - 180.0;
    let lat = |y: u32| {
        let north = (1.0 - 2.0 * f64::from(y) / count) * std::f64::consts::PI;
        north.sinh().atan().to_degrees()
    };
    let ((west, north), (east, south)) = (knot((lng(x), lat(y))), knot((lng(x + 1), lat(y + 1))));
    [west, south, east, north]
}

/// A little more than the tile, so that no seam shows.
fn wider([west, south, east, north]: Frame) -> Frame {
    let more = (east - west) / 128 + 1;
    [west - more, south - more, east + more, north + more]
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::area::decode;

    const REGION: Bbox = [121.1, 28.5, 121.4, 28.75];

    fn lake(x: i32, y: i32, side: i32) -> Feature {
        let ring = vec![(x, y), (x + side, y), (x + side, y + side), (x, y + side)];
        Feature {
            kind: GroundKind::Water,
            rank: 1,
            name: Some("澄湖".to_owned()),
            shape: Shape::Areas(vec![vec![ring]]),
        }
    }

    fn road(rank: u8) -> Feature {
        Feature {
            kind: GroundKind::Road,
            rank,
            name: None,
            shape: Shape::Lines(vec![vec![(12_110_000, 2_860_000), (12_140_000, 2_861_000)]]),
        }
    }

    fn of_zoom(cut: &Cut, zoom: u8) -> Vec<&Tile> {
        cut.tiles.iter().filter(|tile| tile.zoom == zoom).collect()
    }

    #[test]
    fn a_lane_is_seen_from_near_only_and_in_every_tile_that_it_crosses() {
        let cut = tiles(&[road(3)], Some(REGION)).expect("tiles");
        assert!(of_zoom(&cut, 0).is_empty() && of_zoom(&cut, 12).is_empty());
        let near = of_zoom(&cut, 14);
        assert!((13..=16).contains(&near.len()), "{}", near.len());
        for tile in near {
            let frame = wider(tile_frame(14, tile.x, tile.y));
            for (lng, lat) in tile.ground[0].lines.iter().flat_map(|line| decode(line)) {
                let (x, y) = knot((lng, lat));
                assert!((frame[0]..=frame[2]).contains(&x) && (frame[1]..=frame[3]).contains(&y));
            }
        }
    }

    #[test]
    fn a_name_stands_in_one_tile_of_each_level() {
        let cut = tiles(&[lake(12_120_000, 2_860_000, 8_000)], Some(REGION)).expect("tiles");
        for zoom in LEVELS.map(|level| level.zoom) {
            let tiles = of_zoom(&cut, zoom);
            let names: usize = tiles.iter().map(|tile| tile.ground[0].names.len()).sum();
            assert_eq!(names, 1, "zoom {zoom}, {} tiles", tiles.len());
        }
        assert!(of_zoom(&cut, 14).len() > 4);
    }

    #[test]
    fn what_is_too_much_leaves_out_the_smallest() {
        let many: Vec<Feature> = (0..10_000)
            .map(|at| {
                lake(
                    12_111_000 + at % 100 * 250,
                    2_852_000 + at / 100 * 200,
                    125 + at % 7,
                )
            })
            .collect();
        let cut = tiles(&many, Some(REGION)).expect("tiles");
        let far = of_zoom(&cut, 0);
        let corners: usize = far[0].ground[0]
            .areas
            .iter()
            .flatten()
            .map(|ring| ring.len() / 2)
            .sum();
        assert!(corners <= FAR_CORNERS && corners > FAR_CORNERS - 10, "{corners}");
        assert_eq!(cut.left_out[0], 10_000 - corners / 4);
        assert_eq!(cut.left_out[2], 0, "near by, everything is there");
    }

    #[test]
    fn what_lies_elsewhere_is_left_out_and_a_whole_country_is_refused() {
        let away = lake(10_000_000, 3_000_000, 500);
        let cut = tiles(&[away.clone(), road(1)], Some(REGION)).expect("tiles");
        assert_eq!(cut.outside, 1);
        assert_eq!(tiles(&[away, road(1)], None), Err(Wide));
        assert_eq!(tiles(&[], None), Ok(Cut::default()));
    }
}
