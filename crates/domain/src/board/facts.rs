//! What a case, as it stands, counts at which unit.

use chrono::{DateTime, Utc};

use super::figures::{CaseFact, Repeats, Share, Steps, Verdict};
use crate::case::{Assignment, CaseState, State};

/// What one unit counts of a case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PartFact {
    /// 0 for the case itself; else one more than the position of the assignment that the share comes from.
    pub part: u16,
    /// The unit; `None` = nobody leads the case.
    pub department: Option<String>,
    pub fact: CaseFact,
}

/// The case itself first, then what former leads and co-handlers keep of it. `verdict` is its source's own word,
/// `repeats` what it repeats.
///
/// What was handed over elsewhere and only told to us has no limit for signing, and counts in no figure of
/// hand-overs. A co-handler that was released before it fed back has nothing of the case any more.
#[must_use]
pub fn facts(case: &CaseState, verdict: Option<Verdict>, repeats: Repeats) -> Vec<PartFact> {
    let lead = case.lead();
    let seconds = |at: DateTime<Utc>| at.timestamp();
    let whole = CaseFact {
        received_at: seconds(case.reported_at),
        due_at: case
            .clock
            .current_due_at
            .filter(|_| !case.state.clock_stopped())
            .map(seconds),
        closed: matches!(case.state, State::Closed | State::Archived),
        closed_at: case.closed_at.map(seconds),
        verdict,
        suspended: case.clock.suspended_at.is_some(),
        satisfied: case.satisfaction.map(|level| level >= 4),
        share: Share::Case,
        steps: Steps {
            reworked: case.reworks > 0,
            solved: case.solved,
            repeats,
            handling: case.handling,
            ..lead.map(hand_over).unwrap_or_default()
        },
    };
    let mut all = vec![PartFact {
        part: 0,
        department: lead.map(|lead| lead.department.clone()),
        fact: whole,
    }];
    for (part, assignment) in (1..).zip(&case.assignments) {
        let (share, steps) = match (assignment.is_lead(), assignment.released_at.is_some()) {
            (true, true) => (Share::FormerLead, hand_over(assignment)),
            (false, released) if !released || assignment.feedback_at.is_some() => (
                Share::CoHandler,
                Steps {
                    completed: assignment.feedback_at.is_some(),
                    ..Steps::default()
                },
            ),
            _ => continue,
        };
        all.push(PartFact {
            part,
            department: Some(assignment.department.clone()),
            fact: CaseFact {
                received_at: whole.received_at,
                share,
                steps,
                ..CaseFact::default()
            },
        });
    }
    all
}

/// What a hand-over to a lead counts: whether it was given here with a limit for signing, signed and spoken within the
/// limits, or returned.
#[must_use]
pub fn hand_over(lead: &Assignment) -> Steps {
    let within = |at: Option<DateTime<Utc>>, due: Option<DateTime<Utc>>| {
        at.zip(due).is_some_and(|(at, due)| at <= due)
    };
    Steps {
        dispatched: lead.sign_due_at.is_some(),
        signed_in_time: within(lead.signed_at, lead.sign_due_at),
        contacted_in_time: within(lead.contacted_at, lead.contact_due_at),
        returned: lead.returned,
        ..Steps::default()
    }
}
