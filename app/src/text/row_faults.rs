//! Words for why a row could not become a record. They stand after the column that they are about, where there is one.

use domain::Lang;
use domain::intake::RowFault;

texts! {
    at_column(column: &str, fault: &str) = "{column}：{fault}", "{column}: {fault}";
    missing = "没有填写", "is missing";
    no_time(text: &str) = "映射认不出时间「{text}」", "“{text}” is no time that the mapping knows";
    no_coordinate(text: &str) = "「{text}」不是坐标", "“{text}” is no coordinate";
    swapped(lng: &str, lat: &str) = "经度和纬度填反了：{lng}, {lat} 在本区之外，{lat}, {lng} 在本区之内", "longitude and latitude are swapped: {lng}, {lat} lies outside the region, {lat}, {lng} inside";
    not_in_table(text: &str, table: &str) = "映射的对照表 [values.{table}] 里没有「{text}」", "“{text}” is not in the mapping's table [values.{table}]";
    no_word(text: &str, words: &str) = "「{text}」不在可用的写法之内：{words}", "“{text}” is none of {words}";
    again(line: u64) = "第 {line} 行已经有了", "stands on line {line} already";
    both_flags = "与按期的标记矛盾：两个都有", "contradicts the flag for on time: both are set";
    too_long(most: u64) = "超过 {most} 个字符", "is longer than {most} characters";
    code_too_long(most: u64) = "超过 {most} 个字符，不能作为代码", "is longer than {most} characters, too long for a code";
    name_too_long(most: u64) = "超过 {most} 个字符，不能作为名称", "is longer than {most} characters, too long for a name";
    id_too_long(most: u64) = "编号会超过 {most} 个字符", "makes an identifier of more than {most} characters";
    nul = "含有空字符（NUL），无法保存", "has a NUL character, which cannot be stored";
    control_in_id = "含有控制字符，不能作为编号", "has a control character, which an identifier cannot have";
    control_in_name = "含有控制字符，不能作为代码或名称", "has a control character, which a code or name cannot have";
    cell_count(cells: u64, header: u64) = "这一行有 {cells} 格，表头有 {header} 格", "has {cells} cells, the header has {header}";
    too_many_cells = "超过 16,384 格，整行原文作为一格保留", "has more than 16,384 cells; its text is kept as one";
    cell_too_far = "第 16,384 列之后还有内容，这部分没有保留", "the row has a cell beyond column 16,384; it is left out";
    open_quote = "这一行有引号没有闭合", "a quotation mark is opened on this line and not closed";
    line_too_long = "这一行超过 4 MiB，只保留了开头", "the line is longer than 4 MiB; only its beginning is kept";
    row_too_long = "这一行超过 4 MiB，只保留了开头", "the row is longer than 4 MiB; only its beginning is kept";
    encoding(encoding: &str) = "有些字节不是 {encoding}", "has bytes that are no {encoding}";
    no_object(said: &str, at: u64) = "不是 JSON 对象：{said}（第 {at} 个字符）", "is no JSON object: {said} (character {at})";
    too_many_keys(most: u64) = "超过 {most} 个键", "has more than {most} keys";
    key_twice(name: &str) = "「{name}」出现了两次", "has “{name}” twice";
    bad_key(name: &str, said: &str) = "键「{name}」不能用：{said}", "the key “{name}” {said}";
    bad_text(name: &str, said: &str) = "「{name}」的文本有误：{said}", "“{name}”: {said}";
    cut_off(said: &str) = "从这一行起文件读不下去了：{said}", "the file cannot be read beyond this line: {said}";
    refused(said: &str) = "数据库不接受：{said}", "the database refuses it: {said}";
}

/// A fault in words.
#[must_use]
pub(crate) fn words(lang: Lang, fault: &RowFault) -> String {
    match fault {
        RowFault::Missing => missing(lang).to_owned(),
        RowFault::NoTime { text } => no_time(lang, text),
        RowFault::NoCoordinate { text } => no_coordinate(lang, text),
        RowFault::Swapped { lng, lat } => swapped(lang, lng, lat),
        RowFault::NotInTable { text, table } => not_in_table(lang, text, table),
        RowFault::NoWord { text, words } => no_word(lang, text, words),
        RowFault::Again { line } => again(lang, *line),
        RowFault::BothFlags => both_flags(lang).to_owned(),
        RowFault::TooLong { most } => too_long(lang, *most),
        RowFault::CodeTooLong { most } => code_too_long(lang, *most),
        RowFault::NameTooLong { most } => name_too_long(lang, *most),
        RowFault::IdTooLong { most } => id_too_long(lang, *most),
        RowFault::Nul => nul(lang).to_owned(),
        RowFault::ControlInId => control_in_id(lang).to_owned(),
        RowFault::ControlInName => control_in_name(lang).to_owned(),
        RowFault::CellCount { cells, header } => cell_count(lang, *cells, *header),
        RowFault::TooManyCells => too_many_cells(lang).to_owned(),
        RowFault::CellTooFar => cell_too_far(lang).to_owned(),
        RowFault::OpenQuote => open_quote(lang).to_owned(),
        RowFault::LineTooLong => line_too_long(lang).to_owned(),
        RowFault::RowTooLong => row_too_long(lang).to_owned(),
        RowFault::Encoding { encoding: name } => encoding(lang, name),
        RowFault::NoObject { said, at } => no_object(lang, said, *at),
        RowFault::TooManyKeys { most } => too_many_keys(lang, *most),
        RowFault::KeyTwice { name } => key_twice(lang, name),
        RowFault::BadKey { name, said } => bad_key(lang, name, said),
        RowFault::BadText { name, said } => bad_text(lang, name, said),
        RowFault::CutOff { said } => cut_off(lang, said),
        RowFault::Refused { said } => refused(lang, said),
        RowFault::InWords(words) => words.to_string(),
    }
}

/// The same, after the column at fault, where one is.
#[must_use]
pub(crate) fn sentence(lang: Lang, column: Option<&str>, fault: &RowFault) -> String {
    let words = words(lang, fault);
    match column {
        Some(column) => at_column(lang, column, &words),
        None => words,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fault_is_told_in_the_language_of_the_page_and_after_its_column() {
        let fault = RowFault::NoTime {
            text: "昨天".into()
        };
        let told = |lang, column| sentence(lang, column, &fault);
        assert_eq!(told(Lang::Zh, Some("收到")), "收到：映射认不出时间「昨天」");
        assert_eq!(
            told(Lang::En, Some("收到")),
            "收到: “昨天” is no time that the mapping knows"
        );
        assert_eq!(told(Lang::Zh, None), "映射认不出时间「昨天」");
    }

    #[test]
    fn what_was_written_down_in_words_is_shown_as_it_is() {
        let old = RowFault::InWords("is missing".into());
        assert_eq!(words(Lang::Zh, &old), "is missing");
    }
}
