use cadastre::{Cell, CodeRule, Fault, Gaps, Properties, Rules, What, check, limits, read};

use crate::common::{cell, checked, checked_text, code, corner, file, rectangle, rules, squares};

const SQUARE: &str = r#"{"type":"Polygon","coordinates":[[[121.2,28.6],[121.21,28.6],[121.21,28.61],[121.2,28.61],[121.2,28.6]]]}"#;

/// The one fault of a file whose second feature has this geometry.
fn fault_of(geometry: &str) -> Fault {
    let checked = checked_text(&file(&[SQUARE, geometry]), &rules());
    let [fault] = checked.findings.errors.as_slice() else {
        panic!("one fault: {:?}", checked.findings)
    };
    fault.clone()
}

#[test]
fn what_is_no_polygon_is_told_with_what_it_is() {
    let fault = fault_of(r#"{"type":"Point","coordinates":[121.2,28.6]}"#);
    assert_eq!(
        fault.to_string(),
        format!("feature 2 ({}): it is a Point, not a polygon", code(2))
    );
    assert_eq!(fault_of("null").what, What::NoShape);
    assert_eq!(
        fault_of(r#"{"type":"MultiPolygon","coordinates":[]}"#).what,
        What::NoShape
    );
}

#[test]
fn a_hole_is_told_with_its_ring_and_place() {
    let holed = r#"{"type":"Polygon","coordinates":[
        [[121.3,28.6],[121.4,28.6],[121.4,28.7],[121.3,28.7],[121.3,28.6]],
        [[121.32,28.62],[121.34,28.62],[121.34,28.64],[121.32,28.62]]]}"#;
    let fault = fault_of(holed);
    assert_eq!(fault.what, What::Hole);
    assert_eq!(
        (fault.feature, fault.ring, fault.place),
        (Some(2), Some(2), Some((121.32, 28.62)))
    );
}

