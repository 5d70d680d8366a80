//! The district is one that the codes, the map and the publication can live with.

use std::collections::{BTreeMap, BTreeSet};

use crate::common::{made, region};
use domain::area::contains;
use domain::publication::Tier;
use synthetic::{district, region_defaults};

#[test]
fn the_same_seed_gives_the_same_district_and_another_one_another() {
    let shown = |seed| format!("{:?}", district(&region(), seed));
    assert_eq!(shown(1), shown(1));
    assert_ne!(shown(1), shown(2));
}

#[test]
fn its_elements_lie_in_its_grid_each_under_a_key_of_its_own_and_no_camera_is_public() {
    let district = made();
    let elements = synthetic::elements(&district, 1);
    assert_eq!(elements, synthetic::elements(&district, 1));
    let kinds = synthetic::element_kinds();
    let public: Vec<&str> = kinds
        .iter()
        .filter(|kind| kind.public)
        .map(|kind| kind.code.as_str())
        .collect();
    assert!(public.contains(&"patrol_point") && !public.contains(&"camera"));
    let mut keys = BTreeSet::new();
    for element in &elements {
        assert!(
            kinds.iter().any(|kind| kind.code == element.kind),
            "{}",
            element.kind
        );
        assert!(keys.insert((&element.kind, &element.code)), "{}", element.code);
        let [lng, lat] = element.place;
        let mut cells = district.grid.iter();
        assert!(
            cells.any(|cell| contains(&cell.ring, (lng, lat))),
            "{}",
            element.name
        );
    }
    let of = |code: &str| elements.iter().filter(|one| one.kind.as_str() == code).count();
    assert!(of("camera") > 300 && of("patrol_point") > 100, "some hundreds");
}

#[test]
fn it_says_that_it_is_a_demonstration() {
    let defaults = region_defaults();
    assert!(defaults.name.contains("示范"));
    assert!(defaults.name_en.is_some_and(|name| name.contains("Demo")));
}

#[test]
fn codes_have_their_digits_and_begin_with_their_parents() {
    for seed in 0..6 {
        let made = district(&region(), seed);
        let digits =
            |code: &str, count: usize| code.len() == count && code.bytes().all(|byte| byte.is_ascii_digit());
        let townships: BTreeSet<&str> = made.townships.iter().map(|area| area.code.as_str()).collect();
        assert_eq!(townships.len(), 19);
        for kind in ["999001001", "999001101", "999001201"] {
            assert!(
                townships.contains(kind),
                "streets, towns and townships: {townships:?}"
            );
        }
        for code in &townships {
            assert!(digits(code, 9) && code.starts_with("999001"), "{code}");
        }
        let mut communities = BTreeSet::new();
        for part in &made.communities {
            assert!(
                digits(&part.code, 12) && part.code.starts_with(&part.township),
                "{}",
                part.code
            );
            assert!(townships.contains(part.township.as_str()), "{}", part.code);
            assert!(communities.insert(part.code.as_str()), "{} twice", part.code);
        }
        let mut cells = BTreeSet::new();
        for cell in &made.grid {
            let community = cell.community.as_deref().expect("a community");
            assert!(
                digits(&cell.code, 15) && cell.code.starts_with(community),
                "{}",
                cell.code
            );
            assert!((1..=999).contains(&cell.code[12..].parse::<u32>().expect("a number")));
            assert!(communities.contains(community), "{community}");
            assert_eq!(cell.township.as_deref(), Some(&community[..9]));
            assert!(cells.insert(cell.code.as_str()), "{} twice", cell.code);
        }
    }
}

