use std::collections::HashMap;

use chrono::{DateTime, Utc};
use domain::board::UnitRef;
use domain::station::{
    Filing, StationDraft, StationFile, StationKind, StationRow, Status, UnitKind, UnitRow,
};
use domain::{RegionCode, StationCode, TownshipCode};
use sqlx::FromRow;
use sqlx::postgres::PgExecutor;
use uuid::Uuid;

use super::roster::turns;
use crate::bulk::assembled;
use crate::error::known;
use crate::{Db, StoreError};

/// What [`FilingRow`] is read from.
pub(super) const FILING: &str =
    "status, filed_by, filed_at, decided_by, decided_at, moved_in_at, left_at, reason";

/// The columns of [`FILING`].
#[derive(FromRow)]
pub(super) struct FilingRow {
    status: String,
    filed_by: String,
    filed_at: DateTime<Utc>,
    decided_by: Option<String>,
    decided_at: Option<DateTime<Utc>>,
    moved_in_at: Option<DateTime<Utc>>,
    left_at: Option<DateTime<Utc>>,
    reason: Option<String>,
}

impl TryFrom<FilingRow> for Filing {
    type Error = StoreError;
    fn try_from(row: FilingRow) -> Result<Self, StoreError> {
        Ok(Self {
            status: known("stations.status", &row.status, Status::from_code)?,
            filed_by: row.filed_by,
            filed_at: row.filed_at,
            decided_by: row.decided_by,
            decided_at: row.decided_at,
            moved_in_at: row.moved_in_at,
            left_at: row.left_at,
            reason: row.reason,
        })
    }
}

const STATION: &str = "station_code, name, name_en, kind, township_code, address, speciality, speciality_en, lng, lat, branch, \
    branch_lead, branch_phone";

#[derive(FromRow)]
struct Row {
    station_code: String,
    name: String,
    name_en: Option<String>,
    kind: String,
    township_code: Option<String>,
    address: String,
    speciality: Option<String>,
    speciality_en: Option<String>,
    lng: f64,
    lat: f64,
    branch: Option<String>,
    branch_lead: Option<String>,
    branch_phone: Option<String>,
    #[sqlx(flatten)]
    filing: FilingRow,
}

/// A station and how far its filing has come.
pub(super) type Station = (StationDraft, Filing);

impl Row {
    fn station(self) -> Result<Station, StoreError> {
        let row = self;
        let station = StationDraft {
            code: known("stations.station_code", &row.station_code, |code| {
                StationCode::parse(code).ok()
            })?,
            name: row.name,
            name_en: row.name_en,
            kind: known("stations.kind", &row.kind, StationKind::from_code)?,
            township: row.township_code.and_then(|code| TownshipCode::parse(&code).ok()),
            address: row.address,
            speciality: row.speciality,
            speciality_en: row.speciality_en,
            place: [row.lng, row.lat],
            branch: row.branch,
            branch_lead: row.branch_lead,
            branch_phone: row.branch_phone,
        };
        Ok((station, row.filing.try_into()?))
    }
}

/// One station; `lock` holds it until the transaction ends.
pub(super) async fn find(
    executor: impl PgExecutor<'_>,
    region: &RegionCode,
    code: &StationCode,
    lock: bool,
) -> Result<Option<Station>, StoreError> {
    let lock = if lock { "for update" } else { "" };
    let sql = format!(
        "select {STATION}, {FILING} from core.stations where region_code = $1 and station_code = $2 {lock}"
    );
    let row: Option<Row> = sqlx::query_as(assembled(sql))
        .bind(region.as_str())
        .bind(code.as_str())
        .fetch_optional(executor)
        .await?;
    row.map(Row::station).transpose()
}

