use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

use crate::policy::{Fault, FieldFault, parse};
use crate::{DepartmentCode, StationCode, TownshipCode};

/// What kind of place it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StationKind {
    /// A joint-service station (联勤工作站).
    Station,
    /// A police post (警务站).
    PolicePost,
}

impl StationKind {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Station, Self::PolicePost];

    /// The code in the database.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Station => "station",
            Self::PolicePost => "police_post",
        }
    }

    /// The kind with this code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }
}

/// How a unit belongs to a station.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum UnitKind {
    /// X: sits there and takes turns on duty.
    Resident,
    /// Y: comes when called.
    OnCall,
}

impl UnitKind {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Resident, Self::OnCall];

    /// The code in the database.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Resident => "resident",
            Self::OnCall => "on_call",
        }
    }

    /// The kind with this code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }
}

/// A station as it stands, or as somebody files it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct StationDraft {
    pub code: StationCode,
    pub name: String,
    pub name_en: Option<String>,
    pub kind: StationKind,
    pub township: Option<TownshipCode>,
    pub address: String,
    /// What it is known for (一站一品).
    pub speciality: Option<String>,
    pub speciality_en: Option<String>,
    /// Longitude, latitude (WGS-84).
    pub place: [f64; 2],
    /// Its party branch, and who leads it. Private.
    pub branch: Option<String>,
    pub branch_lead: Option<String>,
    pub branch_phone: Option<String>,
}

/// The fields of the page, as they were sent.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct StationForm {
    pub code: String,
    pub name: String,
    pub name_en: String,
    pub kind: String,
    pub township: String,
    pub address: String,
    pub speciality: String,
    pub speciality_en: String,
    pub lng: String,
    pub lat: String,
    pub branch: String,
    pub branch_lead: String,
    pub branch_phone: String,
}

impl StationForm {
    /// The station it describes.
    pub fn parse(&self) -> Result<StationDraft, FieldFault> {
        Ok(StationDraft {
            code: parse::code("code", &self.code)?,
            name: parse::text("name", &self.name, 100)?,
            name_en: parse::optional("name_en", &self.name_en, 100)?,
            kind: parse::choice("kind", &self.kind, StationKind::from_code)?,
            township: parse::optional_code("township", &self.township)?,
            address: parse::text("address", &self.address, 200)?,
            speciality: parse::optional("speciality", &self.speciality, 200)?,
            speciality_en: parse::optional("speciality_en", &self.speciality_en, 200)?,
            place: [
                parse::degrees("lng", &self.lng, 180)?,
                parse::degrees("lat", &self.lat, 90)?,
            ],
            branch: parse::optional("branch", &self.branch, 100)?,
            branch_lead: parse::optional("branch_lead", &self.branch_lead, 50)?,
            branch_phone: phone("branch_phone", &self.branch_phone)?,
        })
    }
}

impl From<&StationDraft> for StationForm {
    fn from(station: &StationDraft) -> Self {
        let text = |value: &Option<String>| value.clone().unwrap_or_default();
        Self {
            code: station.code.to_string(),
            name: station.name.clone(),
            name_en: text(&station.name_en),
            kind: station.kind.code().to_owned(),
            township: station
                .township
                .as_ref()
                .map(ToString::to_string)
                .unwrap_or_default(),
            address: station.address.clone(),
            speciality: text(&station.speciality),
            speciality_en: text(&station.speciality_en),
            lng: station.place[0].to_string(),
            lat: station.place[1].to_string(),
            branch: text(&station.branch),
            branch_lead: text(&station.branch_lead),
            branch_phone: text(&station.branch_phone),
        }
    }
}

/// A unit that somebody files for a station.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnitDraft {
    pub department: DepartmentCode,
    pub kind: UnitKind,
    pub liaison_name: Option<String>,
    pub liaison_phone: Option<String>,
}

/// The fields of the page, as they were sent.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct UnitForm {
    pub department: String,
    pub kind: String,
    pub liaison_name: String,
    pub liaison_phone: String,
}

