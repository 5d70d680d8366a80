//! What stands behind a filter.

use std::cmp::Reverse;
use std::collections::HashMap;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use domain::case::State;
use domain::case::code::CaseCode;
use domain::map::{Facet, FacetView, FacetsView, NearCase, NearestView, SummaryView, TopView, ValueCount};
use domain::source::SourceSystem;
use domain::{DepartmentCode, Lang};
use lens::{Dimension, NO_COMMUNITY, NO_DEPARTMENT, NO_GRID, NO_TOWNSHIP};

use crate::codes::case_code;
use crate::names::named;
use crate::picture::RegionPicture;
use crate::query::{CasesQuery, FacetsQuery, MapFilter, NearestQuery, SummaryQuery, TopQuery};
use crate::{Portal, PortalError};

/// Kinds and cases of a summary.
const AT_A_GLANCE: u8 = 5;

impl Portal {
    /// What each other choice would give.
    pub fn facets(
        &self,
        query: &FacetsQuery,
        now: DateTime<Utc>,
        lang: Lang,
    ) -> Result<FacetsView, PortalError> {
        let picture = self.picture(&query.filter.region)?;
        let filter = query.filter.to_lens(&picture);
        let at = now.timestamp();
        let dimensions: Vec<Dimension> = query.by.iter().copied().filter_map(dimension).collect();
        let mut answers: HashMap<Dimension, Vec<(u32, u64)>> = picture
            .lens
            .facets_of(&dimensions, &filter, at)
            .facets
            .into_iter()
            .map(|(dimension, facet)| {
                let counts = facet.rows.iter().map(|(code, tally)| (*code, tally.count));
                (dimension, counts.collect())
            })
            .collect();
        let facets = query.by.iter().map(|by| {
            let rows = match dimension(*by) {
                None => picture.classes(&query.filter, at),
                Some(dimension) => picture.coded(*by, answers.remove(&dimension).unwrap_or_default()),
            };
            picture.facet(*by, rows, lang)
        });
        let facets = facets.collect();
        let tally = picture.lens.tally(&filter, at).tally;
        Ok(FacetsView {
            version: picture.version,
            count: tally.count,
            overdue: tally.overdue,
            facets,
        })
    }

    /// The values of an attribute with the most cases.
    pub fn top(&self, query: &TopQuery, now: DateTime<Utc>, lang: Lang) -> Result<TopView, PortalError> {
        let picture = self.picture(&query.filter.region)?;
        let (count, values) = picture.top(&query.filter, query.by, now.timestamp(), lang, query.limit);
        Ok(TopView {
            version: picture.version,
            by: query.by,
            count,
            values,
        })
    }

    /// Cases by their distance from a place.
    pub fn nearest(
        &self,
        query: &NearestQuery,
        now: DateTime<Utc>,
        lang: Lang,
    ) -> Result<NearestView, PortalError> {
        let picture = self.picture(&query.filter.region)?;
        let filter = query.filter.to_lens(&picture);
        let answer = picture
            .lens
            .nearest(query.at, query.limit, &filter, now.timestamp());
        let cases = answer.points.into_iter().filter_map(|(metres, point)| {
            let category = picture.codes.categories.code(u32::from(point.category))?;
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "no farther than half around the earth"
            )]
            let metres = metres.round() as u64;
            Some(NearCase {
                code: CaseCode::parse(&case_code(point.key)).ok()?.to_string(),
                category: named(&picture.names.categories, category, lang),
                state: *State::ALL.get(usize::from(point.state))?,
                overdue: point.overdue,
                lng: point.lng,
                lat: point.lat,
                metres,
            })
        });
        Ok(NearestView {
            version: picture.version,
            cases: cases.collect(),
        })
    }

    /// What stands behind a filter, at a glance.
    pub async fn summary(
        self: &Arc<Self>,
        query: SummaryQuery,
        now: DateTime<Utc>,
        lang: Lang,
    ) -> Result<SummaryView, PortalError> {
        let latest = CasesQuery::latest(query.filter.clone(), AT_A_GLANCE);
        let counted = self.compute(move |portal| {
            let picture = portal.picture(&query.filter.region)?;
            let at = now.timestamp();
            let tally = picture.lens.tally(&query.filter.to_lens(&picture), at).tally;
            let (_, kinds) = picture.top(&query.filter, Facet::Category, at, lang, usize::from(AT_A_GLANCE));
            Ok((picture.version, tally, kinds))
        });
        let (version, tally, kinds) = counted.await?;
        Ok(SummaryView {
            version,
            count: tally.count,
            overdue: tally.overdue,
            kinds,
            latest: self.cases(&latest, now, lang).await?.items,
        })
    }
}

/// The attribute of the engine; it has none for timeliness, which moves with the clock.
fn dimension(facet: Facet) -> Option<Dimension> {
    Some(match facet {
        Facet::Category => Dimension::Category,
        Facet::Department => Dimension::Department,
        Facet::State => Dimension::State,
        Facet::Timeliness => return None,
        Facet::Source => Dimension::Source,
        Facet::Township => Dimension::Township,
        Facet::Community => Dimension::Community,
        Facet::Grid => Dimension::Grid,
    })
}

