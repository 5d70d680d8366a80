use chrono::{DateTime, TimeDelta, Utc};
use proptest::prelude::*;

use super::*;

fn at(hours: i64) -> DateTime<Utc> {
    DateTime::UNIX_EPOCH + TimeDelta::hours(400_000 + hours)
}

fn traits(hours: i64) -> Traits {
    Traits {
        received_at: at(hours),
        closed_at: None,
        closed: false,
        category: Some("noise".to_owned()),
        parent_category: None,
        place: None,
        address_key: None,
        person: None,
        text: Sketch::default(),
    }
}

fn outcome(one: &Traits, two: &Traits) -> Outcome {
    compare(one, two, &Policy::CURRENT).outcome
}

#[test]
fn the_same_shop_three_hours_apart_in_like_words_is_one_matter() {
    let text = "东街口砂锅店夜里油烟很大，风机声音吵得楼上睡不着";
    let one = Traits {
        place: Some((121.2600, 28.6500)),
        text: Sketch::of([text]),
        ..traits(0)
    };
    let two = Traits {
        place: Some((121.2603, 28.6501)),
        text: Sketch::of(["东街口砂锅店油烟很大，风机声音吵得楼上睡不着觉"]),
        ..traits(3)
    };
    let compared = compare(&one, &two, &Policy::CURRENT);
    assert_eq!(compared.outcome, Outcome::Joined);
    insta::assert_debug_snapshot!(compared.evidence, @r"
    [
        Evidence {
            ground: Near {
                metres: 31,
            },
            weight: 300,
        },
        Evidence {
            ground: Gap {
                minutes: 180,
            },
            weight: 100,
        },
        Evidence {
            ground: Category {
                kinship: Same,
            },
            weight: 50,
        },
        Evidence {
            ground: Alike {
                permille: 782,
            },
            weight: 300,
        },
    ]
    ");
}

#[test]
fn a_place_alone_is_only_proposed() {
    let one = Traits {
        place: Some((121.26, 28.65)),
        ..traits(0)
    };
    let two = Traits {
        place: Some((121.26, 28.65)),
        ..traits(3)
    };
    assert_eq!(outcome(&one, &two), Outcome::Proposed);
}

#[test]
fn what_comes_after_the_closing_is_at_most_a_repetition() {
    let key = address_key("10 N State St");
    let one = Traits {
        address_key: key,
        closed_at: Some(at(5)),
        closed: true,
        ..traits(0)
    };
    let two = Traits {
        address_key: key,
        ..traits(6)
    };
    assert_eq!(outcome(&one, &two), Outcome::Separate);
    let before = Traits {
        address_key: key,
        ..traits(4)
    };
    assert_ne!(outcome(&one, &before), Outcome::Separate);
}

#[test]
fn equal_addresses_a_town_apart_are_two_places() {
    let key = address_key("人民路1号");
    let one = Traits {
        address_key: key,
        place: Some((121.0, 28.6)),
        ..traits(0)
    };
    let two = Traits {
        address_key: key,
        place: Some((121.1, 28.6)),
        ..traits(0)
    };
    assert_eq!(outcome(&one, &two), Outcome::Separate);
}

#[test]
fn an_address_is_one_key_however_it_is_spelt() {
    let key = address_key("东街 12 号");
    assert!(key.is_some());
    assert_eq!(key, address_key("东街１２号"));
    assert_eq!(key, address_key(" 东街12号。"));
    assert_ne!(key, address_key("东街13号"));
    assert_eq!(address_key("4853 S Wood"), address_key("4853  S WOOD"));
    assert!(address_key("丽发新城三栋").is_some());
}

#[test]
fn an_address_without_a_number_names_no_spot() {
    for address in ["", "黄岩区", "横街村", "12", "人民路"] {
        assert_eq!(address_key(address), None, "{address}");
    }
}

#[test]
fn a_text_is_as_alike_as_its_parts_say() {
    let one = Sketch::of(["甲乙丙丁"]);
    // 甲乙, 乙丙, 丙丁 against 甲乙, 乙丙, 丙戊: two of four.
    assert_eq!(one.likeness(&Sketch::of(["甲乙丙戊"])), 500);
    assert_eq!(one.likeness(&Sketch::of(["甲乙丙丁"])), 1000);
    assert_eq!(one.likeness(&Sketch::default()), 0);
    assert_eq!(
        Sketch::of(["Street Light OUT"]),
        Sketch::of(["street, light", "out"])
    );
}

fn words() -> impl Strategy<Value = (Vec<u32>, Vec<u32>)> {
    (0..400_u32, 0..400_u32, 0..400_u32).prop_map(|(both, one, two)| {
        let hash = |n: u32| fnv1a(n.to_le_bytes()) as u32;
        let shared = (0..both).map(hash);
        (
            shared.clone().chain((1_000..1_000 + one).map(hash)).collect(),
            shared.chain((2_000..2_000 + two).map(hash)).collect(),
        )
    })
}

fn ids() -> impl Strategy<Value = Vec<Link<u8>>> {
    let link = (0..12_u8, 0..12_u8, 0..900_i32, 0..8_u8).prop_map(|(one, two, score, kind)| Link {
        pair: (one, two),
        score,
        outcome: match score {
            500.. => Outcome::Joined,
            300.. => Outcome::Proposed,
            _ => Outcome::Separate,
        },
        decided: match kind {
            0 => Some(Decided::Apart),
            1 => Some(Decided::Joined),
            _ => None,
        },
    });
    proptest::collection::vec(link, 0..40).prop_map(|mut links| {
        links.retain(|link| link.pair.0 != link.pair.1);
        // A pair is compared once.
        let ordered = |link: &Link<u8>| (link.pair.0.min(link.pair.1), link.pair.0.max(link.pair.1));
        links.sort_by_key(ordered);
        links.dedup_by_key(|link| ordered(link));
        links
    })
}

fn members() -> Vec<Member<u8, u8>> {
    (0..12)
        .map(|id| Member {
            id,
            rank: (id * 7) % 12,
        })
        .collect()
}

proptest! {
    #[test]
    fn an_estimated_likeness_is_near_the_true_one((one, two) in words()) {
        let set = |hashes: &[u32]| hashes.iter().copied().collect::<std::collections::BTreeSet<_>>();
        let (a, b) = (set(&one), set(&two));
        let union = a.union(&b).count().max(1);
        let truth = a.intersection(&b).count() as f64 / union as f64;
        let (one, two) = (Sketch::from_hashes(one), Sketch::from_hashes(two));
        let estimate = f64::from(one.likeness(&two)) / 1000.0;
        prop_assert!((estimate - truth).abs() < 0.30, "{estimate} for {truth}");
        if union <= 64 {
            prop_assert!((estimate - truth).abs() < 0.001, "short texts exactly: {estimate} for {truth}");
        }
        prop_assert_eq!(one.likeness(&two), two.likeness(&one));
    }

    #[test]
    fn every_point_within_80_metres_lies_in_a_nearby_cell(
        lng in -180.0..180.0_f64, lat in -70.0..70.0_f64, east in -1.0..1.0_f64, north in -1.0..1.0_f64,
    ) {
        let metre = 1.0 / 111_195.0;
        let other = (lng + east * 79.0 * metre / lat.to_radians().cos(), lat + north * 79.0 * metre);
        let traits = Traits { place: Some(other), ..traits(0) };
        prop_assert!(nearby_cells((lng, lat)).contains(&traits.keys().cell.unwrap()));
    }

    #[test]
    fn a_pair_compares_the_same_whichever_comes_first(
        gap in 0..1000_i64, close in proptest::option::of(0..1000_i64), far in 0.0..0.01_f64, same in any::<bool>(),
    ) {
        let one = Traits { place: Some((0.0, 50.0)), closed_at: close.map(at), closed: close.is_some(), ..traits(0) };
        let category = if same { "noise" } else { "smell" };
        let two = Traits { place: Some((far, 50.0)), category: Some(category.to_owned()), ..traits(gap) };
        prop_assert_eq!(compare(&one, &two, &Policy::CURRENT), compare(&two, &one, &Policy::CURRENT));
    }

    #[test]
    fn matters_do_not_depend_on_the_order_of_links_or_members(links in ids(), seed in any::<u64>()) {
        let before = matters(&members(), &links);
        let mut shuffled = links;
        shuffled.sort_by_key(|link| fnv1a([link.pair.0, link.pair.1, seed as u8]));
        for link in &mut shuffled {
            link.pair = (link.pair.1, link.pair.0);
        }
        let mut people = members();
        people.reverse();
        prop_assert_eq!(before, matters(&people, &shuffled));
    }

    #[test]
    fn what_a_person_keeps_apart_is_never_in_one_matter(links in ids()) {
        let made = matters(&members(), &links);
        for link in &links {
            if link.decided == Some(Decided::Apart) {
                prop_assert_ne!(made[&link.pair.0], made[&link.pair.1]);
            }
        }
    }

    #[test]
    fn a_matter_is_stood_for_by_its_member_of_the_lowest_rank(links in ids()) {
        let made = matters(&members(), &links);
        for member in members() {
            let stands = made[&member.id];
            prop_assert_eq!(made[&stands], stands);
            let rank = |id: u8| (id * 7) % 12;
            prop_assert!(rank(stands) <= member.rank);
        }
    }

    #[test]
    fn nothing_is_joined_without_a_link(links in ids()) {
        let made = matters(&members(), &links);
        for member in members() {
            let linked = links.iter().any(|link| [link.pair.0, link.pair.1].contains(&member.id));
            prop_assert!(linked || made[&member.id] == member.id);
        }
    }
}
