use chrono::{DateTime, Utc};
use domain::Lang;
use domain::access::{Person, Right};
use domain::notice::{Addressee, LiveNotice, NoticePage};
use store::notices::{self, Position, Reader};
use uuid::Uuid;

use crate::{Caller, Desk, DeskError};

/// Notices per page.
const PAGE: usize = 50;

/// Which notices to mark as read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Which {
    One(Uuid),
    All,
}

/// The notices that are for this person.
pub(super) fn reader(person: &Person) -> Reader {
    let units = person
        .departments()
        .into_iter()
        .map(|code| Addressee::Unit(code.to_owned()));
    let mut roles: Vec<_> = person.memberships.iter().map(|held| held.role).collect();
    roles.sort_unstable();
    roles.dedup();
    let own = Addressee::Person(person.id.clone());
    let all = units.chain(roles.into_iter().map(Addressee::Role)).chain([own]);
    Reader::new(person.id.clone(), all)
}

impl Desk {
    /// The caller's notices, those they have not read first, after `cursor`.
    pub async fn notices(
        &self,
        caller: &Caller,
        cursor: Option<&str>,
        lang: Lang,
    ) -> Result<NoticePage, DeskError> {
        caller.needs(Right::UseDesk)?;
        let from = cursor.map(Cursor::parse).transpose()?;
        let (region, reader) = (&caller.region, reader(&caller.person));
        let most = i64::try_from(PAGE + 1).unwrap_or(i64::MAX);
        let mut rows = Vec::new();
        let mut unread_from = None;
        let mut read_from = None;
        match from {
            Some(Cursor { read: true, position }) => read_from = Some(position),
            Some(Cursor {
                read: false,
                position,
            }) => unread_from = Some(position),
            None => {}
        }
        if read_from.is_none() {
            rows = notices::list(&self.db, region, &reader, false, unread_from, most, lang).await?;
        }
        if rows.len() <= PAGE {
            let left = most - i64::try_from(rows.len()).unwrap_or(0);
            rows.extend(notices::list(&self.db, region, &reader, true, read_from, left, lang).await?);
        }
        let more = rows.len() > PAGE;
        rows.truncate(PAGE);
        let rules = self.rules(region).await?;
        for row in &mut rows {
            row.due_is_forecast = rules.is_forecast(row.due_at);
        }
        let last = rows.last().filter(|_| more);
        Ok(NoticePage {
            next: last.and_then(|row| {
                let notice_id = Uuid::parse_str(&row.id).ok()?;
                let position = Position {
                    at: row.at,
                    notice_id,
                };
                Some(
                    Cursor {
                        read: row.read,
                        position,
                    }
                    .to_string(),
                )
            }),
            unread: notices::unread_count(&self.db, region, &reader).await?,
            rows,
            as_of: self.now(),
        })
    }

    /// How many notices the caller has not read, counted up to [`domain::notice::UNREAD_MOST`].
    pub async fn unread_count(&self, caller: &Caller) -> Result<u32, DeskError> {
        caller.needs(Right::UseDesk)?;
        Ok(notices::unread_count(&self.db, &caller.region, &reader(&caller.person)).await?)
    }

    /// Marks notices as read, for the caller alone. One that is not theirs is not there.
    pub async fn mark_read(&self, caller: &Caller, which: Which) -> Result<(), DeskError> {
        caller.needs(Right::UseDesk)?;
        let reader = reader(&caller.person);
        match which {
            Which::All => {
                notices::mark_all_read(&self.db, &caller.region, &reader, self.now()).await?;
            }
            Which::One(id) => {
                if !notices::mark_read(&self.db, &caller.region, &reader, id, self.now()).await? {
                    return Err(DeskError::NotFound);
                }
            }
        }
        Ok(())
    }

    /// What the live stream says now.
    pub(super) async fn live_notice(
        &self,
        caller: &Caller,
        reader: &Reader,
    ) -> Result<LiveNotice, DeskError> {
        Ok(LiveNotice {
            unread: notices::unread_count(&self.db, &caller.region, reader).await?,
            latest: notices::latest(&self.db, &caller.region, reader).await?,
        })
    }
}

/// Where a page begins: among the unread or the read ones, after a notice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Cursor {
    read: bool,
    position: Position,
}

impl std::fmt::Display for Cursor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let part = if self.read { "r" } else { "u" };
        write!(f, "{part}.{}", shown(self.position))
    }
}

impl Cursor {
    fn parse(text: &str) -> Result<Self, DeskError> {
        let wrong = || DeskError::invalid("cursor", "a cursor of this list");
        let (part, rest) = text.split_once('.').ok_or_else(wrong)?;
        let read = match part {
            "r" => true,
            "u" => false,
            _ => return Err(wrong()),
        };
        Ok(Self {
            read,
            position: position(rest)?,
        })
    }
}

/// A position as part of a cursor.
pub(super) fn shown(position: Position) -> String {
    format!(
        "{}.{}",
        position.at.timestamp_micros(),
        position.notice_id.simple()
    )
}

/// The position that [`shown`] wrote.
pub(super) fn position(text: &str) -> Result<Position, DeskError> {
    let parse = || {
        let (at, id) = text.split_once('.')?;
        let at: DateTime<Utc> = DateTime::from_timestamp_micros(at.parse().ok()?)?;
        // What a timestamp of the database can hold.
        let year = chrono::Datelike::year(&at);
        (-4000..10_000).contains(&year).then_some(())?;
        Some(Position {
            at,
            notice_id: Uuid::try_parse(id).ok()?,
        })
    };
    parse().ok_or_else(|| DeskError::invalid("cursor", "a cursor of this list"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::access::Membership;
    use domain::case::Role;

    #[test]
    fn a_person_reads_what_is_told_to_their_units_their_roles_and_themselves() {
        let held = |role, unit: Option<&str>| Membership {
            role,
            department: unit.map(str::to_owned),
        };
        let person = Person {
            id: "anna".to_owned(),
            memberships: vec![
                held(Role::Handler, Some("roads")),
                held(Role::Handler, Some("parks")),
                held(Role::Dispatcher, None),
            ],
        };
        let reader = reader(&person);
        for own in ["unit:roads", "unit:parks", "role:dispatcher", "person:anna"] {
            assert!(reader.is(own), "{own}");
        }
        for other in ["unit:police", "role:verifier", "person:ben"] {
            assert!(!reader.is(other), "{other}");
        }
    }

    #[test]
    fn a_cursor_is_read_as_it_is_written_and_anything_else_is_refused() {
        let cursor = Cursor {
            read: true,
            position: Position {
                at: DateTime::from_timestamp_micros(1_795_395_600_123_456).expect("a time"),
                notice_id: Uuid::from_u128(7),
            },
        };
        assert_eq!(Cursor::parse(&cursor.to_string()).ok(), Some(cursor));
        for wrong in [
            "",
            "r",
            "x.1.2",
            "r.1",
            "r.1.zz",
            "u.9223372036854775807.00000000000000000000000000000007",
        ] {
            assert!(Cursor::parse(wrong).is_err(), "{wrong}");
        }
    }
}
