//! Words of the map page: filters, legend, panel and table of areas.

texts! {
    title = "网格地图", "Grid map";
    lead = "每一格的案件数和超期情况，点一格看它背后的案件。", "Cases and overdue work in every grid cell; select one to see the cases behind it.";
    lead_cells = "这个行政区没有划分网格，按方格统计。", "No grid has been drawn in this region; cases are counted in squares.";
    nothing_placed = "这个行政区的案件都没有公开的位置，地图上没有可画的内容。案件清单里能看到全部公开案件。", "No case of this region has a published place, so there is nothing to draw. The case list shows every published case.";
    nothing_matches = "没有符合条件的案件。", "No case matches.";
    see_cases = "看案件清单", "See the case list";

    picture(count: &str, areas: &str, region: &str) = "{region}网格图：{count} 件案件，分布在 {areas} 个网格。下方表格有同样的数据。", "Grid map of {region}: cases: {count}, in grid cells: {areas}. The table below holds the same data.";
    count_measure = "案件数", "Cases";
    overdue_measure = "超期占比", "Share overdue";
    measure = "按什么着色", "Shade by";
    legend_count = "每格案件数", "Cases per cell";
    legend_overdue = "每格超期未结占案件数", "Open and overdue, share of the cell's cases";
    legend_none = "无", "none";
    legend_few(min: u64) = "无超期，或不足 {min} 件", "none overdue, or fewer than {min} cases";
    legend_open = "未结", "Open";
    legend_late = "超期未结", "Open and overdue";
    legend_closed = "已结", "Closed";
    legend_station = "联勤工作站", "Joint-service station";
    legend_post = "警务站", "Police post";
    legend_cluster = "圆内数字：该处案件数", "Number in a circle: cases there";

    map_label = "案件地图。方向键平移，加号和减号缩放，回车打开正中的案件或网格；同样的数据见下方表格。", "Map of cases. Arrow keys pan, plus and minus zoom, Enter opens what lies in the middle; the table below holds the same data.";
    zoom_in = "放大", "Zoom in";
    zoom_out = "缩小", "Zoom out";
    whole = "看全区", "Whole region";
    two_fingers = "双指移动和缩放地图", "Move and zoom with two fingers";
    find_place = "找地点", "Find a place";
    find_hint = "社区、网格、工作站或案件码", "Community, cell, station or case code";
    find = "查找", "Find";
    found_none = "没有找到。", "Nothing was found.";
    kind_community = "社区", "Community";
    kind_grid = "网格", "Cell";
    kind_station = "工作站或警务站", "Station or police post";
    kind_case = "案件", "Case";
    times = "按受理时间", "By receipt";
    times_label = "各时段受理的案件数；点一格只看那一段", "Cases by when they were received; select a bar for its stretch of time";
    times_hint = "拖过几格选一段时间。", "Drag over several bars for a longer stretch.";
    times_most(most: &str) = "最高 {most} 件", "at most {most}";
    bar(from: &str, to: &str, count: &str, overdue: &str) = "{from} 至 {to}：{count} 件，超期未结 {overdue} 件", "{from} to {to}: {count} cases, {overdue} overdue";
    play = "播放", "Play";
    failed = "数据没有取到，稍后自动重试。", "The data could not be fetched; trying again shortly.";
    truncated(shown: &str, total: &str) = "此处案件太多，只画出 {shown} 件（共 {total} 件）。放大可看全部。", "Too many cases here: {shown} of {total} are drawn. Zoom in to see all.";
    matching = "符合条件的案件", "Matching cases";
    filled = "有案件的网格", "Cells with cases";
    unplaced = "没有公开位置", "Without a published place";
    pick = "点一格，看它的案件数和超期情况。", "Select a cell for its cases and what is overdue.";
    more_filters = "筛选", "Filters";

    panel_few(min: u64) = "不足 {min} 件，不算占比", "fewer than {min} cases: no share";
    panel_cases = "看这一格的案件", "Cases of this cell";
    panel_case = "看这个案件", "Open the case";
    panel_close = "关闭", "Close";
    panel_resident = "进驻单位", "Resident units";
    panel_on_call = "响应单位", "On-call units";
    panel_station = "看这个站", "About this station";

    table_title = "看作表格", "As a table";
    table_all = "全部列出", "List all";
    area = "网格", "Cell";
    named_area = "社区或镇街", "Area";
    township = "镇街", "Township";
    count = "案件", "Cases";
    overdue = "超期未结", "Overdue";
    share = "超期占比", "Share overdue";
    too_few = "样本不足", "too few";
}
