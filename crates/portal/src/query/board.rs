use chrono::{DateTime, Utc};
use domain::RegionCode;
use domain::board::BoardGroup;
use domain::board::composite::Weights;

use super::fields::{Fields, Pairs};
use super::period::{AsOf, Period};
use crate::{Portal, PortalError};

/// From (inclusive), to (exclusive), and the moment whose state counts.
pub(crate) type Span = (DateTime<Utc>, DateTime<Utc>, DateTime<Utc>);

/// `region, from, to, as_of, group, peers, weights`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BoardQuery {
    pub region: RegionCode,
    pub period: Period,
    pub as_of: AsOf,
    pub group: BoardGroup,
    /// A peer group of the units.
    pub peers: Option<String>,
    /// To try; else the official ones.
    pub weights: Option<Weights>,
}

impl BoardQuery {
    /// The board of a period as it stands now.
    #[must_use]
    pub fn of(region: RegionCode, period: Period) -> Self {
        Self {
            region,
            period,
            as_of: AsOf::default(),
            group: BoardGroup::Department,
            peers: None,
            weights: None,
        }
    }

    /// Reads the parameters of the board.
    pub fn parse(pairs: &Pairs, portal: &Portal) -> Result<Self, PortalError> {
        let mut fields = Fields::new(pairs)?;
        let region = fields.region(portal)?;
        let period = Period::read(&mut fields)?;
        let as_of = AsOf::read(&mut fields)?;
        let group = match fields.one("group")? {
            None => BoardGroup::Department,
            Some(code) => BoardGroup::from_code(code).ok_or_else(|| {
                PortalError::invalid(
                    "group",
                    "is department, station, township, community, category or source",
                )
            })?,
        };
        let peers = fields.one("peers")?.map(str::to_owned);
        let weights = fields
            .one("weights")?
            .map(Weights::parse)
            .transpose()
            .map_err(|error| PortalError::invalid("weights", error.to_string()))?;
        fields.finish()?;
        let picture = portal.picture(&region)?;
        if let Some(peers) = &peers
            && !picture.names.is_peer_group(group, peers)
        {
            return Err(PortalError::invalid("peers", "is no peer group of this region"));
        }
        let query = Self {
            region,
            period,
            as_of,
            group,
            peers,
            weights,
        };
        // What cannot be is found here, not while answering.
        query.resolve(portal.now(), picture.zone)?;
        Ok(query)
    }

    /// Beginning, end, and the moment whose state counts. What was received after that moment is not in.
    pub(crate) fn resolve(&self, now: DateTime<Utc>, zone: chrono_tz::Tz) -> Result<Span, PortalError> {
        let as_of = self.as_of.resolve(now, zone)?;
        if let (Some(from), _) = self.period.given(zone) {
            if from > now {
                return Err(PortalError::invalid("from", "lies in the future"));
            }
            if from > as_of {
                return Err(PortalError::invalid("as_of", "lies before the period begins"));
            }
        }
        // Without an end of its own the period ends when one looks.
        let (from, to) = self.period.resolve(as_of, zone)?;
        Ok((from, to, as_of))
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