#[test]
fn parts_of_one_feature_are_refused_unless_there_is_one() {
    let part = |x: f64| format!("[[[{x},28.6],[{x}5,28.6],[{x}5,28.65],[{x},28.6]]]");
    let many = format!(
        r#"{{"type":"MultiPolygon","coordinates":[{},{}]}}"#,
        part(121.3),
        part(121.4)
    );
    assert_eq!(fault_of(&many).what, What::ManyParts { parts: 2 });
    let single = format!(r#"{{"type":"MultiPolygon","coordinates":[{}]}}"#, part(121.3));
    let checked = checked_text(&file(&[SQUARE, &single]), &rules());
    assert_eq!(checked.findings.errors, []);
    assert_eq!(checked.cells.len(), 2);
}

#[test]
fn an_open_ring_is_told_at_its_last_corner() {
    let open = r#"{"type":"Polygon","coordinates":[[[121.3,28.6],[121.4,28.6],[121.4,28.7]]]}"#;
    let fault = fault_of(open);
    assert_eq!(fault.what, What::NotClosed);
    let at = (fault.ring, fault.vertex, fault.place);
    assert_eq!(at, (Some(1), Some(3), Some((121.4, 28.7))));
}

#[test]
fn too_few_corners_are_told() {
    for ring in [
        "[]",
        "[[121.3,28.6]]",
        "[[121.3,28.6],[121.4,28.6],[121.3,28.6]]",
        "[[121.3,28.6],[121.4,28.6],[121.5,28.6],[121.3,28.6]]",
        "[[121.3,28.6],[121.3,28.6],[121.3,28.6],[121.3,28.6]]",
    ] {
        let fault = fault_of(&format!(r#"{{"type":"Polygon","coordinates":[{ring}]}}"#));
        assert!(
            matches!(fault.what, What::TooFewCorners { .. }),
            "{ring}: {fault}"
        );
    }
}

#[test]
fn a_ring_that_crosses_itself_is_told_with_both_sides_and_the_place() {
    let tie = r#"{"type":"Polygon","coordinates":[[[121.3,28.6],[121.4,28.7],[121.4,28.6],[121.3,28.7],[121.3,28.6]]]}"#;
    let fault = fault_of(tie);
    assert_eq!(fault.what, What::SelfCrossing { side: 1, other: 3 });
    assert_eq!((fault.ring, fault.vertex), (Some(1), Some(1)));
    let (lng, lat) = fault.place.expect("a place");
    assert!((lng - 121.35).abs() < 1e-9 && (lat - 28.65).abs() < 1e-9);
}

#[test]
fn a_corner_that_is_nowhere_on_earth_is_told() {
    let metres = r#"{"type":"Polygon","coordinates":[[[121.3,28.6],[13501234.0,3312345.0],[121.4,28.7],[121.3,28.6]]]}"#;
    let fault = fault_of(metres);
    assert_eq!((fault.what, fault.vertex), (What::NotOnEarth, Some(2)));
    let short = r#"{"type":"Polygon","coordinates":[[[121.3,28.6],[121.4],[121.4,28.7],[121.3,28.6]]]}"#;
    // Not GeoJSON to some readers, a corner without latitude to others: refused by either.
    match read(file(&[short]).as_bytes(), &Properties::default()) {
        Err(_) => {}
        Ok(sheet) => assert!(!check(sheet, &rules()).findings.errors.is_empty()),
    }
}

#[test]
fn a_cell_of_a_million_corners_is_refused_with_its_first_corner_too_many() {
    let corners = 1_000_000;
    let corner = |at: usize| {
        let angle = at as f64 / f64::from(corners) * std::f64::consts::TAU;
        format!(
            "[{:.7},{:.7}]",
            121.3 + 0.1 * angle.cos(),
            28.6 + 0.1 * angle.sin()
        )
    };
    let ring: Vec<String> = (0..corners as usize).chain([0]).map(corner).collect();
    let fault = fault_of(&format!(
        r#"{{"type":"Polygon","coordinates":[[{}]]}}"#,
        ring.join(",")
    ));
    assert!(matches!(fault.what, What::TooManyCorners { .. }), "{fault}");
    assert_eq!((fault.feature, fault.ring), (Some(2), Some(1)));
    assert_eq!(fault.vertex, Some(limits::CELL_CORNERS + 1));
    assert!(fault.place.is_some());
}

#[test]
fn a_file_of_too_many_corners_is_refused() {
    let text = format!(
        "{{\"type\":\"FeatureCollection\",\"features\":[{}",
        "[1,2],".repeat(4_000_000)
    );
    let sheet = read(text.as_bytes(), &Properties::default()).expect("refused as a fault");
    let checked = check(sheet, &rules());
    assert!(matches!(
        checked.findings.errors[0].what,
        What::TooManyInFile { .. }
    ));
    assert!(checked.cells.is_empty());
}

#[test]
fn a_code_that_is_not_of_its_place_is_told() {
    let coded = |code: &str, township: Option<&str>| {
        let cells = [Cell {
            code: code.to_owned(),
            township: township.map(str::to_owned),
            community: None,
            ..cell(1, rectangle(0.0, 0.0, 1.0, 1.0))
        }];
        let found = checked(&cells, &rules()).findings;
        let first = found
            .errors
            .first()
            .or(found.warnings.first())
            .map(|fault| fault.what.clone());
        (found.errors.len(), first)
    };
    assert_eq!(coded(&code(1), Some("331003001")), (0, None));
    assert!(matches!(
        coded("331003001001000", None),
        (1, Some(What::WrongCode { .. }))
    ));
    assert!(matches!(
        coded("440304001001001", None),
        (1, Some(What::WrongCode { .. }))
    ));
    assert!(matches!(coded("A-1", None), (1, Some(What::WrongCode { .. }))));
    assert!(matches!(
        coded(&code(1), Some("331003002")),
        (1, Some(What::CodeElsewhere { .. }))
    ));
    assert!(matches!(
        coded("331003009001001", None),
        (0, Some(What::UnknownTownship { .. }))
    ));
}

#[test]
fn a_code_given_twice_names_the_other_feature() {
    let mut cells = squares(2, 1);
    cells[1].code = code(1);
    let found = checked(&cells, &rules()).findings;
    assert_eq!(found.errors.len(), 1);
    assert_eq!(
        (found.errors[0].feature, &found.errors[0].what),
        (Some(2), &What::DoubledCode { other: 1 })
    );
}

#[test]
fn a_feature_without_a_code_or_with_words_nobody_knows_is_told() {
    let with = |properties: &str| {
        let text = format!(
            r#"{{"type":"FeatureCollection","features":[{{"type":"Feature","properties":{properties},"geometry":{SQUARE}}}]}}"#
        );
        checked_text(&text, &rules())
            .findings
            .errors
            .first()
            .map(|fault| fault.what.clone())
    };
    assert!(matches!(with("{}"), Some(What::NoCode { .. })));
    assert!(matches!(with("null"), Some(What::NoCode { .. })));
    let coded = |more: &str| with(&format!(r#"{{"code":"{}",{more}}}"#, code(1)));
    assert!(matches!(
        coded(r#""kind":"round""#),
        Some(What::WrongValue { .. })
    ));
    assert!(matches!(
        coded(r#""rural":"perhaps""#),
        Some(What::WrongValue { .. })
    ));
    assert!(matches!(coded(r#""name":"a\nb""#), Some(What::WrongValue { .. })));
    assert_eq!(coded(r#""kind":"专属网格","rural":"是""#), None);
    assert_eq!(coded(r#""rural":0"#), None);
}

#[test]
fn two_cells_that_overlap_are_told_once_with_area_and_place() {
    let cells = [
        cell(1, rectangle(0.0, 0.0, 1.0, 1.0)),
        cell(2, rectangle(0.9, 0.0, 2.0, 1.0)),
    ];
    let found = checked(&cells, &rules()).findings;
    let [fault] = found.errors.as_slice() else {
        panic!("one fault: {found:?}")
    };
    let What::Overlap { other, area_m2, .. } = fault.what else {
        panic!("{fault}")
    };
    assert_eq!((fault.feature, other), (Some(1), 2));
    // A tenth of a square of 1,112 m by 976 m.
    assert!((area_m2 - 108_600.0).abs() < 500.0, "{area_m2}");
    let place = fault.place.expect("a place");
    assert!(cells.iter().all(|cell| domain::area::contains(&cell.ring, place)));
}

#[test]
fn a_cell_within_another_and_a_cell_drawn_twice_overlap() {
    let inner = [
        cell(1, rectangle(0.0, 0.0, 3.0, 3.0)),
        cell(2, rectangle(1.0, 1.0, 2.0, 2.0)),
    ];
    assert_eq!(checked(&inner, &rules()).findings.errors.len(), 1);
    let twice = [
        cell(1, rectangle(0.0, 0.0, 1.0, 1.0)),
        cell(2, rectangle(0.0, 0.0, 1.0, 1.0)),
    ];
    assert_eq!(checked(&twice, &rules()).findings.errors.len(), 1);
}

#[test]
fn every_cell_of_a_grid_laid_twice_overlaps() {
    let mut cells = squares(3, 3);
    let again = cells.clone().into_iter().enumerate();
    cells.extend(again.map(|(at, cell)| Cell {
        code: code(at + 101),
        ..cell
    }));
    assert_eq!(checked(&cells, &rules()).findings.errors.len(), 9);
}

#[test]
fn slivers_are_no_overlap_and_no_gap() {
    // Half a metre and a kilometre long.
    let sliver = 0.5 / 976.0;
    for shift in [-sliver, sliver] {
        let cells = [
            cell(1, rectangle(0.0, 0.0, 1.0, 1.0)),
            cell(2, rectangle(1.0 + shift, 0.0, 2.0, 1.0)),
        ];
        let found = checked(&cells, &rules()).findings;
        assert_eq!((found.errors, found.warnings), (vec![], vec![]), "{shift}");
    }
}

#[test]
fn a_gap_is_a_warning_unless_it_is_to_be_an_error() {
    let mut cells = squares(3, 3);
    cells.remove(4);
    let found = checked(&cells, &rules()).findings;
    assert_eq!(found.errors, []);
    assert!(matches!(
        found.warnings.as_slice(),
        [Fault {
            what: What::Gap { .. },
            ..
        }]
    ));
    let strict = Rules {
        gaps: Gaps::Error,
        ..rules()
    };
    assert_eq!(checked(&cells, &strict).findings.errors.len(), 1);
}

#[test]
fn where_a_cell_cannot_be_read_no_gap_is_told() {
    let mut text = cadastre::write(&squares(3, 3));
    let middle = code(5);
    text = text.replace(&format!("\"code\":\"{middle}\""), "\"none\":\"\"");
    let found = checked_text(&text, &rules()).findings;
    assert!(
        matches!(
            found.errors.as_slice(),
            [Fault {
                what: What::NoCode { .. },
                ..
            }]
        ),
        "{found:?}"
    );
    assert_eq!(found.warnings, []);
}

#[test]
fn a_cell_outside_the_outline_is_told_with_its_share() {
    let outlined = |east: f64| Rules {
        region: vec![rectangle(0.0, 0.0, east, 1.0)],
        ..rules()
    };
    let cells = squares(2, 1);
    assert_eq!(checked(&cells, &outlined(2.0)).findings.errors, []);
    assert_eq!(
        checked(&cells, &outlined(1.995)).findings.errors,
        [],
        "half a hundredth"
    );
    let found = checked(&cells, &outlined(1.5)).findings;
    let [fault] = found.errors.as_slice() else {
        panic!("one fault: {found:?}")
    };
    assert!(
        matches!(fault.what, What::Outside { share, .. } if (share - 50.0).abs() < 0.5),
        "{fault}"
    );
    assert_eq!(fault.feature, Some(2));
    let of_township = Rules {
        townships: vec![("331003001".to_owned(), vec![rectangle(0.0, 0.0, 1.0, 1.0)])],
        ..outlined(2.0)
    };
    assert_eq!(checked(&cells, &of_township).findings.errors.len(), 1);
}

#[test]
fn faults_past_a_number_are_counted_only() {
    let cells: Vec<Cell> = (0..300).map(|_| cell(1, rectangle(0.0, 0.0, 1.0, 1.0))).collect();
    let found = checked(&cells, &rules()).findings;
    assert_eq!(found.errors.len(), limits::TOLD);
    assert!(found.more > 0);
}

#[test]
fn elsewhere_codes_are_any_text() {
    let free = Rules {
        codes: CodeRule::default(),
        ..Rules::default()
    };
    let mut cells = squares(2, 1);
    cells[0].code = "North 1".to_owned();
    assert_eq!(checked(&cells, &free).findings.errors, []);
}

#[test]
fn corners_keep_the_number_they_have_in_the_file() {
    // Clockwise in the file, with a corner doubled: the side that crosses begins at the fourth.
    let ring = [
        corner(0.0, 0.0),
        corner(0.0, 0.0),
        corner(0.0, 4.0),
        corner(4.0, 4.0),
        corner(1.0, 1.0),
        corner(1.0, -1.0),
        corner(3.0, -1.0),
        corner(3.0, 5.0),
        corner(4.5, 5.0),
        corner(4.5, -2.0),
        corner(0.0, -2.0),
        corner(0.0, 0.0),
    ];
    let ring: Vec<String> = ring.iter().map(|(lng, lat)| format!("[{lng},{lat}]")).collect();
    let text = file(&[&format!(
        r#"{{"type":"Polygon","coordinates":[[{}]]}}"#,
        ring.join(",")
    )]);
    let found = checked_text(&text, &rules()).findings;
    let [fault] = found.errors.as_slice() else {
        panic!("one fault: {found:?}")
    };
    let What::SelfCrossing { side, other } = fault.what else {
        panic!("{fault}")
    };
    assert!([(3, 7), (4, 7)].contains(&(side, other)), "{fault}");
    assert_eq!(fault.vertex, Some(side));
}

#[test]
fn of_a_heap_of_cells_some_overlaps_are_told() {
    // No two sides meet, and every cell lies in all before it.
    let nested = |at: usize| {
        let inset = at as f64 * 0.000_2;
        Cell {
            code: format!("cell {at}"),
            ..cell(1, rectangle(inset, inset, 10.0 - inset, 10.0 - inset))
        }
    };
    let cells: Vec<Cell> = (0..2_000).map(nested).collect();
    let free = Rules::default();
    let found = checked(&cells, &free).findings;
    assert_eq!(found.errors.len(), limits::TOLD);
    assert!(found.more < 2_000, "it does not go on for ever: {}", found.more);
}
