//! A grid that is cut anew: old versions end, new ones begin, and cases lie in the cell that held when they were received.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use domain::RegionCode;
use domain::admin_log::LogDeed;
use domain::area::Finder;
use domain::publication::{Tier, nearest_anchor};
use serde::Serialize;
use sqlx::FromRow;
use sqlx::postgres::PgConnection;
use sqlx::types::Json;
use thiserror::Error;
use uuid::Uuid;

use super::GridCell;
use super::read::{GridAnchors, grid_versions, last_cut};
use super::write::kind_of;
use crate::error::known;
use crate::policy::{By, lock_region, log};
use crate::publication::publish_reference_again;
use crate::{Db, StoreError};

/// Cases looked at together.
const CHUNK: i64 = 5_000;

/// What changes in a grid. Cells that are not named stay as they are.
#[derive(Debug, Clone, Default)]
pub struct Recut {
    /// When the grid that it was made for had been cut last.
    pub after: Option<DateTime<Utc>>,
    /// Codes of cells that hold no more.
    pub ended: Vec<String>,
    /// The same code with another shape.
    pub redrawn: Vec<GridCell>,
    pub new: Vec<GridCell>,
    /// The same shape with another name, kind or area: that has no history.
    pub renamed: Vec<GridCell>,
}

impl Recut {
    /// Whether some cell begins or ends.
    #[must_use]
    pub fn cuts(&self) -> bool {
        !(self.ended.is_empty() && self.redrawn.is_empty() && self.new.is_empty())
    }
}

/// What became of the cases since the cut.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Reassigned {
    /// Cases with a point that were received since.
    pub looked_at: u64,
    /// Those that lie in another cell now, or are shown at another anchor.
    pub moved: u64,
}

/// Why a grid was not cut.
#[derive(Debug, Error)]
pub enum RecutError {
    /// History grows at its end only.
    #[error("the grid has been cut as of {0} already: a cut has to be later than the last one")]
    CutLater(DateTime<Utc>),
    /// It was made for another grid.
    #[error("somebody has cut the grid meanwhile: compare once more")]
    CutMeanwhile,
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<sqlx::Error> for RecutError {
    fn from(error: sqlx::Error) -> Self {
        Self::Store(error.into())
    }
}

/// Cuts a region's grid as of `at`, in one transaction: nothing is deleted, versions end and begin there. Cases received since
/// get the cell and the anchor that hold when they were received, and are published anew; earlier ones keep theirs. With a cut
/// that is made already, cases are looked at once more, and that is all. The log of administration has a cut under the day from
/// which it holds.
pub async fn recut(db: &Db, by: By<'_>, cut: &Recut, at: DateTime<Utc>) -> Result<Reassigned, RecutError> {
    let (region, now) = (by.region, by.now);
    let mut transaction = db.begin().await?;
    // Two cuts of one region take turns.
    let (zone, _) = lock_region(&mut transaction, region).await?;
    if cut.cuts() {
        let last = last_cut(&mut transaction, region).await?;
        if last != cut.after {
            return Err(RecutError::CutMeanwhile);
        }
        if let Some(last) = last.filter(|last| *last >= at) {
            return Err(RecutError::CutLater(last));
        }
    }
    let ending: Vec<&str> = (cut.ended.iter().map(String::as_str))
        .chain(cut.redrawn.iter().map(|cell| cell.code.as_str()))
        .collect();
    sqlx::query(
        "update core.grid_cells set valid_to = $3
         where region_code = $1 and grid_code = any($2) and valid_from < $3 and valid_to = 'infinity'",
    )
    .bind(region.as_str())
    .bind(&ending)
    .bind(at)
    .execute(&mut *transaction)
    .await?;
    for cell in cut.redrawn.iter().chain(&cut.new) {
        begin(&mut transaction, region, cell, at).await?;
    }
    for cell in &cut.renamed {
        rename(&mut transaction, region, cell).await?;
    }
    let reassigned = reassign(&mut transaction, region, at).await?;
    // A cut to come changes the map at its time: a version without cases makes the public side read the grid again.
    if at > now && cut.cuts() {
        sqlx::query(
            "insert into core.outbox (region_code, case_id, not_before, bulk) values ($1, $2, $3, true)",
        )
        .bind(region.as_str())
        .bind(Uuid::nil())
        .bind(at)
        .execute(&mut *transaction)
        .await?;
    }
    if cut.cuts() || !cut.renamed.is_empty() {
        publish_reference_again(&mut transaction, region, now).await?;
        let deed = if cut.cuts() {
            LogDeed::GridRecut
        } else {
            LogDeed::GridRename
        };
        let day = at.with_timezone(&zone).date_naive().to_string();
        log(
            &mut transaction,
            by,
            deed,
            &day,
            None,
            Some(&logged(cut, reassigned)),
        )
        .await?;
    }
    transaction.commit().await?;
    Ok(reassigned)
}

/// What the log says of a cut.
#[derive(Serialize)]
struct Logged<'a> {
    new: Vec<&'a str>,
    redrawn: Vec<&'a str>,
    ended: &'a [String],
    renamed: Vec<&'a str>,
    cases_moved: u64,
}

