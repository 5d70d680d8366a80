//! The eight systems: what each sends, as a list and as lines of JSON, becomes the same records.

mod common;

use std::io::Write;
use std::path::{Path, PathBuf};

use common::{outcome, read};
use domain::intake::IncomingRecord;
use domain::source::SourceSystem;
use intake::{Mapping, Object, ObjectConverter, RecordReader, RejectsWriter};

fn sample(system: &str, name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("systems")
        .join(system)
        .join(name)
}

/// The header is a line of its own in one kind of file and not in the other.
fn without_lines(records: Vec<IncomingRecord>) -> Vec<IncomingRecord> {
    let without = |record| IncomingRecord { line: 0, ..record };
    records.into_iter().map(without).collect()
}

#[test]
fn each_of_the_eight_has_its_mapping() {
    let codes: Vec<&str> = Mapping::systems().collect();
    assert_eq!(codes, SourceSystem::ALL.map(SourceSystem::code));
    for code in codes {
        let mapping = Mapping::load(code).unwrap();
        let system = mapping.system().unwrap();
        assert_eq!((system.code.as_str(), system.kind.code()), (code, code));
    }
}

#[test]
fn what_a_system_sends_is_read_the_same_as_a_list_and_as_lines_of_json() {
    for code in Mapping::systems() {
        let mapping = Mapping::load(code).unwrap();
        let (list, list_rejects) = read(sample(code, "sample.csv"), &mapping);
        let (lines, lines_rejects) = read(sample(code, "sample.jsonl"), &mapping);
        assert!(list_rejects.is_empty() && lines_rejects.is_empty(), "{code}");
        assert!(list.iter().any(|record| record.version.is_some()), "{code}");
        insta::assert_snapshot!(code, outcome((list.clone(), list_rejects)));
        assert_eq!(without_lines(list), without_lines(lines), "{code}");
    }
}

const NINTH: &str = r#"
    [system]
    code = "shequ_tong"
    name = "社区通"
    kind = "public"
    [columns]
    external_id = "编号"
    received_at = "时间"
    version = "版本"
    reporter = "账号"
    narrative = "内容"
"#;

#[test]
fn a_ninth_system_is_one_mapping() {
    let mapping = Mapping::parse("ninth.toml", NINTH).unwrap();
    let mut converter = ObjectConverter::new(&mapping, chrono_tz::Asia::Shanghai);
    let json =
        r#"{"编号": 42, "时间": "2026-03-01 08:00", "版本": 7, "账号": "ＷＡＮＧ-Fang", "内容": "路灯不亮"}"#;
    let record = converter.convert(1, Object::parse(json).unwrap()).unwrap();
    assert_eq!(record.source, SourceSystem::Public);
    assert_eq!(record.external_id, "shequ_tong:42");
    assert_eq!(record.version, Some(7));
    assert_eq!(record.person.as_deref(), Some("wangfang"));
}

#[test]
fn a_version_is_a_number_or_a_time() {
    let mapping = Mapping::parse("ninth.toml", NINTH).unwrap();
    let mut converter = ObjectConverter::new(&mapping, chrono_tz::Asia::Shanghai);
    let mut version = |text: &str| {
        let json = format!(r#"{{"编号": 1, "时间": "2026-03-01", "版本": "{text}"}}"#);
        converter
            .convert(1, Object::parse(&json).unwrap())
            .map(|record| record.version)
            .map_err(|rejected| rejected.field.unwrap_or_default())
    };
    assert_eq!(version("-3"), Ok(Some(-3)));
    assert_eq!(version(""), Ok(None));
    assert_eq!(version("2026-03-01 08:00:00"), Ok(Some(1_772_323_200_000)));
    assert_eq!(version("newest"), Err("版本".to_owned()));
}

#[test]
fn an_object_that_lacks_what_is_needed_is_refused_by_the_name_of_the_column() {
    let mapping = Mapping::parse("ninth.toml", NINTH).unwrap();
    let mut converter = ObjectConverter::new(&mapping, chrono_tz::Asia::Shanghai);
    let object = Object::parse(r#"{"编号": "1", "内容": "x"}"#).unwrap();
    let rejected = converter.convert(3, object).unwrap_err();
    assert_eq!(rejected.field.as_deref(), Some("时间"));
    assert_eq!(rejected.columns, ["编号", "内容"]);
    assert_eq!(rejected.row, ["1", "x"]);
}

#[test]
fn a_bad_line_of_json_is_one_rejected_row_and_stands_as_it_was_in_the_rejects() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("push.ndjson.gz");
    let mut packer =
        flate2::write::GzEncoder::new(std::fs::File::create(&path).unwrap(), flate2::Compression::fast());
    let lines = [
        r#"{"编号": "1", "时间": "2026-03-01"}"#,
        "not json, \"quoted\"",
        "",
        r#"{"编号": "2", "时间": "昨天", "位置": {"经度": 1.50}}"#,
        r#"{"编号": "3", "编号": "4", "时间": "2026-03-01"}"#,
        r#"{"时间": "2026-03-01", "编号": "5"}"#,
    ];
    packer.write_all(lines.join("\n").as_bytes()).unwrap();
    packer.finish().unwrap();
    let mapping = Mapping::parse("ninth.toml", NINTH).unwrap();
    let reader = RecordReader::open(&path, &mapping, chrono_tz::Asia::Shanghai).unwrap();
    assert!(reader.header().is_empty());
    let mut writer = RejectsWriter::new(dir.path().join("rejects.csv"), reader.header());
    let mut ids = Vec::new();
    for row in reader {
        match row {
            Ok(record) => ids.push(record.external_id),
            Err(rejected) => writer.write(&rejected).unwrap(),
        }
    }
    assert_eq!(ids, ["shequ_tong:1", "shequ_tong:5"]);
    let rejects = writer.finish().unwrap().unwrap();
    insta::assert_snapshot!(std::fs::read_to_string(rejects).unwrap());
}

#[test]
fn a_file_of_json_that_cannot_be_read_is_one_clear_line() {
    let dir = tempfile::tempdir().unwrap();
    let mapping = Mapping::parse("ninth.toml", NINTH).unwrap();
    for (text, said) in [
        ("[\n{\"编号\": 1}]", "an object per line"),
        ("{\"id\": 1, \"when\": 2}\n", "which has: id, when"),
    ] {
        let path = dir.path().join("list.json");
        std::fs::write(&path, text).unwrap();
        let error = RecordReader::open(&path, &mapping, chrono_tz::Asia::Shanghai).unwrap_err();
        assert!(error.to_string().contains(said), "{error}");
    }
}
