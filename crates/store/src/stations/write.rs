use domain::admin_log::LogDeed;
use domain::policy::Fault;
use domain::station::{self, Filing, StationDraft, Step, UnitDraft, UnitKind};
use domain::{RegionCode, StationCode, TownshipCode};
use sqlx::FromRow;
use sqlx::postgres::PgConnection;

use super::read::{FILING, FilingRow, find};
use crate::bulk::assembled;
use crate::error::known;
use crate::policy::departments::check_in_use;
use crate::policy::{By, ChangeError, lock_region, log};
use crate::publication::publish_reference_again;
use crate::{Db, StoreError};

/// Files a station (报备), or anew one that was refused or closed; nobody sees it in public before somebody
/// else has approved it.
pub async fn file_station(db: &Db, by: By<'_>, draft: &StationDraft) -> Result<(), ChangeError> {
    let mut transaction = db.begin().await?;
    lock_region(&mut transaction, by.region).await?;
    let old = find(&mut *transaction, by.region, &draft.code, true).await?;
    if old
        .as_ref()
        .is_some_and(|(_, filing)| filing.status.is_standing())
    {
        return Err(ChangeError::field("code", Fault::Taken));
    }
    check_township(&mut transaction, by.region, draft.township.as_ref()).await?;
    let filing = station::file(by.person, by.now);
    sqlx::query(
        "insert into core.stations (region_code, station_code, name, name_en, kind, township_code, address, speciality,
                speciality_en, lng, lat, branch, branch_lead, branch_phone, status, filed_by, filed_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)
         on conflict (region_code, station_code) do update set name = excluded.name, name_en = excluded.name_en,
                kind = excluded.kind, township_code = excluded.township_code, address = excluded.address,
                speciality = excluded.speciality, speciality_en = excluded.speciality_en, lng = excluded.lng,
                lat = excluded.lat, branch = excluded.branch, branch_lead = excluded.branch_lead,
                branch_phone = excluded.branch_phone, status = excluded.status, filed_by = excluded.filed_by,
                filed_at = excluded.filed_at, decided_by = null, decided_at = null, moved_in_at = null,
                left_at = null, reason = null",
    )
    .bind(by.region.as_str())
    .bind(draft.code.as_str())
    .bind(&draft.name)
    .bind(&draft.name_en)
    .bind(draft.kind.code())
    .bind(draft.township.as_ref().map(TownshipCode::as_str))
    .bind(&draft.address)
    .bind(&draft.speciality)
    .bind(&draft.speciality_en)
    .bind(draft.place[0])
    .bind(draft.place[1])
    .bind(&draft.branch)
    .bind(&draft.branch_lead)
    .bind(&draft.branch_phone)
    .bind(filing.status.code())
    .bind(&filing.filed_by)
    .bind(filing.filed_at)
    .execute(&mut *transaction)
    .await?;
    let before = old.as_ref().map(|(station, _)| station);
    log(
        &mut transaction,
        by,
        LogDeed::StationFile,
        draft.code.as_str(),
        before,
        Some(draft),
    )
    .await?;
    publish_reference_again(&mut transaction, by.region, by.now).await?;
    transaction.commit().await?;
    Ok(())
}

/// Changes what is said about a station: names, place, speciality, its branch. Its filing stays as it is.
pub async fn change(db: &Db, by: By<'_>, draft: &StationDraft) -> Result<(), ChangeError> {
    let mut transaction = db.begin().await?;
    let (before, _) = find(&mut *transaction, by.region, &draft.code, true)
        .await?
        .ok_or(ChangeError::NotFound)?;
    check_township(&mut transaction, by.region, draft.township.as_ref()).await?;
    sqlx::query(
        "update core.stations set name = $3, name_en = $4, kind = $5, township_code = $6, address = $7,
                speciality = $8, speciality_en = $9, lng = $10, lat = $11, branch = $12, branch_lead = $13,
                branch_phone = $14
         where region_code = $1 and station_code = $2",
    )
    .bind(by.region.as_str())
    .bind(draft.code.as_str())
    .bind(&draft.name)
    .bind(&draft.name_en)
    .bind(draft.kind.code())
    .bind(draft.township.as_ref().map(TownshipCode::as_str))
    .bind(&draft.address)
    .bind(&draft.speciality)
    .bind(&draft.speciality_en)
    .bind(draft.place[0])
    .bind(draft.place[1])
    .bind(&draft.branch)
    .bind(&draft.branch_lead)
    .bind(&draft.branch_phone)
    .execute(&mut *transaction)
    .await?;
    log(
        &mut transaction,
        by,
        LogDeed::StationChange,
        draft.code.as_str(),
        Some(&before),
        Some(draft),
    )
    .await?;
    publish_reference_again(&mut transaction, by.region, by.now).await?;
    transaction.commit().await?;
    Ok(())
}

