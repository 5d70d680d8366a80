//! Words of quarantine: rows that could not be taken.

use domain::Lang;
use domain::source::SourceSystem;

texts! {
    title = "隔离区", "Quarantine";
    lead = "没能收进来的数据行。改好之后按原来的方式重新收入，或者确认作废。", "Rows that could not be taken. Mend one and it is read again as before, or discard it.";
    none = "没有待处理的数据行。", "Nothing waits here.";
    came = "到达", "Came";
    from = "来源", "From";
    line = "行", "Line";
    line_of(line: u64) = "第 {line} 行", "line {line}";
    field = "字段", "Column";
    reason = "原因", "Reason";
    why = "未收入的原因：", "Why it was not taken:";
    mend = "修改后收入", "Mend";
    mend_line(line: u64) = "修改后收入：第 {line} 行", "Mend line {line}";
    take = "收入", "Take it";
    too_long = "这一行太长，不能在这里修改。请在来源处改好后重新发送。", "This row is too long to be mended here. Mend it at its source and send it again.";
    discard = "作废", "Discard";
    discard_asks = "作废后这一行不再处理，同样的行再来也不再提示。确定吗？", "A discarded row is not looked at again, even if the same one comes once more. Discard it?";
    keep = "不作废", "Keep it";
    back = "返回隔离区", "Back to quarantine";
    several = "多个来源", "Several systems";
    newer = "上一页", "Back";
    older = "更多", "More";
}

/// What people call a system; a ninth one is called by its code.
#[must_use]
pub(crate) fn system(lang: Lang, code: &str) -> String {
    match SourceSystem::from_code(code) {
        Some(known) => known.name(lang).to_owned(),
        None if code.is_empty() => several(lang).to_owned(),
        None => code.to_owned(),
    }
}
