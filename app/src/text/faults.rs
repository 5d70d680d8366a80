//! Words for what the staff side refuses.
//!
//! The desk says which field and which rule; here the rule becomes a sentence in both languages. A rule
//! without words is shown as it is, in English.

use domain::Lang;
use domain::access::password::PasswordFault;

texts! {
    wrong_credentials = "登录名或密码不正确。", "Login or password is not right.";
    unknown_identity = "统一身份认证通过了，但这个身份没有对应的账号，请联系管理员。", "You are who you say, but no account here is linked to that identity. Ask an administrator.";
    not_vouched = "统一身份认证没有完成，请重试，或使用密码登录。", "The identity provider did not confirm who you are. Try again, or use your password.";
    too_many(seconds: u32) = "尝试次数过多，请在 {seconds} 秒后再试。", "Too many attempts. Try again in {seconds} seconds.";
    must_change_password = "请先设置自己的密码。", "Choose a password of your own first.";
    session_only = "这项操作需要本人在浏览器中登录后进行。", "This can only be done by yourself in a browser.";
    own_account = "任何人不能管理自己的角色和账号，请找另一位管理员。", "Nobody manages their own roles or account. Ask another administrator.";
    belongs_elsewhere = "此人还在其他行政区任职，不能由一个区单独重置密码或停用。", "They also work in other regions: no single one may reset their password or close the account.";
    not_found = "没有找到，或者已经被别人处理。", "There is no such thing, or somebody else was faster.";
    conflict(what: &str) = "别人刚刚改动过（{what}）。这一页已经更新，请看过再决定。", "Somebody has changed it meanwhile ({what}). This page is up to date: look, then decide.";
    unavailable = "系统暂时不可用，请稍后再试。", "This does not work at the moment. Try again soon.";
    cross_site = "请求不是从本站页面发出的。", "The request did not come from a page of this site.";
    not_valid(rule: &str) = "这里填写有误：{rule}", "Not valid: {rule}";
}

/// Why a new password is refused.
#[must_use]
pub(crate) fn password(lang: Lang, fault: PasswordFault) -> &'static str {
    let (zh, en) = match fault {
        PasswordFault::Length => (
            "密码要有 10 到 128 个字符。",
            "A password has 10 to 128 characters.",
        ),
        PasswordFault::Common => (
            "太容易猜到：常见密码加一点变化也不行。",
            "Too easy to guess: a common password with little added.",
        ),
        PasswordFault::Monotonous => ("不同的字符太少。", "Too few different characters."),
        PasswordFault::ContainsLogin => ("密码不能包含登录名。", "A password must not contain your login."),
    };
    match lang {
        Lang::Zh => zh,
        Lang::En => en,
    }
}

