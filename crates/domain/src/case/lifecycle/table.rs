//! The table itself: data, read from top to bottom like the life of a case.

use super::guard::Guard::{self, *};
use crate::case::Action::{self, *};
use crate::case::Role::{self, *};
use crate::case::State;

/// One line: who may do what where, on which conditions, and what becomes of state and clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Transition {
    /// What is done.
    pub action: Action,
    /// In which states; none = there is no case yet.
    pub from: &'static [State],
    /// By whom.
    pub roles: &'static [Role],
    /// On which conditions, checked in this order; the first that fails is the refusal.
    pub guards: &'static [Guard],
    /// Where the case goes.
    pub to: Target,
    /// What happens to its clock.
    pub clock: ClockEffect,
}

/// Where an action takes a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Target {
    /// To this state.
    To(State),
    /// It stays where it is.
    Same,
    /// Back to where it was suspended.
    Former,
}

/// What an action does to the case's clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ClockEffect {
    /// Nothing: if it runs, it runs on. Returns, rework and reopening keep the elapsed time.
    None,
    /// The first dispatch sets the original and the current due; later ones, and dues that a source set,
    /// stay.
    Starts,
    /// The current due becomes the one that was asked for.
    Extends,
    /// It runs on; the co-handler's own current due becomes the one it asked for.
    ExtendsPart,
    /// It stands still.
    Pauses,
    /// It runs again; the current due moves by the paused time.
    Continues,
    /// The case is over.
    Stops,
}

/// States in which units work, or wait for the next lead.
const WORK: &[State] = &[
    State::Dispatched,
    State::Signed,
    State::InProgress,
    State::Returned,
    State::Rework,
    State::Reopened,
];

/// States in which a lead that has signed works.
const LEAD_WORKS: &[State] = &[State::Signed, State::InProgress, State::Rework, State::Reopened];

/// States of a case that is not over.
const OPEN: &[State] = &[
    State::Reported,
    State::Accepted,
    State::Dispatched,
    State::Signed,
    State::InProgress,
    State::Returned,
    State::Suspended,
    State::Feedback,
    State::Verified,
    State::Rework,
    State::Reopened,
];

/// [`OPEN`], and closed cases, about which something may still be said (advice after the case).
const IN_PLAY: &[State] = &[
    State::Reported,
    State::Accepted,
    State::Dispatched,
    State::Signed,
    State::InProgress,
    State::Returned,
    State::Suspended,
    State::Feedback,
    State::Verified,
    State::Rework,
    State::Reopened,
    State::Closed,
];

const fn to(state: State) -> Target {
    Target::To(state)
}

