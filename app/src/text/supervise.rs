//! Words of supervision.

use domain::Lang;
use domain::supervise::control_chart::Signal;
use domain::supervise::funnel::Place;
use domain::supervise::gaming::FlagKind;
use domain::supervise::{Kind, Measure};

texts! {
    title = "督查", "Supervision";
    lead = "谁慢了、卡在哪、变了什么、哪些只是看上去好。每个数字都能点到背后的案件。", "Who is late, where the flow is stuck, what changed, and what only looks well. Every number leads to the cases behind it.";
    sections = "本页内容", "On this page";
    narrow = "时段与单位", "Period and unit";
    narrow_hint(from: &str, to: &str, before_from: &str, before_to: &str) = "现在看的是 {from} 至 {to}，对比 {before_from} 至 {before_to}。日期留空：最近 30 天，对比其前同样长的一段。", "Shown: {from} to {to}, compared with {before_from} to {before_to}. Days left empty: the last thirty, compared with as many before them.";
    from = "自（含当日）", "From (included)";
    to = "至（不含当日）", "To (not included)";
    compare_from = "对比时段自", "Compare with, from";
    compare_to = "对比时段至", "Compare with, to";
    department = "单位", "Unit";
    all_departments = "全部单位", "All units";
    hours = "临期（小时内）", "Near: due within hours";
    show = "查看", "Show";
    reset = "恢复默认", "Back to the default";
    csv = "各单位数据（CSV）", "Figures of the units (CSV)";

    views = "常用视图", "Saved views";
    views_none = "还没有常用视图。", "None kept yet.";
    keep = "保存当前视图", "Keep this view";
    view_name = "名称", "Name";
    view_hint = "同名的会被替换。没有选定的日期随当天变化。", "One of the same name is replaced. Dates that were not chosen move with the day.";
    save = "保存", "Keep";
    remove(name: &str) = "删除“{name}”", "Remove “{name}”";

    now = "现在", "Now";
    now_lead(time: &str, hours: u32) = "截至 {time}，在办案件按牵头单位计。临期：{hours} 小时内到期。挂起的不计逾期。", "Open cases by the unit that leads them, as of {time}. Near: due within {hours} hours. Suspended cases are not overdue.";
    now_none = "没有在办案件。", "Nothing is open.";
    unit = "单位", "Unit";
    total = "合计", "Total";

    period = "时段内受理的案件", "Cases received in the period";
    period_lead(from: &str, to: &str) = "{from} 至 {to} 受理，按现在的状态计。退回的案件在两个单位各记一次。", "Received {from} to {to}, as they stand now. A returned case stays in the counts of both units.";
    period_none = "这一时段没有案件。", "No case was received in this period.";
    received = "受理", "Received";
    on_time = "按期结案", "Closed on time";
    signed = "按时签收", "Signed in time";
    wait = "签收用时（中位）", "Until signed (median)";
    returned = "退回", "Returned";
    extensions = "延期（申请／批准）", "Extensions asked / approved";
    reworked = "返工重办", "Reworked";
    coverage = "回访覆盖", "Call-back coverage";
    satisfaction = "满意", "Satisfied";
    no_verdict = "未回访", "Not called back";
    late = "逾期", "Late";
    working_hours(hours: &str) = "{hours} 工时", "{hours} working h";
    working_minutes(minutes: u32) = "{minutes} 分钟", "{minutes} working min";
    minutes(minutes: u32) = "{minutes} 分钟", "{minutes} min";

    people = "责任人", "Who is in charge";
    in_charge = "责任人（签收人）", "In charge (who signed)";
    people_lead = "谁签收谁负责。只对能看全部案件的内部人员显示，不公开；数目小的不宜用来评价个人。", "Whoever signed for a case is in charge of it. Shown to staff who may open every case, never in public; small numbers say little about a person.";
    nobody_signed = "尚未签收", "Not signed yet";
    change = "与对比时段相比", "Compared with the other period";
    change_lead(from: &str, to: &str) = "对比时段：{from} 至 {to}。括号内是差值的 95% 区间（Newcombe 混合计分法）；区间不含 0 的标“变化明确”，其余可能只是偶然。单位多时，二十个里约有一个会偶然被标出。", "Compared with {from} to {to}. In brackets the 95 % interval of the change (Newcombe's hybrid score); where it leaves out 0 the change is marked as clear, the others may be chance. Of twenty units about one is marked by chance alone.";
    clear_change = "变化明确", "clear";
    points(change: &str) = "{change} 个百分点", "{change} points";
    range(low: &str, high: &str) = "（{low} 至 {high}）", "({low} to {high})";

    flow = "流程堵点：反复移交", "Stuck: cases that bounce";
    flow_lead = "牵头单位换过的案件（退回后再派，或转牵头），换得最多的在前。", "Cases whose lead was given more than once, by return or transfer; the longest paths first.";
    flow_none = "没有换过牵头单位的案件。", "No case changed its lead.";
    path = "经手单位", "Path";
    times(n: usize) = "派给 {n} 次", "given {n} times";
    listed(shown: usize, total: usize) = "显示 {shown} 件，共 {total} 件", "{shown} of {total} shown";
    all_of_them = "全部查看", "See the list";

    flags = "反刷数据提示", "Patterns worth a look";
    flags_lead = "这些只是值得核实的线索，不是结论，也不计入任何指标。阈值见文档。", "A reason to look, never a verdict, and part of no figure. The thresholds are in the documentation.";
    flags_none = "没有发现。", "Nothing was found.";
    evidence = "相关案件", "Cases";
    between(from: &str, to: &str) = "{from} 至 {to}", "{from} to {to}";

    funnel = "漏斗图：按期率与件数", "Funnel: on-time rate by size";
    funnel_lead = "同类组内比较。件数少的单位偏离组内比率不足为奇：只有越过线才说明不像偶然。虚线 95%，实线 99.8%（二项分布精确界限）。", "Within a peer group. A unit with few cases strays easily: only beyond the lines is chance a poor explanation. Dashed: 95 %, solid: 99.8 % (exact binomial limits).";
    funnel_none = "同类组里有到期案件的单位不足三个，画不出漏斗。", "No peer group has three units with cases due.";
    group_rate(group: &str, rate: &str) = "{group}：合计按期率 {rate}", "{group}: {rate} on time together";
    dispersed(phi: &str) = "各单位之间的差别大于偶然（φ = {phi}）：越线只说明“值得看”，可能是案件难易不同。", "The units differ more than chance would have them (φ = {phi}): outside a line says “look”; their cases may differ.";
    due = "应办", "Due";
    rate = "按期率", "On-time rate";
    where_it_lies = "位置", "Where it lies";
    funnel_label(group: &str) = "{group}各单位的按期率与应办件数，数据见下表", "On-time rate by cases due, {group}; the numbers are in the table below";

    charts = "控制图：一周一点", "Control charts, week by week";
    charts_lead = "中线和界限取自最早的 12 周。越界，或连续 8 周在中线同一侧，才算真的变了；空心点的那周还有案件在办，不作判断。", "Centre and limits come from the first 12 weeks. Only a week beyond the limits, or the eighth in a row on one side, is a change; a hollow week still has cases running and is not judged.";
    charts_none = "可判断的周数不足 8 周，画不出控制图。", "Fewer than eight weeks can be judged: no chart.";
    charts_more = "另列出近 8 周有变化的单位。", "Units that changed within the last eight weeks stand below.";
    every_unit = "全部单位", "All units";
    week = "周（周一）", "Week of";
    value = "数值", "Value";
    of = "件数", "Cases";
    limits = "界限", "Limits";
    signal = "判断", "Judged";
    not_settled = "未结清，不判断", "not settled, not judged";
    in_control = "正常波动", "chance";
    hours_axis = "单位：工时", "In working hours";
    chart_numbers = "各周数据", "The numbers";
    chart_label(what: &str) = "{what}，一周一点，数据见下", "{what}, week by week; the numbers are below";

    whistles = "吹哨报到", "Whistles";
    whistles_lead = "时段内的吹哨：叫到几次、应答、到场，从吹哨到到场的中位分钟数。", "Whistles blown in the period: how often a unit was called, answered and came, and the median minutes until it was there.";
    whistles_none = "这一时段没有吹哨。", "No whistle was blown in this period.";
    called = "被叫", "Called";
    answered = "应答", "Answered";
    declined = "不来", "Declined";
    arrived = "到场", "Arrived";
    arrival = "到场用时（中位）", "Until there (median)";
    guests = "受邀人员", "Guests";

    back = "返回督查", "Back to supervision";
    none_behind = "没有案件。", "There are no such cases.";
    demanded_until(time: &str) = "督办中，限 {time} 答复", "Demanded, to be answered by {time}";
    default_note = "请说明未按期办结的原因和办结时间。", "Please say why this is not closed and when it will be.";
    demand_more = "改期限和说明", "Other time or words";
    period_of(from: &str, to: &str) = "{from} 至 {to} 受理", "Received {from} to {to}";
}

