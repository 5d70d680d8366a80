//! From counts and times per span to series, comparisons and verdicts.

use chrono::{DateTime, NaiveDate, Utc};

use super::{
    CLAIMS, ClaimView, Claimed, Comparison, EffectView, Estimate, MIN_CASES, Measure, Point, Proportion,
    Series, time,
};
use crate::board::figures::Counts;
use crate::board::handling::Handling;

/// The cases received in one span of time, summed up.
#[derive(Debug, Clone, PartialEq)]
pub struct Span {
    /// Inclusive.
    pub from: DateTime<Utc>,
    /// Exclusive.
    pub to: DateTime<Utc>,
    /// What they count.
    pub counts: Counts,
    /// How long they took, where that is known; empty where it is of none.
    pub handling: Handling,
}

/// What is compared: what lies on either side of a date.
#[derive(Debug, Clone, PartialEq)]
pub struct Compared {
    /// The first day of "after".
    pub change: NaiveDate,
    /// Up to it.
    pub before: Span,
    /// From it on.
    pub after: Span,
    /// Both, one year earlier; `None` where the data do not reach back that far.
    pub year_earlier: Option<[Span; 2]>,
}

/// Makes the whole answer of one region. `months` are consecutive; they begin and end what is looked at.
#[must_use]
pub fn assemble(
    region: &str,
    (from, to): (DateTime<Utc>, DateTime<Utc>),
    as_of: DateTime<Utc>,
    version: u64,
    months: &[Span],
    compared: Option<&Compared>,
) -> EffectView {
    let series: Vec<Series> = Measure::ALL
        .into_iter()
        .map(|measure| Series {
            measure,
            months: months.iter().map(|month| measure.point(month)).collect(),
            comparison: compared.map(|compared| measure.comparison(compared)),
        })
        .collect();
    let claims = CLAIMS.into_iter().filter_map(|claim| {
        let of = series.iter().find(|series| series.measure == claim.measure)?;
        let comparison = of.comparison.as_ref()?;
        let found = match claim.claimed {
            Claimed::Change(_) => comparison.relative,
            Claimed::AtLeast(_) => comparison.after.estimate(),
        };
        Some(ClaimView {
            measure: claim.measure,
            claimed: claim.claimed,
            verdict: claim.claimed.judge(found),
        })
    });
    EffectView {
        region: region.to_owned(),
        from,
        to,
        change: compared.map(|compared| compared.change),
        as_of,
        version,
        claims: claims.collect(),
        series,
    }
}

impl Measure {
    /// The share that it is; `None` of times.
    fn proportion(self, counts: &Counts) -> Option<Proportion> {
        let (part, whole) = match self {
            Self::HandlingTime => return None,
            Self::RepeatPlace => (counts.repeat_place, counts.received),
            Self::RepeatPerson => (counts.repeat_person, counts.received),
            Self::RepeatMatter => (counts.repeat_matter, counts.received),
            Self::Satisfaction => (counts.satisfied, counts.verdicts),
        };
        Some(Proportion { part, whole })
    }

    fn point(self, span: &Span) -> Point {
        let proportion = self.proportion(&span.counts);
        let estimate = match proportion {
            Some(proportion) => proportion.share(),
            None => time::median(&span.handling),
        };
        Point {
            from: span.from,
            to: span.to,
            part: proportion.map(|proportion| proportion.part),
            whole: self.whole(span),
            value: estimate.map(|estimate| estimate.value),
            interval: estimate.map(|estimate| estimate.interval),
        }
    }

    /// How many cases it is of.
    fn whole(self, span: &Span) -> u64 {
        self.proportion(&span.counts)
            .map_or_else(|| span.handling.count(), |proportion| proportion.whole)
    }

    fn is_enough(self, spans: [&Span; 2]) -> bool {
        spans.into_iter().all(|span| self.whole(span) >= MIN_CASES)
    }

    fn comparison(self, compared: &Compared) -> Comparison {
        let (before, after) = (&compared.before, &compared.after);
        let shares = self
            .proportion(&after.counts)
            .zip(self.proportion(&before.counts))
            .filter(|_| self.is_enough([before, after]));
        let relative = self.relative(before, after);
        let year_earlier = compared
            .year_earlier
            .as_ref()
            .and_then(|[before, after]| self.relative(before, after));
        Comparison {
            before: self.point(before),
            after: self.point(after),
            difference: shares.and_then(|(after, before)| after.difference(before)),
            relative,
            year_earlier,
            adjusted: relative
                .zip(year_earlier)
                .map(|(now, earlier)| now.beyond(earlier)),
        }
    }

    /// The relative change between two spans, with enough cases in both.
    fn relative(self, before: &Span, after: &Span) -> Option<Estimate> {
        if !self.is_enough([before, after]) {
            return None;
        }
        match (self.proportion(&before.counts), self.proportion(&after.counts)) {
            (Some(before), Some(after)) => after.relative(before),
            _ => time::relative(&after.handling, &before.handling),
        }
    }
}

