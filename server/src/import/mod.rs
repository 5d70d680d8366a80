//! From a file to cases: `intake` reads, `desk::Placer` finds the grid cell, `store` takes.
//!
//! Reading and writing overlap: a thread converts the next rows while a batch is written. Memory holds
//! a few batches, whatever the size of the file. Each batch is one transaction, so what was taken
//! stays taken if the import is ended by force; the next run finds it unchanged and goes on from there.

mod batches;
mod objects;
mod pipeline;
mod preview;
pub(crate) mod quarantine;
mod reading;

pub(crate) use batches::{Taken, Taker};
pub(crate) use objects::take_objects;
pub(crate) use pipeline::{Import, ImportError, Outcome};
