use serde::{Deserialize, Serialize};

use super::{FieldFault, parse};
use crate::DepartmentCode;

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

/// A unit with every name it has had.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DepartmentRow {
    pub department: DepartmentDraft,
    /// Earlier names, newest first.
    pub former_names: Vec<String>,
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
