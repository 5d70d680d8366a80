use domain::RegionCode;

use super::fields::{Fields, Pairs};
use crate::{Portal, PortalError};

/// `q` and `limit`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlacesQuery {
    pub region: RegionCode,
    /// Part of a name, the beginning of a code, or the code of a case; 1 to 100 characters.
    pub text: String,
    /// 1 to 50.
    pub limit: usize,
}

impl PlacesQuery {
    /// Reads the parameters of a search for places.
    pub fn parse(pairs: &Pairs, portal: &Portal) -> Result<Self, PortalError> {
        let mut fields = Fields::new(pairs)?;
        let region = fields.region(portal)?;
        let text = fields.one("q")?.map(str::to_owned);
        let rule = "is a whole number from 1 to 50";
        let limit = fields.parsed::<usize>("limit", rule)?.unwrap_or(10);
        fields.finish()?;
        if !(1..=50).contains(&limit) {
            return Err(PortalError::invalid("limit", rule));
        }
        let text = text.ok_or_else(|| PortalError::invalid("q", "is what to look for"))?;
        if text.chars().count() > 100 {
            return Err(PortalError::invalid("q", "is longer than 100 characters"));
        }
        Ok(Self { region, text, limit })
    }
}
