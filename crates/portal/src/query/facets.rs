//! Questions about what stands behind a filter: what each other choice would give, what is most frequent, what is
//! nearest, and all of it at a glance.

use domain::map::Facet;

use super::fields::{Fields, Pairs};
use super::map::MapFilter;
use crate::{Portal, PortalError};

/// Reads the name of an attribute.
fn facet(code: &str) -> Result<Facet, PortalError> {
    let codes: Vec<&str> = Facet::ALL.iter().map(|facet| facet.code()).collect();
    Facet::from_code(code)
        .ok_or_else(|| PortalError::invalid("by", format!("is made of {}", codes.join(", "))))
}

/// A filter and `by`, a set.
#[derive(Debug, Clone, PartialEq)]
pub struct FacetsQuery {
    pub filter: MapFilter,
    /// In the order of [`Facet::ALL`]; all where none is named.
    pub by: Vec<Facet>,
}

impl FacetsQuery {
    /// Reads the parameters of the facets.
    pub fn parse(pairs: &Pairs, portal: &Portal) -> Result<Self, PortalError> {
        let mut fields = Fields::new(pairs)?;
        let filter = MapFilter::read(&mut fields, portal)?;
        let mut by = Vec::new();
        for code in fields.set("by") {
            by.push(facet(&code)?);
        }
        fields.finish()?;
        if by.is_empty() {
            by = Facet::ALL.to_vec();
        }
        by.sort_unstable();
        by.dedup();
        Ok(Self { filter, by })
    }
}

/// A filter, `by` and `limit`.
#[derive(Debug, Clone, PartialEq)]
pub struct TopQuery {
    pub filter: MapFilter,
    pub by: Facet,
    /// 1 to 100.
    pub limit: usize,
}

impl TopQuery {
    /// Reads the parameters of the most frequent values.
    pub fn parse(pairs: &Pairs, portal: &Portal) -> Result<Self, PortalError> {
        let mut fields = Fields::new(pairs)?;
        let filter = MapFilter::read(&mut fields, portal)?;
        let by = fields.one("by")?.map_or(Ok(Facet::Category), facet)?;
        let limit = limit(&mut fields, 10, 100)?;
        fields.finish()?;
        Ok(Self { filter, by, limit })
    }
}

/// A filter, `at` and `limit`.
#[derive(Debug, Clone, PartialEq)]
pub struct NearestQuery {
    pub filter: MapFilter,
    /// Longitude and latitude in degrees.
    pub at: (f64, f64),
    /// 1 to 200.
    pub limit: usize,
}

impl NearestQuery {
    /// Reads the parameters of the nearest cases.
    pub fn parse(pairs: &Pairs, portal: &Portal) -> Result<Self, PortalError> {
        let mut fields = Fields::new(pairs)?;
        let filter = MapFilter::read(&mut fields, portal)?;
        let at = fields.one("at")?;
        let limit = limit(&mut fields, 10, 200)?;
        fields.finish()?;
        let rule = "is a place: longitude,latitude in degrees";
        let place = at.and_then(place);
        let at = place.ok_or_else(|| PortalError::invalid("at", rule))?;
        Ok(Self { filter, at, limit })
    }
}

/// A filter alone.
#[derive(Debug, Clone, PartialEq)]
pub struct SummaryQuery {
    pub filter: MapFilter,
}

impl SummaryQuery {
    /// Reads the parameters of a filter.
    pub fn parse(pairs: &Pairs, portal: &Portal) -> Result<Self, PortalError> {
        let mut fields = Fields::new(pairs)?;
        let filter = MapFilter::read(&mut fields, portal)?;
        fields.finish()?;
        Ok(Self { filter })
    }
}

fn limit(fields: &mut Fields<'_>, usual: usize, most: usize) -> Result<usize, PortalError> {
    let rule = format!("is a whole number from 1 to {most}");
    let limit = fields.parsed::<usize>("limit", &rule)?.unwrap_or(usual);
    if (1..=most).contains(&limit) {
        Ok(limit)
    } else {
        Err(PortalError::invalid("limit", rule))
    }
}

/// `lng,lat`; nothing that is not on the globe.
fn place(text: &str) -> Option<(f64, f64)> {
    let (lng, lat) = text.split_once(',')?;
    let (lng, lat): (f64, f64) = (lng.trim().parse().ok()?, lat.trim().parse().ok()?);
    ((-180.0..=180.0).contains(&lng) && (-90.0..=90.0).contains(&lat)).then_some((lng, lat))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_two_numbers_on_the_globe() {
        assert_eq!(place("121.26, 28.65"), Some((121.26, 28.65)));
        for nowhere in ["", "121.26", "a,b", "181,0", "0,91", "NaN,1", "0,inf", "1,2,3"] {
            assert_eq!(place(nowhere), None, "{nowhere}");
        }
    }
}
