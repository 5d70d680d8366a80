//! Published cases as service requests: what a client of the Open311 standard asks for.

use chrono::{DateTime, Utc};
use domain::case::code::CaseCode;
use domain::case::{Action, CaseSummary, Reason, State};
use domain::{Lang, RegionCode};
use store::published::{self, CaseFilter};

use crate::{Portal, PortalError};

/// Which service requests; empty lists and `None` do not restrict.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RequestsAsked {
    pub codes: Vec<String>,
    pub categories: Vec<String>,
    /// States of the lifecycle.
    pub states: Vec<State>,
    pub from: Option<DateTime<Utc>>,
    pub to: Option<DateTime<Utc>>,
    /// Published after this time.
    pub updated_after: Option<DateTime<Utc>>,
    /// Published at this time or before.
    pub updated_before: Option<DateTime<Utc>>,
    pub limit: u16,
    pub skip: u32,
}

/// A published case and when it was published last.
#[derive(Debug, Clone, PartialEq)]
pub struct ServiceRequest {
    pub case: CaseSummary,
    pub published_at: Option<DateTime<Utc>>,
}

/// Something that happened to a published case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequestUpdate {
    /// Public code with hyphens.
    pub code: String,
    pub seq: u32,
    pub at: DateTime<Utc>,
    pub action: Action,
    pub state: State,
    pub reason: Option<Reason>,
}

impl Portal {
    /// Service requests, newest first.
    pub async fn requests(
        &self,
        region: &RegionCode,
        asked: &RequestsAsked,
        now: DateTime<Utc>,
        lang: Lang,
    ) -> Result<Vec<ServiceRequest>, PortalError> {
        let picture = self.picture(region)?;
        let (after_version, until_version) = self.versions(asked.updated_after, asked.updated_before).await?;
        let filter = CaseFilter {
            codes: asked.codes.clone(),
            categories: asked.categories.clone(),
            states: asked.states.iter().map(|state| state.code().to_owned()).collect(),
            from: asked.from,
            to: asked.to,
            after_version,
            until_version,
            skip: i64::from(asked.skip),
            ..CaseFilter::default()
        };
        let limit = i64::from(asked.limit);
        let records = published::cases(&self.db, region.as_str(), &filter, limit).await?;
        let mut versions: Vec<i64> = records.iter().map(|record| record.version).collect();
        versions.sort_unstable();
        versions.dedup();
        let times = published::times_of(&self.db, &versions).await?;
        let requests = records.iter().filter_map(|record| {
            Some(ServiceRequest {
                case: picture.summary(record, now, lang)?,
                published_at: times.get(&record.version).copied(),
            })
        });
        Ok(requests.collect())
    }

    /// What happened to service requests and was published in a window of time, oldest first.
    pub async fn request_updates(
        &self,
        region: &RegionCode,
        (after, before): (DateTime<Utc>, DateTime<Utc>),
        limit: u16,
        skip: u32,
    ) -> Result<Vec<RequestUpdate>, PortalError> {
        self.picture(region)?;
        let (after, until) = self.versions(Some(after), Some(before)).await?;
        let window = (after.unwrap_or(0), until.unwrap_or(i64::MAX));
        let region = region.as_str();
        let events =
            published::events_between(&self.db, region, window, i64::from(limit), i64::from(skip)).await?;
        let updates = events.iter().filter_map(|event| {
            Some(RequestUpdate {
                code: CaseCode::parse(&event.public_code).ok()?.to_string(),
                seq: u32::try_from(event.seq).ok()?,
                at: event.at,
                action: Action::from_code(&event.action)?,
                state: State::from_code(&event.to_state)?,
                reason: event.reason.as_deref().and_then(Reason::from_code),
            })
        });
        Ok(updates.collect())
    }

    async fn versions(
        &self,
        after: Option<DateTime<Utc>>,
        until: Option<DateTime<Utc>>,
    ) -> Result<(Option<i64>, Option<i64>), PortalError> {
        let version = async |at: Option<DateTime<Utc>>| match at {
            Some(at) => published::version_at(&self.db, at).await.map(Some),
            None => Ok(None),
        };
        Ok((version(after).await?, version(until).await?))
    }
}
