use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

use super::{FieldFault, parse};
use crate::board::UnitRef;
use crate::{CategoryCode, DepartmentCode, TownshipCode};

/// The township of a rule that holds in all of them.
pub const EVERYWHERE: &str = "";

/// Which unit leads a matter: of the kind in this township, of the kind anywhere, then the same for the
/// kind above. A nearer kind wins over a nearer place: who mends lamps mends them everywhere, whoever
/// answers for roads in one township.
pub fn suggested_lead<T>(
    lineage: &[&str],
    township: Option<&str>,
    rule: impl Fn(&str, &str) -> Option<T>,
) -> Option<T> {
    lineage.iter().find_map(|category| {
        let here = township.filter(|township| *township != EVERYWHERE);
        here.and_then(|township| rule(category, township))
            .or_else(|| rule(category, EVERYWHERE))
    })
}

/// A version of a rule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DefaultLeadDraft {
    pub category: CategoryCode,
    /// None = in every township.
    pub township: Option<TownshipCode>,
    /// None = from then on no rule of its own.
    pub department: Option<DepartmentCode>,
    pub valid_from: DateTime<Utc>,
}

/// A rule with its names, newest version first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DefaultLeadRow {
    pub category: UnitRef,
    pub township: Option<UnitRef>,
    pub department: Option<UnitRef>,
    pub valid_from: DateTime<Utc>,
    /// Whether this is the version that holds now.
    pub holds: bool,
}

/// The fields of the page, as they were sent.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct DefaultLeadForm {
    pub category: String,
    pub township: String,
    pub department: String,
    /// A local day; nothing = from now on.
    pub valid_from: String,
}

impl DefaultLeadForm {
    /// The version it describes.
    pub fn parse(&self, zone: Tz, now: DateTime<Utc>) -> Result<DefaultLeadDraft, FieldFault> {
        Ok(DefaultLeadDraft {
            category: parse::code("category", &self.category)?,
            township: parse::optional_code("township", &self.township)?,
            department: parse::optional_code("department", &self.department)?,
            valid_from: parse::valid_from("valid_from", &self.valid_from, zone, now)?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kind_and_township_then_kind_then_the_kind_above() {
        let lead = |township, rules: &[(&str, &str, &'static str)]| {
            suggested_lead(&["lamp", "roads"], township, |category, place| {
                let found = rules.iter().find(|rule| (rule.0, rule.1) == (category, place));
                found.map(|rule| rule.2)
            })
        };
        let all = [
            ("lamp", "t1", "a"),
            ("lamp", "", "b"),
            ("roads", "t1", "c"),
            ("roads", "", "d"),
        ];
        assert_eq!(lead(Some("t1"), &all), Some("a"));
        assert_eq!(lead(Some("t2"), &all), Some("b"));
        assert_eq!(lead(None, &all), Some("b"));
        assert_eq!(
            lead(Some("t1"), &all[1..]),
            Some("b"),
            "the kind before the place"
        );
        assert_eq!(lead(Some("t1"), &all[2..]), Some("c"));
        assert_eq!(lead(Some("t2"), &all[2..]), Some("d"));
        assert_eq!(lead(Some("t1"), &[]), None);
    }
}
