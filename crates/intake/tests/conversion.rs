//! Files in, records out: one snapshot per shipped mapping, on small made-up files.

mod common;

use std::io::Write;

use common::{fixture, outcome, read};
use intake::{IntakeError, Mapping, RecordReader, RejectsWriter};

#[test]
fn any_list_takes_the_good_rows_and_says_what_is_wrong_with_the_others() {
    let mapping = Mapping::load("any-list").unwrap();
    insta::assert_snapshot!(outcome(read(fixture("list.csv"), &mapping)));
}

#[test]
fn pingshan_keeps_the_verdict_of_the_list() {
    let mapping = Mapping::load("pingshan").unwrap();
    insta::assert_snapshot!(outcome(read(fixture("pingshan.csv"), &mapping)));
}

#[test]
fn boston_takes_no_verdict_and_reads_gzip() {
    let mapping = Mapping::load("boston311").unwrap();
    insta::assert_snapshot!(outcome(read(fixture("boston311.csv.gz"), &mapping)));
}

#[test]
fn chicago_marks_duplicates() {
    let mapping = Mapping::load("chicago311").unwrap();
    insta::assert_snapshot!(outcome(read(fixture("chicago311.csv"), &mapping)));
}

#[test]
fn citizen_messages_come_from_a_workbook_with_both_kinds_of_time() {
    let mapping = Mapping::load("citizen-messages").unwrap();
    let (records, rejects) = read(fixture("messages.xlsx"), &mapping);
    assert_eq!(records[1].verbatim["留言时间"], "2019-11-13 11:20:21");
    assert_eq!(records[0].verbatim["留言编号"], "100001");
    insta::assert_snapshot!(outcome((records, rejects)));
}

#[test]
fn a_chinese_list_with_semicolons_and_a_title_line_is_read() {
    let text = r#"
        [file]
        header_row = 2
        [columns]
        external_id = { parts = ["街道", "编号"] }
        received_at = "受理时间"
        department = "责任单位"
        township = { code = "街道" }
        [values.township]
        "东城街道" = "东城"
        [constants]
        source = "four_platforms"
    "#;
    let mapping = Mapping::parse("title-line.toml", text).unwrap();
    insta::assert_snapshot!(outcome(read(fixture("list-gb18030.csv"), &mapping)));
}

#[test]
fn unicode_text_as_a_workbook_saves_it_is_read() {
    let mapping = Mapping::load("any-list").unwrap();
    let (records, rejects) = read(fixture("list-utf16.txt"), &mapping);
    assert!(rejects.is_empty());
    let departments: Vec<_> = records
        .into_iter()
        .map(|record| record.department.unwrap().name)
        .collect();
    assert_eq!(departments, ["综合执法局", "𠮷野所"]);
}

#[test]
fn a_list_without_identifiers_is_identified_by_its_content() {
    let text = "[columns]\nexternal_id = { content = true }\nreceived_at = '受理时间'\n[constants]\nsource = 'public'\n";
    let mapping = Mapping::parse("content.toml", text).unwrap();
    let (records, _) = read(fixture("list-utf16.txt"), &mapping);
    assert_ne!(records[0].external_id, records[1].external_id);
    assert!(records.iter().all(|record| record.external_id.len() == 32));
    assert_eq!(records, read(fixture("list-utf16.txt"), &mapping).0);
}

#[test]
fn the_hash_of_a_row_is_independent_of_the_order_of_columns() {
    let dir = tempfile::tempdir().unwrap();
    let file = |name: &str, text: &str| {
        let path = dir.path().join(name);
        std::fs::write(&path, text).unwrap();
        path
    };
    let mapping = Mapping::load("any-list").unwrap();
    let one = read(file("one.csv", "编号,受理时间,标题\n1,2026-01-01,a\n"), &mapping).0;
    let other = read(
        file("other.csv", "标题;编号;受理时间\na;1;2026-01-01\n"),
        &mapping,
    )
    .0;
    let changed = read(
        file("changed.csv", "标题;编号;受理时间\nb;1;2026-01-01\n"),
        &mapping,
    )
    .0;
    assert_eq!(one[0].content_hash, other[0].content_hash);
    assert_ne!(one[0].content_hash, changed[0].content_hash);
}