/// What a list is about.
#[must_use]
pub(crate) fn kind(lang: Lang, kind: Kind) -> &'static str {
    let (zh, en) = match kind {
        Kind::Open => ("在办", "Open"),
        Kind::Soon => ("临期", "Near"),
        Kind::Overdue => ("逾期（现时限）", "Overdue (current due)"),
        Kind::PastPromise => ("已过原时限（延期中）", "Past the first due, extended"),
        Kind::Unsigned => ("超时未签收", "Not signed in time"),
        Kind::CoOverdue => ("协办逾期", "Co-handled, overdue"),
        Kind::Supervised => ("督办中", "Demand waits"),
        Kind::Received => ("受理", "Received"),
        Kind::Due => ("应结", "Due"),
        Kind::OnTime => ("按期办结", "Closed on time"),
        Kind::Given => ("交办", "Given to the unit"),
        Kind::Signed => ("按时签收", "Signed in time"),
        Kind::Closed => ("办结", "Closed"),
        Kind::Verdict => ("回访有结果", "With a verdict"),
        Kind::Satisfied => ("满意", "Satisfied"),
        Kind::Late => ("未按期（逾期结案或逾期在办）", "Late: closed late or overdue"),
        Kind::Returned => ("退回", "Returned"),
        Kind::Reworked => ("返工或重办", "Reworked or reopened"),
        Kind::NoVerdict => ("结案而无回访结果", "Closed without a verdict"),
        Kind::Extended => ("申请过延期", "Extension asked for"),
        Kind::Bounced => ("换过牵头单位", "Lead given more than once"),
    };
    lang.pick(zh, Some(en))
}

