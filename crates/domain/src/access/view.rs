use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::board::UnitRef;
use crate::case::Role;

/// What somebody sees of their own account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccountView {
    pub login: String,
    pub name: String,
    pub email: Option<String>,
    pub phone: Option<String>,
    pub has_password: bool,
    /// Roles in every region, by region.
    pub roles: Vec<HeldRoleView>,
    /// Tokens that hold, newest first.
    pub tokens: Vec<TokenView>,
}

/// A role somebody holds, with names.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HeldRoleView {
    /// What it is taken away by.
    pub id: String,
    pub region: UnitRef,
    pub role: Role,
    pub department: Option<UnitRef>,
    pub station: Option<UnitRef>,
}

/// An API token as its owner sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TokenView {
    pub id: String,
    pub name: String,
    /// Code of the one region it acts in; null = all of its owner's.
    pub region: Option<String>,
    pub created_at: DateTime<Utc>,
    pub last_used_at: Option<DateTime<Utc>>,
    pub expires_at: DateTime<Utc>,
}

/// A page of people, for the administrator of a region.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PeopleView {
    pub people: Vec<PersonView>,
    /// Where the next page begins; null on the last one.
    pub next: Option<String>,
    /// Units and stations that a role can be held for.
    pub departments: Vec<UnitRef>,
    pub stations: Vec<UnitRef>,
}

/// A person as an administrator of one region sees them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonView {
    pub id: String,
    pub login: String,
    pub name: String,
    pub email: Option<String>,
    pub phone: Option<String>,
    pub active: bool,
    pub must_change_password: bool,
    /// Roles in this region.
    pub roles: Vec<HeldRoleView>,
    /// Holds a role elsewhere too: password and account are not this region's alone.
    pub elsewhere: bool,
    /// It is whoever looks.
    pub is_self: bool,
}
