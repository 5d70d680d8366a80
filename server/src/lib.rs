//! The server of Lianqin: the program `lianqin` and everything between a request and the crates that
//! know the answer.
//!
//! It decides nothing about cases (that is `domain`), holds no SQL (`store`), renders no page (`app`)
//! and computes no figure (`portal`, `lens`): it starts them, connects them to the network, and
//! stops them without losing a request.

// The types of the larger pages nest deeper than the default, here too once they are optimised.
#![recursion_limit = "512"]

mod attempts;
mod bases;
pub mod cli;
mod codes;
mod config;
mod delivery;
mod elements;
mod files;
#[cfg(test)]
mod fuzz;
mod import;
mod jobs;
mod listen;
mod lists;
mod live;
mod middleware;
mod ogc;
mod open311;
mod open_data;
mod ops;
mod pages;
mod problem;
mod publishing;
mod pull;
mod push;
mod reports;
mod router;
mod seeding;
mod serving;
mod shutdown;
mod signature;
mod site;
mod staff;
mod state;
mod workbook;

pub use bases::MapSources;
pub use delivery::{Courier, DeliveryError, DeliverySettings, SmtpSecurity, SmtpSettings};
pub use pages::function_paths;
pub use router::{Access, addresses};
pub use serving::{Server, ServerOptions};
pub use shutdown::Shutdown;
pub use signature::signature;
pub use site::{Site, SiteError};
pub use staff::{OidcSettings, StaffOptions};
