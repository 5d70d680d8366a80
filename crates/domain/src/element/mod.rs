//! Elements of the grid (网格要素): points that work in a grid needs to know, such as patrol points, cameras and
//! hydrants. Each is of a kind; the kind says how it looks and whether the public may see it.
//!
//! Stations and police posts are no elements: they have units, rosters and filings ([`crate::station`]). On a map all
//! of them are layers, under codes that never meet ([`ElementKindCode`]).

mod form;
mod gather;
mod icon;
mod layers;
mod plan;
mod view;

pub use form::{ElementDraft, ElementForm, KindDraft, KindForm};
pub use gather::{Mark, gather};
pub use icon::Icon;
pub use layers::{LayersAsked, nearest};
pub use plan::{Counts, ElementKey, Plan, plan};
pub use view::{
    BroughtElements, ElementFile, ElementRow, ElementView, ElementsPage, ElementsView, KindRow, KindsView,
    Layer, LayersView,
};

use crate::ElementKindCode;

/// Layers that are no kinds: what has a roster.
pub const STATION_LAYERS: [&str; 2] = ["station", "police_post"];

/// What an address says where no layer is shown.
pub const NO_LAYER: &str = "none";

/// Kinds that every region has from the beginning: code, names, icon. Both are for staff until somebody says
/// otherwise: where patrols stand and where cameras look is nothing to be published by default.
pub const FIRST_KINDS: [(&str, &str, &str, Icon); 2] = [
    ("patrol_point", "巡逻点", "Patrol points", Icon::Patrol),
    ("camera", "视频监控", "Cameras", Icon::Camera),
];

/// Whether a text can be the code of a kind: it stands in addresses beside the layers that are no kinds.
pub(crate) fn is_kind_code(text: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_';
    (1..=32).contains(&text.len())
        && text.bytes().all(plain)
        && text.starts_with(|first: char| first.is_ascii_lowercase())
        && text != NO_LAYER
        && !STATION_LAYERS.contains(&text)
}

/// The kind with this code or name, as people write it.
pub fn kind_named<'a>(kinds: &'a [KindDraft], text: &str) -> Option<&'a ElementKindCode> {
    let text = text.trim();
    let is_it = |kind: &&KindDraft| {
        kind.code.as_str().eq_ignore_ascii_case(text)
            || kind.name == text
            || kind
                .name_en
                .as_ref()
                .is_some_and(|name| name.eq_ignore_ascii_case(text))
    };
    kinds.iter().find(is_it).map(|kind| &kind.code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_code_of_a_kind_is_never_that_of_another_layer() {
        for good in ["camera", "patrol_point", "h2"] {
            assert!(ElementKindCode::parse(good).is_ok(), "{good}");
        }
        for bad in [
            "",
            "station",
            "police_post",
            "none",
            "Camera",
            "2nd",
            "a,b",
            "摄像头",
            &"a".repeat(33),
        ] {
            assert!(ElementKindCode::parse(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_kind_is_found_by_its_code_and_by_each_of_its_names() {
        let kinds = [KindDraft {
            code: ElementKindCode::parse("fire_hydrant").expect("a code"),
            name: "消火栓".to_owned(),
            name_en: Some("Hydrants".to_owned()),
            icon: Icon::Hydrant,
            public: false,
        }];
        for text in ["fire_hydrant", " 消火栓 ", "hydrants", "FIRE_HYDRANT"] {
            assert_eq!(kind_named(&kinds, text), Some(&kinds[0].code), "{text}");
        }
        assert_eq!(kind_named(&kinds, "消防栓"), None);
    }
}
