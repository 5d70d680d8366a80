//! Web Mercator: places, boxes and quadtree cells, all in integers of 2⁻³² of the world's width.
//!
//! A quantum is 9 mm at the equator. Places are rounded down to one, edges of boxes to the nearest,
//! and every comparison is made on these integers: an answer depends on nothing finer, and boxes
//! that share an edge never count a place twice or lose it.

use std::f64::consts::PI;
use std::fmt;

use crate::keys::KeyMap;

/// Latitudes from here on, north or south, lie on the edge of the square world.
pub const POLE: f64 = 85.0511;

/// Quanta along each axis.
pub(crate) const WORLD: u64 = 1 << 32;

/// A place on the map, to 2⁻³² of the world's width: `x` eastwards from the date line, `y`
/// southwards from the northern edge.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Spot {
    pub x: u32,
    pub y: u32,
}

impl Spot {
    /// The spot of a WGS-84 place; longitudes beyond ±180° and latitudes beyond [`POLE`] are held
    /// at the edge. `None` if either is not a finite number.
    #[must_use]
    pub fn at(lng: f64, lat: f64) -> Option<Self> {
        if !lng.is_finite() || !lat.is_finite() {
            return None;
        }
        // Float to integer casts saturate, which is what holds the east and south edges inside.
        Some(Self {
            x: project_x(lng) as u32,
            y: project_y(lat) as u32,
        })
    }

    /// Longitude and latitude of its middle, rounded to 10⁻⁷ degree: a place that was given with at
    /// most seven decimals comes back as it was.
    #[must_use]
    pub fn lng_lat(self) -> (f64, f64) {
        let round = |degrees: f64| (degrees * 1e7).round() / 1e7;
        (
            round(lng_at(f64::from(self.x) + 0.5)),
            round(lat_at(f64::from(self.y) + 0.5)),
        )
    }

    /// Longitude and latitude in 1e-7 degree, as [`Self::lng_lat`] gives them.
    pub(crate) fn units(self) -> (i32, i32) {
        let (lng, lat) = self.lng_lat();
        ((lng * 1e7).round() as i32, (lat * 1e7).round() as i32)
    }

    /// Position along the Z-order curve: the bits of `y` and `x` in turn, `y` first.
    pub(crate) fn code(self) -> u64 {
        spread(self.x) | (spread(self.y) << 1)
    }

    pub(crate) fn from_code(code: u64) -> Self {
        Self {
            x: gather(code),
            y: gather(code >> 1),
        }
    }
}

fn project_x(lng: f64) -> f64 {
    (lng.clamp(-180.0, 180.0) + 180.0) / 360.0 * WORLD as f64
}

fn project_y(lat: f64) -> f64 {
    if lat >= POLE {
        0.0
    } else if lat <= -POLE {
        WORLD as f64
    } else {
        (0.5 - lat.to_radians().tan().asinh() / (2.0 * PI)) * WORLD as f64
    }
}

pub(crate) fn lng_at(x: f64) -> f64 {
    x / WORLD as f64 * 360.0 - 180.0
}

pub(crate) fn lat_at(y: f64) -> f64 {
    (PI * (1.0 - 2.0 * y / WORLD as f64)).sinh().atan().to_degrees()
}

/// Moves bit i to bit 2i.
pub(crate) fn spread(value: u32) -> u64 {
    let mut v = u64::from(value);
    v = (v | (v << 16)) & 0x0000_ffff_0000_ffff;
    v = (v | (v << 8)) & 0x00ff_00ff_00ff_00ff;
    v = (v | (v << 4)) & 0x0f0f_0f0f_0f0f_0f0f;
    v = (v | (v << 2)) & 0x3333_3333_3333_3333;
    (v | (v << 1)) & 0x5555_5555_5555_5555
}

/// Moves bit 2i to bit i and forgets the odd bits.
fn gather(code: u64) -> u32 {
    let mut v = code & 0x5555_5555_5555_5555;
    v = (v | (v >> 1)) & 0x3333_3333_3333_3333;
    v = (v | (v >> 2)) & 0x0f0f_0f0f_0f0f_0f0f;
    v = (v | (v >> 4)) & 0x00ff_00ff_00ff_00ff;
    v = (v | (v >> 8)) & 0x0000_ffff_0000_ffff;
    (v | (v >> 16)) as u32
}

/// Why four numbers are no box.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BboxError {
    #[error("a bbox is four finite numbers: west,south,east,north")]
    NotFinite,
    #[error("longitudes lie within ±180 and latitudes within ±90 degrees")]
    OutsideTheWorld,
    #[error("west must not exceed east, nor south north; a box cannot cross the date line")]
    Inverted,
}