/// Chinese words for the rules that the desk names; English is the rule itself. `{}` is a number of it.
const RULES: &[(&str, &str)] = &[
    ("1 to 64 characters", "请填写 1 到 64 个字符"),
    ("1 to 80 characters", "请填写 1 到 80 个字符"),
    ("must not be empty", "不能为空"),
    ("not your password", "当前密码不正确"),
    ("the same as before", "不能与原密码相同"),
    ("not the same twice", "两次输入不一致"),
    ("1 to 366 days", "1 到 366 天"),
    ("1 to 168 hours", "1 到 168 小时"),
    ("a date such as 2026-07-01", "请填写日期，例如 2026-07-01"),
    (
        "at most 30 views; remove one first",
        "最多保存 30 个视图，请先删除一个",
    ),
    ("not a view that can be kept", "这个视图无法保存"),
    ("not a region of yours", "不是您所在的行政区"),
    (
        "at most 20 tokens; take one back first",
        "最多 20 个令牌，请先收回一个",
    ),
    ("taken", "已被使用"),
    ("belongs to somebody else", "已属于另一个账号"),
    (
        "a JPEG, PNG or WebP picture, or a PDF",
        "只接受 JPEG、PNG、WebP 图片或 PDF",
    ),
    ("a picture that can be read", "图片无法打开"),
    ("at most 50 million pixels", "图片不能超过五千万像素"),
    ("1 to 10485760 bytes", "每个文件不超过 10 MB"),
    (
        "a picture of at most 20971520 bytes once cleaned",
        "图片处理后太大",
    ),
    (
        "a case holds at most 100 files and 209715200 bytes",
        "一个案件最多 100 个文件，共 200 MB",
    ),
    (
        "a case has at most 50 guests at a time",
        "一个案件同时最多邀请 50 人",
    ),
    ("a case that is still open", "案件已经办结"),
    ("1 to 40 characters", "请填写 1 到 40 个字符"),
    ("choose one", "请选择一项"),
    ("nobody has it", "没有这个登录名"),
    (
        "2 to 64 of letters, digits and . _ - @",
        "2 到 64 个字母、数字或 . _ - @",
    ),
    (
        "an address like name@example.org",
        "请填写形如 name@example.org 的地址",
    ),
    ("digits, spaces, + - ( )", "只能有数字、空格和 + - ( )"),
    ("not a role of an account", "不能作为账号的角色"),
    ("this role is held for a department", "这个角色必须属于一个单位"),
    ("there is no such department", "没有这个单位"),
    ("there is no such station", "没有这个工作站"),
    ("they hold it already", "已经有这个角色"),
    ("not an id", "编号无法识别"),
    ("the file is empty", "文件是空的"),
    ("this is no list", "这不是表格文件"),
    ("at most {} MB", "文件不能超过 {} MB"),
    (
        "no room: all lists together may take {} MB, and those not yet imported stay",
        "没有空间了：所有清单合计最多 {} MB，还没有导入的不会删除，请先导入它们",
    ),
    (
        "at most 300 columns",
        "网页上最多 300 列，更多列的清单请用命令行导入",
    ),
    ("it did not come whole; send it again", "文件没有传完，请重新上传"),
    ("a column is needed", "请说明是哪一列"),
    (
        "longitude and latitude, or neither",
        "经度和纬度要么都有，要么都没有",
    ),
    ("it is being imported", "正在导入，结束后才能改"),
    ("one list at a time", "本区正在导入另一份清单，请等它结束"),
    ("say first which column is what", "请先说明每一列是什么"),
];

/// A rule that a field breaks, as a sentence.
#[must_use]
pub(crate) fn rule(lang: Lang, rule: &str) -> String {
    match lang {
        Lang::Zh => RULES
            .iter()
            .find_map(|(known, words)| in_chinese(rule, known, words))
            .map_or_else(|| not_valid(lang, rule), |words| format!("{words}。")),
        Lang::En => {
            let mut words = rule.to_owned();
            if let Some(first) = words.get_mut(0..1) {
                first.make_ascii_uppercase();
            }
            format!("{words}.")
        }
    }
}

/// The Chinese words of a rule, if it is the known one.
fn in_chinese(rule: &str, known: &str, words: &str) -> Option<String> {
    match known.split_once("{}") {
        None => (rule == known).then(|| words.to_owned()),
        Some((before, after)) => {
            let number = rule.strip_prefix(before)?.strip_suffix(after)?;
            let is_number = !number.is_empty() && number.bytes().all(|digit| digit.is_ascii_digit());
            is_number.then(|| words.replace("{}", number))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rule_is_said_in_chinese_with_its_number() {
        assert_eq!(rule(Lang::Zh, "at most 512 MB"), "文件不能超过 512 MB。");
        assert_eq!(rule(Lang::En, "at most 512 MB"), "At most 512 MB.");
        assert_eq!(
            rule(Lang::Zh, "at most 300 columns"),
            "网页上最多 300 列，更多列的清单请用命令行导入。"
        );
        assert_eq!(rule(Lang::Zh, "at most some MB"), "这里填写有误：at most some MB");
    }
}
