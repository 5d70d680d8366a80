//! What is no list, or more than a list: one clear line, or one rejected row, and bounded memory.

mod common;

use std::io::Write;
use std::path::{Path, PathBuf};

use common::read;
use domain::intake::{Rejected, RowFault};
use intake::{MAX_COLUMNS, Mapping, RecordReader};
use tempfile::TempDir;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

const MAPPING: &str = r#"
    [columns]
    external_id = "id"
    received_at = "at"
    lng = { column = "lng", optional = true }
    lat = { column = "lat", optional = true }
    [constants]
    source = "12345"
"#;

fn mapping(more: &str) -> Mapping {
    Mapping::parse("my.toml", &format!("{MAPPING}{more}")).expect("a mapping")
}

fn file(dir: &TempDir, name: &str, bytes: &[u8]) -> PathBuf {
    let path = dir.path().join(name);
    std::fs::write(&path, bytes).expect("a file");
    path
}

/// Why it cannot be read, in one short line.
fn error(path: &Path, mapping: &Mapping) -> String {
    let error = RecordReader::open(path, mapping, chrono_tz::Asia::Shanghai).expect_err("refused");
    let error = error.to_string();
    assert!(
        error.len() < 4000 && !error.chars().any(char::is_control),
        "{error:?}"
    );
    error
}

/// Ids of the records, and of each rejected row its line, its field and the reason.
fn taken(path: &Path, mapping: &Mapping) -> (Vec<String>, Vec<(u64, String, String)>) {
    let (records, rejects) = read(path, mapping);
    let told = |rejected: Rejected| {
        (
            rejected.line,
            rejected.field.unwrap_or_default(),
            rejected.reason.to_string(),
        )
    };
    (
        records.into_iter().map(|record| record.external_id).collect(),
        rejects.into_iter().map(told).collect(),
    )
}

/// Bytes that look random and are the same every time.
fn junk(length: usize) -> Vec<u8> {
    let mut state = 0x2545_f491_4f6c_dd1d_u64;
    std::iter::repeat_with(|| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state.to_le_bytes()
    })
    .flatten()
    .take(length)
    .collect()
}

