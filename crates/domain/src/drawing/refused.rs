use thiserror::Error;

use crate::policy::Fault;

/// Why a drawing was not changed, or not put into force. It is as it was.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum Refused {
    #[error("no corner lies there")]
    NoCorner,
    #[error("no side lies there")]
    NoSide,
    #[error("borders of several cells meet in this corner: move it, or merge the cells")]
    Junction,
    #[error("a cell needs three corners that are not in one line")]
    TooFew,
    #[error("there is no cell {code} in the drawing")]
    NoCell { code: String },
    #[error("the code {code} is taken")]
    CodeTaken { code: String },
    #[error("the code is not {rule}")]
    WrongCode { rule: String },
    #[error("the line does not cross the cell from border to border")]
    DoesNotCross,
    #[error("the line crosses the cell more than once: draw a shorter one")]
    CrossesAgain,
    #[error("the line crosses itself")]
    LineCrosses,
    #[error("a part would be narrower than a metre")]
    Sliver,
    #[error("choose at least two cells")]
    OneCell,
    #[error("the cells have no border in common")]
    NotNeighbours,
    #[error("the cells would enclose ground that is not theirs")]
    Encloses,
    #[error("all of that ground lies in other cells")]
    NoGround,
    #[error("what is left for the cell lies in {parts} parts")]
    Parts { parts: usize },
    #[error("the cell would lie around cell {code}")]
    LiesAround { code: String },
    #[error("nothing would be left of cell {code}: merge it instead")]
    Swallows { code: String },
    #[error("cell {code} would be cut into parts: split it first")]
    CutsApart { code: String },
    #[error("the new cell would be a hole in cell {code}: split it first")]
    HoleIn { code: String },
    #[error("corners are written as longitude,latitude;longitude,latitude")]
    NoPlaces,
    #[error("at most {limit} corners are drawn at once: bring a file")]
    TooManyPlaces { limit: usize },
    #[error("the drawing has {corners} corners: at most {limit} can be drawn in the browser")]
    TooLarge { corners: usize, limit: usize },
    /// Another window of the same person.
    #[error("the draft was changed in another window: this page shows it as it is now")]
    ChangedMeanwhile,
    #[error("there is nothing to take back or to do again")]
    NoStep,
    /// The draft was made for another grid.
    #[error("the grid was cut anew meanwhile: the draft is kept, take it over to the grid of now")]
    CutMeanwhile,
    #[error("the grid of now and the draft both change {codes}")]
    BothChange { codes: String },
    #[error("nothing is changed")]
    NothingChanged,
    #[error("the draft has faults: {count}")]
    HasFaults { count: usize },
    /// Which faults is told beside it.
    #[error("the file has faults: {count}; nothing was changed")]
    FileFaults { count: usize },
    #[error("{reason}")]
    Unreadable { reason: String },
    #[error("the person does not exist, or works elsewhere")]
    NoPerson,
    #[error("the same person does that there already")]
    AssignedAlready,
    #[error("an assignment ends after it begins")]
    Backwards,
    #[error("{field} {fault}")]
    Field { field: &'static str, fault: Fault },
    #[error("line {line}: {why}")]
    AtLine { line: usize, why: Box<Refused> },
}

impl Refused {
    /// The field of a form that it is about, if it is one.
    #[must_use]
    pub fn field(&self) -> Option<&'static str> {
        match self {
            Self::CodeTaken { .. } | Self::WrongCode { .. } => Some("code"),
            Self::FileFaults { .. } | Self::Unreadable { .. } => Some("file"),
            Self::NoPerson | Self::AssignedAlready => Some("person"),
            Self::Backwards => Some("valid_to"),
            Self::AtLine { .. } => Some("list"),
            _ => None,
        }
    }
}
