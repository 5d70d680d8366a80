//! The mapping that reads what was written out of records which another one had read.

use toml::{Table, Value};

use super::Mapping;
use crate::IntakeError;

/// How records are written out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Written {
    /// CSV in UTF-8 whose cells are marked by [`crate::mark_text`], and a cell that is not there by an apostrophe alone.
    MarkedCsv,
    /// The first sheet of a workbook, whose cells are marked in the same way.
    MarkedSheet,
    /// An object per line.
    JsonLines,
}

/// A region as a mapping describes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RegionText<'a> {
    pub code: &'a str,
    pub name: &'a str,
    pub name_en: Option<&'a str>,
    /// IANA name.
    pub time_zone: &'a str,
    /// `zh-CN` or `en`.
    pub locale: &'a str,
    /// `cn` or `h3`.
    pub scheme: &'a str,
}

impl Mapping {
    /// The text of a mapping that makes the same records of their columns, written this way, in a region that need not
    /// exist. What the original says of its file, and its comments, are left behind.
    pub fn for_export(&self, written: Written, region: &RegionText<'_>) -> Result<String, IntakeError> {
        let wrong = |message: String| IntakeError::Mapping {
            mapping: self.name.clone(),
            line: None,
            message,
        };
        let mut table: Table =
            toml::from_str(&self.text).map_err(|error| wrong(error.message().to_owned()))?;
        let mut file = Table::new();
        if let Some(missing) = table.get("file").and_then(|file| file.get("missing")) {
            file.insert("missing".to_owned(), missing.clone());
        }
        file.insert("encoding".to_owned(), Value::from("utf-8"));
        if written == Written::MarkedCsv {
            file.insert("delimiter".to_owned(), Value::from(","));
        }
        if written != Written::JsonLines {
            file.insert("text_marks".to_owned(), Value::from(true));
        }
        table.insert("file".to_owned(), Value::Table(file));
        let of_region = [
            ("code", Some(region.code)),
            ("name", Some(region.name)),
            ("name_en", region.name_en),
            ("time_zone", Some(region.time_zone)),
            ("locale", Some(region.locale)),
            ("scheme", Some(region.scheme)),
        ];
        let of_region = of_region
            .into_iter()
            .filter_map(|(key, value)| Some((key.to_owned(), Value::from(value?))));
        table.insert("region".to_owned(), Value::Table(of_region.collect()));
        let text = toml::to_string(&table).map_err(|error| wrong(error.to_string()))?;
        // Whoever reads it later should not be the first to find out.
        Self::parse(&self.name, &text)?;
        Ok(text)
    }
}
