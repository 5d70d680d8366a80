use std::io::Write;

use domain::element::Icon;
use proptest::prelude::*;

use super::*;

fn kinds() -> Vec<KindDraft> {
    let kind = |code, name: &str, icon| KindDraft {
        code: ElementKindCode::parse(code).expect("a code"),
        name: name.to_owned(),
        name_en: None,
        icon,
        public: false,
    };
    vec![
        kind("camera", "视频监控", Icon::Camera),
        kind("hydrant", "消火栓", Icon::Hydrant),
    ]
}

fn read_in(bytes: &[u8], coordinates: CoordinateSystem, kind: Option<&str>) -> Result<ElementRows, String> {
    let mut file = tempfile::NamedTempFile::new().expect("a file");
    file.write_all(bytes).expect("written");
    let kinds = kinds();
    let rules = ElementRules {
        kinds: &kinds,
        kind: kind.map(|code| ElementKindCode::parse(code).expect("a code")),
        coordinates,
        zone: chrono_tz::Asia::Shanghai,
    };
    read_elements(file.path(), &rules).map_err(|error| error.to_string())
}

fn read(text: &str) -> ElementRows {
    read_in(text.as_bytes(), CoordinateSystem::Wgs84, None).expect("elements")
}

/// `line column fault` of each.
fn faults(found: &ElementRows) -> Vec<String> {
    let said = |fault: &FaultyRow| {
        let column = fault.field.as_deref().unwrap_or("-");
        format!("{} {column} {}", fault.line, fault.reason)
    };
    found.faults.iter().map(said).collect()
}

#[test]
fn a_list_is_read_by_its_chinese_headings_in_either_encoding() {
    let text = "类型,编号,名称,经度,纬度,地址,状态\n视频监控,C1,南门街口,121.26,28.65,南门街1号,在用\n\
                消火栓,H1,东街,121.27,28.66,,停用\n";
    let found = read(text);
    assert_eq!(faults(&found), [""; 0]);
    assert_eq!(found.rows.len(), 2);
    assert_eq!(found.rows[0].kind.as_str(), "camera");
    assert_eq!(found.rows[0].address.as_deref(), Some("南门街1号"));
    assert!(!found.rows[0].retired && found.rows[1].retired);
    let (gb, _, _) = encoding_rs::GB18030.encode(text);
    assert_eq!(read_in(&gb, CoordinateSystem::Wgs84, None), Ok(found));
}

#[test]
fn every_fault_names_its_line_and_its_column_and_stops_no_other_row() {
    let found = read(
        "kind,code,name,lng,lat,status\n\
         camera,C1,a,121.26,28.65,\n\
         tree,C2,a,121.26,28.65,\n\
         camera,,a,121.26,28.65,\n\
         camera,C3,,121.26,28.65,\n\
         camera,C4,a,east,28.65,\n\
         camera,C5,a,28.65,121.26,\n\
         camera,C6,a,121.26,,\n\
         camera,C1,b,121.26,28.65,\n\
         camera,C7,a,121.26,28.65,broken\n\
         camera,C8,a,0,28.65,\n\
         camera,C9,a,121.26,28.65\n\
         hydrant,C1,a,121.26,28.65,\n",
    );
    assert_eq!(
        faults(&found),
        [
            "3 kind `tree` is none of camera, hydrant",
            "4 code is missing",
            "5 name is missing",
            "6 lng `east` is no coordinate",
            "7 lng longitude and latitude are swapped: 28.65, 121.26 lies outside the region, 121.26, 28.65 inside",
            "8 lat is missing",
            "9 code stands on line 2 already",
            "10 status `broken` is none of 在用, 停用, in_use, retired",
            "11 lng `0` is no coordinate",
            "12 - has 5 cells, the header has 6",
        ]
    );
    assert_eq!((found.wrong, found.rows.len()), (10, 2));
}

#[test]
fn rows_without_a_kind_are_of_the_one_that_is_named_for_the_file() {
    let text = b"code,name,lng,lat\nC1,a,121.26,28.65\n";
    let found = read_in(text, CoordinateSystem::Wgs84, Some("hydrant")).expect("elements");
    assert_eq!(found.rows[0].kind.as_str(), "hydrant");
    let error = read_in(text, CoordinateSystem::Wgs84, None).expect_err("no kind");
    assert!(
        error.contains("类型") && error.contains("code, name, lng, lat"),
        "{error}"
    );
}

#[test]
fn a_place_is_converted_from_the_system_that_is_stated() {
    // As in the tests of the conversion: the three are one place.
    let wgs = (121.26, 28.65);
    let gcj = domain::area::gcj02::wgs84_to_gcj02(wgs);
    let text = format!("kind,code,name,lng,lat\ncamera,C1,a,{},{}\n", gcj.0, gcj.1);
    let found = read_in(text.as_bytes(), CoordinateSystem::Gcj02, None).expect("elements");
    assert_eq!(found.rows[0].place, [121.26, 28.65]);
    let shifted = read(&text);
    assert_ne!(shifted.rows[0].place, [121.26, 28.65]);
}

#[test]
fn the_points_of_a_feature_collection_are_elements_and_nothing_else_of_it_is() {
    let found = read(
        r#"{"type": "FeatureCollection", "features": [
            {"type": "Feature", "properties": {"类型": "消火栓", "编号": 7, "名称": "东街", "lng": 1},
             "geometry": {"type": "Point", "coordinates": [121.27, 28.66, 4]}},
            {"type": "Feature", "properties": {"kind": "camera", "code": "C1", "name": "a"},
             "geometry": {"type": "LineString", "coordinates": [[121.2, 28.6], [121.3, 28.6]]}},
            {"type": "Feature", "properties": null, "geometry": null}
        ]}"#,
    );
    assert_eq!(found.rows.len(), 1);
    assert_eq!(found.rows[0].code.as_str(), "7");
    assert_eq!(found.rows[0].place, [121.27, 28.66]);
    assert_eq!(
        faults(&found),
        ["2 lng `LineString` is no coordinate", "3 kind is missing"]
    );
}

#[test]
fn a_broken_collection_is_refused_in_one_line() {
    let error = read_in(
        br#"{"type": "FeatureCollection", "features": [{"#,
        CoordinateSystem::Wgs84,
        None,
    );
    let error = error.expect_err("broken");
    assert!(error.contains("is no JSON") && !error.contains('\n'), "{error}");
}

proptest! {
    #[test]
    fn whatever_a_cell_says_it_comes_back_from_a_table(
        name in "[^\0\r\n\t\u{85}\u{a0}]{1,40}", address in "[ -~\u{4e00}-\u{4eff}]{0,40}",
    ) {
        let mut writer = csv::Writer::from_writer(Vec::new());
        writer.write_record(["kind", "code", "name", "lng", "lat", "address"]).expect("written");
        let row = ["camera", "-1", &name, "121.26", "28.65", &address];
        writer.write_record(row.map(|cell| crate::mark_text(cell).into_owned())).expect("written");
        let bytes = writer.into_inner().expect("bytes");
        let found = read_in(&bytes, CoordinateSystem::Wgs84, None).expect("elements");
        let shown = |text: &str| -> String { text.trim().chars().map(|c| if c.is_control() { ' ' } else { c }).collect() };
        let wanted = Some(shown(&name)).filter(|text| !text.is_empty());
        prop_assert_eq!(found.rows.first().map(|row| row.name.clone()), wanted);
        if let Some(row) = found.rows.first() {
            prop_assert_eq!(row.code.as_str(), "-1");
            prop_assert_eq!(row.address.clone().unwrap_or_default(), shown(&address));
        }
    }
}
