//! Questions of the API to a picture that a server has kept, in this process: the engine's share of an answer over HTTP.
//!
//! `LIANQIN_PICTURE` names the file; paths of the API come in by line, and the answer to each goes out as microseconds. For
//! `cargo xtask bench-map`, which asks a server the same. Cells and points only.

#![expect(clippy::print_stdout, reason = "what a benchmark is for")]

use std::fs::File;
use std::hint::black_box;
use std::io::BufRead;
use std::time::{Instant, SystemTime, UNIX_EPOCH};

use chrono::NaiveDate;
use chrono_tz::Asia::Shanghai;
use domain::case::State;
use domain::clock::start_of_day;
use domain::source::SourceSystem;
use lens::{Bbox, Filter, Lens, Public, TimeRange, read_frame};

/// How many questions are asked before any is timed.
const WARMING: usize = 20;

struct Asked {
    filter: Filter,
    /// Cells of this zoom, or points.
    zoom: Option<u8>,
    limit: usize,
}

fn main() {
    // Whoever runs all benchmarks has no picture.
    let Some(path) = std::env::var_os("LIANQIN_PICTURE") else {
        return;
    };
    let mut file = File::open(path).expect("the picture");
    let head: serde_json::Value =
        serde_json::from_slice(&read_frame(&mut file).expect("a head")).expect("a head");
    let categories: Vec<&str> = head["codes"]["categories"]
        .as_array()
        .expect("categories")
        .iter()
        .filter_map(serde_json::Value::as_str)
        .collect();
    let lens = Lens::<Public>::read_snapshot(&mut file).expect("a map");
    let since = SystemTime::now().duration_since(UNIX_EPOCH).expect("after 1970");
    let now = i64::try_from(since.as_secs()).expect("a time");
    let asked: Vec<Asked> = std::io::stdin()
        .lock()
        .lines()
        .map(|line| parse(&line.expect("a line"), &categories))
        .collect();
    let ask = |asked: &Asked| match asked.zoom {
        Some(zoom) => lens.cells(&asked.filter, zoom, now).cells.len(),
        None => lens.points(&asked.filter, asked.limit, now).points.len(),
    };
    asked.iter().take(WARMING).for_each(|one| {
        black_box(ask(one));
    });
    for one in &asked {
        let start = Instant::now();
        black_box(ask(one));
        println!("{}", start.elapsed().as_micros());
    }
}

/// Panics where a path asks for what this does not know: a question that is answered otherwise here tells nothing.
fn parse(path: &str, categories: &[&str]) -> Asked {
    let (_, query) = path.split_once('?').expect("a query");
    let mut asked = Asked {
        filter: Filter::default(),
        zoom: None,
        limit: 0,
    };
    let midnight = |day: &str, later: i64| {
        let day: NaiveDate = day.parse().expect("a day");
        Some(start_of_day(day + chrono::TimeDelta::days(later), Shanghai).timestamp())
    };
    for (name, value) in query.split('&').filter_map(|pair| pair.split_once('=')) {
        let values = value.split(',');
        let filter = &mut asked.filter;
        match name {
            "region" => {}
            "zoom" => asked.zoom = value.parse().ok(),
            "limit" => asked.limit = value.parse().expect("a number"),
            "category" => {
                let codes = values.map(|code| categories.iter().position(|one| *one == code));
                filter.category = Some(codes.flatten().map(|code| code as u16).collect());
            }
            "state" => {
                filter.state = Some(values.filter_map(State::from_code).map(State::index).collect());
            }
            "source" => {
                let sources = values.filter_map(SourceSystem::from_code);
                filter.source = Some(sources.map(SourceSystem::index).collect());
            }
            "from" => filter.received.from = midnight(value, 0),
            "to" => {
                filter.received = TimeRange {
                    to: midnight(value, 1),
                    ..filter.received
                }
            }
            "bbox" => {
                let sides: Vec<f64> = values.map(|side| side.parse().expect("degrees")).collect();
                filter.bbox = Some(Bbox::new(sides[0], sides[1], sides[2], sides[3]).expect("a box"));
            }
            other => panic!("{other} is not asked here"),
        }
    }
    asked
}