/// A box in WGS-84 degrees. Its west and north edges belong to it, its east and south edges do not,
/// except at the edge of the world: the whole world holds every placed incident.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bbox {
    west: f64,
    south: f64,
    east: f64,
    north: f64,
    edges: Edges,
}

impl Bbox {
    /// # Errors
    /// See [`BboxError`]. A box without area is allowed, and empty.
    pub fn new(west: f64, south: f64, east: f64, north: f64) -> Result<Self, BboxError> {
        if ![west, south, east, north].iter().all(|v| v.is_finite()) {
            return Err(BboxError::NotFinite);
        }
        if west < -180.0 || east > 180.0 || south < -90.0 || north > 90.0 {
            return Err(BboxError::OutsideTheWorld);
        }
        if west > east || south > north {
            return Err(BboxError::Inverted);
        }
        let edges = Edges {
            west: project_x(west).round() as u64,
            east: project_x(east).round() as u64,
            north: project_y(north).round() as u64,
            south: project_y(south).round() as u64,
        };
        Ok(Self {
            west,
            south,
            east,
            north,
            edges,
        })
    }

    /// `[west, south, east, north]`, as on the wire.
    #[must_use]
    pub fn to_array(self) -> [f64; 4] {
        [self.west, self.south, self.east, self.north]
    }

    /// Does it hold this spot? The definition that every answer keeps to.
    #[must_use]
    pub fn holds(&self, spot: Spot) -> bool {
        self.edges().hold(spot)
    }

    /// West, south, east, north of what it holds, for whoever has places in degrees and no spots, such as the database:
    /// just those with `west <= lng`, `lng < east`, `south < lat` and `lat <= north`. Infinite at the edges of the world,
    /// which hold what lies beyond them. To the last bit, because the edges of a box are rounded to the nearest quantum.
    #[must_use]
    pub fn limits(&self) -> [f64; 4] {
        if self.edges.is_empty() {
            return [f64::INFINITY, f64::INFINITY, f64::NEG_INFINITY, f64::NEG_INFINITY];
        }
        let lng = |x: u64| first(-180.0, 180.0, |lng| project_x(lng) >= x as f64);
        let lat = |y: u64| first(POLE, -POLE, |lat| project_y(lat) >= y as f64);
        let Edges {
            west,
            east,
            north,
            south,
        } = self.edges;
        [
            if west == 0 { f64::NEG_INFINITY } else { lng(west) },
            if south == WORLD {
                f64::NEG_INFINITY
            } else {
                lat(south)
            },
            if east == WORLD { f64::INFINITY } else { lng(east) },
            if north == 0 { f64::INFINITY } else { lat(north) },
        ]
    }

    pub(crate) fn edges(&self) -> Edges {
        self.edges
    }
}

/// The first number on the way from `no` to `yes` of which `holds` is true, as it is of all that come after it.
fn first(mut no: f64, mut yes: f64, holds: impl Fn(f64) -> bool) -> f64 {
    // Halved so often, any way in degrees is shorter than the distance of two numbers.
    for _ in 0..64 {
        let middle = no + (yes - no) / 2.0;
        if holds(middle) {
            yes = middle;
        } else {
            no = middle;
        }
    }
    yes
}

/// A box in quanta: `west..east` and `north..south`, each at most [`WORLD`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Edges {
    pub(crate) west: u64,
    pub(crate) east: u64,
    pub(crate) north: u64,
    pub(crate) south: u64,
}

impl Edges {
    #[inline]
    pub(crate) fn hold(&self, spot: Spot) -> bool {
        let (x, y) = (u64::from(spot.x), u64::from(spot.y));
        self.west <= x && x < self.east && self.north <= y && y < self.south
    }

    /// The smallest box in 1e-7 degree that holds every place in it, with room for their rounding.
    pub(crate) fn units(&self) -> [i32; 4] {
        let lng = |x: u64| lng_at(x as f64) * 1e7;
        let lat = |y: u64| lat_at(y as f64) * 1e7;
        [
            lng(self.west).floor() as i32 - 2,
            lat(self.south).floor() as i32 - 2,
            lng(self.east).ceil() as i32 + 2,
            lat(self.north).ceil() as i32 + 2,
        ]
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.west >= self.east || self.north >= self.south
    }

    /// The smallest box that holds both.
    pub(crate) fn or(&self, other: &Self) -> Self {
        Self {
            west: self.west.min(other.west),
            east: self.east.max(other.east),
            north: self.north.min(other.north),
            south: self.south.max(other.south),
        }
    }

