//! Words of the pages on which policy and stations are kept, and of what they refuse.

use domain::Lang;
use domain::clock::{DayKind, Limit, LimitKind, Stage};
use domain::policy::{CalendarSource, Fault, Urgency};
use domain::publication::Rounding;
use domain::station::{Refusal, StationKind, Status, Step, UnitKind};

texts! {
    admin = "管理", "Administration";
    admin_lead = "这里的每一次变更都有记录：谁、何时、改动前后。已经发生的不会被改写。", "Every change here is logged: who, when, before and after. What has happened is never rewritten.";
    nothing_to_manage = "您的角色没有可以管理的内容。", "None of your roles manages anything.";
    code = "代码", "Code";
    code_hint = "1 到 64 个字符，以后不能修改。", "1 to 64 characters; it cannot be changed later.";
    name = "名称", "Name";
    name_en = "英文名称（可不填）", "English name (optional)";
    save = "保存", "Save";
    add = "新增", "Add";
    change = "修改", "Change";
    remove = "删除", "Remove";
    back = "返回列表", "Back to the list";
    none = "（无）", "(none)";
    yes = "是", "yes";
    no = "否", "no";
    valid_from = "生效日期", "Holds from";
    valid_from_hint = "不填或填今天，即刻生效；以后的日期从当日零点起。过去不能修改。", "Nothing or today: from now on. A later day: from its midnight. The past cannot be changed.";
    since_ever = "最初", "the beginning";
    holds_now = "现行", "holds now";
    still_to_come = "待生效", "still to come";
    was_valid = "已失效", "no longer";
    state = "状态", "State";

    categories = "事项类别", "Kinds of matter";
    categories_lead = "名称、上级、缓急、公开级别。调整公开级别后，该类案件会按新级别重新公开或撤下。", "Name, parent, urgency, publication tier. When a tier changes, the cases of the kind are published again as it says, or withdrawn.";
    new_category = "新增类别", "New kind";
    parent = "上级类别", "Kind above";
    urgency = "缓急", "Urgency";
    tier = "公开级别", "Publication tier";
    rounding = "公开时间精度", "Public time";
    delay_minutes = "延迟公开（分钟）", "Delay in public (minutes)";
    tags = "标签", "Tags";
    tags_hint = "用空格或逗号分开。", "Separated by spaces or commas.";
    default_lead = "默认牵头", "Default lead";
    no_categories = "还没有类别。", "There is no kind yet.";

    departments = "部门单位", "Departments";
    departments_lead = "能够牵头或协同的单位。更名保留历史名称；停用的单位不再分派，在办事项仍归其办理。", "Units that can lead or co-handle. Former names are kept; a unit out of use gets nothing new and keeps what it has.";
    new_department = "新增单位", "New department";
    kind = "类型", "Kind";
    peer_group = "同类组", "Peer group";
    peer_group_hint = "只在同类组内排名，如 department、township。", "Units are ranked within their group only, such as department or township.";
    former_names = "曾用名", "Former names";
    formerly(names: &str) = "曾用名：{names}", "formerly {names}";
    merger = "并入", "Merger";
    merge = "设置并入", "Merge";
    merged_into = "并入单位", "Becomes part of";
    merged_on = "自哪天起", "From";
    merged_on_hint = "不填或填今天，自今天起；过去不能修改，已经生效的不能撤回。", "Nothing or today: from today on. The past cannot be changed, and what has happened is not taken back.";
    merger_hint = "并入后，本单位不再接受新的派遣；以前的案件和数据仍归本单位，公开页面同时显示两个单位的名称。在办案件请逐件移交。", "From that day on it is given nothing new. What it has had stays with it, and pages name both units. Its open cases are to be handed over one by one.";
    merged(into: &str, on: &str) = "{on} 起并入{into}", "part of {into} since {on}";
    to_be_merged(into: &str, on: &str) = "将于 {on} 并入{into}", "part of {into} from {on} on";
    in_use = "在用", "In use";
    out_of_use = "停用", "out of use";

    limits = "办理时限", "Limits";
    limits_lead = "先看类别自己的时限，再看上级类别，最后看缓急的时限。已立案件的期限不变。", "A kind's own limit counts, else the one of the kind above, else the one of its urgency. Dues that are set do not move.";
    new_limit = "新增时限版本", "New version of a limit";
    scope = "适用范围", "For";
    every_kind_of(urgency: &str) = "所有{urgency}事项", "every {urgency} kind";
    stage = "环节", "Stage";
    minutes = "分钟", "Minutes";
    minutes_hint = "一个工作日为 420 分钟。不填表示从生效起没有自己的时限。", "A working day has 420. Nothing: from then on none of its own.";
    clock = "计时方式", "Clock";
    limit = "时限", "Limit";
    no_limit = "无（看上级）", "none of its own";
    no_limits = "还没有设置时限。", "No limit is set yet.";

    default_leads = "默认牵头", "Default leads";
    default_leads_lead = "派遣时建议的牵头单位：先看本类别在本街镇，再看本类别，然后看上级类别。只是建议，由派遣人员决定。", "The unit proposed at dispatch: of the kind in the township, of the kind, then of the kind above. A proposal; the dispatcher decides.";
    new_default_lead = "新增规则版本", "New version of a rule";
    category = "类别", "Kind of matter";
    township = "街镇", "Township";
    everywhere = "全部街镇", "everywhere";
    department = "单位", "Department";
    no_rule = "（从此没有本条规则）", "(from then on no rule)";
    no_default_leads = "还没有规则。", "There is no rule yet.";

    weights = "综合分权重", "Weights";
    weights_lead = "综合分 = Σ 权重 × 各项比率。每套权重自生效日起算，到下一套生效时为止；没有设置时按公布的示例计算，并注明。", "The composite is Σ weight × rate. A set counts from its day until the next one begins; where nothing was decided, the published example stands in, and is named so.";
    new_weights = "新增一套权重", "New set of weights";
    shares = "各项权重（%）", "Shares in per cent";
    shares_hint = "整数，合计 100。不填即不计入。", "Whole numbers that add up to 100. Nothing: not weighted.";
    decision = "决定依据", "Decided by";
    decision_hint = "机关和文件，会公开；请不要写个人姓名。", "A body and its document. It is public: no names of persons.";
    note = "说明（可不填，会公开）", "Note (optional, public)";
    weights_from_hint = "不填或填今天，自今天起；过去不能修改，今天已生效的也不能再改。", "Nothing or today: from today on. The past cannot be changed, nor a set that counts since today.";
    until_further_notice = "至今", "until further notice";
    until_day(day: &str) = "至 {day} 前", "until before {day}";
    no_weights = "没有设置过权重，现按公布的示例计算：响应率 30、解决率 35、满意率 35。", "No weights were decided. The published example counts: response 30, solved 35, satisfaction 35.";

    calendars = "工作日历", "Calendars";
    calendars_lead = "节假日、调休和作息时间。修改日历不会改变已经立案的期限和已结案件的数据。", "Holidays, make-up workdays and working hours. A change never moves a due that is set or a figure of a closed case.";
    year = "年份", "Year";
    provisional = "未公布，暂定", "not announced: a forecast";
    announced = "已公布", "announced";
    mark_announced = "标记为已公布", "Mark as announced";
    mark_provisional = "标记为暂定", "Mark as a forecast";
    days_off(holidays: usize, workdays: usize) = "休 {holidays} 天，调休上班 {workdays} 天", "{holidays} days off, {workdays} make-up workdays";
    day = "日期", "Day";
    occasion = "说明", "Occasion";
    new_day = "增加一天", "Add a day";
    import_year = "导入一年", "Import a year";
    list = "日历清单", "List of days";
    list_hint = "每行：日期,holiday 或 workday,说明。整年替换；不填则使用随程序提供的数据。", "A line each: date,holiday or workday,occasion. Replaces the year; left empty, the data that come with the program.";
    import = "导入", "Import";
    hours = "作息时间", "Working hours";
    hours_hint = "例如 08:30-12:00 14:00-17:30", "For example 08:30-12:00 14:00-17:30";
    change_hours = "调整作息时间", "Change the hours";
    hours_from_hint = "从当日起，不早于今天。", "From that day on, never before today.";

    stations = "联勤工作站", "Stations";
    stations_lead = "1 个党支部 + X 个入驻单位 + Y 个随叫随到单位。报备后由另一人审核，通过后公开。", "One party branch, X resident units, Y units on call. What is filed is approved by somebody else, and public from then on.";
    new_station = "报备工作站", "File a station";
    address = "地址", "Address";
    speciality = "特色（一站一品）", "Known for";
    speciality_en = "特色（英文，可不填）", "Known for, in English (optional)";
    lng = "经度", "Longitude";
    lat = "纬度", "Latitude";
    branch = "党支部", "Party branch";
    branch_lead = "支部负责人", "Leader of the branch";
    branch_phone = "支部电话", "Telephone of the branch";
    units = "单位", "Units";
    unit_counts(resident: u16, on_call: u16) = "入驻 {resident}，随叫随到 {on_call}", "{resident} resident, {on_call} on call";
    waiting(n: u16) = "{n} 个待审核", "{n} to approve";
    liaison = "联络人", "Liaison";
    liaison_name = "联络人姓名", "Name of the liaison";
    liaison_phone = "联络人电话", "Telephone of the liaison";
    liaison_hint = "随叫随到单位必须填写。", "Required for a unit on call.";
    new_unit = "报备单位", "File a unit";
    imported(when: &str) = "{when} 随数据导入", "came with the data on {when}";
    filed_by(who: &str, when: &str) = "{who} 于 {when} 报备", "filed by {who} on {when}";
    decided_by(who: &str, when: &str) = "{who} 于 {when} 审核", "decided by {who} on {when}";
    reason = "理由", "Reason";
    no_units = "还没有单位。", "No unit yet.";
    no_stations = "还没有工作站。", "No station yet.";
    roster = "值班表", "Roster";
    no_roster = "没有排班。", "Nobody is on the roster.";
    duty_name = "值班人员", "Who";
    starts_at = "开始", "From";
    ends_at = "结束", "Until";
    on_duty_now = "正在值班", "on duty now";
    new_duty = "安排值班", "Put on the roster";
}

