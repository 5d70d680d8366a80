use chrono::{DateTime, NaiveDate, SecondsFormat, TimeDelta};
use domain::RegionCode;

use super::cases::CasesQuery;
use super::fields::{Fields, Pairs};
use crate::{Portal, PortalError};
use lens::Bbox;

/// Coordinates that everything is in.
const CRS84: &str = "http://www.opengis.net/def/crs/OGC/1.3/CRS84";

/// What OGC API Features asks of a collection: `bbox`, `datetime`, `limit`, and where to go on.
#[derive(Debug, Clone, PartialEq)]
pub struct FeaturesQuery {
    pub bbox: Option<Bbox>,
    /// 1 to [`FeaturesQuery::MOST`].
    pub limit: usize,
    /// Features of a small collection that were given already.
    pub skip: usize,
}

impl FeaturesQuery {
    /// Features that a page holds at most.
    pub const MOST: usize = 200;
    /// Features of a page that names no limit.
    const DEFAULT: usize = 10;

    /// Reads the parameters of the items of a collection that is held in memory.
    pub fn parse(pairs: &Pairs) -> Result<Self, PortalError> {
        let mut fields = Fields::new(pairs)?;
        let query = Self::read(&mut fields)?;
        fields.finish()?;
        Ok(query)
    }

    fn read(fields: &mut Fields<'_>) -> Result<Self, PortalError> {
        if let Some(format) = fields.one("f")?
            && !matches!(format, "json" | "geojson")
        {
            return Err(PortalError::invalid("f", "is json"));
        }
        if let Some(crs) = fields.one("bbox-crs")?
            && crs != CRS84
        {
            return Err(PortalError::invalid("bbox-crs", format!("is {CRS84}")));
        }
        let limit = fields.one("limit")?.map_or(Ok(Self::DEFAULT), limit)?;
        Ok(Self {
            bbox: fields.one("bbox")?.map(bbox).transpose()?,
            limit,
            skip: fields.parsed("skip", "is a whole number")?.unwrap_or(0),
        })
    }

    /// Reads those of the cases of a region, with the filters that every list of cases takes.
    pub fn cases(region: &RegionCode, pairs: &Pairs, portal: &Portal) -> Result<CasesQuery, PortalError> {
        const OURS: [&str; 6] = ["f", "bbox", "bbox-crs", "limit", "datetime", "region"];
        let own: Vec<(String, String)> = pairs
            .iter()
            .filter(|(name, _)| OURS.contains(&name.as_str()))
            .cloned()
            .collect();
        let mut fields = Fields::new(&own)?;
        let query = Self::read(&mut fields)?;
        let times = fields.one("datetime")?.map(interval).transpose()?;
        fields.finish()?;
        let rest = pairs.iter().filter(|(name, _)| !OURS.contains(&name.as_str()));
        if let Some((name, _)) = rest
            .clone()
            .find(|(name, _)| matches!(name.as_str(), "from" | "to"))
        {
            return Err(PortalError::invalid(
                name,
                "is not a parameter here: ask with datetime",
            ));
        }
        let mut asked: Vec<(String, String)> = rest.cloned().collect();
        asked.push(("region".to_owned(), region.to_string()));
        asked.push(("limit".to_owned(), query.limit.to_string()));
        for (name, value) in times.into_iter().flatten().flatten() {
            asked.push((name.to_owned(), value));
        }
        let mut cases = CasesQuery::parse(&asked, portal).map_err(of_the_interval)?;
        cases.filter.bbox = query.bbox;
        Ok(cases)
    }

    /// The page that is asked for of a small collection, by where its features lie.
    pub fn page<T>(
        &self,
        all: impl IntoIterator<Item = T>,
        lies_in: impl Fn(&Bbox, &T) -> bool,
    ) -> FeaturesPage<T> {
        let (mut items, mut matched) = (Vec::new(), 0);
        for one in all {
            if self.bbox.as_ref().is_some_and(|bbox| !lies_in(bbox, &one)) {
                continue;
            }
            if matched >= self.skip && items.len() < self.limit {
                items.push(one);
            }
            matched += 1;
        }
        let end = self.skip.saturating_add(self.limit);
        FeaturesPage {
            items,
            matched,
            next: (end < matched).then_some(end),
        }
    }
}

/// A page of a collection that is held in memory.
#[derive(Debug, Clone, PartialEq)]
pub struct FeaturesPage<T> {
    pub items: Vec<T>,
    /// Features that match in all.
    pub matched: usize,
    /// What the next page skips; none where this is the last one.
    pub next: Option<usize>,
}

/// As the standard has it, who asks for more than there is room for gets as many as there is room for.
fn limit(text: &str) -> Result<usize, PortalError> {
    let rule = "is a whole number, 1 or more";
    let is_number = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if !is_number || text.bytes().all(|byte| byte == b'0') {
        return Err(PortalError::invalid("limit", rule));
    }
    // Digits alone fail to be parsed only where there are too many of them.
    let asked = text.parse().unwrap_or(usize::MAX);
    Ok(asked.min(FeaturesQuery::MOST))
}

/// What is wrong with a period, by the name that it has here: nobody else can have sent its ends.
fn of_the_interval(error: PortalError) -> PortalError {
    match error {
        PortalError::Invalid { field, message } if matches!(field.as_str(), "from" | "to") => {
            PortalError::invalid("datetime", message)
        }
        other => other,
    }
}