    /// The part that both share, possibly empty.
    pub(crate) fn and(&self, other: &Self) -> Self {
        Self {
            west: self.west.max(other.west),
            east: self.east.min(other.east),
            north: self.north.max(other.north),
            south: self.south.min(other.south),
        }
    }
}

/// A tile of the Web Mercator quadtree, `z/x/y` as in tile addresses: `x` eastwards, `y` southwards.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct CellId {
    pub z: u8,
    pub x: u32,
    pub y: u32,
}

impl CellId {
    /// The cell of level `z` (at most 32) that holds the spot.
    #[must_use]
    pub fn of(spot: Spot, z: u8) -> Self {
        let z = z.min(32);
        let shift = u32::from(32 - z);
        let at = |v: u32| v.checked_shr(shift).unwrap_or(0);
        Self {
            z,
            x: at(spot.x),
            y: at(spot.y),
        }
    }

    #[must_use]
    pub fn bbox(self) -> Bbox {
        CellBoxes::default().of(self)
    }

    fn edges(self) -> Edges {
        let side = WORLD >> self.z;
        let (west, north) = (u64::from(self.x) * side, u64::from(self.y) * side);
        Edges {
            west,
            east: west + side,
            north,
            south: north + side,
        }
    }
}

/// Boxes of the cells of one level: the latitudes of a row are computed once.
#[derive(Debug, Default)]
pub(crate) struct CellBoxes {
    latitudes: KeyMap<u32, (f64, f64)>,
}

impl CellBoxes {
    pub(crate) fn of(&mut self, cell: CellId) -> Bbox {
        let edges = cell.edges();
        let (north, south) = *self
            .latitudes
            .entry(cell.y)
            .or_insert_with(|| (lat_at(edges.north as f64), lat_at(edges.south as f64)));
        Bbox {
            west: lng_at(edges.west as f64),
            south,
            east: lng_at(edges.east as f64),
            north,
            edges,
        }
    }
}

