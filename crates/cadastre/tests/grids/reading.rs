use cadastre::{Properties, Unreadable, check, read};

use crate::common::{code, file, rules};

const SQUARE: &str = r#"{"type":"Polygon","coordinates":[[[121.2,28.6],[121.21,28.6],[121.21,28.61],[121.2,28.61],[121.2,28.6]]]}"#;

fn unreadable(text: &str) -> Unreadable {
    read(text.as_bytes(), &Properties::default()).expect_err("no grid")
}

#[test]
fn what_is_no_grid_is_refused_in_one_line() {
    for text in [
        "",
        "编码,名称\n1,2",
        "{}",
        "[1,2]",
        r#"{"type":"FeatureCollection"}"#,
        SQUARE,
        "PK",
        "PK\u{3}\u{4}and then nothing of the kind",
    ] {
        let error = unreadable(text).to_string();
        assert!(!error.is_empty() && !error.contains('\n'), "{error}");
    }
    assert!(read(&[0xff, 0xfe, 0x00], &Properties::default()).is_err());
    assert_eq!(
        unreadable(r#"{"type":"FeatureCollection","features":[]}"#),
        Unreadable::Empty
    );
}

#[test]
fn a_file_in_another_reference_system_is_refused_by_name() {
    let with = |system: &str| {
        let crs = format!(
            r#"{{"type":"FeatureCollection","crs":{{"type":"name","properties":{{"name":"{system}"}}}},"#
        );
        file(&[SQUARE]).replace(r#"{"type":"FeatureCollection","#, &crs)
    };
    assert!(matches!(
        unreadable(&with("urn:ogc:def:crs:EPSG::4549")),
        Unreadable::Projected { .. }
    ));
    for right in [
        "urn:ogc:def:crs:OGC:1.3:CRS84",
        "urn:ogc:def:crs:EPSG::4490",
        "EPSG:4326",
    ] {
        assert!(
            read(with(right).as_bytes(), &Properties::default()).is_ok(),
            "{right}"
        );
    }
}

#[test]
fn a_byte_order_mark_and_a_height_are_no_harm() {
    let high = SQUARE.replace(",28.6]", ",28.6,3.5]");
    let text = format!("\u{feff}{}", file(&[&high]));
    let sheet = read(text.as_bytes(), &Properties::default()).expect("a grid");
    let checked = check(sheet, &rules());
    assert_eq!(checked.findings.errors, []);
    assert_eq!(checked.cells[0].ring.len(), 4);
}

#[test]
fn properties_are_found_under_the_names_one_gives() {
    let text = file(&[SQUARE])
        .replace("\"code\"", "\"编号\"")
        .replace("\"name\"", "\"标题\"");
    let own = Properties::with(["code=编号", "name=标题"]).expect("a mapping");
    let checked = check(read(text.as_bytes(), &own).expect("a grid"), &rules());
    assert_eq!(
        (checked.cells[0].code.as_str(), checked.cells[0].name.as_str()),
        (code(1).as_str(), "x")
    );
    let township = checked.cells[0].township.as_deref();
    assert_eq!(township, Some("331003001"), "by the code");
}

#[test]
fn a_code_may_be_a_number() {
    let text = file(&[SQUARE]).replace(&format!("\"{}\"", code(1)), &code(1));
    let checked = check(
        read(text.as_bytes(), &Properties::default()).expect("a grid"),
        &rules(),
    );
    assert_eq!(checked.cells[0].code, code(1));
}
