use proptest::prelude::*;
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

use super::*;

fn units(records: &[(u64, u64)]) -> Vec<Unit> {
    records
        .iter()
        .map(|&(successes, trials)| Unit { successes, trials })
        .collect()
}

fn orders(records: &[(u64, u64)]) -> Vec<usize> {
    rank(&units(records))
        .iter()
        .map(|standing| standing.order)
        .collect()
}

#[test]
fn one_easy_case_never_leads_over_many_good_ones() {
    assert_eq!(orders(&[(1, 1), (990, 1000)]), [1, 0]);
    assert_eq!(
        orders(&[(1, 1), (990, 1000), (850, 1000), (700, 1000)]),
        [2, 0, 1, 3]
    );
    // Not even where its posterior mean is the highest.
    assert_eq!(orders(&[(1, 1), (15, 30), (10, 30)])[1], 0);
}

#[test]
fn a_unit_too_small_to_rank_keeps_its_place() {
    let standings = rank(&units(&[(950, 1000), (10, 19), (10, 20), (200, 1000)]));
    assert_eq!(standings[1].range, None);
    let order: Vec<_> = standings.iter().map(|standing| standing.order).collect();
    assert_eq!(order, [0, 1, 2, 3]);
    // Ranges count only the three that are ranked.
    let ranges: Vec<_> = standings.iter().filter_map(|standing| standing.range).collect();
    assert_eq!(ranges, [[1, 1], [2, 2], [3, 3]]);
}

#[test]
fn equal_records_share_one_range() {
    let standings = rank(&units(&[(90, 100); 12]));
    assert!(
        standings
            .iter()
            .all(|standing| standing.range == standings[0].range)
    );
    let [low, high] = standings[0].range.expect("100 trials are ranked");
    assert!(low <= 2 && high >= 11, "nothing tells them apart: {low}–{high}");
    let order: Vec<_> = standings.iter().map(|standing| standing.order).collect();
    assert_eq!(order, (0..12).collect::<Vec<_>>(), "as given");
}

#[test]
fn units_without_trials_stand_last() {
    assert_eq!(orders(&[(0, 0), (1, 100), (0, 0), (99, 100)]), [2, 1, 3, 0]);
    assert_eq!(rank(&[]), []);
    let alone = rank(&units(&[(0, 0)]));
    assert_eq!(
        (alone[0].order, alone[0].posterior_mean, alone[0].range),
        (0, 0.5, None)
    );
}

#[test]
fn a_clear_difference_gives_sharp_ranges() {
    let standings = rank(&units(&[(500, 1000), (950, 1000), (50, 1000)]));
    let ranges: Vec<_> = standings.iter().map(|standing| standing.range).collect();
    assert_eq!(ranges, [Some([2, 2]), Some([1, 1]), Some([3, 3])]);
}

#[test]
fn the_prior_is_found_again_from_many_units() {
    let mut rng = ChaCha8Rng::seed_from_u64(5);
    let records: Vec<Unit> = (0..4000).map(|_| draw_unit(&mut rng, 12, 4, 200).1).collect();
    let prior = Prior::fit(&records);
    assert!((prior.a / (prior.a + prior.b) - 0.75).abs() < 0.01, "{prior:?}");
    assert!((prior.a + prior.b - 16.0).abs() < 1.5, "{prior:?}");
}

/// A true rate from Beta(a, b) with whole parameters (the a-th smallest of a + b − 1 uniform numbers),
/// and a record of `trials` drawn with it.
fn draw_unit(rng: &mut ChaCha8Rng, a: usize, b: usize, trials: u64) -> (f64, Unit) {
    let mut uniform: Vec<f64> = (0..a + b - 1).map(|_| rng.random()).collect();
    uniform.sort_by(f64::total_cmp);
    let rate = uniform[a - 1];
    let successes = (0..trials).filter(|_| rng.random::<f64>() < rate).count() as u64;
    (rate, Unit { successes, trials })
}

/// How many of the published ranges hold the true rank, over many groups of units whose quality is known.
fn coverage(rounds: u64, sizes: &[u64], (a, b): (usize, usize)) -> f64 {
    let mut rng = ChaCha8Rng::seed_from_u64(11);
    let (mut held, mut all) = (0_u32, 0_u32);
    for _ in 0..rounds {
        let (rates, records): (Vec<f64>, Vec<Unit>) = sizes
            .iter()
            .map(|&trials| draw_unit(&mut rng, a, b, trials))
            .unzip();
        for (rate, standing) in rates.iter().zip(rank(&records)) {
            let true_rank = 1 + rates.iter().filter(|other| *other > rate).count() as u32;
            let [low, high] = standing.range.expect("all have enough trials");
            held += u32::from((low..=high).contains(&true_rank));
            all += 1;
        }
    }
    f64::from(held) / f64::from(all)
}