/// What a flag is about.
#[must_use]
pub(crate) fn flag(lang: Lang, kind: FlagKind) -> &'static str {
    let (zh, en) = match kind {
        FlagKind::MassClosures => ("期限前集中结案", "Closures massed before their limits"),
        FlagKind::SameRatings => ("回访评分雷同", "Identical ratings"),
        FlagKind::ReturnLoops => ("退了又派回", "Returned and given back"),
        FlagKind::QuickReopens => ("结案 7 天内重办", "Reopened within 7 days"),
    };
    lang.pick(zh, Some(en))
}

/// A flag in one sentence.
#[must_use]
pub(crate) fn flag_told(lang: Lang, kind: FlagKind, count: usize, of: usize) -> String {
    let (zh, en) = match kind {
        FlagKind::MassClosures => (
            format!("{count} 件在期限前一小时内接连结案（时段内共结 {of} 件）"),
            format!(
                "{count} closed one after the other within the last hour before their limits, of {of} closed"
            ),
        ),
        FlagKind::SameRatings => (
            format!("连续 {count} 次记下同一评分（共回访 {of} 次）"),
            format!("the same rating {count} times in a row, of {of} call-backs"),
        ),
        FlagKind::ReturnLoops => (
            format!("{count} 件退出后又回到该单位（换过牵头的共 {of} 件）"),
            format!("{count} came back to the unit after it had given them up, of {of} that changed hands"),
        ),
        FlagKind::QuickReopens => (
            format!("{count} 件结案后 7 天内重办（共结 {of} 件）"),
            format!("{count} were opened again within seven days, of {of} closures"),
        ),
    };
    lang.pick(&zh, Some(&en)).to_owned()
}

/// What the others have where a flag compares.
#[must_use]
pub(crate) fn elsewhere(lang: Lang, kind: FlagKind, share: &str) -> String {
    let (zh, en) = match kind {
        FlagKind::SameRatings => (
            format!("其他人记下这一评分的占 {share}"),
            format!("{share} of what the others write down"),
        ),
        _ => (format!("其他单位 {share}"), format!("{share} elsewhere")),
    };
    lang.pick(&zh, Some(&en)).to_owned()
}

/// Where a unit lies in its funnel.
#[must_use]
pub(crate) fn place(lang: Lang, place: Place) -> &'static str {
    let (zh, en) = match place {
        Place::FarBelow => ("▼ 低于 99.8% 线", "▼ below the 99.8 % line"),
        Place::Below => ("▽ 低于 95% 线", "▽ below the 95 % line"),
        Place::Within => ("● 线内", "● within the lines"),
        Place::Above => ("△ 高于 95% 线", "△ above the 95 % line"),
        Place::FarAbove => ("▲ 高于 99.8% 线", "▲ above the 99.8 % line"),
    };
    lang.pick(zh, Some(en))
}

/// Why a week stands out.
#[must_use]
pub(crate) fn signal_of(lang: Lang, signal: Signal) -> &'static str {
    let (zh, en) = match signal {
        Signal::Below => ("▼ 低于下限", "▼ below the lower limit"),
        Signal::Above => ("▲ 高于上限", "▲ above the upper limit"),
        Signal::RunBelow => ("▽ 连续 8 周以上偏低", "▽ eight weeks or more below the centre"),
        Signal::RunAbove => ("△ 连续 8 周以上偏高", "△ eight weeks or more above the centre"),
    };
    lang.pick(zh, Some(en))
}

/// What a chart follows.
#[must_use]
pub(crate) fn measure(lang: Lang, measure: Measure) -> &'static str {
    let (zh, en) = match measure {
        Measure::OnTime => ("按期率", "On-time rate"),
        Measure::Wait => ("签收用时（中位）", "Time until signed (median)"),
    };
    lang.pick(zh, Some(en))
}
