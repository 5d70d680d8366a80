//! Whatever the data, the filter and the history: every answer equals that of a plain loop.

mod check_more;
mod hexes;
mod holding;
mod ledger;
mod lens;
mod limits;
mod merges;
mod naive;
mod snapshots;
