//! Words of the weekly reports.

texts! {
    title = "每周报告", "Weekly reports";
    lead = "每周一（当地时间）生成上一周的晾晒台，与再上一周相比。一经生成不再改动，也不重新计算。", "The board of each week, made once the week is over (local time) and compared with the week before. It is never changed and never computed again.";
    none = "还没有周报。一周结束后自动生成；没有受理案件的一周没有周报。", "There is no report yet. One is made when a week is over; a week in which nothing came in has none.";
    week = "周", "Week";
    days(from: &str, to: &str) = "{from} 至 {to}", "{from} to {to}";
    made = "生成于", "Made";
    files = "文件", "Files";
    all = "全部周报", "All reports";
    report_of(week: &str) = "{week} 周报", "Report of {week}";
    span(region: &str, from: &str, to: &str) = "{region}，{from} 至 {to} 受理的案件，截至生成之时。", "{region}: cases received {from} to {to}, as they stood when the report was made.";
    earlier(week: &str) = "← {week}", "← {week}";
    later(week: &str) = "{week} →", "{week} →";
    compared = "与上一周相比", "Against the week before";
    then(value: &str) = "上周 {value}", "before: {value}";
    change = "按期率变化（百分点）", "On time, change in points";
    nothing_before = "上一周没有周报，无从比较。", "There is no report of the week before.";
    kept = "一经生成，不再改动", "Made once, kept as it is";
    kept_text(version: u64) = "根据第 {version} 版公开数据生成。本页的数字都出自下面的 JSON 文件，它的 SHA-256 是：", "Made from version {version} of the published data. Every figure on this page is from the JSON file below, whose SHA-256 is:";
    xlsx = "下载 XLSX", "Download XLSX";
    sheet_board = "晾晒台", "Board";
    sheet_compared = "与上一周相比", "Week before";
    sheet_about = "说明", "About";
    code = "部门代码", "Code";
    interval_low = "区间下限", "Interval, low";
    interval_high = "区间上限", "Interval, high";
    on_time = "按期办结", "Closed on time";
    due = "应办（减挂起）", "Due less suspended";
    before(what: &str) = "{what}（上周）", "{what}, week before";
    region = "行政区", "Region";
    from = "自（含）", "From (included)";
    to = "至（不含）", "To (not included)";
    as_of = "截至", "As of";
    version = "数据版本", "Data version";
    digest = "JSON 文件的 SHA-256", "SHA-256 of the JSON file";
}