#[test]
fn what_is_no_text_is_said_to_be_none() {
    let dir = TempDir::new().unwrap();
    let mapping = mapping("");
    let png = [&b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"[..], &junk(5000)].concat();
    for (name, bytes) in [
        ("junk", junk(300_000)),
        ("picture", png),
        ("program", [&b"\x7fELF\x02\x01\x01\0"[..], &junk(5000)].concat()),
        ("zeroes", vec![0; 100_000]),
        ("ones", vec![0xff; 100_000]),
        ("archive", [&b"PK\x03\x04"[..], &junk(5000)].concat()),
        ("gzip", [&b"\x1f\x8b"[..], &junk(5000)].concat()),
        (
            "utf-32",
            "\u{feff}id,at\n1,2026-01-01\n"
                .chars()
                .flat_map(|c| u32::from(c).to_le_bytes())
                .collect(),
        ),
    ] {
        let error = error(&file(&dir, name, &bytes), &mapping);
        assert!(error.contains(name), "{error}");
    }
}

#[test]
fn a_wrong_encoding_is_named_and_costs_no_more_than_what_is_spoilt() {
    let dir = TempDir::new().unwrap();
    let utf16 = |mark: bool| -> Vec<u8> {
        let text = if mark {
            "\u{feff}id,at\n1,2026-01-01\n"
        } else {
            "id,at\n1,2026-01-01\n"
        };
        text.encode_utf16().flat_map(u16::to_le_bytes).collect()
    };
    let says = |encoding: &str| mapping(&format!("[file]\nencoding = '{encoding}'\n"));
    let marked = file(&dir, "marked.csv", &utf16(true));
    let contradicted = error(&marked, &says("utf-8"));
    assert!(
        contradicted.contains("mark of UTF-16, and the mapping says that it is UTF-8"),
        "{contradicted}"
    );
    assert_eq!(
        taken(&marked, &says("utf-16be")).0,
        ["1"],
        "the mark knows better which of the two"
    );
    let unmarked = file(&dir, "unmarked.csv", &utf16(false));
    let told = error(&unmarked, &mapping(""));
    assert!(told.contains("encoding = \"utf-16\""), "{told}");
    assert_eq!(taken(&unmarked, &says("utf-16")).0, ["1"]);

    let header = file(
        &dir,
        "header.csv",
        "id,at,\u{fffd}\n".replace('\u{fffd}', "x").as_bytes(),
    );
    std::fs::write(&header, b"id,at,\xe8\xa1\n1,2026-01-01,x\n").unwrap();
    let told = error(&header, &says("utf-8"));
    assert!(
        told.contains("line 1, the header, has bytes that are no UTF-8"),
        "{told}"
    );
    let spoilt = file(
        &dir,
        "spoilt.csv",
        b"id,at,note\n1,2026-01-01,\xe8\xa1\n2,2026-01-01,ok\n",
    );
    let (ids, rejects) = taken(&spoilt, &says("utf-8"));
    assert_eq!(ids, ["2"]);
    assert_eq!(
        rejects,
        [(2, "note".to_owned(), "has bytes that are no UTF-8".to_owned())]
    );
}

#[test]
fn a_million_columns_are_refused_and_a_million_cells_are_one_rejected_row() {
    let dir = TempDir::new().unwrap();
    let mapping = mapping("");
    let many = ",x".repeat(1_000_000);
    let wide = file(
        &dir,
        "wide.csv",
        format!("id,at{many}\n1,2026-01-01\n").as_bytes(),
    );
    let told = error(&wide, &mapping);
    assert!(told.contains("16,384"), "{told}");
    let sheet = file(
        &dir,
        "row.csv",
        format!("id,at\n1,2026-01-01{many}\n2,2026-01-01\n").as_bytes(),
    );
    let (records, rejects) = read(&sheet, &mapping);
    assert_eq!(records.len(), 1);
    assert_eq!((rejects[0].line, rejects[0].row.len()), (2, 1));
    assert_eq!(
        rejects[0].row[0],
        format!("1,2026-01-01{many}"),
        "nothing of it is lost"
    );
}

#[test]
fn of_columns_with_one_name_the_first_is_meant_and_the_others_are_kept() {
    let dir = TempDir::new().unwrap();
    let path = file(&dir, "twice.csv", b"id,at,id,id\nA,2026-01-01,B,C\n");
    let (records, _) = read(path, &mapping(""));
    assert_eq!(records[0].external_id, "A");
    assert_eq!(
        (&*records[0].verbatim["id_2"], &*records[0].verbatim["id_3"]),
        ("B", "C")
    );
}

#[test]
fn nul_characters_reject_their_row_or_their_object() {
    let dir = TempDir::new().unwrap();
    let list = file(
        &dir,
        "nul.csv",
        b"id,at,note\n1,2026-01-01,a\0b\n2,2026-01-01,\\u0000\n",
    );
    let (ids, rejects) = taken(&list, &mapping(""));
    assert_eq!((ids.len(), rejects[0].0, rejects[0].1.as_str()), (1, 2, "note"));
    let lines = "{\"id\":\"1\",\"at\":\"2026-01-01\",\"note\":\"\\u0000\"}\n{\"id\":\"2\",\"at\":\"2026-01-01\",\"\\u0000\":1}\n";
    let (ids, rejects) = taken(&file(&dir, "nul.jsonl", lines.as_bytes()), &mapping(""));
    assert!(
        ids.is_empty() && rejects.iter().all(|(_, _, reason)| reason.contains("NUL")),
        "{rejects:?}"
    );
}

#[test]
fn times_that_never_were_reject_their_row_by_the_name_of_the_column() {
    let dir = TempDir::new().unwrap();
    for at in [
        "2023-02-30",
        "0000-01-01",
        "20000-01-01",
        "2023-01-01 25:61",
        "2023-13-01 00:00:00",
    ] {
        let path = file(
            &dir,
            "times.csv",
            format!("id,at\n1,{at}\n2,2026-01-01\n").as_bytes(),
        );
        let (ids, rejects) = taken(&path, &mapping(""));
        assert_eq!(ids, ["2"]);
        assert_eq!((rejects[0].0, rejects[0].1.as_str()), (2, "at"));
        assert!(rejects[0].2.contains(at), "{rejects:?}");
    }
}

#[test]
fn swapped_coordinates_are_refused_where_it_is_certain_and_no_place_stays_no_place() {
    let dir = TempDir::new().unwrap();
    let list = |points: &[(&str, &str)]| {
        let rows: Vec<String> = points
            .iter()
            .enumerate()
            .map(|(number, (lng, lat))| format!("{number},2026-01-01,{lng},{lat}"))
            .collect();
        file(
            &dir,
            "points.csv",
            format!("id,at,lng,lat\n{}\n", rows.join("\n")).as_bytes(),
        )
    };
    // A region in China: its points cannot lie where the swapped ones do.
    let points = list(&[
        ("121.26", "28.65"),
        ("28.65", "121.26"),
        ("0", "0"),
        ("28.65", "0"),
        ("-71.05", "42.35"),
    ]);
    let (records, rejects) = read(&points, &mapping(""));
    assert_eq!(records.len(), 4);
    assert_eq!(records[0].place, Some((121.26, 28.65)));
    assert!(records[1].place.is_none() && records[2].place.is_none());
    assert_eq!(
        records[3].place,
        Some((-71.05, 42.35)),
        "elsewhere, but not swapped"
    );
    assert_eq!((rejects[0].line, rejects[0].field.as_deref()), (3, Some("lng")));
    assert!(
        matches!(&rejects[0].reason, RowFault::Swapped { lat, .. } if lat.starts_with("121.26")),
        "{rejects:?}"
    );

    // Elsewhere it is certain once the mapping says where its points lie.
    let boston = "[region]\nname = 'B'\ntime_zone = 'America/New_York'\nlocale = 'en'\nscheme = 'h3'\n";
    let points = list(&[("-71.05", "42.35"), ("42.35", "-71.05")]);
    assert_eq!(read(&points, &mapping(boston)).0.len(), 2);
    let declared = format!("{boston}[formats]\nextent = [-71.3, 42, -70.8, 42.5]\n");
    let (records, rejects) = read(&points, &mapping(&declared));
    assert_eq!((records.len(), rejects[0].line), (1, 3));
}

#[test]
fn an_extent_that_is_none_is_refused_with_its_line() {
    for extent in [
        "[1, 2, 3]",
        "[121, 28, 120, 29]",
        "[0, -91, 1, 0]",
        "[nan, 0, 1, 1]",
        "'China'",
    ] {
        let text = format!("{MAPPING}[formats]\nextent = {extent}\n");
        let error = Mapping::parse("my.toml", &text).unwrap_err().to_string();
        assert!(error.contains("line 10"), "{extent}: {error}");
    }
}

#[test]
fn a_mapping_that_is_none_is_refused_in_one_line() {
    let dir = TempDir::new().unwrap();
    let deep = format!(
        "[columns]\nexternal_id = {}1{}\n",
        "[".repeat(5000),
        "]".repeat(5000)
    );
    let path = |text: &[u8]| file(&dir, "my.toml", text);
    for text in [
        &junk(10_000)[..],
        &vec![b'#'; 2 << 20],
        deep.as_bytes(),
        b"[columns]\nexternal_id = 'id\0'\n",
        "[columns]\n编号 = 1\n".as_bytes(),
    ] {
        let error = Mapping::load(path(text).to_str().unwrap())
            .unwrap_err()
            .to_string();
        assert!(
            error.contains("my.toml") && !error.contains('\n') && error.len() < 1000,
            "{error}"
        );
    }
}

/// A workbook with one sheet of this XML.
fn workbook(dir: &TempDir, sheet: &str, shared: &str) -> PathBuf {
    let path = dir.path().join("list.xlsx");
    let mut writer = ZipWriter::new(std::fs::File::create(&path).expect("a file"));
    let kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let relations = |of: &str, target: &str| {
        format!(
            "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">\
             <Relationship Id=\"r1\" Type=\"{kind}/{of}\" Target=\"{target}\"/></Relationships>"
        )
    };
    for (name, text) in [
        ("_rels/.rels", relations("officeDocument", "xl/workbook.xml")),
        (
            "xl/_rels/workbook.xml.rels",
            relations("worksheet", "worksheets/sheet1.xml"),
        ),
        (
            "xl/workbook.xml",
            format!(
                "<workbook xmlns:r=\"{kind}\"><sheets><sheet name=\"S\" sheetId=\"1\" r:id=\"r1\"/></sheets></workbook>"
            ),
        ),
        ("xl/sharedStrings.xml", format!("<sst>{shared}</sst>")),
        (
            "xl/worksheets/sheet1.xml",
            format!("<worksheet><sheetData>{sheet}</sheetData></worksheet>"),
        ),
    ] {
        writer
            .start_file(name, SimpleFileOptions::default())
            .expect("begun");
        writer.write_all(text.as_bytes()).expect("written");
    }
    writer.finish().expect("packed");
    path
}

fn cell(at: &str, text: &str) -> String {
    format!("<c r=\"{at}\" t=\"inlineStr\"><is><t>{text}</t></is></c>")
}

fn header_row() -> String {
    format!("<row r=\"1\">{}{}</row>", cell("A1", "id"), cell("B1", "at"))
}

fn row(line: u32, id: &str, more: &str) -> String {
    let (a, b) = (
        cell(&format!("A{line}"), id),
        cell(&format!("B{line}"), "2026-01-01"),
    );
    format!("<row r=\"{line}\">{a}{b}{more}</row>")
}

#[test]
fn a_sheet_with_cells_where_there_are_none_costs_their_rows_and_no_memory() {
    let dir = TempDir::new().unwrap();
    let shared = format!("<si><t>{}</t></si>", "长".repeat(1_000_000));
    let long: String = ["C4", "D4", "E4"]
        .map(|at| format!("<c r=\"{at}\" t=\"s\"><v>0</v></c>"))
        .concat();
    let sheet = [
        header_row(),
        row(2, "1", ""),
        row(3, "2", &cell("ZZZZ3", "far")),
        row(4, "3", &long),
        row(5, "4", ""),
        row(6, "5", "<c r=\"C6\"><v>1e300</v></c>"),
    ]
    .concat();
    let (ids, rejects) = taken(&workbook(&dir, &sheet, &shared), &mapping(""));
    assert_eq!(ids, ["1", "4"]);
    let lines: Vec<u64> = rejects.iter().map(|(line, _, _)| *line).collect();
    assert_eq!(lines, [3, 4, 6]);
    assert!(
        rejects[0].2.contains("16,384") && rejects[1].2.contains("4 MiB"),
        "{rejects:?}"
    );
}

#[test]
fn what_the_library_of_workbooks_cannot_cope_with_is_a_message() {
    let dir = TempDir::new().unwrap();
    for cells in [
        "<c r=\"AAAAAAAAAAAAAAAA1\"><v>1</v></c>",
        "<c r=\"é\"><v>1</v></c>",
        "<c r=\"A1\" t=\"s\"><v>99</v></c>",
    ] {
        let sheet = format!("<row r=\"1\">{cells}</row>");
        error(&workbook(&dir, &sheet, ""), &mapping(""));
    }
}

#[test]
fn a_list_that_was_written_for_a_spreadsheet_is_read_as_it_was() {
    let dir = TempDir::new().unwrap();
    let text = "id,at,'=note,' n ,gone\n'-1,2026-01-01,''n,'\t=x,'\n2,2026-01-01,'n,a,\n3,2026-01-01\n";
    let path = file(&dir, "marked.csv", text.as_bytes());
    let (records, rejects) = read(path, &mapping("[file]\ntext_marks = true\n"));
    let cells = |number: usize| -> Vec<(&str, &str)> {
        let verbatim = records[number].verbatim.iter();
        verbatim
            .map(|(column, cell)| (column.as_str(), cell.as_str()))
            .collect()
    };
    assert_eq!(
        cells(0),
        [
            ("' n ", "\t=x"),
            ("=note", "'n"),
            ("at", "2026-01-01"),
            ("id", "-1")
        ],
        "a cell that is an apostrophe alone is not there"
    );
    assert_eq!(
        cells(1),
        [
            ("' n ", "a"),
            ("=note", "'n"),
            ("at", "2026-01-01"),
            ("gone", ""),
            ("id", "2")
        ]
    );
    assert_eq!((rejects.len(), rejects[0].line), (1, 4));
    assert_eq!(MAX_COLUMNS, 16_384);
}