fn pick(lang: Lang, (zh, en): (&'static str, &'static str)) -> &'static str {
    match lang {
        Lang::Zh => zh,
        Lang::En => en,
    }
}

#[must_use]
pub(crate) fn urgency_word(lang: Lang, urgency: Urgency) -> &'static str {
    pick(
        lang,
        match urgency {
            Urgency::Normal => ("一般", "ordinary"),
            Urgency::Urgent => ("紧急", "urgent"),
        },
    )
}

#[must_use]
pub(crate) fn rounding_word(lang: Lang, rounding: Rounding) -> &'static str {
    pick(
        lang,
        match rounding {
            Rounding::None => ("精确", "exact"),
            Rounding::Day => ("到日", "the day"),
            Rounding::Week => ("到周", "the week"),
        },
    )
}

#[must_use]
pub(crate) fn stage_word(lang: Lang, stage: Stage) -> &'static str {
    pick(
        lang,
        match stage {
            Stage::Sign => ("签收", "signing"),
            Stage::Contact => ("首次联系", "first contact"),
            Stage::Dispose => ("处置", "disposal"),
            Stage::Verify => ("核查", "verification"),
            Stage::CallBack => ("回访", "call-back"),
        },
    )
}

#[must_use]
pub(crate) fn clock_word(lang: Lang, kind: LimitKind) -> &'static str {
    pick(
        lang,
        match kind {
            LimitKind::Working => ("工作时间", "working time"),
            LimitKind::Continuous => ("连续计时", "round the clock"),
        },
    )
}

