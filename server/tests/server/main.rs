//! The server over real HTTP, and the commands as processes. Needs `DATABASE_URL`: run
//! `cargo xtask with-postgres -- cargo test -p server`.
//!
//! One binary for all features, because linking the app is what costs.

mod support;

mod area;
mod authz;
mod bad_questions;
mod basemap;
mod board;
mod board_compared;
mod board_scope;
mod cases;
mod cells;
mod codes;
mod commands;
mod delivery;
mod desk_pages;
mod drawing;
mod drill;
mod effect;
mod elements;
mod errors;
mod export;
mod facets;
mod fusion;
mod grids;
mod headers;
mod import;
mod import_page;
mod intake_commands;
mod kept;
mod kills;
mod live;
mod map;
mod map_modes;
mod open311;
mod openapi;
mod ops;
mod pages;
mod people;
mod placing;
mod policy;
mod pull;
mod push;
mod quarantine;
mod real_data;
mod recount;
mod reports;
mod restart;
mod seed;
mod sign_in;
mod skew;
mod staff_api;
mod staff_map;
mod standards;
mod stations;
mod stopping;
mod supervise;
mod sweeper;
mod throttle;
mod weekly;