impl fmt::Display for CellId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}/{}", self.z, self.x, self.y)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_tile_of_a_known_place_is_the_one_every_map_server_gives() {
        // Huangyan, Boston and Sydney by the slippy-map formula of the OpenStreetMap wiki:
        // y = (1 − ln(tan φ + sec φ) / π) / 2 · 2ᶻ.
        for (lng, lat, z, tile) in [
            (121.262, 28.645, 11, "11/1713/853"),
            (-71.06, 42.36, 15, "15/9915/12119"),
            (151.2, -33.87, 12, "12/3768/2457"),
        ] {
            assert_eq!(CellId::of(Spot::at(lng, lat).unwrap(), z).to_string(), tile);
        }
    }

    #[test]
    fn places_at_the_edges_of_the_world_stay_in_it() {
        let top = u32::MAX;
        for (lng, lat, x, y) in [
            (-180.0, 85.06, 0, 0),
            (180.0, -85.06, top, top),
            (180.0, 90.0, top, 0),
            (-200.0, -90.0, 0, top),
            (200.0, -86.0, top, top),
        ] {
            assert_eq!(Spot::at(lng, lat), Some(Spot { x, y }), "{lng} {lat}");
        }
        assert_eq!(Spot::at(f64::NAN, 0.0), None);
        assert_eq!(Spot::at(0.0, f64::INFINITY), None);
    }

    #[test]
    fn a_box_of_the_whole_world_holds_the_poles_and_the_date_line() {
        let corners = [(-180.0, 90.0), (180.0, -90.0), (180.0, 90.0), (0.0, 85.2)];
        for [south, north] in [[-90.0, 90.0], [-85.0511, 85.0511], [-85.06, 85.06]] {
            let world = Bbox::new(-180.0, south, 180.0, north).unwrap();
            for (lng, lat) in corners {
                assert!(world.holds(Spot::at(lng, lat).unwrap()), "{lng} {lat}");
            }
            let [west, south, east, north] = world.limits();
            assert!(west == f64::NEG_INFINITY && south == f64::NEG_INFINITY);
            assert!(east == f64::INFINITY && north == f64::INFINITY);
        }
    }

    #[test]
    fn a_place_on_an_edge_is_held_by_one_of_the_two_boxes_that_share_it() {
        let within = |bbox: Bbox, lng: f64, lat: f64| {
            let [west, south, east, north] = bbox.limits();
            west <= lng && lng < east && south < lat && lat <= north
        };
        let one = |w, s, e, n| Bbox::new(w, s, e, n).unwrap();
        // Edges of tiles lie on whole quanta: west and north belong to a box, east and south do not.
        let tile = one(90.0, 0.0, 135.0, 45.0);
        assert!(within(tile, 90.0, 40.0) && !within(tile, 135.0, 40.0) && !within(tile, 100.0, 0.0));
        for lng in [121.26, 121.2600001, 112.5, 0.0] {
            let (left, right) = (one(lng - 1.0, 28.0, lng, 29.0), one(lng, 28.0, lng + 1.0, 29.0));
            assert!(within(left, lng, 28.5) != within(right, lng, 28.5), "{lng}");
        }
        for lat in [28.65, 28.6500001, 0.0, -31.9] {
            let (below, above) = (
                one(121.0, lat - 1.0, 122.0, lat),
                one(121.0, lat, 122.0, lat + 1.0),
            );
            assert!(within(below, 121.5, lat) != within(above, 121.5, lat), "{lat}");
        }
        let empty = one(121.0, 28.0, 121.0, 29.0);
        assert!(!within(empty, 121.0, 28.5));
        let at_the_edge = one(180.0, 0.0, 180.0, 1.0);
        assert!(!within(at_the_edge, 180.0, 0.5));
    }

    #[test]
    fn numbers_that_are_no_box_say_why() {
        assert_eq!(Bbox::new(f64::NAN, 0.0, 1.0, 1.0), Err(BboxError::NotFinite));
        assert_eq!(Bbox::new(0.0, 0.0, 181.0, 1.0), Err(BboxError::OutsideTheWorld));
        assert_eq!(Bbox::new(0.0, -91.0, 1.0, 1.0), Err(BboxError::OutsideTheWorld));
        assert_eq!(Bbox::new(179.0, 0.0, -179.0, 1.0), Err(BboxError::Inverted));
        assert_eq!(Bbox::new(0.0, 1.0, 1.0, 0.0), Err(BboxError::Inverted));
        assert!(Bbox::new(1.0, 1.0, 1.0, 1.0).unwrap().edges().is_empty());
    }

    #[test]
    fn the_root_cell_is_the_world() {
        let root = CellId::of(Spot::at(10.0, 10.0).unwrap(), 0);
        assert_eq!(root, CellId { z: 0, x: 0, y: 0 });
        let [west, south, east, north] = root.bbox().to_array();
        assert_eq!((west, east), (-180.0, 180.0));
        assert!((north - 85.051_128_78).abs() < 1e-8 && (south + north).abs() < 1e-9);
    }

    proptest! {
        #[test]
        fn a_place_of_seven_decimals_comes_back_as_it_was(
            lng in -1_800_000_000_i64..1_800_000_000,
            lat in -850_000_000_i64..850_000_000,
        ) {
            let place = (lng as f64 / 1e7, lat as f64 / 1e7);
            prop_assert_eq!(Spot::at(place.0, place.1).unwrap().lng_lat(), place);
        }

        #[test]
        fn the_limits_of_a_box_hold_the_places_that_it_holds(
            a in (-1_800_000_000_i64..=1_800_000_000, -900_000_000_i64..=900_000_000),
            sizes in (0_i64..40, 0_i64..40),
            step in (-45_i64..45, -45_i64..45),
        ) {
            // A few units wide, and places on its edges and around them.
            let degrees = |units: i64, most: i64| units.clamp(-most, most) as f64 / 1e7;
            let (lng, lat) = (|x| degrees(x, 1_800_000_000), |y| degrees(y, 900_000_000));
            let bbox = Bbox::new(lng(a.0), lat(a.1), lng(a.0 + sizes.0), lat(a.1 + sizes.1)).unwrap();
            let [west, south, east, north] = bbox.limits();
            let place = (lng(a.0 + step.0), lat(a.1 + step.1));
            let within = west <= place.0 && place.0 < east && south < place.1 && place.1 <= north;
            prop_assert_eq!(within, bbox.holds(Spot::at(place.0, place.1).unwrap()));
        }

        #[test]
        fn codes_give_their_spot_back(x: u32, y: u32) {
            prop_assert_eq!(Spot::from_code(Spot { x, y }.code()), Spot { x, y });
        }

        #[test]
        fn a_cell_asked_by_its_own_bbox_holds_exactly_its_spots(x: u32, y: u32, z in 0_u8..=27) {
            let cell = CellId::of(Spot { x, y }, z);
            let [west, south, east, north] = cell.bbox().to_array();
            prop_assert_eq!(Bbox::new(west, south, east, north), Ok(cell.bbox()));
        }
    }
}
