//! Times of a case as people read them.

use chrono::{DateTime, Duration, Utc};
use chrono_tz::Tz;
use domain::Lang;
use domain::case::{CaseSummary, Timeliness};
use domain::publication::Rounding;

use crate::text::cases as words;
use crate::ui::time;

/// When it was received, as exactly as that is published.
pub(super) fn received(case: &CaseSummary, zone: Tz, lang: Lang) -> String {
    match case.received_rounding {
        Rounding::None => time::minute(case.received_at, zone),
        Rounding::Day => time::day(case.received_at, zone),
        Rounding::Week => words::week_of(lang, &time::day(case.received_at, zone)),
    }
}

/// A span in its largest unit: days, hours or minutes, rounded down.
pub(super) fn span(span: Duration, lang: Lang) -> String {
    let span = span.abs();
    if span.num_hours() >= 48 {
        words::days(lang, span.num_days())
    } else if span.num_minutes() >= 120 {
        words::hours(lang, span.num_hours())
    } else {
        words::minutes(lang, span.num_minutes())
    }
}

/// What the current limit means now: time left, time over, when it was closed.
pub(super) fn standing(case: &CaseSummary, now: DateTime<Utc>, zone: Tz, lang: Lang) -> Option<String> {
    let due = case.due?;
    match case.timeliness {
        Timeliness::Green | Timeliness::Yellow | Timeliness::Orange => {
            Some(words::remaining(lang, &span(due.current - now, lang)))
        }
        Timeliness::Red => Some(words::exceeded(lang, &span(now - due.current, lang))),
        Timeliness::OnTime | Timeliness::Late => case
            .closed_at
            .map(|at| words::closed_at(lang, &time::minute(at, zone))),
        Timeliness::Paused => Some(words::clock_paused(lang).to_owned()),
        Timeliness::NoLimit => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_span_is_told_in_the_unit_that_fits() {
        let told = |minutes| span(Duration::minutes(minutes), Lang::Zh);
        assert_eq!(
            [30, 119, 150, 47 * 60, 72 * 60 + 59].map(told),
            ["30 分钟", "119 分钟", "2 小时", "47 小时", "3 天"]
        );
        assert_eq!(span(Duration::minutes(-200), Lang::En), "3 h");
    }
}
