//! Words for the keys of `domain`: states, actions, reasons, tiers.
//!
//! Each function matches on every variant, so a new key does not compile without its words.

use domain::Lang;
use domain::board::composite::Component;
use domain::board::figures::{self, Counted};
use domain::case::{Action, AssignmentRole, Reason, Role, State, Timeliness};
use domain::publication::Tier;

use super::method;

fn pick(lang: Lang, zh: &'static str, en: &'static str) -> &'static str {
    match lang {
        Lang::Zh => zh,
        Lang::En => en,
    }
}

/// Where a case stands.
#[must_use]
pub fn state(lang: Lang, state: State) -> &'static str {
    let (zh, en) = match state {
        State::Reported => ("已上报", "Reported"),
        State::Accepted => ("已受理", "Accepted"),
        State::Dispatched => ("已派遣", "Dispatched"),
        State::Signed => ("已签收", "Signed"),
        State::InProgress => ("处置中", "In progress"),
        State::Feedback => ("已反馈", "Fed back"),
        State::Verified => ("已核查", "Verified"),
        State::Closed => ("已结案", "Closed"),
        State::Archived => ("已归档", "Archived"),
        State::Rejected => ("不予受理", "Not accepted"),
        State::Merged => ("已并案", "Merged"),
        State::Returned => ("已退回", "Returned"),
        State::Suspended => ("已挂起", "Suspended"),
        State::Rework => ("返工中", "Rework"),
        State::Reopened => ("重办中", "Reopened"),
    };
    pick(lang, zh, en)
}

/// A rate that can be weighted.
#[must_use]
pub(crate) fn component(lang: Lang, component: Component) -> &'static str {
    match component {
        Component::OnTime => method::on_time_rate(lang),
        Component::Closing => method::closing_rate(lang),
        Component::Signing => method::signing_rate(lang),
        Component::Response => method::response_rate(lang),
        Component::Solved => method::solved_rate(lang),
        Component::Satisfaction => method::satisfaction(lang),
    }
}

/// As what somebody acts.
#[must_use]
pub(crate) fn role(lang: Lang, role: Role) -> &'static str {
    let (zh, en) = match role {
        Role::Public => ("群众", "Resident"),
        Role::Reporter => ("上报人", "Reporter"),
        Role::StationStaff => ("工作站人员", "Station staff"),
        Role::GridWorker => ("网格员", "Grid worker"),
        Role::Acceptor => ("受理员", "Acceptor"),
        Role::Dispatcher => ("派遣员", "Dispatcher"),
        Role::Handler => ("部门经办", "Handler"),
        Role::Verifier => ("核查员", "Verifier"),
        Role::CallerBack => ("回访员", "Call-back officer"),
        Role::Supervisor => ("督查员", "Supervisor"),
        Role::PrivacyOfficer => ("隐私专员", "Privacy officer"),
        Role::Analyst => ("分析员", "Analyst"),
        Role::Admin => ("管理员", "Administrator"),
        Role::Guest => ("受邀人", "Guest"),
    };
    pick(lang, zh, en)
}