/// `21 工作小时`, `30 分钟`, `2 天`: in the largest unit that says it exactly. A working day is as long as the region's
/// hours say, so that working time is never told in days.
#[must_use]
pub(crate) fn limit_words(lang: Lang, limit: Limit) -> String {
    let working = limit.kind == LimitKind::Working;
    let (count, zh, en) = match limit.minutes {
        minutes if minutes % 1440 == 0 && !working => (minutes / 1440, "天", "day"),
        minutes if minutes % 60 == 0 => (minutes / 60, "小时", "hour"),
        minutes => (minutes, "分钟", "minute"),
    };
    let of_work = match (lang, working) {
        (_, false) => "",
        (Lang::Zh, true) => "工作",
        (Lang::En, true) => "working ",
    };
    match lang {
        Lang::Zh => format!("{count} {of_work}{zh}"),
        Lang::En if count == 1 => format!("{count} {of_work}{en}"),
        Lang::En => format!("{count} {of_work}{en}s"),
    }
}

#[must_use]
pub(crate) fn day_kind(lang: Lang, kind: DayKind) -> &'static str {
    pick(
        lang,
        match kind {
            DayKind::Holiday => ("休息", "day off"),
            DayKind::Workday => ("调休上班", "make-up workday"),
        },
    )
}

