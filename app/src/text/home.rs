//! Words of the first page.

texts! {
    headline = "每一件，都晒在阳光下", "Every case, out in the sun";
    line_departments(n: &str) = "{n} 个部门", "Departments: {n}";
    line_sources(n: &str) = "{n} 个来源系统", "Source systems: {n}";
    line_grid(n: &str) = "{n} 个网格", "Grid cells: {n}";
    line_stations(n: &str) = "{n} 个联勤工作站", "Stations: {n}";
    line_cases(n: &str) = "累计 {n} 件", "Cases in all: {n}";

    recent = "近 30 天", "last 30 days";
    recent_past = "数据的最后 30 天", "last 30 days of data";

    figures = "总体情况", "Key figures";
    today = "今日受理", "Received today";
    today_same(n: &str) = "上周同日同时 {n} 件", "Same time last week: {n}";
    today_change(n: &str, change: &str) = "上周同日同时 {n} 件，{change}", "Same time last week: {n} ({change})";
    on_time = "按期办结率", "Closed on time";
    received = "受理", "Received";
    on_time_note(part: &str, whole: &str, period: &str) = "{part} / {whole}，{period}", "{part} of {whole} due, {period}";
    nothing_due(period: &str) = "{period}没有应办结的案件", "Nothing was due in the {period}";
    satisfaction = "群众满意率", "Satisfied residents";
    satisfaction_note(verdicts: &str, coverage: &str) = "有结论 {verdicts} 件，覆盖 {coverage}", "{verdicts} answers, {coverage} of closed cases";
    no_verdicts(period: &str) = "{period}没有回访结论", "No call-back answers in the {period}";
    overdue = "超期未结", "Overdue and open";
    overdue_note(received: &str, period: &str) = "{period}受理的 {received} 件中", "of {received} received in the {period}";

    map = "网格地图", "Grid map";
    map_alt(cells: &str, cases: &str, period: &str) = "网格地图：{cells} 个网格，{period}受理的 {cases} 件案件按网格深浅显示。", "Grid map: {cells} cells shaded by the {cases} cases received in the {period}.";
    map_period(period: &str) = "{period}受理", "Received in the {period}";
    open_map = "打开地图", "Open the map";
    as_table = "看作表格", "As a table";
    no_grid = "这个行政区的案件没有坐标，因此没有网格地图。下面按社区列出。", "Cases of this region carry no coordinates, so there is no grid map. They are listed by community instead.";
    no_communities = "也没有社区信息。", "There is no community information either.";
    community = "社区", "Community";
    township = "镇街", "Township";
    count = "案件", "Cases";
    unplaced(n: &str) = "另有 {n} 件没有位置", "{n} more have no place";

    board = "晾晒台", "Sunning board";
    board_note(period: &str) = "按期办结率，{period}", "Closed on time, {period}";
    board_all = "查看全部部门", "All departments";
    board_empty(period: &str) = "{period}没有案件可比较。", "No cases to compare in the {period}.";

    latest = "正在发生", "Happening now";
    latest_past = "最近更新", "Latest updates";
    latest_empty = "还没有公开的动态。", "Nothing has been published yet.";
    latest_all = "查看全部案件", "All cases";
    item(place: &str, category: &str) = "{place} {category}", "{category}, {place}";
    item_done(department: &str, action: &str) = "{department}{action}", "{department}: {action}";

    past(from: &str, to: &str) = "这个行政区的数据从 {from} 到 {to}，之后没有新的案件。本页是其中的最后 30 天。", "The data of this region run from {from} to {to}; nothing has come in since. This page shows their last 30 days.";
    past_board = "查看全部时期的晾晒台", "See the board of the whole period";
}
