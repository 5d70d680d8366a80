use serde::{Deserialize, Serialize};
use thiserror::Error;

/// Why a field cannot be taken: a key with its numbers, which pages say in the reader's language.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Error)]
#[serde(tag = "fault", rename_all = "snake_case")]
pub enum Fault {
    #[error("must not be empty")]
    Empty,
    #[error("at most {most} characters, and no control characters")]
    TooLong { most: u32 },
    #[error("not one of the choices")]
    Choice,
    #[error("there is no such thing here")]
    Unknown,
    #[error("exists already")]
    Taken,
    #[error("no longer in use")]
    Inactive,
    #[error("was merged into {into}: choose that one")]
    Merged { into: String },
    #[error("must not lie in the past")]
    InPast,
    #[error("would stand below itself")]
    Ring,
    #[error("must be a number from {from} to {to}")]
    Number { from: i32, to: i32 },
    #[error("must be a day such as 2026-12-31")]
    Day,
    #[error("must be a day and time such as 2026-12-31T08:30")]
    Moment,
    #[error(
        "must be sessions such as 08:30-12:00 14:00-17:30, each ending after it begins, in order of the day"
    )]
    Hours,
    #[error("must end after it begins")]
    Backwards,
    #[error("line {line} must be `date,holiday,occasion` or `date,workday,occasion`")]
    Line { line: u32 },
    #[error("line {line} names again what an earlier line has named")]
    Twice { line: u32 },
    #[error("line {line} is not of the year {year}")]
    OtherYear { line: u32, year: i32 },
    #[error("the shares add up to {sum}, not to 100")]
    Sum { sum: u32 },
    #[error("the grid was cut on that day or later already: a cut has to be later than the last one")]
    BeforeCut,
    #[error("only a resident unit that has moved in takes turns on duty")]
    NotResident,
}

/// A field with what is wrong about it.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{field} {fault}")]
pub struct FieldFault {
    pub field: &'static str,
    pub fault: Fault,
}

impl FieldFault {
    /// This is wrong about that field.
    #[must_use]
    pub fn new(field: &'static str, fault: Fault) -> Self {
        Self { field, fault }
    }
}
