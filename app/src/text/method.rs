//! Words of the page that says how each figure is computed.

texts! {
    title = "算法公开", "How each figure is computed";
    lead = "页面和接口上的每个数字只有一处计算代码。这里的公式、常数和代码都直接取自它。", "Each figure on the pages and in the interface is computed in one place. The formulas, constants and code here are taken from it.";
    contents = "目录", "Contents";
    key = "接口字段", "Field";
    formula = "公式", "Formula";
    now = "现在", "Now";
    now_period(period: &str) = "{period}，全区", "{period}, whole region";
    code = "看代码", "See the code";
    source(path: &str) = "出自 {path}", "From {path}";
    no_value = "分母为 0，不给数字", "The denominator is 0, so there is no figure";

    cohort_title = "数的是哪些案件", "Which cases are counted";
    cohort_text = "每个数字都针对一批案件：在起始日（含）到终止日（不含）之间受理的案件，日期以当地零点为界，看它们在「截至」时刻的状态。", "Every figure is over a cohort: the cases received from the first day (inclusive) to the last (exclusive), days beginning at local midnight, in their state at the moment “as of”.";

    figures_title = "数字", "Figures";
    received = "受理", "Received";
    received_def = "这一批案件的总数。", "All cases of the cohort.";
    due = "应办", "Due";
    due_def = "有时限或来源系统已给出结论，并且已办结或已过时限的案件。尚在时限内的、没有时限的，都不算。", "Cases with a limit or a source's verdict that are closed or past the limit. Cases still within it, and cases without one, are not due.";
    suspended = "挂起", "Suspended";
    suspended_def = "应办中经批准暂停计时的案件，从分母中减去。", "Due cases whose clock is paused with approval; taken out of the denominator.";
    closed = "办结", "Closed";
    closed_def = "已办结的全部案件，不论有没有时限。", "All closed cases, with or without a limit.";
    due_closed = "应办已办结", "Due and closed";
    due_closed_def = "应办的案件中已办结的。", "Due cases that are closed.";
    closed_on_time = "按期办结", "Closed on time";
    closed_on_time_def = "在时限内办结的，或来源系统认定按期的。办结时间不明的不算按期。", "Closed within the limit, or on time by the source's verdict. A closing at an unknown time is not counted as on time.";
    overdue_open = "超期未结", "Overdue and open";
    overdue_open_def = "已过时限、没有办结、也没有挂起的案件。", "Past the limit, not closed, not suspended.";
    on_time_rate = "按期办结率", "On-time closing rate";
    on_time_rate_def = "应办的案件里，按期办结的占多少。", "The share of due cases that were closed on time.";
    closing_rate = "结案率", "Closing rate";
    closing_rate_def = "应办的案件里，已办结的占多少。", "The share of due cases that are closed.";
    satisfaction = "满意率", "Satisfaction";
    satisfaction_def = "有结论的回访中满意的占多少；没有回访到的不算满意也不算不满意。", "Satisfied answers among call-backs with an answer; those not reached count neither way.";
    coverage = "回访覆盖", "Coverage of call-backs";
    coverage_def = "有结论的回访与办结案件之比，和满意率一起看。", "Call-backs with an answer per closed case; read it beside satisfaction.";
    dispatched = "派遣", "Dispatched";
    dispatched_def = "派给该部门牵头的案件，包括后来退回或转走的；退回的案件，前后两个部门都计入。", "Cases given to the department to lead, those it returned or gave away included; a returned case stays in the counts of both departments.";
    signing_rate = "签收及时率", "Signing rate";
    signing_rate_def = "派遣的案件里，在签收时限内签收的占多少。", "The share of dispatched cases that were signed within the limit for signing.";
    response_rate = "响应率", "Response rate";
    response_rate_def = "派遣的案件里，在时限内首次联系上报人的占多少。", "The share of dispatched cases in which whoever reported was contacted within the limit.";
    return_rate = "回退率", "Return rate";
    return_rate_def = "派遣的案件里，以不属本部门职责为由退回的占多少。", "The share of dispatched cases that the department returned as not competent.";
    rework_rate = "重办率", "Rework rate";
    rework_rate_def = "核查退回重做或结案后重开的案件，与办结案件之比。", "Cases sent back by the verifier or opened again, per closed case.";
    solved_rate = "解决率", "Solved rate";
    solved_rate_def = "回访中说明了是否解决的，其中已解决的占多少。", "Solved, among call-backs that said whether the matter is.";
    completion_rate = "流转交办办结率", "Completion of hand-overs";
    completion_rate_def = "交给该部门协同办理的事项里，已办完的占多少。", "The share of parts handed to the department as co-handler that are done.";
    repeat_place_rate = "同地重复率", "Repeats by place";
    repeat_place_rate_def = "30 天内同一地点已有过上报的案件占多少。", "The share of cases that follow an earlier record from the same place within 30 days.";
    repeat_person_rate = "同人重复率", "Repeats by person";
    repeat_person_rate_def = "30 天内同一人已有过上报的案件占多少。", "The share of cases that follow an earlier record by the same person within 30 days.";
    repeat_matter_rate = "同事重复率", "Repeats by matter";
    repeat_matter_rate_def = "30 天内同一件事已有过上报的案件占多少。", "The share of cases that follow an earlier record of the same matter within 30 days.";

    handling = "处置用时", "Handling time";
    handling_def = "从首次派遣到结案的工作时间：一半案件不超过中位数，九成不超过第二个数。由直方图算出，误差不超过 9%。", "Working hours from the first dispatch to the closing: half the cases took no longer than the median, nine in ten no longer than the second number. Read from a histogram whose steps are at most 9 % wide.";
    adjusted = "同类比", "Like with like";
    adjusted_def = "按期办结数除以「同类期望数」：把它手上每一种案件（类别、紧急程度、镇街）都按全区的按期率办，应有多少件按期。大于 1 好于同类，95% 区间含 1 就不能说不同。", "Closed on time, divided by what its own cases (kind, urgency, township) would give at the rates of the whole region. Above 1 is better than alike; where the 95 % interval holds 1, no difference is shown.";
    composite = "综合得分", "Composite score";
    composite_def = "各项比率乘以权重之和，满分 100。其中一项没有分母，就没有得分，也不把它的权重分给别的项。", "The sum of each rate times its weight, 100 at most. Where one of the rates has no denominator there is no score; its weight is not given to the others.";
    weights_title = "权重和生效日期", "Weights and from when they hold";
    valid_from = "自", "From";
    weights_of = "权重", "Weights";
    decided_by = "依据", "Decided by";
    published_example = "未另行决定时：公开的先例", "Where nothing was decided: the published example";
    before = "比上期", "Against the period before";
    before_def = "与自己比：按期率比前一个同样长的时期高或低多少个百分点；那个时期取它同样「年龄」时的状态。两期都有 20 件以上应办才给。", "Beside itself: percentage points of the on-time rate against the period before, of the same length and at the same age. Shown where both have twenty due cases.";

    example_title = "用公布过的数字验算", "Checked against published figures";
    example_text(due: &str, closed: &str, on_time: &str, closing_rate: &str, on_time_rate: &str) = "天门市曾公布：应办 {due} 件，办结 {closed} 件，按期 {on_time} 件。用同一段代码算得：结案率 {closing_rate}，按期办结率 {on_time_rate}，与公布的一致。", "The city of Tianmen published: {due} due, {closed} closed, {on_time} on time. The same code gives a closing rate of {closing_rate} and an on-time rate of {on_time_rate}, as published.";

    interval_title = "误差区间", "The interval";
    interval_text(level: &str) = "按期率的 {level} 区间用 Wilson 公式。件数少，区间就宽：14 件里 13 件按期，说明不了它比 520 件里 469 件按期的好。", "The {level} interval of the on-time rate is Wilson's. Few cases make it wide: 13 of 14 on time does not show a better department than 469 of 520.";
    interval_symbols = "n 为应办（减挂起），p̂ 为按期率，z 为正态分位数。", "n is due less suspended, p̂ the on-time rate, z the normal quantile.";
    example_fraction = "按期 / 应办", "On time / due";
    example_interval = "区间", "Interval";

    rank_title = "公平的排名", "A fair rank";
    rank_text(level: &str, min: &str) = "各部门的按期率看作来自同一个 Beta 分布，分布由同组各部门的数据拟合；件数少的部门因此向全组靠拢。由后验直接算出名次的分布（不用随机数），公布 {level} 的区间。应办不足 {min} 件的不排名。", "The rates of a peer group are taken as drawn from one Beta distribution fitted to that group, so a department with few cases is drawn towards the group. The distribution of each rank is computed from the posteriors, without random numbers, and its {level} range is published. Below {min} due cases there is no rank.";
    rank_peers = "只和同类比：部门与部门、街道与街道、工作站与工作站。", "Like is compared with like: departments with departments, townships with townships, stations with stations.";
    rank_place = "样本不足的部门仍按后验均值放在它的位置上。", "A department with too few cases still stands at the place of its posterior mean.";

    clocks_title = "时限怎么计", "How the clocks run";
    clocks_text = "每个环节各有时限，由类别和紧急程度决定。紧急的昼夜连续计时；其他的只计工作时间，跳过周末和节假日，调休上班日照计。", "Each stage has its own limit from category and urgency. Urgent matters run day and night; others count working time only, skip weekends and holidays, and honour make-up workdays.";
    clocks_dual = "延期须在到期前申请、由另一人批准，只移动当前时限，原时限永远不变；两个时限同时公开。", "An extension is asked for before expiry and approved by another person; it moves the current limit only. The original never changes, and both are public.";
    clocks_pause = "挂起期间暂停计时；退回不清零，已用的时间照算，退回次数计入。", "A suspension pauses the clock; a return does not reset it, the time used still counts, and so does the return.";
    clocks_colours = "颜色：剩余超过 50% 为绿，不超过 50% 为黄，不超过 20% 为橙，超期为红；总与文字一起出现。", "Colours: more than 50 % left is green, at most 50 % yellow, at most 20 % orange, overdue red; never without a word.";

    tiers_title = "公开到什么程度", "What is published";
    tiers_text = "每类案件有一个公开等级。等级只影响案件是否、在哪里列出；部门、站点和全区的合计总是包括所有案件。", "Each category has a publication tier. It decides whether and where a case is listed; totals of departments, stations and regions always count every case.";
    tier_exact = "公共设施：在原位置列出。", "Public facilities: listed at their place.";
    tier_snapped = "在同一网格的固定锚点上列出；锚点一次定下，不再变动。", "Listed at a fixed anchor point of the same grid cell; anchors are made once and never move.";
    tier_grid = "只列出所在网格。", "Listed with its grid cell only.";
    tier_count = "不列出案件，只计入合计。", "Never listed as a case, counted in totals.";
    tier_absent = "不列出，也不按地点或类别计；只计入部门和全区合计。", "Never listed, never counted by place or kind; only in department and region totals.";
    by_place = "镇街、社区、网格和地图上的数字只数公开列出的案件；部门和全区合计数全部案件。", "Counts by township, community, grid cell and on the map are of listed cases only; totals of departments and the region are of all cases.";
    reasons = "延期、退回、不予受理的理由只用固定的几种，不公开自由填写的文字。", "Reasons for extensions, returns and rejections come from a coded list; free text is never public.";

    change_title = "算法变了怎么办", "When the method changes";
    change_text = "时限、权重和等级都是带日期的数据，不写在程序里；代码的每次修改都有公开记录。", "Limits, weights and tiers are data with dates, not program text; every change of the code is on public record.";
}
