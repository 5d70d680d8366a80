//! Words of the workbench.

use domain::Lang;
use domain::desk::{Queue, Why};

texts! {
    title = "工作台", "Workbench";
    lead = "按到期先后排列。每件都同时写明原定和现定时限。", "In due order. Each line shows the original and the current deadline.";
    queues = "队列", "Queues";
    filter = "筛选", "Filter";
    any = "不限", "Any";
    apply = "应用", "Apply";
    clear = "清除", "Clear";
    category = "类别", "Category";
    township = "镇街", "Township";
    state = "状态", "State";
    clock = "时限", "Clock";
    part = "角色", "Part";
    case = "案件", "Case";
    unit = "单位", "Unit";
    received = "收到", "Received";
    nothing = "这里没有待办的案件。", "Nothing waits here.";
    more = "后面的", "Later ones";
    first = "回到开头", "Back to the beginning";
    keys = "键盘：J 下一件，K 上一件，回车打开，N 新建。", "Keys: J next, K previous, Enter opens, N new case.";
    shown(n: usize) = "本页 {n} 件", "{n} on this page";
    sign_by(time: &str) = "{time} 前签收", "sign by {time}";
    original(time: &str) = "原定 {time}", "originally {time}";
    no_limit = "无时限", "no limit";
    asks_extension = "申请延期", "asks for extension";
    is_supervised = "督办中", "supervised";
    whistle_blown = "已吹哨", "whistle blown";
    yellow = "过半", "half used";
    orange = "将到期", "close to its limit";
    red = "超期", "overdue";
    lead_part = "牵头", "Lead";
    co_part = "协同", "Co-handler";

    not_public = "不公开的类别，只计入总数", "Kind that is not listed, counted only";
    public_page = "公开页面", "Public page";
    print = "打印案卷", "Print the file";
    serial = "内部编号", "Staff serial";
    source = "来源", "Source";
    address = "地址", "Address";
    place = "坐标", "Coordinates";
    placed = "位置依据", "Placed by";
    reporter = "反映人", "Reported by";
    by_code = "居民（扫码）", "A resident, by code";
    by_report = "居民（网上反映）", "A resident, online";
    narrative = "诉求", "What was said";
    stages = "办理单位与各环节时限", "Units and their stage clocks";
    sign = "签收", "Sign";
    contact = "首次联系", "First contact";
    dispose = "办结", "Dispose";
    verify = "核查", "Verify";
    call_back = "回访", "Call back";
    by(time: &str) = "限 {time}", "by {time}";
    done_at(time: &str) = "{time} 完成", "done {time}";
    forecast = "暂定", "forecast";
    forecast_note = "标有“暂定”的时限落在节假日尚未公布的年份，按暂定日历计算。", "A due marked as a forecast falls into a year whose holidays are not announced yet; it was reckoned with what is known of that year.";
    released_at(time: &str) = "{time} 退出", "released {time}";
    extension_waits(until: &str) = "正在申请延期到 {until}", "An extension until {until} waits for a decision";
    part_extension_waits(unit: &str, until: &str) = "{unit}（协同）正在为本单位申请延期到 {until}", "{unit} as co-handler asks to have until {until}; that waits for a decision";
    asks_until(unit: &str, until: &str) = "{unit}（到 {until}）", "{unit} (until {until})";
    supervision_waits(due: &str) = "督办中，请在 {due} 前答复", "A supervisor demands an answer by {due}";
    suspended_since(time: &str) = "{time} 起挂起，计时暂停", "Suspended since {time}; the clock stands still";
    merged_into(code: &str) = "已并入 {code}", "Merged into {code}";
    marks = "时限变色记录", "Colours reached";
    marks_note = "系统自动记录，精确到秒。", "Recorded by the system, to the second.";

    whistles = "吹哨报到", "Whistles";
    whistle_to(place: &str) = "到：{place}", "To: {place}";
    blown_by(who: &str, time: &str) = "{who}，{time}", "{who}, {time}";
    called = "被叫单位", "Called";
    answered = "应哨", "Answered";
    arrived = "报到", "Arrived";
    after_minutes(n: i64) = "{n} 分钟", "{n} min";
    declined(why: &str) = "不来：{why}", "does not come: {why}";
    not_yet = "尚未", "not yet";

    actions = "现在可以做", "What you can do now";
    no_actions = "现在没有需要您做的。", "There is nothing for you to do now.";
    not_now = "暂时不能做的，以及原因", "What is not possible now, and why";
    note = "说明（不公开）", "Note (not public)";
    note_required = "内容（不公开）", "Text (not public)";
    reason = "原因（公开）", "Reason (public)";
    reason_optional = "不来的原因（来就留空）", "Why not (leave empty if you come)";
    department = "单位", "Unit";
    lead_department = "牵头单位", "Lead";
    co_departments = "协同单位", "Co-handlers";
    call_units = "叫哪些单位", "Whom to call";
    whistle_place = "到什么地方（不公开）", "Where to (not public)";
    until_extension = "延期到", "Until";
    until_answer = "答复期限", "Answer by";
    into = "并入的案件码", "Code of the case to merge into";
    satisfaction = "满意程度", "Satisfaction";
    solved = "是否解决", "Solved";
    yes = "是", "Yes";
    no = "否", "No";
    unanswered = "没有表态", "No verdict";
    choose = "请选择", "Choose";
    many_units = "（可多选）", "(any number)";

    timeline = "办理经过", "Timeline";
    as_role(who: &str, role: &str) = "{who} · {role}", "{who} · {role}";
    state_change(from: &str, to: &str) = "{from} → {to}", "{from} → {to}";
    because(reason: &str) = "原因：{reason}", "Reason: {reason}";
    new_due(time: &str) = "时限定为 {time}", "deadline {time}";

    new_title = "新建案件", "New case";
    new_lead = "选类别、定位置、提交。其余可以以后补。", "Choose a kind, set the place, send. The rest can wait.";
    kind = "类别", "Kind of matter";
    here = "用我现在的位置", "Use where I am";
    here_found = "位置已填好", "Place filled in";
    here_failed = "得不到位置，请手工填写或写地址", "No position; type it, or write the address";
    lng = "经度", "Longitude";
    lat = "纬度", "Latitude";
    title_field = "一句话", "In one line";
    narrative_field = "详细情况（不公开）", "Details (not public)";
    address_field = "地址（不公开）", "Address (not public)";
    photo = "拍照或选文件", "Photo or file";
    files = "照片和文件", "Photos and files";
    files_note = "照片里的位置等信息会被去掉。", "Position and other data inside a photo are removed.";
    add_file = "添加", "Add";
    new_file = "添加照片或文件", "Add a photo or file";
    no_files = "还没有照片和文件。", "No photo or file yet.";
    guests = "嘉宾", "Guests";
    guests_note = "律师、鉴定人、两代表一委员等，凭专用码参与这一件，不需要账号。", "Lawyers, appraisers, representatives: they join this one case by a code of their own, without an account.";
    guest_name = "姓名", "Name";
    capacity = "身份", "Capacity";
    invite = "邀请", "Invite";
    new_guest = "邀请嘉宾", "Invite a guest";
    invited(name: &str) = "请把这个链接只发给 {name}，它只显示这一次：", "Send this link to {name} only; it is shown this once:";
    revoke = "收回", "Take back";
    revoked = "已收回", "taken back";
    last_used(time: &str) = "最近使用 {time}", "last used {time}";
    codes = "二维码", "QR codes";
    renew_public = "更换公开码", "Replace the public code";
    renew_handler = "更换内部码", "Replace the staff code";
    codes_note = "更换后，已经印出去的旧码立即失效。", "Codes printed before stop working at once.";
    notices = "通知", "Notices";
    scan_handler = "内部码：同事扫码进入案卷", "Staff code: colleagues scan it to open the file";
    send = "提交", "Send";
    more_fields = "补充信息", "More";
    private_note = "姓名、电话、地址和文字说明都不会公开。", "Names, telephone numbers, addresses and texts are never published.";

    sheet = "案卷", "Case file";
    scan_public = "扫码看公开进度", "Scan for the public progress";
    printed_at(time: &str) = "打印于 {time}", "Printed {time}";
    back = "返回案件", "Back to the case";
}

