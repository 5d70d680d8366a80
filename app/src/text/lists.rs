//! Words of lists that administrators bring.

use domain::Lang;
use domain::intake::{ListFormat, ListState};

texts! {
    title = "导入清单", "Import a list";
    lead = "把表格文件传上来，说明每一列是什么，先看前几行和错误，再导入。", "Bring a file, say which column is what, look at the first rows and what is wrong, then import.";
    bring = "新的清单", "A new list";
    file = "文件", "File";
    file_hint = "CSV（UTF-8 或 GB18030，逗号、分号或制表符）、每行一个对象的 JSON，或 XLSX；可以是 gzip 压缩的；最大 512 MB。可以把文件拖到这里。", "CSV (UTF-8 or GB18030; comma, semicolon or tab), lines of JSON, or XLSX; gzipped or not; at most 512 MB. You can drop the file here.";
    send = "上传并查看", "Upload and look";
    earlier = "以前的导入", "Earlier imports";
    none = "还没有导入过清单。", "No list has been brought yet.";
    kept = "文件保留 30 天，之后自动删除；空间不够时，先删除最早导入完的。收入的数据不受影响。", "Files are kept for 30 days and then removed; where room is short, those that were imported first make way sooner. What was taken stays.";
    when = "上传时间", "Brought";
    who = "操作人", "Who";
    outcome = "结果", "Outcome";
    not_run = "尚未导入", "not imported yet";
    back = "返回导入清单", "Back to the lists";
    size(size: &str) = "大小 {size}", "{size}";
    columns(n: usize) = "{n} 列", "{n} columns";
    columns_title = "文件里的列", "Columns of the file";
    column = "列名", "Column";
    values = "前三个值", "First three values";
    base_title = "换一个映射作为起点", "Begin with another mapping";
    base = "映射", "Mapping";
    base_hint = "选用系统自带的或以前保存的映射，下面的选择会按它重新填写。", "Take a shipped or a saved mapping: the choices below are filled in anew by it.";
    take_base = "采用", "Take it";
    choose_title = "每一列是什么", "Which column is what";
    choose_hint = "没有选用的列不会丢失：每条记录都保留整行原文。", "Columns that you leave out are not lost: every record keeps its whole row.";
    not_there = "（没有）", "(none)";
    as_mapped = "按映射的写法（由几列组成）", "as the mapping says, of several columns";
    content = "没有编号：用整行内容识别", "no number: the content of the row itself";
    system = "来源系统", "Source system";
    by_column = "由「来源」一列决定", "said by the column \"Source\"";
    coordinates = "坐标系", "Coordinate system";
    wgs84 = "WGS-84（GPS、CGCS2000、天地图）", "WGS-84 (GPS, CGCS2000, Tianditu)";
    gcj02 = "GCJ-02（高德、腾讯）", "GCJ-02 (Amap, Tencent)";
    bd09 = "BD-09（百度）", "BD-09 (Baidu)";
    time_format = "时间格式", "Format of times";
    time_hint(zone: &str) = "年份在前的写法都认识，不用填。别的写法照此填写：%d.%m.%Y %H:%M。没有时区的时间按本区时区 {zone}。", "Usual times that begin with the year are understood: leave this empty. Others are written like %m/%d/%Y %H:%M. Times without an offset are in {zone}, the region's time zone.";
    name = "映射的名称", "Name of the mapping";
    name_hint = "保存后下次可以直接选用。", "It is saved under this name, to be taken again.";
    look = "预览", "Preview";
    preview_title = "导入前预览", "Preview";
    previewed(looked: &str, faulty: &str) = "看了前 {looked} 行，其中 {faulty} 行不能收入。", "Of the first {looked} rows, {faulty} cannot be taken.";
    not_written = "还没有写入任何数据。", "Nothing has been written yet.";
    first_rows = "前 20 行", "The first 20 rows";
    faults_title = "不能收入的行", "Rows that cannot be taken";
    line = "行", "Line";
    line_at(line: u64) = "第 {line} 行", "line {line}";
    reason = "原因", "Reason";
    at_column = "列", "Column";
    number = "编号", "Number";
    received = "受理时间", "Received";
    category = "类别", "Category";
    department = "责任单位", "Department";
    place = "地点", "Place";
    state = "状态", "State";
    closed = "已办结", "closed";
    open = "办理中", "open";
    no_place = "没有坐标", "no place";
    run = "开始导入", "Import it";
    run_again = "再导入一次", "Import it again";
    run_hint = "同一份清单再导入一次不会重复：内容没有变的行什么也不改。", "The same list again changes nothing twice: rows whose content is known are left as they are.";
    busy = "本区正在导入另一份清单，请等它结束。", "Another list is being imported into this region: wait until it is done.";
    run_title = "导入情况", "The import";
    refreshes = "这一页每两秒自动更新。", "This page is updated every two seconds.";
    cut_off_hint = "服务器在导入途中停了。已经收入的数据都在；再导入一次会接着收入其余的行。", "The server was stopped in the middle. What was taken stays; import it again and the rest is taken.";
    failed_hint(reason: &str) = "没有读到文件末尾：{reason}。之前的行已经收入。", "It was not read to its end: {reason}. What came before it was taken.";
    read = "读取", "Read";
    new = "新增", "New";
    updated = "更新", "Updated";
    unchanged = "未变", "Unchanged";
    rejected = "未收入", "Rejected";
    unplaced = "没有坐标", "Without a place";
    mapping = "映射", "Mapping";
    began = "开始", "Began";
    ended = "结束", "Ended";
    progress = "进度", "Progress";
    rejects = "下载未收入的行（CSV）", "Download the rejected rows (CSV)";
    quarantine = "未收入的行也在隔离区，可以逐行修改后收入。", "Rejected rows also wait in quarantine, where each can be mended.";
    counted(new: &str, updated: &str, unchanged: &str, rejected: &str) = "新增 {new}，更新 {updated}，未变 {unchanged}，未收入 {rejected}", "new {new}, updated {updated}, unchanged {unchanged}, rejected {rejected}";
}

