//! Policy as data: what holds when, what a change reaches, and what it never touches.

#[path = "../common/mod.rs"]
mod common;
mod support;

mod calendars;
mod categories;
mod default_leads;
mod departments;
mod limits;
mod log;
mod weights;
