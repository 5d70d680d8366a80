//! Every parser of this crate on inputs that nobody would write (`make fuzz` goes on for longer): what comes in is a
//! record, a rejected row or one clear line, and nothing ever panics.

use std::io::{Read, Write};

use chrono::Datelike;
use chrono_tz::Tz;
use domain::intake::IncomingRecord;
use intake::{Mapping, Object, ObjectConverter, RecordReader};
use testkit::fuzz;
use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

const ZONES: [Tz; 4] = [
    chrono_tz::Asia::Shanghai,
    chrono_tz::America::New_York,
    chrono_tz::Pacific::Apia,
    chrono_tz::UTC,
];

/// What holds of every record, wherever it came from.
fn assert_sound(record: &IncomingRecord) {
    for at in [Some(record.received_at), record.due_at, record.closed_at]
        .into_iter()
        .flatten()
    {
        assert!((1899..=2200).contains(&at.year()), "{at}");
    }
    if let Some((lng, lat)) = record.place {
        assert!(lng.abs() <= 181.0 && lat.abs() <= 91.0, "{lng} {lat}");
    }
    assert!(!record.external_id.is_empty());
    let nul = |text: &String| text.contains('\0');
    assert!(
        !record
            .verbatim
            .iter()
            .any(|(column, cell)| nul(column) || nul(cell))
    );
}

/// Reads a file of these bytes to its end.
fn read(bytes: &[u8], mappings: &[Mapping]) {
    let mut file = tempfile::NamedTempFile::new().expect("a file");
    file.write_all(bytes).expect("written");
    for mapping in mappings {
        match RecordReader::open(file.path(), mapping, ZONES[0]) {
            Ok(reader) => {
                let mut last = 0;
                for row in reader {
                    match row {
                        Ok(record) => {
                            assert_sound(&record);
                            last = record.line;
                        }
                        Err(rejected) => {
                            let reason = rejected.reason.to_string();
                            assert!(!reason.is_empty() && reason.len() < 3_000);
                            last = last.max(rejected.line);
                        }
                    }
                }
                // A row of a sheet says itself where it stands; lines of text cannot be more than there are.
                assert!(
                    bytes.starts_with(b"PK")
                        || bytes.starts_with(b"\x1f\x8b")
                        || last <= bytes.len() as u64 + 1
                );
            }
            Err(error) => {
                let said = error.to_string();
                assert!(!said.contains('\n') && said.len() < 6_000, "{said:?}");
            }
        }
    }
}

fn shipped(names: &[&str]) -> Vec<Mapping> {
    names
        .iter()
        .map(|name| Mapping::load(name).expect("a mapping"))
        .collect()
}

/// `any-list` and the same for lists that were written for spreadsheets.
fn any_lists() -> Vec<Mapping> {
    let plain = Mapping::load("any-list").expect("a mapping");
    let marked = plain.text().replace("[file]\n", "[file]\ntext_marks = true\n");
    vec![Mapping::parse("marked.toml", &marked).expect("a mapping"), plain]
}

macro_rules! fixture {
    ($name:literal) => {
        include_bytes!(concat!("fixtures/", $name)).as_slice()
    };
}

macro_rules! samples {
    ($extension:literal) => {
        [
            include_bytes!(concat!("../systems/110/sample.", $extension)).as_slice(),
            include_bytes!(concat!("../systems/12345/sample.", $extension)),
            include_bytes!(concat!("../systems/petition/sample.", $extension)),
            include_bytes!(concat!("../systems/grid_inspection/sample.", $extension)),
        ]
    };
}

const MARKED: &[u8] = "编号,受理时间,'=x,标题\n1,2026-01-01,',''a\n".as_bytes();

#[test]
fn fuzz_delimited_text() {
    let mappings = [any_lists(), shipped(&["pingshan", "chicago311"])].concat();
    let seeds = [
        fixture!("list.csv"),
        fixture!("list-gb18030.csv"),
        fixture!("list-utf16.txt"),
        fixture!("pingshan.csv"),
        fixture!("chicago311.csv"),
        MARKED,
    ];
    fuzz("delimited", &seeds, |bytes| read(bytes, &mappings));
}

#[test]
fn fuzz_lines_of_json() {
    let mappings = shipped(&["110", "grid_inspection", "any-list"]);
    fuzz("json-lines", &samples!("jsonl"), |bytes| read(bytes, &mappings));
}

fn gzipped(bytes: &[u8]) -> Vec<u8> {
    let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packer.write_all(bytes).expect("written");
    packer.finish().expect("packed")
}

#[test]
fn fuzz_gzipped_files() {
    let mappings = [any_lists(), shipped(&["boston311", "12345"])].concat();
    let lines = gzipped(samples!("jsonl")[1]);
    let two = [gzipped(fixture!("list.csv")), gzipped(b"more\n")].concat();
    fuzz("gzip", &[fixture!("boston311.csv.gz"), &lines, &two], |bytes| {
        read(bytes, &mappings);
    });
}

#[test]
fn fuzz_workbooks_as_archives() {
    let mappings = shipped(&["citizen-messages", "any-list"]);
    fuzz("workbook", &[fixture!("messages.xlsx")], |bytes| {
        read(bytes, &mappings)
    });
}

/// The parts of a workbook, unpacked.
fn parts(workbook: &[u8]) -> Vec<(String, Vec<u8>)> {
    let mut archive = ZipArchive::new(std::io::Cursor::new(workbook)).expect("a workbook");
    (0..archive.len())
        .map(|index| {
            let mut part = archive.by_index(index).expect("a part");
            let name = String::from_utf8(part.name_raw().to_vec()).expect("a name");
            let mut content = Vec::new();
            part.read_to_end(&mut content).expect("unpacked");
            (name, content)
        })
        .collect()
}