/// Takes a step with the filing of a station.
pub async fn step_station(
    db: &Db,
    by: By<'_>,
    code: &StationCode,
    step: Step,
    reason: Option<&str>,
) -> Result<Filing, ChangeError> {
    let mut transaction = db.begin().await?;
    let (_, before) = find(&mut *transaction, by.region, code, true)
        .await?
        .ok_or(ChangeError::NotFound)?;
    let after = station::decide(&before, step, by.person, reason, by.now)?;
    write_filing(&mut transaction, by.region, code, None, &after).await?;
    let what = match step {
        Step::Approve => LogDeed::StationApprove,
        Step::Refuse => LogDeed::StationRefuse,
        Step::MoveIn => LogDeed::StationMoveIn,
        Step::Leave => LogDeed::StationLeave,
    };
    log(
        &mut transaction,
        by,
        what,
        code.as_str(),
        Some(&before),
        Some(&after),
    )
    .await?;
    publish_reference_again(&mut transaction, by.region, by.now).await?;
    transaction.commit().await?;
    Ok(after)
}

/// Files a unit for a station and returns the number of the filing. A unit stands there once.
pub async fn file_unit(
    db: &Db,
    by: By<'_>,
    code: &StationCode,
    draft: &UnitDraft,
) -> Result<u16, ChangeError> {
    let mut transaction = db.begin().await?;
    find(&mut *transaction, by.region, code, true)
        .await?
        .filter(|(_, filing)| filing.status.is_standing())
        .ok_or(ChangeError::NotFound)?;
    check_in_use(
        &mut transaction,
        by.region,
        "department",
        &draft.department,
        by.now,
    )
    .await?;
    let (standing, number): (bool, i32) = sqlx::query_as(
        "select coalesce(bool_or(department_code = $3 and status in ('filed', 'approved', 'moved_in')), false),
                coalesce(max(number), 0) + 1
         from core.station_units where region_code = $1 and station_code = $2",
    )
    .bind(by.region.as_str())
    .bind(code.as_str())
    .bind(draft.department.as_str())
    .fetch_one(&mut *transaction)
    .await?;
    if standing {
        return Err(ChangeError::field("department", Fault::Taken));
    }
    let filing = station::file(by.person, by.now);
    sqlx::query(
        "insert into core.station_units (region_code, station_code, number, department_code, kind, liaison_name,
                liaison_phone, status, filed_by, filed_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
    )
    .bind(by.region.as_str())
    .bind(code.as_str())
    .bind(number)
    .bind(draft.department.as_str())
    .bind(draft.kind.code())
    .bind(&draft.liaison_name)
    .bind(&draft.liaison_phone)
    .bind(filing.status.code())
    .bind(&filing.filed_by)
    .bind(filing.filed_at)
    .execute(&mut *transaction)
    .await?;
    log(
        &mut transaction,
        by,
        LogDeed::StationUnitFile,
        &format!("{code}/{number}"),
        None,
        Some(draft),
    )
    .await?;
    transaction.commit().await?;
    Ok(u16::try_from(number).unwrap_or(u16::MAX))
}

