//! Rules of what may stand in an address. The portal says in English which one is broken: here is what it says on Chinese
//! pages, by the name of the parameter, and of an area where it is wrong.

use domain::Lang;
use domain::area::{AreaFault, DrawnArea};

texts! {
    corner_no_place(corner: usize) = "第 {corner} 个角应是两个数：经度,纬度", "corner {corner} is not two numbers: longitude,latitude";
    corner_off_the_map(corner: usize) = "第 {corner} 个角不在地图上：经度为 -180 至 180，纬度为 -90 至 90", "corner {corner} does not lie on the map: longitudes are from -180 to 180, latitudes from -90 to 90";
    corners_too_few(given: usize) = "只有 {given} 个不同的角，至少要 3 个", "has {given} different corners, but needs 3";
    corners_too_many(given: usize, most: usize) = "有 {given} 个角，最多 {most} 个", "has {given} corners; {most} are the most";
    lines_meet(first: usize, second: usize) = "从第 {first} 个角和第 {second} 个角起的两条边相交或重叠了", "the line from corner {first} meets the line from corner {second}";
}

/// The rule that a value of an address breaks, as the portal has `message` of it.
pub(crate) fn rule(lang: Lang, field: &str, value: Option<&str>, message: &str) -> String {
    let fault = value
        .filter(|_| field == "area")
        .and_then(|value| DrawnArea::parse(value).err());
    match (fault, lang) {
        (Some(fault), _) => area(lang, &fault),
        (None, Lang::Zh) => of_field(field).unwrap_or(message).to_owned(),
        (None, Lang::En) => message.to_owned(),
    }
}

fn area(lang: Lang, fault: &AreaFault) -> String {
    match *fault {
        AreaFault::NoPlace { corner } => corner_no_place(lang, corner),
        AreaFault::OffTheMap { corner } => corner_off_the_map(lang, corner),
        AreaFault::TooFew { given } => corners_too_few(lang, given),
        AreaFault::TooMany { given } => corners_too_many(lang, given, DrawnArea::MOST),
        AreaFault::Crossing { first, second } => lines_meet(lang, first, second),
    }
}

/// What may stand in a parameter that pages are asked with.
fn of_field(field: &str) -> Option<&'static str> {
    Some(match field {
        "area" => "各个角的经纬度：经度,纬度;经度,纬度;…，3 至 200 个角，只写一次",
        "bbox" => "四个数：西,南,东,北，以度为单位；西不大于东，南不大于北，不能跨越日期变更线",
        "at" => "一个地点：经度,纬度，以度为单位",
        "from" | "to" | "vs_from" | "vs_to" => {
            "日期（2026-07-01）或带时区的时间（2026-07-01T08:00:00+08:00），在 1970 年至 2200 年之间，开始不晚于结束，\
             也不在将来"
        }
        "change" => "日期（2026-07-01），在所选时段之内，晚于开始，早于结束",
        "as_of" => "日期（2026-07-01）或带时区的时间，不在将来，也不早于所选时段的开始",
        "region" => "本平台现有行政区的代码",
        "category" | "department" | "township" | "community" | "grid" => "本区现有的代码，多个之间用逗号隔开",
        "state" | "source" => "本平台现有的代码，多个之间用逗号隔开",
        "timeliness" => "no_limit、running、suspended、overdue、on_time、late 中的一个或几个，用逗号隔开",
        "counted" => "closed、returned、reworked、handed_over、completed 之一",
        "unplaced" => "true 或 false",
        "limit" => "从 1 起的整数，不超过本页的上限",
        "cursor" => "由本平台给出的翻页位置",
        "q" => "不超过 100 个字",
        "group" => "department、station、township、community、category、source 之一",
        "peers" => "本区现有的可比组",
        "weights" => "各项指标的代码和整数权重，如 on_time:50，合计为 100",
        "lang" => "zh-CN 或 en",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_wrong_with_an_area_is_said_in_the_language_of_the_page() {
        let bow_tie = Some("121,28;122,29;122,28;121,29");
        let said = |lang| {
            rule(
                lang,
                "area",
                bow_tie,
                "the line from corner 1 meets the line from corner 3",
            )
        };
        assert_eq!(said(Lang::Zh), "从第 1 个角和第 3 个角起的两条边相交或重叠了");
        assert_eq!(
            said(Lang::En),
            "the line from corner 1 meets the line from corner 3"
        );
        let long = "1,1;2,2;".repeat(101);
        for (value, zh) in [
            ("everywhere", "第 1 个角应是两个数"),
            ("121,28;122,28;200,28", "第 3 个角不在地图上"),
            ("121,28;122,28", "只有 2 个不同的角"),
            (long.as_str(), "有 202 个角，最多 200 个"),
        ] {
            let fault = DrawnArea::parse(value).expect_err("no area");
            let said = |lang| rule(lang, "area", Some(value), &fault.to_string());
            assert!(said(Lang::Zh).starts_with(zh), "{}", said(Lang::Zh));
            assert_eq!(said(Lang::En), fault.to_string(), "as in the open interface");
        }
    }

    #[test]
    fn other_rules_are_chinese_on_chinese_pages_and_the_portals_on_english_ones() {
        let message = "a bbox is four finite numbers: west,south,east,north";
        assert_eq!(rule(Lang::En, "bbox", Some("1,2"), message), message);
        assert!(rule(Lang::Zh, "bbox", Some("1,2"), message).starts_with("四个数"));
        // The value is an area, but there are two of them.
        let twice = rule(Lang::Zh, "area", Some("0,0;1,0;1,1"), "is given more than once");
        assert!(twice.ends_with("只写一次"), "{twice}");
        assert_eq!(
            rule(Lang::Zh, "colour", None, "is not a parameter here"),
            "is not a parameter here"
        );
    }
}
