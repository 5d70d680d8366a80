//! Words around codes: a resident's answer, a guest's page, what a colleague's code says.

use domain::Lang;
use domain::case::Capacity;

texts! {
    ask_title = "问题解决了吗？", "Has it been solved?";
    ask_hint_closed = "选择「没有解决」，案件将重新办理。一案一码，每个阶段只记一次。", "If you choose “not solved”, the case is opened again. One answer per code and stage.";
    ask_hint_open = "您的回答会进入案件档案。一案一码，每个阶段只记一次。", "Your answer becomes part of the case file. One answer per code and stage.";
    ask_private = "不需要登录，也不记录您是谁。", "No account is needed, and nothing tells who you are.";
    solved_legend = "解决情况", "Solved or not";
    solved_yes = "已经解决", "Solved";
    solved_no = "没有解决", "Not solved";
    level_legend = "满意程度（可以不选）", "How satisfied are you? (optional)";
    send_answer = "提交", "Send";
    said_recorded = "已经记下您的回答，谢谢。", "Your answer is recorded. Thank you.";
    said_reopened = "已经记下您的回答，案件重新办理。", "Your answer is recorded, and the case is open again.";

    fault_moved = "案件刚刚有了新进展，请看过最新情况后再回答。", "The case has just moved on. Please look at where it stands, then answer.";
    fault_already = "这个阶段已经有人回答过。如果仍未解决，结案后可以要求重办。", "Somebody has answered at this stage already. If it is not solved, you can have it opened again once it is closed.";
    fault_not_now = "案件现在的状态不能这样做。", "This is not possible as the case stands now.";
    fault_late = "结案已超过三十天，不再接受回答。如有新情况，请重新反映。", "It was closed more than thirty days ago and takes no answers any more. Please report anew.";
    fault_invalid = "内容没有填全或格式不对，请检查后再提交。", "Something is missing or not valid. Please check and send again.";
    fault_not_called = "没有等您回应的吹哨。", "No whistle waits for you.";
    fault_file = "只接受 JPEG、PNG、WebP 图片和 PDF，每个不超过 10 MB。", "JPEG, PNG and WebP pictures and PDF only, up to 10 MB each.";
    fault_unavailable = "暂时无法处理，请稍后再试。", "This cannot be done at the moment. Please try again soon.";
    too_many_title = "请求过于频繁", "Too many requests";
    too_many(seconds: u32) = "请在 {seconds} 秒后再试。", "Please try again in {seconds} seconds.";

    handler_title = "这是工作人员的案件码", "This code is for colleagues";
    handler_text = "登录后，如果您可以办理这个案件，会直接打开它。居民请扫描案件的公开二维码。", "Sign in: if the case is yours to see, it opens. Residents scan the public code of a case.";
    sign_in = "登录", "Sign in";

    guest_title = "受邀参与", "Your invitation";
    guest_as(name: &str, capacity: &str) = "{name}（{capacity}），您受邀参与这个案件。", "{name} ({capacity}), you are invited to this case.";
    guest_keep = "这个链接只属于您，请不要转发。", "This link is yours alone. Please do not pass it on.";
    where_title = "地点", "Place";
    no_address = "没有登记地址。", "No address is recorded.";
    whistle_title = "吹哨：请您到场", "You are called to the place";
    whistle_at(time: &str) = "{time} 吹哨", "called at {time}";
    answered_at(time: &str) = "您于 {time} 应答", "you answered at {time}";
    declined(reason: &str) = "您表示不能到场：{reason}", "you said that you cannot come: {reason}";
    arrived_at(time: &str) = "您于 {time} 报到", "you arrived at {time}";
    comes = "我会到场", "I am coming";
    declines = "不能到场", "I cannot come";
    decline_reason = "原因", "Why";
    arrives = "我已到场", "I am here";
    comment_title = "补充意见", "Add a comment";
    comment_label = "写给办案人员，不公开。", "For those who handle the case; not public.";
    send_comment = "提交意见", "Send";
    files_title = "我的附件", "Your files";
    files_hint = "图片会去掉位置等信息后保存。", "Pictures are stored without their position and other hidden data.";
    file_label = "选择文件", "Choose a file";
    send_file = "上传", "Upload";
    own_step = "您", "you";
    done = "已提交。", "Done.";
}

/// A level of satisfaction, 1 to 5.
#[must_use]
pub(crate) fn level(lang: Lang, level: u8) -> &'static str {
    let (zh, en) = match level {
        5 => ("非常满意", "very satisfied"),
        4 => ("满意", "satisfied"),
        3 => ("一般", "neither"),
        2 => ("不满意", "dissatisfied"),
        _ => ("非常不满意", "very dissatisfied"),
    };
    match lang {
        Lang::Zh => zh,
        Lang::En => en,
    }
}

/// What a guest is there for.
#[must_use]
pub(crate) fn capacity(lang: Lang, capacity: Capacity) -> &'static str {
    let (zh, en) = match capacity {
        Capacity::Lawyer => ("律师", "lawyer"),
        Capacity::Appraiser => ("鉴定人", "appraiser"),
        Capacity::Representative => ("两代表一委员", "representative"),
        Capacity::VillageCadre => ("村社干部", "village cadre"),
        Capacity::Expert => ("专家", "expert"),
        Capacity::Mediator => ("调解员", "mediator"),
        Capacity::Other => ("其他", "other"),
    };
    match lang {
        Lang::Zh => zh,
        Lang::En => en,
    }
}
