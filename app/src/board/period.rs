//! The periods one tap away.

use chrono::{DateTime, Datelike, Days, NaiveDate, Utc};
use chrono_tz::Tz;

/// Named periods.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Preset {
    Last30,
    /// The last days with data, where nothing has come in for long.
    PastDays,
    ThisMonth,
    ThisQuarter,
    ThisYear,
    Whole,
}

/// From (inclusive) and to (exclusive), as days of the region's calendar.
pub(crate) type Span = (NaiveDate, NaiveDate);

/// The presets in the order shown, each with its days; [`Preset::Last30`] is the default and has none.
/// `received` is the first and the last receipt of the region. Where nothing has come in for long
/// (`past`: the last days that something did), only the past can be chosen.
pub(crate) fn presets(
    now: DateTime<Utc>,
    zone: Tz,
    received: Option<(DateTime<Utc>, DateTime<Utc>)>,
    past: Option<[NaiveDate; 2]>,
) -> Vec<(Preset, Option<Span>)> {
    let day = |at: DateTime<Utc>| at.with_timezone(&zone).date_naive();
    let whole = received.map(|(first, last)| (Preset::Whole, Some((day(first), day(last) + Days::new(1)))));
    if let Some([first, last]) = past {
        let recent = (Preset::PastDays, Some((first, last + Days::new(1))));
        return std::iter::once(recent).chain(whole).collect();
    }
    let today = day(now);
    let tomorrow = today + Days::new(1);
    let first_of = |month| NaiveDate::from_ymd_opt(today.year(), month, 1).unwrap_or(today);
    let mut all = vec![
        (Preset::Last30, None),
        (Preset::ThisMonth, Some((first_of(today.month()), tomorrow))),
        (
            Preset::ThisQuarter,
            Some((first_of((today.month0() / 3) * 3 + 1), tomorrow)),
        ),
        (Preset::ThisYear, Some((first_of(1), tomorrow))),
    ];
    all.extend(whole);
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::TimeZone;

    #[test]
    fn a_quarter_begins_with_its_first_month_in_the_regions_zone() {
        // 1 October in Shanghai, still 30 September in UTC.
        let now = Utc
            .with_ymd_and_hms(2026, 9, 30, 17, 0, 0)
            .single()
            .expect("valid time");
        let spans = presets(now, chrono_tz::Asia::Shanghai, None, None);
        let shown = |preset| {
            let found = spans
                .iter()
                .find(|(known, _)| *known == preset)
                .and_then(|(_, span)| *span);
            found.map(|(from, to)| format!("{from} {to}"))
        };
        assert_eq!(shown(Preset::Last30), None);
        assert_eq!(shown(Preset::ThisMonth).as_deref(), Some("2026-10-01 2026-10-02"));
        assert_eq!(
            shown(Preset::ThisQuarter).as_deref(),
            Some("2026-10-01 2026-10-02")
        );
        assert_eq!(shown(Preset::ThisYear).as_deref(), Some("2026-01-01 2026-10-02"));
        assert_eq!(shown(Preset::Whole), None, "a region without cases has no whole");
    }

    #[test]
    fn a_region_of_the_past_offers_its_last_days_and_the_whole() {
        let at = |year, month, day| {
            let time = Utc.with_ymd_and_hms(year, month, day, 12, 0, 0);
            time.single().expect("valid time")
        };
        let received = Some((at(2013, 1, 1), at(2016, 12, 31)));
        let past = [at(2016, 12, 2), at(2016, 12, 31)].map(|at| at.date_naive());
        let spans: Vec<_> = presets(at(2026, 9, 30), chrono_tz::UTC, received, Some(past))
            .into_iter()
            .map(|(preset, span)| (preset, span.map(|(from, to)| format!("{from} {to}"))))
            .collect();
        assert_eq!(
            spans,
            [
                (Preset::PastDays, Some("2016-12-02 2017-01-01".to_owned())),
                (Preset::Whole, Some("2013-01-01 2017-01-01".to_owned())),
            ]
        );
    }
}