/// Every station, those that wait first, with how many units each has.
pub async fn list(db: &Db, region: &RegionCode) -> Result<Vec<StationRow>, StoreError> {
    #[derive(FromRow)]
    struct Counted {
        #[sqlx(flatten)]
        station: Row,
        residents: i64,
        on_call: i64,
        waiting: i64,
    }
    let sql = format!(
        "select {STATION}, {FILING}, units.residents, units.on_call, units.waiting
         from core.stations as station
         cross join lateral (
             select count(*) filter (where status = 'moved_in' and kind = 'resident') as residents,
                    count(*) filter (where status = 'moved_in' and kind = 'on_call') as on_call,
                    count(*) filter (where status = 'filed') as waiting
             from core.station_units as unit
             where unit.region_code = station.region_code and unit.station_code = station.station_code) as units
         where region_code = $1 order by status <> 'filed', status in ('refused', 'left'), station_code"
    );
    let rows: Vec<Counted> = sqlx::query_as(assembled(sql))
        .bind(region.as_str())
        .fetch_all(&db.pool)
        .await?;
    let small = |count: i64| u16::try_from(count).unwrap_or(u16::MAX);
    rows.into_iter()
        .map(|row| {
            let (station, filing) = row.station.station()?;
            Ok(StationRow {
                station,
                filing,
                moved_in: [small(row.residents), small(row.on_call)],
                waiting: small(row.waiting),
            })
        })
        .collect()
}

/// A station with its units and the turns on duty that have not ended; steps and choices
/// are for the caller to fill in.
pub async fn file(
    db: &Db,
    region: &RegionCode,
    code: &StationCode,
    now: DateTime<Utc>,
) -> Result<Option<StationFile>, StoreError> {
    let Some((station, filing)) = find(&db.pool, region, code, false).await? else {
        return Ok(None);
    };
    Ok(Some(StationFile {
        station,
        filing,
        steps: Vec::new(),
        units: units(&db.pool, region, code).await?,
        roster: turns(db, region, code, now).await?,
        townships: Vec::new(),
        departments: Vec::new(),
        may_file: false,
        as_of: now,
    }))
}

/// Units of a station, those that stand first.
async fn units(
    executor: impl PgExecutor<'_>,
    region: &RegionCode,
    code: &StationCode,
) -> Result<Vec<UnitRow>, StoreError> {
    #[derive(FromRow)]
    struct Unit {
        number: i16,
        department_code: String,
        department_name: Option<String>,
        kind: String,
        liaison_name: Option<String>,
        liaison_phone: Option<String>,
        #[sqlx(flatten)]
        filing: FilingRow,
    }
    let sql = format!(
        "select number, department_code, department.name as department_name, unit.kind, liaison_name, liaison_phone,
                {FILING}
         from core.station_units as unit left join core.departments as department using (region_code, department_code)
         where region_code = $1 and station_code = $2
         order by status in ('refused', 'left'), unit.kind desc, number"
    );
    let rows: Vec<Unit> = sqlx::query_as(assembled(sql))
        .bind(region.as_str())
        .bind(code.as_str())
        .fetch_all(executor)
        .await?;
    rows.into_iter()
        .map(|row| {
            Ok(UnitRow {
                number: u16::try_from(row.number).unwrap_or(0),
                department: unit_ref(row.department_code, row.department_name),
                kind: known("station_units.kind", &row.kind, UnitKind::from_code)?,
                liaison_name: row.liaison_name,
                liaison_phone: row.liaison_phone,
                filing: row.filing.try_into()?,
                steps: Vec::new(),
            })
        })
        .collect()
}

pub(super) fn unit_ref(code: String, name: Option<String>) -> UnitRef {
    UnitRef {
        name: name.unwrap_or_else(|| code.clone()),
        code,
    }
}

/// Names of the people with these ids, by id, Chinese and English; who is nobody has none.
pub async fn people(db: &Db, ids: &[&str]) -> Result<HashMap<String, (String, Option<String>)>, StoreError> {
    let ids: Vec<Uuid> = ids.iter().filter_map(|id| Uuid::parse_str(id).ok()).collect();
    let rows: Vec<(Uuid, String, Option<String>)> =
        sqlx::query_as("select person_id, name, name_en from core.people where person_id = any($1)")
            .bind(&ids)
            .fetch_all(&db.pool)
            .await?;
    Ok(rows
        .into_iter()
        .map(|(id, name, name_en)| (id.to_string(), (name, name_en)))
        .collect())
}
