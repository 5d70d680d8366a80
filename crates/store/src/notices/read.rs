use chrono::{DateTime, Utc};
use domain::board::UnitRef;
use domain::case::code::CaseCode;
use domain::notice::{Addressee, LatestNotice, NoticeKind, NoticeRow, UNREAD_MOST};
use domain::{Lang, RegionCode};
use sqlx::FromRow;
use uuid::Uuid;

use crate::bulk::assembled;
use crate::error::known;
use crate::{Db, StoreError};

/// Somebody who reads notices: those of their units, of their roles, and their own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reader {
    pub person: String,
    pub(crate) addressees: Vec<String>,
}

impl Reader {
    /// The reader with this id, who is one of `addressees`.
    pub fn new(person: impl Into<String>, addressees: impl IntoIterator<Item = Addressee>) -> Self {
        Self {
            person: person.into(),
            addressees: addressees.into_iter().map(|to| to.to_string()).collect(),
        }
    }

    /// Whether a notice to `addressee` is for them.
    #[must_use]
    pub fn is(&self, addressee: &str) -> bool {
        self.addressees.iter().any(|own| own == addressee)
    }
}

/// Where a page of notices begins: after the notice made at `at` with this id.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Position {
    pub at: DateTime<Utc>,
    pub notice_id: Uuid,
}

#[derive(FromRow)]
struct Row {
    notice_id: Uuid,
    addressee: String,
    kind: String,
    due_at: Option<DateTime<Utc>>,
    created_at: DateTime<Utc>,
    public_code: String,
    serial: String,
    category_code: String,
    category_name: Option<String>,
    category_name_en: Option<String>,
    unit_name: Option<String>,
    unit_name_en: Option<String>,
}

/// The name of the unit that an addressee is, in `lang`.
pub(super) fn unit_name(name: Option<String>, name_en: Option<&str>, lang: Lang) -> Option<String> {
    name.map(|name| lang.pick(&name, name_en).to_owned())
}

/// The code as people read it, with hyphens.
pub(super) fn shown_code(compact: &str) -> String {
    CaseCode::parse(compact).map_or_else(|_| compact.to_owned(), |code| code.to_string())
}

impl Row {
    fn into_row(self, read: bool, lang: Lang) -> Result<NoticeRow, StoreError> {
        Ok(NoticeRow {
            id: self.notice_id.to_string(),
            kind: known("notices.kind", &self.kind, NoticeKind::from_code)?,
            to: known("notices.addressee", &self.addressee, Addressee::parse)?,
            to_name: unit_name(self.unit_name, self.unit_name_en.as_deref(), lang),
            code: shown_code(&self.public_code),
            serial: self.serial,
            category: UnitRef {
                name: match &self.category_name {
                    Some(name) => lang.pick(name, self.category_name_en.as_deref()).to_owned(),
                    None => self.category_code.clone(),
                },
                code: self.category_code,
            },
            due_at: self.due_at,
            due_is_forecast: false,
            at: self.created_at,
            read,
        })
    }
}

/// Notices of a reader that they have read, or have not, newest first, after `from`. Whether a due is a forecast
/// is for the caller to say, who knows the calendar.
pub async fn list(
    db: &Db,
    region: &RegionCode,
    reader: &Reader,
    read: bool,
    from: Option<Position>,
    limit: i64,
    lang: Lang,
) -> Result<Vec<NoticeRow>, StoreError> {
    let sql = format!(
        "select notice.notice_id, notice.addressee, notice.kind, notice.due_at, notice.created_at, c.public_code,
                c.serial, c.category_code, category.name as category_name, category.name_en as category_name_en,
                unit.name as unit_name, unit.name_en as unit_name_en
         from core.notices as notice
         join core.cases as c on c.region_code = notice.region_code and c.case_id = notice.case_id
         left join core.categories as category
           on category.region_code = c.region_code and category.category_code = c.category_code
         left join core.departments as unit
           on unit.region_code = notice.region_code and notice.addressee like 'unit:%'
          and unit.department_code = substr(notice.addressee, 6)
         where notice.region_code = $1 and notice.addressee = any($2)
           and {} exists (
               select from core.notice_reads as seen
               where seen.region_code = notice.region_code and seen.notice_id = notice.notice_id
                 and seen.person_id = $3)
           and ($4::timestamptz is null or (notice.created_at, notice.notice_id) < ($4, $5))
         order by notice.created_at desc, notice.notice_id desc limit $6",
        if read { "" } else { "not" }
    );
    let rows: Vec<Row> = sqlx::query_as(assembled(sql))
        .bind(region.as_str())
        .bind(&reader.addressees)
        .bind(&reader.person)
        .bind(from.map(|from| from.at))
        .bind(from.map(|from| from.notice_id))
        .bind(limit)
        .fetch_all(&db.pool)
        .await?;
    rows.into_iter().map(|row| row.into_row(read, lang)).collect()
}

/// How many notices a reader has not read, counted up to [`UNREAD_MOST`].
pub async fn unread_count(db: &Db, region: &RegionCode, reader: &Reader) -> Result<u32, StoreError> {
    let count: i64 = sqlx::query_scalar(
        "select count(*) from (
             select from core.notices as notice
             where region_code = $1 and addressee = any($2) and not exists (
                 select from core.notice_reads as seen
                 where seen.region_code = notice.region_code and seen.notice_id = notice.notice_id
                   and seen.person_id = $3)
             limit $4) as unread",
    )
    .bind(region.as_str())
    .bind(&reader.addressees)
    .bind(&reader.person)
    .bind(i64::from(UNREAD_MOST))
    .fetch_one(&db.pool)
    .await?;
    Ok(u32::try_from(count).unwrap_or(UNREAD_MOST))
}

/// The newest notice of a reader.
pub async fn latest(
    db: &Db,
    region: &RegionCode,
    reader: &Reader,
) -> Result<Option<LatestNotice>, StoreError> {
    let row: Option<(String, String, DateTime<Utc>)> = sqlx::query_as(
        "select notice.kind, c.public_code, notice.created_at
         from core.notices as notice
         join core.cases as c on c.region_code = notice.region_code and c.case_id = notice.case_id
         where notice.region_code = $1 and notice.addressee = any($2)
         order by notice.created_at desc, notice.notice_id desc limit 1",
    )
    .bind(region.as_str())
    .bind(&reader.addressees)
    .fetch_optional(&db.pool)
    .await?;
    row.map(|(kind, code, at)| {
        Ok(LatestNotice {
            kind: known("notices.kind", &kind, NoticeKind::from_code)?,
            code: shown_code(&code),
            at,
        })
    })
    .transpose()
}

/// That somebody was told something.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct News {
    pub region_code: String,
    pub notice_id: Uuid,
    /// As in the database; see [`Reader::is`].
    pub addressee: String,
    pub created_at: DateTime<Utc>,
}

/// What was told since `since`, by the time of the actions, oldest first: whoever follows it looks back a
/// little and knows what they have seen, because transactions do not end in the order of their times.
pub async fn news_since(db: &Db, since: DateTime<Utc>) -> Result<Vec<News>, StoreError> {
    Ok(sqlx::query_as(
        "select region_code, notice_id, addressee, created_at from core.notices
         where created_at >= $1 order by created_at limit 100000",
    )
    .bind(since)
    .fetch_all(&db.pool)
    .await?)
}