#[test]
fn rejected_rows_go_to_a_file_with_line_field_reason_and_the_row_as_it_stood() {
    let dir = tempfile::tempdir().unwrap();
    let mapping = Mapping::load("any-list").unwrap();
    let reader = RecordReader::open(fixture("list.csv"), &mapping, chrono_tz::Asia::Shanghai).unwrap();
    let mut writer = RejectsWriter::new(dir.path().join("rejects.csv"), reader.header());
    for rejected in reader.filter_map(Result::err) {
        writer.write(&rejected).unwrap();
    }
    let path = writer.finish().unwrap().unwrap();
    insta::assert_snapshot!(std::fs::read_to_string(path).unwrap().replace('\0', "<NUL>"));
}

#[test]
fn no_rejected_row_means_no_rejects_file() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("rejects.csv");
    assert_eq!(
        RejectsWriter::new(&path, &["a".to_owned()]).finish().unwrap(),
        None
    );
    assert!(!path.exists());
}

#[test]
fn a_file_that_cannot_be_read_is_one_clear_line() {
    let dir = tempfile::tempdir().unwrap();
    let any_list = Mapping::load("any-list").unwrap();
    let file = |name: &str, bytes: &[u8]| {
        let path = dir.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        path
    };
    let error = |path: &std::path::Path, mapping: &Mapping| {
        let error = RecordReader::open(path, mapping, chrono_tz::Asia::Shanghai).unwrap_err();
        error
            .to_string()
            .replace(&format!("{}/", path.parent().unwrap().display()), "")
    };
    let second_sheet = Mapping::parse(
        "s.toml",
        "[file]\nsheet = '第三张'\n[columns]\nexternal_id = 'a'\nreceived_at = 'b'\n[constants]\nsource = 'public'\n",
    )
    .unwrap();
    let errors = [
        error(&fixture("list-gb18030.csv"), &Mapping::load("pingshan").unwrap()),
        error(&file("wrong.csv", b"id,when\n1,2026-01-01\n"), &any_list),
        error(&file("empty.csv", b""), &any_list),
        error(&file("blank.csv", b"\n\n,,\n"), &any_list),
        error(&file("old.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), &any_list),
        error(&file("broken.xlsx", b"PK\x03\x04 and no more"), &any_list),
        error(&fixture("messages.xlsx"), &second_sheet),
        error(&file("absent.csv", b"").with_file_name("nowhere.csv"), &any_list),
        error(dir.path(), &any_list)
            .replace(&format!("{}", dir.path().file_name().unwrap().display()), "DIR"),
    ];
    assert!(errors.iter().all(|error| !error.contains('\n')));
    insta::assert_snapshot!(errors.join("\n"));
}

#[test]
fn an_archive_that_is_cut_off_keeps_what_came_before_and_says_so() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("cut.csv.gz");
    let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::none());
    packer.write_all("编号,受理时间\n".as_bytes()).unwrap();
    for number in 0..20_000 {
        packer
            .write_all(format!("{number},2026-01-01\n").as_bytes())
            .unwrap();
    }
    let packed = packer.finish().unwrap();
    std::fs::write(&path, &packed[..packed.len() - 1000]).unwrap();
    let mapping = Mapping::parse(
        "cut.toml",
        "[file]\nencoding = 'utf-8'\n[columns]\nexternal_id = '编号'\nreceived_at = '受理时间'\n[constants]\nsource = 'public'\n",
    )
    .unwrap();
    let mut reader = RecordReader::open(&path, &mapping, chrono_tz::Asia::Shanghai).unwrap();
    let items: Vec<_> = reader.by_ref().collect();
    let (last, before) = items.split_last().unwrap();
    assert!(before.len() > 10_000 && before.iter().all(Result::is_ok));
    let rejected = last.as_ref().unwrap_err();
    assert_eq!((rejected.line, rejected.row.len()), (before.len() as u64 + 2, 0));
    assert_eq!(reader.failure(), Some(&*rejected.reason.to_string()));
}

#[test]
fn shipped_mappings_load_and_unknown_ones_are_named() {
    for name in Mapping::shipped() {
        let mapping = Mapping::load(name).unwrap();
        assert!(
            mapping.region().is_some() && mapping.time_zone().is_some(),
            "{name}"
        );
    }
    let error = Mapping::load("nowhere").unwrap_err();
    assert!(matches!(error, IntakeError::UnknownMapping { .. }));
    insta::assert_snapshot!(error.to_string());
}