/// Four numbers, or six with heights that say nothing here.
fn bbox(text: &str) -> Result<Bbox, PortalError> {
    let numbers: Option<Vec<f64>> = text.split(',').map(|part| part.trim().parse().ok()).collect();
    match numbers.unwrap_or_default().as_slice() {
        [west, south, east, north] | [west, south, _, east, north, _] => {
            Bbox::new(*west, *south, *east, *north)
                .map_err(|error| PortalError::invalid("bbox", error.to_string()))
        }
        _ => Err(PortalError::invalid(
            "bbox",
            "is four numbers: west,south,east,north",
        )),
    }
}

type Bound = Option<(&'static str, String)>;

/// A moment, or an interval with both ends in it, either of which may be open (`..` or nothing): as the bounds of a
/// period, whose end is not in it.
fn interval(text: &str) -> Result<[Bound; 2], PortalError> {
    let (from, to) = text.split_once('/').unwrap_or((text, text));
    if is_open(from) && is_open(to) {
        return Err(PortalError::invalid("datetime", "is open at both ends"));
    }
    let fault = || PortalError::invalid("datetime", "is a date, an RFC 3339 time, or two of them: from/to");
    let from = match from {
        open if is_open(open) => None,
        // The parser of the period says what is wrong with it, by its own name: here it is checked first.
        text if end_of(text).is_some() => Some(("from", text.replace(' ', "+"))),
        _ => return Err(fault()),
    };
    let to = match to {
        open if is_open(open) => None,
        text => Some(("to", end_of(text).ok_or_else(fault)?)),
    };
    Ok([from, to])
}

fn is_open(text: &str) -> bool {
    matches!(text, "" | "..")
}

/// What comes right after a moment or a day.
fn end_of(text: &str) -> Option<String> {
    if let Ok(day) = NaiveDate::parse_from_str(text, "%Y-%m-%d") {
        return day.succ_opt().map(|day| day.to_string());
    }
    let at = DateTime::parse_from_rfc3339(&text.replace(' ', "+")).ok()?;
    let after = at.to_utc().checked_add_signed(TimeDelta::microseconds(1))?;
    Some(after.to_rfc3339_opts(SecondsFormat::Micros, true))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bounds(text: &str) -> String {
        match interval(text) {
            Ok(bounds) => bounds
                .into_iter()
                .map(|bound| bound.map_or("..".to_owned(), |(_, at)| at))
                .collect::<Vec<_>>()
                .join(" to "),
            Err(error) => error.to_string(),
        }
    }

    #[test]
    fn both_ends_of_an_interval_are_in_it() {
        assert_eq!(bounds("2026-07-01/2026-07-31"), "2026-07-01 to 2026-08-01");
        assert_eq!(bounds("2026-07-01"), "2026-07-01 to 2026-07-02");
        assert_eq!(
            bounds("../2026-07-01T00:00:00Z"),
            ".. to 2026-07-01T00:00:00.000001Z"
        );
        assert_eq!(
            bounds("2026-07-01T08:00:00 08:00/"),
            "2026-07-01T08:00:00+08:00 to .."
        );
    }

    #[test]
    fn what_is_no_interval_is_refused_by_its_field() {
        for text in ["../..", "/", "yesterday", "2026-07-01/soon", "2026-13-01"] {
            assert!(
                matches!(interval(text), Err(PortalError::Invalid { field, .. }) if field == "datetime"),
                "{text}"
            );
        }
    }

    #[test]
    fn a_limit_above_the_most_is_the_most_and_no_limit_is_none() {
        for (text, most) in [
            ("1", 1),
            ("200", 200),
            ("201", 200),
            ("10001", 200),
            ("99999999999999999999999", 200),
        ] {
            assert_eq!(limit(text).unwrap(), most, "{text}");
        }
        for text in ["", "0", "000", "-1", "1.5", "many", "1e3"] {
            assert!(
                matches!(limit(text), Err(PortalError::Invalid { field, .. }) if field == "limit"),
                "{text}"
            );
        }
    }

    #[test]
    fn a_page_is_cut_from_what_lies_in_the_box_and_the_whole_is_counted() {
        let asked = |skip: usize, limit: usize, bbox: Option<Bbox>| {
            let query = FeaturesQuery { bbox, limit, skip };
            let page = query.page(0_i32..100, |bbox, one| {
                lens::Spot::at(f64::from(*one), 0.5).is_some_and(|spot| bbox.holds(spot))
            });
            (page.items, page.matched, page.next)
        };
        let bbox = Some(bbox("89.5,0,99.5,1").unwrap());
        assert_eq!(asked(0, 3, bbox), (vec![90, 91, 92], 10, Some(3)));
        assert_eq!(asked(9, 3, bbox), (vec![99], 10, None));
        assert_eq!(asked(98, 2, None), (vec![98, 99], 100, None));
        assert_eq!(asked(100, 2, None), (Vec::new(), 100, None));
        assert_eq!(asked(usize::MAX, 200, None), (Vec::new(), 100, None));
    }

    #[test]
    fn what_is_wrong_with_the_ends_is_said_of_the_interval() {
        for (given, told) in [("from", "datetime"), ("to", "datetime"), ("as_of", "as_of")] {
            let error = of_the_interval(PortalError::invalid(given, "is wrong"));
            assert!(matches!(error, PortalError::Invalid { field, .. } if field == told));
        }
    }

    #[test]
    fn heights_of_a_box_say_nothing() {
        assert_eq!(bbox("1,2,-9,3,4,9").unwrap(), bbox("1,2,3,4").unwrap());
        for text in ["1,2,3", "1,2,3,x", "1,2,3,4,5", "3,2,1,4", "NaN,2,3,4"] {
            assert!(bbox(text).is_err(), "{text}");
        }
    }
}
