//! The district, put together.

use domain::RegionCode;
use domain::intake::RegionDefaults;
use rand::Rng;
use store::district::{Community, District, GridCell, Station, Township};

use crate::areas::{TownshipArea, cut};
use crate::departments::departments;
use crate::heat::{CENTRES, Centre, heat};
use crate::hexes::Honeycomb;
use crate::kinds::categories;
use crate::names::Rank;
use crate::outline::{Shape, half_box, to_degrees};
use crate::random::{Purpose, stream};
use crate::stations::{police_post, stations};

/// The code of the synthetic district; no real one begins with 9.
pub const REGION: &str = "999001";

/// What is to be known of the region before it has anything: a name that says that it is made up.
#[must_use]
pub fn region_defaults() -> RegionDefaults {
    RegionDefaults {
        name: "联勤示范区".to_owned(),
        name_en: Some("Lianqin Demo District".to_owned()),
        time_zone: "Asia/Shanghai".to_owned(),
        locale: "zh-CN".to_owned(),
        scheme: "cn".to_owned(),
    }
}

/// The made-up district for `region`: the same one for the same seed, always. Its area codes begin with
/// the region's six digits, or with those of [`REGION`] where it has none.
#[must_use]
pub fn district(region: &RegionCode, seed: u64) -> District {
    let digits = region.as_str().bytes().all(|byte| byte.is_ascii_digit());
    let prefix = if digits { region.as_str() } else { REGION };
    let comb = Honeycomb::fill(&Shape::new(seed));
    let places = comb.centres();
    let half = half_box();
    let centres = CENTRES.map(|((x, y), weight, reach)| {
        let wanted = (x * half.0, y * half.1);
        let away = |place: &(f64, f64)| (place.0 - wanted.0).hypot(place.1 - wanted.1);
        let at = places
            .iter()
            .copied()
            .min_by(|a, b| away(a).total_cmp(&away(b)))
            .unwrap_or(wanted);
        Centre { at, weight, reach }
    });
    let heats: Vec<f64> = places.iter().map(|place| heat(&centres, *place)).collect();
    let areas = cut(seed, &places, &heats);

    let mut sketch = Sketch {
        prefix,
        seed,
        comb: &comb,
        places: &places,
        cells: vec![None; places.len()],
    };
    let communities = areas.iter().flat_map(|area| sketch.communities(area)).collect();
    let grid: Vec<GridCell> = sketch.cells.into_iter().flatten().collect();
    let township_at = |place| {
        let at = to_degrees(place);
        let cell = grid.iter().find(|cell| domain::area::contains(&cell.ring, at))?;
        cell.township.clone()
    };
    let mut all_stations = stations(&centres, township_at);
    all_stations.extend(police_posts(prefix, &areas, &places));
    District {
        outline: comb.border(),
        townships: areas
            .iter()
            .map(|area| {
                let name = area.rank.full_name(area.zh, area.en);
                Township {
                    code: format!("{prefix}{}", area.suffix),
                    name: name.zh,
                    name_en: Some(name.en),
                }
            })
            .collect(),
        communities,
        grid,
        departments: departments(prefix, &areas),
        stations: all_stations,
        categories: categories(),
    }
}

/// What cells are made from.
struct Sketch<'a> {
    prefix: &'a str,
    seed: u64,
    comb: &'a Honeycomb,
    places: &'a [(f64, f64)],
    cells: Vec<Option<GridCell>>,
}

impl Sketch<'_> {
    /// The communities of a township; their cells go to where they lie in the honeycomb.
    fn communities(&mut self, area: &TownshipArea) -> Vec<Community> {
        let township = format!("{}{}", self.prefix, area.suffix);
        let (mut residents, mut villages) = (0, 0);
        let mut made = Vec::new();
        for part in &area.communities {
            // Residents' communities count from 001, villagers' from 201, as in the national code.
            let number = if part.rural { &mut villages } else { &mut residents };
            *number += 1;
            let code = format!("{township}{:03}", *number + if part.rural { 200 } else { 0 });
            for (index, cell) in part.cells.iter().enumerate() {
                self.cells[*cell] = Some(GridCell {
                    code: format!("{code}{:03}", index + 1),
                    township: Some(township.clone()),
                    community: Some(code.clone()),
                    name: format!("{}第{}网格", part.name.zh, index + 1),
                    dedicated: false,
                    rural: part.rural,
                    ring: self.comb.ring(*cell),
                    anchors: self.anchors(*cell, part.rural),
                });
            }
            made.push(Community {
                code,
                township: township.clone(),
                name: part.name.zh.clone(),
                name_en: Some(part.name.en.clone()),
            });
        }
        made
    }

    /// Points that stand for what happens around them: few and far between in the country, where a point
    /// says more about who lives there.
    fn anchors(&self, cell: usize, rural: bool) -> Vec<(f64, f64)> {
        let mut rng = stream(Purpose::Anchors, self.seed, cell as u64);
        let count = if rural {
            rng.random_range(1..=2)
        } else {
            rng.random_range(2..=4)
        };
        let (east, north) = self.places[cell];
        let turn = rng.random_range(0.0..std::f64::consts::TAU);
        (0..count)
            .map(|index| {
                let angle = turn + std::f64::consts::TAU * f64::from(index) / f64::from(count);
                let away = self.comb.inner_radius() * rng.random_range(0.3..0.7);
                to_degrees((east + away * angle.cos(), north + away * angle.sin()))
            })
            .collect()
    }
}

/// One in every other street and in the first towns, in the middle of their cells.
fn police_posts(prefix: &str, areas: &[TownshipArea], places: &[(f64, f64)]) -> Vec<Station> {
    let streets = areas.iter().filter(|area| area.rank == Rank::Street).step_by(2);
    let towns = areas.iter().filter(|area| area.rank == Rank::Town).take(3);
    streets
        .chain(towns)
        .enumerate()
        .filter_map(|(index, area)| {
            let cells = || {
                area.communities
                    .iter()
                    .flat_map(|part| &part.cells)
                    .map(|cell| places[*cell])
            };
            let count = cells().count() as f64;
            let (east, north) = cells().fold((0.0, 0.0), |sum, place| (sum.0 + place.0, sum.1 + place.1));
            let away = |place: &(f64, f64)| (place.0 - east / count).hypot(place.1 - north / count);
            let at = cells().min_by(|a, b| away(a).total_cmp(&away(b)))?;
            let township = format!("{prefix}{}", area.suffix);
            Some(police_post(index + 1, &township, area.zh, area.en, at))
        })
        .collect()
}
