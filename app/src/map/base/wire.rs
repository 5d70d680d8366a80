//! The basemap as the browser holds it; `domain::map` says what the fields mean.

use js_sys::Array;
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    /// [`domain::map::BasemapView`].
    #[wasm_bindgen(extends = js_sys::Object)]
    pub(crate) type Basemap;
    /// Of [`Border`].
    #[wasm_bindgen(method, getter)]
    pub(crate) fn townships(this: &Basemap) -> Array;
    /// Of [`Border`].
    #[wasm_bindgen(method, getter)]
    pub(crate) fn communities(this: &Basemap) -> Array;
    /// Of [`Ground`].
    #[wasm_bindgen(method, getter)]
    pub(crate) fn ground(this: &Basemap) -> Array;
    /// Of zooms.
    #[wasm_bindgen(method, getter)]
    pub(crate) fn levels(this: &Basemap) -> Array;

    /// [`domain::map::BorderView`]; a name of the ground is one without rings.
    #[wasm_bindgen(extends = js_sys::Object)]
    pub(crate) type Border;
    #[wasm_bindgen(method, getter)]
    pub(crate) fn name(this: &Border) -> String;
    /// Longitude, latitude.
    #[wasm_bindgen(method, getter)]
    pub(crate) fn at(this: &Border) -> Array;
    /// West, south, east, north.
    #[wasm_bindgen(method, getter)]
    pub(crate) fn bbox(this: &Border) -> Array;
    /// Of encoded rings.
    #[wasm_bindgen(method, getter)]
    pub(crate) fn rings(this: &Border) -> Array;

    /// [`domain::map::GroundView`].
    #[wasm_bindgen(extends = js_sys::Object)]
    pub(crate) type Ground;
    /// Code of a [`domain::map::GroundKind`].
    #[wasm_bindgen(method, getter)]
    pub(crate) fn kind(this: &Ground) -> String;
    #[wasm_bindgen(method, getter)]
    pub(crate) fn rank(this: &Ground) -> u8;
    /// Of arrays of encoded rings.
    #[wasm_bindgen(method, getter)]
    pub(crate) fn areas(this: &Ground) -> Option<Array>;
    /// Of encoded lines.
    #[wasm_bindgen(method, getter)]
    pub(crate) fn lines(this: &Ground) -> Option<Array>;
    /// Of [`Border`].
    #[wasm_bindgen(method, getter)]
    pub(crate) fn names(this: &Ground) -> Option<Array>;
}

#[cfg(test)]
#[cfg(target_arch = "wasm32")]
mod in_browser {
    use domain::map::{BasemapView, BorderView, GroundKind, GroundName, GroundView};
    use js_sys::JSON;
    use wasm_bindgen_test::wasm_bindgen_test;

    use super::*;
    use crate::map::wire::whole_numbers;

    #[wasm_bindgen_test]
    fn a_basemap_is_read_as_the_server_writes_it() {
        let border = BorderView {
            code: "t1".to_owned(),
            name: "东城街道".to_owned(),
            at: [121.5, 28.5],
            bbox: [121.0, 28.0, 122.0, 29.0],
            rings: vec![vec![1, 2, 3]],
        };
        let view = BasemapView {
            region: "r1".to_owned(),
            townships: vec![border],
            communities: vec![],
            ground: vec![GroundView {
                kind: GroundKind::Water,
                rank: 1,
                areas: vec![vec![vec![4, 5]]],
                lines: vec![],
                names: vec![GroundName {
                    name: "澄湖".to_owned(),
                    at: [121.0, 28.0],
                    bbox: [121.0, 28.0, 121.1, 28.1],
                }],
            }],
            levels: vec![12, 14],
        };
        let text = serde_json::to_string(&view).unwrap();
        let basemap: Basemap = JSON::parse(&text).unwrap().unchecked_into();
        let border: Border = basemap.townships().get(0).unchecked_into();
        assert_eq!(border.name(), "东城街道");
        assert_eq!(whole_numbers(border.rings().get(0).unchecked_ref()), [1, 2, 3]);
        let ground: Ground = basemap.ground().get(0).unchecked_into();
        assert_eq!(
            (ground.kind().as_str(), ground.rank()),
            (GroundKind::Water.code(), 1)
        );
        assert_eq!(ground.areas().unwrap().length(), 1);
        assert!(ground.lines().is_none());
        let name: Border = ground.names().unwrap().get(0).unchecked_into();
        assert_eq!(name.name(), "澄湖");
        assert_eq!(basemap.levels().join(","), "12,14");
    }
}