fn logged(cut: &Recut, reassigned: Reassigned) -> Logged<'_> {
    fn codes(cells: &[GridCell]) -> Vec<&str> {
        cells.iter().map(|cell| cell.code.as_str()).collect()
    }
    Logged {
        new: codes(&cut.new),
        redrawn: codes(&cut.redrawn),
        ended: &cut.ended,
        renamed: codes(&cut.renamed),
        cases_moved: reassigned.moved,
    }
}

async fn begin(
    connection: &mut PgConnection,
    region: &RegionCode,
    cell: &GridCell,
    at: DateTime<Utc>,
) -> Result<(), StoreError> {
    sqlx::query(
        "insert into core.grid_cells (region_code, grid_code, valid_from, community_code, township_code, name, kind, rural,
                ring, anchors)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
    )
    .bind(region.as_str())
    .bind(&cell.code)
    .bind(at)
    .bind(&cell.community)
    .bind(&cell.township)
    .bind(&cell.name)
    .bind(kind_of(cell))
    .bind(cell.rural)
    .bind(Json(&cell.ring))
    .bind(Json(&cell.anchors))
    .execute(connection)
    .await?;
    Ok(())
}

async fn rename(
    connection: &mut PgConnection,
    region: &RegionCode,
    cell: &GridCell,
) -> Result<(), StoreError> {
    sqlx::query(
        "update core.grid_cells set community_code = $3, township_code = $4, name = $5, kind = $6, rural = $7
         where region_code = $1 and grid_code = $2 and valid_to = 'infinity'",
    )
    .bind(region.as_str())
    .bind(&cell.code)
    .bind(&cell.community)
    .bind(&cell.township)
    .bind(&cell.name)
    .bind(kind_of(cell))
    .bind(cell.rural)
    .execute(connection)
    .await?;
    Ok(())
}

#[derive(FromRow)]
struct Lying {
    case_id: Uuid,
    received_at: DateTime<Utc>,
    tier: Option<String>,
    grid_code: Option<String>,
    township_code: Option<String>,
    community_code: Option<String>,
    lng: f64,
    lat: f64,
    public_lng: Option<f64>,
    public_lat: Option<f64>,
}

type ByCode<'a> = HashMap<&'a str, Vec<&'a GridAnchors>>;

/// Where a case is to lie.
#[derive(Default)]
struct Moves {
    cases: Vec<Uuid>,
    grids: Vec<Option<String>>,
    townships: Vec<Option<String>>,
    communities: Vec<Option<String>>,
    lngs: Vec<Option<f64>>,
    lats: Vec<Option<f64>>,
}

