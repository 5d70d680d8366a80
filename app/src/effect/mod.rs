//! What has changed since a date: three charts, their tables, and what they say to published claims.

mod api;
mod chart;
mod claims;
mod page;
mod scale;
mod words;

pub(crate) use page::EffectPage;
