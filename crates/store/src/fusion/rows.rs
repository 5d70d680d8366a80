//! Stored traits.

use chrono::{DateTime, Utc};
use domain::RegionCode;
use domain::fusion::{Pseudonym, Sketch, Traits};
use sqlx::FromRow;
use sqlx::postgres::PgConnection;
use uuid::Uuid;

use super::plan::Item;
use crate::StoreError;
use crate::bulk::analyse_grown;
use crate::copy::Copy;

/// What [`TraitRow`] is read from.
pub(super) const TRAITS: &str = "t.case_id, t.matter_id, t.received_at, t.closed_at, t.closed, t.category_code, \
    t.parent_code, t.lng, t.lat, t.address_key, t.person, t.sketch, t.place_gap, t.person_gap";

/// The columns of [`TRAITS`].
#[derive(Debug, Clone, FromRow)]
pub(super) struct TraitRow {
    pub(super) case_id: Uuid,
    pub(super) matter_id: Uuid,
    received_at: DateTime<Utc>,
    closed_at: Option<DateTime<Utc>>,
    closed: bool,
    category_code: Option<String>,
    parent_code: Option<String>,
    lng: Option<f64>,
    lat: Option<f64>,
    address_key: Option<i64>,
    person: Option<Uuid>,
    sketch: Vec<i32>,
    pub(super) place_gap: Option<i32>,
    pub(super) person_gap: Option<i32>,
}

impl TraitRow {
    pub(super) fn traits(&self) -> Traits {
        Traits {
            received_at: self.received_at,
            closed_at: self.closed_at,
            closed: self.closed,
            category: self.category_code.clone(),
            parent_category: self.parent_code.clone(),
            place: self.lng.zip(self.lat),
            address_key: self.address_key,
            person: self.person.map(|person| Pseudonym(person.into_bytes())),
            text: Sketch::from_hashes(self.sketch.iter().map(|hash| hash.cast_unsigned()).collect()),
        }
    }
}

/// How a record follows those before it, in seconds.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Gaps {
    pub(super) place: Option<i32>,
    pub(super) person: Option<i32>,
    pub(super) matter: Option<i32>,
}

const TABLE: &str = "core.case_traits (region_code, case_id, matter_id, source_code, external_id, received_at, closed_at, \
    closed, category_code, parent_code, lng, lat, address_key, cell, person, text_key_1, text_key_2, sketch, place_gap, \
    person_gap, matter_gap)";

/// Stores traits; their cases exist.
pub(super) async fn write_traits(
    connection: &mut PgConnection,
    region: &RegionCode,
    rows: impl Iterator<Item = (&Item, Uuid, Gaps)>,
) -> Result<(), StoreError> {
    let mut count = 0;
    let mut copy = Copy::into(connection, TABLE).await?;
    for (item, matter_id, gaps) in rows {
        count += 1;
        let traits = &item.traits;
        let keys = traits.keys();
        let row = copy.row().await?;
        row.text(region.as_str())
            .shown(item.case_id)
            .shown(matter_id)
            .text(item.source.code())
            .text(&item.external_id)
            .time(traits.received_at)
            .maybe_time(traits.closed_at)
            .shown(traits.closed)
            .maybe_text(traits.category.as_deref())
            .maybe_text(traits.parent_category.as_deref())
            .maybe(traits.place.map(|place| place.0))
            .maybe(traits.place.map(|place| place.1))
            .maybe(keys.address)
            .maybe(keys.cell)
            .maybe(keys.person.map(|person| Uuid::from_bytes(person.0)))
            .maybe(keys.texts[0])
            .maybe(keys.texts[1])
            .shown(array(&traits.text))
            .maybe(gaps.place)
            .maybe(gaps.person)
            .maybe(gaps.matter)
            .end();
    }
    copy.finish().await?;
    analyse_grown(connection, &["core.case_traits"], count).await
}

/// A sketch as an array of 32-bit integers.
fn array(sketch: &Sketch) -> String {
    let hashes: Vec<String> = sketch
        .hashes()
        .iter()
        .map(|hash| hash.cast_signed().to_string())
        .collect();
    format!("{{{}}}", hashes.join(","))
}

/// Notes when a case was closed, or that it is open again: what comes afterwards is at most a repetition.
pub(crate) async fn note_closing(
    connection: &mut PgConnection,
    region: &RegionCode,
    case_id: Uuid,
    closed_at: Option<DateTime<Utc>>,
) -> Result<(), StoreError> {
    sqlx::query(
        "update core.case_traits set closed_at = $3, closed = $3 is not null where region_code = $1 and case_id = $2",
    )
    .bind(region.as_str())
    .bind(case_id)
    .bind(closed_at)
    .execute(connection)
    .await?;
    Ok(())
}