impl UnitForm {
    /// The unit it describes. A unit on call has a liaison with a number: somebody must answer.
    pub fn parse(&self) -> Result<UnitDraft, FieldFault> {
        let draft = UnitDraft {
            department: parse::code("department", &self.department)?,
            kind: parse::choice("kind", &self.kind, UnitKind::from_code)?,
            liaison_name: parse::optional("liaison_name", &self.liaison_name, 50)?,
            liaison_phone: phone("liaison_phone", &self.liaison_phone)?,
        };
        if draft.kind == UnitKind::OnCall {
            let empty = |field| FieldFault::new(field, Fault::Empty);
            draft.liaison_name.as_ref().ok_or_else(|| empty("liaison_name"))?;
            draft
                .liaison_phone
                .as_ref()
                .ok_or_else(|| empty("liaison_phone"))?;
        }
        Ok(draft)
    }
}

/// A turn on duty.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DutyDraft {
    pub department: DepartmentCode,
    pub name: String,
    pub starts_at: DateTime<Utc>,
    pub ends_at: DateTime<Utc>,
}

/// The fields of the page, as they were sent; times are local.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct DutyForm {
    pub department: String,
    pub name: String,
    pub starts_at: String,
    pub ends_at: String,
}

impl DutyForm {
    /// The turn it describes.
    pub fn parse(&self, zone: Tz) -> Result<DutyDraft, FieldFault> {
        let draft = DutyDraft {
            department: parse::code("department", &self.department)?,
            name: parse::text("name", &self.name, 50)?,
            starts_at: parse::moment("starts_at", &self.starts_at, zone)?,
            ends_at: parse::moment("ends_at", &self.ends_at, zone)?,
        };
        if draft.starts_at < draft.ends_at {
            Ok(draft)
        } else {
            Err(FieldFault::new("ends_at", Fault::Backwards))
        }
    }
}

/// Digits with what people write between them.
fn phone(field: &'static str, value: &str) -> Result<Option<String>, FieldFault> {
    let phone = parse::optional(field, value, 30)?;
    let digits = |text: &str| text.chars().filter(char::is_ascii_digit).count();
    let plain = |text: &str| text.chars().all(|c| c.is_ascii_digit() || "+-() ".contains(c));
    match phone {
        Some(text) if !plain(&text) || digits(&text) < 3 => Err(FieldFault::new(field, Fault::Choice)),
        other => Ok(other),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_unit_on_call_names_somebody_who_answers() {
        let form = |kind: &str, name: &str, phone: &str| UnitForm {
            department: "fire".into(),
            kind: kind.into(),
            liaison_name: name.into(),
            liaison_phone: phone.into(),
        };
        assert!(form("resident", "", "").parse().is_ok());
        assert!(form("on_call", "王芳", "0576-8411 0000").parse().is_ok());
        let field = |form: UnitForm| form.parse().expect_err("a fault").field;
        assert_eq!(field(form("on_call", "", "110")), "liaison_name");
        assert_eq!(field(form("on_call", "王芳", "")), "liaison_phone");
        assert_eq!(field(form("on_call", "王芳", "call me")), "liaison_phone");
        assert_eq!(field(form("sometimes", "", "")), "kind");
    }

    #[test]
    fn a_turn_ends_after_it_begins_in_local_time() {
        let form = |from: &str, to: &str| DutyForm {
            department: "police".into(),
            name: "李雷".into(),
            starts_at: from.into(),
            ends_at: to.into(),
        };
        let zone = chrono_tz::Asia::Shanghai;
        let turn = form("2026-11-28T08:00", "2026-11-28T20:00").parse(zone);
        assert_eq!(
            turn.expect("a turn").starts_at.to_rfc3339(),
            "2026-11-28T00:00:00+00:00"
        );
        let fault = form("2026-11-28T08:00", "2026-11-28T08:00").parse(zone);
        assert_eq!(fault.expect_err("a fault").fault, Fault::Backwards);
    }
}
