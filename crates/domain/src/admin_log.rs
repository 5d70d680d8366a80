//! What administrators did, as it is written and read: every deed has a code that stays for ever.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::board::UnitRef;
use crate::coded::coded;

macro_rules! deeds {
    ($($(#[$doc:meta])* $name:ident = $code:literal of $kind:ident),+ $(,)?) => {
        /// What was done.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
        pub enum LogDeed { $($(#[$doc])* #[serde(rename = $code)] $name),+ }

        impl LogDeed {
            /// In the order of declaration.
            pub const ALL: &'static [Self] = &[$(Self::$name),+];

            /// The code in the database: `noun.verb`.
            #[must_use]
            pub fn code(self) -> &'static str {
                match self { $(Self::$name => $code),+ }
            }

            /// The deed with this code.
            #[must_use]
            pub fn from_code(code: &str) -> Option<Self> {
                match code { $($code => Some(Self::$name),)+ _ => None }
            }

            /// What it was done to.
            #[must_use]
            pub fn kind(self) -> LogKind {
                match self { $(Self::$name => LogKind::$kind),+ }
            }
        }
    };
}

deeds! {
    PersonAdd = "person.add" of People,
    PersonClose = "person.close" of People,
    PersonOpen = "person.open" of People,
    /// By somebody else than the person.
    PasswordReset = "password.reset" of People,
    RoleGive = "role.give" of People,
    RoleTake = "role.take" of People,
    DepartmentCreate = "department.create" of Departments,
    DepartmentChange = "department.change" of Departments,
    /// Says from when on a unit is part of another.
    DepartmentMerge = "department.merge" of Departments,
    CategoryCreate = "category.create" of Categories,
    CategoryChange = "category.change" of Categories,
    LimitAdd = "limit.add" of Limits,
    DefaultLeadAdd = "default_lead.add" of DefaultLeads,
    CalendarPutDay = "calendar.put_day" of Calendars,
    CalendarRemoveDay = "calendar.remove_day" of Calendars,
    CalendarPutYear = "calendar.put_year" of Calendars,
    /// Says whether the holidays of a year are announced.
    CalendarAnnounce = "calendar.announce" of Calendars,
    CalendarHours = "calendar.hours" of Calendars,
    WeightSetAdd = "weight_set.add" of Weights,
    StationFile = "station.file" of Stations,
    StationChange = "station.change" of Stations,
    StationApprove = "station.approve" of Stations,
    StationRefuse = "station.refuse" of Stations,
    StationMoveIn = "station.move_in" of Stations,
    StationLeave = "station.leave" of Stations,
    StationRoster = "station.roster" of Stations,
    StationUnitFile = "station_unit.file" of Stations,
    StationUnitApprove = "station_unit.approve" of Stations,
    StationUnitRefuse = "station_unit.refuse" of Stations,
    StationUnitMoveIn = "station_unit.move_in" of Stations,
    StationUnitLeave = "station_unit.leave" of Stations,
    /// A row that could not be taken was mended, and taken.
    RowMend = "row.mend" of Quarantine,
    RowDiscard = "row.discard" of Quarantine,
    /// How a list is read was saved.
    MappingSave = "mapping.save" of Lists,
    /// The import of a list was begun.
    ListImport = "list.import" of Lists,
    ElementKindAdd = "element_kind.add" of Elements,
    ElementKindChange = "element_kind.change" of Elements,
    ElementAdd = "element.add" of Elements,
    ElementChange = "element.change" of Elements,
    ElementRetire = "element.retire" of Elements,
    /// Used again after it was retired.
    ElementRestore = "element.restore" of Elements,
    /// A file of elements was imported.
    ElementImport = "element.import" of Elements,
    /// The grid was cut anew, from a day on.
    GridRecut = "grid.recut" of Grid,
    /// Cells got other names, kinds or areas, and nothing else.
    GridRename = "grid.rename" of Grid,
    /// Outlines of townships or of the region, which grids are checked against.
    GridOutlines = "grid.outlines" of Grid,
    GridStaffAssign = "grid_staff.assign" of Grid,
    GridStaffEnd = "grid_staff.end" of Grid,
}

coded! {
    /// What things were done to: by it the log is filtered.
    LogKind {
        People = "people",
        Stations = "stations",
        Departments = "departments",
        Categories = "categories",
        Limits = "limits",
        Calendars = "calendars",
        DefaultLeads = "default_leads",
        Weights = "weights",
        Quarantine = "quarantine",
        Lists = "lists",
        Elements = "elements",
        Grid = "grid",
    }
}

impl LogKind {
    /// The deeds that are done to it.
    pub fn deeds(self) -> impl Iterator<Item = LogDeed> {
        LogDeed::ALL
            .iter()
            .copied()
            .filter(move |deed| deed.kind() == self)
    }
}

/// One field that a deed changed, with its values as text; null where there was or is none.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LogChange {
    /// Its name in what is stored.
    pub field: String,
    pub before: Option<String>,
    pub after: Option<String>,
}

/// One line of the log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LogRow {
    pub at: DateTime<Utc>,
    /// Name of who did it; null = a command.
    pub by: Option<String>,
    pub deed: LogDeed,
    /// To what: its code or id, with its name where it has one.
    pub subject: UnitRef,
    pub changes: Vec<LogChange>,
}

/// A page of the log, newest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LogPage {
    /// What it is filtered by.
    pub kind: Option<LogKind>,
    pub rows: Vec<LogRow>,
    /// Cursor of the next page; null on the last one.
    pub next: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_deed_is_found_by_its_code_and_under_one_kind() {
        for deed in LogDeed::ALL {
            assert_eq!(LogDeed::from_code(deed.code()), Some(*deed));
        }
        let by_kind: usize = LogKind::ALL.iter().map(|kind| kind.deeds().count()).sum();
        assert_eq!(by_kind, LogDeed::ALL.len());
        for kind in LogKind::ALL {
            assert_eq!(LogKind::from_code(kind.code()), Some(*kind));
            assert!(kind.deeds().count() > 0, "{kind:?}");
        }
    }
}
