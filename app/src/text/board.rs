//! Words of the sunning board.

use domain::Lang;
use domain::board::BoardGroup;
use domain::board::composite::WeightsError;

texts! {
    title = "晾晒台", "Sunning board";
    lead(confidence: &str, min: &str) = "各部门办理进度实时公开。排名给出 {confidence} 把握的区间；不足 {min} 件不排名。", "Every department's progress in real time. A rank is a range that holds with {confidence} certainty; below {min} due cases there is none.";
    how = "怎么算的", "How it is computed";

    period = "时期", "Period";
    last_30 = "近 30 天", "Last 30 days";
    past_30 = "数据的最后 30 天", "Last 30 days of data";
    this_month = "本月", "This month";
    this_quarter = "本季", "This quarter";
    this_year = "今年", "This year";
    whole = "全部", "Everything";
    custom = "自定义", "Custom";
    from = "自（含当日）", "From (included)";
    to = "至（不含当日）", "To (not included)";
    apply = "查看", "Show";
    span(from: &str, to: &str) = "{from} 至 {to} 受理的案件", "Cases received {from} to {to}";

    caption(region: &str, from: &str, to: &str) = "{region}各部门按期办结情况，{from} 至 {to} 受理的案件", "{region}: departments by on-time closing, cases received {from} to {to}";
    rank = "排名区间", "Rank range";
    department = "部门", "Department";
    plot(level: &str) = "按期办结率与 {level} 区间", "On-time rate with {level} interval";
    rate = "按期率", "On time";
    fraction = "按期 / 应办", "On time / due";
    received = "受理", "Received";
    overdue = "超期未结", "Overdue";
    trend = "近 12 周", "12 weeks";
    few = "样本不足", "Too few";
    not_ranked = "不排名", "Not ranked";
    nothing_due = "无应办", "Nothing due";
    interval(rate: &str, low: &str, high: &str) = "{rate}，区间 {low} 至 {high}", "{rate}, interval {low} to {high}";
    total = "合计", "Total";
    former(names: &str) = "曾用名：{names}", "formerly {names}";
    merged_into(name: &str) = "→ {name}（已并入）", "→ {name} (merged)";
    unassigned = "未指派", "Unassigned";
    empty = "这个时期没有案件。", "There are no cases in this period.";
    scroll = "表格，可左右滚动", "Table, scrolls sideways";

    by = "按什么分", "Broken down by";
    peers = "同类组", "Peer group";
    peers_hint = "只和同组的比：名次是组内名次。", "Units compete within their peer group only: a rank is one within the group.";
    all_peers = "全部", "All";
    as_of = "截至（含当日，可空）", "As of the end of (may be empty)";
    before = "比上期", "Against before";
    unit = "单位", "Unit";
    more = "各项数字", "Every figure";
    hours(hours: &str) = "{hours} 小时", "{hours} h";
    nine_in_ten(hours: &str, cases: &str) = "九成 ≤ {hours} 小时，{cases} 件", "9 in 10 ≤ {hours} h, {cases} cases";
    adjusted_interval(low: &str, high: &str) = "{low}–{high}", "{low}–{high}";
    listed_only = "按地点、类别和来源分时，只数公开列出的案件；其余案件合在「未公开列出」一行。", "By place, kind and source only listed cases are told apart; all others stand together as “Not listed”.";
    sheet = "下载 XLSX", "Download XLSX";

    composite = "综合得分", "Composite score";
    composite_lead = "综合得分 = 各项比率乘以权重之和，满分 100。改动权重，看看谁会变；正式权重始终标在旁边，有生效日期，由管理员在生效前公布。", "The composite is the sum of each rate times its weight, 100 at most. Move the weights and see what changes; the official ones stay beside yours, and carry the date from which they hold.";
    official_share(share: &str) = "正式 {share}", "official {share}";
    try_weights = "按这些权重算", "Compute with these";
    back_to_official = "恢复正式权重", "Back to the official weights";
    by_official = "按正式权重", "By the official weights";
    by_yours = "按您的权重（非正式）", "By your weights (not official)";
    place = "名次", "Place";
    score = "得分", "Score";
    against_official = "与正式名次相比", "Against the official place";
    up(places: &str) = "▲ 上升 {places} 位", "▲ up by {places}";
    down(places: &str) = "▼ 下降 {places} 位", "▼ down by {places}";
    same_place = "不变", "The same";
    no_official_place = "正式权重下无名次", "No place by the official weights";
    missing(rates: &str) = "缺：{rates}", "Missing: {rates}";
    comma = "、", ", ";
    weights_sum(sum: &str) = "权重合计 {sum}，应为 100；下表仍按正式权重。", "The weights add up to {sum}, not to 100; the table below is by the official ones.";
    weights_bad(name: &str) = "「{name}」的权重应为 0 到 100 的整数；下表仍按正式权重。", "The weight of “{name}” is a whole number from 0 to 100; the table below is by the official ones.";
    weights_unreadable = "看不懂这组权重；下表仍按正式权重。", "These weights cannot be read; the table below is by the official ones.";

    sum_received = "受理", "Received";
    sum_due = "应办", "Due";
    sum_on_time = "按期办结", "Closed on time";
    sum_rate = "按期办结率", "On-time rate";
    sum_overdue = "超期未结", "Overdue and open";
    sum_suspended = "挂起", "Suspended";

    read_title = "怎么看这张表", "How to read this table";
    read_rank(confidence: &str) = "排名区间：把每个部门的按期率看作有误差的估计，它的名次有 {confidence} 的把握落在这个区间里。两个区间重叠，就不能说谁比谁好。", "Rank range: each rate is an estimate with error; with {confidence} certainty the rank falls into this range. Where two ranges overlap, neither can be called better.";
    read_plot = "圆点是实际的按期率，横条是它的误差区间：件数越少，横条越长。所有部门用同一条刻度。", "The dot is the actual rate, the bar its interval: the fewer cases, the longer the bar. All departments share one axis.";
    read_few = "样本不足的部门按估计值放在它的位置上，不给名次。", "Departments with too few cases keep their place in the order, without a rank.";
    read_fraction = "应办：有时限、且已办结或已过期的案件，减去挂起的。尚未到期的和没有时限的都不算。", "Due: cases with a limit that are closed or past it, without suspended ones. Cases not yet due, or without a limit, count nowhere.";
    read_trend = "近 12 周：与自己比。每周一个点，那一周没有应办案件就断开。", "12 weeks: compare a department with itself. One point per week; the line breaks where nothing was due.";
    read_late(share: u64) = "▲：超期未结达到应办的 1/{share}。", "▲: overdue cases are at least 1/{share} of the due ones.";
    drill = "带链接的数字点开就是它数的案件。签收、首次联系、回访和谁报的，案件的公开档案里没有，只公布合计。", "A number that is a link leads to the cases it counts. Signing, first contact, call-backs and who reported are not in the public file of a case: of these only the sums are published.";
    exceed = "部门合计包含所有案件，也包括依法不公开列出的，因此可能多于公开的案件清单。", "Department totals count every case, also those that may not be listed in public, and can therefore exceed the published case list.";

    check_title = "可核对", "Check it yourself";
    check_text = "本页全部数字可由公开数据重新算出。", "Every figure on this page can be recomputed from open data.";
    csv = "下载 CSV", "Download CSV";
    json = "查看 JSON", "View JSON";
    whole_board = "查看完整晾晒台", "See the whole board";
    embed = "放到别的网站上", "Show it on another site";
    embed_text = "把这段代码放进网页，就会显示这张表的简版：部门、区间、排名范围，随数据更新。链接在新窗口打开。", "Put this code into a page: it shows this table in short, with departments, intervals and rank ranges, as the data stand. Links open in a new window.";
    embed_label = "嵌入代码", "Code to embed";
    print = "打印本页会去掉导航，只留表格。", "Printed, this page keeps the table only.";
    past(from: &str, to: &str) = "这个行政区的数据从 {from} 到 {to}。", "The data of this region run from {from} to {to}.";
}

