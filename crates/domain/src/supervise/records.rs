//! What the views of supervision are counted from, and which cases stand behind which number.
//!
//! A number on a page and the list that it leads to ask the same question, [`Kind::holds_now`] or
//! [`Kind::holds_of`], so that they cannot disagree. How a case counts is decided in [`crate::board::figures`].

use chrono::{DateTime, TimeDelta, Utc};

use crate::board::figures::{CaseFact, Counts, Share, Timeliness};
use crate::case::AssignmentRole;
use crate::coded::coded;

coded!(
    /// What a list of cases is about. The first ones are about what is open now, the others about the cases
    /// received in a period.
    Kind {
        /// Open.
        Open = "open",
        /// Open and due within the next hours.
        Soon = "soon",
        /// Open, past the current due and not suspended.
        Overdue = "overdue",
        /// Open, past the first promise and not past the current due: more time was given.
        PastPromise = "past_promise",
        /// Given to the unit, which has not signed within the limit.
        Unsigned = "unsigned",
        /// A co-handler's part that is past its current due.
        CoOverdue = "co_overdue",
        /// Waits for the answer to a supervisor's demand.
        Supervised = "supervised",
        /// Received in the period.
        Received = "received",
        /// Closed or overdue, and not suspended: what the on-time rate is divided by.
        Due = "due",
        /// Closed on time.
        OnTime = "on_time",
        /// Closed late, or overdue.
        Late = "late",
        /// Given to the unit with a limit for signing.
        Given = "given",
        /// Of these: signed within it.
        Signed = "signed",
        /// Returned by the unit as not competent.
        Returned = "returned",
        /// Reworked or opened again.
        Reworked = "reworked",
        /// Closed.
        Closed = "closed",
        /// A call-back brought a verdict.
        Verdict = "verdict",
        /// The verdict was positive.
        Satisfied = "satisfied",
        /// Closed, and no call-back brought a verdict.
        NoVerdict = "no_verdict",
        /// More time was asked for.
        Extended = "extended",
        /// The lead was given to a unit more than once.
        Bounced = "bounced",
    }
);

impl Kind {
    /// Whether it is about what is open now, whenever it was received.
    #[must_use]
    pub fn is_of_now(self) -> bool {
        self < Self::Received
    }

    /// Whether an open part is one of these at `now`, with `soon` ahead.
    #[must_use]
    pub fn holds_now(self, part: &OpenPart, now: DateTime<Utc>, soon: TimeDelta) -> bool {
        let is_lead = part.role == AssignmentRole::Lead;
        let is_past = |due: Option<DateTime<Utc>>| part.is_past(due, now);
        match self {
            Self::Open => is_lead,
            Self::Soon => {
                let due = part.current_due_at.filter(|_| !part.is_suspended);
                is_lead && due.is_some_and(|due| now <= due && due < now + soon)
            }
            Self::Overdue => is_lead && is_past(part.current_due_at),
            Self::PastPromise => is_lead && is_past(part.original_due_at) && !is_past(part.current_due_at),
            Self::Unsigned => is_lead && is_past(part.sign_due_at),
            Self::CoOverdue => !is_lead && is_past(part.current_due_at),
            Self::Supervised => is_lead && part.is_supervised,
            _ => false,
        }
    }

    /// Whether a unit's share of a case is one of these at `as_of`. What was asked for and where a case went is
    /// told by other records.
    #[must_use]
    pub fn holds_of(self, part: &LedPart, as_of: DateTime<Utc>) -> bool {
        let fact = &part.fact;
        let as_of = as_of.timestamp();
        let is_case = fact.share == Share::Case;
        match self {
            Self::Received => is_case,
            Self::Due => is_case && Timeliness::MEASURED.contains(&fact.timeliness(as_of)),
            Self::OnTime => is_case && fact.timeliness(as_of) == Timeliness::OnTime,
            Self::Late => is_case && matches!(fact.timeliness(as_of), Timeliness::Late | Timeliness::Overdue),
            Self::Given => fact.steps.dispatched,
            Self::Signed => fact.steps.signed_in_time,
            Self::Returned => fact.steps.returned,
            Self::Closed => is_case && fact.is_closed(as_of),
            Self::Verdict => is_case && fact.satisfied.is_some(),
            Self::Satisfied => is_case && fact.satisfied == Some(true),
            Self::Reworked => is_case && fact.steps.reworked,
            Self::NoVerdict => is_case && fact.is_closed(as_of) && fact.satisfied.is_none(),
            _ => false,
        }
    }
}