/// The only place that decides what may happen to a case.
pub const TABLE: &[Transition] = &[
    // Anybody may initiate (人人皆可发起).
    Transition {
        action: Report,
        from: &[],
        roles: Role::ALL,
        guards: &[],
        to: to(State::Reported),
        clock: ClockEffect::None,
    },
    Transition {
        action: Accept,
        from: &[State::Reported],
        roles: &[Acceptor, StationStaff],
        guards: &[],
        to: to(State::Accepted),
        clock: ClockEffect::None,
    },
    Transition {
        action: Reject,
        from: &[State::Reported],
        roles: &[Acceptor],
        guards: &[NamesReason],
        to: to(State::Rejected),
        clock: ClockEffect::Stops,
    },
    Transition {
        action: Dispatch,
        from: &[State::Accepted],
        roles: &[Dispatcher],
        guards: &[NamesUnit],
        to: to(State::Dispatched),
        clock: ClockEffect::Starts,
    },
    Transition {
        action: Sign,
        from: &[State::Dispatched],
        roles: &[Handler],
        guards: &[LeadUnit],
        to: to(State::Signed),
        clock: ClockEffect::None,
    },
    Transition {
        action: Start,
        from: &[State::Signed, State::Rework, State::Reopened],
        roles: &[Handler],
        guards: &[LeadUnit],
        to: to(State::InProgress),
        clock: ClockEffect::None,
    },
    // A unit often finds only on the spot that it is not competent.
    Transition {
        action: Return,
        from: &[State::Dispatched, State::Signed, State::InProgress],
        roles: &[Handler],
        guards: &[LeadUnit, NamesReason],
        to: to(State::Returned),
        clock: ClockEffect::None,
    },
    Transition {
        action: Redispatch,
        from: &[State::Returned, State::Reopened],
        roles: &[Dispatcher],
        guards: &[NamesUnit],
        to: to(State::Dispatched),
        clock: ClockEffect::Starts,
    },
    // Unlike a return, no unit says that it is not competent: the dispatcher moves the lead.
    Transition {
        action: TransferLead,
        from: &[State::Dispatched, State::Signed, State::InProgress, State::Rework],
        roles: &[Dispatcher, Supervisor],
        guards: &[NamesUnit, NamesReason],
        to: to(State::Dispatched),
        clock: ClockEffect::Starts,
    },
    Transition {
        action: Contact,
        from: &[
            State::Dispatched,
            State::Signed,
            State::InProgress,
            State::Rework,
            State::Reopened,
        ],
        roles: &[Handler],
        guards: &[LeadUnit, NoContact],
        to: Target::Same,
        clock: ClockEffect::None,
    },
    Transition {
        action: AddCoHandler,
        from: WORK,
        roles: &[Dispatcher, Handler],
        guards: &[LeadUnit, NamesUnit],
        to: Target::Same,
        clock: ClockEffect::None,
    },
    Transition {
        action: CoSign,
        from: WORK,
        roles: &[Handler],
        guards: &[CoUnit],
        to: Target::Same,
        clock: ClockEffect::None,
    },
    Transition {
        action: CoFeedback,
        from: WORK,
        roles: &[Handler],
        guards: &[CoUnit],
        to: Target::Same,
        clock: ClockEffect::None,
    },
    Transition {
        action: ReleaseCoHandler,
        from: WORK,
        roles: &[Dispatcher, Handler],
        guards: &[LeadUnit, NamesUnit, NamesReason],
        to: Target::Same,
        clock: ClockEffect::None,
    },
    Transition {
        action: AskExtension,
        from: LEAD_WORKS,
        roles: &[Handler],
        guards: &[LeadUnit, NothingAsked, NamesReason, NamesUntil, BeforeDue],
        to: Target::Same,
        clock: ClockEffect::None,
    },
    Transition {
        action: ApproveExtension,
        from: LEAD_WORKS,
        roles: &[Dispatcher, Supervisor],
        guards: &[ExtensionAsked, NotOwnRequest],
        to: Target::Same,
        clock: ClockEffect::Extends,
    },
    Transition {
        action: RefuseExtension,
        from: LEAD_WORKS,
        roles: &[Dispatcher, Supervisor],
        guards: &[ExtensionAsked, NotOwnRequest],
        to: Target::Same,
        clock: ClockEffect::None,
    },
    // Each unit has its own clock: a co-handler that has signed asks for itself, and what is decided moves its
    // own current due, never the lead's.
    Transition {
        action: CoAskExtension,
        from: WORK,
        roles: &[Handler],
        guards: &[
            CoWorks,
            CoNothingAsked,
            NamesReason,
            NamesUntilOfPart,
            BeforeDueOfPart,
        ],
        to: Target::Same,
        clock: ClockEffect::None,
    },
    Transition {
        action: CoApproveExtension,
        from: WORK,
        roles: &[Dispatcher, Supervisor],
        guards: &[CoExtensionAsked, NamesAskingCo],
        to: Target::Same,
        clock: ClockEffect::ExtendsPart,
    },
    Transition {
        action: CoRefuseExtension,
        from: WORK,
        roles: &[Dispatcher, Supervisor],
        guards: &[CoExtensionAsked, NamesAskingCo],
        to: Target::Same,
        clock: ClockEffect::None,
    },
    // There is no recorded request to compare with, so the whole unit that gains by it may not decide.
    Transition {
        action: Suspend,
        from: LEAD_WORKS,
        roles: &[Dispatcher, Supervisor],
        guards: &[NotLeadUnit, NamesReason, BeforeDue],
        to: to(State::Suspended),
        clock: ClockEffect::Pauses,
    },
    Transition {
        action: Resume,
        from: &[State::Suspended],
        roles: &[Dispatcher, Handler, Supervisor],
        guards: &[LeadUnit],
        to: Target::Former,
        clock: ClockEffect::Continues,
    },
    Transition {
        action: Action::Feedback,
        from: &[State::InProgress],
        roles: &[Handler],
        guards: &[LeadUnit, CoHandlersDone],
        to: to(State::Feedback),
        clock: ClockEffect::None,
    },
    Transition {
        action: Action::Rework,
        from: &[State::Feedback, State::Verified],
        roles: &[Verifier, Supervisor],
        guards: &[NotOwnWork, NamesReason],
        to: to(State::Rework),
        clock: ClockEffect::None,
    },
    Transition {
        action: Verify,
        from: &[State::Feedback],
        roles: &[Verifier, Supervisor],
        guards: &[NotOwnWork],
        to: to(State::Verified),
        clock: ClockEffect::None,
    },
    // A call-back may bring no verdict, and may come after closing.
    Transition {
        action: CallBack,
        from: &[State::Feedback, State::Verified, State::Closed],
        roles: &[CallerBack],
        guards: &[NotOwnWork],
        to: Target::Same,
        clock: ClockEffect::None,
    },
    // The citizen's own word, through the public code. Anybody may hold that code, so it stands only where
    // nothing has been said since the feedback, it is no call (that stays due, and may correct it), and it
    // does not replace a verification.
    Transition {
        action: CallBack,
        from: &[State::Feedback, State::Verified, State::Closed],
        roles: &[Public, Reporter],
        guards: &[NotOwnWork, NothingSaid, NamesVerdict],
        to: Target::Same,
        clock: ClockEffect::None,
    },
    Transition {
        action: Close,
        from: &[State::Verified],
        roles: &[Dispatcher, Verifier, CallerBack, Supervisor],
        guards: &[NotOwnWork, CoHandlersDone, NothingDemanded],
        to: to(State::Closed),
        clock: ClockEffect::Stops,
    },
    // The citizen's own word that it is solved replaces the verification.
    Transition {
        action: Close,
        from: &[State::Feedback],
        roles: &[CallerBack],
        guards: &[NotOwnWork, SaidSolved, CoHandlersDone, NothingDemanded],
        to: to(State::Closed),
        clock: ClockEffect::Stops,
    },
    Transition {
        action: Archive,
        from: &[State::Closed],
        roles: &[Dispatcher, Supervisor, Admin],
        guards: &[],
        to: to(State::Archived),
        clock: ClockEffect::None,
    },
    // Citizen's veto, repeat report, or a supervisor who doubts. The promise was not kept if the matter
    // was not solved: the clock goes on from where it began, as if it had never stopped.
    Transition {
        action: Reopen,
        from: &[State::Closed, State::Archived],
        roles: &[Public, Reporter, Dispatcher, Supervisor],
        guards: &[NamesReason],
        to: to(State::Reopened),
        clock: ClockEffect::None,
    },
    Transition {
        action: Merge,
        from: &[
            State::Reported,
            State::Accepted,
            State::Dispatched,
            State::Signed,
            State::InProgress,
            State::Returned,
            State::Rework,
            State::Reopened,
        ],
        roles: &[Acceptor, Dispatcher],
        guards: &[NamesInto],
        to: to(State::Merged),
        clock: ClockEffect::Stops,
    },
    // Undoes a merger completely: the clock goes on from where it began, as if it had never stopped.
    Transition {
        action: Split,
        from: &[State::Merged],
        roles: &[Acceptor, Dispatcher, Supervisor],
        guards: &[NamesReason],
        to: Target::Former,
        clock: ClockEffect::None,
    },
    Transition {
        action: Supervise,
        from: OPEN,
        roles: &[Supervisor],
        guards: &[NothingDemanded, NotLeadUnit, NamesFuture],
        to: Target::Same,
        clock: ClockEffect::None,
    },
    Transition {
        action: AnswerSupervision,
        from: OPEN,
        roles: &[Dispatcher, Handler],
        guards: &[LeadUnit, Demanded, NamesNote],
        to: Target::Same,
        clock: ClockEffect::None,
    },
    // Whoever stands at the place may call (一人吹哨一片响应).
    Transition {
        action: Action::Whistle,
        from: OPEN,
        roles: &[StationStaff, GridWorker, Dispatcher, Handler, Supervisor],
        guards: &[Involved, NamesCall],
        to: Target::Same,
        clock: ClockEffect::None,
    },
    Transition {
        action: AnswerWhistle,
        from: OPEN,
        roles: &[StationStaff, GridWorker, Handler, Guest],
        guards: &[Called],
        to: Target::Same,
        clock: ClockEffect::None,
    },
    Transition {
        action: Arrive,
        from: OPEN,
        roles: &[StationStaff, GridWorker, Handler, Guest],
        guards: &[Expected],
        to: Target::Same,
        clock: ClockEffect::None,
    },
    Transition {
        action: Comment,
        from: IN_PLAY,
        roles: &[
            StationStaff,
            GridWorker,
            Acceptor,
            Dispatcher,
            Handler,
            Verifier,
            CallerBack,
            Supervisor,
            Guest,
        ],
        guards: &[Involved, NamesNote],
        to: Target::Same,
        clock: ClockEffect::None,
    },
];

/// The line that lets `role` do `action` in `state`; at most one does.
pub(super) fn find(action: Action, state: State, role: Role) -> Option<&'static Transition> {
    TABLE
        .iter()
        .find(|line| line.action == action && line.from.contains(&state) && line.roles.contains(&role))
}
