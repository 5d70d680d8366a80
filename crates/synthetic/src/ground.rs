//! What the district lies on: a river with its stream and a lake, roads between the towns, green. Drawn by a few rules,
//! traced from no map.

use std::f64::consts::TAU;

use basemap::{Feature, Line, Shape};
use domain::map::GroundKind;
use rand::Rng;
use rand_chacha::ChaCha8Rng;

use crate::heat::CENTRES;
use crate::names::road;
use crate::outline::{half_box, to_degrees};
use crate::random::{Purpose, stream};

/// Kilometres east and north of the middle.
type Place = (f64, f64);

/// How far beyond the district the ground goes on, as a share of its half.
const BEYOND: f64 = 2.6;
/// Kilometres between corners of what winds.
const STEP: f64 = 0.35;
/// Streets each way in a town, and kilometres between them.
const STREETS: i32 = 5;
const BLOCK: f64 = 0.32;

/// The ground of the district of this seed: the same one, always.
#[must_use]
pub fn ground(seed: u64) -> Vec<Feature> {
    let mut rng = stream(Purpose::Ground, seed, 0);
    let half = half_box();
    let river = River::new(&mut rng, half);
    let towns = CENTRES.map(|((x, y), ..)| (x * half.0, y * half.1));
    let mut features = vec![river.water(), river.stream(), lake(&mut rng, half)];
    features.extend(greens(&mut rng, half));
    features.extend(trunks(&river, half));
    features.extend(between(&mut rng, &towns));
    features.extend(towns.iter().enumerate().flat_map(|(at, town)| streets(at, *town)));
    features
}

fn feature(kind: GroundKind, rank: u8, name: Option<&str>, shape: Shape) -> Feature {
    Feature {
        kind,
        rank,
        name: name.map(str::to_owned),
        shape,
    }
}

fn line(places: &[Place]) -> Line {
    let unit = |degrees: f64| {
        #[expect(clippy::cast_possible_truncation, reason = "180e5 fits in 32 bits")]
        let unit = (degrees * 1e5).round() as i32;
        unit
    };
    let mut corners: Line = places
        .iter()
        .map(|place| {
            let (lng, lat) = to_degrees(*place);
            (unit(lng), unit(lat))
        })
        .collect();
    corners.dedup();
    corners
}

fn area(places: &[Place]) -> Shape {
    Shape::Areas(vec![vec![line(places)]])
}

fn way(places: &[Place]) -> Shape {
    Shape::Lines(vec![line(places)])
}

/// It comes from the west and winds.
struct River {
    bends: [(f64, f64, f64); 3],
    half: Place,
}

impl River {
    fn new(rng: &mut ChaCha8Rng, half: Place) -> Self {
        let bends = [(0.16, 0.55), (0.07, 1.3), (0.025, 3.1)]
            .map(|(reach, turns)| (reach * half.1, turns, rng.random_range(0.0..TAU)));
        Self { bends, half }
    }

    fn at(&self, east: f64) -> Place {
        let along = east / self.half.0;
        let bend =
            |(reach, turns, phase): &(f64, f64, f64)| reach * (turns * TAU * along / 2.0 + phase).sin();
        let north: f64 = self.bends.iter().map(bend).sum();
        (east, north - 0.22 * self.half.1 - 0.1 * east)
    }

    fn course(&self) -> Vec<Place> {
        steps(-BEYOND * self.half.0, BEYOND * self.half.0)
            .map(|east| self.at(east))
            .collect()
    }

    /// Wider the further down it is.
    fn water(&self) -> Feature {
        let bank = |side: f64| {
            move |(east, north): Place| {
                let wide = 0.09 + 0.05 * (east / self.half.0 + BEYOND);
                (east, north + side * wide)
            }
        };
        let course = self.course();
        let mut ring: Vec<Place> = course.iter().copied().map(bank(-1.0)).collect();
        ring.extend(course.iter().rev().copied().map(bank(1.0)));
        feature(GroundKind::Water, 1, Some("清澜江"), area(&ring))
    }

    /// A stream from the hills in the north into it.
    fn stream(&self) -> Feature {
        let mouth = self.at(0.18 * self.half.0);
        let spring = (-0.3 * self.half.0, BEYOND * self.half.1);
        let places: Vec<Place> = (0..=60)
            .map(|step| {
                let share = f64::from(step) / 60.0;
                let sway = 0.05 * self.half.0 * (share * 9.0).sin() * (1.0 - share);
                (
                    spring.0 + share * (mouth.0 - spring.0) + sway,
                    spring.1 + share * (mouth.1 - spring.1),
                )
            })
            .collect();
        feature(GroundKind::Water, 1, Some("双溪"), way(&places))
    }
}

fn steps(from: f64, to: f64) -> impl Iterator<Item = f64> {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a district is tens of kilometres wide"
    )]
    let count = ((to - from) / STEP).ceil() as u32;
    (0..=count).map(move |step| from + (to - from) * f64::from(step) / f64::from(count))
}

/// Something round with dents.
fn blob(rng: &mut ChaCha8Rng, middle: Place, radius: Place) -> Vec<Place> {
    let dents = [2.0, 3.0, 5.0].map(|times| {
        let (depth, phase): (f64, f64) = (rng.random_range(0.05..0.16), rng.random_range(0.0..TAU));
        (times, depth, phase)
    });
    (0..48)
        .map(|step| {
            let angle = TAU * f64::from(step) / 48.0;
            let dent = |(times, depth, phase): &(f64, f64, f64)| depth * (times * angle + phase).cos();
            let reach = 1.0 + dents.iter().map(dent).sum::<f64>();
            (
                middle.0 + radius.0 * reach * angle.cos(),
                middle.1 + radius.1 * reach * angle.sin(),
            )
        })
        .collect()
}

