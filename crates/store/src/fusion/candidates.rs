//! Blocking: which stored records a new one is compared with.

use std::collections::{BTreeSet, HashMap};
use std::sync::{Arc, LazyLock};

use chrono::{DateTime, Utc};
use domain::RegionCode;
use domain::fusion::{Keys, Policy, Traits, nearby_cells};
use sqlx::postgres::PgConnection;
use sqlx::postgres::types::PgInterval;
use uuid::Uuid;

use super::plan::Item;
use super::rows::{TRAITS, TraitRow};
use crate::StoreError;
use crate::bulk::{assembled, keeps_plan};

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
    let found = sharing_keys(connection, region, items).await?;
    let all: BTreeSet<Uuid> = found.iter().flatten().copied().collect();
    let rows = traits_of(connection, region, all.into_iter().collect(), items.len()).await?;
    let of_item = |ids: BTreeSet<Uuid>| {
        let known = |id: Uuid| Some((id, Arc::clone(rows.get(&id)?)));
        ids.into_iter().filter_map(known).collect()
    };
    Ok(found.into_iter().map(of_item).collect())
}

/// What these cases are compared by, for so many items.
async fn traits_of(
    connection: &mut PgConnection,
    region: &RegionCode,
    ids: Vec<Uuid>,
    items: usize,
) -> Result<HashMap<Uuid, Arc<TraitRow>>, StoreError> {
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let sql = format!(
        "select {TRAITS} from unnest($2::uuid[]) as wanted (case_id)
         join core.case_traits as t on t.region_code = $1 and t.case_id = wanted.case_id"
    );
    let rows: Vec<TraitRow> = sqlx::query_as(assembled(sql))
        .persistent(keeps_plan(items))
        .bind(region.as_str())
        .bind(ids)
        .fetch_all(connection)
        .await?;
    Ok(rows.into_iter().map(|row| (row.case_id, Arc::new(row))).collect())
}

/// The stored cases that share a key with each item.
async fn sharing_keys(
    connection: &mut PgConnection,
    region: &RegionCode,
    items: &[Item],
) -> Result<Vec<BTreeSet<Uuid>>, StoreError> {
    let mut found = vec![BTreeSet::new(); items.len()];
    let keys: Vec<_> = items.iter().map(|item| item.traits.keys()).collect();
    let numbered = || keys.iter().enumerate();
    let text = |which: usize| {
        Wanted::of(
            items,
            numbered().filter_map(move |(n, keys)| Some((n, keys.texts[which]?))),
        )
    };
    let address = Wanted::of(items, numbered().filter_map(|(n, keys)| Some((n, keys.address?))));
    let persons = numbered().filter_map(|(n, keys)| Some((n, Uuid::from_bytes(keys.person?.0))));
    let persons = Wanted::of(items, persons);
    let places = items
        .iter()
        .enumerate()
        .filter_map(|(n, item)| Some((n, item.traits.place?)));
    let cells = places.flat_map(|(n, place)| nearby_cells(place).into_iter().map(move |cell| (n, cell)));
    let cells = Wanted::of(items, cells);
    let window = PgInterval {
        months: 0,
        days: 0,
        microseconds: Policy::WINDOW.num_microseconds().unwrap_or(i64::MAX),
    };
    let mut query = sqlx::query_as(assembled(SHARING_KEYS.clone()))
        .persistent(keeps_plan(items.len()))
        .bind(region.as_str())
        .bind(window);
    for Wanted { numbers, keys, times } in [address, cells, text(0), text(1)] {
        query = query.bind(numbers).bind(keys).bind(times);
    }
    let Wanted { numbers, keys, times } = persons;
    let rows: Vec<(i32, Uuid)> = query
        .bind(numbers)
        .bind(keys)
        .bind(times)
        .fetch_all(connection)
        .await?;
    for (n, case_id) in rows {
        if let Some(of_item) = usize::try_from(n).ok().and_then(|n| found.get_mut(n)) {
            of_item.insert(case_id);
        }
    }
    Ok(found)
}

/// Keys of one kind to look under: of which item, and when that was received.
struct Wanted<K> {
    numbers: Vec<i32>,
    keys: Vec<K>,
    times: Vec<DateTime<Utc>>,
}

impl<K> Wanted<K> {
    fn of(items: &[Item], keys: impl Iterator<Item = (usize, K)>) -> Self {
        let mut wanted = Self {
            numbers: Vec::new(),
            keys: Vec::new(),
            times: Vec::new(),
        };
        for (n, key) in keys {
            wanted.numbers.push(i32::try_from(n).unwrap_or(i32::MAX));
            wanted.keys.push(key);
            wanted.times.push(items[n].traits.received_at);
        }
        wanted
    }
}

/// Numbers of items with the cases that share a key with them: for region `$1` and a window of `$2`, with three
/// parameters for each kind of key. One statement, since a single record waits longer for answers than for look-ups.
static SHARING_KEYS: LazyLock<String> = LazyLock::new(|| {
    let kinds = [
        ("address_key", "int8"),
        ("cell", "int8"),
        ("text_key_1", "int8"),
        ("text_key_2", "int8"),
        ("person", "uuid"),
    ];
    let of_kind = |(n, (column, kind)): (usize, (&str, &str))| {
        let side = |holds: &str, order: &str| {
            format!(
                "(select t.case_id from core.case_traits as t
                  where t.region_code = $1 and t.{column} = given.key and {holds}
                  order by t.received_at {order} limit {most})",
                most = Policy::LOOKED_AT
            )
        };
        format!(
            "select given.n, t.case_id
             from unnest(${}::int4[], ${}::{kind}[], ${}::timestamptz[]) as given (n, key, at)
             cross join lateral ({before} union all {after}) as t",
            3 * n + 3,
            3 * n + 4,
            3 * n + 5,
            before = side("t.received_at between given.at - $2 and given.at", "desc"),
            after = side(
                "t.received_at > given.at and t.received_at <= given.at + $2",
                "asc"
            ),
        )
    };
    let kinds: Vec<String> = kinds.into_iter().enumerate().map(of_kind).collect();
    kinds.join("\nunion all\n")
});

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
