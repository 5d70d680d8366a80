//! Histories per second on one core, over the period of a demo and over ten years.

use std::hint::black_box;

use chrono::{TimeZone, Utc};
use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use domain::RegionCode;
use domain::clock::Calendar;
use store::cases::RuleBook;
use synthetic::{HistoryConfig, REGION, district, histories};

const SAMPLE: u64 = 2_000;

fn tell(criterion: &mut Criterion) {
    let made = district(&RegionCode::parse(REGION).expect("a region"), 1);
    let rules = RuleBook::of_categories(&made.categories, chrono_tz::Asia::Shanghai, Calendar::china());
    let now = Utc
        .with_ymd_and_hms(2026, 11, 23, 3, 0, 0)
        .single()
        .expect("valid time");
    let mut group = criterion.benchmark_group("histories");
    group.throughput(Throughput::Elements(SAMPLE)).sample_size(20);
    for (name, incidents, days) in [
        ("30 thousand in 90 days", 30_000, 90),
        ("10 million in 10 years", 10_000_000, 3_650),
    ] {
        let told = histories(
            HistoryConfig {
                incidents,
                days,
                seed: 1,
                now,
            },
            &made,
            &rules,
        );
        let step = incidents / SAMPLE;
        group.bench_function(name, |bencher| {
            bencher.iter(|| {
                (0..SAMPLE)
                    .filter_map(|index| told.get(index * step))
                    .map(|case| black_box(case.events.len()))
                    .sum::<usize>()
            });
        });
    }
    group.finish();
}

criterion_group!(benches, tell);
criterion_main!(benches);
