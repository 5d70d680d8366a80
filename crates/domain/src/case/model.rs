//! The nouns of a case's life. The rules about them are in [`super::lifecycle`].

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::clock::{Calendar, StageLimits};
use crate::coded::coded;

coded!(
    /// Where a case stands.
    State {
        /// 已上报: somebody told us.
        Reported = "reported",
        /// 受理: we take it on.
        Accepted = "accepted",
        /// 派遣: one lead has it, not yet signed.
        Dispatched = "dispatched",
        /// 签收: the lead has signed.
        Signed = "signed",
        /// 处置: work goes on.
        InProgress = "in_progress",
        /// 反馈: the lead says it is done.
        Feedback = "feedback",
        /// 核查: somebody else agrees.
        Verified = "verified",
        /// 结案.
        Closed = "closed",
        /// 归档.
        Archived = "archived",
        /// 不予受理.
        Rejected = "rejected",
        /// 并案: lives on in another case.
        Merged = "merged",
        /// 退回: the department is not competent.
        Returned = "returned",
        /// 挂起: clock paused, approved.
        Suspended = "suspended",
        /// 返工: the verifier sent it back.
        Rework = "rework",
        /// 重办: a repeat report or a citizen's veto.
        Reopened = "reopened",
    }
);

impl State {
    /// Whether the case has no clock any more: it was not accepted, or lives on in another one. It then counts
    /// in no on-time figure, whatever limit it once had.
    #[must_use]
    pub fn clock_stopped(self) -> bool {
        matches!(self, Self::Rejected | Self::Merged)
    }
}

coded!(
    /// What somebody does to a case.
    Action {
        Report = "report",
        Accept = "accept",
        Reject = "reject",
        Dispatch = "dispatch",
        Sign = "sign",
        Start = "start",
        Return = "return",
        Redispatch = "redispatch",
        AddCoHandler = "add_co_handler",
        CoSign = "co_sign",
        CoFeedback = "co_feedback",
        ReleaseCoHandler = "release_co_handler",
        AskExtension = "ask_extension",
        ApproveExtension = "approve_extension",
        RefuseExtension = "refuse_extension",
        /// A co-handler asks for more time for its own part.
        CoAskExtension = "co_ask_extension",
        CoApproveExtension = "co_approve_extension",
        CoRefuseExtension = "co_refuse_extension",
        Suspend = "suspend",
        Resume = "resume",
        Feedback = "feedback",
        Rework = "rework",
        Verify = "verify",
        CallBack = "call_back",
        Close = "close",
        Archive = "archive",
        Reopen = "reopen",
        Merge = "merge",
        /// Takes a merged case out again.
        Split = "split",
        /// The lead hands the case over to another unit without a return (转牵头).
        TransferLead = "transfer_lead",
        /// First contact with the person who reported.
        Contact = "contact",
        /// 督办: a supervisor demands an answer.
        Supervise = "supervise",
        AnswerSupervision = "answer_supervision",
        /// 吹哨: calls several units to a place.
        Whistle = "whistle",
        /// 应哨: a called unit says that it comes, or why it does not.
        AnswerWhistle = "answer_whistle",
        /// 报到: it is there.
        Arrive = "arrive",
        /// Adds a note, an opinion or a photo to the file.
        Comment = "comment",
        /// A source system told us how the case stands there: how imported history enters a file. Nobody
        /// may ask for it; it is no row of the transition table.
        Record = "record",
    }
);

coded!(
    /// What somebody is to a case when they act.
    Role {
        Public = "public",
        Reporter = "reporter",
        StationStaff = "station_staff",
        GridWorker = "grid_worker",
        Acceptor = "acceptor",
        Dispatcher = "dispatcher",
        Handler = "handler",
        Verifier = "verifier",
        CallerBack = "caller_back",
        Supervisor = "supervisor",
        PrivacyOfficer = "privacy_officer",
        Analyst = "analyst",
        Admin = "admin",
        /// Joined one case through its handler code, without an account (鉴定人、律师、两代表一委员).
        Guest = "guest",
    }
);

coded!(
    /// Coded reasons: the only ones the public is shown, because free text can betray.
    Reason {
        NotCompetent = "not_competent",
        OutsideRegion = "outside_region",
        Duplicate = "duplicate",
        NotAMatter = "not_a_matter",
        NeedsOtherUnit = "needs_other_unit",
        Weather = "weather",
        WaitsForThirdParty = "waits_for_third_party",
        WaitsForEvidence = "waits_for_evidence",
        Complex = "complex",
        NotSolved = "not_solved",
        RepeatReport = "repeat_report",
        CitizenVeto = "citizen_veto",
        WorkDone = "work_done",
        Other = "other",
    }
);

coded!(
    /// A unit's part in a case.
    AssignmentRole {
        Lead = "lead",
        Co = "co",
    }
);

