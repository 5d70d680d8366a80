use domain::RegionCode;

use super::fields::{Fields, Pairs};
use super::period::Period;
use crate::{Portal, PortalError};

/// `region, from, to, group`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BoardQuery {
    pub region: RegionCode,
    pub period: Period,
}

impl BoardQuery {
    /// Reads the parameters of the board.
    pub fn parse(pairs: &Pairs, portal: &Portal) -> Result<Self, PortalError> {
        let mut fields = Fields::new(pairs)?;
        let region = fields.region(portal)?;
        let period = Period::read(&mut fields)?;
        if fields.one("group")?.is_some_and(|group| group != "department") {
            return Err(PortalError::invalid("group", "is department"));
        }
        fields.finish()?;
        // Both ends at once: a period that runs backwards is found here, not while answering.
        period.resolve(portal.now(), portal.picture(&region)?.zone)?;
        Ok(Self { region, period })
    }
}

/// `region` alone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RegionQuery {
    pub region: RegionCode,
}

impl RegionQuery {
    /// Reads the parameters of a question about a whole region.
    pub fn parse(pairs: &Pairs, portal: &Portal) -> Result<Self, PortalError> {
        let mut fields = Fields::new(pairs)?;
        let region = fields.region(portal)?;
        fields.finish()?;
        Ok(Self { region })
    }
}
