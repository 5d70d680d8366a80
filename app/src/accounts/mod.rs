//! The staff side's frame, and people's accounts: sign-in, password, tokens, administration of people.

mod account_page;
mod api;
mod password_page;
mod people_page;
mod refused_page;
mod roles;
mod shell;
mod sign_in_page;
mod signed_in;

pub(crate) use account_page::AccountPage;
pub(crate) use password_page::PasswordPage;
pub(crate) use people_page::PeoplePage;
pub(crate) use refused_page::{Refusal, RefusedPage};
pub(crate) use shell::staff_shell;
pub(crate) use sign_in_page::{DemoAccounts, Providers, SignInPage};
pub(crate) use signed_in::{SignedIn, Unread};
