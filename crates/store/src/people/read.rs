use std::collections::HashMap;

use chrono::{DateTime, Utc};
use domain::RegionCode;
use domain::case::Role;
use sqlx::FromRow;
use uuid::Uuid;

use crate::error::known;
use crate::{Db, StoreError};

/// A person as the database knows them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    pub id: Uuid,
    pub login: String,
    pub name: String,
    pub name_en: Option<String>,
    pub email: Option<String>,
    pub phone: Option<String>,
    pub has_password: bool,
    pub must_change_password: bool,
    pub active: bool,
    pub created_at: DateTime<Utc>,
    /// Roles held now, in every region.
    pub roles: Vec<HeldRole>,
}

/// A role somebody holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeldRole {
    pub membership: Uuid,
    pub region: RegionCode,
    pub role: Role,
    pub department: Option<String>,
    pub station: Option<String>,
    pub granted_at: DateTime<Utc>,
}

/// What a password is checked against.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Secret {
    pub person: Uuid,
    pub login: String,
    /// `None` = no sign-in by password.
    pub hash: Option<String>,
    pub active: bool,
}

/// Whom a session or a token stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shown {
    pub account: Account,
    /// When it was last used.
    pub seen_at: Option<DateTime<Utc>>,
    /// The one region a token acts in.
    pub region: Option<RegionCode>,
}

const ACCOUNT: &str = "p.person_id, p.login, p.name, p.name_en, p.email, p.phone,
    p.password_hash is not null as has_password, p.must_change_password, p.active, p.created_at";

#[derive(FromRow)]
struct AccountRow {
    person_id: Uuid,
    login: String,
    name: String,
    name_en: Option<String>,
    email: Option<String>,
    phone: Option<String>,
    has_password: bool,
    must_change_password: bool,
    active: bool,
    created_at: DateTime<Utc>,
}

#[derive(FromRow)]
struct RoleRow {
    person_id: Uuid,
    region_code: String,
    membership_id: Uuid,
    role: String,
    department_code: Option<String>,
    station_code: Option<String>,
    granted_at: DateTime<Utc>,
}

#[derive(FromRow)]
struct ShownRow {
    #[sqlx(flatten)]
    account: AccountRow,
    seen_at: Option<DateTime<Utc>>,
    region_code: Option<String>,
    vouched: bool,
}

impl AccountRow {
    fn with(self, roles: Vec<HeldRole>) -> Account {
        Account {
            id: self.person_id,
            login: self.login,
            name: self.name,
            name_en: self.name_en,
            email: self.email,
            phone: self.phone,
            has_password: self.has_password,
            must_change_password: self.must_change_password,
            active: self.active,
            created_at: self.created_at,
            roles,
        }
    }
}

impl TryFrom<RoleRow> for HeldRole {
    type Error = StoreError;

    fn try_from(row: RoleRow) -> Result<Self, StoreError> {
        Ok(Self {
            membership: row.membership_id,
            region: region_code("core.memberships.region_code", &row.region_code)?,
            role: known("core.memberships.role", &row.role, Role::from_code)?,
            department: row.department_code,
            station: row.station_code,
            granted_at: row.granted_at,
        })
    }
}

pub(super) fn region_code(column: &'static str, value: &str) -> Result<RegionCode, StoreError> {
    known(column, value, |code| RegionCode::parse(code).ok())
}

/// What the password of `login` is checked against; capitals do not matter.
pub async fn by_login(db: &Db, login: &str) -> Result<Option<Secret>, StoreError> {
    let row: Option<(Uuid, String, Option<String>, bool)> = sqlx::query_as(
        "select person_id, login, password_hash, active from core.people where lower(login) = lower($1)",
    )
    .bind(login)
    .fetch_optional(&db.pool)
    .await?;
    Ok(row.map(|(person, login, hash, active)| Secret {
        person,
        login,
        hash,
        active,
    }))
}

