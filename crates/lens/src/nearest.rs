//! The incidents nearest to a place.

use crate::answers::{NearestAnswer, Point};
use crate::check::MAX_POINTS;
use crate::filter::Filter;
use crate::geo::{Bbox, Spot};
use crate::lens::Lens;
use crate::pack::Row;
use crate::picture::Picture;
use crate::points::{point_at, point_of};
use crate::query::{Part, Query};
use crate::scan::Sink;
use crate::segment::Segment;
use crate::spots::Cursor;

/// Mean radius in metres (IUGG).
pub const EARTH: f64 = 6_371_008.8;
/// Radii of the circles that are looked at one after the other, in metres; the last one is the world.
const CIRCLES: [f64; 7] = [50.0, 200.0, 800.0, 3_200.0, 12_800.0, 51_200.0, EARTH * 4.0];

impl<P: Picture> Lens<P> {
    /// The matches nearest to a place (WGS-84 degrees), at most `count` of them and never more than
    /// [`MAX_POINTS`]. Without any if the place is not finite.
    ///
    /// Looks at larger and larger circles, each within the filter's box; a filter that nearly nothing matches
    /// costs a scan of everything.
    #[must_use]
    pub fn nearest(&self, place: (f64, f64), count: usize, filter: &Filter, as_of: i64) -> NearestAnswer {
        let count = count.min(MAX_POINTS);
        let mut points = Vec::new();
        // Where a place is held decides how far it is.
        let place = Spot::at(place.0, place.1).map(Spot::lng_lat);
        for (place, radius) in place
            .iter()
            .flat_map(|place| CIRCLES.map(|radius| (*place, radius)))
        {
            let query = Query::new(filter, Part::Placed, as_of);
            let mut sink = NearestSink::new(place, count, as_of);
            for bbox in around(place, radius) {
                self.scan(&query.within(&bbox), &mut sink);
            }
            points = sink.finish();
            // The corners of a box lie beyond its circle.
            if points.iter().filter(|(metres, _)| *metres <= radius).count() == count {
                break;
            }
        }
        NearestAnswer {
            version: self.version(),
            points,
        }
    }
}

/// Keeps the nearest of the rows it takes.
struct NearestSink {
    place: (f64, f64),
    count: usize,
    as_of: i64,
    points: Vec<(f64, Point)>,
    cursor: Cursor,
}

impl NearestSink {
    fn new(place: (f64, f64), count: usize, as_of: i64) -> Self {
        Self {
            place,
            count,
            as_of,
            points: Vec::new(),
            cursor: Cursor::default(),
        }
    }

    fn add(&mut self, point: Point) {
        self.points
            .push((metres(self.place, (point.lng, point.lat)), point));
        // Sorting only now and then keeps it cheap, and the list short.
        if self.points.len() >= 2 * self.count + 64 {
            self.keep_nearest();
        }
    }

    fn keep_nearest(&mut self) {
        self.points
            .sort_unstable_by(|a, b| a.0.total_cmp(&b.0).then(a.1.key.cmp(&b.1.key)));
        self.points.truncate(self.count);
    }

    fn finish(mut self) -> Vec<(f64, Point)> {
        self.keep_nearest();
        self.points
    }
}

impl Sink for NearestSink {
    fn row(&mut self, segment: &Segment, row: usize) {
        let point = point_at(segment, row, &mut self.cursor, self.as_of);
        self.add(point);
    }

    fn end(&mut self, _segment: &Segment) {
        self.cursor = Cursor::default();
    }

    fn loose(&mut self, row: &Row) {
        if let Some(point) = point_of(row, self.as_of) {
            self.add(point);
        }
    }
}

/// Metres between two places along the great circle (haversine formula).
fn metres((lng, lat): (f64, f64), other: (f64, f64)) -> f64 {
    let half = |a: f64, b: f64| ((a - b).to_radians() / 2.0).sin().powi(2);
    let cos = lat.to_radians().cos() * other.1.to_radians().cos();
    let h = half(lat, other.1) + cos * half(lng, other.0);
    2.0 * EARTH * h.sqrt().min(1.0).asin()
}

/// Boxes that hold every place within so many metres: one, or two where the date line lies between.
fn around((lng, lat): (f64, f64), radius: f64) -> Vec<Bbox> {
    // A little more, so that rounding takes nothing away.
    let angle = radius / EARTH * 1.000_001 + 1e-8;
    let high = angle.to_degrees();
    let (south, north) = ((lat - high).max(-90.0), (lat + high).min(90.0));
    let sine = angle.sin() / lat.to_radians().cos();
    let whole = angle >= std::f64::consts::FRAC_PI_2 || south <= -90.0 || north >= 90.0 || sine >= 1.0;
    let wide = if whole {
        180.0
    } else {
        sine.asin().to_degrees() + 1e-6
    };
    let (west, east) = (lng - wide, lng + wide);
    let sides = match (whole, west < -180.0, east > 180.0) {
        (true, ..) => vec![(-180.0, 180.0)],
        (false, true, _) => vec![(-180.0, east), (west + 360.0, 180.0)],
        (false, _, true) => vec![(west, 180.0), (-180.0, east - 360.0)],
        _ => vec![(west, east)],
    };
    let boxes = sides.into_iter();
    boxes
        .filter_map(|(west, east)| Bbox::new(west, south, east, north).ok())
        .collect()
}
