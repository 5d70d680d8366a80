//! What is done next in each state, by whom, and with which words of the command.

use chrono::{DateTime, TimeDelta, Utc};
use domain::case::code::CaseCode;
use domain::case::{Action, Actor, Assignment, Command, Reason, Role, State};
use domain::clock::{self, Limit};
use rand::Rng;

use super::timing::{Moment, scaled, seconds};
use crate::departments::BUREAUS;
use crate::fate::{Contact, Entry};
use crate::office::Lean;
use crate::people::{handler, somebody};

/// Closed cases go to the archive after this.
const ARCHIVE: TimeDelta = TimeDelta::days(30);

/// A step that may lie too early.
pub(super) struct Plan {
    pub(super) at: DateTime<Utc>,
    pub(super) actor: Actor,
    pub(super) command: Command,
}

impl Moment<'_> {
    /// The next step, if the case has one.
    pub(super) fn plan(&mut self) -> Option<Plan> {
        let fate = &self.course.fate;
        match self.case.state {
            State::Reported => Some(self.entry()),
            State::Accepted => {
                let at = self.soon(2.0, 45.0);
                Some(self.dispatch(Action::Dispatch, at))
            }
            State::Returned => {
                let at = self.soon(10.0, 150.0);
                Some(self.dispatch(Action::Redispatch, at))
            }
            State::Dispatched | State::Signed | State::InProgress | State::Rework | State::Reopened => {
                self.work()
            }
            State::Suspended => {
                let since = self.case.clock.suspended_at.unwrap_or(self.since);
                let at = since + TimeDelta::seconds(seconds(fate.pause * 86_400.0));
                let actor = somebody(Role::Supervisor, &mut self.rng);
                Some(self.by(actor, self.office(at, Lean::Later), Command::new(Action::Resume)))
            }
            State::Feedback => Some(self.after_feedback()),
            State::Verified => Some(self.after_verification()),
            State::Closed => Some(self.after_closing()),
            State::Archived | State::Rejected | State::Merged => None,
        }
    }

    fn entry(&mut self) -> Plan {
        let at = self.soon(1.0, 40.0);
        let (role, command) = match self.course.fate.entry {
            Entry::Accepted => (Role::Acceptor, Command::new(Action::Accept)),
            Entry::Rejected(reason) => (
                Role::Acceptor,
                Command {
                    reason: Some(reason),
                    ..Command::new(Action::Reject)
                },
            ),
            Entry::Merged => (
                Role::Dispatcher,
                Command {
                    reason: Some(Reason::Duplicate),
                    // Of no case in the district: which one it was is not part of the story.
                    into: Some(CaseCode::new(self.rng.random()).to_string()),
                    ..Command::new(Action::Merge)
                },
            ),
        };
        let actor = somebody(role, &mut self.rng);
        self.by(actor, at, command)
    }

    fn dispatch(&mut self, action: Action, at: DateTime<Utc>) -> Plan {
        let course = self.course;
        let astray = course.fate.misrouted && self.case.returns == 0;
        let unit = if astray {
            self.wrong_unit()
        } else {
            course.lead.as_str()
        };
        let co = if astray { &[][..] } else { &course.co };
        let command = Command {
            department: Some(unit.to_owned()),
            co_departments: co.iter().filter(|co| *co != unit).cloned().collect(),
            ..Command::new(action)
        };
        let actor = somebody(Role::Dispatcher, &mut self.rng);
        self.by(actor, at, command)
    }

    /// A bureau that is not competent.
    fn wrong_unit(&mut self) -> &'static str {
        let number = self.rng.random_range(0..BUREAUS.len());
        let unit = BUREAUS[number].code;
        if unit == self.course.lead {
            BUREAUS[(number + 1) % BUREAUS.len()].code
        } else {
            unit
        }
    }

    /// Units work side by side: whoever is first acts. The lead speaks with whoever reported while it does.
    fn work(&mut self) -> Option<Plan> {
        let co = self.case.open_co_handlers().enumerate();
        let co = co
            .map(|(index, part)| (self.co_step(index, part), part))
            .min_by_key(|((at, _), _)| *at);
        let contact = self.contact_at();
        let lead = self.lead_step(co.is_some());
        // Office hours may move what is done next before what was meant to come first.
        let prompt = self.course.contact(self.case) == Contact::InTime;
        let done = lead
            .as_ref()
            .filter(|lead| prompt && lead.command.action == Action::Feedback);
        let contact = contact.map(|at| done.map_or(at, |done| at.min(done.at)));
        let first = [co.map(|((at, _), _)| at), lead.as_ref().map(|lead| lead.at)];
        if let Some(at) = contact
            && first.into_iter().flatten().all(|other| at <= other)
        {
            let actor = handler(&self.case.lead()?.department, &mut self.rng);
            return Some(self.by(actor, at, Command::new(Action::Contact)));
        }
        match (co, lead) {
            (Some(((at, action), part)), lead) if lead.as_ref().is_none_or(|lead| at <= lead.at) => {
                Some(self.co_plan(at, action, &part.department))
            }
            (_, lead) => lead,
        }
    }

    /// When the lead speaks with whoever reported, if it still does. A unit that sends the case back has not
    /// spoken; what is done once more is done for somebody whom one knows.
    fn contact_at(&self) -> Option<DateTime<Utc>> {
        let fate = &self.course.fate;
        let lead = self.case.lead().filter(|lead| lead.contacted_at.is_none())?;
        let astray = fate.misrouted && self.case.returns == 0;
        if astray || self.case.reworks > 0 {
            return None;
        }
        let (since, time) = (lead.assigned_at, lead.contact_due_at? - lead.assigned_at);
        let (_, draw) = fate.contact;
        match self.course.contact(self.case) {
            // Whoever is quick with the matter has spoken before it is done.
            Contact::InTime => {
                let at = (since + scaled(time, 0.1 + 0.8 * draw)).min(self.at_share(0.5));
                Some(self.office(at, Lean::Earlier))
            }
            Contact::Late => {
                let at = since + scaled(time, 1.1 + 2.0 * draw * draw);
                Some(self.office(at, Lean::Later))
            }
            Contact::Never => None,
        }
    }

    fn co_step(&self, index: usize, part: &Assignment) -> (DateTime<Utc>, Action) {
        let (_, quick) = self.course.fate.co[index % 2];
        match part.signed_at {
            None => (self.at_share(0.08 + 0.2 * quick), Action::CoSign),
            Some(_) if self.course.fate.idle_co => (self.at_share(0.82), Action::ReleaseCoHandler),
            Some(_) => (self.at_share(0.5 + 0.3 * quick), Action::CoFeedback),
        }
    }

    fn co_plan(&mut self, at: DateTime<Utc>, action: Action, unit: &str) -> Plan {
        let at = self.office(at, self.lean());
        if action == Action::ReleaseCoHandler {
            let actor = somebody(Role::Dispatcher, &mut self.rng);
            let command = Command {
                department: Some(unit.to_owned()),
                reason: Some(Reason::NotCompetent),
                ..Command::new(action)
            };
            return self.by(actor, at, command);
        }
        let actor = handler(unit, &mut self.rng);
        self.by(actor, at, Command::new(action))
    }

    /// What the lead does next, or somebody for it. It waits with its feedback for co-handlers.
    fn lead_step(&mut self, co_open: bool) -> Option<Plan> {
        let fate = &self.course.fate;
        let unit = self.case.lead()?.department.clone();
        let actor = handler(&unit, &mut self.rng);
        let astray = fate.misrouted && self.case.returns == 0;
        let (at, command) = match self.case.state {
            State::Dispatched if astray => {
                let command = Command {
                    reason: Some(Reason::NotCompetent),
                    ..Command::new(Action::Return)
                };
                (self.soon(20.0, 200.0), command)
            }
            State::Dispatched => (self.at_share(0.05), Command::new(Action::Sign)),
            State::Signed => (self.at_share(0.11), Command::new(Action::Start)),
            State::Rework | State::Reopened => (self.soon(10.0, 120.0), Command::new(Action::Start)),
            _ => return self.in_progress(actor, co_open),
        };
        let at = self.office(at, self.lean());
        Some(self.by(actor, at, command))
    }

    fn in_progress(&mut self, lead: Actor, co_open: bool) -> Option<Plan> {
        let fate = &self.course.fate;
        if self.case.extension.is_some() {
            let at = self.soon(20.0, 200.0);
            let granted = if fate.extension_granted {
                Action::ApproveExtension
            } else {
                Action::RefuseExtension
            };
            let actor = somebody(Role::Supervisor, &mut self.rng);
            return Some(self.by(actor, at, Command::new(granted)));
        }
        if fate.suspension
            && let Some(at) = self.once_at(0.35)
        {
            let actor = somebody(Role::Supervisor, &mut self.rng);
            let reasons = [
                Reason::WaitsForThirdParty,
                Reason::WaitsForEvidence,
                Reason::Weather,
            ];
            let reason = reasons[self.rng.random_range(0..reasons.len())];
            return Some(self.by(
                actor,
                at,
                Command {
                    reason: Some(reason),
                    ..Command::new(Action::Suspend)
                },
            ));
        }
        if fate.extension
            && let Some(at) = self.once_at(0.6)
            && let Some((due, limit)) = self.case.clock.current_due_at.zip(self.rules.limits.dispose)
        {
            let half = Limit {
                minutes: limit.minutes / 2 + 30,
                ..limit
            };
            let reasons = [
                Reason::Complex,
                Reason::NeedsOtherUnit,
                Reason::WaitsForThirdParty,
            ];
            let command = Command {
                reason: Some(reasons[self.rng.random_range(0..reasons.len())]),
                until: Some(clock::due(due, half, self.rules.calendar, self.rules.zone)),
                ..Command::new(Action::AskExtension)
            };
            return Some(self.by(lead, at, command));
        }
        if co_open {
            return None;
        }
        let at = if self.case.reworks > 0 {
            self.soon(60.0, 600.0)
        } else {
            self.at_share(0.84)
        };
        let at = self.office(at, self.lean());
        Some(self.by(lead, at, Command::new(Action::Feedback)))
    }

    fn after_feedback(&mut self) -> Plan {
        let fate = &self.course.fate;
        if fate.rework && self.case.reworks == 0 {
            return self.send_back(Role::Verifier);
        }
        if fate.called && fate.called_first {
            if self.case.solved == Some(true) {
                let at = self.at_share(1.0);
                return self.staff(Role::CallerBack, at, Command::new(Action::Close));
            }
            return self.call_back(0.93);
        }
        let at = if self.case.reworks > 0 {
            self.soon(20.0, 180.0)
        } else {
            self.at_share(0.93)
        };
        self.staff(Role::Verifier, at, Command::new(Action::Verify))
    }

    fn after_verification(&mut self) -> Plan {
        let fate = &self.course.fate;
        if fate.called && !fate.called_first && self.case.solved != Some(true) {
            return self.call_back(0.96);
        }
        let at = if self.case.reworks > 0 {
            self.soon(10.0, 120.0)
        } else {
            self.at_share(1.0)
        };
        let role = if self.rng.random_bool(0.7) {
            Role::Dispatcher
        } else {
            Role::Verifier
        };
        self.staff(role, at, Command::new(Action::Close))
    }

    /// Asks the citizen; what is not solved goes back.
    fn call_back(&mut self, share: f64) -> Plan {
        let fate = &self.course.fate;
        if self.case.solved == Some(false) && self.case.reworks == 0 {
            return self.send_back(Role::Supervisor);
        }
        let solved = !fate.unsolved || self.case.reworks > 0;
        // Somebody whose matter was mended after all does not stay as angry as at first.
        let satisfaction = fate.satisfaction.map(|level| {
            if solved {
                level.max(if fate.unsolved { 3 } else { 1 })
            } else {
                level
            }
        });
        let at = if self.case.reworks > 0 {
            self.soon(20.0, 180.0)
        } else {
            self.at_share(share)
        };
        let command = Command {
            satisfaction,
            solved: Some(solved),
            ..Command::new(Action::CallBack)
        };
        self.staff(Role::CallerBack, at, command)
    }

    fn send_back(&mut self, role: Role) -> Plan {
        let at = self.soon(15.0, 150.0);
        self.staff(
            role,
            at,
            Command {
                reason: Some(Reason::NotSolved),
                ..Command::new(Action::Rework)
            },
        )
    }

    fn after_closing(&mut self) -> Plan {
        let closed = self.case.closed_at.unwrap_or(self.since);
        if self.course.fate.veto && self.case.reworks == 0 {
            let at = closed + TimeDelta::seconds(self.rng.random_range(3_600..4 * 86_400));
            let actor = somebody(Role::Public, &mut self.rng);
            let command = Command {
                reason: Some(Reason::CitizenVeto),
                ..Command::new(Action::Reopen)
            };
            return self.by(actor, at, command);
        }
        let at = closed + ARCHIVE;
        self.staff(Role::Admin, at, Command::new(Action::Archive))
    }

    fn staff(&mut self, role: Role, at: DateTime<Utc>, command: Command) -> Plan {
        let actor = somebody(role, &mut self.rng);
        let at = self.office(at, self.lean());
        self.by(actor, at, command)
    }

    fn by(&self, actor: Actor, at: DateTime<Utc>, command: Command) -> Plan {
        Plan { at, actor, command }
    }
}
