//! Where a case is on the way from report to closure, as five stages that a resident understands.

use chrono::{DateTime, Utc};
use domain::case::{PublicEvent, State};

/// Stages in all; see `text::cases::stages`.
pub(super) const STAGES: usize = 5;

/// How many stages lie behind, and which one is going on. `None`: the case left the way (rejected, merged).
pub(super) fn stages_done(state: State) -> Option<usize> {
    match state {
        State::Reported => Some(0),
        State::Accepted | State::Returned => Some(1),
        State::Dispatched => Some(2),
        State::Signed | State::InProgress | State::Suspended | State::Rework | State::Reopened => Some(2),
        State::Feedback | State::Verified => Some(4),
        State::Closed | State::Archived => Some(STAGES),
        State::Rejected | State::Merged => None,
    }
}

/// When each stage was last reached; only of those behind.
pub(super) fn reached(timeline: &[PublicEvent], done: usize) -> [Option<DateTime<Utc>>; STAGES] {
    let of = |stage: usize| {
        (stage < done)
            .then(|| {
                timeline
                    .iter()
                    .rev()
                    .find(|event| stage_of(event.to) == Some(stage))
                    .map(|event| event.at)
            })
            .flatten()
    };
    std::array::from_fn(of)
}

/// The stage that reaching `state` completes.
fn stage_of(state: State) -> Option<usize> {
    match state {
        State::Accepted => Some(0),
        State::Dispatched => Some(1),
        State::Feedback => Some(3),
        State::Closed => Some(4),
        State::Reported
        | State::Signed
        | State::InProgress
        | State::Verified
        | State::Archived
        | State::Rejected
        | State::Merged
        | State::Returned
        | State::Suspended
        | State::Rework
        | State::Reopened => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::TimeZone;
    use domain::case::Action;

    fn event(seq: u32, action: Action, to: State) -> PublicEvent {
        let at = Utc
            .with_ymd_and_hms(2026, 11, 23, 8, seq, 0)
            .single()
            .expect("valid time");
        PublicEvent {
            seq,
            action,
            at,
            from: None,
            to,
            department: None,
            reason: None,
            due_at: None,
        }
    }

    #[test]
    fn a_stage_wears_the_time_it_was_last_reached() {
        let timeline = [
            event(1, Action::Accept, State::Accepted),
            event(2, Action::Dispatch, State::Dispatched),
            event(3, Action::Return, State::Returned),
            event(4, Action::Redispatch, State::Dispatched),
        ];
        let times = reached(&timeline, 2);
        assert_eq!(
            times.map(|at| at.map(|at| at.format("%M").to_string())),
            [Some("01".into()), Some("04".into()), None, None, None]
        );
    }

    #[test]
    fn a_reopened_case_has_lost_its_closing() {
        assert_eq!(stages_done(State::Closed), Some(STAGES));
        assert_eq!(stages_done(State::Reopened), Some(2));
        let timeline = [
            event(1, Action::Close, State::Closed),
            event(2, Action::Reopen, State::Reopened),
        ];
        assert_eq!(reached(&timeline, 2), [None; STAGES]);
    }

    #[test]
    fn a_rejected_case_is_on_no_stage() {
        assert_eq!(stages_done(State::Rejected), None);
    }
}
