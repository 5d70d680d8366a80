//! The made-up district, its made-up past, and both in a real database.

mod common;
mod crowd;
mod district;
mod histories;
mod seeding;