/// The person with this e-mail address.
pub async fn by_email(db: &Db, email: &str) -> Result<Option<Uuid>, StoreError> {
    Ok(
        sqlx::query_scalar("select person_id from core.people where lower(email) = lower($1)")
            .bind(email)
            .fetch_optional(&db.pool)
            .await?,
    )
}

/// One person.
pub async fn account(db: &Db, person: Uuid) -> Result<Option<Account>, StoreError> {
    let statement = format!("select {ACCOUNT} from core.people p where p.person_id = $1");
    let row: Option<AccountRow> = sqlx::query_as(crate::bulk::assembled(statement))
        .bind(person)
        .fetch_optional(&db.pool)
        .await?;
    match row {
        None => Ok(None),
        Some(row) => {
            let roles = roles(db, &[person]).await?.remove(&person).unwrap_or_default();
            Ok(Some(row.with(roles)))
        }
    }
}

/// Whom a session stands for, if it has not ended and was used after `idle_since`.
pub async fn by_session(
    db: &Db,
    token_hash: &[u8; 32],
    now: DateTime<Utc>,
    idle_since: DateTime<Utc>,
) -> Result<Option<Shown>, StoreError> {
    let statement = format!(
        "select {ACCOUNT}, s.last_seen_at as seen_at, null::text as region_code, s.issuer is not null as vouched
         from core.sessions s join core.people p using (person_id)
         where s.token_hash = $1 and s.expires_at > $2 and s.last_seen_at > $3 and p.active"
    );
    let row = sqlx::query_as(crate::bulk::assembled(statement))
        .bind(token_hash.as_slice())
        .bind(now)
        .bind(idle_since)
        .fetch_optional(&db.pool)
        .await?;
    shown(db, row).await
}

/// Whom a token stands for, if it holds.
pub async fn by_token(
    db: &Db,
    token_hash: &[u8; 32],
    now: DateTime<Utc>,
) -> Result<Option<Shown>, StoreError> {
    let statement = format!(
        "select {ACCOUNT}, t.last_used_at as seen_at, t.region_code, false as vouched
         from core.api_tokens t join core.people p using (person_id)
         where t.token_hash = $1 and t.expires_at > $2 and t.revoked_at is null and p.active"
    );
    let row = sqlx::query_as(crate::bulk::assembled(statement))
        .bind(token_hash.as_slice())
        .bind(now)
        .fetch_optional(&db.pool)
        .await?;
    shown(db, row).await
}

async fn shown(db: &Db, row: Option<ShownRow>) -> Result<Option<Shown>, StoreError> {
    let Some(mut row) = row else { return Ok(None) };
    // Whom a provider vouches for did not use their password, first or not.
    row.account.must_change_password &= !row.vouched;
    let person = row.account.person_id;
    let roles = roles(db, &[person]).await?.remove(&person).unwrap_or_default();
    Ok(Some(Shown {
        seen_at: row.seen_at,
        region: row
            .region_code
            .map(|code| region_code("core.api_tokens.region_code", &code))
            .transpose()?,
        account: row.account.with(roles),
    }))
}

async fn roles(db: &Db, people: &[Uuid]) -> Result<HashMap<Uuid, Vec<HeldRole>>, StoreError> {
    let rows: Vec<RoleRow> = sqlx::query_as(
        "select person_id, region_code, membership_id, role, department_code, station_code, granted_at
         from core.memberships where person_id = any($1) and revoked_at is null
         order by region_code, granted_at, membership_id",
    )
    .bind(people)
    .fetch_all(&db.pool)
    .await?;
    let mut found: HashMap<Uuid, Vec<HeldRole>> = HashMap::new();
    for row in rows {
        found.entry(row.person_id).or_default().push(row.try_into()?);
    }
    Ok(found)
}

/// The regions in which somebody holds a role.
pub async fn regions_of(db: &Db, person: Uuid) -> Result<Vec<RegionCode>, StoreError> {
    let mut regions: Vec<RegionCode> = roles(db, &[person])
        .await?
        .remove(&person)
        .unwrap_or_default()
        .into_iter()
        .map(|role| role.region)
        .collect();
    regions.dedup();
    Ok(regions)
}

