//! The staff side as programs use it: whole cases by tokens of several people, and every refusal.

mod codes;
mod files;
mod guests;
mod handling;
mod in_charge;
mod notices;
mod office;
mod refusals;
