//! Hexagons, held against the nearest middle found by trying all.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use ::lens::{CELL_LEVELS, Filter, HexId, Incident, Lens, MAX_CELLS, MAX_ZOOM, Spot, Staff, Tally};
use proptest::prelude::*;

use crate::naive::{self, Naive};

/// Width of a hexagon and distance of rows, in quanta.
fn comb(level: u8) -> (i128, i128) {
    let wide = 1_i128 << (32 - level);
    (wide, (wide as f64 * 0.866_025_403_784_438_6).round() as i128)
}

/// Row and place of the nearest middle, measured so that neighbours are as far in a row as across.
fn nearest(spot: Spot, level: u8) -> (u32, u32) {
    let (wide, high) = comb(level);
    let (x, y) = (i128::from(spot.x), i128::from(spot.y));
    let mut best = None;
    for row in (y / high - 1).max(0)..=y / high + 2 {
        for q in (x / wide - 2).max(0)..=x / wide + 2 {
            let (dx, dy) = (x - q * wide - row % 2 * wide / 2, y - row * high);
            let distance = 4 * dx * dx * high * high + 3 * dy * dy * wide * wide;
            let this = (distance, row, Reverse(q));
            best = Some(best.map_or(this, |best: (i128, i128, Reverse<i128>)| best.min(this)));
        }
    }
    let (_, row, Reverse(q)) = best.expect("a middle");
    (row as u32, q as u32)
}

fn counted(incidents: &[&Incident], level: u8, as_of: i64) -> BTreeMap<(u32, u32), Tally> {
    let mut hexes = BTreeMap::new();
    for incident in incidents {
        if let Some(spot) = naive::spot(incident) {
            *hexes.entry(nearest(spot, level)).or_default() += naive::tally([*incident], as_of);
        }
    }
    hexes
}

pub(crate) fn check(lens: &Lens<Staff>, naive: &Naive, filter: &Filter, zoom: u8, as_of: i64) {
    let matches = naive.matches(filter, as_of);
    let answer = lens.hexes(filter, zoom, as_of);
    let shown: Vec<((u32, u32), Tally)> = answer
        .hexes
        .iter()
        .map(|hex| {
            let (count, overdue) = (hex.count, hex.overdue);
            ((hex.id.r, hex.id.q), Tally { count, overdue })
        })
        .collect();
    let expected: Vec<_> = counted(&matches, answer.level, as_of).into_iter().collect();
    assert_eq!(shown, expected);
    let wanted = zoom.min(MAX_ZOOM) + CELL_LEVELS;
    assert!(answer.level <= wanted && shown.len() <= MAX_CELLS);
    if answer.level < wanted {
        let finer = counted(&matches, answer.level + 1, as_of);
        assert!(finer.len() > MAX_CELLS, "coarser without need");
    }
    assert!(
        answer
            .hexes
            .iter()
            .all(|hex| hex.id.z == answer.level && hex.bbox == hex.id.bbox())
    );
    assert_eq!(answer.total, matches.len() as u64);
    assert_eq!(answer.unplaced, lens.cells(filter, zoom, as_of).unplaced);
}

proptest! {
    #[test]
    fn a_spot_lies_in_the_hexagon_with_the_nearest_middle(x: u32, y: u32, z in 3_u8..=27) {
        let hex = HexId::of(Spot { x, y }, z);
        prop_assert_eq!((hex.r, hex.q), nearest(Spot { x, y }, z));
    }

    /// Where two or three hexagons meet: where rounding would go wrong.
    #[test]
    fn sides_and_corners_belong_to_one_hexagon(
        row in 1_u32..200, q in 1_u32..200, z in 12_u8..=27, aside in 0_i128..=2, down in 0_i128..=3,
    ) {
        let (wide, high) = comb(z);
        let x = i128::from(q) * wide + i128::from(row % 2) * (wide / 2) + aside * wide / 2;
        let y = i128::from(row) * high + down * high / 3;
        for (x, y) in [(x, y), (x - 1, y), (x, y - 1), (x + 1, y + 1)] {
            let spot = Spot { x: x as u32, y: y as u32 };
            let hex = HexId::of(spot, z);
            prop_assert_eq!((hex.r, hex.q), nearest(spot, z));
        }
    }

    #[test]
    fn a_hexagon_lies_in_its_box_and_is_as_wide_as_a_square_cell(
        lng in -179.0..179.0_f64, lat in -84.0..84.0_f64, z in 3_u8..=22,
    ) {
        let spot = Spot::at(lng, lat).expect("a place");
        let hex = HexId::of(spot, z);
        let [west, south, east, north] = hex.bbox();
        prop_assert!(west - 1e-6 <= lng && lng <= east + 1e-6 && south - 1e-6 <= lat && lat <= north + 1e-6);
        prop_assert!(((east - west) * f64::from(1_u32 << z) / 360.0 - 1.0).abs() < 1e-6);
    }
}

#[test]
fn a_hexagon_is_named_by_its_level_place_and_row() {
    let huangyan = Spot::at(121.262, 28.645).expect("a place");
    assert_eq!(HexId::of(huangyan, 14).to_string(), {
        let (row, q) = nearest(huangyan, 14);
        format!("hex/14/{q}/{row}")
    });
}
