//! The next step of a case: who does what when. Used for histories and for the live simulator alike, so
//! that a district goes on as it began.
//!
//! It proposes; whether a step is possible is decided by [`domain::case::lifecycle`] alone.

mod plan;
mod timing;

use chrono::{DateTime, TimeDelta, Utc};
use domain::case::{Action, Actor, CaseState, Command, Rules};
use domain::source::SourceSystem;
use uuid::Uuid;

use self::timing::Moment;
use crate::catalogue::OWN_TOWNSHIP;
use crate::departments::on_time;
use crate::fate::{Contact, Fate};
use crate::kinds::{Kind, Lead, kind};
use crate::random::{Purpose, of_case};

/// Time between the last step and the next, at least.
const GAP: TimeDelta = TimeDelta::seconds(40);

/// A step somebody is about to take.
#[derive(Debug, Clone)]
pub struct Step {
    /// When they mean to.
    pub at: DateTime<Utc>,
    pub actor: Actor,
    pub command: Command,
    /// Nothing is lost if they do it now.
    pub may_come_early: bool,
}

/// The way of one case from its report to its end.
#[derive(Debug, Clone)]
pub struct Course {
    case_id: Uuid,
    fate: Fate,
    kind: &'static Kind,
    lead: String,
    co: Vec<String>,
}

impl Course {
    /// The way of a case; `None` if its category is not one of the synthetic district's.
    #[must_use]
    pub fn of(case_id: Uuid, category: &str, source: SourceSystem, township: Option<&str>) -> Option<Self> {
        let kind = kind(category)?;
        let fate = Fate::of(case_id, source);
        let lead = match (kind.lead, township) {
            (Lead::Unit(unit), _) => unit,
            (Lead::Township, Some(township)) => township,
            (Lead::Township, None) => "civil",
        };
        let (units, share) = kind.co;
        // The second co-handler comes half as often.
        let wanted = fate
            .co
            .iter()
            .zip([1.0, 0.5])
            .take_while(|((draw, _), part)| *draw * 100.0 < f64::from(share) * part);
        let mut co: Vec<String> = Vec::new();
        for ((_, turn), _) in wanted {
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "a position in a short list"
            )]
            let first = (turn * units.len() as f64) as usize;
            let candidates = (0..units.len()).map(|index| units[(first + index) % units.len()]);
            let unit = candidates
                .filter_map(|unit| {
                    if unit == OWN_TOWNSHIP {
                        township
                    } else {
                        Some(unit)
                    }
                })
                .find(|unit| *unit != lead && !co.iter().any(|taken| taken == unit));
            co.extend(unit.map(str::to_owned));
        }
        Some(Self {
            case_id,
            fate,
            kind,
            lead: lead.to_owned(),
            co,
        })
    }

    /// The next step of the case, whose last was at `since`, if it has one. Nothing is planned before
    /// `earliest`: what may only be asked in time is left out when it is too late.
    #[must_use]
    pub fn next(
        &self,
        case: &CaseState,
        since: DateTime<Utc>,
        earliest: DateTime<Utc>,
        rules: Rules<'_>,
    ) -> Option<Step> {
        let mut now = Moment {
            course: self,
            case,
            since,
            earliest: earliest.max(since + GAP),
            rules,
            rng: of_case(Purpose::Step, self.case_id, case.version),
        };
        let plan = now.plan()?;
        let settled = matches!(
            plan.command.action,
            Action::AskExtension | Action::Suspend | Action::Resume | Action::Reopen | Action::Archive
        );
        // A word that comes too late would be in time if it came early.
        let owed = plan.command.action == Action::Contact && self.contact(case) == Contact::Late;
        Some(Step {
            at: plan.at.max(now.earliest),
            actor: plan.actor,
            may_come_early: !settled && !owed && !self.is_late(case),
            command: plan.command,
        })
    }

    /// Whether it will be closed after its limit.
    fn is_late(&self, case: &CaseState) -> bool {
        self.fate.luck >= self.quality(case)
    }

    fn contact(&self, case: &CaseState) -> Contact {
        self.fate.contact(self.quality(case))
    }

    /// The share of its cases that the lead closes in time.
    fn quality(&self, case: &CaseState) -> f64 {
        on_time(case.lead().map_or(&self.lead, |part| &part.department))
    }
}

#[cfg(test)]
mod tests {
    use chrono::TimeZone;
    use domain::case::{Role, lifecycle};
    use domain::clock::Calendar;
    use store::cases::RuleBook;

    use super::*;
    use crate::fate::Entry;
    use crate::kinds::categories;
    use crate::people::somebody;

    /// Waste on the street: one working day, no co-handler in most cases.
    const KIND: &str = "01002";

    /// The way of a case to the first contact: its step, and the limit it has by then.
    fn contact(course: &Course, rules: Rules<'_>) -> Option<(Step, DateTime<Utc>)> {
        let monday = Utc.with_ymd_and_hms(2026, 11, 23, 1, 0, 0).single()?;
        let mut rng = of_case(Purpose::Step, course.case_id, 0);
        let mut case = lifecycle::report(&somebody(Role::Public, &mut rng), monday, monday, None).case;
        let mut since = monday;
        loop {
            let step = course.next(&case, since, DateTime::<Utc>::MIN_UTC, rules)?;
            if step.command.action == Action::Contact {
                let due = case.lead()?.contact_due_at?;
                return Some((step, due));
            }
            since = step.at;
            let decided = lifecycle::decide(&case, &step.command, &step.actor, rules, since);
            case = decided.expect("a possible step").case;
        }
    }

    /// A simulator with time to spare would otherwise make everybody prompt.
    #[test]
    fn a_contact_meant_in_time_is_in_time_and_one_meant_late_does_not_come_early() {
        let book = RuleBook::of_categories(&categories(), chrono_tz::Asia::Shanghai, Calendar::china());
        let (mut prompt, mut late) = (0, 0);
        for number in 0..600 {
            let id = Uuid::from_u128(number);
            let course = Course::of(id, KIND, SourceSystem::Hotline12345, Some("999001002")).expect("a kind");
            if course.fate.entry != Entry::Accepted {
                continue;
            }
            let meant = course.fate.contact(on_time(&course.lead));
            let Some((step, due)) = contact(&course, book.rules(KIND)) else {
                assert_ne!(meant, Contact::InTime, "somebody in time was not heard");
                continue;
            };
            match meant {
                Contact::InTime => {
                    assert!(step.at <= due, "{} after {due}", step.at);
                    prompt += 1;
                }
                Contact::Late => {
                    assert!(step.at > due && !step.may_come_early, "{} before {due}", step.at);
                    late += 1;
                }
                Contact::Never => panic!("who never speaks has spoken"),
            }
        }
        assert!(prompt > 400 && late > 5, "{prompt} prompt, {late} late");
    }
}
