use chrono::{DateTime, TimeDelta, Utc};
use domain::case::lifecycle::{decide, report};
use domain::case::{
    Action, Actor, CaseState, Command, Decision, EventDraft, Reason, Refusal, Role, Rules, State,
};
use domain::clock::{Calendar, StageLimits};

use crate::{calendar, fixed_now, limits};

/// A person in this role, of no unit; their id is the role's code.
#[must_use]
pub fn actor(role: Role) -> Actor {
    Actor {
        id: role.code().to_owned(),
        role,
        department: None,
    }
}

/// A handler of this unit.
#[must_use]
pub fn handler(department: &str) -> Actor {
    let department = department.to_owned();
    Actor {
        id: format!("handler-{department}"),
        role: Role::Handler,
        department: Some(department),
    }
}

/// A case and how it came to be: every decision since it was reported.
#[derive(Debug, Clone)]
pub struct Story {
    /// Time of the next action.
    pub now: DateTime<Utc>,
    /// Limits in force.
    pub limits: StageLimits,
    /// Calendar in force; the zone is Asia/Shanghai.
    pub calendar: Calendar,
    lead: String,
    co_handlers: Vec<String>,
    decisions: Vec<Decision>,
}

/// A case reported by the public at [`fixed_now`], to be led by unit `lead` under [`limits`].
#[must_use]
pub fn story() -> Story {
    let now = fixed_now();
    Story {
        now,
        limits: limits(),
        calendar: calendar(),
        lead: "lead".to_owned(),
        co_handlers: Vec::new(),
        decisions: vec![report(&actor(Role::Public), now, now, None)],
    }
}

impl Story {
    /// Names the unit that will lead.
    #[must_use]
    pub fn lead(mut self, department: &str) -> Self {
        self.lead = department.to_owned();
        self
    }

    /// Names one more unit that will co-handle.
    #[must_use]
    pub fn co_handler(mut self, department: &str) -> Self {
        self.co_handlers.push(department.to_owned());
        self
    }

    /// Sets the limits in force from here on.
    #[must_use]
    pub fn limits(mut self, limits: StageLimits) -> Self {
        self.limits = limits;
        self
    }

    /// Lets time pass.
    #[must_use]
    pub fn wait(mut self, time: TimeDelta) -> Self {
        self.now += time;
        self
    }

    /// The case as it is now.
    ///
    /// # Panics
    /// Never: every story begins with a report.
    #[must_use]
    pub fn case(&self) -> &CaseState {
        &self.decisions.last().expect("a story begins with a report").case
    }

    /// Every event so far, oldest first.
    #[must_use]
    pub fn events(&self) -> Vec<&EventDraft> {
        self.decisions.iter().map(|decision| &decision.event).collect()
    }

    /// Every decision so far, oldest first.
    #[must_use]
    pub fn decisions(&self) -> &[Decision] {
        &self.decisions
    }

    /// Tries an action; a refused one changes nothing.
    pub fn try_act(&mut self, actor: &Actor, command: &Command) -> Result<&Decision, Refusal> {
        let rules = Rules {
            limits: &self.limits,
            calendar: &self.calendar,
            zone: chrono_tz::Asia::Shanghai,
        };
        let decision = decide(self.case(), command, actor, rules, self.now)?;
        self.decisions.push(decision);
        Ok(&self.decisions[self.decisions.len() - 1])
    }

    /// Takes an action that must be possible.
    ///
    /// # Panics
    /// If it is refused.
    #[must_use]
    pub fn act(mut self, actor: &Actor, command: &Command) -> Self {
        let state = self.case().state;
        if let Err(refusal) = self.try_act(actor, command) {
            panic!(
                "{:?} of a case that is {}: {refusal}",
                command.action,
                state.code()
            );
        }
        self
    }

    /// Brings the case from its report to `state` by the shortest way, every action at the present time.
    ///
    /// # Panics
    /// If the story has already gone further than its report.
    #[must_use]
    pub fn reach(self, state: State) -> Self {
        assert_eq!(self.case().version, 1, "a story is brought to a state once");
        way_to(state)
            .iter()
            .fold(self, |story, action| story.step(*action))
    }

    /// Takes `action` in the plainest way, by whoever may.
    fn step(self, action: Action) -> Self {
        let role = match action {
            Action::Accept | Action::Reject => Role::Acceptor,
            Action::Dispatch | Action::Merge => Role::Dispatcher,
            Action::Verify | Action::Close | Action::Rework => Role::Verifier,
            Action::Suspend | Action::Archive | Action::Reopen => Role::Supervisor,
            _ => Role::Handler,
        };
        let person = if role == Role::Handler {
            handler(&self.lead)
        } else {
            actor(role)
        };
        let mut command = Command::new(action);
        match action {
            Action::Reject => command.reason = Some(Reason::NotAMatter),
            Action::Dispatch => {
                command.department = Some(self.lead.clone());
                command.co_departments.clone_from(&self.co_handlers);
            }
            Action::Merge => command.into = Some("7K3M-9QXA-4".to_owned()),
            Action::Return => command.reason = Some(Reason::NotCompetent),
            Action::Suspend => command.reason = Some(Reason::WaitsForThirdParty),
            Action::Rework => command.reason = Some(Reason::NotSolved),
            Action::Reopen => command.reason = Some(Reason::RepeatReport),
            _ => {}
        }
        let mut story = self;
        if action == Action::Feedback {
            for unit in story.co_handlers.clone() {
                story = story.act(&handler(&unit), &Command::new(Action::CoSign));
                story = story.act(&handler(&unit), &Command::new(Action::CoFeedback));
            }
        }
        story.act(&person, &command)
    }
}

/// The shortest way from a report to `state`.
fn way_to(state: State) -> Vec<Action> {
    use Action::{
        Accept, Archive, Close, Dispatch, Merge, Reject, Reopen, Return, Sign, Start, Suspend, Verify,
    };
    let main = [
        Accept,
        Dispatch,
        Sign,
        Start,
        Action::Feedback,
        Verify,
        Close,
        Archive,
    ];
    let (steps, side) = match state {
        State::Reported => (0, None),
        State::Accepted => (1, None),
        State::Dispatched => (2, None),
        State::Signed => (3, None),
        State::InProgress => (4, None),
        State::Feedback => (5, None),
        State::Verified => (6, None),
        State::Closed => (7, None),
        State::Archived => (8, None),
        State::Rejected => (0, Some(Reject)),
        State::Merged => (0, Some(Merge)),
        State::Returned => (2, Some(Return)),
        State::Suspended => (4, Some(Suspend)),
        State::Rework => (5, Some(Action::Rework)),
        State::Reopened => (7, Some(Reopen)),
    };
    main.into_iter().take(steps).chain(side).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_state_can_be_reached_through_the_table() {
        for state in State::ALL {
            let story = story().lead("roads").co_handler("police").reach(*state);
            assert_eq!(story.case().state, *state);
            assert_eq!(story.events().len(), story.case().version as usize);
        }
    }
}
