//! Cases without a place: a list to work on.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use domain::RegionCode;
use domain::area::SameAddress;
use domain::fusion::{address_key, metres_between};
use sqlx::FromRow;

use crate::{Db, StoreError};

/// Cases of one address that are looked at, the latest.
const LOOKED_AT: i64 = 20;

/// A case without a cell of the grid.
#[derive(Debug, Clone, PartialEq, FromRow)]
pub struct UnplacedRow {
    /// Public code without hyphens.
    pub public_code: String,
    pub category_code: String,
    pub address: Option<String>,
    pub township_code: Option<String>,
    pub community_code: Option<String>,
    pub received_at: DateTime<Utc>,
}

/// Open cases that lie in no cell of the grid, newest first.
pub async fn unplaced(
    db: &Db,
    region: &RegionCode,
    limit: u32,
    skip: u32,
) -> Result<Vec<UnplacedRow>, StoreError> {
    Ok(sqlx::query_as(
        "select public_code, category_code, address, township_code, community_code, received_at from core.cases
         where region_code = $1 and grid_code is null and state not in ('closed', 'archived', 'rejected', 'merged')
         order by received_at desc, case_id limit $2 offset $3",
    )
    .bind(region.as_str())
    .bind(i64::from(limit))
    .bind(i64::from(skip))
    .fetch_all(&db.pool)
    .await?)
}

/// Where other cases of these addresses lie, by address. Those that lie apart by more than `within` metres agree on
/// nothing and are left out.
pub async fn same_addresses<'a>(
    db: &Db,
    region: &RegionCode,
    addresses: impl Iterator<Item = &'a str>,
    within: f64,
) -> Result<HashMap<String, SameAddress>, StoreError> {
    let keyed: Vec<(&str, i64)> = addresses
        .filter_map(|address| Some((address, address_key(address)?)))
        .collect();
    let keys: Vec<i64> = keyed.iter().map(|(_, key)| *key).collect();
    let rows: Vec<(i64, f64, f64)> = sqlx::query_as(
        "select asked.key, found.lng, found.lat
         from (select distinct unnest($2::bigint[])) as asked (key)
         cross join lateral (
             select trait.lng, trait.lat from core.case_traits as trait
             where trait.region_code = $1 and trait.address_key = asked.key and trait.lng is not null
             order by trait.received_at desc limit $3) as found",
    )
    .bind(region.as_str())
    .bind(&keys)
    .bind(LOOKED_AT)
    .fetch_all(&db.pool)
    .await?;
    let mut places: HashMap<i64, Vec<(f64, f64)>> = HashMap::new();
    for (key, lng, lat) in rows {
        places.entry(key).or_default().push((lng, lat));
    }
    let agreed = keyed.iter().filter_map(|(address, key)| {
        let same = agreement(places.get(key)?, within)?;
        Some(((*address).to_owned(), same))
    });
    Ok(agreed.collect())
}

/// The middle of places that lie close together.
fn agreement(places: &[(f64, f64)], within: f64) -> Option<SameAddress> {
    let cases = u32::try_from(places.len()).ok().filter(|count| *count > 0)?;
    let mean = |part: fn(&(f64, f64)) -> f64| places.iter().map(part).sum::<f64>() / f64::from(cases);
    let middle = (mean(|place| place.0), mean(|place| place.1));
    let metres = places
        .iter()
        .map(|place| metres_between(middle, *place))
        .fold(0.0, f64::max);
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "0 to `within`"
    )]
    (metres <= within).then(|| SameAddress {
        place: [middle.0, middle.1],
        cases,
        metres: metres.ceil() as u32,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_agree_when_all_are_near_their_middle() {
        let near = [(121.1, 28.6), (121.1002, 28.6), (121.1001, 28.6001)];
        let same = agreement(&near, 60.0).expect("they agree");
        assert_eq!(same.cases, 3);
        assert!(same.metres < 20, "{}", same.metres);
        assert_eq!(agreement(&[(121.1, 28.6), (121.2, 28.6)], 60.0), None);
        assert_eq!(agreement(&[], 60.0), None);
        assert_eq!(agreement(&[(121.1, 28.6)], 60.0).map(|same| same.metres), Some(0));
    }
}
