use super::*;
use crate::mapping::Mapping;

fn convert(mapping: &str, cells: &[(&str, &str)]) -> Result<IncomingRecord, Rejected> {
    let mapping = Mapping::parse("test.toml", mapping).unwrap();
    let header = cells.iter().map(|&(name, _)| name.to_owned()).collect();
    let converter =
        Converter::bind(mapping.rules().fields.clone(), header, chrono_tz::Asia::Shanghai).unwrap();
    let cells = cells.iter().map(|&(_, cell)| cell.to_owned()).collect();
    converter.convert(Row {
        line: 2,
        cells,
        fault: None,
    })
}

const STATUS: &str = r#"
    [columns]
    external_id = "id"
    received_at = "at"
    closed_at = "done"
    closed = { column = "status", optional = true }
    verdict = { column = "verdict", optional = true }
    [values.verdict]
    good = "on_time"
    bad = "late"
    "*" = "none"
    [values.closed]
    closed = true
    open = false
    [constants]
    source = "110"
"#;

#[test]
fn a_closing_time_or_a_verdict_says_closed_where_no_column_does() {
    let record = |done, verdict| {
        convert(
            STATUS,
            &[
                ("id", "1"),
                ("at", "2026-01-01"),
                ("done", done),
                ("verdict", verdict),
            ],
        )
        .unwrap()
    };
    assert!(!record("", "").closed);
    assert!(record("2026-01-02", "").closed);
    assert!(record("", "bad").closed);
    assert_eq!(record("", "bad").verdict, Some(Verdict::Late));
    assert_eq!(record("", "who knows").verdict, None);
}

#[test]
fn an_open_record_has_neither_closing_time_nor_verdict() {
    let cells = |status| {
        [
            ("id", "1"),
            ("at", "2026-01-01"),
            ("done", "2026-01-02"),
            ("status", status),
            ("verdict", "good"),
        ]
    };
    let open = convert(STATUS, &cells("open")).unwrap();
    assert_eq!((open.closed, open.closed_at, open.verdict), (false, None, None));
    let closed = convert(STATUS, &cells("closed")).unwrap();
    assert!(closed.closed && closed.closed_at.is_some() && closed.verdict == Some(Verdict::OnTime));
}

#[test]
fn a_value_that_is_in_no_table_is_refused_by_name() {
    let cells = [
        ("id", "1"),
        ("at", "2026-01-01"),
        ("done", ""),
        ("status", "somewhere"),
    ];
    let rejected = convert(STATUS, &cells).unwrap_err();
    assert_eq!(rejected.field.as_deref(), Some("status"));
    assert!(
        rejected.reason.to_string().contains("[values.closed]"),
        "{}",
        rejected.reason
    );
}

const PLACES: &str = r#"
    [formats]
    decimal = ","
    coordinates = "gcj-02"
    [columns]
    external_id = "id"
    received_at = "at"
    department = "unit"
    lng = "x"
    lat = "y"
    [constants]
    source = "110"
"#;

#[test]
fn coordinates_are_converted_to_wgs84() {
    let at = |x, y| {
        convert(
            PLACES,
            &[
                ("id", "1"),
                ("at", "2026-01-01"),
                ("unit", ""),
                ("x", x),
                ("y", y),
            ],
        )
    };
    let (lng, lat) = at("121,2662218", "28,6468694").unwrap().place.unwrap();
    assert!((lng - 121.262).abs() < 1e-6 && (lat - 28.65).abs() < 1e-6);
    assert_eq!(at("121,2662218", "").unwrap().place, None);
    assert_eq!(at("0", "0").unwrap().place, None);
    assert_eq!(at("121,26", "north").unwrap_err().field.as_deref(), Some("y"));
}

#[test]
fn what_is_too_long_to_store_is_refused() {
    let row = |id: &str, unit: &str| {
        convert(
            PLACES,
            &[
                ("id", id),
                ("at", "2026-01-01"),
                ("unit", unit),
                ("x", ""),
                ("y", ""),
            ],
        )
    };
    assert!(row(&"名".repeat(MAX_ID_CHARS), &"名".repeat(MAX_CODE_CHARS)).is_ok());
    assert_eq!(
        row(&"名".repeat(MAX_ID_CHARS + 1), "")
            .unwrap_err()
            .field
            .as_deref(),
        Some("id")
    );
    assert_eq!(
        row("1", &"名".repeat(MAX_CODE_CHARS + 1))
            .unwrap_err()
            .field
            .as_deref(),
        Some("unit")
    );
    assert_eq!(
        row("1", &"名".repeat(MAX_CELL_CHARS + 1))
            .unwrap_err()
            .field
            .as_deref(),
        Some("unit")
    );
    assert_eq!(row("a\tb", "").unwrap_err().field.as_deref(), Some("id"));
}

#[test]
fn a_name_on_two_lines_of_a_cell_is_one_name() {
    let cells = [
        ("id", "1"),
        ("at", "2026-01-01"),
        ("unit", " 综合\n 执法局 "),
        ("x", ""),
        ("y", ""),
    ];
    let record = convert(PLACES, &cells).unwrap();
    assert_eq!(record.department.unwrap().name, "综合 执法局");
    assert_eq!(record.verbatim["unit"], " 综合\n 执法局 ");
}

#[test]
fn every_missing_column_is_named_with_its_line() {
    let mapping = Mapping::parse("test.toml", PLACES).unwrap();
    let bound = Converter::bind(
        mapping.rules().fields.clone(),
        vec!["id".into(), "x".into()],
        chrono_tz::UTC,
    );
    assert_eq!(
        bound.err().unwrap(),
        "`at` (columns.received_at, line 7), `y` (columns.lat, line 10), `unit` (columns.department, line 8)"
    );
}

#[test]
fn the_hash_of_a_record_is_that_of_its_verbatim_content() {
    let cells = [
        ("y", "28,6"),
        ("id", "1"),
        ("at", "2026-01-01"),
        ("x", "121,2"),
        ("unit", " a "),
    ];
    let record = convert(PLACES, &cells).unwrap();
    assert_eq!(record.verbatim.len(), cells.len());
    assert_eq!(record.content_hash, crate::content_hash(&record.verbatim));
}
