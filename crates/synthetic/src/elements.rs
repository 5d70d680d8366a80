//! Elements of the grid of the made-up district: where patrols stop, cameras look, hydrants stand.

use domain::element::{ElementDraft, Icon, KindDraft};
use domain::{ElementCode, ElementKindCode};
use rand::Rng;
use store::district::{Community, District, GridCell};

use crate::names::road;
use crate::outline::{to_degrees, to_km};
use crate::random::{Purpose, stream};

/// Code, names, icon, whether everybody may see it. Where cameras look is for staff, as it usually is.
const KINDS: [(&str, &str, &str, Icon, bool); 5] = [
    ("patrol_point", "巡逻点", "Patrol points", Icon::Patrol, true),
    ("camera", "视频监控", "Cameras", Icon::Camera, false),
    ("fire_hydrant", "消火栓", "Fire hydrants", Icon::Hydrant, true),
    ("school", "学校", "Schools", Icon::School, true),
    ("shelter", "避难场所", "Emergency shelters", Icon::Shelter, true),
];

/// Kinds of the made-up district.
#[must_use]
pub fn element_kinds() -> Vec<KindDraft> {
    let kinds = KINDS.into_iter().filter_map(|(code, zh, en, icon, public)| {
        Some(KindDraft {
            code: ElementKindCode::parse(code).ok()?,
            name: zh.to_owned(),
            name_en: Some(en.to_owned()),
            icon,
            public,
        })
    });
    kinds.collect()
}

/// Its elements: the same ones for the same seed, always.
#[must_use]
pub fn elements(district: &District, seed: u64) -> Vec<ElementDraft> {
    let mut made = Made {
        district,
        seed,
        elements: Vec::new(),
    };
    let cells = district.grid.iter().enumerate();
    for (index, cell) in cells.clone() {
        // In the country a patrol stops in every third cell.
        if !cell.rural || index % 3 == 0 {
            made.put("patrol_point", "XL", cell, 0, "巡逻点");
        }
    }
    for (_, cell) in cells.clone().filter(|(_, cell)| !cell.rural) {
        for at in 0..cell.anchors.len().min(3) {
            made.put("camera", "SP", cell, at, "监控");
        }
    }
    for (_, cell) in cells
        .clone()
        .filter(|(index, cell)| !cell.rural && index % 2 == 0)
    {
        made.put("fire_hydrant", "XHS", cell, 0, "消火栓");
    }
    for (index, community) in district.communities.iter().enumerate() {
        let of_it = |cell: &&GridCell| cell.community.as_deref() == Some(community.code.as_str());
        let Some(cell) = district.grid.iter().find(of_it) else {
            continue;
        };
        if index % 5 == 0 {
            made.put("school", "XX", cell, 1, "小学");
        }
        if index % 7 == 0 {
            made.put("shelter", "BN", cell, 1, "避难场所");
        }
    }
    made.elements
}

struct Made<'a> {
    district: &'a District,
    seed: u64,
    elements: Vec<ElementDraft>,
}

impl Made<'_> {
    /// One more of a kind, a few steps from an anchor of a cell.
    fn put(&mut self, kind: &str, letters: &str, cell: &GridCell, anchor: usize, what: &str) {
        let number = self
            .elements
            .iter()
            .filter(|one| one.kind.as_str() == kind)
            .count()
            + 1;
        let Some(at) = cell.anchors.get(anchor).or_else(|| cell.anchors.first()) else {
            return;
        };
        let mut rng = stream(Purpose::Elements, self.seed, self.elements.len() as u64);
        let (east, north) = to_km(*at);
        let mut step = || rng.random_range(-0.06..0.06);
        let (lng, lat) = to_degrees((east + step(), north + step()));
        let named = |community: &&Community| Some(community.code.as_str()) == cell.community.as_deref();
        let community = self.district.communities.iter().find(named);
        let community = community.map_or(cell.name.as_str(), |community| community.name.as_str());
        let (Ok(kind), Ok(code)) = (
            ElementKindCode::parse(kind),
            ElementCode::parse(&format!("{letters}{number:04}")),
        ) else {
            return;
        };
        let (road, _) = road(number * 3);
        self.elements.push(ElementDraft {
            kind,
            code,
            name: format!("{community}{what}{number}"),
            address: Some(format!("{road}{}号", 1 + number * 37 % 210)),
            notes: None,
            source: Some("示范数据".to_owned()),
            place: ElementDraft::rounded([lng, lat]),
            retired: false,
        });
    }
}