/// What somebody did, as one line of a timeline.
#[must_use]
pub fn action(lang: Lang, action: Action) -> &'static str {
    let (zh, en) = match action {
        Action::Report => ("上报", "reported"),
        Action::Accept => ("受理", "accepted"),
        Action::Reject => ("不予受理", "not accepted"),
        Action::Dispatch => ("派遣", "dispatched"),
        Action::Sign => ("签收", "signed for"),
        Action::Start => ("开始处置", "work started"),
        Action::Return => ("退回", "returned"),
        Action::Redispatch => ("重新派遣", "dispatched again"),
        Action::AddCoHandler => ("增加协同单位", "co-handler added"),
        Action::CoSign => ("协同单位签收", "signed for by co-handler"),
        Action::CoFeedback => ("协同单位反馈", "co-handler fed back"),
        Action::ReleaseCoHandler => ("协同单位退出", "co-handler released"),
        Action::AskExtension => ("申请延期", "extension asked for"),
        Action::ApproveExtension => ("同意延期", "extension approved"),
        Action::RefuseExtension => ("不同意延期", "extension refused"),
        Action::CoAskExtension => ("协同单位申请延期", "co-handler asked for an extension"),
        Action::CoApproveExtension => ("同意协同单位延期", "extension of co-handler approved"),
        Action::CoRefuseExtension => ("不同意协同单位延期", "extension of co-handler refused"),
        Action::Suspend => ("挂起", "suspended"),
        Action::Resume => ("恢复办理", "resumed"),
        Action::Feedback => ("反馈结果", "result fed back"),
        Action::Rework => ("核查退回，返工", "sent back for rework"),
        Action::Verify => ("核查通过", "verified"),
        Action::CallBack => ("回访", "called back"),
        Action::Close => ("结案", "closed"),
        Action::Archive => ("归档", "archived"),
        Action::Reopen => ("重办", "reopened"),
        Action::Merge => ("并案", "merged"),
        Action::Split => ("撤销并案", "taken out of the merger"),
        Action::TransferLead => ("变更牵头单位", "lead transferred"),
        Action::Contact => ("首次联系", "first contact made"),
        Action::Supervise => ("督办", "supervisor demands an answer"),
        Action::AnswerSupervision => ("督办答复", "demand answered"),
        Action::Whistle => ("吹哨", "whistle blown"),
        Action::AnswerWhistle => ("应哨", "whistle answered"),
        Action::Arrive => ("报到", "arrived on site"),
        Action::Comment => ("补充记录", "note added"),
        Action::Record => ("来源记录", "record of the source"),
    };
    pick(lang, zh, en)
}

/// What somebody is about to do: the words on the button.
#[must_use]
pub(crate) fn deed(lang: Lang, deed: Action) -> &'static str {
    let (zh, en) = match deed {
        Action::Report => ("上报", "Report"),
        Action::Accept => ("受理", "Accept"),
        Action::Reject => ("不予受理", "Do not accept"),
        Action::Dispatch => ("派遣", "Dispatch"),
        Action::Sign => ("签收", "Sign for it"),
        Action::Start => ("开始处置", "Start work"),
        Action::Return => ("退回", "Return it"),
        Action::Redispatch => ("重新派遣", "Dispatch again"),
        Action::AddCoHandler => ("增加协同单位", "Add a co-handler"),
        Action::CoSign => ("协同签收", "Sign as co-handler"),
        Action::CoFeedback => ("协同反馈", "Feed back as co-handler"),
        Action::ReleaseCoHandler => ("解除协同", "Release a co-handler"),
        Action::AskExtension => ("申请延期", "Ask for an extension"),
        Action::ApproveExtension => ("同意延期", "Approve the extension"),
        Action::RefuseExtension => ("不同意延期", "Refuse the extension"),
        Action::CoAskExtension => ("为本单位协同申请延期", "Ask for an extension as co-handler"),
        Action::CoApproveExtension => ("同意协同单位延期", "Approve a co-handler's extension"),
        Action::CoRefuseExtension => ("不同意协同单位延期", "Refuse a co-handler's extension"),
        Action::Suspend => ("挂起", "Suspend"),
        Action::Resume => ("恢复办理", "Resume"),
        Action::Feedback => ("反馈结果", "Feed back the result"),
        Action::Rework => ("退回返工", "Send back for rework"),
        Action::Verify => ("核查通过", "Verify"),
        Action::CallBack => ("登记回访", "Record a call-back"),
        Action::Close => ("结案", "Close"),
        Action::Archive => ("归档", "Archive"),
        Action::Reopen => ("重办", "Reopen"),
        Action::Merge => ("并案", "Merge into another case"),
        Action::Split => ("撤销并案", "Take out of the merger"),
        Action::TransferLead => ("变更牵头单位", "Transfer the lead"),
        Action::Contact => ("登记首次联系", "Record the first contact"),
        Action::Supervise => ("督办", "Demand an answer"),
        Action::AnswerSupervision => ("答复督办", "Answer the demand"),
        Action::Whistle => ("吹哨", "Blow the whistle"),
        Action::AnswerWhistle => ("应哨", "Answer the whistle"),
        Action::Arrive => ("报到", "I have arrived"),
        Action::Comment => ("补充记录", "Add a note"),
        Action::Record => ("来源记录", "Record of the source"),
    };
    pick(lang, zh, en)
}

