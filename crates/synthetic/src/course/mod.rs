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
use crate::fate::Fate;
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
        Some(Step {
            at: plan.at.max(now.earliest),
            actor: plan.actor,
            may_come_early: !settled && !self.is_late(case),
            command: plan.command,
        })
    }

    /// Whether it will be closed after its limit.
    fn is_late(&self, case: &CaseState) -> bool {
        self.fate.luck >= on_time(case.lead().map_or(&self.lead, |part| &part.department))
    }
}
