//! Codes that name things: parsed once at the edge, trusted afterwards.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use thiserror::Error;

/// Why a text is not a code of its kind.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{kind} {value:?} is not valid: {rule}")]
pub struct CodeError {
    /// What was expected, e.g. `region`.
    pub kind: &'static str,
    /// What was given.
    pub value: String,
    /// What a valid one looks like.
    pub rule: &'static str,
}

macro_rules! code {
    ($(#[$doc:meta])* $name:ident, $kind:literal, $rule:literal, $valid:expr) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(String);

        impl $name {
            /// Parses a code; surrounding white space is not part of it.
            pub fn parse(text: &str) -> Result<Self, CodeError> {
                let text = text.trim();
                let valid: fn(&str) -> bool = $valid;
                if valid(text) {
                    Ok(Self(text.to_owned()))
                } else {
                    Err(CodeError { kind: $kind, value: text.chars().take(80).collect(), rule: $rule })
                }
            }

            /// The code as text.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl FromStr for $name {
            type Err = CodeError;
            fn from_str(text: &str) -> Result<Self, CodeError> {
                Self::parse(text)
            }
        }

        impl TryFrom<String> for $name {
            type Error = CodeError;
            fn try_from(text: String) -> Result<Self, CodeError> {
                Self::parse(&text)
            }
        }

        impl From<$name> for String {
            fn from(code: $name) -> String {
                code.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl AsRef<str> for $name {
            fn as_ref(&self) -> &str {
                &self.0
            }
        }
    };
}

fn is_text_code(text: &str) -> bool {
    let length = text.chars().count();
    (1..=64).contains(&length) && !text.chars().any(|c| c.is_control())
}

fn is_region(text: &str) -> bool {
    let digits = text.len() == 6 && text.bytes().all(|b| b.is_ascii_digit());
    let slug = (2..=12).contains(&text.len())
        && text
            .bytes()
            .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
        && text.bytes().any(|b| b.is_ascii_lowercase())
        && !text.starts_with('-')
        && !text.ends_with('-');
    digits || slug
}

code!(
    /// A tenant: six digits in China, otherwise a slug such as `boston`.
    RegionCode, "region", "six digits, or 2 to 12 of a-z, 0-9 and '-' with a letter", is_region
);
code!(
    /// A street, town or township; nine digits in scheme `cn`, free text elsewhere; unique per region.
    TownshipCode, "township", "1 to 64 characters", is_text_code
);
code!(
    /// A residents' or villagers' community; twelve digits in scheme `cn`; unique per region.
    CommunityCode, "community", "1 to 64 characters", is_text_code
);
code!(
    /// A grid cell: fifteen digits in scheme `cn` (community + 001–999), an H3 index in scheme `h3`.
    GridCode, "grid", "1 to 64 characters", is_text_code
);
code!(
    /// A unit that can lead or co-handle; the code is its identity, names may change.
    DepartmentCode, "department", "1 to 64 characters", is_text_code
);
code!(
    /// A joint-service station or a police post.
    StationCode, "station", "1 to 64 characters", is_text_code
);
code!(
    /// A kind of matter within a region.
    CategoryCode, "category", "1 to 64 characters", is_text_code
);
code!(
    /// A kind of element of the grid; it stands in addresses as a layer.
    ElementKindCode, "kind of element", "a to z, then a to z, 0 to 9 and '_', at most 32", crate::element::is_kind_code
);
code!(
    /// An element of the grid, within its kind.
    ElementCode, "element", "1 to 64 characters", is_text_code
);

impl DepartmentCode {
    /// The department that counts cases nobody was named for; see the board contract.
    pub const UNASSIGNED: &'static str = "unassigned";

    /// The code of [`DepartmentCode::UNASSIGNED`].
    #[must_use]
    pub fn unassigned() -> Self {
        Self(Self::UNASSIGNED.to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_region_is_six_digits_or_a_slug() {
        for good in ["331003", "999001", "boston", "ny", "new-york-2"] {
            assert!(RegionCode::parse(good).is_ok(), "{good}");
        }
        for bad in [
            "",
            "1",
            "33100",
            "3310030",
            "Boston",
            "-boston",
            "a_b",
            "abcdefghijklm",
            "12",
        ] {
            assert!(RegionCode::parse(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_code_error_names_the_kind_and_the_value() {
        let message = RegionCode::parse("NOPE").map_err(|e| e.to_string());
        assert_eq!(
            message,
            Err(
                "region \"NOPE\" is not valid: six digits, or 2 to 12 of a-z, 0-9 and '-' with a letter"
                    .into()
            )
        );
    }
}
