use std::collections::BTreeMap;
use std::str::FromStr;

use thiserror::Error;

/// What a file may say about a cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Field {
    Code,
    Name,
    Township,
    Community,
    Kind,
    Rural,
}

impl Field {
    pub const ALL: [Self; 6] = [
        Self::Code,
        Self::Name,
        Self::Township,
        Self::Community,
        Self::Kind,
        Self::Rural,
    ];

    /// As it stands in a mapping, and in a file that was exported.
    #[must_use]
    pub fn key(self) -> &'static str {
        self.names()[0]
    }

    /// Names that are looked for, the first of them that a feature has. Those of a table are cut off after ten bytes.
    fn names(self) -> &'static [&'static str] {
        match self {
            Self::Code => &["code", "grid_code", "网格编码", "网格代码", "WGBM", "WGDM"],
            Self::Name => &["name", "grid_name", "网格名称", "WGMC"],
            Self::Township => &[
                "township",
                "township_code",
                "township_c",
                "街道编码",
                "乡镇编码",
                "镇街编码",
            ],
            Self::Community => &[
                "community",
                "community_code",
                "community_",
                "社区编码",
                "村社编码",
            ],
            Self::Kind => &["kind", "grid_kind", "网格类型"],
            Self::Rural => &["rural", "是否农村"],
        }
    }
}

/// Under which names a file says what.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Properties(BTreeMap<Field, String>);

/// Why a mapping cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error(
    "{given:?} maps nothing: write FIELD=PROPERTY, with one of code, name, township, community, kind, rural"
)]
pub struct PropertyError {
    given: String,
}

impl Properties {
    /// The usual names but for those that are given, each as `field=property`.
    pub fn with<'a>(given: impl IntoIterator<Item = &'a str>) -> Result<Self, PropertyError> {
        let parse = |given: &str| {
            let wrong = || PropertyError {
                given: given.to_owned(),
            };
            let (field, property) = given.split_once('=').ok_or_else(wrong)?;
            let field = Field::from_str(field.trim()).map_err(|()| wrong())?;
            let property = property.trim();
            if property.is_empty() {
                return Err(wrong());
            }
            Ok((field, property.to_owned()))
        };
        Ok(Self(given.into_iter().map(parse).collect::<Result<_, _>>()?))
    }

    /// The names under which a field is looked for.
    pub(crate) fn names(&self, field: Field) -> Vec<&str> {
        match self.0.get(&field) {
            Some(name) => vec![name],
            None => field.names().to_vec(),
        }
    }

    /// What a feature says of a field, and under which name; blanks around it are no part of it, and nothing else is nothing.
    pub(crate) fn get<'a>(
        &self,
        field: Field,
        said: &'a BTreeMap<String, String>,
    ) -> Option<(&'a str, &'a str)> {
        for name in self.names(field) {
            let found = said
                .get_key_value(name)
                .or_else(|| said.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)));
            if let Some((key, value)) = found.map(|(key, value)| (key, value.trim()))
                && !value.is_empty()
            {
                return Some((key, value));
            }
        }
        None
    }
}

impl FromStr for Field {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        Self::ALL.into_iter().find(|field| field.key() == text).ok_or(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
        pairs
            .iter()
            .map(|(key, value)| ((*key).to_owned(), (*value).to_owned()))
            .collect()
    }

    #[test]
    fn the_usual_names_are_found_in_any_case_and_in_chinese() {
        let usual = Properties::default();
        for name in ["code", "CODE", "Grid_Code", "网格编码", "wgbm"] {
            let said = said(&[(name, " 1 ")]);
            assert_eq!(usual.get(Field::Code, &said), Some((name, "1")), "{name}");
        }
        assert_eq!(usual.get(Field::Code, &said(&[("code", " ")])), None);
    }

    #[test]
    fn a_mapping_names_its_own_and_then_the_usual_one_does_not_count() {
        let own = Properties::with(["code=编号"]).expect("a mapping");
        let said = said(&[("code", "1"), ("编号", "2")]);
        assert_eq!(own.get(Field::Code, &said), Some(("编号", "2")));
        for wrong in ["编号", "colour=x", "code="] {
            assert!(Properties::with([wrong]).is_err(), "{wrong}");
        }
    }
}
