//! Words of fusion: what may be one matter, and why.

use domain::Lang;
use domain::fusion::{Ground, Kinship};

texts! {
    title = "并案核对", "One matter or two";
    lead = "系统认为可能是同一事项、但不敢自行合并的案件，请您决定。您的决定系统永不改动。",
        "Cases that may be one matter, where the machine is not sure enough. It never overrules what you decide.";
    none = "没有待核对的案件。", "Nothing waits for you.";
    score(points: &str, join: &str) = "{points} 分（满 {join} 分自动并案）", "{points} points (joined without asking from {join})";
    earlier = "先来的", "The earlier one";
    later = "后来的", "The later one";
    join = "是同一事项", "One matter";
    part = "不是同一事项", "Two matters";
    older = "更多", "More";
    newer = "上一页", "Back";
    why = "依据", "Why";
    topics = "热点", "Hot topics";

    matter = "同一事项", "One matter";
    matter_of(code: &str) = "案件 {code} 与下列案件是同一事项。", "Case {code} is one matter with these.";
    matter_alone = "没有发现与本案同一事项的其他案件。", "No other case was found to be of this matter.";
    stands = "代表本事项", "stands for the matter";
    joined_with(code: &str) = "与 {code} 并案：", "Joined with {code}:";
    by_person = "由工作人员认定", "A person decided so";
    take_out = "拆出此案", "Take this case out";
    take_out_hint = "拆出后恢复为独立案件，且系统不会再把它并入。", "It becomes a case of its own again, and the machine never joins it again.";
    clocks = "有时限、有人办理或已办结的案件各自计时、各自统计；只有尚无人负责的案件会被并入。",
        "A case with a limit, with people at work or already closed keeps its own clock and counts by itself; only one that nobody answers for is merged.";

    topics_lead = "近 30 天的来件里，多件说的是同一件事。", "What several reports of the last thirty days speak of.";
    topics_none = "近期没有集中反映的事项。", "No topic stands out.";
    topic_count(n: usize) = "{n} 件", "{n} reports";
    topic_more(n: usize) = "另有 {n} 件", "{n} more";
    repeats(days: u32) = "近 30 天内，{days} 天内重复反映", "Repeats within {days} days, in the last 30 days";
    by_place = "同一地点", "same place";
    by_person_figure = "同一人", "same person";
    by_matter = "同一事项", "same matter";
    of(part: &str, all: &str) = "{part}／{all}", "{part} of {all}";
    no_title = "（无标题）", "(no title)";
}

/// A ground as a clause.
#[must_use]
pub(crate) fn ground(lang: Lang, ground: Ground) -> String {
    let zh = lang == Lang::Zh;
    match ground {
        Ground::SameAddress if zh => "地址相同".to_owned(),
        Ground::SameAddress => "same address".to_owned(),
        Ground::OtherAddress if zh => "门牌不同".to_owned(),
        Ground::OtherAddress => "another address".to_owned(),
        Ground::Near { metres } if zh => format!("相距 {metres} 米"),
        Ground::Near { metres } => format!("{metres} m apart"),
        Ground::Far { metres } if zh => format!("相距 {}", kilometres(metres, "公里")),
        Ground::Far { metres } => format!("{} apart", kilometres(metres, "km")),
        Ground::Gap { minutes } if zh => format!("前后{}", span(lang, minutes)),
        Ground::Gap { minutes } => format!("{} apart in time", span(lang, minutes)),
        Ground::Category { kinship } => match (kinship, lang) {
            (Kinship::Same, Lang::Zh) => "类别相同",
            (Kinship::Same, Lang::En) => "same category",
            (Kinship::Kin, Lang::Zh) => "同一大类",
            (Kinship::Kin, Lang::En) => "kindred category",
            (Kinship::Other, Lang::Zh) => "类别不同",
            (Kinship::Other, Lang::En) => "another category",
        }
        .to_owned(),
        Ground::SamePerson if zh => "同一人反映".to_owned(),
        Ground::SamePerson => "same person".to_owned(),
        Ground::Alike { permille } if zh => format!("文字相似度 {}", fraction(permille)),
        Ground::Alike { permille } => format!("texts {} alike", fraction(permille)),
        Ground::Unlike if zh => "文字不相似".to_owned(),
        Ground::Unlike => "texts unlike".to_owned(),
        Ground::ClosedTogether if zh => "同时办结".to_owned(),
        Ground::ClosedTogether => "closed together".to_owned(),
        Ground::ClosedApart if zh => "分别办结".to_owned(),
        Ground::ClosedApart => "closed at different times".to_owned(),
        Ground::OneOpen if zh => "一件已结、一件未结".to_owned(),
        Ground::OneOpen => "one closed, one open".to_owned(),
        Ground::ClosedBefore if zh => "前一件先已办结".to_owned(),
        Ground::ClosedBefore => "the earlier was closed before".to_owned(),
    }
}

/// Hundredths of a point as points.
#[must_use]
pub(crate) fn points(hundredths: i32) -> String {
    format!("{:.1}", f64::from(hundredths) / 100.0)
}

fn fraction(permille: u16) -> String {
    format!("{:.2}", f64::from(permille) / 1000.0)
}

fn kilometres(metres: u32, unit: &str) -> String {
    format!("{:.1} {unit}", f64::from(metres) / 1000.0)
}

fn span(lang: Lang, minutes: u32) -> String {
    let (count, zh, en) = match minutes {
        0..=90 => (minutes, "分钟", "min"),
        91..=2880 => (minutes.div_ceil(60), "小时", "h"),
        _ => (minutes / 1440, "天", "days"),
    };
    match lang {
        Lang::Zh => format!(" {count} {zh}"),
        Lang::En => format!("{count} {en}"),
    }
}
