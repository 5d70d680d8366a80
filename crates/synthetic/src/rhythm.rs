//! When things happen: by hour, weekday and holiday, each source in its own way, with good days and bad.

use chrono::{DateTime, Datelike, NaiveDate, TimeDelta, Timelike, Utc, Weekday};
use domain::clock::Calendar;
use domain::source::SourceSystem;
use rand::Rng;

use crate::random::{Purpose, cumulate, pick, stream};

/// Asia/Shanghai is eight hours ahead of UTC, all year, since 1991.
const ZONE: TimeDelta = TimeDelta::hours(8);

/// Local time of an instant.
pub(crate) fn local(at: DateTime<Utc>) -> chrono::NaiveDateTime {
    (at + ZONE).naive_utc()
}

/// The instant of a local time.
pub(crate) fn instant(local: chrono::NaiveDateTime) -> DateTime<Utc> {
    local.and_utc() - ZONE
}

/// Shares of the eight sources, in their order.
const SHARES: [f64; 8] = [0.14, 0.24, 0.04, 0.07, 0.23, 0.17, 0.05, 0.06];

/// How an office's day goes: nothing at night, a dip at noon.
const OFFICE: [f64; 24] = [
    0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.1, 0.4, 4.0, 7.0, 7.0, 5.0, 1.0, 1.2, 5.5, 6.5, 5.5, 3.0, 0.8, 0.5, 0.3,
    0.2, 0.0, 0.0,
];
/// How people's day goes.
const PEOPLE: [f64; 24] = [
    0.7, 0.4, 0.3, 0.2, 0.3, 0.6, 1.4, 2.8, 4.6, 5.6, 5.8, 5.2, 4.0, 3.6, 4.6, 5.0, 5.0, 4.8, 4.6, 4.8, 4.6,
    3.8, 2.4, 1.4,
];
/// How the police's day goes: evenings and nights.
const POLICE: [f64; 24] = [
    4.2, 3.2, 2.2, 1.4, 1.0, 1.0, 1.6, 2.6, 3.6, 4.2, 4.4, 4.2, 4.0, 4.0, 4.2, 4.4, 4.6, 5.0, 5.4, 6.4, 7.0,
    7.2, 6.6, 5.4,
];

/// How much of a source comes in this hour of a day that is worked or not.
fn flow(source: usize, hour: usize, day: Weekday, works: bool) -> f64 {
    let (hours, idle) = match SourceSystem::ALL[source] {
        SourceSystem::Police110 => (&POLICE, if day == Weekday::Sat { 1.12 } else { 1.04 }),
        SourceSystem::Hotline12345 | SourceSystem::Public => (&PEOPLE, 0.72),
        SourceSystem::Station => (&PEOPLE, 0.6),
        SourceSystem::GridInspection => (&OFFICE, 0.45),
        SourceSystem::FourPlatforms => (&OFFICE, 0.3),
        SourceSystem::Petition | SourceSystem::Mediation => (&OFFICE, 0.06),
    };
    // Mondays bring what the weekend has left.
    let day = match (works, day) {
        (false, _) => idle,
        (true, Weekday::Mon) => 1.16,
        (true, Weekday::Fri) => 0.94,
        (true, _) => 1.0,
    };
    SHARES[source] * day * hours[hour] / hours.iter().sum::<f64>()
}

/// The hours of a period and what falls into each.
#[derive(Debug, Clone)]
pub(crate) struct Rhythm {
    /// Begin and length of each piece of an hour.
    pieces: Vec<(DateTime<Utc>, TimeDelta)>,
    /// Number of the first arrival after each piece.
    until: Vec<u64>,
    /// Running shares of the sources per hour, on days off and on working days.
    sources: [Vec<Vec<f64>>; 2],
    worked: Vec<bool>,
}

impl Rhythm {
    /// `incidents` arrivals over the `days` before `now`.
    pub(crate) fn new(incidents: u64, days: u32, now: DateTime<Utc>, seed: u64, calendar: &Calendar) -> Self {
        let mut at = now - TimeDelta::days(i64::from(days.max(1)));
        let (mut pieces, mut weights, mut worked) = (Vec::new(), Vec::new(), Vec::new());
        while at < now {
            let here = local(at);
            let into = i64::from(here.minute()) * 60 + i64::from(here.second());
            let next = (at + TimeDelta::seconds(3600 - into)).min(now);
            let (date, hour) = (here.date(), here.hour() as usize);
            let works = calendar.is_working_day(date);
            let flows: f64 = (0..8)
                .map(|source| flow(source, hour, date.weekday(), works))
                .sum();
            let length = next - at;
            weights.push(flows * mood(seed, date) * length.as_seconds_f64());
            pieces.push((at, length));
            worked.push(works);
            at = next;
        }
        let sums = cumulate(weights);
        let total = sums.last().copied().filter(|total| *total > 0.0).unwrap_or(1.0);
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a share of a count"
        )]
        let mut until: Vec<u64> = sums
            .iter()
            .map(|sum| ((sum / total * incidents as f64) as u64).min(incidents))
            .collect();
        if let Some(last) = until.last_mut() {
            *last = incidents;
        }
        let sources = [false, true].map(|works| {
            let day = if works { Weekday::Wed } else { Weekday::Sun };
            (0..24)
                .map(|hour| cumulate((0..8).map(|source| flow(source, hour, day, works))))
                .collect()
        });
        Self {
            pieces,
            until,
            sources,
            worked,
        }
    }

    /// When arrival `index` comes, and by which source; arrivals come in order.
    pub(crate) fn arrival(&self, index: u64, rng: &mut impl Rng) -> (DateTime<Utc>, SourceSystem) {
        let piece = self
            .until
            .partition_point(|until| *until <= index)
            .min(self.pieces.len() - 1);
        let first = if piece == 0 { 0 } else { self.until[piece - 1] };
        let count = (self.until[piece] - first).max(1) as f64;
        let (begin, length) = self.pieces[piece];
        let share = ((index - first) as f64 + rng.random::<f64>()) / count;
        #[expect(clippy::cast_possible_truncation, reason = "less than an hour")]
        let at = begin + TimeDelta::seconds((share * length.as_seconds_f64()) as i64);
        let hour = local(begin).hour() as usize;
        let shares = &self.sources[usize::from(self.worked[piece])][hour];
        (at, SourceSystem::ALL[pick(shares, rng.random())])
    }
}

/// The source of something that comes in at `at`.
pub(crate) fn source_at(at: DateTime<Utc>, calendar: &Calendar, rng: &mut impl Rng) -> SourceSystem {
    let here = local(at);
    let works = calendar.is_working_day(here.date());
    let shares =
        cumulate((0..8).map(|source| flow(source, here.hour() as usize, here.date().weekday(), works)));
    SourceSystem::ALL[pick(&shares, rng.random())]
}

/// How much goes on around `at`, 1 on average.
#[must_use]
pub fn intensity(at: DateTime<Utc>, calendar: &Calendar) -> f64 {
    let here = local(at);
    let works = calendar.is_working_day(here.date());
    24.0 * (0..8)
        .map(|source| flow(source, here.hour() as usize, here.date().weekday(), works))
        .sum::<f64>()
}

/// Some days are busier than others, whatever the weekday; a few are stormy.
fn mood(seed: u64, date: NaiveDate) -> f64 {
    let mut rng = stream(
        Purpose::Days,
        seed,
        u64::from(date.num_days_from_ce().unsigned_abs()),
    );
    let usual: f64 = rng.random_range(0.9..1.1);
    if rng.random_bool(0.02) {
        usual * 1.35
    } else {
        usual
    }
}