/// The first byte of an input says which part it stands for.
#[test]
fn fuzz_parts_of_a_workbook() {
    let mappings = shipped(&["citizen-messages"]);
    let parts = parts(fixture!("messages.xlsx"));
    let seeds: Vec<Vec<u8>> = (0u8..)
        .zip(&parts)
        .map(|(index, (_, content))| [&[index], &content[..]].concat())
        .collect();
    let seeds: Vec<&[u8]> = seeds.iter().map(Vec::as_slice).collect();
    // A panic of the library ends its thread, not the import; it need not be told of every time.
    let usual = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        if std::thread::current().name() != Some("intake-sheet") {
            usual(panic);
        }
    }));
    fuzz("workbook-parts", &seeds, |bytes| {
        let (first, content) = bytes.split_first().unwrap_or((&0, &[]));
        let changed = usize::from(*first) % parts.len();
        let mut writer = ZipWriter::new(std::io::Cursor::new(Vec::new()));
        for (index, (name, whole)) in parts.iter().enumerate() {
            let options = SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
            writer.start_file(name.as_str(), options).unwrap();
            writer
                .write_all(if index == changed { content } else { whole })
                .unwrap();
        }
        read(&writer.finish().unwrap().into_inner(), &mappings);
    });
}

#[test]
fn fuzz_mappings() {
    let texts: Vec<String> = Mapping::shipped()
        .chain(Mapping::systems())
        .map(|name| Mapping::load(name).expect("a mapping").text().to_owned())
        .collect();
    let seeds: Vec<&[u8]> = texts.iter().map(String::as_bytes).collect();
    fuzz("mapping", &seeds, |bytes| {
        match Mapping::parse("fuzz.toml", &String::from_utf8_lossy(bytes)) {
            Ok(mapping) => read(
                "编号,受理时间,id,at,经度,纬度\n1,2026-01-01,2,2026-01-02,121.2,28.6\n".as_bytes(),
                &[mapping],
            ),
            Err(error) => assert!(!error.to_string().contains('\n'), "{error:?}"),
        }
    });
}

const EVERYTHING: &str = r#"
    [formats]
    time = ["%d.%m.%Y %H:%M", "%s", "%Y-%j", "%G-W%V-%u", "%c", "%+", "%y %B %d %I %p", "excel", "unix", "unix_ms"]
    coordinates = "bd-09"
    [columns]
    external_id = { parts = ["id", "at"] }
    received_at = "at"
    due_at = "due"
    closed_at = "done"
    version = "version"
    reporter = "who"
    lng = "lng"
    lat = "lat"
    closed = "closed"
    duplicate = "twice"
    satisfied = "happy"
    verdict = { on_time = "good", late = "bad" }
    department = { code = "unit", name = "unit_name" }
    category = "kind"
    address = "where"
    [constants]
    source = "12345"
"#;

/// Lines are cells, in this order.
const CELLS: [&str; 17] = [
    "id",
    "at",
    "due",
    "done",
    "version",
    "who",
    "lng",
    "lat",
    "closed",
    "twice",
    "happy",
    "good",
    "bad",
    "unit",
    "unit_name",
    "kind",
    "where",
];

#[test]
fn fuzz_times_numbers_and_coordinates() {
    let mapping = Mapping::parse("everything.toml", EVERYTHING).unwrap();
    let points = EVERYTHING
        .replace("bd-09", "gcj-02")
        .replace("[columns]", "decimal = ','\n[columns]");
    let points = Mapping::parse("points.toml", &points).unwrap();
    let seeds: [&[u8]; 6] = [
        "1\n2026-03-01 08:40:00\n2026-03-02\n01.03.2026 09:12\n7\n１３８-0000\n121.263\n28.651\n是\n0\nyes\n1\n0\n3\n路灯所\n路灯\n东街1号".as_bytes(),
        b"a\n43782.4724\n1530696281\n1530696281000\n-3\nWang\n1e2\n-0\n1\n\n\n0\n1",
        b"b\n2018-07-04T17:24:41.5+08:00\n2026-060\n2026-W09-7\n2026-03-01 02:30:00\n\n121,26\n28,65",
        b"c\nSun Jul  8 00:34:60 2001\n26 March 01 03 PM\n+262142-12-31T00:00:00Z\n9223372036854775807\n\n180\n90",
        b"d\n2011-12-30 12:00:00\n2199-12-31 23:59:60\n1900-01-01\n-9223372036854775808\n\nNaN\ninf",
        "e\n2026年1月6日9时05分\n2026/1/6 9:05\n2026.1.6".as_bytes(),
    ];
    fuzz("conversion", &seeds, |bytes| {
        let text = String::from_utf8_lossy(bytes);
        let cells = || {
            CELLS
                .iter()
                .zip(text.split('\n'))
                .map(|(&name, cell)| (name.to_owned(), cell.to_owned()))
        };
        for (mapping, zone) in [&mapping, &points].into_iter().cycle().zip(ZONES) {
            let mut converter = ObjectConverter::new(mapping, zone);
            match converter.convert(1, Object::from_cells(cells())) {
                Ok(record) => assert_sound(&record),
                Err(rejected) => assert!(rejected.reason.to_string().len() < 600, "{}", rejected.reason),
            }
        }
    });
}

#[test]
fn fuzz_objects() {
    let lines: Vec<&[u8]> = samples!("jsonl")
        .iter()
        .flat_map(|sample| sample.split(|&byte| byte == b'\n'))
        .collect();
    fuzz("object", &lines, |bytes| {
        if let Err(reason) = Object::parse(&String::from_utf8_lossy(bytes)) {
            let reason = reason.to_string();
            assert!(!reason.contains('\n') && reason.len() < 2_000, "{reason}");
        }
    });
}