/// A unit's part in an open case, or an open case that nobody leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenPart {
    /// Public code of the case, without hyphens.
    pub case: String,
    /// Nobody leads it where there is none.
    pub department: Option<String>,
    pub role: AssignmentRole,
    pub original_due_at: Option<DateTime<Utc>>,
    pub current_due_at: Option<DateTime<Utc>>,
    /// By when to sign, while that is not done.
    pub sign_due_at: Option<DateTime<Utc>>,
    pub is_suspended: bool,
    pub is_supervised: bool,
}

impl OpenPart {
    /// Whether `due` is past while the part is open: the rule of the figures.
    fn is_past(&self, due: Option<DateTime<Utc>>, now: DateTime<Utc>) -> bool {
        let fact = CaseFact {
            received_at: 0,
            due_at: due.map(|due| due.timestamp()),
            closed: false,
            closed_at: None,
            verdict: None,
            suspended: self.is_suspended,
            satisfied: None,
            share: Share::default(),
            steps: crate::board::figures::Steps::default(),
        };
        fact.is_overdue(now.timestamp())
    }
}

/// A unit's share of a case of a period: as its lead, or as one that led it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LedPart {
    /// Public code of the case, without hyphens.
    pub case: String,
    /// Nobody leads it where there is none.
    pub department: Option<String>,
    pub fact: CaseFact,
    /// When the part was given and when it was signed for.
    pub signed: Option<(DateTime<Utc>, DateTime<Utc>)>,
    /// Who signed for it and so is in charge of it, as events name people; told of one unit at a time.
    pub in_charge: Option<String>,
}

/// What the open cases of a unit come to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct NowCounts {
    pub open: u64,
    pub soon: u64,
    pub overdue: u64,
    pub past_promise: u64,
    pub unsigned: u64,
    pub co_overdue: u64,
    pub supervised: u64,
}

impl NowCounts {
    /// Adds a part as it stands at `now`.
    pub fn add(&mut self, part: &OpenPart, now: DateTime<Utc>, soon: TimeDelta) {
        let is = |kind: Kind| u64::from(kind.holds_now(part, now, soon));
        self.open += is(Kind::Open);
        self.soon += is(Kind::Soon);
        self.overdue += is(Kind::Overdue);
        self.past_promise += is(Kind::PastPromise);
        self.unsigned += is(Kind::Unsigned);
        self.co_overdue += is(Kind::CoOverdue);
        self.supervised += is(Kind::Supervised);
    }
}

/// What the cases of a period come to, for one unit or for all.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tally {
    pub counts: Counts,
    /// Cases with a limit that are open within it.
    pub running: u64,
    /// Closed, and no call-back brought a verdict.
    pub no_verdict: u64,
    /// Working minutes from being given a case to signing for it, unsorted.
    pub waits: Vec<u32>,
}

impl Tally {
    /// Adds a share as it stands at `as_of`; `wait` is how long it took to sign.
    pub fn add(&mut self, part: &LedPart, wait: Option<u32>, as_of: DateTime<Utc>) {
        self.no_verdict += u64::from(Kind::NoVerdict.holds_of(part, as_of));
        let as_of = as_of.timestamp();
        self.counts += Counts::of(&part.fact, as_of);
        let is_running = part.fact.share == Share::Case && part.fact.timeliness(as_of) == Timeliness::Running;
        self.running += u64::from(is_running);
        self.waits.extend(wait);
    }

    /// The middle of the waits; `None` without any.
    #[must_use]
    pub fn median_wait(&self) -> Option<u32> {
        median(&self.waits)
    }
}

