//! Office hours: where a planned moment falls when nobody is in, work was done before or is done after.

use chrono::{DateTime, Days, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, Utc};
use domain::clock::Calendar;
use rand::Rng;

use crate::rhythm::{instant, local};

/// Which way a moment moves that falls outside office hours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Lean {
    /// Into the last session before: who keeps a promise does not wait for the morning of it.
    Earlier,
    /// Into the first session after.
    Later,
}

/// The moment, moved into office hours.
pub(crate) fn in_office(
    at: DateTime<Utc>,
    lean: Lean,
    calendar: &Calendar,
    rng: &mut impl Rng,
) -> DateTime<Utc> {
    let here = local(at);
    let sessions = calendar.hours_on(here.date()).sessions();
    let inside = |(from, to): &(NaiveTime, NaiveTime)| *from <= here.time() && here.time() < *to;
    if calendar.is_working_day(here.date()) && sessions.iter().any(inside) {
        return at;
    }
    let moved = match lean {
        Lean::Earlier => {
            before(here, calendar).map(|end| end - TimeDelta::seconds(rng.random_range(30..5400)))
        }
        Lean::Later => {
            after(here, calendar).map(|start| start + TimeDelta::seconds(rng.random_range(30..4500)))
        }
    };
    moved.map_or(at, instant)
}

/// The end of the last session before.
fn before(here: NaiveDateTime, calendar: &Calendar) -> Option<NaiveDateTime> {
    days(here.date(), calendar, |date, days| date.checked_sub_days(days)).find_map(|date| {
        let ends = calendar
            .hours_on(date)
            .sessions()
            .iter()
            .rev()
            .map(|(_, to)| date.and_time(*to));
        ends.into_iter().find(|end| *end <= here)
    })
}

/// The start of the first session after.
fn after(here: NaiveDateTime, calendar: &Calendar) -> Option<NaiveDateTime> {
    days(here.date(), calendar, |date, days| date.checked_add_days(days)).find_map(|date| {
        let starts = calendar
            .hours_on(date)
            .sessions()
            .iter()
            .map(|(from, _)| date.and_time(*from));
        starts.into_iter().find(|start| *start >= here)
    })
}

/// Working days from `date` on, in one direction; holidays are never longer than a month.
fn days(
    date: NaiveDate,
    calendar: &Calendar,
    step: impl Fn(NaiveDate, Days) -> Option<NaiveDate>,
) -> impl Iterator<Item = NaiveDate> {
    (0..31)
        .filter_map(move |index| step(date, Days::new(index)))
        .filter(|date| calendar.is_working_day(*date))
}

#[cfg(test)]
mod tests {
    use chrono::TimeZone;

    use super::*;
    use crate::random::{Purpose, stream};

    #[test]
    fn a_sunday_is_moved_to_friday_or_monday() {
        let calendar = Calendar::china();
        let sunday = Utc
            .with_ymd_and_hms(2026, 11, 22, 4, 0, 0)
            .single()
            .expect("valid time");
        let mut rng = stream(Purpose::Step, 0, 0);
        let shown = |at: DateTime<Utc>| local(at).format("%a").to_string();
        assert_eq!(
            shown(in_office(sunday, Lean::Earlier, &calendar, &mut rng)),
            "Fri"
        );
        assert_eq!(shown(in_office(sunday, Lean::Later, &calendar, &mut rng)), "Mon");
        let monday = Utc
            .with_ymd_and_hms(2026, 11, 23, 1, 0, 0)
            .single()
            .expect("valid time");
        assert_eq!(in_office(monday, Lean::Later, &calendar, &mut rng), monday);
    }
}
