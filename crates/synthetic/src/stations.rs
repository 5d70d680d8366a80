//! Three joint-service stations where life is, and the police posts.

use store::district::Station;

use crate::heat::Centre;
use crate::outline::to_degrees;

/// Code, names, road and number, speciality.
struct Sketch {
    code: &'static str,
    zh: &'static str,
    en: &'static str,
    road: &'static str,
    speciality: (&'static str, &'static str),
    resident: &'static [&'static str],
    on_call: &'static [&'static str],
}

/// In the order of [`crate::heat::CENTRES`].
const SKETCHES: [Sketch; 3] = [
    Sketch {
        code: "S01",
        zh: "星悦站",
        en: "Xingyue Station",
        road: "星河路 66 号星悦广场一楼",
        speciality: ("商圈消费纠纷快处快赔", "Consumer disputes settled on the spot"),
        resident: &["police", "justice", "market", "urban"],
        on_call: &["fire", "transport", "health", "labour", "women"],
    },
    Sketch {
        code: "S02",
        zh: "塑谷小镇站",
        en: "Sugu Town Station",
        road: "塑谷大道 188 号",
        speciality: (
            "企业法治护航、劳资纠纷联调",
            "Legal help for firms, wage disputes mediated jointly",
        ),
        resident: &["police", "justice", "labour", "union", "procuratorate"],
        on_call: &["court", "emergency", "ecology", "market", "fire", "power"],
    },
    Sketch {
        code: "S03",
        zh: "小南门站",
        en: "Xiaonanmen Station",
        road: "南门街 21 号",
        speciality: (
            "老城邻里调解“板凳会”",
            "Neighbours of the old town mediate on benches",
        ),
        resident: &["police", "justice", "civil", "women"],
        on_call: &["housing", "urban", "waterworks", "power", "health"],
    },
];

/// The station at each centre.
pub(crate) fn stations(
    centres: &[Centre],
    township_at: impl Fn((f64, f64)) -> Option<String>,
) -> Vec<Station> {
    let owned = |units: &[&str]| units.iter().map(|unit| (*unit).to_owned()).collect();
    SKETCHES
        .iter()
        .zip(centres)
        .map(|(sketch, centre)| Station {
            code: sketch.code.to_owned(),
            name: sketch.zh.to_owned(),
            name_en: Some(sketch.en.to_owned()),
            kind: "station".to_owned(),
            township: township_at(centre.at),
            address: sketch.road.to_owned(),
            speciality: Some(sketch.speciality.0.to_owned()),
            speciality_en: Some(sketch.speciality.1.to_owned()),
            place: to_degrees(centre.at),
            resident_units: owned(sketch.resident),
            on_call_units: owned(sketch.on_call),
        })
        .collect()
}

/// A police post in a township: its number, its names and its place in kilometres.
pub(crate) fn police_post(number: usize, township: &str, zh: &str, en: &str, at: (f64, f64)) -> Station {
    let (road, _) = crate::names::road(number * 5);
    Station {
        code: format!("P{number:02}"),
        name: format!("{zh}警务站"),
        name_en: Some(format!("{en} Police Post")),
        kind: "police_post".to_owned(),
        township: Some(township.to_owned()),
        address: format!("{road} {} 号", 10 + number * 37 % 180),
        speciality: None,
        speciality_en: None,
        place: to_degrees(at),
        resident_units: vec!["police".to_owned()],
        on_call_units: vec!["fire".to_owned(), township.to_owned()],
    }
}
