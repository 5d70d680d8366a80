use chrono::{DateTime, TimeDelta, Utc};
use domain::board::figures::{CaseFact, Verdict};

/// A case as the figures see it; see [`fact`].
#[derive(Debug, Clone, Copy)]
pub struct Fact(CaseFact);

/// An open case without a limit, received at `received_at`.
#[must_use]
pub fn fact(received_at: DateTime<Utc>) -> Fact {
    Fact(CaseFact {
        received_at: received_at.timestamp(),
        due_at: None,
        closed: false,
        closed_at: None,
        verdict: None,
        suspended: false,
        satisfied: None,
        share: domain::board::figures::Share::Case,
        steps: domain::board::figures::Steps::default(),
    })
}

impl Fact {
    /// With its limit so long after the receipt.
    #[must_use]
    pub fn due_after(mut self, time: TimeDelta) -> Self {
        self.0.due_at = Some(self.0.received_at + time.num_seconds());
        self
    }

    /// Closed so long after the receipt.
    #[must_use]
    pub fn closed_after(mut self, time: TimeDelta) -> Self {
        self.0.closed = true;
        self.0.closed_at = Some(self.0.received_at + time.num_seconds());
        self
    }

    /// Closed by the word of its source, at an unknown time.
    #[must_use]
    pub fn verdict(mut self, verdict: Verdict) -> Self {
        self.0.closed = true;
        self.0.verdict = Some(verdict);
        self
    }

    /// Suspended.
    #[must_use]
    pub fn suspended(mut self) -> Self {
        self.0.suspended = true;
        self
    }

    /// Called back, with this answer.
    #[must_use]
    pub fn satisfied(mut self, satisfied: bool) -> Self {
        self.0.satisfied = Some(satisfied);
        self
    }

    /// The fact.
    #[must_use]
    pub fn build(self) -> CaseFact {
        self.0
    }
}
