//! The mapping file as it is written. Unknown keys are errors everywhere: a misspelt key that is ignored
//! is a column that is silently lost.

use std::collections::BTreeMap;
use std::path::PathBuf;

use serde::Deserialize;
use toml::{Spanned, Value};

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Spec {
    pub(super) region: Option<Region>,
    pub(super) system: Option<SystemSpec>,
    pub(super) pull: Option<Spanned<PullSpec>>,
    #[serde(default)]
    pub(super) file: File,
    #[serde(default)]
    pub(super) formats: Formats,
    pub(super) columns: Columns,
    #[serde(default)]
    pub(super) values: Values,
    #[serde(default)]
    pub(super) defaults: Fallbacks,
    #[serde(default)]
    pub(super) constants: Constants,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Region {
    pub(super) code: Option<Spanned<String>>,
    pub(super) name: Spanned<String>,
    pub(super) name_en: Option<String>,
    pub(super) time_zone: Spanned<String>,
    pub(super) locale: Spanned<String>,
    pub(super) scheme: Spanned<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SystemSpec {
    pub(super) code: Spanned<String>,
    pub(super) name: Spanned<String>,
    pub(super) kind: Spanned<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PullSpec {
    pub(super) url: Spanned<String>,
    pub(super) cursor: Spanned<String>,
    pub(super) first: Option<String>,
    #[serde(default)]
    pub(super) records: String,
    pub(super) next: Spanned<String>,
    pub(super) key: Option<Spanned<PullKeySpec>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PullKeySpec {
    pub(super) header: String,
    #[serde(default)]
    pub(super) before: String,
    pub(super) env: Option<String>,
    pub(super) file: Option<PathBuf>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct File {
    pub(super) encoding: Option<Spanned<String>>,
    pub(super) delimiter: Option<Spanned<String>>,
    pub(super) sheet: Option<Spanned<SheetSpec>>,
    pub(super) header_row: Option<Spanned<u64>>,
    #[serde(default)]
    pub(super) missing: Vec<String>,
    #[serde(default)]
    pub(super) text_marks: bool,
}

#[derive(Debug, Deserialize)]
#[serde(untagged, expecting = "expected the number of a sheet (from 1) or its name")]
pub(super) enum SheetSpec {
    Number(usize),
    Name(String),
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Formats {
    pub(super) time: Option<Spanned<Vec<String>>>,
    pub(super) decimal: Option<Spanned<String>>,
    pub(super) coordinates: Option<Spanned<String>>,
    pub(super) extent: Option<Spanned<[f64; 4]>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Columns {
    pub(super) external_id: Option<Spanned<IdSpec>>,
    pub(super) version: Option<Spanned<PlainSpec>>,
    pub(super) source: Option<Spanned<PlainSpec>>,
    pub(super) reporter: Option<Spanned<PlainSpec>>,
    pub(super) received_at: Option<Spanned<PlainSpec>>,
    pub(super) title: Option<Spanned<PlainSpec>>,
    pub(super) narrative: Option<Spanned<PlainSpec>>,
    pub(super) category: Option<Spanned<NamedSpec>>,
    pub(super) parent_category: Option<Spanned<NamedSpec>>,
    pub(super) department: Option<Spanned<NamedSpec>>,
    pub(super) township: Option<Spanned<NamedSpec>>,
    pub(super) community: Option<Spanned<NamedSpec>>,
    pub(super) address: Option<Spanned<PlainSpec>>,
    pub(super) lng: Option<Spanned<PlainSpec>>,
    pub(super) lat: Option<Spanned<PlainSpec>>,
    pub(super) due_at: Option<Spanned<PlainSpec>>,
    pub(super) closed_at: Option<Spanned<PlainSpec>>,
    pub(super) closed: Option<Spanned<PlainSpec>>,
    pub(super) verdict: Option<Spanned<VerdictSpec>>,
    pub(super) duplicate: Option<Spanned<PlainSpec>>,
    pub(super) satisfied: Option<Spanned<PlainSpec>>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(
    untagged,
    expecting = "expected the name of a column, or a list of names of which the file has one"
)]
pub(super) enum Names {
    One(String),
    Several(Vec<String>),
}

#[derive(Debug, Deserialize)]
#[serde(
    untagged,
    expecting = "expected the name of a column, a list of names of which the file has one, or a table with `column` and perhaps `missing`, `optional`"
)]
pub(super) enum PlainSpec {
    Names(Names),
    Table(PlainTable),
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PlainTable {
    pub(super) column: Names,
    #[serde(default)]
    pub(super) missing: Vec<String>,
    #[serde(default)]
    pub(super) optional: bool,
}

#[derive(Debug, Deserialize)]
#[serde(
    untagged,
    expecting = "expected the name of a column, a list of names of which the file has one, or a table with `code`, `name` (or `column`) and perhaps `missing`, `optional`"
)]
pub(super) enum NamedSpec {
    Names(Names),
    Table(NamedTable),
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct NamedTable {
    pub(super) column: Option<Names>,
    pub(super) code: Option<Names>,
    pub(super) name: Option<Names>,
    #[serde(default)]
    pub(super) missing: Vec<String>,
    #[serde(default)]
    pub(super) optional: bool,
}

#[derive(Debug, Deserialize)]
#[serde(
    untagged,
    expecting = "expected the name of a column, a list of names of which the file has one, `{ parts = [columns] }` or `{ content = true }`"
)]
pub(super) enum IdSpec {
    Names(Names),
    Parts(IdParts),
    Content(IdContent),
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct IdParts {
    pub(super) parts: Vec<Names>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct IdContent {
    pub(super) content: bool,
}

#[derive(Debug, Deserialize)]
#[serde(
    untagged,
    expecting = "expected the name of a column, a list of names of which the file has one, a table with `column` and perhaps `missing`, `optional`, or a table of two flag columns, `on_time` and `late`"
)]
pub(super) enum VerdictSpec {
    Names(Names),
    Flags(VerdictFlags),
    Table(PlainTable),
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct VerdictFlags {
    pub(super) on_time: Names,
    pub(super) late: Names,
}

/// Value tables: what a cell says → what it means. `"*"` stands for every other value.
pub(super) type Table = BTreeMap<String, Spanned<Value>>;

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Values {
    pub(super) source: Option<Spanned<Table>>,
    pub(super) closed: Option<Spanned<Table>>,
    pub(super) verdict: Option<Spanned<Table>>,
    pub(super) duplicate: Option<Spanned<Table>>,
    pub(super) satisfied: Option<Spanned<Table>>,
    pub(super) category: Option<Spanned<Table>>,
    pub(super) parent_category: Option<Spanned<Table>>,
    pub(super) department: Option<Spanned<Table>>,
    pub(super) township: Option<Spanned<Table>>,
    pub(super) community: Option<Spanned<Table>>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(untagged, expecting = "expected a text, or a table with `code` and `name`")]
pub(super) enum NamedValue {
    Text(String),
    Pair(NamedPair),
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct NamedPair {
    pub(super) code: String,
    pub(super) name: String,
}

/// What a field is where its cell is missing.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Fallbacks {
    pub(super) source: Option<Spanned<String>>,
    pub(super) category: Option<Spanned<NamedValue>>,
    pub(super) parent_category: Option<Spanned<NamedValue>>,
    pub(super) department: Option<Spanned<NamedValue>>,
    pub(super) township: Option<Spanned<NamedValue>>,
    pub(super) community: Option<Spanned<NamedValue>>,
}

/// What a field is in every row.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Constants {
    pub(super) tier: Option<Spanned<String>>,
    pub(super) rounding: Option<Spanned<String>>,
    pub(super) source: Option<Spanned<String>>,
    pub(super) category: Option<Spanned<NamedValue>>,
    pub(super) parent_category: Option<Spanned<NamedValue>>,
    pub(super) department: Option<Spanned<NamedValue>>,
    pub(super) township: Option<Spanned<NamedValue>>,
    pub(super) community: Option<Spanned<NamedValue>>,
}