/// By what a board is broken down.
pub(crate) fn group(lang: Lang, group: BoardGroup) -> &'static str {
    let (zh, en) = match group {
        BoardGroup::Department => ("部门", "Department"),
        BoardGroup::Station => ("联勤站", "Station"),
        BoardGroup::Township => ("镇街", "Township"),
        BoardGroup::Community => ("社区", "Community"),
        BoardGroup::Category => ("类别", "Category"),
        BoardGroup::Source => ("来源", "Source"),
    };
    match lang {
        Lang::Zh => zh,
        Lang::En => en,
    }
}

/// A peer group; one that nobody has named shows its code.
pub(crate) fn peer_group(lang: Lang, code: &str) -> &str {
    let (zh, en) = match code {
        "bureau" => ("区级部门", "Bureaus"),
        "law" => ("政法单位", "Law and order"),
        "people" => ("群团组织", "People's organisations"),
        "utility" => ("公用事业", "Utilities"),
        "street" => ("街道", "Streets"),
        "town" => ("乡镇", "Towns"),
        "station" => ("联勤站", "Stations"),
        "police_post" => ("警务点", "Police posts"),
        other => (other, other),
    };
    match lang {
        Lang::Zh => zh,
        Lang::En => en,
    }
}

/// What is wrong with weights.
pub(crate) fn weights_fault(lang: Lang, error: &WeightsError) -> String {
    match error {
        WeightsError::Sum { sum } => weights_sum(lang, &sum.to_string()),
        WeightsError::Share { component } | WeightsError::Twice { component } => {
            weights_bad(lang, super::terms::component(lang, *component))
        }
        WeightsError::Shape { .. } | WeightsError::Unknown { .. } => weights_unreadable(lang).to_owned(),
    }
}
