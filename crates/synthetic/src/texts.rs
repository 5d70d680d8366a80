//! Words of a matter, from templates. Nobody in them is anybody: no names, no telephone numbers.

use rand::Rng;

use domain::source::SourceSystem;

use crate::kinds::Kind;

/// Subject, narrative and address.
pub(crate) struct Texts {
    pub(crate) title: String,
    pub(crate) narrative: String,
    pub(crate) address: String,
}

const OPENINGS: [&str; 4] = ["群众反映", "来电人反映", "居民反映", "市民反映"];
const WHENS: [&str; 6] = [
    "今天上午",
    "昨天傍晚",
    "近几天",
    "最近一周",
    "今天下午",
    "连续多日",
];
const WISHES: [&str; 6] = [
    "希望有关部门尽快到现场处理。",
    "希望核实后给予答复。",
    "已多次沟通未果，请求协调。",
    "影响周边居民正常生活，盼早日解决。",
    "请求明确责任单位和办理时限。",
    "建议加强日常巡查，避免反复。",
];

/// Words for something of `kind` at a road of a community.
pub(crate) fn texts(
    kind: &Kind,
    source: SourceSystem,
    township: &str,
    community: &str,
    road: &str,
    rng: &mut impl Rng,
) -> Texts {
    let subject = kind.subjects[rng.random_range(0..kind.subjects.len())];
    let number = rng.random_range(1..=260_u32);
    let opening = match source {
        SourceSystem::Police110 => "报警称",
        SourceSystem::GridInspection => "网格员巡查发现",
        SourceSystem::Station => "联勤站驻站人员接待反映",
        SourceSystem::Mediation => "当事人申请调解",
        SourceSystem::Petition => "来信反映",
        _ => OPENINGS[rng.random_range(0..OPENINGS.len())],
    };
    let (when, wish) = (
        WHENS[rng.random_range(0..WHENS.len())],
        WISHES[rng.random_range(0..WISHES.len())],
    );
    Texts {
        title: format!("{community}{road}{subject}"),
        narrative: format!("【示范数据】{opening}，{when}{township}{community}{road}附近{subject}。{wish}"),
        address: format!("{township}{community}{road}{number}号附近"),
    }
}
