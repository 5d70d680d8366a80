//! A case that is opened here, at the desk, on the spot or by a resident.

use chrono::{DateTime, Utc};
use domain::RegionCode;
use domain::fusion::{Pseudonym, Sketch, Traits, address_key};
use sqlx::postgres::PgConnection;

use super::{Item, Plan, Present, is_free, merge_new};
use crate::StoreError;
use crate::bulk::CaseHistory;
use crate::cases::current_lead;

/// Works out where a new case belongs. One that only a machine has touched is merged in its history; what a person opens
/// stays a case of its own and only shows its matter.
pub(crate) async fn opening(
    connection: &mut PgConnection,
    region: &RegionCode,
    history: &mut CaseHistory,
    person: Option<Pseudonym>,
    now: DateTime<Utc>,
) -> Result<Plan, StoreError> {
    take_turns(connection, region).await?;
    let by_machine = history
        .events
        .iter()
        .all(|(_, event)| event.actor.starts_with("source:"));
    let texts = [history.title.as_deref(), history.narrative.as_deref()];
    let item = Item {
        case_id: history.case_id,
        source: history.source,
        external_id: history.code.clone(),
        traits: Traits {
            received_at: history.case.reported_at,
            closed_at: history.case.closed_at,
            closed: history.case.closed_at.is_some(),
            category: Some(history.category.to_string()),
            parent_category: None,
            place: history.place,
            address_key: history.address.as_deref().and_then(address_key),
            person,
            text: Sketch::of(texts.into_iter().flatten()),
        },
        present: Present {
            code: history.code.clone(),
            free: by_machine && is_free(&history.case, history.source_verdict),
            lead: current_lead(&history.case).map(str::to_owned),
            merged_into: None,
        },
        stored: false,
    };
    let plan = Plan::make(connection, region, vec![item]).await?;
    if let Some(into) = plan.merged_into(history.case_id) {
        merge_new(history, into, now);
    }
    Ok(plan)
}

/// Intake, openings and people's decisions take turns: all of them remake matters.
pub(crate) async fn take_turns(connection: &mut PgConnection, region: &RegionCode) -> Result<(), StoreError> {
    sqlx::query("select pg_advisory_xact_lock(hashtextextended('intake ' || $1, 0))")
        .bind(region.as_str())
        .execute(connection)
        .await?;
    Ok(())
}
