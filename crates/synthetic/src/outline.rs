//! The shape of the district: a closed curve of our own invention, traced from no map.

use std::f64::consts::TAU;

use rand::Rng;

use crate::random::{Purpose, stream};

/// The box the district lies in: west, south, east, north.
pub(crate) const BOX: [f64; 4] = [121.105, 28.507, 121.395, 28.743];
/// Kilometres of a degree of latitude.
const KM_PER_DEGREE: f64 = 110.85;

/// A curve around the middle of the box: a circle with a few swellings.
#[derive(Debug, Clone)]
pub(crate) struct Shape {
    /// Strength and phase of the swellings that come 2, 3, … times around.
    swellings: Vec<(f64, f64)>,
    stretch: (f64, f64),
    shift: (f64, f64),
}

impl Shape {
    pub(crate) fn new(seed: u64) -> Self {
        let mut rng = stream(Purpose::Outline, seed, 0);
        let strengths = [0.13, 0.11, 0.07, 0.05, 0.035, 0.025];
        let swellings = strengths.map(|most| (most * rng.random_range(0.6..1.0), rng.random_range(0.0..TAU)));
        let mut shape = Self {
            swellings: swellings.to_vec(),
            stretch: (1.0, 1.0),
            shift: (0.0, 0.0),
        };
        // Stretched so that it touches all four sides of the box.
        let (mut low, mut high) = ((f64::MAX, f64::MAX), (f64::MIN, f64::MIN));
        for step in 0..720 {
            let (x, y) = shape.edge(TAU * f64::from(step) / 720.0);
            low = (low.0.min(x), low.1.min(y));
            high = (high.0.max(x), high.1.max(y));
        }
        let half = half_box();
        shape.stretch = (2.0 * half.0 / (high.0 - low.0), 2.0 * half.1 / (high.1 - low.1));
        shape.shift = (-(low.0 + high.0) / 2.0, -(low.1 + high.1) / 2.0);
        shape
    }

    fn edge(&self, angle: f64) -> (f64, f64) {
        let radius = self.radius(angle);
        (radius * angle.cos(), radius * angle.sin())
    }

    fn radius(&self, angle: f64) -> f64 {
        let swellings = self.swellings.iter().zip(2_u8..);
        1.0 + swellings
            .map(|((strength, phase), n)| strength * (f64::from(n) * angle + phase).cos())
            .sum::<f64>()
    }

    /// Whether a point, in kilometres from the middle of the box, lies inside.
    pub(crate) fn holds(&self, (east, north): (f64, f64)) -> bool {
        let x = east / self.stretch.0 - self.shift.0;
        let y = north / self.stretch.1 - self.shift.1;
        x.hypot(y) < self.radius(y.atan2(x))
    }
}

/// Half the box in kilometres.
pub(crate) fn half_box() -> (f64, f64) {
    let [west, south, east, north] = BOX;
    let corner = to_km((east, north));
    debug_assert!(west < east && south < north);
    corner
}

fn middle() -> (f64, f64) {
    ((BOX[0] + BOX[2]) / 2.0, (BOX[1] + BOX[3]) / 2.0)
}

fn km_per_degree_east() -> f64 {
    KM_PER_DEGREE * middle().1.to_radians().cos()
}

/// Kilometres east and north of the middle of the box.
pub(crate) fn to_km((lng, lat): (f64, f64)) -> (f64, f64) {
    let (lng0, lat0) = middle();
    ((lng - lng0) * km_per_degree_east(), (lat - lat0) * KM_PER_DEGREE)
}

/// Longitude and latitude of a point in kilometres, to a tenth of a metre.
pub(crate) fn to_degrees((east, north): (f64, f64)) -> (f64, f64) {
    let (lng0, lat0) = middle();
    let round = |degrees: f64| (degrees * 1e6).round() / 1e6;
    (
        round(lng0 + east / km_per_degree_east()),
        round(lat0 + north / KM_PER_DEGREE),
    )
}
