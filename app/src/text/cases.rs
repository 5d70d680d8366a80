//! Words of the case list, the case file and the page behind a QR code.

use domain::Lang;
use domain::case::State;

texts! {
    title = "案件", "Cases";
    lead = "全部公开案件，新的在前。公开的是类别、地点和进度，不公开当事人和诉求原文。", "Every published case, newest first. Category, place and progress are public; people and the text of a report are not.";
    search = "查询", "Search";
    search_hint = "案件码、类别或地点", "Code, category or place";
    find = "查询", "Find";
    more_filters = "更多筛选", "More filters";
    in_grid(name: &str) = "网格 {name}", "Cell {name}";
    drop_one = "去掉", "Remove";
    shown(n: usize) = "本页 {n} 件", "On this page: {n}";
    more = "更多", "More";
    first_page = "回到最新", "Back to the newest";
    csv = "下载 CSV", "Download CSV";
    geojson = "下载 GeoJSON", "Download GeoJSON";
    json = "接口", "API";
    nothing = "没有符合条件的案件。", "No case matches.";
    not_all_listed = "部分类别只计数、不列出，所以部门合计可能多于清单。", "Some categories are counted but never listed, so a department's total may exceed this list.";

    code = "案件码", "Code";
    category = "类别", "Category";
    place = "地点", "Place";
    state = "状态", "State";
    limit = "时限", "Limit";
    department = "牵头部门", "Lead department";
    received = "受理", "Received";
    source = "来源", "Source";
    week_of(day: &str) = "{day} 当周", "week of {day}";
    no_place = "未公开地点", "no published place";

    due_original = "原定", "originally";
    due_current = "现定", "now";
    due_same = "应于", "due";
    no_limit = "无时限", "no limit";

    original_clock = "原定时限", "Original deadline";
    current_clock = "现行时限", "Current deadline";
    unchanged = "与原定相同，没有延期", "same as the original: no extension";
    moved_later(by: &str) = "比原定晚 {by}", "{by} later than the original";
    moved_earlier(by: &str) = "比原定早 {by}", "{by} earlier than the original";
    remaining(time: &str) = "还剩 {time}", "{time} left";
    exceeded(time: &str) = "已超 {time}", "{time} over";
    closed_at(time: &str) = "{time} 办结", "closed {time}";
    clock_paused = "计时暂停，原因见经过", "clock paused, see the timeline";
    clock_none = "这类事项没有时限，不计入按期率。", "This kind of matter has no deadline and is in no on-time figure.";
    clock_moves = "时限变动", "Changes of the deadline";
    days(n: i64) = "{n} 天", "{n} d";
    hours(n: i64) = "{n} 小时", "{n} h";
    minutes(n: i64) = "{n} 分钟", "{n} min";

    units = "办理单位", "Units";
    role = "角色", "Part";
    unit = "单位", "Unit";
    assigned = "派遣", "Assigned";
    signed = "签收", "Signed";
    fed_back = "反馈", "Fed back";
    due = "时限", "Deadline";
    released = "已退出", "released";
    not_yet = "尚未", "not yet";
    no_units = "尚未派遣到单位。", "Not assigned to a unit yet.";

    timeline = "办理经过", "Timeline";
    timeline_note = "每一步写入后不能更改。原因只用编码表里的词，不公开文字说明。", "No step can be changed once written. Reasons come from a coded list; free text is not public.";
    because(reason: &str) = "原因：{reason}", "Reason: {reason}";
    new_due(time: &str) = "时限定为 {time}", "deadline {time}";
    state_change(from: &str, to: &str) = "{from} → {to}", "{from} → {to}";

    where_title = "地点", "Place";
    where_label(grid: &str, region: &str) = "{grid}在{region}的位置", "Where {grid} lies in {region}";
    township = "镇街", "Township";
    community = "社区（村）", "Community";
    grid = "网格", "Grid cell";
    blurred = "位置按类别的公开等级处理，不是精确地址。", "The place is blurred by the publication tier of the category; it is not an address.";
    cases_here = "这一格的其他案件", "Other cases in this cell";

    qr_title = "一案一码", "One case, one code";
    qr_text = "扫码看进度。打印此页可张贴在现场。", "Scan to see progress. Print this page to put it up on site.";
    qr_label(code: &str) = "案件 {code} 的二维码", "QR code of case {code}";
    qr_link = "扫码后看到的页面", "What scanning shows";


    list = "全部案件", "All cases";
    not_found = "没有这个案件", "No such case";
    not_found_code(code: &str) = "没有案件码为「{code}」的公开案件。请核对每个字母和数字。", "There is no published case with the code “{code}”. Please check the letters and digits.";
    not_found_token = "这个二维码无效或已停用。", "This QR code is not valid, or no longer in use.";
    not_found_hint = "也可能案件按规定不公开。", "The case may also be one that is not published.";

    scan_title = "办理进度", "Progress";
    scan_with(unit: &str) = "由{unit}办理", "With {unit}";
    scan_due(time: &str) = "应在 {time} 前办结", "To be done by {time}";
    scan_extended(original: &str) = "原定 {original}", "originally {original}";
    scan_latest = "最新进展", "Latest step";
    scan_file = "看完整经过", "See the whole file";
    scan_done = "已完成", "done";
    scan_now = "当前", "now";
    scan_ahead = "未到", "ahead";
}

/// The stages a resident is shown, in order.
pub(crate) fn stages(lang: Lang) -> [&'static str; 5] {
    match lang {
        Lang::Zh => ["受理", "派单", "办理", "反馈", "办结"],
        Lang::En => ["Accepted", "Assigned", "Being handled", "Fed back", "Closed"],
    }
}

/// What a state means, in one plain sentence.
pub(crate) fn plain(lang: Lang, state: State) -> &'static str {
    let (zh, en) = match state {
        State::Reported => (
            "已经收到，正在看是否受理。",
            "We have it and are deciding whether to take it on.",
        ),
        State::Accepted => ("已经受理，正在派单。", "Taken on; it is being assigned."),
        State::Dispatched => (
            "已派给办理单位，等待签收。",
            "Assigned; the unit has yet to sign for it.",
        ),
        State::Signed => ("办理单位已签收。", "The unit has signed for it."),
        State::InProgress => ("正在办理。", "Work is going on."),
        State::Feedback => (
            "办理单位已反馈结果，等待核查。",
            "The unit says it is done; somebody else will check.",
        ),
        State::Verified => ("核查通过，等待结案。", "Checked; about to be closed."),
        State::Closed => ("已经办结。", "Closed."),
        State::Archived => ("已经办结并归档。", "Closed and archived."),
        State::Rejected => ("不予受理，原因见经过。", "Not taken on; the timeline says why."),
        State::Merged => (
            "与另一案件是同一件事，并案办理。",
            "The same matter as another case; handled there.",
        ),
        State::Returned => (
            "办理单位退回，正在重新派单。",
            "The unit returned it; it is being assigned again.",
        ),
        State::Suspended => (
            "经批准暂停，原因见经过。",
            "Paused with approval; the timeline says why.",
        ),
        State::Rework => (
            "核查没有通过，正在返工。",
            "The check failed; the unit is doing it again.",
        ),
        State::Reopened => (
            "群众不认可或再次反映，正在重办。",
            "Reopened after a veto or a repeat report.",
        ),
    };
    match lang {
        Lang::Zh => zh,
        Lang::En => en,
    }
}