impl Point {
    /// Its value, if there are enough cases to speak of.
    fn estimate(&self) -> Option<Estimate> {
        let (value, interval) = self.value.zip(self.interval)?;
        (self.whole >= MIN_CASES).then_some(Estimate { value, interval })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::effect::Verdict;

    fn at(day: i64) -> DateTime<Utc> {
        DateTime::UNIX_EPOCH + chrono::Duration::days(day)
    }

    /// So many received, of them repeats; of so many answers so many satisfied; each closed within `minutes`.
    fn span(
        day: i64,
        (received, repeats): (u64, u64),
        (verdicts, satisfied): (u64, u64),
        minutes: u32,
    ) -> Span {
        let mut handling = Handling::default();
        (0..received).for_each(|_| handling.add(minutes));
        Span {
            from: at(day),
            to: at(day + 30),
            counts: Counts {
                received,
                repeat_place: repeats,
                verdicts,
                satisfied,
                ..Counts::default()
            },
            handling,
        }
    }

    fn view(before: Span, after: Span, year_earlier: Option<[Span; 2]>) -> EffectView {
        let months = [before.clone(), after.clone()];
        let compared = Compared {
            change: at(30).date_naive(),
            before,
            after,
            year_earlier,
        };
        assemble("r", (at(0), at(60)), at(60), 7, &months, Some(&compared))
    }

    fn comparison(view: &EffectView, measure: Measure) -> &Comparison {
        let series = view.series.iter().find(|series| series.measure == measure);
        series
            .and_then(|series| series.comparison.as_ref())
            .expect("compared")
    }

    fn verdict(view: &EffectView, measure: Measure) -> Verdict {
        let claim = view.claims.iter().find(|claim| claim.measure == measure);
        claim.expect("a claim").verdict
    }

    #[test]
    fn a_clear_effect_supports_the_claims_and_its_lack_does_not() {
        let clear = view(
            span(0, (9_000, 3_000), (4_000, 3_800), 800),
            span(30, (9_000, 1_500), (4_000, 3_990), 400),
            None,
        );
        for measure in [Measure::HandlingTime, Measure::RepeatPlace, Measure::Satisfaction] {
            assert_eq!(verdict(&clear, measure), Verdict::Supported, "{measure:?}");
        }
        let same = view(
            span(0, (9_000, 3_000), (4_000, 3_800), 800),
            span(30, (9_000, 3_000), (4_000, 3_800), 800),
            None,
        );
        for measure in [Measure::HandlingTime, Measure::RepeatPlace, Measure::Satisfaction] {
            assert_eq!(verdict(&same, measure), Verdict::NotSupported, "{measure:?}");
        }
    }

    #[test]
    fn of_nineteen_cases_nothing_is_said() {
        let few = view(
            span(0, (19, 12), (19, 19), 800),
            span(30, (9_000, 100), (19, 19), 100),
            None,
        );
        for measure in Measure::ALL {
            assert_eq!(verdict(&few, measure), Verdict::TooFew, "{measure:?}");
            assert_eq!(comparison(&few, measure).difference, None);
        }
        let enough = view(
            span(0, (20, 12), (20, 20), 800),
            span(30, (9_000, 100), (20, 20), 100),
            None,
        );
        assert_eq!(verdict(&enough, Measure::RepeatPlace), Verdict::Supported);
        assert_eq!(verdict(&enough, Measure::HandlingTime), Verdict::Supported);
    }

    #[test]
    fn what_fell_as_much_a_year_earlier_leaves_nothing_over() {
        let (before, after) = (
            span(0, (9_000, 3_000), (0, 0), 800),
            span(30, (9_000, 2_000), (0, 0), 800),
        );
        let usual = view(
            before.clone(),
            after.clone(),
            Some([before.clone(), after.clone()]),
        );
        let repeats = comparison(&usual, Measure::RepeatPlace);
        assert_eq!(repeats.year_earlier, repeats.relative);
        let [low, high] = repeats.adjusted.expect("adjusted").interval;
        assert!(low < 0.0 && 0.0 < high);
        let unknown = view(before, after, None);
        assert_eq!(comparison(&unknown, Measure::RepeatPlace).adjusted, None);
    }

    #[test]
    fn without_a_date_there_are_months_and_no_claims() {
        let months = [span(0, (100, 10), (50, 40), 300)];
        let view = assemble("r", (at(0), at(30)), at(30), 7, &months, None);
        assert!(view.claims.is_empty() && view.change.is_none());
        let satisfaction = &view.series[4];
        assert_eq!(satisfaction.comparison, None);
        assert_eq!(
            (satisfaction.months[0].part, satisfaction.months[0].value),
            (Some(40), Some(0.8))
        );
        let times = &view.series[0].months[0];
        assert_eq!((times.part, times.whole), (None, 100));
        assert!((times.value.expect("a median") / 300.0 - 1.0).abs() < 0.09);
    }

    #[test]
    fn of_unknown_times_there_are_no_medians() {
        let mut month = span(0, (100, 10), (50, 40), 300);
        month.handling = Handling::default();
        let view = assemble("r", (at(0), at(30)), at(30), 7, &[month], None);
        let times = &view.series[0].months[0];
        assert_eq!((times.whole, times.value, times.interval), (0, None, None));
    }
}
