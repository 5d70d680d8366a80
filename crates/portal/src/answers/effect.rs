//! What has changed since a date.

use chrono::{DateTime, Months, Utc};
use chrono_tz::Tz;
use domain::clock::start_of_day;
use domain::effect::{Compared, EffectView, Span, assemble};

use crate::picture::RegionPicture;
use crate::query::EffectQuery;
use crate::{Portal, PortalError};

impl Portal {
    /// Handling times, repeats and satisfaction month by month, and, if a date is named, before and after it.
    pub fn effect(&self, query: &EffectQuery, now: DateTime<Utc>) -> Result<EffectView, PortalError> {
        let picture = self.picture(&query.region)?;
        let zone = picture.zone;
        let edges = query.edges(now, zone)?;
        // There are two at least.
        let (from, to) = (edges[0], edges[edges.len() - 1]);
        let months = picture.spans(&edges, now);
        let compared = query.change.and_then(|change| {
            let at = start_of_day(change, zone);
            let [before, after] = picture.sides([from, at, to], now)?;
            Some(Compared {
                change,
                before,
                after,
                year_earlier: picture.year_earlier([from, at, to], now),
            })
        });
        Ok(assemble(
            query.region.as_str(),
            (from, to),
            now,
            picture.version,
            &months,
            compared.as_ref(),
        ))
    }
}

impl RegionPicture {
    /// The cases received between each edge and the next, summed up.
    fn spans(&self, edges: &[DateTime<Utc>], now: DateTime<Utc>) -> Vec<Span> {
        let seconds: Vec<i64> = edges.iter().map(DateTime::timestamp).collect();
        let buckets = self.ledger.series(None, &seconds, now.timestamp()).buckets;
        edges
            .windows(2)
            .zip(buckets)
            .map(|(edge, (counts, handling))| Span {
                from: edge[0],
                to: edge[1],
                counts,
                handling,
            })
            .collect()
    }

    fn sides(&self, edges: [DateTime<Utc>; 3], now: DateTime<Utc>) -> Option<[Span; 2]> {
        self.spans(&edges, now).try_into().ok()
    }

    /// The same days of the calendar one year before, if the data reach back that far.
    fn year_earlier(&self, edges: [DateTime<Utc>; 3], now: DateTime<Utc>) -> Option<[Span; 2]> {
        let earlier = edges.map(|edge| year_before(edge, self.zone));
        let (first, _) = self.received?;
        (first <= earlier[0].timestamp())
            .then(|| self.sides(earlier, now))
            .flatten()
    }
}

/// The same day, at the same distance from its midnight.
fn year_before(at: DateTime<Utc>, zone: Tz) -> DateTime<Utc> {
    let date = at.with_timezone(&zone).date_naive();
    start_of_day(date - Months::new(12), zone) + (at - start_of_day(date, zone))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_year_before_is_the_same_day_at_the_same_time() {
        let before = |text: &str| {
            let at: DateTime<Utc> = text.parse().expect("a time");
            year_before(at, chrono_tz::America::New_York).to_rfc3339()
        };
        assert_eq!(before("2025-06-01T04:00:00Z"), "2024-06-01T04:00:00+00:00");
        assert_eq!(before("2025-06-01T17:30:00Z"), "2024-06-01T17:30:00+00:00");
        // Daylight saving now, standard time a year earlier: midnight stays midnight.
        assert_eq!(before("2025-03-10T04:00:00Z"), "2024-03-10T05:00:00+00:00");
        assert_eq!(before("2024-02-29T05:00:00Z"), "2023-02-28T05:00:00+00:00");
    }
}
