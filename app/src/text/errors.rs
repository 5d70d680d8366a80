//! Words for when something is not as asked.

texts! {
    not_found_title = "没有找到这个页面", "This page does not exist";
    not_found_text = "地址可能有误，或者内容已经移走。", "The address may be wrong, or the content has moved.";
    not_found_code = "如果您在找一个案件，请在上方输入案件码。", "If you are looking for a case, enter its code above.";
    bad_title = "地址里有一处无法识别", "Part of the address is not understood";
    bad_text(field: &str, value: &str) = "参数「{field}」的值「{value}」无法识别。", "“{value}” is not a valid value for “{field}”.";
    bad_unknown(field: &str) = "参数「{field}」无法识别。", "The parameter “{field}” is not understood.";
    bad_detail(message: &str) = "规则：{message}", "Rule: {message}";
    unknown_region(code: &str) = "没有代码为「{code}」的行政区。", "There is no region with the code “{code}”.";
    regions_here = "本平台现有的行政区", "Regions on this platform";
    server_title = "这里暂时出了问题", "Something went wrong here";
    server_text = "我们已经记录下来。请稍后再试。", "It has been recorded. Please try again in a moment.";
    reference(id: &str) = "编号 {id}", "Reference {id}";
    too_many_title = "查询过于频繁", "Too many requests";
    too_many_text = "请稍等片刻再试。", "Please wait a moment and try again.";
    to_home = "回到首页", "Back to the home page";
    without_parameters = "不带参数重新打开", "Open the page without parameters";
    status(code: u16) = "状态码 {code}", "Status {code}";
}
