//! Mappings: TOML files that say which column of a list is what. The format is described for the people
//! who write them in `mappings/README.md`; [`spec`] is that format as types, [`rules`] what is left of it
//! once it has been checked, [`check`] the way from one to the other.
//!
//! A mapping that is wrong is found out when it is loaded, with its line, not when the thousandth row
//! fails.

mod check;
mod choose;
mod export;
mod pull;
mod rules;
mod spec;

use std::io::Read;
use std::path::Path;

use domain::intake::RegionDefaults;

pub use export::{RegionText, Written};
pub use pull::{KeyFrom, Pull, PullKey};
pub use rules::System;
pub(crate) use rules::{
    Choice, Column, Fields, FileRules, IdRule, NamedRule, Rules, Sheet, TextRule, VerdictRule, Word,
};

use crate::IntakeError;

/// The shipped mappings: name, text.
const SHIPPED: [(&str, &str); 5] = [
    ("pingshan", include_str!("../../mappings/pingshan.toml")),
    ("boston311", include_str!("../../mappings/boston311.toml")),
    ("chicago311", include_str!("../../mappings/chicago311.toml")),
    (
        "citizen-messages",
        include_str!("../../mappings/citizen-messages.toml"),
    ),
    ("any-list", include_str!("../../mappings/any-list.toml")),
];

/// The mappings of the eight systems: code, text. Each lies with its description and samples in `systems/`.
const SYSTEMS: [(&str, &str); 8] = [
    (
        "four_platforms",
        include_str!("../../systems/four_platforms/mapping.toml"),
    ),
    ("110", include_str!("../../systems/110/mapping.toml")),
    ("petition", include_str!("../../systems/petition/mapping.toml")),
    ("mediation", include_str!("../../systems/mediation/mapping.toml")),
    ("12345", include_str!("../../systems/12345/mapping.toml")),
    (
        "grid_inspection",
        include_str!("../../systems/grid_inspection/mapping.toml"),
    ),
    ("station", include_str!("../../systems/station/mapping.toml")),
    ("public", include_str!("../../systems/public/mapping.toml")),
];

/// Longest mapping, in bytes.
const MAX_BYTES: u64 = 1 << 20;

/// Most brackets that a mapping opens, of tables and of lists; a long one opens a hundred. The parser of TOML, after a
/// mistake, follows those that are never closed down to the bottom of its stack.
const MAX_OPENED: usize = 400;

/// A checked mapping.
#[derive(Debug, Clone)]
pub struct Mapping {
    name: String,
    text: String,
    rules: Rules,
}

impl Mapping {
    /// The mapping of one of the eight systems by its code, a shipped one by its name, or one's own if `name_or_path` ends in `.toml`.
    pub fn load(name_or_path: &str) -> Result<Self, IntakeError> {
        let shipped = SYSTEMS.iter().chain(&SHIPPED);
        if let Some((name, text)) = shipped.into_iter().find(|(name, _)| *name == name_or_path) {
            return Self::parse(name, text);
        }
        let path = Path::new(name_or_path);
        if !path
            .extension()
            .is_some_and(|extension| extension.eq_ignore_ascii_case("toml"))
        {
            return Err(IntakeError::UnknownMapping {
                name: name_or_path.to_owned(),
                shipped: Self::shipped()
                    .chain(Self::systems())
                    .collect::<Vec<_>>()
                    .join(", "),
            });
        }
        let mut text = String::new();
        std::fs::File::open(path)
            .and_then(|file| file.take(MAX_BYTES + 1).read_to_string(&mut text))
            .map_err(|source| IntakeError::Io {
                path: path.to_owned(),
                source,
            })?;
        Self::parse(name_or_path, &text)
    }

    /// A mapping from its text; `name` is for messages.
    pub fn parse(name: &str, text: &str) -> Result<Self, IntakeError> {
        if text.len() as u64 > MAX_BYTES {
            return Err(IntakeError::Mapping {
                mapping: name.to_owned(),
                line: None,
                message: "is longer than 1 MiB: this is no mapping".to_owned(),
            });
        }
        if opened(text) > MAX_OPENED {
            return Err(IntakeError::Mapping {
                mapping: name.to_owned(),
                line: None,
                message: format!("opens more than {MAX_OPENED} brackets: this is no mapping"),
            });
        }
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        Ok(Self {
            name: name.to_owned(),
            text: text.to_owned(),
            rules: check::check(name, text)?,
        })
    }

    /// Codes of the systems whose mappings are shipped: the eight.
    pub fn systems() -> impl Iterator<Item = &'static str> {
        SYSTEMS.iter().map(|(code, _)| *code)
    }

    /// Names of the shipped mappings of single lists.
    pub fn shipped() -> impl Iterator<Item = &'static str> {
        SHIPPED.iter().map(|(name, _)| *name)
    }

    /// Name or path it was loaded by.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The file as it stands.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The system it is for, if it says so.
    #[must_use]
    pub fn system(&self) -> Option<&System> {
        self.rules.system.as_ref()
    }

    /// Where its records are fetched, if it says so.
    #[must_use]
    pub fn pull(&self) -> Option<&Pull> {
        self.rules.pull.as_ref()
    }

    /// What to create the region from if it does not exist yet. Time zone, locale and scheme are valid.
    #[must_use]
    pub fn region(&self) -> Option<&RegionDefaults> {
        self.rules.region.as_ref()
    }

    /// The region code it proposes where the caller names none.
    #[must_use]
    pub fn region_code(&self) -> Option<&str> {
        self.rules.region_code.as_deref()
    }

    /// Time zone of its region defaults.
    #[must_use]
    pub fn time_zone(&self) -> Option<chrono_tz::Tz> {
        self.region().and_then(|region| region.time_zone.parse().ok())
    }

    pub(crate) fn rules(&self) -> &Rules {
        &self.rules
    }
}

/// Brackets that are opened, as far as can be said of a text that may be none: braces anywhere, others outside quotes.
fn opened(text: &str) -> usize {
    let on_line = |line: &str| {
        let mut quote = None;
        let of_line = line.chars().filter(|&c| {
            match quote {
                None if matches!(c, '"' | '\'') => quote = Some(c),
                Some(open) if open == c => quote = None,
                _ => {}
            }
            c == '{' || c == '[' && quote.is_none()
        });
        of_line.count()
    };
    text.lines().map(on_line).sum()
}

#[cfg(test)]
#[path = "tests.rs"]
mod tests;