#[test]
fn it_has_the_size_of_a_district() {
    for seed in 0..6 {
        let made = district(&region(), seed);
        let within =
            |count: usize, low: usize, high: usize| assert!((low..=high).contains(&count), "{count}");
        within(made.grid.len(), 600, 640);
        within(made.communities.len(), 130, 170);
        within(made.departments.len(), 38, 45);
        within(made.categories.len(), 40, 50);
        let of_kind = |kind| {
            made.stations
                .iter()
                .filter(|station| station.kind == kind)
                .count()
        };
        assert_eq!(of_kind("station"), 3);
        within(of_kind("police_post"), 4, 10);
        let rural = made.grid.iter().filter(|cell| cell.rural).count();
        within(rural, made.grid.len() / 5, made.grid.len() * 4 / 5);
    }
}

#[test]
fn every_point_of_the_district_lies_in_one_cell_and_no_cell_sticks_out() {
    let made = made();
    let [outline] = &made.outline[..] else {
        panic!("one ring, no holes")
    };
    for step in 0..4000_i32 {
        let at = (
            121.1 + 0.3 * f64::from(step % 63) / 63.0 + 0.000_03,
            28.5 + 0.25 * f64::from(step / 63) / 63.0,
        );
        let owners = made.grid.iter().filter(|cell| contains(&cell.ring, at)).count();
        assert_eq!(owners, usize::from(contains(outline, at)), "{at:?}");
    }
    for (lng, lat) in outline {
        assert!(
            (121.1..121.4).contains(lng) && (28.5..28.75).contains(lat),
            "{lng} {lat}"
        );
    }
}

#[test]
fn anchors_lie_in_their_own_cell_and_the_country_has_fewer() {
    let made = made();
    let mut count = BTreeMap::from([(false, (0, 0)), (true, (0, 0))]);
    for cell in &made.grid {
        assert!((1..=4).contains(&cell.anchors.len()), "{}", cell.code);
        assert!(
            cell.anchors.iter().all(|anchor| contains(&cell.ring, *anchor)),
            "{}",
            cell.code
        );
        let entry = count.entry(cell.rural).or_default();
        *entry = (entry.0 + cell.anchors.len(), entry.1 + 1);
    }
    let mean = |rural| count[&rural].0 as f64 / f64::from(count[&rural].1);
    assert!(mean(true) < mean(false) - 0.5, "{count:?}");
}

#[test]
fn stations_and_units_are_known() {
    let made = made();
    let units: BTreeSet<&str> = made.departments.iter().map(|unit| unit.code.as_str()).collect();
    assert_eq!(units.len(), made.departments.len());
    for station in &made.stations {
        let cell = made.grid.iter().find(|cell| contains(&cell.ring, station.place));
        let township = cell.and_then(|cell| cell.township.clone());
        assert!(
            township.is_some() && township == station.township,
            "{}",
            station.name
        );
        for unit in station.resident_units.iter().chain(&station.on_call_units) {
            assert!(units.contains(unit.as_str()), "{unit} of {}", station.name);
        }
        assert!(!station.address.is_empty());
    }
    for unit in &made.departments {
        assert!(unit.name_en.is_some() && !unit.kind.is_empty() && !unit.peer_group.is_empty());
    }
}

#[test]
fn every_tier_is_there_and_protected_matters_are_absent() {
    let made = made();
    let leaves = || {
        made.categories
            .iter()
            .filter(|category| category.parent.is_some())
    };
    for tier in Tier::ALL {
        assert!(leaves().any(|category| category.tier == tier), "{tier:?}");
    }
    for name in ["家庭暴力", "未成年人保护", "性侵害案件"] {
        let category = leaves()
            .find(|category| category.name == name)
            .expect("a category");
        assert_eq!(category.tier, Tier::Absent, "{name}");
    }
    for category in leaves() {
        let parent = category.parent.as_deref().expect("a group");
        assert!(category.code.starts_with(parent) && category.code.len() == 5);
        assert!(made.categories.iter().any(|group| group.code == parent));
        assert_eq!(category.limits.len(), 5, "{}", category.name);
        assert_eq!(
            category.urgent,
            category.limits.iter().all(|limit| !limit.working),
            "{}",
            category.name
        );
    }
}
