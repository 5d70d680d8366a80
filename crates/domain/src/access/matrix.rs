use std::fmt::Write as _;

use crate::case::Role::{self, *};

macro_rules! rights {
    ($($(#[$doc:meta])* $name:ident = $code:literal : $roles:expr;)+) => {
        /// What somebody may do besides acting on a case.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Right { $($(#[$doc])* $name),+ }

        impl Right {
            /// The name in documents and in the API.
            #[must_use]
            pub fn code(self) -> &'static str {
                match self { $(Self::$name => $code),+ }
            }
        }

        /// Every right with the roles that give it.
        pub const MATRIX: &[(Right, &[Role])] = &[$((Right::$name, $roles)),+];
    };
}

/// Everybody who works at a desk.
const STAFF: &[Role] = &[
    StationStaff,
    GridWorker,
    Acceptor,
    Dispatcher,
    Handler,
    Verifier,
    CallerBack,
    Supervisor,
    PrivacyOfficer,
    Analyst,
    Admin,
];

rights! {
    /// Opens the workbench and their own account.
    UseDesk = "use_desk": STAFF;
    /// Opens a case (人人皆可发起).
    OpenCase = "open_case": &[StationStaff, GridWorker, Acceptor, Dispatcher, Handler, Supervisor];
    /// Reads every case of the region, not only those of their own unit.
    SeeEveryCase = "see_every_case": &[StationStaff, Acceptor, Dispatcher, Verifier, CallerBack, Supervisor, PrivacyOfficer];
    /// Says which cases are one matter, and which are not.
    DecideMatters = "decide_matters": &[Acceptor, Dispatcher, Supervisor];
    /// Works on the list of cases that lie nowhere yet.
    PlaceCases = "place_cases": &[StationStaff, Acceptor, Dispatcher, Supervisor];
    /// Reads how units do: who is late, what bounces, what looks like figures being worked on.
    Oversee = "oversee": &[Supervisor, Analyst, Admin];
    /// Invites guests to a case and takes the invitation back.
    InviteGuests = "invite_guests": &[StationStaff, Acceptor, Dispatcher, Handler, Supervisor];
    /// Revokes the codes of a case and has new ones made.
    RevokeCodes = "revoke_codes": &[Dispatcher, Supervisor, PrivacyOfficer];
    /// Sees which notices could not be delivered, and sends them again.
    ManageDeliveries = "manage_deliveries": &[Admin];
    /// Creates accounts, gives and takes roles, resets passwords.
    ManagePeople = "manage_people": &[Admin];
    /// Units of the region.
    ManageDepartments = "manage_departments": &[Admin];
    /// Files a station, its roster, and units that move in (报备).
    FileStations = "file_stations": &[StationStaff, Admin];
    /// Approves what somebody else has filed (审核).
    ApproveStations = "approve_stations": &[Supervisor];
    /// Kinds of matter, their urgency and tier.
    ManageCategories = "manage_categories": &[Admin];
    /// Stage limits, by category, with the date from which they hold.
    ManageLimits = "manage_limits": &[Admin];
    /// Holidays, make-up workdays and working hours.
    ManageCalendars = "manage_calendars": &[Admin];
    /// Weights of the composite, with the day from which they count.
    ManageWeights = "manage_weights": &[Admin];
    /// Reads what administrators did, with what it was before and after.
    ReadAdminLog = "read_admin_log": &[Admin];
    /// Mends rows that could not be taken, or discards them. They name persons.
    MendRecords = "mend_records": &[Acceptor, Admin];
    /// Brings lists in the browser, says how they are read, and imports them.
    ImportLists = "import_lists": &[Admin];
    /// Elements of the grid and their kinds.
    ManageElements = "manage_elements": &[Admin];
    /// Draws the grid anew, puts it into force, and says who works in its cells.
    ManageGrid = "manage_grid": &[Admin];
    /// Which unit leads a kind of matter in a township.
    ManageDefaultLeads = "manage_default_leads": &[Dispatcher, Admin];
}

pub(super) fn gives(role: Role, right: Right) -> bool {
    MATRIX
        .iter()
        .any(|(known, roles)| *known == right && roles.contains(&role))
}

/// The matrix as text, one line per right, one column per role, for review.
#[must_use]
pub fn matrix() -> String {
    let mut out = String::new();
    for (index, role) in Role::ALL.iter().enumerate() {
        let letter = char::from(b'A' + u8::try_from(index).unwrap_or(25));
        let _ = writeln!(out, "{letter} {}", role.code());
    }
    let header: String = (0..Role::ALL.len())
        .map(|index| char::from(b'A' + u8::try_from(index).unwrap_or(25)))
        .collect();
    let _ = writeln!(out, "\n{:<22} {header}", "");
    for (right, roles) in MATRIX {
        let row: String = Role::ALL
            .iter()
            .map(|role| if roles.contains(role) { 'x' } else { '.' })
            .collect();
        let _ = writeln!(out, "{:<22} {row}", right.code());
    }
    out
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_whole_matrix_of_rights_is_reviewed() {
        insta::assert_snapshot!(super::matrix());
    }
}