/// A page of people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    pub people: Vec<Account>,
    /// Login to go on after.
    pub next: Option<String>,
}

/// People who hold, or once held, a role in `region`, by login; `search` in login, name, e-mail.
pub async fn list(
    db: &Db,
    region: &RegionCode,
    search: &str,
    after: &str,
    limit: u16,
) -> Result<Listed, StoreError> {
    let statement = format!(
        "select {ACCOUNT} from core.people p
         where exists (select from core.memberships m where m.person_id = p.person_id and m.region_code = $1)
           and ($2 = '' or strpos(lower(concat_ws(' ', p.login, p.name, p.name_en, p.email)), lower($2)) > 0)
           and lower(p.login) > lower($3)
         order by lower(p.login) limit $4"
    );
    let mut rows: Vec<AccountRow> = sqlx::query_as(crate::bulk::assembled(statement))
        .bind(region.as_str())
        .bind(search)
        .bind(after)
        .bind(i64::from(limit) + 1)
        .fetch_all(&db.pool)
        .await?;
    let more = rows.len() > usize::from(limit);
    rows.truncate(usize::from(limit));
    let ids: Vec<Uuid> = rows.iter().map(|row| row.person_id).collect();
    let mut held = roles(db, &ids).await?;
    let people: Vec<Account> = rows
        .into_iter()
        .map(|row| {
            let roles = held.remove(&row.person_id).unwrap_or_default();
            row.with(roles)
        })
        .collect();
    let next = people.last().filter(|_| more).map(|person| person.login.clone());
    Ok(Listed { people, next })
}

/// Names by id, for those of `ids` who are people here.
pub async fn names(db: &Db, ids: &[Uuid]) -> Result<HashMap<Uuid, (String, Option<String>)>, StoreError> {
    let rows: Vec<(Uuid, String, Option<String>)> =
        sqlx::query_as("select person_id, name, name_en from core.people where person_id = any($1)")
            .bind(ids)
            .fetch_all(&db.pool)
            .await?;
    Ok(rows
        .into_iter()
        .map(|(id, name, name_en)| (id, (name, name_en)))
        .collect())
}

/// Whether somebody holds, or once held, a role in `region`.
pub async fn is_of(db: &Db, region: &RegionCode, person: Uuid) -> Result<bool, StoreError> {
    Ok(sqlx::query_scalar(
        "select exists (select from core.memberships where region_code = $1 and person_id = $2)",
    )
    .bind(region.as_str())
    .bind(person)
    .fetch_one(&db.pool)
    .await?)
}

/// A code with its names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Coded {
    pub code: String,
    pub name: String,
    pub name_en: Option<String>,
}

/// What a role can be held for in a region.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Units {
    pub region: Coded,
    pub departments: Vec<Coded>,
    pub stations: Vec<Coded>,
}

/// Name of a region, its departments and its stations, by code.
pub async fn units(db: &Db, region: &RegionCode) -> Result<Option<Units>, StoreError> {
    let rows: Vec<(String, String, String, Option<String>)> = sqlx::query_as(
        "select 'region', region_code, name, name_en from core.regions where region_code = $1
         union all select 'department', department_code, name, name_en from core.departments where region_code = $1
         union all select 'station', station_code, name, name_en from core.stations where region_code = $1
         order by 1, 2",
    )
    .bind(region.as_str())
    .fetch_all(&db.pool)
    .await?;
    let (mut itself, mut departments, mut stations) = (None, Vec::new(), Vec::new());
    for (kind, code, name, name_en) in rows {
        let coded = Coded { code, name, name_en };
        match kind.as_str() {
            "region" => itself = Some(coded),
            "department" => departments.push(coded),
            _ => stations.push(coded),
        }
    }
    Ok(itself.map(|region| Units {
        region,
        departments,
        stations,
    }))
}