/// A coded reason.
#[must_use]
pub fn reason(lang: Lang, reason: Reason) -> &'static str {
    let (zh, en) = match reason {
        Reason::NotCompetent => ("不属本单位职责", "not this unit's task"),
        Reason::OutsideRegion => ("不在本行政区", "outside the region"),
        Reason::Duplicate => ("重复反映", "duplicate"),
        Reason::NotAMatter => ("不属受理范围", "not a matter for this service"),
        Reason::NeedsOtherUnit => ("需其他单位办理", "another unit is needed"),
        Reason::Weather => ("天气原因", "weather"),
        Reason::WaitsForThirdParty => ("等待第三方", "waiting for a third party"),
        Reason::WaitsForEvidence => ("等待证据", "waiting for evidence"),
        Reason::Complex => ("情况复杂", "complex matter"),
        Reason::NotSolved => ("问题未解决", "not solved"),
        Reason::RepeatReport => ("再次反映", "reported again"),
        Reason::CitizenVeto => ("群众不认可", "vetoed by the resident"),
        Reason::WorkDone => ("工作已完成", "work done"),
        Reason::Other => ("其他", "other"),
    };
    pick(lang, zh, en)
}

/// A unit's part.
#[must_use]
pub(crate) fn part(lang: Lang, role: AssignmentRole) -> &'static str {
    match role {
        AssignmentRole::Lead => pick(lang, "牵头", "Lead"),
        AssignmentRole::Co => pick(lang, "协同", "Co-handler"),
    }
}

/// How a case stands against its clock.
#[must_use]
pub(crate) fn timeliness(lang: Lang, timeliness: Timeliness) -> &'static str {
    let (zh, en) = match timeliness {
        Timeliness::Green => ("时限内", "In time"),
        Timeliness::Yellow => ("时限过半", "Half the time used"),
        Timeliness::Orange => ("即将到期", "Close to its limit"),
        Timeliness::Red => ("已超期", "Overdue"),
        Timeliness::OnTime => ("按期办结", "Closed on time"),
        Timeliness::Late => ("超期办结", "Closed late"),
        Timeliness::Paused => ("暂停计时", "Clock paused"),
        Timeliness::NoLimit => ("无时限", "No limit"),
    };
    pick(lang, zh, en)
}

/// In which class of the figures a case is.
#[must_use]
pub(crate) fn class(lang: Lang, class: figures::Timeliness) -> &'static str {
    let sign = match class {
        figures::Timeliness::NoLimit => Timeliness::NoLimit,
        figures::Timeliness::Running => Timeliness::Green,
        figures::Timeliness::Suspended => {
            return pick(lang, "已过时限，暂停计时", "Past its limit, clock paused");
        }
        figures::Timeliness::Overdue => Timeliness::Red,
        figures::Timeliness::OnTime => Timeliness::OnTime,
        figures::Timeliness::Late => Timeliness::Late,
    };
    timeliness(lang, sign)
}

/// What of a figure a list shows.
#[must_use]
pub(crate) fn counted(lang: Lang, counted: Counted) -> &'static str {
    let (zh, en) = match counted {
        Counted::Closed => ("已办结", "Closed"),
        Counted::Returned => ("单位退回过", "Returned by the unit"),
        Counted::Reworked => ("返工或重办过", "Reworked or reopened"),
        Counted::HandedOver => ("单位协办", "Handed over to the unit"),
        Counted::Completed => ("单位协办并已反馈", "Handed over and fed back"),
    };
    pick(lang, zh, en)
}

/// How much of a case is public.
#[must_use]
pub(crate) fn tier(lang: Lang, tier: Tier) -> &'static str {
    let (zh, en) = match tier {
        Tier::Exact => ("精确位置", "exact place"),
        Tier::Snapped => ("固定锚点", "fixed anchor point"),
        Tier::Grid => ("只到网格", "grid cell only"),
        Tier::Count => ("只计数", "counted only"),
        Tier::Absent => ("不列出", "not listed"),
    };
    pick(lang, zh, en)
}
