//! What has changed, for those who keep a copy.

use chrono::{DateTime, Utc};
use domain::Lang;
use domain::case::code::CaseCode;
use domain::case::{CaseChange, ChangePage};
use store::published;

use crate::query::ChangesQuery;
use crate::{Portal, PortalError};

impl Portal {
    /// Cases that were published, changed or withdrawn after the cursor, in the order of their batches. Whoever asks
    /// again with `next` misses none and is told none twice, unless it has changed again.
    pub async fn changes(
        &self,
        query: &ChangesQuery,
        now: DateTime<Utc>,
        lang: Lang,
    ) -> Result<ChangePage, PortalError> {
        let picture = self.picture(&query.region)?;
        let limit = usize::from(query.limit);
        let (version, code) = &query.since;
        let wanted = i64::from(query.limit) + 1;
        let region = query.region.as_str();
        let mut rows = published::case_changes(&self.db, region, (*version, code), wanted).await?;
        let more = rows.len() > limit;
        rows.truncate(limit);
        let next = match rows.last() {
            Some(last) => ChangesQuery::cursor(last.case.version, &last.case.public_code),
            None => ChangesQuery::cursor(*version, code),
        };
        let items = rows.iter().filter_map(|row| {
            Some(CaseChange {
                version: u64::try_from(row.case.version).ok()?,
                published_at: row.published_at,
                code: CaseCode::parse(&row.case.public_code).ok()?.to_string(),
                case: match row.withdrawn {
                    true => None,
                    false => Some(picture.summary(&row.case, now, lang)?),
                },
            })
        });
        Ok(ChangePage {
            items: items.collect(),
            next,
            more,
        })
    }
}