coded!(
    /// What a guest of one case is there for.
    Capacity {
        /// 律师.
        Lawyer = "lawyer",
        /// 鉴定人.
        Appraiser = "appraiser",
        /// 两代表一委员: of a people's congress, a party congress or a consultative conference.
        Representative = "representative",
        /// 村社干部.
        VillageCadre = "village_cadre",
        /// 专家.
        Expert = "expert",
        /// 调解员.
        Mediator = "mediator",
        Other = "other",
    }
);

/// One unit's part, with its own signing, feedback and clock.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Assignment {
    pub department: String,
    pub role: AssignmentRole,
    pub assigned_at: DateTime<Utc>,
    pub signed_at: Option<DateTime<Utc>>,
    pub feedback_at: Option<DateTime<Utc>>,
    /// Released with a reason (co-handlers), returned or transferred (leads).
    pub released_at: Option<DateTime<Utc>>,
    pub original_due_at: Option<DateTime<Utc>>,
    pub current_due_at: Option<DateTime<Utc>>,
    /// By when to sign.
    pub sign_due_at: Option<DateTime<Utc>>,
    /// By when to speak with the person who reported; the lead's alone.
    pub contact_due_at: Option<DateTime<Utc>>,
    /// When that happened.
    pub contacted_at: Option<DateTime<Utc>>,
    /// It was released because the unit returned the case as not competent.
    pub returned: bool,
    /// Who asked for the pending extension of this part, and until when: may not approve it. Co-handlers' alone;
    /// what the lead asks for is the case's ([`CaseState::extension`]).
    pub extension: Option<(String, DateTime<Utc>)>,
}

impl Assignment {
    /// A part that begins now, without any limit.
    #[must_use]
    pub fn new(department: impl Into<String>, role: AssignmentRole, now: DateTime<Utc>) -> Self {
        Self {
            department: department.into(),
            role,
            assigned_at: now,
            signed_at: None,
            feedback_at: None,
            released_at: None,
            original_due_at: None,
            current_due_at: None,
            sign_due_at: None,
            contact_due_at: None,
            contacted_at: None,
            returned: false,
            extension: None,
        }
    }
}

/// A demand of a supervisor that waits for its answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Supervision {
    /// Who demands.
    pub by: String,
    pub at: DateTime<Utc>,
    /// By when the lead answers.
    pub due_at: DateTime<Utc>,
}

/// 吹哨: units called to a place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Whistle {
    /// Where to, in words. Private.
    pub place: String,
    pub blown_by: String,
    /// Unit of whoever blew it, if any.
    pub department: Option<String>,
    pub blown_at: DateTime<Utc>,
    /// Who was called, in the order named.
    pub calls: Vec<WhistleCall>,
}

/// 应哨, 报到: one who was called.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WhistleCall {
    /// Code of a department, or the id of a guest ([`Actor::callee`]).
    pub callee: String,
    pub answered_at: Option<DateTime<Utc>>,
    /// Why it does not come, if it does not.
    pub declined: Option<Reason>,
    pub arrived_at: Option<DateTime<Utc>>,
}

/// A case's clock: the promise and where it stands now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Clock {
    /// Never moves once set.
    pub original_due_at: Option<DateTime<Utc>>,
    /// Moved by approved extensions and suspensions.
    pub current_due_at: Option<DateTime<Utc>>,
    /// Set while suspended.
    pub suspended_at: Option<DateTime<Utc>>,
    /// By when somebody else verifies; runs from the feedback.
    pub verify_due_at: Option<DateTime<Utc>>,
    /// By when the person who reported is called back; runs from the feedback.
    pub call_back_due_at: Option<DateTime<Utc>>,
}

/// All that the transition table needs to know of a case, and all that it may change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CaseState {
    pub state: State,
    /// State to come back to after a suspension or a merger.
    pub resumes_to: Option<State>,
    pub clock: Clock,
    /// Every assignment ever made, in order; at most one lead is neither released nor past.
    pub assignments: Vec<Assignment>,
    pub reported_at: DateTime<Utc>,
    pub accepted_at: Option<DateTime<Utc>>,
    pub dispatched_at: Option<DateTime<Utc>>,
    pub closed_at: Option<DateTime<Utc>>,
    pub verified_at: Option<DateTime<Utc>>,
    pub called_back_at: Option<DateTime<Utc>>,
    /// Who fed back last: may not verify.
    pub fed_back_by: Option<String>,
    /// Who asked for the pending extension, and until when: may not approve it.
    pub extension: Option<(String, DateTime<Utc>)>,
    /// The demand that waits for an answer.
    pub supervision: Option<Supervision>,
    /// How often supervisors demanded an answer.
    pub supervisions: u16,
    /// Every whistle blown, oldest first.
    pub whistles: Vec<Whistle>,
    /// Public code of the case it was merged into.
    pub merged_into: Option<String>,
    /// How often departments returned it.
    pub returns: u16,
    /// How often it was reworked or reopened.
    pub reworks: u16,
    /// Satisfaction 1 (very unsatisfied) to 5 (very satisfied), from the last call-back with a verdict.
    pub satisfaction: Option<u8>,
    /// Whether the citizen says it is solved.
    pub solved: Option<bool>,
    /// That was said through the case's public code, which anybody may hold, and not to a caller-back.
    pub said_by_code: bool,
    /// Working minutes from its first dispatch to its closing, where it was dispatched and closed here.
    pub handling: Option<u32>,
    /// Grows by one with every accepted action.
    pub version: u32,
}

