//! Words of the map: ways to show cases, two periods compared, cases at one place, image and print.

texts! {
    mode = "显示方式", "Show as";
    mode_grid = "网格着色", "Grid shading";
    mode_heat = "热力图", "Heat map";
    mode_hex = "六边形", "Hexagons";

    legend_hex(across: &str) = "每个六边形的案件数（宽约 {across}）", "Cases per hexagon (about {across} across)";
    legend_hex_overdue(across: &str) = "每个六边形超期未结占案件数（宽约 {across}）", "Open and overdue, share of a hexagon's cases (about {across} across)";
    legend_heat(radius: &str) = "每平方公里案件数（按约 {radius} 半径平滑）", "Cases per km² (smoothed over a radius of about {radius})";
    legend_heat_overdue(radius: &str) = "每平方公里超期未结案件数（按约 {radius} 半径平滑）", "Open and overdue cases per km² (smoothed over a radius of about {radius})";
    legend_few(min: u64) = "无超期，或不足 {min} 件", "none overdue, or fewer than {min} cases";
    heat_follows = "色阶随视野而变：终点不低于视野内的最高密度。", "The scale follows the view: it ends at or above the highest density in sight.";
    heat_needs_script = "没有脚本时以六边形代替热力图，计数相同。", "Without script hexagons stand in for the heat map, with the same counts.";
    mode_only_grid = "对比时段只在网格上着色。", "A comparison is shaded on grid cells only.";

    versus = "对比时段", "Compare with";
    versus_none = "不对比", "Nothing";
    versus_previous = "上一等长时段", "The period before, as long";
    versus_year = "上年同期", "The same days a year earlier";
    versus_own = "自选日期", "Dates of your own";
    versus_from = "对比从", "Compared from";
    versus_to = "对比到（不含当日）", "Compared before";
    fault_no_beginning = "先选一个有起始日的受理时间，才能对比。", "Choose a period with a first day first; all time has nothing to compare with.";
    fault_backwards = "受理时间的终止日要晚于起始日。", "The period ends before it begins.";
    fault_other_backwards = "对比时段的终止日要晚于起始日。", "The period compared with ends before it begins.";
    fault_unknown = "没有这种对比方式。", "There is no such comparison.";
    fault_missing_from = "自选日期要填“对比从”。", "Dates of your own need “compared from”.";
    fault_missing_to = "自选日期要填“对比到”。", "Dates of your own need “compared before”.";
    fault_date = "对比日期写成年-月-日，例如 2026-07-01。", "A date compared with is written like 2026-07-01.";
    fault_overlap = "两个时段重叠，重叠的案件会算两次。请错开日期。", "The two periods overlap, and cases would count twice. Choose dates that do not.";
    fault_overlap_long = "时段超过一年，与上年同期重叠。请缩短时段或自选日期。", "The period is longer than a year and overlaps the year before. Shorten it, or choose dates of your own.";
    span(first: &str, last: &str) = "{first} 至 {last}", "{first} to {last}";
    said_versus(period: &str, other: &str) = "{period}，对比 {other}", "{period}, compared with {other}";
    said_other(other: &str) = "对比时段：{other}", "Compared with {other}";
    lacks(first: &str) = "注意：数据从 {first} 开始，对比时段里更早的日子没有案件可比。", "Note: the data begin on {first}; earlier days of the period compared with hold no cases.";
    legend_change = "每格日均案件数的变化", "Change in cases a day, per cell";
    legend_unclear(min: u64) = "两期合计不足 {min} 件，或差异可能出于偶然", "fewer than {min} cases in both periods together, or a difference that chance may bring";
    change_hint = "只给差异明显的格着色（条件精确检验，双侧 5%）：若什么都没变，每二十格至多约有一格会被着色。", "Only clear differences are shaded (exact conditional test, two-sided, 5 %): if nothing had changed, at most about one cell in twenty would be.";
    before = "对比期", "Before";
    difference = "差", "Difference";
    change = "日均变化", "Change a day";
    unclear = "可能偶然", "may be chance";
    fresh = "新增", "new";

    stack(count: &str) = "{count} 件案件在同一位置，打开逐件选择", "Cases at one place: {count}. Open to choose one";
    stack_title = "同一位置的案件", "Cases at one place";
    stack_hint = "点外圈的圆点选一件；Tab 键逐件移动，Esc 收起。", "Select a dot at the end of a leg for its case; Tab goes from one to the next, Esc folds them.";
    stack_more(shown: &str, total: &str) = "只展开 {shown} 件（共 {total} 件），未结的在前。其余见案件清单。", "{shown} of {total} are spread out, open ones first. The rest is in the case list.";
    legend_stack = "方框数字：同一位置的案件数", "Number in a square: cases at one place";
    hex_title = "六边形内的案件", "Cases in a hexagon";
    zoom_here = "放大到这里", "Zoom in here";

    image = "存为图片", "Save as image";
    print = "打印", "Print";
    image_failed = "图片没有生成，请重试或改用打印。", "The image could not be made; try again, or print instead.";
    image_without_tiles = "底图瓦片来自别的网站，没有画进图片。", "Tiles of another site are left out of this image.";
    file_name = "案件地图", "case-map";
    said_all = "全部公开案件", "All public cases";
    said_from(day: &str) = "受理时间从 {day} 起", "Received from {day}";
    said_to(day: &str) = "受理时间在 {day} 之前", "Received before {day}";
    said_between(from: &str, to: &str) = "受理时间从 {from} 到 {to}（不含）", "Received from {from}, before {to}";
    said_one(name: &str, values: &str) = "{name}：{values}", "{name}: {values}";
    source_line(region: &str, time: &str) = "来源：联勤公开数据（{region}），截至 {time}", "Source: public data of Lianqin ({region}), as of {time}";

    sorted(column: &str, shown: &str, total: &str) = "按“{column}”从大到小，列出 {shown} 格，共 {total} 格有案件", "By “{column}”, largest first: {shown} of {total} cells with cases";
    sorted_up(column: &str, shown: &str, total: &str) = "按“{column}”从小到大，列出 {shown} 格，共 {total} 格有案件", "By “{column}”, smallest first: {shown} of {total} cells with cases";
}
