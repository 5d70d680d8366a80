//! Blocking: which stored records a new one is compared with.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use chrono::{DateTime, Utc};
use domain::RegionCode;
use domain::fusion::{Keys, Policy, Traits, nearby_cells};
use sqlx::postgres::PgConnection;
use sqlx::postgres::types::PgInterval;
use sqlx::{Encode, Postgres, Type};
use uuid::Uuid;

use super::plan::Item;
use super::rows::{TRAITS, TraitRow};
use crate::StoreError;
use crate::bulk::assembled;

/// The stored records each item shares a key with, within [`Policy::WINDOW`]: per key at most
/// [`Policy::LOOKED_AT`] before it and as many after it, the nearest in time. By item, then by case.
///
/// Two steps: which, by the keys, then what they are, once for each. One record is found under several keys and for several
/// items of a batch, and what it is compared by is forty times as long as its id.
pub(super) async fn candidates(
    connection: &mut PgConnection,
    region: &RegionCode,
    items: &[Item],
) -> Result<Vec<HashMap<Uuid, Arc<TraitRow>>>, StoreError> {
    let mut found: Vec<BTreeSet<Uuid>> = vec![BTreeSet::new(); items.len()];
    let keys: Vec<_> = items.iter().map(|item| item.traits.keys()).collect();
    let each = |key: fn(&Keys) -> Option<i64>| {
        keys.iter()
            .enumerate()
            .filter_map(move |(n, keys)| Some((n, key(keys)?)))
            .collect::<Vec<_>>()
    };
    let persons: Vec<(usize, Uuid)> = keys
        .iter()
        .enumerate()
        .filter_map(|(n, keys)| Some((n, Uuid::from_bytes(keys.person?.0))))
        .collect();
    let cells: Vec<(usize, i64)> = items
        .iter()
        .enumerate()
        .filter_map(|(n, item)| Some((n, item.traits.place?)))
        .flat_map(|(n, place)| nearby_cells(place).into_iter().map(move |cell| (n, cell)))
        .collect();
    let mut search = Search {
        connection: &mut *connection,
        region,
        items,
        found: &mut found,
    };
    search
        .by("address_key", "int8", &each(|keys| keys.address))
        .await?;
    search.by("cell", "int8", &cells).await?;
    search.by("person", "uuid", &persons).await?;
    search
        .by("text_key_1", "int8", &each(|keys| keys.texts[0]))
        .await?;
    search
        .by("text_key_2", "int8", &each(|keys| keys.texts[1]))
        .await?;
    let all: BTreeSet<Uuid> = found.iter().flatten().copied().collect();
    let rows = traits_of(connection, region, all.into_iter().collect()).await?;
    let of_item = |ids: BTreeSet<Uuid>| {
        let known = |id: Uuid| Some((id, Arc::clone(rows.get(&id)?)));
        ids.into_iter().filter_map(known).collect()
    };
    Ok(found.into_iter().map(of_item).collect())
}

/// What these cases are compared by.
async fn traits_of(
    connection: &mut PgConnection,
    region: &RegionCode,
    ids: Vec<Uuid>,
) -> Result<HashMap<Uuid, Arc<TraitRow>>, StoreError> {
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let sql = format!(
        "select {TRAITS} from unnest($2::uuid[]) as wanted (case_id)
         join core.case_traits as t on t.region_code = $1 and t.case_id = wanted.case_id"
    );
    let rows: Vec<TraitRow> = sqlx::query_as(assembled(sql))
        .persistent(false)
        .bind(region.as_str())
        .bind(ids)
        .fetch_all(connection)
        .await?;
    Ok(rows.into_iter().map(|row| (row.case_id, Arc::new(row))).collect())
}

struct Search<'a> {
    connection: &'a mut PgConnection,
    region: &'a RegionCode,
    items: &'a [Item],
    found: &'a mut Vec<BTreeSet<Uuid>>,
}

impl Search<'_> {
    async fn by<K>(&mut self, column: &str, kind: &str, keys: &[(usize, K)]) -> Result<(), StoreError>
    where
        K: Clone
            + Send
            + Sync
            + for<'q> Encode<'q, Postgres>
            + Type<Postgres>
            + sqlx::postgres::PgHasArrayType,
    {
        if keys.is_empty() {
            return Ok(());
        }
        let side = |holds: &str, order: &str| {
            format!(
                "(select t.case_id from core.case_traits as t
                  where t.region_code = $1 and t.{column} = given.key and {holds}
                  order by t.received_at {order} limit {most})",
                most = Policy::LOOKED_AT
            )
        };
        let sql = format!(
            "select given.n, t.case_id from unnest($2::int4[], $3::{kind}[], $4::timestamptz[]) as given (n, key, at)
             cross join lateral ({before} union all {after}) as t",
            before = side("t.received_at between given.at - $5 and given.at", "desc"),
            after = side("t.received_at > given.at and t.received_at <= given.at + $5", "asc"),
        );
        let numbers: Vec<i32> = keys
            .iter()
            .map(|(n, _)| i32::try_from(*n).unwrap_or(i32::MAX))
            .collect();
        let times: Vec<DateTime<Utc>> = keys
            .iter()
            .map(|(n, _)| self.items[*n].traits.received_at)
            .collect();
        let keys: Vec<K> = keys.iter().map(|(_, key)| key.clone()).collect();
        let window = PgInterval {
            months: 0,
            days: 0,
            microseconds: Policy::WINDOW.num_microseconds().unwrap_or(i64::MAX),
        };
        let rows: Vec<(i32, Uuid)> = sqlx::query_as(assembled(sql))
            .persistent(false)
            .bind(self.region.as_str())
            .bind(numbers)
            .bind(keys)
            .bind(times)
            .bind(window)
            .fetch_all(&mut *self.connection)
            .await?;
        for (n, case_id) in rows {
            if let Some(of_item) = usize::try_from(n).ok().and_then(|n| self.found.get_mut(n)) {
                of_item.insert(case_id);
            }
        }
        Ok(())
    }
}

/// A key within one batch.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Key {
    Address(i64),
    Cell(i64),
    Person([u8; 16]),
    Text(usize, i64),
}

/// The keys to look under, and those to be found by.
pub(super) fn keys(traits: &Traits) -> (Vec<Key>, Vec<Key>) {
    let Keys {
        address,
        cell,
        person,
        texts,
    } = traits.keys();
    let shared = address
        .map(Key::Address)
        .into_iter()
        .chain(person.map(|person| Key::Person(person.0)))
        .chain(
            texts
                .into_iter()
                .enumerate()
                .filter_map(|(n, key)| Some(Key::Text(n, key?))),
        );
    let shared: Vec<Key> = shared.collect();
    let around = traits.place.map(nearby_cells).unwrap_or_default();
    let look = shared
        .iter()
        .copied()
        .chain(around.into_iter().map(Key::Cell))
        .collect();
    let keep = shared.into_iter().chain(cell.map(Key::Cell)).collect();
    (look, keep)
}
