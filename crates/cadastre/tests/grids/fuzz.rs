use cadastre::{Properties, Rules, check, read};
use testkit::fuzz;

use crate::common::squares;
use crate::shapefiles::{dbf, rows, two, zipped};

/// Whatever it is, it is read or refused.
fn looked_at(bytes: &[u8]) {
    if let Ok(sheet) = read(bytes, &Properties::default()) {
        let _ = check(sheet, &Rules::default());
    }
}

#[test]
fn fuzz_grids_in_geojson() {
    let small = cadastre::write(&squares(2, 2));
    let crs = r#"{"type":"FeatureCollection","crs":{"type":"name","properties":{"name":"EPSG:4490"}},"features":[
        {"type":"Feature","properties":{"网格编码":331003001001001,"rural":true},"geometry":{"type":"MultiPolygon",
        "coordinates":[[[[121.2,28.6],[121.3,28.6],[121.3,28.7],[121.2,28.6]]]]}}]}"#;
    fuzz("grid-geojson", &[small.as_bytes(), crs.as_bytes()], looked_at);
}

#[test]
fn fuzz_zipped_shapefiles() {
    let table = dbf(&rows(), encoding_rs::GBK);
    let archive = zipped(&[("g.shp", &two()), ("g.dbf", &table), ("g.cpg", b"GBK")]);
    fuzz("grid-archive", &[&archive], looked_at);
}

#[test]
fn fuzz_shapes_of_a_shapefile() {
    let table = dbf(&rows(), encoding_rs::UTF_8);
    fuzz("grid-shp", &[&two()], |bytes| {
        looked_at(&zipped(&[("g.shp", bytes), ("g.dbf", &table)]));
    });
}

#[test]
fn fuzz_the_table_of_a_shapefile() {
    let tables = [dbf(&rows(), encoding_rs::UTF_8), dbf(&rows(), encoding_rs::GBK)];
    fuzz("grid-dbf", &[&tables[0], &tables[1]], |bytes| {
        looked_at(&zipped(&[("g.shp", &two()), ("g.dbf", bytes)]));
    });
}
