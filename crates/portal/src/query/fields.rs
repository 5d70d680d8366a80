use std::str::FromStr;

use domain::RegionCode;

use super::map::AREA;
use crate::{Portal, PortalError};

/// Decoded parameters in the order they came.
pub type Pairs = [(String, String)];

/// Longest value anybody needs.
const MAX_LENGTH: usize = 2_000;
/// The same for the corners of an area.
const MAX_CORNERS_LENGTH: usize = 6_000;

/// Parameters being read: whatever is left at the end was not known.
pub(super) struct Fields<'a> {
    pairs: Vec<Option<&'a (String, String)>>,
}

impl<'a> Fields<'a> {
    pub(super) fn new(pairs: &'a Pairs) -> Result<Self, PortalError> {
        for (name, value) in pairs {
            let most = match name.as_str() {
                AREA => MAX_CORNERS_LENGTH,
                _ => MAX_LENGTH,
            };
            if value.len() > most {
                return Err(PortalError::invalid(name, format!("is longer than {most} bytes")));
            }
        }
        Ok(Self {
            pairs: pairs.iter().map(Some).collect(),
        })
    }

    /// Every value of a parameter; empty ones (an untouched form field) say nothing.
    fn values(&mut self, name: &str) -> Vec<&'a str> {
        let taken = self
            .pairs
            .iter_mut()
            .filter(|pair| pair.is_some_and(|pair| pair.0 == name));
        taken
            .filter_map(Option::take)
            .map(|pair| pair.1.trim())
            .filter(|value| !value.is_empty())
            .collect()
    }

    /// A parameter that may come once.
    pub(super) fn one(&mut self, name: &str) -> Result<Option<&'a str>, PortalError> {
        match self.values(name).as_slice() {
            [] => Ok(None),
            [value] => Ok(Some(value)),
            _ => Err(PortalError::invalid(name, "is given more than once")),
        }
    }

    /// A parameter that may come once, parsed.
    pub(super) fn parsed<T: FromStr>(&mut self, name: &str, rule: &str) -> Result<Option<T>, PortalError> {
        let value = self.one(name)?;
        value
            .map(|value| value.parse().map_err(|_| PortalError::invalid(name, rule)))
            .transpose()
    }

    /// A set: the parameter may repeat, and each value may be a list with commas.
    pub(super) fn set(&mut self, name: &str) -> Vec<String> {
        let values = self.values(name);
        let mut set: Vec<String> = Vec::new();
        for value in values.iter().flat_map(|value| value.split(',')).map(str::trim) {
            if !value.is_empty() && !set.iter().any(|known| known == value) {
                set.push(value.to_owned());
            }
        }
        set
    }

    /// A set whose members must satisfy `known`.
    pub(super) fn known_set(
        &mut self,
        name: &str,
        rule: &str,
        known: impl Fn(&str) -> bool,
    ) -> Result<Vec<String>, PortalError> {
        let set = self.set(name);
        match set.iter().find(|value| !known(value)) {
            Some(value) => {
                let value: String = value.chars().take(80).collect();
                Err(PortalError::invalid(
                    name,
                    format!("{value:?} is not known: {rule}"),
                ))
            }
            None => Ok(set),
        }
    }

    /// The region, or the default one. It must exist.
    pub(super) fn region(&mut self, portal: &Portal) -> Result<RegionCode, PortalError> {
        let region = match self.one("region")? {
            None => portal.default_region().clone(),
            Some(text) => {
                RegionCode::parse(text).map_err(|error| PortalError::invalid("region", error.to_string()))?
            }
        };
        portal.picture(&region).map(|_| region)
    }

    /// Ends the reading: a parameter nobody asked for is a mistake. `lang` is read by whoever answers.
    pub(super) fn finish(mut self) -> Result<(), PortalError> {
        if let Some(lang) = self.one("lang")?
            && !matches!(lang, "zh-CN" | "zh" | "en")
        {
            return Err(PortalError::invalid("lang", "is one of zh-CN, en"));
        }
        match self.pairs.iter().flatten().next() {
            Some((name, _)) => {
                let name: String = name.chars().take(80).collect();
                Err(PortalError::invalid(&name, "is not a parameter here"))
            }
            None => Ok(()),
        }
    }
}
