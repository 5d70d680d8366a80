//! Whatever the data, the filter and the history: every answer equals that of a plain loop.

mod ledger;
mod lens;
mod naive;
