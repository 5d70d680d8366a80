use std::collections::HashMap;

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use domain::RegionCode;
use domain::admin_log::LogDeed;
use domain::drawing::CutView;
use sqlx::FromRow;

use crate::admin_log::{Wanted, newest};
use crate::{Db, StoreError};

/// Cuts that are told; a grid is cut once or twice a year.
const TOLD: i64 = 100;

#[derive(FromRow)]
struct Row {
    at: Option<DateTime<Utc>>,
    began: Vec<String>,
    ended: Vec<String>,
    cells: i64,
}

/// Every cut of a region's grid, newest first, and who made it: the log has it under the day from which it holds.
pub async fn cuts(db: &Db, region: &RegionCode, zone: Tz) -> Result<Vec<CutView>, StoreError> {
    let rows: Vec<Row> = sqlx::query_as(
        "with moments as (
             select distinct moment from core.grid_cells, unnest(array[valid_from, valid_to]) as moment
             where region_code = $1 and moment < 'infinity' order by moment desc limit $2)
         select nullif(moment, '-infinity') as at,
                coalesce(array_agg(grid_code order by grid_code)
                         filter (where valid_from = moment and moment > '-infinity'), '{}') as began,
                coalesce(array_agg(grid_code order by grid_code) filter (where valid_to = moment), '{}') as ended,
                count(*) filter (where valid_from <= moment and valid_to > moment) as cells
         from moments join core.grid_cells on region_code = $1 group by moment order by moment desc",
    )
    .bind(region.as_str())
    .bind(TOLD)
    .fetch_all(&db.pool)
    .await?;
    let wanted = Wanted {
        deeds: Some(vec![LogDeed::GridRecut]),
        ..Wanted::default()
    };
    let entries = newest(db, region, &wanted, TOLD).await?;
    let by_day: HashMap<String, _> = entries
        .into_iter()
        .map(|entry| (entry.subject.clone(), entry))
        .collect();
    let view = |row: Row| {
        let day = row.at.map(|at| at.with_timezone(&zone).date_naive().to_string());
        let entry = day.and_then(|day| by_day.get(&day));
        let (new, redrawn) = (row.began.iter().cloned()).partition(|code| !row.ended.contains(code));
        CutView {
            at: row.at,
            by: entry.and_then(|entry| entry.by.clone()),
            made_at: entry.map(|entry| entry.at),
            new,
            redrawn,
            ended: (row.ended.into_iter())
                .filter(|code| !row.began.contains(code))
                .collect(),
            cells: u32::try_from(row.cells).unwrap_or(u32::MAX),
        }
    };
    Ok(rows.into_iter().map(view).collect())
}

/// Every code that a cell of the region has or had.
pub async fn codes_ever(db: &Db, region: &RegionCode) -> Result<Vec<String>, StoreError> {
    Ok(
        sqlx::query_scalar(
            "select distinct grid_code from core.grid_cells where region_code = $1 order by 1",
        )
        .bind(region.as_str())
        .fetch_all(&db.pool)
        .await?,
    )
}
