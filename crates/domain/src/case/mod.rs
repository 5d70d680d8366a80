//! A case: its states, the actions people take on it, and the one table that decides.

pub mod code;
pub mod lifecycle;
mod model;
mod parts;
mod view;

pub use model::{
    Action, Actor, Assignment, AssignmentRole, Capacity, CaseState, Clock, Command, Decision, EventDraft,
    Reason, Refusal, Role, Rules, State, Supervision, Whistle, WhistleCall,
};
pub use view::{
    CaseChange, CaseFile, CasePage, CaseSummary, ChangePage, DuePair, Lookalike, PlaceRef, PublicEvent,
    Timeliness, UnitPart,
};
