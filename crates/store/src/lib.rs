//! All SQL of Lianqin. One function, one transaction; row types stay private and become domain types.
//!
//! Two handles that cannot be confused: [`Db`] is the owner's connection to everything, [`PublicDb`] logs in
//! as a role that can read the schema `published` and nothing else.

pub mod admin_log;
pub mod attachments;
pub mod basemap;
mod bootstrap;
pub mod bulk;
pub mod cases;
pub mod codes;
mod connect;
mod copy;
pub mod district;
pub mod drawing;
pub mod elements;
mod error;
pub mod export;
pub mod figures;
pub mod fusion;
pub mod intake;
pub mod notices;
pub mod people;
pub mod policy;
pub mod publication;
pub mod published;
mod states;
pub mod stations;
pub mod supervise;
pub mod weekly;
pub mod workbench;

pub use bootstrap::{MigrationReport, bootstrap_roles, ensure_database, migrate};
pub use connect::{Db, PublicDb};
pub use error::StoreError;
