use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use domain::RegionCode;
use domain::admin_log::LogDeed;
use domain::policy::{Fault, FieldFault};
use domain::station::Refusal;
use serde::Serialize;
use sqlx::postgres::PgConnection;
use thiserror::Error;
use uuid::Uuid;

use crate::StoreError;
use crate::admin_log::{self, Entry};
use crate::error::known;

/// Who changes something, where, and when. Persons are named by their id.
#[derive(Debug, Clone, Copy)]
pub struct By<'a> {
    pub region: &'a RegionCode,
    pub person: &'a str,
    pub now: DateTime<Utc>,
}

/// Why a change did not happen. Nothing was written.
#[derive(Debug, Error)]
pub enum ChangeError {
    #[error("there is no such thing")]
    NotFound,
    #[error(transparent)]
    Field(#[from] FieldFault),
    /// The table of filings says no.
    #[error(transparent)]
    Refused(#[from] Refusal),
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<sqlx::Error> for ChangeError {
    fn from(error: sqlx::Error) -> Self {
        Self::Store(error.into())
    }
}

impl ChangeError {
    pub(crate) fn field(field: &'static str, fault: Fault) -> Self {
        Self::Field(FieldFault::new(field, fault))
    }
}

/// Changes of one region's policy take turns: who reads what stands there and writes what follows from it
/// is alone. New cases do not wait for it. Returns the region's zone and scheme.
pub(crate) async fn lock_region(
    connection: &mut PgConnection,
    region: &RegionCode,
) -> Result<(Tz, String), StoreError> {
    let row: Option<(String, String)> =
        sqlx::query_as("select time_zone, scheme from core.regions where region_code = $1 for no key update")
            .bind(region.as_str())
            .fetch_optional(connection)
            .await?;
    let (zone, scheme) = row.ok_or_else(|| StoreError::UnknownRegion(region.to_string()))?;
    Ok((
        known("regions.time_zone", &zone, |text| text.parse().ok())?,
        scheme,
    ))
}

/// A line of the log of administration.
pub(crate) async fn log<T: Serialize + Sync>(
    connection: &mut PgConnection,
    by: By<'_>,
    what: LogDeed,
    subject: &str,
    before: Option<&T>,
    after: Option<&T>,
) -> Result<(), StoreError> {
    // Plain structs with text keys: they always become JSON.
    let json = |value: Option<&T>| value.and_then(|value| serde_json::to_value(value).ok());
    let entry = Entry {
        region: by.region,
        at: by.now,
        // What a command does is done by a name that is nobody's id.
        person: Uuid::parse_str(by.person).ok(),
        what,
        subject,
        before: json(before),
        after: json(after),
    };
    admin_log::write(connection, entry).await
}
