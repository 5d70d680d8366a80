//! Words of notices: in the workbench, in letters, and of what could not be delivered.

use domain::Lang;
use domain::notice::{Addressee, ChannelKind, NoticeKind};

use super::terms;

texts! {
    title = "通知", "Notices";
    lead = "派给您的单位、您的岗位和您本人的指令。", "What your units, your roles and you are told.";
    unread(n: &str) = "未读 {n} 条", "Unread: {n}";
    none = "没有通知。", "No notices.";
    is_unread = "未读", "unread";
    mark_read = "标为已读", "Mark as read";
    mark_all = "全部标为已读", "Mark all as read";
    forecast = "时限暂定", "due is a forecast";
    forecast_note = "时限落在节假日尚未公布的年份，按暂定日历计算。", "It falls into a year whose holidays are not announced yet; it was reckoned with what is known of that year.";
    due(time: &str) = "时限 {time}", "due {time}";
    more = "更早的通知", "Older notices";
    kept = "通知保留 30 天；案件的全部经过在一档里。", "Notices are kept for 30 days; the case file has everything.";

    deliveries = "通知送达", "Deliveries";
    deliveries_lead = "通知除在工作台显示外，还可发到邮箱和业务系统。", "Besides the workbench, notices can go to mailboxes and other systems.";
    dead = "未能送达", "Could not be delivered";
    dead_none = "没有未能送达的通知。", "Everything was delivered.";
    dead_note = "多次失败或被拒收的通知停在这里。重新发送沿用同一编号，收件方可据此去重。", "What failed too often or was refused waits here. Sent again it keeps its id, so that a receiver knows a copy.";
    on_their_way(n: u64) = "正在发送 {n} 条", "On their way: {n}";
    to = "对象", "Addressee";
    target = "目标", "Target";
    attempts(n: u16) = "已尝试 {n} 次", "attempts: {n}";
    why(reason: &str) = "原因：{reason}", "Reason: {reason}";
    retry = "重新发送", "Send again";
    dead_more = "更早的", "Older";

    channels = "送达渠道", "Channels";
    channels_none = "还没有渠道：通知只在工作台显示。", "No channel yet: notices are shown in the workbench only.";
    kind_of = "方式", "Kind";
    is_active = "启用", "in use";
    is_off = "停用", "off";
    switch_on = "启用", "Use";
    switch_off = "停用", "Switch off";
    remove = "删除", "Remove";
    add = "增加渠道", "Add a channel";
    to_hint = "unit:单位代码 或 role:角色，例如 unit:police、role:dispatcher", "unit:<code> or role:<role>, such as unit:police or role:dispatcher";
    target_hint = "邮箱地址，或以 https:// 开头的网址", "An e-mail address, or a URL that begins with https://";

    show_secret = "查看签名密钥", "Show signing secret";
    secret_note = "网址收到的每个请求都用此密钥签名，见 Lianqin-Signature。", "Every request to the webhook is signed with this secret, see Lianqin-Signature.";

    letter_subject(what: &str, code: &str) = "【联勤共治】{what}：案件 {code}", "[Lianqin] {what}: case {code}";
    letter_case(code: &str, serial: &str) = "案件码：{code}（{serial}）", "Case: {code} ({serial})";
    letter_category(name: &str) = "类别：{name}", "Category: {name}";
    letter_due(time: &str) = "时限：{time}", "Due: {time}";
    letter_link(link: &str) = "办理：{link}", "Open: {link}";
    letter_end = "本邮件由系统自动发出，不含案情，请登录工作台查看。", "Sent automatically. It holds nothing of the matter itself: sign in to read the file.";
}

/// What a notice says.
#[must_use]
pub(crate) fn kind(lang: Lang, kind: NoticeKind) -> &'static str {
    let (zh, en) = match kind {
        NoticeKind::Reported => ("新上报，待受理", "Reported, waits to be taken on"),
        NoticeKind::Lead => ("由您单位牵头办理", "Your unit leads"),
        NoticeKind::CoHandle => ("请您单位协同办理", "Your unit co-handles"),
        NoticeKind::Released => ("您单位已退出办理", "Your unit's part has ended"),
        NoticeKind::Whistle => ("吹哨：请到场报到", "Whistle: you are called to the place"),
        NoticeKind::ExtensionAsked => ("申请延期，待审批", "More time is asked for"),
        NoticeKind::ExtensionApproved => ("延期已同意", "Extension approved"),
        NoticeKind::ExtensionRefused => ("延期未同意", "Extension refused"),
        NoticeKind::Returned => ("已退回，待重新派遣", "Returned, waits for another lead"),
        NoticeKind::FedBack => ("已反馈，待核查", "Fed back, waits to be verified"),
        NoticeKind::Rework => ("核查未通过，请返工", "Sent back for rework"),
        NoticeKind::Reopened => ("案件重办", "Case reopened"),
        NoticeKind::Supervised => ("督办，请按时答复", "A supervisor demands an answer"),
        NoticeKind::SupervisionAnswered => ("督办已答复", "Your demand was answered"),
        NoticeKind::Orange => ("即将到期", "Close to its limit"),
        NoticeKind::Red => ("已超期", "Overdue"),
    };
    match lang {
        Lang::Zh => zh,
        Lang::En => en,
    }
}

/// Whom a notice is for; a unit by its name, or by its code where it has none.
#[must_use]
pub(crate) fn addressee(lang: Lang, to: &Addressee, name: Option<&str>) -> String {
    match (lang, to) {
        (_, Addressee::Unit(code)) => name.unwrap_or(code).to_owned(),
        (_, Addressee::Role(held)) => terms::role(lang, *held).to_owned(),
        (Lang::Zh, Addressee::Person(_)) => "本人".to_owned(),
        (Lang::En, Addressee::Person(_)) => "you".to_owned(),
    }
}

/// How notices leave the house.
#[must_use]
pub(crate) fn channel(lang: Lang, kind: ChannelKind) -> &'static str {
    match (kind, lang) {
        (ChannelKind::Email, Lang::Zh) => "邮件",
        (ChannelKind::Email, Lang::En) => "E-mail",
        (ChannelKind::Webhook, Lang::Zh) => "接口推送",
        (ChannelKind::Webhook, Lang::En) => "Webhook",
    }
}
