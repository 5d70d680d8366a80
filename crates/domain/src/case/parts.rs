//! Who has which part in a case.

use super::model::{Assignment, AssignmentRole, CaseState, State, Whistle, WhistleCall};

impl State {
    /// Whether nothing is left to do, unless the case comes back.
    #[must_use]
    pub fn is_over(self) -> bool {
        matches!(
            self,
            Self::Closed | Self::Archived | Self::Rejected | Self::Merged
        )
    }
}

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

    /// Whether a unit still has something to do in `part`: it stands in that unit's queue.
    #[must_use]
    pub fn is_open_part(&self, part: &Assignment) -> bool {
        !self.state.is_over()
            && part.released_at.is_none()
            && (part.feedback_at.is_none() || (part.is_lead() && self.state == State::Rework))
    }

    /// Whether a unit has a part in the case that it was not released from, or was called to it.
    #[must_use]
    pub fn involves(&self, department: &str) -> bool {
        let parts = &self.assignments;
        parts
            .iter()
            .any(|part| part.released_at.is_none() && part.department == department)
            || self.latest_call(department).is_some()
    }

    /// The latest call of this unit or guest, with its whistle.
    #[must_use]
    pub fn latest_call(&self, callee: &str) -> Option<(&Whistle, &WhistleCall)> {
        self.whistles.iter().rev().find_map(|whistle| {
            let call = whistle.calls.iter().find(|call| call.callee == callee)?;
            Some((whistle, call))
        })
    }

    /// [`Self::latest_call`], to be changed.
    pub(super) fn latest_call_mut(&mut self, callee: &str) -> Option<&mut WhistleCall> {
        self.whistles
            .iter_mut()
            .rev()
            .find_map(|whistle| whistle.calls.iter_mut().find(|call| call.callee == callee))
    }

    /// The part of the co-handler `department` that still owes its feedback.
    #[must_use]
    pub fn open_co_handler(&self, department: &str) -> Option<&Assignment> {
        self.open_co_handlers().find(|part| part.department == department)
    }

    /// [`Self::open_co_handler`], to be changed.
    pub(super) fn open_co_handler_mut(&mut self, department: &str) -> Option<&mut Assignment> {
        self.assignments
            .iter_mut()
            .find(|part| part.owes_co_feedback() && part.department == department)
    }

    /// [`Self::lead`], to be changed.
    pub(super) fn lead_mut(&mut self) -> Option<&mut Assignment> {
        self.assignments
            .iter_mut()
            .rev()
            .find(|part| part.is_lead() && part.released_at.is_none())
    }
}