/// Name of a queue.
#[must_use]
pub(crate) fn queue(lang: Lang, queue: Queue) -> &'static str {
    let (zh, en) = match queue {
        Queue::Mine => ("本单位待办", "My unit"),
        Queue::Whistles => ("吹哨待应", "Whistles"),
        Queue::Reception => ("待受理", "To accept"),
        Queue::Dispatch => ("待派遣", "To dispatch"),
        Queue::Extensions => ("延期待批", "Extensions"),
        Queue::Verification => ("待核查", "To verify"),
        Queue::CallBacks => ("待回访", "To call back"),
        Queue::Closing => ("待结案", "To close"),
        Queue::Supervised => ("督办中", "Supervised"),
        Queue::Opened => ("我发起的", "Opened by me"),
    };
    match lang {
        Lang::Zh => zh,
        Lang::En => en,
    }
}

/// Why an action is not possible now.
#[must_use]
pub(crate) fn why(lang: Lang, why: &Why) -> String {
    let zh = lang == Lang::Zh;
    let text = |a: &str, b: &str| if zh { a.to_owned() } else { b.to_owned() };
    match why {
        Why::WrongState => text("案件还没到（或已过）这一步", "The case is not at this step"),
        Why::WrongRole => text("不是您的角色能做的", "Not for any role of yours"),
        Why::WrongUnit => text("要由承担这一部分的单位来做", "For the unit that has this part"),
        Why::Missing { field } => match field.as_str() {
            "verification" => text(
                "要先核查，或回访时群众说已解决",
                "Needs a verification, or the citizen's word that it is solved",
            ),
            "extension" => text("没有人申请延期", "Nobody has asked for an extension"),
            "signature" => text("要先签收", "Sign first"),
            "supervision" => text("督办还没有答复", "A supervisor's demand is not answered yet"),
            _ => text("还缺必要的信息", "Something is missing"),
        },
        Why::Invalid { field, .. } => match field.as_str() {
            "extension" => text("已有一个延期申请待批", "An extension already waits"),
            "supervision" => text("没有待答复的督办", "No demand waits for an answer"),
            "feedback" => text("已经反馈", "It has fed back already"),
            "contact" => text("首次联系已经记录", "The first contact is recorded already"),
            _ => text("条件还不满足", "A condition is not met"),
        },
        Why::CoHandlersOpen { units } if zh => format!("协同单位还没反馈：{}", units.join("、")),
        Why::CoHandlersOpen { units } => format!("Co-handlers have not fed back: {}", units.join(", ")),
        Why::OwnWork => text(
            "任何人不能审批、核查自己的工作",
            "Nobody decides on their own request or work",
        ),
        Why::TooLate => text("时限已过", "The limit has passed"),
        Why::NotCalled => text("没有等您应答的吹哨", "No whistle waits for you"),
    }
}

/// Satisfaction levels, 5 first.
#[must_use]
pub(crate) fn levels(lang: Lang) -> [(&'static str, &'static str); 5] {
    match lang {
        Lang::Zh => [
            ("5", "非常满意"),
            ("4", "满意"),
            ("3", "一般"),
            ("2", "不满意"),
            ("1", "非常不满意"),
        ],
        Lang::En => [
            ("5", "Very satisfied"),
            ("4", "Satisfied"),
            ("3", "Neither"),
            ("2", "Dissatisfied"),
            ("1", "Very dissatisfied"),
        ],
    }
}

/// Whoever did something, where it was no colleague.
#[must_use]
pub(crate) fn actor(lang: Lang, name: &str) -> &str {
    match name {
        "public code" => by_code(lang),
        "public report" => by_report(lang),
        name => name,
    }
}
