//! What people are told: their list, what could not be delivered, and the words of letters.
//!
//! `/desk/notices` is [`NoticesPage`], `/admin/deliveries` is [`DeliveriesPage`].

pub(crate) mod api;
mod deliveries_page;
mod letter;
mod notices_page;

pub use deliveries_page::DeliveriesPage;
pub use letter::{Letter, letter};
pub use notices_page::NoticesPage;
