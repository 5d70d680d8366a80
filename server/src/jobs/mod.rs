//! What runs beside the answering of requests. Each job survives the loss of the database: it backs
//! off, says so once, and goes on when the database is back.

mod backoff;
pub(crate) mod delivery;
pub(crate) mod publisher;
pub(crate) mod recount;
pub(crate) mod report;
pub(crate) mod simulator;
pub(crate) mod sweep;
pub(crate) mod sweeper;
#[cfg(test)]
mod tests;
pub(crate) mod watchdog;
