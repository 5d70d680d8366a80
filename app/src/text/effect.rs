//! Words of the page on what has changed.

texts! {
    title = "成效", "What has changed";
    lead = "办理用时、重复上报和满意率，在某个日期前后各是多少，变化有多大把握。公布的成效在这里逐条核对：怎么算的，什么时候成立，什么时候不成立。", "Handling time, repeat reports and satisfaction before and after a date, and how sure the change is. Published claims are checked here one by one: how they are computed, and when they do not hold.";

    change = "变化之日（之后的第一天）", "Date of the change (first day after it)";
    compare = "比较", "Compare";
    choose = "填一个日期，例如联勤工作站启用的那天，就会比较前后并核对公布的成效。", "Name a date, such as the day on which a station opened, to compare before with after and to check the published claims.";
    change_mark = "变化之日", "Change";

    handling = "办理用时（中位数）", "Handling time (median)";
    repeats = "重复上报率", "Repeat reports";
    repeat_place = "同地重复率", "Repeats by place";
    repeat_person = "同人重复率", "Repeats by person";
    repeat_matter = "同事重复率", "Repeats by matter";
    satisfaction = "满意率", "Satisfaction";

    hours(n: &str) = "{n} 小时", "{n} h";
    of_cases(value: &str, n: &str) = "{value}（{n} 件）", "{value} ({n} cases)";
    from_to(low: &str, high: &str) = "{low} 至 {high}", "{low} to {high}";
    with_interval(value: &str, interval: &str) = "{value}（{interval}）", "{value} ({interval})";
    no_data = "没有数据", "No data";
    no_times = "公开数据里没有派遣到办结的工作时长，所以不能比较。", "The published data hold no working time from dispatch to closing, so nothing can be compared.";
    no_cases = "这段时间没有可算的案件。", "There is nothing to count in this period.";
    as_table = "看作表格", "As a table";
    month = "月份", "Month";
    chart_alt(title: &str, months: usize) = "{title}，{months} 个月，每月一点，竖线是误差区间。数字见下面的表格。", "{title} over {months} months: one point a month, the upright line is its interval. The numbers are in the table below.";

    claims = "公布的成效成立吗", "Do the published claims hold?";
    claims_note = "判断只看 95% 区间，不看数字本身。", "The 95 % interval alone decides, not the number.";
    claim = "说法", "Claim";
    before = "之前", "Before";
    after = "之后", "After";
    changed = "变化", "Change";
    season = "与上年同期比", "Against a year earlier";
    verdict = "结论", "Verdict";
    claim_efficiency(more: &str, time: &str) = "办理效率 {more}（同一件用时 {time}）", "Efficiency {more} (time per case {time})";
    claim_change(what: &str, by: &str) = "{what} {by}", "{what} {by}";
    claim_level(what: &str, level: &str) = "{what}达到 {level}", "{what} at {level}";
    in_points(value: &str, low: &str, high: &str) = "{value} 个百分点（{low} 至 {high}）", "{value} percentage points ({low} to {high})";
    season_left(earlier: &str, left: &str) = "上年同期 {earlier}，扣除后 {left}", "A year earlier {earlier}, which leaves {left}";
    no_season = "没有上年同期的数据", "No data of a year earlier";

    supported = "成立", "Supported";
    possible = "可能，未证实", "Possible, not shown";
    less = "有变化，不到所说的幅度", "Changed, but less";
    not_supported = "不成立", "Not supported";
    too_few = "样本不足", "Too few cases";

    how = "怎么算的", "How it is computed";
    how_sides = "前后", "Before and after";
    how_sides_text = "变化之日零点之前受理的算之前，从零点起受理的算之后，默认各看十二个月。最近受理的案件有的还没有办结和回访，满意率因此还会变。", "Cases received before midnight of the date are before, those received from then on are after; a year on either side unless you say otherwise. Some of the latest cases are neither closed nor called back yet, so their satisfaction still moves.";
    how_share = "比率之差", "Difference of shares";
    how_share_text(level: &str) = "每个比率用 Wilson 的 {level} 区间，差的区间用 Newcombe（1998）的混合法：", "Each share has Wilson's {level} interval, their difference Newcombe's hybrid one (1998):";
    how_ratio = "相对变化", "Relative change";
    how_ratio_text = "「下降 21%」说的是比值。它的区间按 Katz（1978）在对数上算：", "“Down by 21 %” is about a ratio. Its interval is taken on the logarithm (Katz, 1978):";
    how_time = "办理用时", "Handling time";
    how_time_text = "从派遣到办结的工作时间的中位数。「效率 +60%」读作同样的时间多办六成，也就是每件用时减为 1/1.6，即 −37.5%。中位数之比的区间用自助法（bootstrap）。用时按每翻一番分八档存放，一档约 9%。", "The median working time from dispatch to closing. “Efficiency +60 %” is read as 1.6 cases in the time of one: a case takes 1/1.6 of its time, −37.5 %. The interval of the ratio of medians is a bootstrap. Times are kept in eight steps per doubling, about 9 % each.";
    how_verdict = "结论", "Verdict";
    how_verdict_text(min: &str) = "整个区间都达到所说的幅度，才算成立。区间含所说的幅度但也含更小的，是可能；不含零但到不了所说的幅度，是有变化、不到所说的幅度；含零，就不成立，因为没有变化也会出现这样的数字。任何一边不足 {min} 件，不下结论。", "A claim is supported only if the whole interval reaches it. If the interval holds the claim and less, it is possible; if it leaves out zero but ends before the claim, something changed, but less; if it holds zero, the claim is not supported, because such numbers come up where nothing has changed. Below {min} cases on either side there is no verdict.";
    how_season = "季节和趋势", "Season and trend";
    how_season_text = "有上年数据时，同样的月份在上年也前后比一次：上年同期也有的变化不是新措施带来的。扣除后的变化是两个比值之比。", "Where there are data of the year before, the same months are compared there, too: what changed then as well was not brought by anything new. What is left is the ratio of both ratios.";
    how_cause = "不能说明什么", "What it cannot show";
    how_cause_text = "前后之差不等于因果：同一时间可能还变了别的，例如上报的渠道、受理的种类、回访的人。", "A difference is not a cause: other things may have changed at the same time, such as the ways to report, the kinds taken in, or who calls back.";
}
