//! Builders and a server; every test has a database of its own.

mod browser;
mod command;
mod described;
mod district;
mod handled;
mod picture;
mod records;
mod running;
mod world;

pub(crate) use browser::{Browser, PASSWORD};
pub(crate) use command::{Ended, Lianqin, free_addr};
pub(crate) use described::{assert_described, document, mismatch};
pub(crate) use handled::{Handled, shanghai};
pub(crate) use picture::{Picture, assert_same, picture, sums};
pub(crate) use records::{ago, ahead, record};
pub(crate) use running::{Running, problem};
pub(crate) use world::{World, fresh_database, site};