/// The simulation that docs/ranking.md tells of.
#[test]
fn nine_tenths_of_the_ranges_hold_the_true_rank() {
    let growing: Vec<u64> = (0..40).map(|unit| 30 + 37 * unit).collect();
    let few = [25, 500, 25, 500, 25, 500, 25, 500, 25, 500, 25, 500];
    for (name, rounds, sizes, quality, highest) in [
        (
            "40 units of 30 to 1,473 cases, rates around 82 %",
            25,
            growing.as_slice(),
            (18, 4),
            0.92,
        ),
        (
            "60 units of 200 cases, rates around 90 %",
            12,
            &[200; 60],
            (27, 3),
            0.92,
        ),
        // Whole ranks are coarse where there are few: a range then holds a little more than it says.
        ("12 units, half of them with 25 cases", 80, &few, (12, 4), 0.935),
    ] {
        let coverage = coverage(rounds, sizes, quality);
        eprintln!(
            "{name}: {:.1} % of the 90 % ranges hold the true rank",
            coverage * 100.0
        );
        assert!((0.88..=highest).contains(&coverage), "{name}: {coverage}");
    }
}

#[test]
fn ranges_agree_with_a_simulation() {
    let posteriors = [
        (95.0, 8.0),
        (46.0, 5.0),
        (180.0, 18.0),
        (30.0, 9.0),
        (300.0, 20.0),
    ];
    let mut rng = ChaCha8Rng::seed_from_u64(3);
    let draws = 8_000;
    let mut counts = vec![vec![0.0; posteriors.len()]; posteriors.len()];
    for _ in 0..draws {
        let mut rates: Vec<(f64, usize)> = posteriors
            .iter()
            .enumerate()
            .map(|(unit, &(a, b))| (beta(&mut rng, a, b), unit))
            .collect();
        rates.sort_by(|one, two| two.0.total_cmp(&one.0));
        for (place, (_, unit)) in rates.into_iter().enumerate() {
            counts[unit][place] += 1.0 / f64::from(draws);
        }
    }
    let simulated: Vec<[u32; 2]> = counts
        .iter()
        .map(|chances| super::ranges::range_of(chances))
        .collect();
    assert_eq!(super::ranges::rank_ranges(&posteriors), simulated);
}

/// Beta(a, b) with whole parameters as a share of sums of exponential numbers.
fn beta(rng: &mut ChaCha8Rng, a: f64, b: f64) -> f64 {
    let mut gamma = |shape: f64| (0..shape as u32).map(|_| -rng.random::<f64>().ln()).sum::<f64>();
    let (one, two) = (gamma(a), gamma(b));
    one / (one + two)
}

/// Departments of one quality, and one that has had a single case and closed it in time.
#[test]
fn the_one_easy_case_never_leads() {
    let mut rng = ChaCha8Rng::seed_from_u64(17);
    for easy in [1, 7, 19] {
        for _ in 0..5 {
            let mut records: Vec<Unit> = (0..30)
                .map(|unit| draw_unit(&mut rng, 18, 4, 25 + 10 * unit).1)
                .collect();
            records.insert(
                7,
                Unit {
                    successes: easy,
                    trials: easy,
                },
            );
            let standings = rank(&records);
            assert_eq!(standings[7].range, None);
            assert_ne!(standings[7].order, 0, "{easy} of {easy} leads");
        }
    }
}

prop_compose! {
    fn any_units()(records in proptest::collection::vec((0_u64..300, 0_u64..300), 0..12)) -> Vec<Unit> {
        records.into_iter().map(|(one, two)| Unit { successes: one.min(two), trials: two }).collect()
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn every_unit_has_a_place_and_only_large_ones_a_range(units in any_units()) {
        let standings = rank(&units);
        let mut order: Vec<_> = standings.iter().map(|standing| standing.order).collect();
        order.sort_unstable();
        prop_assert_eq!(order, (0..units.len()).collect::<Vec<_>>());
        let ranked = units.iter().filter(|unit| unit.trials >= MIN_TRIALS).count() as u32;
        for (unit, standing) in units.iter().zip(&standings) {
            prop_assert!(standing.posterior_mean > 0.0 && standing.posterior_mean < 1.0);
            prop_assert_eq!(standing.range.is_some(), unit.trials >= MIN_TRIALS);
            if let Some([low, high]) = standing.range {
                prop_assert!(1 <= low && low <= high && high <= ranked);
            }
            if ranked > 0 && standing.order == 0 {
                prop_assert!(unit.trials >= MIN_TRIALS, "a small unit leads");
            }
        }
    }

    #[test]
    fn the_same_units_get_the_same_answer(units in any_units()) {
        prop_assert_eq!(rank(&units), rank(&units));
    }
}
