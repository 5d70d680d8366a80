//! Bodies and addresses of pushes as nobody would send them.

use intake::{Mapping, Object, ObjectConverter};
use testkit::fuzz;

#[test]
fn fuzz_bodies_of_pushes() {
    let seeds: [&[u8]; 4] = [
        r#"{"records": [{"巡查编号": "WG-1", "发现时间": "2026-03-01 08:40:00", "位置": {"经度": 121.263, "纬度": 28.651}}]}"#.as_bytes(),
        br#"{"records": [1, "a", null, [1, 2], {"a": {"b": {"c": 1e999}}}]}"#,
        br#"{"records": []}"#,
        br#"{"records": [{"a": "\ud83d\ude00\u0000"}], "records": []}"#,
    ];
    let mapping = Mapping::load("grid_inspection").expect("a mapping");
    fuzz("push", &seeds, |bytes| {
        let mut converter = ObjectConverter::new(&mapping, chrono_tz::Asia::Shanghai);
        for record in super::batch::records(bytes).unwrap_or_default() {
            if let Ok(object) = Object::parse(record.get()) {
                let _ = converter.convert(1, object);
            }
        }
    });
}

#[test]
fn fuzz_queries_of_pushes() {
    fuzz("push-query", &[b"region=331003", b"region=%00&x=1"], |bytes| {
        if let Ok(Some(region)) = super::region(Some(&String::from_utf8_lossy(bytes))) {
            assert!(!region.as_str().is_empty());
        }
    });
}
