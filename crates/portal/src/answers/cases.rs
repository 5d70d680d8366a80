use chrono::{DateTime, Utc};
use domain::board::UnitRef;
use domain::case::code::{CaseCode, Token};
use domain::case::{
    Action, AssignmentRole, CaseFile, CasePage, CaseSummary, DuePair, PlaceRef, PublicEvent, Reason, State,
    UnitPart,
};
use domain::publication::Rounding;
use domain::source::SourceSystem;
use domain::{Lang, RegionCode};
use store::published::{self, CaseRecord, CaseRecordFile};

use crate::names::named;
use crate::picture::{RegionPicture, fact_of};
use crate::query::CasesQuery;
use crate::{Portal, PortalError};

impl Portal {
    /// Published cases, newest first.
    pub async fn cases(
        &self,
        query: &CasesQuery,
        now: DateTime<Utc>,
        lang: Lang,
    ) -> Result<CasePage, PortalError> {
        let picture = self.picture(&query.filter.region)?;
        let filter = query.to_store(&picture, now)?;
        let limit = i64::from(query.limit);
        let mut records =
            published::cases(&self.db, query.filter.region.as_str(), &filter, limit + 1).await?;
        let more = records.len() > usize::from(query.limit);
        records.truncate(usize::from(query.limit));
        let next = records
            .last()
            .filter(|_| more)
            .map(|last| CasesQuery::cursor(last.received_at, &last.public_code));
        let items = records
            .iter()
            .filter_map(|record| picture.summary(record, now, lang))
            .collect();
        Ok(CasePage { items, next })
    }

    /// One case file by its public code, written in any way people write it.
    pub async fn case(
        &self,
        region: &RegionCode,
        code: &str,
        now: DateTime<Utc>,
        lang: Lang,
    ) -> Result<Option<CaseFile>, PortalError> {
        let picture = self.picture(region)?;
        let Ok(code) = CaseCode::parse(code) else {
            return Ok(None);
        };
        let file = published::case_by_code(&self.db, region.as_str(), &code.compact()).await?;
        Ok(file.and_then(|file| picture.file(&file, now, lang)))
    }

    /// One case file by the token of its QR code. A token of the wrong form takes the same way as a wrong one.
    pub async fn case_by_token(
        &self,
        region: &RegionCode,
        token: &str,
        now: DateTime<Utc>,
        lang: Lang,
    ) -> Result<Option<CaseFile>, PortalError> {
        let picture = self.picture(region)?;
        let token = Token::parse(token)
            .map(|token| token.as_str().to_owned())
            .unwrap_or_default();
        let file = published::case_by_token(&self.db, region.as_str(), &token).await?;
        Ok(file.and_then(|file| picture.file(&file, now, lang)))
    }
}

fn due(original: Option<DateTime<Utc>>, current: Option<DateTime<Utc>>) -> Option<DuePair> {
    let current = current.or(original)?;
    Some(DuePair {
        original: original.unwrap_or(current),
        current,
    })
}

impl RegionPicture {
    /// `None` where the program does not know a stored code.
    pub(super) fn summary(&self, record: &CaseRecord, now: DateTime<Utc>, lang: Lang) -> Option<CaseSummary> {
        let state = State::from_code(&record.state)?;
        let fact = fact_of(
            record.received_at,
            state,
            record.current_due_at,
            record.closed,
            record.closed_at,
            record.verdict.as_deref(),
            record.suspended,
        );
        let start = record.clock_started_at.unwrap_or(record.received_at);
        let names = &self.names;
        Some(CaseSummary {
            code: CaseCode::parse(&record.public_code).ok()?.to_string(),
            category: named(&names.categories, &record.category_code, lang),
            state,
            timeliness: domain::clock::timeliness(start, &fact, now),
            source: SourceSystem::from_code(&record.source_code)?,
            department: names.department(record.department_code.as_deref(), lang),
            place: PlaceRef {
                township: record
                    .township_code
                    .as_deref()
                    .map(|code| named(&names.townships, code, lang)),
                community: record
                    .community_code
                    .as_deref()
                    .map(|code| named(&names.communities, code, lang)),
                grid: record.grid_code.as_deref().map(|code| UnitRef {
                    code: code.to_owned(),
                    name: names.grids.get(code).cloned().unwrap_or_else(|| code.to_owned()),
                }),
                point: record.lng.zip(record.lat).map(|(lng, lat)| [lng, lat]),
            },
            received_at: record.received_at,
            received_rounding: Rounding::from_code(&record.received_rounding)?,
            due: due(record.original_due_at, record.current_due_at),
            closed_at: record.closed_at,
        })
    }

    fn file(&self, file: &CaseRecordFile, now: DateTime<Utc>, lang: Lang) -> Option<CaseFile> {
        let units = file.units.iter().filter_map(|part| {
            Some(UnitPart {
                department: self.names.department(Some(&part.department_code), lang),
                role: AssignmentRole::from_code(&part.role)?,
                assigned_at: part.assigned_at,
                signed_at: part.signed_at,
                feedback_at: part.feedback_at,
                released_at: part.released_at,
                due: due(part.original_due_at, part.current_due_at),
            })
        });
        let mut units: Vec<UnitPart> = units.collect();
        units.sort_by_key(|part| part.role != AssignmentRole::Lead);
        let timeline = file.events.iter().filter_map(|event| {
            let department = event.department_code.as_deref();
            Some(PublicEvent {
                seq: u32::try_from(event.seq).ok()?,
                action: Action::from_code(&event.action)?,
                at: event.at,
                from: event.from_state.as_deref().and_then(State::from_code),
                to: State::from_code(&event.to_state)?,
                department: department.map(|code| self.names.department(Some(code), lang)),
                reason: event.reason.as_deref().and_then(Reason::from_code),
                due_at: event.due_at,
            })
        });
        Some(CaseFile {
            summary: self.summary(&file.case, now, lang)?,
            units,
            timeline: timeline.collect(),
            token: file.case.public_token.clone(),
        })
    }
}