/// The middle value; the lower of two. `None` without any.
#[must_use]
pub fn median(values: &[u32]) -> Option<u32> {
    let mut values = values.to_vec();
    let middle = values.len().checked_sub(1)? / 2;
    let (_, median, _) = values.select_nth_unstable(middle);
    Some(*median)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::board::figures::Steps;
    use chrono::TimeZone;

    fn at(hour: i64) -> DateTime<Utc> {
        Utc.timestamp_opt(hour * 3_600, 0).single().expect("a time")
    }

    fn part() -> OpenPart {
        OpenPart {
            case: "C".to_owned(),
            department: Some("roads".to_owned()),
            role: AssignmentRole::Lead,
            original_due_at: Some(at(10)),
            current_due_at: Some(at(20)),
            sign_due_at: None,
            is_suspended: false,
            is_supervised: false,
        }
    }

    fn kinds(part: &OpenPart, hour: i64) -> Vec<&'static str> {
        let holds = |kind: &&Kind| kind.holds_now(part, at(hour), TimeDelta::hours(4));
        Kind::ALL.iter().filter(holds).map(|kind| kind.code()).collect()
    }

    #[test]
    fn both_clocks_of_an_open_case_are_told_apart() {
        assert_eq!(kinds(&part(), 9), ["open"]);
        assert_eq!(kinds(&part(), 11), ["open", "past_promise"]);
        assert_eq!(kinds(&part(), 17), ["open", "soon", "past_promise"]);
        assert_eq!(kinds(&part(), 21), ["open", "overdue"]);
        let suspended = OpenPart {
            is_suspended: true,
            ..part()
        };
        assert_eq!(kinds(&suspended, 21), ["open"]);
    }

    #[test]
    fn a_co_handlers_part_is_no_case_of_its_unit() {
        let co = OpenPart {
            role: AssignmentRole::Co,
            ..part()
        };
        assert_eq!(kinds(&co, 9), [""; 0]);
        assert_eq!(kinds(&co, 21), ["co_overdue"]);
    }

    fn led(share: Share, steps: Steps) -> LedPart {
        LedPart {
            case: "C".to_owned(),
            department: Some("roads".to_owned()),
            fact: CaseFact {
                received_at: 0,
                due_at: Some(at(10).timestamp()),
                closed: false,
                closed_at: None,
                verdict: None,
                suspended: false,
                satisfied: None,
                share,
                steps,
            },
            signed: None,
            in_charge: None,
        }
    }

    #[test]
    fn a_unit_that_returned_a_case_has_the_return_and_not_the_case() {
        let former = led(
            Share::FormerLead,
            Steps {
                dispatched: true,
                returned: true,
                ..Steps::default()
            },
        );
        let of = |part: &LedPart| -> Vec<&'static str> {
            let holds = |kind: &&Kind| kind.holds_of(part, at(11));
            Kind::ALL.iter().filter(holds).map(|kind| kind.code()).collect()
        };
        assert_eq!(of(&former), ["given", "returned"]);
        assert_eq!(
            of(&led(Share::Case, Steps::default())),
            ["received", "due", "late"]
        );
        let mut tally = Tally::default();
        tally.add(&former, Some(30), at(11));
        tally.add(&led(Share::Case, Steps::default()), Some(10), at(9));
        assert_eq!(
            (tally.counts.received, tally.counts.returned, tally.running),
            (1, 1, 1)
        );
        assert_eq!(tally.median_wait(), Some(10));
    }

    #[test]
    fn the_middle_of_none_is_none() {
        assert_eq!(median(&[]), None);
        assert_eq!(median(&[3, 1, 2]), Some(2));
    }

    #[test]
    fn every_list_is_of_now_or_of_a_period() {
        let of_now: Vec<_> = Kind::ALL.iter().filter(|kind| kind.is_of_now()).collect();
        assert_eq!(
            (of_now.first(), of_now.last()),
            (Some(&&Kind::Open), Some(&&Kind::Supervised))
        );
    }
}
