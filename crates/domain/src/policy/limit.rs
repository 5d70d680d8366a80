use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

use super::{Fault, FieldFault, Urgency, parse};
use crate::CategoryCode;
use crate::clock::{Limit, LimitKind, Stage, StageLimits};

/// The limits in force for a kind of matter, stage by stage: its own, else those of the kind above, else
/// those of its urgency.
#[must_use]
pub fn resolve_limits<'a>(
    lineage: &[&str],
    of_category: impl Fn(&str) -> Option<&'a StageLimits>,
    of_urgency: &StageLimits,
) -> StageLimits {
    lineage
        .iter()
        .filter_map(|category| of_category(category))
        .fold(StageLimits::default(), |nearer, farther| nearer.or(farther))
        .or(of_urgency)
}

/// What a limit is written for.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(tag = "scope", content = "code", rename_all = "snake_case")]
pub enum LimitScope {
    /// Every kind of this urgency without a limit of its own.
    Urgency(Urgency),
    Category(CategoryCode),
}

impl LimitScope {
    /// As it stands in forms and in the log: `urgency:urgent`, `category:lamp`.
    #[must_use]
    pub fn key(&self) -> String {
        match self {
            Self::Urgency(urgency) => format!("urgency:{}", urgency.code()),
            Self::Category(code) => format!("category:{code}"),
        }
    }

    /// The scope with this key.
    #[must_use]
    pub fn from_key(key: &str) -> Option<Self> {
        match key.split_once(':')? {
            ("urgency", code) => Urgency::from_code(code).map(Self::Urgency),
            ("category", code) => CategoryCode::parse(code).ok().map(Self::Category),
            _ => None,
        }
    }
}

/// A version of a limit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LimitDraft {
    pub scope: LimitScope,
    pub stage: Stage,
    /// None = from then on none of its own; the next level counts.
    pub limit: Option<Limit>,
    pub valid_from: DateTime<Utc>,
}

/// A version as it stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LimitRow {
    pub scope: LimitScope,
    pub stage: Stage,
    pub limit: Option<Limit>,
    /// Null = since ever.
    pub valid_from: Option<DateTime<Utc>>,
    /// Whether this is the version that holds now.
    pub holds: bool,
}

/// The fields of the page, as they were sent.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct LimitForm {
    /// See [`LimitScope::key`].
    pub scope: String,
    pub stage: String,
    /// Nothing = none of its own from then on.
    pub minutes: String,
    pub clock: String,
    /// A local day; nothing = from now on.
    pub valid_from: String,
}

impl LimitForm {
    /// The version it describes. A limit lasts at most a year of minutes.
    pub fn parse(&self, zone: Tz, now: DateTime<Utc>) -> Result<LimitDraft, FieldFault> {
        let scope = LimitScope::from_key(self.scope.trim());
        let limit = if self.minutes.trim().is_empty() {
            None
        } else {
            let minutes = parse::number("minutes", &self.minutes, 1, 60 * 24 * 366)?;
            Some(Limit {
                minutes: u32::try_from(minutes).unwrap_or(1),
                kind: parse::choice("clock", &self.clock, LimitKind::from_code)?,
            })
        };
        Ok(LimitDraft {
            scope: scope.ok_or_else(|| FieldFault::new("scope", Fault::Choice))?,
            stage: parse::choice("stage", &self.stage, Stage::from_code)?,
            limit,
            valid_from: parse::valid_from("valid_from", &self.valid_from, zone, now)?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stage_takes_the_nearest_limit_there_is() {
        let set = |pairs: &[(Stage, u32)]| {
            let mut limits = StageLimits::default();
            for (stage, minutes) in pairs {
                limits.set(*stage, Some(Limit::working(*minutes)));
            }
            limits
        };
        let own = set(&[(Stage::Sign, 1)]);
        let above = set(&[(Stage::Sign, 2), (Stage::Dispose, 2)]);
        let urgency = set(&[(Stage::Sign, 3), (Stage::Dispose, 3), (Stage::Verify, 3)]);
        let limits = resolve_limits(
            &["lamp", "roads", "city"],
            |category| match category {
                "lamp" => Some(&own),
                "roads" => Some(&above),
                _ => None,
            },
            &urgency,
        );
        let minutes = |stage| limits.of(stage).map(|limit| limit.minutes);
        assert_eq!(minutes(Stage::Sign), Some(1));
        assert_eq!(minutes(Stage::Dispose), Some(2));
        assert_eq!(minutes(Stage::Verify), Some(3));
        assert_eq!(minutes(Stage::CallBack), None);
    }

    #[test]
    fn a_scope_is_read_back_from_its_key() {
        let category = CategoryCode::parse("a:b").expect("a code");
        for scope in [
            LimitScope::Urgency(Urgency::Urgent),
            LimitScope::Category(category),
        ] {
            assert_eq!(LimitScope::from_key(&scope.key()), Some(scope));
        }
        assert_eq!(LimitScope::from_key("urgency:soon"), None);
    }

    #[test]
    fn no_minutes_end_a_limit_and_wrong_ones_are_refused() {
        let form = |minutes: &str| LimitForm {
            scope: "urgency:urgent".into(),
            stage: "sign".into(),
            minutes: minutes.into(),
            clock: "continuous".into(),
            valid_from: String::new(),
        };
        let now = DateTime::UNIX_EPOCH;
        let parse = |minutes| form(minutes).parse(chrono_tz::UTC, now);
        assert_eq!(
            parse("30").map(|draft| draft.limit),
            Ok(Some(Limit::continuous(30)))
        );
        assert_eq!(parse("").map(|draft| draft.limit), Ok(None));
        assert_eq!(parse("0").expect_err("a fault").field, "minutes");
    }
}