/// Who acts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Actor {
    /// Stable id of the person or system; never shown in public.
    pub id: String,
    pub role: Role,
    /// The unit they act for, if any.
    pub department: Option<String>,
}

impl Actor {
    /// A guest of a case, known by the code they were invited with.
    #[must_use]
    pub fn guest(code_id: impl std::fmt::Display) -> Self {
        Self {
            id: format!("guest:{code_id}"),
            role: Role::Guest,
            department: None,
        }
    }

    /// What a whistle calls them by: their unit, or a guest by their id.
    #[must_use]
    pub fn callee(&self) -> &str {
        self.department.as_deref().unwrap_or(&self.id)
    }
}

/// An action with what it needs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Command {
    pub action: Action,
    /// Target unit: of a dispatch or transfer, a co-handler to add or release, or whose extension is decided.
    pub department: Option<String>,
    /// Co-handlers of a dispatch; whom a whistle calls.
    #[serde(default)]
    pub co_departments: Vec<String>,
    /// Coded reason. An answer to a whistle that gives one is a refusal to come.
    pub reason: Option<Reason>,
    /// New due time asked for (extension); by when to answer (supervision).
    pub until: Option<DateTime<Utc>>,
    /// Where a whistle calls to.
    pub place: Option<String>,
    /// Public code of the case to merge into.
    pub into: Option<String>,
    /// 1–5, call-back.
    pub satisfaction: Option<u8>,
    /// Call-back.
    pub solved: Option<bool>,
    /// Private note.
    pub note: Option<String>,
}

impl Command {
    /// A command with nothing but its action.
    #[must_use]
    pub fn new(action: Action) -> Self {
        Self {
            action,
            department: None,
            co_departments: Vec::new(),
            reason: None,
            until: None,
            place: None,
            into: None,
            satisfaction: None,
            solved: None,
            note: None,
        }
    }
}

/// Limits, calendar and zone that hold for the case's category when the action happens.
#[derive(Debug, Clone, Copy)]
pub struct Rules<'a> {
    pub limits: &'a StageLimits,
    pub calendar: &'a Calendar,
    pub zone: Tz,
}

/// The event an accepted action appends.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EventDraft {
    pub action: Action,
    pub role: Role,
    pub actor: String,
    /// Unit the event speaks of: the acting one, or the target of a dispatch.
    pub department: Option<String>,
    pub at: DateTime<Utc>,
    pub from: Option<State>,
    pub to: State,
    pub reason: Option<Reason>,
    /// Current due after the action, where the action moved it: the case's, or the co-handler's that the event
    /// speaks of.
    pub due_at: Option<DateTime<Utc>>,
    /// By when the lead signs, where the action set or moved it.
    pub sign_due_at: Option<DateTime<Utc>>,
    /// By when the lead speaks with whoever reported, where the action set or moved it.
    pub contact_due_at: Option<DateTime<Utc>>,
    /// Units that the action made co-handlers.
    pub co_departments: Vec<String>,
    /// Satisfaction 1 to 5 that was given with it.
    pub satisfaction: Option<u8>,
    /// Whether the matter is solved, as was said with it.
    pub solved: Option<bool>,
    pub note: Option<String>,
}

/// An accepted action: the case as it is afterwards, and the event to append.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    pub case: CaseState,
    pub event: EventDraft,
}

/// Why an action is refused. Nothing has changed.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum Refusal {
    #[error("{action} is not possible while a case is {state}", action = .action.code(), state = .state.code())]
    WrongState { action: Action, state: State },
    #[error("{role} may not {action}", role = .role.code(), action = .action.code())]
    WrongRole { action: Action, role: Role },
    #[error("only the unit concerned may {action}", action = .action.code())]
    WrongUnit { action: Action },
    #[error("{field} is needed to {action}", action = .action.code())]
    Missing { action: Action, field: &'static str },
    #[error("{field} is not valid: {rule}")]
    Invalid { field: &'static str, rule: &'static str },
    #[error("co-handlers have not fed back: {0:?}")]
    CoHandlersOpen(Vec<String>),
    #[error("nobody decides on their own request or verifies their own work")]
    OwnWork,
    #[error("the limit has already passed; an extension is asked for before")]
    TooLate,
    #[error("no whistle waits for this unit")]
    NotCalled,
}
