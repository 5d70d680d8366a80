//! Which cases are one matter: what waits for a person, the matter of a case, and hot topics.

pub(crate) mod api;
mod matter_page;
mod parts;
mod proposals_page;
mod topics_page;

pub(crate) use matter_page::MatterPage;
pub(crate) use proposals_page::ProposalsPage;
pub(crate) use topics_page::TopicsPage;