/// Places what was received since `at` by the cells that held when it was. Only what lies, or is said to lie, in a cell that
/// began or ended since: what else has been decided about a place stays.
async fn reassign(
    connection: &mut PgConnection,
    region: &RegionCode,
    at: DateTime<Utc>,
) -> Result<Reassigned, StoreError> {
    let versions = grid_versions(&mut *connection, region).await?;
    let finder = Finder::new(versions.iter().map(|cell| (cell.ring.clone(), cell)));
    let mut by_code: ByCode<'_> = HashMap::new();
    for cell in &versions {
        by_code.entry(&cell.code).or_default().push(cell);
    }
    let mut reassigned = Reassigned::default();
    let mut after = Uuid::nil();
    loop {
        let cases: Vec<Lying> = sqlx::query_as(
            "select c.case_id, c.received_at, kind.tier, c.grid_code, c.township_code, c.community_code, c.lng, c.lat,
                    c.public_lng, c.public_lat
             from core.cases as c
             left join core.categories as kind
                    on kind.region_code = c.region_code and kind.category_code = c.category_code
             where c.region_code = $1 and c.case_id > $2 and c.received_at >= $3 and c.lng is not null
               and c.lat is not null
             order by c.case_id limit $4 for update of c",
        )
        .bind(region.as_str())
        .bind(after)
        .bind(at)
        .bind(CHUNK)
        .fetch_all(&mut *connection)
        .await?;
        let Some(last) = cases.last() else { break };
        after = last.case_id;
        reassigned.looked_at += cases.len() as u64;
        let mut moves = Moves::default();
        for case in &cases {
            moves.take(case, &by_code, &finder, at)?;
        }
        reassigned.moved += moves.cases.len() as u64;
        moves.write(&mut *connection, region).await?;
    }
    if reassigned.moved > 0 {
        sqlx::query("notify lianqin_outbox").execute(connection).await?;
    }
    Ok(reassigned)
}

impl Moves {
    fn take(
        &mut self,
        case: &Lying,
        by_code: &ByCode<'_>,
        finder: &Finder<&GridAnchors>,
        at: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        let point = (case.lng, case.lat);
        let cell = finder
            .at(point)
            .copied()
            .find(|cell| cell.holds_at(case.received_at));
        let before: &[&GridAnchors] = match &case.grid_code {
            Some(code) => by_code.get(code.as_str()).map_or(&[], Vec::as_slice),
            None => &[],
        };
        let began = cell.is_some_and(|cell| cell.since.is_some_and(|since| since >= at));
        let ended = case.grid_code.is_some() && !before.iter().any(|cell| cell.holds_at(case.received_at));
        if !began && !ended {
            return Ok(());
        }
        let tier = match &case.tier {
            Some(tier) => Some(known("categories.tier", tier, Tier::from_code)?),
            None => None,
        };
        let anchor = cell.and_then(|cell| nearest_anchor(point, &cell.anchors));
        let public = match tier {
            Some(tier) => tier.public_place(Some(point), anchor),
            None => case.public_lng.zip(case.public_lat),
        };
        // An area that the source names itself stays what it is; one that came with the cell goes with it.
        let follows = |area: &Option<String>, of: fn(&GridAnchors) -> &Option<String>| {
            let came = area.is_some() && before.iter().any(|cell| of(cell) == area);
            let now = cell.and_then(|cell| of(cell).clone());
            if came {
                now.or_else(|| area.clone())
            } else {
                area.clone()
            }
        };
        let township = follows(&case.township_code, |cell| &cell.township);
        let community = follows(&case.community_code, |cell| &cell.community);
        let grid = cell.map(|cell| cell.code.clone());
        let same = grid == case.grid_code
            && public == case.public_lng.zip(case.public_lat)
            && township == case.township_code
            && community == case.community_code;
        if same {
            return Ok(());
        }
        self.cases.push(case.case_id);
        self.grids.push(grid);
        self.townships.push(township);
        self.communities.push(community);
        self.lngs.push(public.map(|place| place.0));
        self.lats.push(public.map(|place| place.1));
        Ok(())
    }

    async fn write(self, connection: &mut PgConnection, region: &RegionCode) -> Result<(), StoreError> {
        if self.cases.is_empty() {
            return Ok(());
        }
        sqlx::query(
            "update core.cases as c set grid_code = moved.grid, township_code = moved.township,
                    community_code = moved.community, public_lng = moved.lng, public_lat = moved.lat
             from unnest($2::uuid[], $3::text[], $4::text[], $5::text[], $6::float8[], $7::float8[])
                  as moved (case_id, grid, township, community, lng, lat)
             where c.region_code = $1 and c.case_id = moved.case_id",
        )
        .bind(region.as_str())
        .bind(&self.cases)
        .bind(self.grids)
        .bind(self.townships)
        .bind(self.communities)
        .bind(self.lngs)
        .bind(self.lats)
        .execute(&mut *connection)
        .await?;
        sqlx::query(
            "insert into core.outbox (region_code, case_id, bulk)
             select $1, case_id, true from unnest($2::uuid[]) as moved (case_id)",
        )
        .bind(region.as_str())
        .bind(&self.cases)
        .execute(connection)
        .await?;
        Ok(())
    }
}
