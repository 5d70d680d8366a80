//! Numbers of a measure in words.

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use domain::Lang;
use domain::effect::{Estimate, Measure, Point, Verdict};

use crate::text::effect as text;
use crate::ui::number;

/// In an hour.
const MINUTES: f64 = 60.0;

/// What one speaks of a measure with.
#[derive(Clone, Copy)]
pub(super) struct Words {
    pub(super) lang: Lang,
    pub(super) zone: Tz,
}

impl Words {
    /// A value: a share as a percentage, a time in hours.
    pub(super) fn value(self, measure: Measure, value: f64) -> String {
        match measure {
            Measure::HandlingTime => text::hours(self.lang, &hours(value)),
            _ => number::percent(value),
        }
    }

    /// A mark of the axis, in its [`unit`].
    pub(super) fn mark(self, measure: Measure, mark: f64) -> String {
        let digits = if mark.fract().abs() < 1e-9 {
            format!("{mark:.0}")
        } else {
            format!("{mark:.1}")
        };
        match measure {
            Measure::HandlingTime => text::hours(self.lang, &digits),
            _ => format!("{digits}%"),
        }
    }

    /// A value with what it is made of, and its interval: `75.0% (300 / 400)`.
    pub(super) fn point(self, measure: Measure, point: &Point) -> String {
        let Some(value) = point.value else {
            return text::no_data(self.lang).to_owned();
        };
        let whole = number::grouped(point.whole);
        let value = self.value(measure, value);
        match point.part {
            Some(part) => format!("{value} ({} / {whole})", number::grouped(part)),
            None => text::of_cases(self.lang, &value, &whole),
        }
    }

    /// The interval of a point.
    pub(super) fn interval(self, measure: Measure, point: &Point) -> String {
        point.interval.map_or_else(String::new, |[low, high]| {
            text::from_to(self.lang, &self.value(measure, low), &self.value(measure, high))
        })
    }

    /// A change with its interval: `−12.3% (−15.0% to −9.0%)`.
    pub(super) fn change(self, change: Estimate) -> String {
        let [low, high] = change.interval.map(number::signed);
        text::with_interval(
            self.lang,
            &number::signed(change.value),
            &text::from_to(self.lang, &low, &high),
        )
    }

    /// The month that a span lies in.
    pub(super) fn month(self, from: DateTime<Utc>) -> String {
        from.with_timezone(&self.zone).format("%Y-%m").to_string()
    }

    /// A measure's name.
    pub(super) fn measure(self, measure: Measure) -> &'static str {
        match measure {
            Measure::HandlingTime => text::handling(self.lang),
            Measure::RepeatPlace => text::repeat_place(self.lang),
            Measure::RepeatPerson => text::repeat_person(self.lang),
            Measure::RepeatMatter => text::repeat_matter(self.lang),
            Measure::Satisfaction => text::satisfaction(self.lang),
        }
    }

    /// A verdict: class, shape and word.
    pub(super) fn verdict(self, verdict: Verdict) -> (&'static str, &'static str, &'static str) {
        let lang = self.lang;
        match verdict {
            Verdict::Supported => ("sign sign-ok", "●", text::supported(lang)),
            Verdict::Possible => ("sign sign-close", "◆", text::possible(lang)),
            Verdict::Less => ("sign sign-close", "◇", text::less(lang)),
            Verdict::NotSupported => ("sign sign-late", "▲", text::not_supported(lang)),
            Verdict::TooFew => ("sign sign-quiet", "○", text::too_few(lang)),
        }
    }
}

/// Working minutes as hours with one decimal.
fn hours(minutes: f64) -> String {
    format!("{:.1}", minutes / MINUTES)
}

/// What the axis of a measure counts in: hours, or hundredths.
pub(super) fn unit(measure: Measure) -> f64 {
    match measure {
        Measure::HandlingTime => MINUTES,
        _ => 0.01,
    }
}
