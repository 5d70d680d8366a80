use serde::{Deserialize, Serialize};

use super::Icon;
use crate::policy::{FieldFault, parse};
use crate::{ElementCode, ElementKindCode};

/// A kind of element as it stands, or as somebody wants it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KindDraft {
    pub code: ElementKindCode,
    pub name: String,
    pub name_en: Option<String>,
    pub icon: Icon,
    /// Whether everybody may see its elements.
    pub public: bool,
}

/// The fields of the page, as they were sent.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct KindForm {
    pub code: String,
    pub name: String,
    pub name_en: String,
    pub icon: String,
    /// `public`, or anything else for staff only.
    pub seen_by: String,
}

impl KindForm {
    /// The value of `seen_by` where everybody may see the kind.
    pub const PUBLIC: &'static str = "public";
    /// And where staff may.
    pub const STAFF: &'static str = "staff";

    /// The kind it describes.
    pub fn parse(&self) -> Result<KindDraft, FieldFault> {
        let choices = [Self::PUBLIC, Self::STAFF];
        let seen_by = parse::choice("seen_by", &self.seen_by, |text| {
            choices.into_iter().find(|known| *known == text)
        })?;
        Ok(KindDraft {
            code: parse::choice("code", &self.code, |text| ElementKindCode::parse(text).ok())?,
            name: parse::text("name", &self.name, 50)?,
            name_en: parse::optional("name_en", &self.name_en, 50)?,
            icon: parse::choice("icon", &self.icon, Icon::from_code)?,
            public: seen_by == Self::PUBLIC,
        })
    }
}

impl From<&KindDraft> for KindForm {
    fn from(kind: &KindDraft) -> Self {
        Self {
            code: kind.code.to_string(),
            name: kind.name.clone(),
            name_en: kind.name_en.clone().unwrap_or_default(),
            icon: kind.icon.code().to_owned(),
            seen_by: if kind.public { Self::PUBLIC } else { Self::STAFF }.to_owned(),
        }
    }
}

/// An element as it stands, or as somebody brings it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ElementDraft {
    pub kind: ElementKindCode,
    /// Unique within its kind.
    pub code: ElementCode,
    pub name: String,
    pub address: Option<String>,
    /// For staff; never published.
    pub notes: Option<String>,
    /// Who says so: a list, an office. For staff.
    pub source: Option<String>,
    /// Longitude, latitude (WGS-84), to seven decimals.
    pub place: [f64; 2],
    /// No longer there, or no longer used.
    pub retired: bool,
}

impl ElementDraft {
    /// Longest name, address and source, and longest notes, in characters.
    pub const NAME_CHARS: u32 = 100;
    pub const ADDRESS_CHARS: u32 = 200;
    pub const SOURCE_CHARS: u32 = 100;
    pub const NOTES_CHARS: u32 = 500;

    /// A place to a centimetre: seven decimals of a degree, so that one that was converted or typed compares equal.
    #[must_use]
    pub fn rounded(place: [f64; 2]) -> [f64; 2] {
        place.map(|degrees| (degrees * 1e7).round() / 1e7)
    }
}

/// The fields of the page, as they were sent.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ElementForm {
    pub kind: String,
    pub code: String,
    pub name: String,
    pub address: String,
    pub notes: String,
    pub source: String,
    pub lng: String,
    pub lat: String,
}

impl ElementForm {
    /// The element it describes, in use.
    pub fn parse(&self) -> Result<ElementDraft, FieldFault> {
        Ok(ElementDraft {
            kind: parse::choice("kind", &self.kind, |text| ElementKindCode::parse(text).ok())?,
            code: parse::code("code", &self.code)?,
            name: parse::text("name", &self.name, ElementDraft::NAME_CHARS)?,
            address: parse::optional("address", &self.address, ElementDraft::ADDRESS_CHARS)?,
            notes: parse::optional("notes", &self.notes, ElementDraft::NOTES_CHARS)?,
            source: parse::optional("source", &self.source, ElementDraft::SOURCE_CHARS)?,
            place: ElementDraft::rounded([
                parse::degrees("lng", &self.lng, 180)?,
                parse::degrees("lat", &self.lat, 90)?,
            ]),
            retired: false,
        })
    }
}

impl From<&ElementDraft> for ElementForm {
    fn from(element: &ElementDraft) -> Self {
        let text = |value: &Option<String>| value.clone().unwrap_or_default();
        Self {
            kind: element.kind.to_string(),
            code: element.code.to_string(),
            name: element.name.clone(),
            address: text(&element.address),
            notes: text(&element.notes),
            source: text(&element.source),
            lng: element.place[0].to_string(),
            lat: element.place[1].to_string(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kind_says_who_sees_it_and_nothing_is_public_by_silence() {
        let form = |seen_by: &str| KindForm {
            code: "school".into(),
            name: "学校".into(),
            icon: "school".into(),
            seen_by: seen_by.into(),
            ..KindForm::default()
        };
        assert!(form("public").parse().expect("a kind").public);
        assert!(!form("staff").parse().expect("a kind").public);
        assert_eq!(form("").parse().expect_err("a fault").field, "seen_by");
    }

    #[test]
    fn an_element_reads_back_what_it_writes() {
        let form = ElementForm {
            kind: "camera".into(),
            code: "C-001".into(),
            name: "南门街口".into(),
            lng: "121.12345678".into(),
            lat: "28.65".into(),
            ..ElementForm::default()
        };
        let element = form.parse().expect("an element");
        assert_eq!(element.place, [121.123_456_8, 28.65]);
        assert_eq!(ElementForm::from(&element).parse(), Ok(element));
    }
}