/// What kind of file it is.
#[must_use]
pub(crate) fn format(lang: Lang, format: ListFormat, gzipped: bool) -> String {
    let kind = match format {
        ListFormat::Text => "CSV",
        ListFormat::Objects => "JSON",
        ListFormat::Workbook => "XLSX",
    };
    match (gzipped, lang) {
        (false, _) => kind.to_owned(),
        (true, Lang::Zh) => format!("{kind}（gzip 压缩）"),
        (true, Lang::En) => format!("{kind}, gzipped"),
    }
}

/// How an import stands.
#[must_use]
pub(crate) fn standing(lang: Lang, state: ListState) -> &'static str {
    let (zh, en) = match state {
        ListState::Running => ("正在导入", "running"),
        ListState::Done => ("已完成", "done"),
        ListState::Failed => ("没有读到末尾", "not read to its end"),
        ListState::CutOff => ("中断", "cut off"),
    };
    match lang {
        Lang::Zh => zh,
        Lang::En => en,
    }
}

/// What a field of a record is called.
#[must_use]
pub(crate) fn field(lang: Lang, field: &str) -> &'static str {
    let (zh, en) = match field {
        "external_id" => ("编号（必填）", "Number (needed)"),
        "received_at" => ("受理时间（必填）", "Received (needed)"),
        "category" => ("类别", "Category"),
        "parent_category" => ("上级类别", "Category above it"),
        "department" => ("责任单位", "Department"),
        "township" => ("街道、乡镇", "Township"),
        "community" => ("社区、村", "Community"),
        "address" => ("地址", "Address"),
        "lng" => ("经度", "Longitude"),
        "lat" => ("纬度", "Latitude"),
        "title" => ("标题", "Title"),
        "narrative" => ("内容", "Text"),
        "reporter" => ("反映人", "Reporter"),
        "due_at" => ("办理期限", "Due"),
        "closed_at" => ("办结时间", "Closed at"),
        "closed" => ("状态", "Status"),
        "verdict" => ("是否按期", "In time or late"),
        "duplicate" => ("是否重复", "Duplicate"),
        "satisfied" => ("是否满意", "Satisfied"),
        "source" => ("来源", "Source"),
        "version" => ("版本", "Version"),
        _ => ("其他", "Other"),
    };
    match lang {
        Lang::Zh => zh,
        Lang::En => en,
    }
}