#[must_use]
pub(crate) fn source(lang: Lang, source: CalendarSource) -> &'static str {
    pick(
        lang,
        match source {
            CalendarSource::Shipped => ("随程序提供", "comes with the program"),
            CalendarSource::Own => ("本区维护", "kept here"),
            CalendarSource::Plain => ("只按周末", "plain weeks"),
        },
    )
}

#[must_use]
pub(crate) fn station_kind(lang: Lang, kind: StationKind) -> &'static str {
    pick(
        lang,
        match kind {
            StationKind::Station => ("联勤工作站", "joint-service station"),
            StationKind::PolicePost => ("警务站", "police post"),
        },
    )
}

#[must_use]
pub(crate) fn unit_kind(lang: Lang, kind: UnitKind) -> &'static str {
    pick(
        lang,
        match kind {
            UnitKind::Resident => ("入驻", "resident"),
            UnitKind::OnCall => ("随叫随到", "on call"),
        },
    )
}

#[must_use]
pub(crate) fn status(lang: Lang, status: Status) -> &'static str {
    pick(
        lang,
        match status {
            Status::Filed => ("待审核", "to be approved"),
            Status::Approved => ("已审核，待进驻", "approved, to move in"),
            Status::MovedIn => ("已进驻", "in service"),
            Status::Refused => ("未通过", "refused"),
            Status::Left => ("已撤出", "left"),
        },
    )
}

#[must_use]
pub(crate) fn step(lang: Lang, step: Step) -> &'static str {
    pick(
        lang,
        match step {
            Step::Approve => ("审核通过", "Approve"),
            Step::Refuse => ("不予通过", "Refuse"),
            Step::MoveIn => ("进驻", "Move in"),
            Step::Leave => ("撤出", "Leave"),
        },
    )
}

/// Kinds and groups of units; a stored one may be another, and is shown as it is.
#[must_use]
pub(crate) fn unit_word(lang: Lang, code: &str) -> String {
    let words = match code {
        "police" => ("公安", "police"),
        "justice" => ("司法", "justice"),
        "procuratorate" => ("检察", "procuratorate"),
        "court" => ("法院", "court"),
        "market" => ("市场监管", "market supervision"),
        "urban_management" => ("城市管理", "urban management"),
        "union" => ("群团", "union"),
        "township" => ("街镇", "township"),
        "enterprise" => ("企业", "enterprise"),
        "bureau" => ("局", "bureau"),
        "department" => ("部门", "department"),
        "station" => ("工作站", "station"),
        "law" => ("政法单位", "law and order"),
        "street" => ("街道", "street office"),
        "town" => ("乡镇", "town"),
        "people" => ("群团", "people's organisation"),
        "utility" => ("公用事业", "utility"),
        other => return other.to_owned(),
    };
    pick(lang, words).to_owned()
}

