//! The units: bureaus of the district, and the administration of each township.

use store::district::Department;

use crate::areas::TownshipArea;
use crate::names::Rank;

/// A unit of the district: code, names, kind, peer group, and how many in a hundred of its cases it closes
/// in time.
pub(crate) struct Bureau {
    pub(crate) code: &'static str,
    zh: &'static str,
    en: &'static str,
    kind: &'static str,
    peers: &'static str,
    on_time: u8,
}

const fn bureau(
    code: &'static str,
    zh: &'static str,
    en: &'static str,
    kind: &'static str,
    peers: &'static str,
    on_time: u8,
) -> Bureau {
    Bureau {
        code,
        zh,
        en,
        kind,
        peers,
        on_time,
    }
}

/// Bureaus, political and legal units, people's organisations and public utilities.
pub(crate) const BUREAUS: [Bureau; 23] = [
    bureau(
        "police",
        "公安分局",
        "Public Security Bureau",
        "police",
        "law",
        96,
    ),
    bureau("justice", "司法局", "Justice Bureau", "justice", "law", 95),
    bureau(
        "procuratorate",
        "人民检察院",
        "People's Procuratorate",
        "procuratorate",
        "law",
        93,
    ),
    bureau("court", "人民法院", "People's Court", "court", "law", 90),
    bureau(
        "market",
        "市场监督管理局",
        "Market Regulation Bureau",
        "market",
        "bureau",
        92,
    ),
    bureau(
        "urban",
        "综合行政执法局",
        "Urban Management Bureau",
        "urban_management",
        "bureau",
        89,
    ),
    bureau(
        "labour",
        "人力资源和社会保障局",
        "Human Resources Bureau",
        "bureau",
        "bureau",
        87,
    ),
    bureau(
        "transport",
        "交通运输局",
        "Transport Bureau",
        "bureau",
        "bureau",
        96,
    ),
    bureau(
        "housing",
        "住房和城乡建设局",
        "Housing and Construction Bureau",
        "bureau",
        "bureau",
        84,
    ),
    bureau(
        "ecology",
        "生态环境分局",
        "Ecology and Environment Bureau",
        "bureau",
        "bureau",
        91,
    ),
    bureau(
        "emergency",
        "应急管理局",
        "Emergency Management Bureau",
        "bureau",
        "bureau",
        95,
    ),
    bureau("education", "教育局", "Education Bureau", "bureau", "bureau", 92),
    bureau("health", "卫生健康局", "Health Bureau", "bureau", "bureau", 94),
    bureau("civil", "民政局", "Civil Affairs Bureau", "bureau", "bureau", 97),
    bureau(
        "land",
        "自然资源和规划分局",
        "Natural Resources Bureau",
        "bureau",
        "bureau",
        72,
    ),
    bureau(
        "water",
        "水利局",
        "Water Resources Bureau",
        "bureau",
        "bureau",
        88,
    ),
    bureau(
        "farming",
        "农业农村局",
        "Agriculture Bureau",
        "bureau",
        "bureau",
        86,
    ),
    bureau(
        "fire",
        "消防救援大队",
        "Fire and Rescue Brigade",
        "bureau",
        "bureau",
        97,
    ),
    bureau("petitions", "信访局", "Petitions Bureau", "bureau", "bureau", 82),
    bureau("union", "总工会", "Trade Union Federation", "union", "people", 95),
    bureau(
        "women",
        "妇女联合会",
        "Women's Federation",
        "people",
        "people",
        98,
    ),
    bureau(
        "power",
        "供电公司",
        "Power Supply Company",
        "utility",
        "utility",
        98,
    ),
    bureau(
        "waterworks",
        "水务集团",
        "Water Utility Group",
        "utility",
        "utility",
        94,
    ),
];

/// Hundredths in time of the townships' administrations, in the order of their codes.
const TOWNSHIPS_ON_TIME: [u8; 19] = [
    93, 90, 88, 92, 85, 94, 91, 87, 90, 83, 89, 86, 92, 80, 88, 91, 78, 95, 84,
];

/// Share of its cases that a unit closes in time.
pub(crate) fn on_time(code: &str) -> f64 {
    let bureau = BUREAUS
        .iter()
        .find(|bureau| bureau.code == code)
        .map(|bureau| bureau.on_time);
    let percent = bureau.unwrap_or_else(|| {
        // An administration is called by its township: number it by what follows the region's digits.
        let number: usize = code.get(6..9).and_then(|digits| digits.parse().ok()).unwrap_or(1);
        TOWNSHIPS_ON_TIME[(number / 100 * 7 + number) % TOWNSHIPS_ON_TIME.len()]
    });
    f64::from(percent) / 100.0
}

/// Every unit of a district with these townships.
pub(crate) fn departments(prefix: &str, townships: &[TownshipArea]) -> Vec<Department> {
    let bureaus = BUREAUS.iter().map(|bureau| Department {
        code: bureau.code.to_owned(),
        name: bureau.zh.to_owned(),
        name_en: Some(bureau.en.to_owned()),
        kind: bureau.kind.to_owned(),
        peer_group: bureau.peers.to_owned(),
    });
    let offices = townships.iter().map(|area| {
        let name = area.rank.office(area.zh, area.en);
        Department {
            code: format!("{prefix}{}", area.suffix),
            name: name.zh,
            name_en: Some(name.en),
            kind: "township".to_owned(),
            peer_group: if area.rank == Rank::Street {
                "street"
            } else {
                "town"
            }
            .to_owned(),
        }
    });
    bureaus.chain(offices).collect()
}
