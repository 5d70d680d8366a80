//! The sunning board: figures, intervals, fair ranking, the composite, what a board looks like on the wire, and the
//! weekly report that is made of it.

mod assemble;
pub mod composite;
mod facts;
pub mod figures;
pub mod handling;
pub mod interval;
pub mod mix;
pub mod ranking;
pub mod recount;
mod view;
pub mod weekly;

pub use assemble::{Cohort, UnitCounts, assemble};
pub use facts::{PartFact, facts, hand_over};
pub use view::{
    Before, BoardGroup, BoardRow, BoardView, CompositeView, Figures, HandlingView, PeerGroup, UnitRef,
};