/// Why a field cannot be taken.
#[must_use]
pub(crate) fn fault(lang: Lang, fault: &Fault) -> String {
    let plain = |words| pick(lang, words).to_owned();
    let both = |zh: String, en: String| match lang {
        Lang::Zh => zh,
        Lang::En => en,
    };
    match *fault {
        Fault::Empty => plain(("请填写。", "Please fill this in.")),
        Fault::TooLong { most } => both(
            format!("最多 {most} 个字符，不能有控制字符。"),
            format!("At most {most} characters, and no control characters."),
        ),
        Fault::Choice => plain(("请从可选项中选择，或按格式填写。", "Not one of the choices.")),
        Fault::Unknown => plain(("没有这一项。", "There is no such thing here.")),
        Fault::Taken => plain(("已经存在。", "It exists already.")),
        Fault::Inactive => plain(("该单位已停用。", "This unit is no longer in use.")),
        Fault::Merged { ref into } => both(
            format!("该单位已并入{into}，请选择{into}。"),
            format!("This unit has become part of {into}: choose that one."),
        ),
        Fault::InPast => plain((
            "不能早于现在：已经发生的不能改写。",
            "Not in the past: what has happened is not rewritten.",
        )),
        Fault::Ring => plain((
            "上级不能是自己或自己的下级。",
            "A kind cannot stand below itself.",
        )),
        Fault::Number { from, to } => both(
            format!("请填写 {from} 到 {to} 之间的数字。"),
            format!("A number from {from} to {to}."),
        ),
        Fault::Day => plain(("请填写日期，如 2026-12-31。", "A day such as 2026-12-31.")),
        Fault::Moment => plain((
            "请填写日期和时间，如 2026-12-31T08:30。",
            "A day and time such as 2026-12-31T08:30.",
        )),
        Fault::Hours => plain((
            "请按 08:30-12:00 14:00-17:30 填写，先后有序，不能重叠。",
            "Sessions such as 08:30-12:00 14:00-17:30, in order, not overlapping.",
        )),
        Fault::Backwards => plain(("结束必须晚于开始。", "It must end after it begins.")),
        Fault::Line { line } => both(
            format!("第 {line} 行应为“日期,holiday,说明”或“日期,workday,说明”。"),
            format!("Line {line} must be `date,holiday,occasion` or `date,workday,occasion`."),
        ),
        Fault::Twice { line } => both(
            format!("第 {line} 行重复了前面的日期。"),
            format!("Line {line} names again what an earlier line has named."),
        ),
        Fault::OtherYear { line, year } => both(
            format!("第 {line} 行不是 {year} 年。"),
            format!("Line {line} is not of the year {year}."),
        ),
        Fault::Sum { sum } => both(
            format!("各项权重合计应为 100，现在是 {sum}。"),
            format!("The shares add up to {sum}, not to 100."),
        ),
        Fault::BeforeCut => plain((
            "当天或之后已经重新划分过网格：生效日期必须晚于上一次划分。",
            "The grid was cut on that day or later already: choose a later day.",
        )),
        Fault::NotResident => plain((
            "只有已进驻的入驻单位才能排班。",
            "Only a resident unit that has moved in takes turns on duty.",
        )),
    }
}

/// Why a step with a filing is not possible.
#[must_use]
pub(crate) fn refusal(lang: Lang, refusal: &Refusal) -> String {
    match *refusal {
        Refusal::OwnFiling => pick(
            lang,
            (
                "不能审核自己报备的事项，请由另一人审核。",
                "Nobody decides about what they have filed themselves.",
            ),
        )
        .to_owned(),
        Refusal::NoReason => pick(
            lang,
            ("请说明理由，最多 500 字。", "Say why, in at most 500 characters."),
        )
        .to_owned(),
        Refusal::WrongStatus {
            status: at,
            step: wanted,
        } => {
            let (at, wanted) = (status(lang, at), step(lang, wanted));
            match lang {
                Lang::Zh => format!("当前状态为“{at}”，不能“{wanted}”。"),
                Lang::En => format!("Not possible while it is \"{at}\": {wanted}."),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_limit_is_told_in_the_largest_unit_that_says_it_exactly() {
        for (minutes, kind, zh, en) in [
            (15, LimitKind::Continuous, "15 分钟", "15 minutes"),
            (60, LimitKind::Continuous, "1 小时", "1 hour"),
            (2880, LimitKind::Continuous, "2 天", "2 days"),
            (210, LimitKind::Working, "210 工作分钟", "210 working minutes"),
            (1440, LimitKind::Working, "24 工作小时", "24 working hours"),
        ] {
            let limit = Limit { minutes, kind };
            assert_eq!(limit_words(Lang::Zh, limit), zh);
            assert_eq!(limit_words(Lang::En, limit), en);
        }
    }
}
