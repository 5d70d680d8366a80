//! Records as fusion sees them.

use std::collections::{BTreeMap, HashMap};

use chrono::{DateTime, Utc};
use domain::fusion::{Sketch, Traits, address_key};
use domain::intake::IncomingRecord;
use sqlx::postgres::PgConnection;
use uuid::Uuid;

use super::batch::{ImportState, PlacedRecord};
use super::case::is_closed;
use super::crosswalk::category_of;
use crate::StoreError;
use crate::bulk::CaseHistory;
use crate::cases::current_lead;
use crate::fusion::{self, Item, Plan, Present};

/// Fuses the newest content of every new or changed case of a batch. New ones that are merged get it into their history.
pub(super) async fn plan(
    connection: &mut PgConnection,
    state: &ImportState,
    latest: &BTreeMap<Uuid, &PlacedRecord>,
    histories: &mut [CaseHistory],
    now: DateTime<Utc>,
) -> Result<Plan, StoreError> {
    let fresh: HashMap<Uuid, usize> = histories
        .iter()
        .enumerate()
        .map(|(index, history)| (history.case_id, index))
        .collect();
    let changed: Vec<Uuid> = latest
        .keys()
        .filter(|id| !fresh.contains_key(id))
        .copied()
        .collect();
    let stored = fusion::stored(connection, &state.region, &changed).await?;
    let items = latest.iter().filter_map(|(case_id, placed)| {
        let record = &placed.record;
        let present = match fresh.get(case_id) {
            Some(index) => {
                let history = &histories[*index];
                Present {
                    code: history.code.clone(),
                    free: fusion::is_free(&history.case, history.source_verdict),
                    lead: current_lead(&history.case).map(str::to_owned),
                    merged_into: None,
                }
            }
            None => stored.get(case_id).cloned()?,
        };
        Some(Item {
            case_id: *case_id,
            source: record.source,
            external_id: record.external_id.clone(),
            traits: traits(state, placed),
            present,
            stored: !fresh.contains_key(case_id),
        })
    });
    let plan = Plan::make(connection, &state.region, items.collect()).await?;
    for history in histories {
        if let Some(into) = plan.merged_into(history.case_id) {
            fusion::merge_new(history, into, now);
        }
    }
    Ok(plan)
}

fn traits(state: &ImportState, placed: &PlacedRecord) -> Traits {
    let record: &IncomingRecord = &placed.record;
    let texts = [record.title.as_deref(), record.narrative.as_deref()];
    Traits {
        received_at: record.received_at,
        closed_at: record.closed_at,
        closed: is_closed(record),
        category: Some(category_of(state, record).to_string()),
        parent_category: record.parent_category.as_ref().map(|parent| parent.code.clone()),
        place: record.place,
        address_key: record.address.as_deref().and_then(address_key),
        person: placed.person,
        text: Sketch::of(texts.into_iter().flatten()),
    }
}
