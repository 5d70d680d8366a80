//! Whatever stands in a file, and however it is written, every row becomes one record or one rejection.

mod common;

use std::io::Write;

use common::read;
use intake::Mapping;
use proptest::prelude::*;

const MAPPING: &str = r#"
    [columns]
    external_id = "编号"
    received_at = "受理时间"
    title = "标题"
    department = { column = "责任单位", missing = ["-"] }
    lng = "经度"
    lat = "纬度"
    closed = "是否办结"
    [constants]
    source = "12345"
"#;

const HEADER: [&str; 7] = ["编号", "受理时间", "标题", "责任单位", "经度", "纬度", "是否办结"];

/// Cells that may be right or wrong for the column they stand in.
fn row() -> impl Strategy<Value = Vec<String>> {
    let text = |choices: &'static [&'static str]| prop::sample::select(choices).prop_map(str::to_owned);
    (
        prop_oneof![4 => "[A-Z]{1,3}-[0-9]{1,4}", 1 => text(&["", " "])],
        prop_oneof![
            4 => (2001..2030i32, 1..13u32, 1..29u32).prop_map(|(y, m, d)| format!("{y}-{m:02}-{d:02} 10:20:30")),
            1 => text(&["", "昨天", "2026-02-30", "0000-00-00 00:00:00"]),
        ],
        prop_oneof!["[一-龥a-z,;\t\"\r\n ]{0,12}", text(&["路灯\n不亮", "他说\"不\"", "a,b;c\td"])],
        prop_oneof!["[一-龥]{1,6}", text(&["-", ""])],
        prop_oneof![3 => (120.0..122.0f64).prop_map(|x| x.to_string()), 1 => text(&["", "0", "999", "东经"])],
        prop_oneof![3 => (27.0..29.0f64).prop_map(|x| x.to_string()), 1 => text(&["", "0", "999", "北纬"])],
        text(&["是", "否", "1", "0", "", "也许"]),
    )
        .prop_map(|(id, at, title, unit, lng, lat, closed)| vec![id, at, title, unit, lng, lat, closed])
        // Too few or too many cells now and then.
        .prop_flat_map(|cells| {
            let width = prop_oneof![8 => Just(7usize), 1 => 2..7usize, 1 => 8..10usize];
            (Just(cells), width).prop_map(|(mut cells, width)| {
                cells.resize(width, "x".to_owned());
                cells
            })
        })
}

#[derive(Debug, Clone, Copy)]
enum Written {
    Utf8,
    Utf8WithMark,
    Gb18030,
    Utf16,
}

fn encoded(text: &str, how: Written) -> Vec<u8> {
    match how {
        Written::Utf8 => text.as_bytes().to_vec(),
        Written::Utf8WithMark => [b"\xef\xbb\xbf", text.as_bytes()].concat(),
        Written::Gb18030 => encoding_rs::GB18030.encode(text).0.into_owned(),
        Written::Utf16 => [0xfffe_u16.swap_bytes()]
            .into_iter()
            .chain(text.encode_utf16())
            .flat_map(u16::to_le_bytes)
            .collect(),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn records_and_rejected_rows_are_the_rows_of_the_file(
        rows in prop::collection::vec(row(), 1..30),
        delimiter in prop::sample::select(vec![b',', b';', b'\t']),
        how in prop::sample::select(vec![Written::Utf8, Written::Utf8WithMark, Written::Gb18030, Written::Utf16]),
        gzip: bool,
        crlf: bool,
    ) {
        let terminator = if crlf { csv::Terminator::CRLF } else { csv::Terminator::Any(b'\n') };
        let mut writer =
            csv::WriterBuilder::new().delimiter(delimiter).terminator(terminator).flexible(true).from_writer(Vec::new());
        writer.write_record(HEADER).unwrap();
        for row in &rows {
            writer.write_record(row).unwrap();
        }
        let text = String::from_utf8(writer.into_inner().unwrap()).unwrap();
        let mut file = tempfile::NamedTempFile::new().unwrap();
        let bytes = encoded(&text, how);
        if gzip {
            let mut packer = flate2::write::GzEncoder::new(file.as_file_mut(), flate2::Compression::fast());
            packer.write_all(&bytes).unwrap();
            packer.finish().unwrap();
        } else {
            file.write_all(&bytes).unwrap();
        }

        // A row in which nothing stands is no row.
        let rows: Vec<_> = rows.into_iter().filter(|row| row.iter().any(|cell| !cell.trim().is_empty())).collect();
        let (records, rejects) = read(file.path(), &Mapping::parse("property.toml", MAPPING).unwrap());
        prop_assert_eq!(records.len() + rejects.len(), rows.len());

        // In order, cell by cell, what was written is what was read.
        let mut lines: Vec<(u64, Vec<String>)> = Vec::new();
        for record in records {
            prop_assert_eq!(&record.verbatim["编号"].trim(), &record.external_id);
            let cells = HEADER.iter().map(|&column| record.verbatim[column].clone()).collect();
            lines.push((record.line, cells));
        }
        lines.extend(rejects.into_iter().map(|rejected| (rejected.line, rejected.row)));
        lines.sort();
        let read: Vec<Vec<String>> = lines.into_iter().map(|(_, cells)| cells).collect();
        prop_assert_eq!(read, rows);
    }
}
