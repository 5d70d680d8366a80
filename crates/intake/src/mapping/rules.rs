//! A mapping after checking: what `file` and `convert` go by.

use std::collections::HashMap;
use std::fmt;

use domain::board::figures::Verdict;
use domain::intake::{Named, RegionDefaults};
use domain::publication::{Rounding, Tier};
use domain::source::SourceSystem;

use crate::convert::TimeFormats;
use crate::coordinates::{CoordinateSystem, Extent};
use crate::file::Encoding;
use crate::mapping::pull::Pull;

#[derive(Debug, Clone)]
pub(crate) struct Rules {
    pub(crate) region: Option<RegionDefaults>,
    pub(crate) region_code: Option<String>,
    pub(crate) system: Option<System>,
    pub(crate) pull: Option<Pull>,
    pub(crate) file: FileRules,
    pub(crate) fields: Fields,
}

/// The system that a mapping is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct System {
    /// What it is called on the wire. For one of the eight, its code.
    pub code: String,
    /// What people call it.
    pub name: String,
    /// Which of the eight it is, or counts as.
    pub kind: SourceSystem,
}

impl System {
    /// What stands before the identifiers of a system that only counts as one of the eight, so that they are
    /// never taken for that one's own.
    pub(crate) fn prefix(&self) -> Option<String> {
        (self.code != self.kind.code()).then(|| format!("{}:", self.code))
    }
}

#[derive(Debug, Clone)]
pub(crate) struct FileRules {
    /// `None`: find out.
    pub(crate) encoding: Option<Encoding>,
    /// `None`: find out.
    pub(crate) delimiter: Option<u8>,
    pub(crate) sheet: Sheet,
    /// Line of the header, first = 1.
    pub(crate) header_row: u64,
    /// Cells are written as [`crate::mark_text`] writes them, and cells that are not there as an apostrophe alone.
    pub(crate) text_marks: bool,
}

#[derive(Debug, Clone)]
pub(crate) enum Sheet {
    /// First = 1.
    Number(usize),
    Name(String),
}

impl fmt::Display for Sheet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Number(number) => write!(f, "{number}"),
            Self::Name(name) => write!(f, "`{name}`"),
        }
    }
}

/// How each field of a record is made. Columns know their place in the file once bound.
#[derive(Debug, Clone)]
pub(crate) struct Fields {
    pub(crate) external_id: IdRule,
    /// Stands before every identifier.
    pub(crate) prefix: Option<String>,
    pub(crate) version: TextRule,
    pub(crate) reporter: TextRule,
    pub(crate) source: Choice<SourceSystem>,
    pub(crate) received_at: TextRule,
    pub(crate) title: TextRule,
    pub(crate) narrative: TextRule,
    pub(crate) category: NamedRule,
    pub(crate) parent_category: NamedRule,
    pub(crate) department: NamedRule,
    pub(crate) township: NamedRule,
    pub(crate) community: NamedRule,
    pub(crate) address: TextRule,
    pub(crate) lng: TextRule,
    pub(crate) lat: TextRule,
    pub(crate) due_at: TextRule,
    pub(crate) closed_at: TextRule,
    pub(crate) closed: Choice<bool>,
    pub(crate) verdict: VerdictRule,
    pub(crate) duplicate: Choice<bool>,
    pub(crate) satisfied: Choice<bool>,
    pub(crate) times: TimeFormats,
    pub(crate) decimal_comma: bool,
    pub(crate) coordinates: CoordinateSystem,
    /// Where its points lie, if the mapping says so.
    pub(crate) extent: Option<Extent>,
    pub(crate) tier: Tier,
    pub(crate) rounding: Rounding,
}

/// A column the mapping names.
#[derive(Debug, Clone)]
pub(crate) struct Column {
    /// Where the mapping names it, e.g. `columns.category.code`.
    pub(crate) key: String,
    /// Line of the mapping.
    pub(crate) line: usize,
    /// Its name; of several, the first that the file has.
    pub(crate) names: Vec<String>,
    /// Fine without it.
    pub(crate) optional: bool,
    /// Cells (trimmed) that mean that there is nothing; an empty one always does.
    pub(crate) missing: Vec<String>,
    /// Place in the file, first = 0; `None` before binding and for optional ones the file lacks.
    pub(crate) at: Option<usize>,
}

