//! The rules of joint governance: what a case is, who may do what to it and when, how its clocks run,
//! how figures are counted and ranked, and what the public may see.
//!
//! Pure: no I/O, no system clock, no randomness of its own. Time and seeds are passed in. Compiles to
//! wasm32, because pages share these types. It deliberately knows no sentences: it returns keys and
//! numbers, and the catalogue of the app turns them into words.

pub mod access;
pub mod admin_log;
pub mod area;
pub mod board;
pub mod case;
pub mod clock;
mod coded;
mod codes;
pub mod desk;
pub mod drawing;
pub mod effect;
pub mod element;
pub mod fusion;
pub mod intake;
mod lang;
pub mod live;
pub mod map;
pub mod notice;
pub mod policy;
pub mod publication;
pub mod source;
pub mod station;
pub mod supervise;

pub use codes::{
    CategoryCode, CodeError, CommunityCode, DepartmentCode, ElementCode, ElementKindCode, GridCode,
    RegionCode, StationCode, TownshipCode,
};
pub use lang::Lang;
