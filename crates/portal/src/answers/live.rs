use chrono::{DateTime, Utc};
use domain::Lang;
use domain::case::code::CaseCode;
use domain::case::{Action, State};
use domain::live::LiveItem;
use store::published::EventOfCase;

use crate::names::named;
use crate::picture::{RegionPicture, fact_of};

impl RegionPicture {
    /// An event as the live list shows it; `None` if the program does not know its codes.
    pub(crate) fn live_item(&self, event: &EventOfCase, lang: Lang, now: DateTime<Utc>) -> Option<LiveItem> {
        let state = State::from_code(&event.to_state)?;
        let fact = fact_of(
            event.at,
            state,
            event.current_due_at,
            event.closed,
            event.closed_at,
            event.verdict.as_deref(),
            event.suspended,
        );
        let start = event.clock_started_at.unwrap_or(event.at);
        let township = event.township_code.as_deref();
        Some(LiveItem {
            code: CaseCode::parse(&event.public_code).ok()?.to_string(),
            seq: u32::try_from(event.seq).ok()?,
            at: event.at,
            action: Action::from_code(&event.action)?,
            state,
            timeliness: domain::clock::timeliness(start, &fact, now),
            category: named(&self.names.categories, &event.category_code, lang).name,
            place: township.map_or_else(
                || self.names.region.get(lang).to_owned(),
                |code| named(&self.names.townships, code, lang).name,
            ),
            department: self.names.department(event.department_code.as_deref(), lang),
        })
    }
}
