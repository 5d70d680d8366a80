//! Words of the filters that the map and the case list share.

texts! {
    title = "筛选", "Filters";
    category = "类别", "Category";
    department = "牵头部门", "Lead department";
    state = "状态", "State";
    source = "来源", "Source";
    township = "镇街", "Township";
    period = "受理时间", "Received";
    from = "从", "From";
    to = "到（不含当日）", "Before";
    any = "全部", "All";
    apply = "应用", "Apply";
    clear = "清除筛选", "Clear filters";
    last_days(days: i64) = "近 {days} 天", "Last {days} days";
    last_year = "近一年", "Last year";
    all_time = "全部时间", "All time";
    open_group = "未结", "Open";
    closed_group = "已结", "Closed";
    all_open = "全部未结", "All open";
    all_of(group: &str) = "{group}（全部）", "{group} (all)";
    clock = "时限", "Clock";
    due = "应结（含暂停计时）", "Due, suspended ones included";
    measured = "应结（不含暂停计时）", "Due, suspended ones left out";
    due_closed = "应结已结", "Due and closed";
    all_closed = "全部已结", "All closed";
}
