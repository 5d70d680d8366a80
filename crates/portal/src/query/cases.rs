use chrono::{DateTime, Datelike, Utc};
use domain::board::figures::Counted;
use domain::case::code::CaseCode;
use store::published::{CaseFilter, Search};

use super::fields::{Fields, Pairs};
use super::map::MapFilter;
use super::period::AsOf;
use crate::picture::RegionPicture;
use crate::{Portal, PortalError};

/// A filter, `q`, `cursor` and `limit`.
#[derive(Debug, Clone, PartialEq)]
pub struct CasesQuery {
    pub filter: MapFilter,
    /// Part of a code, or of the name of a kind or place.
    pub search: Option<String>,
    /// Moment at which cases stand so against their limit, or are counted.
    pub as_of: AsOf,
    /// Only what this figure of the board counts.
    pub counted: Option<Counted>,
    /// Only cases without a place on the map.
    pub unplaced: bool,
    /// 1 to 200.
    pub limit: u8,
    after: Option<(DateTime<Utc>, String)>,
}

impl CasesQuery {
    /// Cases on a page that names no limit.
    const DEFAULT_LIMIT: u8 = 50;
    const MAX_LIMIT: u8 = 200;

    /// Reads the parameters of the case list.
    pub fn parse(pairs: &Pairs, portal: &Portal) -> Result<Self, PortalError> {
        let mut fields = Fields::new(pairs)?;
        let filter = MapFilter::read(&mut fields, portal)?;
        let search = fields.one("q")?.map(str::to_owned);
        if search.as_ref().is_some_and(|text| text.chars().count() > 100) {
            return Err(PortalError::invalid("q", "is longer than 100 characters"));
        }
        let as_of = AsOf::read(&mut fields)?;
        let counted = fields
            .one("counted")?
            .map(|code| {
                let rule = "is one of closed, returned, reworked, handed_over, completed";
                Counted::from_code(code).ok_or_else(|| PortalError::invalid("counted", rule))
            })
            .transpose()?;
        let unplaced = fields
            .parsed::<bool>("unplaced", "is true or false")?
            .unwrap_or(false);
        let rule = "is a whole number from 1 to 200";
        let limit = fields.parsed::<u8>("limit", rule)?.unwrap_or(Self::DEFAULT_LIMIT);
        if !(1..=Self::MAX_LIMIT).contains(&limit) {
            return Err(PortalError::invalid("limit", rule));
        }
        let after = fields
            .one("cursor")?
            .map(|text| {
                read_cursor(text)
                    .ok_or_else(|| PortalError::invalid("cursor", "is not one this service gave out"))
            })
            .transpose()?;
        fields.finish()?;
        // What cannot be is found here, not while answering.
        as_of.resolve(portal.now(), portal.picture(&filter.region)?.zone)?;
        Ok(Self {
            filter,
            search,
            as_of,
            counted,
            unplaced,
            limit,
            after,
        })
    }

    /// The latest cases under a filter.
    pub(crate) fn latest(filter: MapFilter, limit: u8) -> Self {
        Self {
            filter,
            search: None,
            as_of: AsOf::default(),
            counted: None,
            unplaced: false,
            limit,
            after: None,
        }
    }

    /// Where the next page begins.
    pub(crate) fn cursor(received_at: DateTime<Utc>, code: &str) -> String {
        format!("{}.{code}", received_at.timestamp_micros())
    }

    pub(crate) fn to_store(
        &self,
        picture: &RegionPicture,
        now: DateTime<Utc>,
    ) -> Result<CaseFilter, PortalError> {
        let (from, to) = self.filter.period.given(picture.zone);
        let as_of = self.as_of.resolve(now, picture.zone)?;
        let looks_back = self.as_of.is_given();
        // What was received later was not there yet.
        let to = to.into_iter().chain(looks_back.then_some(as_of)).min();
        Ok(CaseFilter {
            categories: self.filter.with_children(picture),
            departments: self.filter.departments.clone(),
            states: self.filter.states.clone(),
            sources: self.filter.sources.clone(),
            townships: self.filter.townships.clone(),
            communities: self.filter.communities.clone(),
            within: self.filter.bbox.map(|bbox| bbox.limits()),
            area: self.filter.area.clone(),
            grids: self.filter.grids.clone(),
            from,
            to,
            as_of,
            looks_back,
            timeliness: self.filter.timeliness.clone(),
            counted: self.counted,
            unplaced: self.unplaced,
            search: self.search.as_deref().map(|text| search(text, picture)),
            after: self.after.clone(),
            ..CaseFilter::default()
        })
    }
}

fn read_cursor(text: &str) -> Option<(DateTime<Utc>, String)> {
    let (micros, code) = text.split_once('.')?;
    let code = CaseCode::parse(code).ok()?.compact();
    let received_at = DateTime::from_timestamp_micros(micros.parse().ok()?)?;
    // The database knows fewer years than we do.
    (1900..=2200)
        .contains(&received_at.year())
        .then_some((received_at, code))
}

/// What a text may mean: the beginning of a code, or part of a name in either language.
fn search(text: &str, picture: &RegionPicture) -> Search {
    let lower = text.to_lowercase();
    let matching = |names: &std::collections::HashMap<String, crate::names::Name>| -> Vec<String> {
        let hit = |name: &str| name.to_lowercase().contains(&lower);
        names
            .iter()
            .filter(|(_, name)| hit(&name.zh) || name.en.as_deref().is_some_and(hit))
            .map(|(code, _)| code.clone())
            .collect()
    };
    let compact: String = text.chars().filter(|c| *c != '-' && !c.is_whitespace()).collect();
    let compact = compact.to_ascii_uppercase();
    let like_code =
        (3..=9).contains(&compact.len()) && compact.bytes().all(|byte| byte.is_ascii_alphanumeric());
    Search {
        code_prefix: like_code.then_some(compact),
        categories: matching(&picture.names.categories),
        townships: matching(&picture.names.townships),
        communities: matching(&picture.names.communities),
    }
}
