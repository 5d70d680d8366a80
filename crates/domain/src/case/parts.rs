//! Who has which part in a case.

use super::model::{Assignment, AssignmentRole, CaseState};

impl Assignment {
    /// Whether this is the lead's part.
    #[must_use]
    pub fn is_lead(&self) -> bool {
        self.role == AssignmentRole::Lead
    }

    /// Whether this is a co-handler's part, not released and without feedback.
    pub(super) fn owes_co_feedback(&self) -> bool {
        !self.is_lead() && self.released_at.is_none() && self.feedback_at.is_none()
    }
}

impl CaseState {
    /// The unit that has the lead, if one has.
    #[must_use]
    pub fn lead(&self) -> Option<&Assignment> {
        self.assignments
            .iter()
            .rev()
            .find(|part| part.is_lead() && part.released_at.is_none())
    }

    /// Co-handlers that were not released, in order of assignment.
    pub fn co_handlers(&self) -> impl Iterator<Item = &Assignment> {
        self.assignments
            .iter()
            .filter(|part| !part.is_lead() && part.released_at.is_none())
    }

    /// Co-handlers that still owe their feedback.
    pub fn open_co_handlers(&self) -> impl Iterator<Item = &Assignment> {
        self.co_handlers().filter(|part| part.feedback_at.is_none())
    }

    /// [`Self::lead`], to be changed.
    pub(super) fn lead_mut(&mut self) -> Option<&mut Assignment> {
        self.assignments
            .iter_mut()
            .rev()
            .find(|part| part.is_lead() && part.released_at.is_none())
    }
}