/// Takes a step with the filing of a unit.
pub async fn step_unit(
    db: &Db,
    by: By<'_>,
    code: &StationCode,
    number: u16,
    step: Step,
    reason: Option<&str>,
) -> Result<Filing, ChangeError> {
    #[derive(FromRow)]
    struct Row {
        kind: String,
        department_code: String,
        #[sqlx(flatten)]
        filing: FilingRow,
    }
    let number = i16::try_from(number).map_err(|_| ChangeError::NotFound)?;
    let mut transaction = db.begin().await?;
    // The station first, like everybody who writes to its units or its roster.
    let (_, of_station) = find(&mut *transaction, by.region, code, true)
        .await?
        .ok_or(ChangeError::NotFound)?;
    let sql = format!(
        "select kind, department_code, {FILING} from core.station_units
         where region_code = $1 and station_code = $2 and number = $3 for update"
    );
    let row: Option<Row> = sqlx::query_as(assembled(sql))
        .bind(by.region.as_str())
        .bind(code.as_str())
        .bind(number)
        .fetch_optional(&mut *transaction)
        .await?;
    let row = row.ok_or(ChangeError::NotFound)?;
    let kind = known("station_units.kind", &row.kind, UnitKind::from_code)?;
    let before: Filing = row.filing.try_into()?;
    // Nobody moves into a station that is not in service.
    if step == Step::MoveIn && of_station.status != station::Status::MovedIn {
        return Err(station::Refusal::WrongStatus {
            status: of_station.status,
            step,
        }
        .into());
    }
    let after = station::decide(&before, step, by.person, reason, by.now)?;
    write_filing(&mut transaction, by.region, code, Some(number), &after).await?;
    if step == Step::Leave && kind == UnitKind::Resident {
        // Who has left takes no more turns; turns that have begun stay known.
        sqlx::query(
            "delete from core.station_roster
             where region_code = $1 and station_code = $2 and department_code = $3 and starts_at > $4",
        )
        .bind(by.region.as_str())
        .bind(code.as_str())
        .bind(&row.department_code)
        .bind(by.now)
        .execute(&mut *transaction)
        .await?;
    }
    let what = match step {
        Step::Approve => LogDeed::StationUnitApprove,
        Step::Refuse => LogDeed::StationUnitRefuse,
        Step::MoveIn => LogDeed::StationUnitMoveIn,
        Step::Leave => LogDeed::StationUnitLeave,
    };
    log(
        &mut transaction,
        by,
        what,
        &format!("{code}/{number}"),
        Some(&before),
        Some(&after),
    )
    .await?;
    publish_reference_again(&mut transaction, by.region, by.now).await?;
    transaction.commit().await?;
    Ok(after)
}

/// The filing of a station, or of one of its units.
async fn write_filing(
    connection: &mut PgConnection,
    region: &RegionCode,
    code: &StationCode,
    unit: Option<i16>,
    filing: &Filing,
) -> Result<(), StoreError> {
    let sql = match unit {
        None => {
            "update core.stations set status = $4, decided_by = $5, decided_at = $6, moved_in_at = $7, left_at = $8,
                    reason = $9
             where region_code = $1 and station_code = $2 and $3::smallint is null"
        }
        Some(_) => {
            "update core.station_units set status = $4, decided_by = $5, decided_at = $6, moved_in_at = $7,
                    left_at = $8, reason = $9
             where region_code = $1 and station_code = $2 and number = $3"
        }
    };
    sqlx::query(sql)
        .bind(region.as_str())
        .bind(code.as_str())
        .bind(unit)
        .bind(filing.status.code())
        .bind(&filing.decided_by)
        .bind(filing.decided_at)
        .bind(filing.moved_in_at)
        .bind(filing.left_at)
        .bind(&filing.reason)
        .execute(connection)
        .await?;
    Ok(())
}

async fn check_township(
    connection: &mut PgConnection,
    region: &RegionCode,
    township: Option<&TownshipCode>,
) -> Result<(), ChangeError> {
    let Some(township) = township else { return Ok(()) };
    let known: bool = sqlx::query_scalar(
        "select exists (select from core.townships where region_code = $1 and township_code = $2)",
    )
    .bind(region.as_str())
    .bind(township.as_str())
    .fetch_one(connection)
    .await?;
    if known {
        Ok(())
    } else {
        Err(ChangeError::field("township", Fault::Unknown))
    }
}
