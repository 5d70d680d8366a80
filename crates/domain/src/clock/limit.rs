use chrono::{DateTime, TimeDelta, Utc};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

use super::{Calendar, add_working};

/// How a limit's minutes are counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LimitKind {
    /// Working time of the region's calendar.
    Working,
    /// Round the clock: urgent kinds.
    Continuous,
}

impl LimitKind {
    /// The code in the database.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Working => "working",
            Self::Continuous => "continuous",
        }
    }

    /// The kind with this code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        [Self::Working, Self::Continuous]
            .into_iter()
            .find(|kind| kind.code() == code)
    }

    /// The time of this kind in [a, b); zero where b is not after a.
    #[must_use]
    pub fn between(self, a: DateTime<Utc>, b: DateTime<Utc>, calendar: &Calendar, zone: Tz) -> TimeDelta {
        match self {
            Self::Working => super::working_between(a, b, calendar, zone),
            Self::Continuous => (b - a).max(TimeDelta::zero()),
        }
    }

    /// The instant when `time` of this kind has passed since `from`.
    #[must_use]
    pub fn after(self, from: DateTime<Utc>, time: TimeDelta, calendar: &Calendar, zone: Tz) -> DateTime<Utc> {
        match self {
            Self::Working => add_working(from, time, calendar, zone),
            Self::Continuous => from + time.max(TimeDelta::zero()),
        }
    }
}

/// How long a stage may take.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Limit {
    /// Minutes of working time or round the clock; one working day of the default hours is 420.
    pub minutes: u32,
    pub kind: LimitKind,
}

impl Limit {
    /// So many minutes of working time.
    #[must_use]
    pub fn working(minutes: u32) -> Self {
        Self {
            minutes,
            kind: LimitKind::Working,
        }
    }

    /// So many minutes round the clock.
    #[must_use]
    pub fn continuous(minutes: u32) -> Self {
        Self {
            minutes,
            kind: LimitKind::Continuous,
        }
    }
}

/// The limits of one category and urgency; `None` = the stage has no limit.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct StageLimits {
    /// From dispatch to the lead's signature.
    pub sign: Option<Limit>,
    /// From dispatch to the first contact with the person who reported.
    pub first_contact: Option<Limit>,
    /// From dispatch to closing: the promise, the one the on-time rate is measured against.
    pub dispose: Option<Limit>,
    /// From feedback to verification.
    pub verify: Option<Limit>,
    /// From feedback to the call-back.
    pub call_back: Option<Limit>,
}

macro_rules! stages {
    ($($(#[$doc:meta])* $name:ident = $code:literal . $field:ident),+ $(,)?) => {
        /// What a limit is for.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum Stage { $($(#[$doc])* #[serde(rename = $code)] $name),+ }

        impl Stage {
            /// In the order in which they come.
            pub const ALL: &'static [Self] = &[$(Self::$name),+];

            /// The code in the database.
            #[must_use]
            pub fn code(self) -> &'static str {
                match self { $(Self::$name => $code),+ }
            }

            /// The stage with this code.
            #[must_use]
            pub fn from_code(code: &str) -> Option<Self> {
                match code { $($code => Some(Self::$name),)+ _ => None }
            }
        }

        impl StageLimits {
            /// The limit of a stage.
            #[must_use]
            pub fn of(&self, stage: Stage) -> Option<Limit> {
                match stage { $(Stage::$name => self.$field),+ }
            }

            /// Sets the limit of a stage.
            pub fn set(&mut self, stage: Stage, limit: Option<Limit>) {
                match stage { $(Stage::$name => self.$field = limit),+ }
            }

            /// These limits, and where a stage has none, the other ones.
            #[must_use]
            pub fn or(self, other: &Self) -> Self {
                Self { $($field: self.$field.or(other.$field)),+ }
            }
        }
    };
}

stages! {
    /// From dispatch to the lead's signature.
    Sign = "sign".sign,
    /// From dispatch to the first contact.
    Contact = "contact".first_contact,
    /// From dispatch to closing.
    Dispose = "dispose".dispose,
    /// From feedback to verification.
    Verify = "verify".verify,
    /// From feedback to the call-back.
    CallBack = "call_back".call_back,
}

/// When `limit`, counted from `from`, runs out.
#[must_use]
pub fn due(from: DateTime<Utc>, limit: Limit, calendar: &Calendar, zone: Tz) -> DateTime<Utc> {
    limit
        .kind
        .after(from, TimeDelta::minutes(i64::from(limit.minutes)), calendar, zone)
}
