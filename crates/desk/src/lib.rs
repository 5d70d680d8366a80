//! The staff side: what people with an account, a token or a code may ask and do.
//!
//! The twin of `portal`. It holds a [`store::Db`], checks every question and every deed against the rights
//! in [`domain::access`] and the lifecycle in [`domain::case::lifecycle`], and is asked by pages and by the
//! staff API alike, so that both allow and refuse the same. It renders nothing, holds no SQL, and the public
//! side never gets a handle to it.

pub mod access;
mod acting;
mod admin;
mod attachments;
mod case_map;
mod codes;
pub mod drawing;
mod error;
mod file;
mod files;
mod guests;
mod intake_keys;
mod lists;
mod matters;
mod names;
mod notices;
mod opening;
mod people;
mod pictures;
mod placer;
mod placing;
mod pseudonyms;
mod quarantine;
mod queue;
mod reports;
mod rules;
mod supervise;
mod voice;

use std::fmt;
use std::sync::{Arc, OnceLock};

use chrono::{DateTime, Utc};
use domain::RegionCode;
use domain::access::{Person, Right};
use store::Db;
use uuid::Uuid;

use access::Hasher;
pub use acting::{Deed, MAX_TEXT, MAX_UNITS, action_id};
pub use admin::LogQuery;
pub use attachments::{Attachments, GivenFile, MAX_FILE_BYTES, OpenedFile, Whose};
pub use case_map::CaseMap;
use case_map::CaseMaps;
pub use codes::{CaseToken, Invite, Scanned};
pub use error::DeskError;
pub use guests::{DECLINES, GuestDeed, GuestPass};
pub use intake_keys::NewIntakeKey;
pub use lists::{ListFiles, ListSpace, Lists, Room};
use names::NameBooks;
use notices::NewsDesk;
pub use notices::{ChannelAdded, ChannelEdit, ChannelWish, NoticeFeed, Which};
pub use opening::{NewCase, Opened};
pub use placer::Placer;
pub use pseudonyms::{PseudonymKey, Pseudonyms};
pub use queue::QueueQuery;
pub use reports::{MAX_WORDS, Receipt};
use rules::RuleBooks;
pub use supervise::SuperviseQuery;
pub use voice::{ANSWERS_FOR, Heard, Said, Voice};

/// What tells the time.
type Clock = Arc<dyn Fn() -> DateTime<Utc> + Send + Sync>;

/// Everything the staff side can reach. Cheap to clone.
#[derive(Clone)]
pub struct Desk {
    db: Db,
    rules: Arc<RuleBooks>,
    news: Arc<NewsDesk>,
    case_maps: Arc<CaseMaps>,
    names: Arc<NameBooks>,
    hasher: Hasher,
    failures_key: Arc<OnceLock<[u8; 32]>>,
    clock: Clock,
}

impl fmt::Debug for Desk {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Desk").finish_non_exhaustive()
    }
}

impl Desk {
    /// The staff side of this database.
    #[must_use]
    pub fn new(db: Db) -> Self {
        Self::with_clock(db, Utc::now)
    }

    /// The staff side with a clock of its own, for tests of what ends by itself.
    #[must_use]
    pub fn with_clock(db: Db, clock: impl Fn() -> DateTime<Utc> + Send + Sync + 'static) -> Self {
        Self {
            db,
            rules: Arc::default(),
            names: Arc::default(),
            hasher: Hasher::default(),
            failures_key: Arc::default(),
            clock: Arc::new(clock),
            news: Arc::default(),
            case_maps: Arc::default(),
        }
    }

    /// The time now: the one clock of the staff side. A client's clock is never asked.
    #[must_use]
    pub fn now(&self) -> DateTime<Utc> {
        (self.clock)()
    }
}

/// With what a caller has shown who they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Credential {
    /// A browser's session, by its hash.
    Session([u8; 32]),
    /// An API token: acts like its owner, but changes no password and makes no tokens.
    Token,
}

/// Somebody who has shown who they are, in the region they are working in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Caller {
    pub region: RegionCode,
    /// Id and the roles held in `region`.
    pub person: Person,
    /// Name shown to colleagues.
    pub name: String,
    pub name_en: Option<String>,
    pub login: String,
    /// Codes of stations they work at, in `region`.
    pub stations: Vec<String>,
    /// Every region in which they hold a role, by code.
    pub regions: Vec<RegionCode>,
    /// They can do nothing before they have chosen a password.
    pub must_change_password: bool,
    pub by: Credential,
}

impl Caller {
    /// Somebody with these roles in this region and nothing else to say about them.
    #[must_use]
    pub fn new(region: RegionCode, person: Person, name: impl Into<String>) -> Self {
        Self {
            regions: vec![region.clone()],
            region,
            login: person.id.clone(),
            person,
            name: name.into(),
            name_en: None,
            stations: Vec::new(),
            must_change_password: false,
            by: Credential::Token,
        }
    }

    /// Refuses who lacks a right.
    pub fn needs(&self, right: Right) -> Result<(), DeskError> {
        if self.must_change_password {
            return Err(DeskError::MustChangePassword);
        }
        if self.person.may(right) {
            Ok(())
        } else {
            Err(DeskError::Forbidden(right))
        }
    }

    /// The person's id in the database.
    pub fn id(&self) -> Result<Uuid, DeskError> {
        Uuid::parse_str(&self.person.id).map_err(|_| DeskError::NotFound)
    }
}
