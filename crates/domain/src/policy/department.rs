use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{Fault, FieldFault, parse};
use crate::DepartmentCode;
use crate::board::UnitRef;

/// Kinds of unit that pages have words for; a stored one may be another.
pub const KINDS: &[&str] = &[
    "police",
    "justice",
    "procuratorate",
    "court",
    "market",
    "urban_management",
    "union",
    "township",
    "enterprise",
    "bureau",
];

/// Groups within which units are compared.
pub const PEER_GROUPS: &[&str] = &["department", "township", "station", "enterprise"];

/// A unit as it stands, or as somebody wants it. Its code is its identity.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DepartmentDraft {
    pub code: DepartmentCode,
    pub name: String,
    pub name_en: Option<String>,
    pub kind: String,
    pub peer_group: String,
    /// Whether it may still be given something to do.
    pub active: bool,
}

/// That a unit becomes part of another on a local day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MergerDraft {
    pub into: DepartmentCode,
    pub on: NaiveDate,
}

/// The same with the name of the other.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Merger {
    pub into: UnitRef,
    pub on: NaiveDate,
}

/// A unit with every name it has had.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DepartmentRow {
    pub department: DepartmentDraft,
    /// Earlier names, newest first.
    pub former_names: Vec<String>,
    pub merger: Option<Merger>,
}

/// The fields of the page, as they were sent.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct DepartmentForm {
    pub code: String,
    pub name: String,
    pub name_en: String,
    pub kind: String,
    pub peer_group: String,
    /// `on` or nothing, as a box is sent.
    pub active: String,
}

impl DepartmentForm {
    /// The unit it describes.
    pub fn parse(&self) -> Result<DepartmentDraft, FieldFault> {
        Ok(DepartmentDraft {
            code: parse::code("code", &self.code)?,
            name: parse::text("name", &self.name, 100)?,
            name_en: parse::optional("name_en", &self.name_en, 100)?,
            kind: parse::text("kind", &self.kind, 40)?,
            peer_group: parse::text("peer_group", &self.peer_group, 40)?,
            active: matches!(self.active.trim(), "on" | "true" | "1"),
        })
    }
}

/// The fields of the page on which a unit is merged into another, as they were sent.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct MergerForm {
    pub code: String,
    /// Nothing = it stays as it is.
    pub into: String,
    /// A local day; nothing = today.
    pub merged_on: String,
}

impl MergerForm {
    /// The unit and what becomes of it; never from a day before `today`.
    pub fn parse(&self, today: NaiveDate) -> Result<(DepartmentCode, Option<MergerDraft>), FieldFault> {
        let code = parse::code("code", &self.code)?;
        let Some(into) = parse::optional_code("into", &self.into)? else {
            return Ok((code, None));
        };
        let on = if self.merged_on.trim().is_empty() {
            today
        } else {
            parse::day("merged_on", &self.merged_on)?
        };
        if on < today {
            return Err(FieldFault::new("merged_on", Fault::InPast));
        }
        Ok((code, Some(MergerDraft { into, on })))
    }
}

impl From<&DepartmentDraft> for DepartmentForm {
    fn from(unit: &DepartmentDraft) -> Self {
        Self {
            code: unit.code.to_string(),
            name: unit.name.clone(),
            name_en: unit.name_en.clone().unwrap_or_default(),
            kind: unit.kind.clone(),
            peer_group: unit.peer_group.clone(),
            active: if unit.active { "on" } else { "" }.to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_unit_is_merged_from_today_or_a_later_day() {
        let today = NaiveDate::from_ymd_opt(2026, 12, 1).expect("a day");
        let form = |into: &str, merged_on: &str| MergerForm {
            code: "a".into(),
            into: into.into(),
            merged_on: merged_on.into(),
        };
        let (code, merger) = form("b", "").parse(today).expect("a merger");
        let merger = merger.expect("it is merged");
        assert_eq!(
            (code.as_str(), merger.into.as_str(), merger.on),
            ("a", "b", today)
        );
        assert_eq!(form(" ", "").parse(today).expect("an answer").1, None);
        let past = form("b", "2026-11-30").parse(today).expect_err("a fault");
        assert_eq!((past.field, past.fault), ("merged_on", Fault::InPast));
    }
}