impl Column {
    /// The trimmed cell of this column, unless it is missing.
    pub(crate) fn text<'row>(&self, row: &'row [String]) -> Option<&'row str> {
        let text = row.get(self.at?)?.trim();
        (!text.is_empty() && !self.missing.iter().any(|marker| marker == text)).then_some(text)
    }
}

pub(crate) type TextRule = Option<Column>;

#[derive(Debug, Clone)]
pub(crate) enum IdRule {
    /// One column, or several joined by `/`.
    Parts(Vec<Column>),
    /// The beginning of the content's hash.
    Content,
}

/// A field with few values.
#[derive(Debug, Clone)]
pub(crate) struct Choice<T> {
    pub(crate) column: Option<Column>,
    /// Key of the value table, for messages.
    pub(crate) table_key: &'static str,
    /// Empty: cells are the words themselves ([`Word`]). `None` stands for "nothing said".
    pub(crate) table: HashMap<String, Option<T>>,
    /// For every value the table does not list (`"*"`).
    pub(crate) other: Option<Option<T>>,
    /// Where the cell is missing, or for every row if there is no column.
    pub(crate) fallback: Option<T>,
}

/// What can be written in a value table or, without one, in the cells themselves.
pub(crate) trait Word: Copy {
    /// The value this word stands for.
    fn from_word(word: &str) -> Option<Self>;
    /// The words, for messages.
    fn words() -> String;
}

impl Word for SourceSystem {
    fn from_word(word: &str) -> Option<Self> {
        Self::from_code(word)
    }

    fn words() -> String {
        Self::ALL.map(Self::code).join(", ")
    }
}

impl Word for bool {
    fn from_word(word: &str) -> Option<Self> {
        match word.to_lowercase().as_str() {
            "1" | "true" | "yes" | "y" | "是" => Some(true),
            "0" | "false" | "no" | "n" | "否" => Some(false),
            _ => None,
        }
    }

    fn words() -> String {
        "1, true, yes, y, 是 or 0, false, no, n, 否".to_owned()
    }
}

impl Word for Verdict {
    fn from_word(word: &str) -> Option<Self> {
        match word {
            "on_time" => Some(Self::OnTime),
            "late" => Some(Self::Late),
            _ => None,
        }
    }

    fn words() -> String {
        "on_time, late".to_owned()
    }
}

/// A thing with a code and a name.
#[derive(Debug, Clone)]
pub(crate) struct NamedRule {
    pub(crate) code: Option<Column>,
    pub(crate) name: Option<Column>,
    /// Code → name, where the file has no column for names.
    pub(crate) names: HashMap<String, String>,
    /// Where the cell is missing, or for every row if there are no columns.
    pub(crate) fallback: Option<Named>,
}

#[derive(Debug, Clone)]
pub(crate) enum VerdictRule {
    /// Two columns of flags; both set is a contradiction, none set is no verdict.
    Flags { on_time: Column, late: Column },
    /// One column, or none at all.
    Choice(Choice<Verdict>),
}

impl Fields {
    /// Every column the mapping names.
    pub(crate) fn columns_mut(&mut self) -> Vec<&mut Column> {
        let mut columns = Vec::new();
        if let IdRule::Parts(parts) = &mut self.external_id {
            columns.extend(parts);
        }
        for rule in [
            &mut self.version,
            &mut self.reporter,
            &mut self.received_at,
            &mut self.title,
            &mut self.narrative,
            &mut self.address,
            &mut self.lng,
            &mut self.lat,
            &mut self.due_at,
            &mut self.closed_at,
            &mut self.source.column,
            &mut self.closed.column,
            &mut self.duplicate.column,
            &mut self.satisfied.column,
        ] {
            columns.extend(rule);
        }
        for rule in [
            &mut self.category,
            &mut self.parent_category,
            &mut self.department,
            &mut self.township,
            &mut self.community,
        ] {
            columns.extend(&mut rule.code);
            columns.extend(&mut rule.name);
        }
        match &mut self.verdict {
            VerdictRule::Flags { on_time, late } => columns.extend([on_time, late]),
            VerdictRule::Choice(choice) => columns.extend(&mut choice.column),
        }
        columns
    }
}