/// Counts by code, `None` for those without a value.
type Rows = Vec<(Option<String>, u64)>;

impl RegionPicture {
    /// Codes for the numbers of the engine.
    fn coded(&self, by: Facet, rows: Vec<(u32, u64)>) -> Rows {
        let codes = &self.codes;
        let code = |number: u32| -> Option<&str> {
            let place = usize::try_from(number).ok()?;
            match by {
                Facet::Category => codes.categories.code(number),
                Facet::Department if number == u32::from(NO_DEPARTMENT) => Some(DepartmentCode::UNASSIGNED),
                Facet::Department => codes.departments.code(number),
                Facet::State => State::ALL.get(place).map(|state| state.code()),
                Facet::Timeliness => None,
                Facet::Source => SourceSystem::ALL.get(place).map(|source| source.code()),
                Facet::Township if number == u32::from(NO_TOWNSHIP) => None,
                Facet::Township => codes.townships.code(number),
                Facet::Community if number == NO_COMMUNITY => None,
                Facet::Community => codes.communities.code(number),
                Facet::Grid if number == NO_GRID => None,
                Facet::Grid => codes.grids.code(number),
            }
        };
        rows.into_iter()
            .map(|(number, count)| (code(number).map(str::to_owned), count))
            .collect()
    }

    fn classes(&self, filter: &MapFilter, at: i64) -> Rows {
        let answer = self.lens.classes(&filter.to_lens(self), at);
        answer
            .rows
            .into_iter()
            .map(|(class, count)| (Some(class.code().to_owned()), count))
            .collect()
    }

    fn facet(&self, by: Facet, rows: Rows, lang: Lang) -> FacetView {
        let count = rows.iter().map(|(_, count)| count).sum();
        let without = rows
            .iter()
            .filter(|(code, _)| code.is_none())
            .map(|(_, count)| count)
            .sum();
        let rows = match by {
            Facet::Category => self.with_kinds_above(rows),
            _ => rows,
        };
        FacetView {
            by,
            count,
            without,
            values: self.values(by, rows, lang),
        }
    }

    /// A kind counts with those below it.
    fn with_kinds_above(&self, rows: Rows) -> Rows {
        let above: HashMap<&str, &str> = self
            .names
            .reference
            .categories
            .iter()
            .filter_map(|row| Some((row.code.as_str(), row.parent_code.as_deref()?)))
            .collect();
        let mut sums: HashMap<String, u64> = HashMap::new();
        for (code, count) in rows {
            let mut counted: Vec<&str> = Vec::new();
            let mut next = code.as_deref();
            while let Some(code) = next.filter(|code| !counted.contains(code)) {
                counted.push(code);
                next = above.get(code).copied();
            }
            for code in counted {
                *sums.entry(code.to_owned()).or_default() += count;
            }
        }
        sums.into_iter()
            .map(|(code, count)| (Some(code), count))
            .collect()
    }

    /// The most first, among equals by code.
    fn values(&self, by: Facet, rows: Rows, lang: Lang) -> Vec<ValueCount> {
        let mut values: Vec<ValueCount> = rows
            .into_iter()
            .filter_map(|(code, count)| {
                let code = code?;
                Some(ValueCount {
                    name: self.name_of(by, &code, lang),
                    code,
                    count,
                })
            })
            .collect();
        values.sort_by(|a, b| (Reverse(a.count), &a.code).cmp(&(Reverse(b.count), &b.code)));
        values
    }

    fn name_of(&self, by: Facet, code: &str, lang: Lang) -> Option<String> {
        let names = &self.names;
        Some(match by {
            Facet::Category => named(&names.categories, code, lang).name,
            Facet::Department => names.department(Some(code), lang).name,
            Facet::Township => named(&names.townships, code, lang).name,
            Facet::Community => named(&names.communities, code, lang).name,
            Facet::Grid => names.grids.get(code).cloned()?,
            Facet::Source => SourceSystem::from_code(code)?.name(lang).to_owned(),
            Facet::State | Facet::Timeliness => return None,
        })
    }

    /// How many match, and the values of an attribute that most of them have.
    fn top(&self, filter: &MapFilter, by: Facet, at: i64, lang: Lang, most: usize) -> (u64, Vec<ValueCount>) {
        let asked = filter.to_lens(self);
        let rows = match dimension(by) {
            Some(dimension) => {
                let rows = self.lens.by(dimension, &asked, at).rows;
                let counts = rows.into_iter().map(|(code, tally)| (code, tally.count));
                self.coded(by, counts.collect())
            }
            None => {
                let mut rows = self.classes(filter, at);
                rows.retain(|(code, _)| {
                    let is_asked = |code| filter.timeliness.iter().any(|class| class.code() == code);
                    filter.timeliness.is_empty() || code.as_deref().is_some_and(is_asked)
                });
                rows
            }
        };
        let count = rows.iter().map(|(_, count)| count).sum();
        let mut values = self.values(by, rows, lang);
        values.truncate(most);
        (count, values)
    }
}
