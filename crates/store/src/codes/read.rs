use chrono::{DateTime, Utc};
use domain::RegionCode;
use domain::case::{Capacity, State};
use sqlx::FromRow;
use uuid::Uuid;

use super::hash;
use crate::error::known;
use crate::{Db, StoreError};

/// Whom a code lets in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CodeKind {
    /// Nobody by itself: it leads colleagues to the desk.
    Handler,
    /// Its holder.
    Guest { name: String, capacity: Capacity },
}

/// A code that is worth something now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LiveCode {
    pub region: RegionCode,
    pub code_id: Uuid,
    pub case_id: Uuid,
    /// Public code of its case, without hyphens.
    pub public_code: String,
    pub kind: CodeKind,
}

/// The code behind a token, unless it is wrong, revoked or expired: these look alike, and so does what is no
/// token at all. Whatever `region` and `token` hold, they are hashed and asked for in one query.
pub async fn find(
    db: &Db,
    region: &str,
    token: &str,
    now: DateTime<Utc>,
) -> Result<Option<LiveCode>, StoreError> {
    #[derive(FromRow)]
    struct Row {
        region_code: String,
        code_id: Uuid,
        case_id: Uuid,
        public_code: String,
        guest_name: Option<String>,
        guest_capacity: Option<String>,
    }
    let row: Option<Row> = sqlx::query_as(
        "select code.region_code, code.code_id, code.case_id, c.public_code, code.guest_name, code.guest_capacity
         from core.case_codes as code join core.cases as c using (region_code, case_id)
         where code.region_code = $1 and code.token_hash = $2 and code.revoked_at is null
           and (code.expires_at is null or code.expires_at > $3)",
    )
    .bind(region)
    .bind(&hash(token)[..])
    .bind(now)
    .fetch_optional(&db.pool)
    .await?;
    row.map(|row| {
        Ok(LiveCode {
            region: known("case_codes.region_code", &row.region_code, |code| {
                RegionCode::parse(code).ok()
            })?,
            code_id: row.code_id,
            case_id: row.case_id,
            public_code: row.public_code,
            kind: match row.guest_name.zip(row.guest_capacity) {
                None => CodeKind::Handler,
                Some((name, capacity)) => CodeKind::Guest {
                    name,
                    capacity: known("case_codes.guest_capacity", &capacity, Capacity::from_code)?,
                },
            },
        })
    })
    .transpose()
}

/// A guest of a case, living or not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GuestRow {
    pub code_id: Uuid,
    pub name: String,
    pub capacity: Capacity,
    pub created_by: String,
    pub created_at: DateTime<Utc>,
    pub expires_at: DateTime<Utc>,
    pub revoked_at: Option<DateTime<Utc>>,
    pub last_used_at: Option<DateTime<Utc>>,
}

#[derive(FromRow)]
struct StoredGuest {
    code_id: Uuid,
    guest_name: String,
    guest_capacity: String,
    created_by: String,
    created_at: DateTime<Utc>,
    expires_at: DateTime<Utc>,
    revoked_at: Option<DateTime<Utc>>,
    last_used_at: Option<DateTime<Utc>>,
}

impl TryFrom<StoredGuest> for GuestRow {
    type Error = StoreError;
    fn try_from(row: StoredGuest) -> Result<Self, StoreError> {
        Ok(Self {
            code_id: row.code_id,
            name: row.guest_name,
            capacity: known(
                "case_codes.guest_capacity",
                &row.guest_capacity,
                Capacity::from_code,
            )?,
            created_by: row.created_by,
            created_at: row.created_at,
            expires_at: row.expires_at,
            revoked_at: row.revoked_at,
            last_used_at: row.last_used_at,
        })
    }
}

/// Every guest a case ever had, in the order of invitation.
pub async fn guests(db: &Db, region: &RegionCode, case_id: Uuid) -> Result<Vec<GuestRow>, StoreError> {
    let rows: Vec<StoredGuest> = sqlx::query_as(
        "select code_id, guest_name, guest_capacity, created_by, created_at, expires_at, revoked_at, last_used_at
         from core.case_codes where region_code = $1 and case_id = $2 and kind = 'guest'
         order by created_at, code_id",
    )
    .bind(region.as_str())
    .bind(case_id)
    .fetch_all(&db.pool)
    .await?;
    rows.into_iter().map(GuestRow::try_from).collect()
}

/// One guest of a case by the id of their code, living or not.
pub async fn guest_by_id(
    db: &Db,
    region: &RegionCode,
    case_id: Uuid,
    code_id: Uuid,
) -> Result<Option<GuestRow>, StoreError> {
    let row: Option<StoredGuest> = sqlx::query_as(
        "select code_id, guest_name, guest_capacity, created_by, created_at, expires_at, revoked_at, last_used_at
         from core.case_codes where region_code = $1 and case_id = $2 and code_id = $3 and kind = 'guest'",
    )
    .bind(region.as_str())
    .bind(case_id)
    .bind(code_id)
    .fetch_optional(&db.pool)
    .await?;
    row.map(GuestRow::try_from).transpose()
}

/// As much of a case as a citizen's answer needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VoiceCase {
    pub case_id: Uuid,
    pub state: State,
    pub closed_at: Option<DateTime<Utc>>,
}

/// The case with this public token, if the public sees it as a case, and sees this very token.
pub async fn voice_case(db: &Db, region: &str, token: &str) -> Result<Option<VoiceCase>, StoreError> {
    let row: Option<(Uuid, String, Option<DateTime<Utc>>)> = sqlx::query_as(
        "select c.case_id, c.state, c.closed_at
         from published.cases as shown join core.cases as c using (region_code, public_code, public_token)
         where shown.region_code = $1 and shown.public_token = $2 and not shown.withdrawn",
    )
    .bind(region)
    .bind(token)
    .fetch_optional(&db.pool)
    .await?;
    row.map(|(case_id, state, closed_at)| {
        Ok(VoiceCase {
            case_id,
            state: known("cases.state", &state, State::from_code)?,
            closed_at,
        })
    })
    .transpose()
}

/// As much of a case as whoever reported it is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reported {
    /// Without hyphens.
    pub public_code: String,
    pub category: String,
    pub state: State,
    /// Public token; none where the kind is not listed.
    pub token: Option<String>,
}

/// A case that was reported in public, by its id.
pub async fn reported(db: &Db, region: &RegionCode, case_id: Uuid) -> Result<Option<Reported>, StoreError> {
    let row: Option<(String, String, String, String, bool)> = sqlx::query_as(
        "select c.public_code, c.category_code, c.state, c.public_token, category.tier in ('exact', 'snapped', 'grid')
         from core.cases as c join core.categories as category using (region_code, category_code)
         where c.region_code = $1 and c.case_id = $2",
    )
    .bind(region.as_str())
    .bind(case_id)
    .fetch_optional(&db.pool)
    .await?;
    row.map(|(public_code, category, state, token, listed)| {
        Ok(Reported {
            public_code,
            category,
            state: known("cases.state", &state, State::from_code)?,
            token: listed.then_some(token),
        })
    })
    .transpose()
}