fn lake(rng: &mut ChaCha8Rng, half: Place) -> Feature {
    let ring = blob(rng, (0.42 * half.0, 0.34 * half.1), (1.5, 1.0));
    feature(GroundKind::Water, 1, Some("澄湖"), area(&ring))
}

/// Hills at the edges, parks in the towns.
fn greens(rng: &mut ChaCha8Rng, half: Place) -> Vec<Feature> {
    let hills = [
        ("北岭", (-0.35, 0.78), (3.4, 1.9)),
        ("东屏山", (0.82, 0.05), (1.7, 3.0)),
        ("南屏山", (-0.5, -0.85), (3.6, 1.7)),
        ("西峰", (-0.9, 0.1), (1.6, 2.6)),
    ];
    let parks = [
        ("中央公园", (0.02, 0.06), (0.7, 0.5)),
        ("湖滨公园", (0.34, 0.22), (0.9, 0.4)),
        ("滨江公园", (-0.2, -0.12), (1.0, 0.3)),
    ];
    hills
        .into_iter()
        .chain(parks)
        .map(|(name, (x, y), radius)| {
            let ring = blob(rng, (x * half.0, y * half.1), radius);
            feature(GroundKind::Green, 1, Some(name), area(&ring))
        })
        .collect()
}

/// A highway along the valley, and one across it.
fn trunks(river: &River, half: Place) -> Vec<Feature> {
    let valley: Vec<Place> = steps(-BEYOND * half.0, BEYOND * half.0)
        .map(|east| {
            let (_, north) = river.at(east * 0.92);
            (east, north * 0.6 + 0.12 * half.1)
        })
        .collect();
    let across: Vec<Place> = steps(-BEYOND * half.1, BEYOND * half.1)
        .map(|north| (0.09 * half.0 + 1.1 * (north / half.1 * 2.0).sin(), north))
        .collect();
    [("环湖大道", valley), ("中兴大道", across)]
        .map(|(name, places)| feature(GroundKind::Road, 1, Some(name), way(&places)))
        .into()
}

/// A road from each town to the next one, and one out of the district.
fn between(rng: &mut ChaCha8Rng, towns: &[Place]) -> Vec<Feature> {
    let nexts = towns.iter().copied().zip(towns.iter().copied().cycle().skip(1));
    let outwards = [(-8.0, 38.0), (40.0, -12.0), (-38.0, -28.0)];
    nexts
        .chain(towns.iter().copied().zip(outwards))
        .enumerate()
        .map(|(at, (from, to))| {
            let length = (to.0 - from.0).hypot(to.1 - from.1).max(0.1);
            let bow: f64 = rng.random_range(-0.12..0.12);
            let places: Vec<Place> = (0..=24)
                .map(|step| {
                    let share = f64::from(step) / 24.0;
                    let aside = bow * length * (share * TAU / 2.0).sin();
                    (
                        from.0 + share * (to.0 - from.0) - aside * (to.1 - from.1) / length,
                        from.1 + share * (to.1 - from.1) + aside * (to.0 - from.0) / length,
                    )
                })
                .collect();
            feature(GroundKind::Road, 1, Some(road(at).0), way(&places))
        })
        .collect()
}

/// Streets of a town, each town turned a little.
fn streets(at: usize, town: Place) -> Vec<Feature> {
    let turn = 0.25 * (at as f64 * 1.7).sin();
    let (sin, cos) = turn.sin_cos();
    let place = |x: f64, y: f64| (town.0 + x * cos - y * sin, town.1 + x * sin + y * cos);
    let end = f64::from(STREETS) * BLOCK;
    (-STREETS..=STREETS)
        .flat_map(|number| {
            let off = f64::from(number) * BLOCK;
            // The farther out, the shorter: a town is round.
            let reach = (end * end - off * off).max(BLOCK * BLOCK).sqrt();
            let rank = if number % 2 == 0 { 2 } else { 3 };
            [
                [place(-reach, off), place(reach, off)],
                [place(off, -reach), place(off, reach)],
            ]
            .map(|ends| feature(GroundKind::Road, rank, None, way(&ends)))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ground_is_the_same_every_time_and_small() {
        let made = ground(1);
        assert_eq!(made, ground(1));
        assert_ne!(made, ground(2));
        for kind in [GroundKind::Water, GroundKind::Green, GroundKind::Road] {
            assert!(made.iter().any(|feature| feature.kind == kind));
        }
        let corners: usize = made.iter().map(|feature| feature.shape.corners()).sum();
        assert!(corners < 3_000, "{corners}");
    }

    #[test]
    fn the_river_crosses_the_whole_district() {
        let River { half, .. } = River::new(&mut stream(Purpose::Ground, 1, 0), half_box());
        let made = ground(1);
        let corners = made[0].shape.lines().next().expect("a ring");
        let [west, east] = [(-half.0, 0.0), (half.0, 0.0)].map(|place| line(&[place])[0].0);
        assert!(corners.iter().any(|corner| corner.0 < west) && corners.iter().any(|corner| corner.0 > east));
    }
}
