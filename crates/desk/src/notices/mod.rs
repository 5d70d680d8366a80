//! What people are told in the workbench, and what administrators see of what left the house.
//!
//! Reading is by units and roles: a caller gets the notices of the units they act for, of the roles they hold,
//! and their own. Channels and dead letters need [`Right::ManageDeliveries`](domain::access::Right).

mod channels;
mod live;
mod reading;

pub use channels::{ChannelAdded, ChannelEdit, ChannelWish};
pub(crate) use live::NewsDesk;
pub use live::NoticeFeed;
pub use reading::Which;
