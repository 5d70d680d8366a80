//! Draws the district of a seed as SVG: `cargo run -p synthetic --example picture -- SEED [INCIDENTS] > district.svg`.

#![expect(clippy::print_stdout, reason = "a picture is what it is for")]

use std::collections::HashMap;

use chrono::{TimeZone, Utc};
use domain::RegionCode;
use domain::clock::Calendar;
use store::cases::RuleBook;
use synthetic::{HistoryConfig, REGION, district, histories};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut numbers = std::env::args().skip(1).map(|word| word.parse::<u64>());
    let seed = numbers.next().transpose()?.unwrap_or(1);
    let incidents = numbers.next().transpose()?.unwrap_or(3_000);
    let made = district(&RegionCode::parse(REGION)?, seed);
    let rules = RuleBook::of_categories(&made.categories, chrono_tz::Asia::Shanghai, Calendar::china());
    let now = Utc
        .with_ymd_and_hms(2026, 11, 23, 3, 0, 0)
        .single()
        .ok_or("no such time")?;
    let mut counts: HashMap<String, u32> = HashMap::new();
    for case in histories(
        HistoryConfig {
            incidents,
            days: 30,
            seed,
            now,
        },
        &made,
        &rules,
    ) {
        *counts
            .entry(case.grid.map(String::from).unwrap_or_default())
            .or_default() += 1;
    }
    let at =
        |(lng, lat): (f64, f64)| format!("{:.1},{:.1}", (lng - 121.1) * 3_200.0, (28.75 - lat) * 3_640.0);
    let points = |ring: &[(f64, f64)]| ring.iter().map(|point| at(*point)).collect::<Vec<_>>().join(" ");
    println!("<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 960 910' stroke-linejoin='round'>");
    for cell in &made.grid {
        let count = counts.get(&cell.code).copied().unwrap_or(0);
        let shade = 92 - (f64::from(count) * 900.0 / incidents as f64 * 8.0).min(68.0) as u32;
        let hue: u32 = cell
            .township
            .as_deref()
            .map_or(0, |code| code.bytes().map(u32::from).sum::<u32>() * 47 % 360);
        println!(
            "<polygon fill='hsl(178 40% {shade}%)' stroke='hsl({hue} 60% 60%)' points='{}'/>",
            points(&cell.ring)
        );
    }
    for ring in &made.outline {
        println!(
            "<polygon fill='none' stroke='#123' stroke-width='2' points='{}'/>",
            points(ring)
        );
    }
    for station in &made.stations {
        let at = at(station.place);
        let (x, y) = at.split_once(',').unwrap_or_default();
        let colour = if station.kind == "station" { "#c60" } else { "#238" };
        println!(
            "<circle cx='{x}' cy='{y}' r='6' fill='{colour}'/><text x='{x}' y='{y}' dx='9'>{}</text>",
            station.name
        );
    }
    println!("</svg>");
    Ok(())
}
