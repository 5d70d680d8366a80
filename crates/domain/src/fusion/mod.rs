//! Which records are one matter, and why: explainable fusion.
//!
//! [`Traits`] are what is compared of a record; [`Keys`] bring possible pairs together without comparing
//! everything with everything (blocking); [`compare`] weighs a pair and says in [`Evidence`] why;
//! [`matters`] makes matters of pairs, in the same way whatever the order in which records came.
//!
//! Three outcomes: joined by the machine, proposed to a person, separate. What a person has decided stands
//! above every weight. It deliberately knows nothing of a source's own word on duplicates: that is what its
//! quality is measured against.

mod compare;
mod matters;
mod place;
mod policy;
#[cfg(test)]
mod tests;
mod text;
pub mod topics;
mod traits;
mod view;

pub use compare::{Comparison, Evidence, Ground, Kinship, Outcome, compare};
pub use matters::{Decided, Link, Member, matters};
pub use place::{address_key, metres_between, nearby_cells};
pub use policy::Policy;
pub use text::Sketch;
pub use traits::{Keys, Pseudonym, Traits};
pub use view::{HotTopic, Matter, MatterMember, Pair, PairSide, ProposalPage, Repeats};

/// FNV-1a, 64 bits: small, and the same on every machine and in every version, as stored keys must be.
/// Source: <http://www.isthe.com/chongo/tech/comp/fnv/>.
fn fnv1a(bytes: impl IntoIterator<Item = u8>) -> u64 {
    let step = |hash: u64, byte: u8| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    bytes.into_iter().fold(0xcbf2_9ce4_8422_2325, step)
}
