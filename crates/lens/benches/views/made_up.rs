//! Incidents of a made-up district: the distribution that the ready-made peers were measured with.
//!
//! 2,000 hot spots of 60 to 600 m, a few much hotter than the rest, and a tenth anywhere; twelve kinds of ten
//! sub-categories each, sixty departments and eight sources by Zipf's law; three years; limits of 1 to 90
//! days by sub-category, closed after 0.6 of them times a lognormal, two in a hundred never. 96 % are closed.

use domain::board::figures::Verdict;
use lens::Incident;
use rand::rngs::SmallRng;
use rand::{Rng, SeedableRng};

pub(crate) const DAY: i64 = 86_400;
pub(crate) const BEGIN: i64 = 1_700_524_800;
pub(crate) const NOW: i64 = BEGIN + 1096 * DAY;
pub(crate) const WEST: f64 = 120.79;
pub(crate) const SOUTH: f64 = 28.47;
pub(crate) const WIDE: f64 = 0.57;
pub(crate) const HIGH: f64 = 0.26;
pub(crate) const KINDS: u16 = 12;
pub(crate) const SUBS: u16 = 10;
pub(crate) const SOURCES: u8 = 8;
pub(crate) const OPEN: u8 = 0;
pub(crate) const CLOSED: u8 = 1;
const OVERDUE: u8 = 2;
/// As many as there are public codes: nine digits of base 36.
const KEYS: u128 = 36_u128.pow(9);

struct HotSpot {
    lng: f64,
    lat: f64,
    metres: f64,
}

pub(crate) struct District {
    spots: Vec<HotSpot>,
    heat: Draw,
    kinds: Draw,
    subs: Draw,
    departments: Draw,
    sources: Draw,
    limits: Vec<i64>,
}

/// Draws numbers by Zipf's law.
struct Draw(Vec<f64>);

impl Draw {
    fn zipf(count: usize, exponent: f64) -> Self {
        let mut sum = 0.0;
        let weights = (1..=count).map(|rank| (rank as f64).powf(-exponent));
        let mut up_to: Vec<f64> = weights
            .map(|weight| {
                sum += weight;
                sum
            })
            .collect();
        up_to.iter_mut().for_each(|up_to| *up_to /= sum);
        Self(up_to)
    }

    fn draw(&self, rng: &mut SmallRng) -> usize {
        let at = rng.random::<f64>();
        self.0.partition_point(|up_to| *up_to <= at).min(self.0.len() - 1)
    }
}

/// Standard normal, by Box and Muller.
fn normal(rng: &mut SmallRng) -> f64 {
    let (a, b): (f64, f64) = (1.0 - rng.random::<f64>(), rng.random());
    (-2.0 * a.ln()).sqrt() * (std::f64::consts::TAU * b).cos()
}

impl District {
    pub(crate) fn new() -> Self {
        let mut rng = SmallRng::seed_from_u64(20_261_121);
        let spots = (0..2000)
            .map(|_| HotSpot {
                lng: WEST + WIDE * rng.random::<f64>(),
                lat: SOUTH + HIGH * rng.random::<f64>(),
                metres: 60.0 * 10_f64.powf(rng.random()),
            })
            .collect();
        let limits = (0..KINDS * SUBS)
            .map(|_| [1, 3, 7, 15, 30, 60, 90][rng.random_range(0..7)] * DAY)
            .collect();
        Self {
            spots,
            heat: Draw::zipf(2000, 0.8),
            kinds: Draw::zipf(KINDS.into(), 1.0),
            subs: Draw::zipf(SUBS.into(), 1.0),
            departments: Draw::zipf(60, 1.0),
            sources: Draw::zipf(SOURCES.into(), 1.0),
            limits,
        }
    }

    /// In the order of their receipt.
    pub(crate) fn incidents(&self, count: u64) -> impl Iterator<Item = Incident> + '_ {
        let mut rng = SmallRng::seed_from_u64(count);
        (0..count).map(move |nth| {
            let moment = (nth as f64 + rng.random::<f64>()) / count as f64;
            self.incident(nth, BEGIN + ((NOW - BEGIN) as f64 * moment) as i64, &mut rng)
        })
    }

    pub(crate) fn incident(&self, nth: u64, received_at: i64, rng: &mut SmallRng) -> Incident {
        let (lng, lat) = self.place(rng);
        let category = self.kinds.draw(rng) as u16 * SUBS + self.subs.draw(rng) as u16;
        let limit = self.limits[usize::from(category)];
        let due_at = received_at + limit;
        let took = 0.6 * limit as f64 * normal(rng).exp();
        let closed_at = received_at + took as i64;
        let closed = !rng.random_bool(0.02) && closed_at <= NOW;
        let grid = ((lng - WEST) / WIDE * 48.0) as u32 * 24 + ((lat - SOUTH) / HIGH * 24.0) as u32;
        Incident {
            key: (u128::from(nth) * 73_244_475_173_041 % KEYS) as u64,
            place: Some((lng, lat)),
            category,
            department: self.departments.draw(rng) as u16,
            state: match closed {
                true => CLOSED,
                false if due_at < NOW => OVERDUE,
                false => OPEN,
            },
            source: self.sources.draw(rng) as u8,
            grid,
            township: (grid / 64) as u16,
            community: grid / 3,
            received_at,
            due_at: Some(due_at),
            closed_at: closed.then_some(closed_at),
            verdict: None::<Verdict>,
            suspended: false,
            closed,
        }
    }

    /// To 10⁻⁶ degree, inside the district.
    fn place(&self, rng: &mut SmallRng) -> (f64, f64) {
        let spot = &self.spots[self.heat.draw(rng)];
        let lng = spot.lng + normal(rng) * spot.metres / 97_800.0;
        let lat = spot.lat + normal(rng) * spot.metres / 110_800.0;
        let inside = (WEST..WEST + WIDE).contains(&lng)
            && (SOUTH..SOUTH + HIGH).contains(&lat)
            && !rng.random_bool(0.1);
        let (lng, lat) = if inside {
            (lng, lat)
        } else {
            (
                WEST + WIDE * rng.random::<f64>(),
                SOUTH + HIGH * rng.random::<f64>(),
            )
        };
        let round = |degrees: f64, from: f64, wide: f64| {
            ((degrees * 1e6).round() / 1e6).clamp(from, from + wide - 1e-6)
        };
        (round(lng, WEST, WIDE), round(lat, SOUTH, HIGH))
    }
}
