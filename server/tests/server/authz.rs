//! The role matrix: who may use which address. An address that is missing here fails the build, and so
//! does a row whose address is gone.

use std::collections::BTreeMap;

use server::Access;
use server::Access::Public;

const MATRIX: &[(&str, Access)] = &[
    ("/", Public),
    ("/about", Public),
    ("/api/public/{*function}", Public),
    ("/api/v1/areas", Public),
    ("/api/v1/board", Public),
    ("/api/v1/board.csv", Public),
    ("/api/v1/cases", Public),
    ("/api/v1/cases.csv", Public),
    ("/api/v1/cases/{code}", Public),
    ("/api/v1/cells", Public),
    ("/api/v1/grid", Public),
    ("/api/v1/openapi.json", Public),
    ("/api/v1/points", Public),
    ("/api/v1/regions", Public),
    ("/api/v1/stations", Public),
    ("/board", Public),
    ("/c/{token}", Public),
    ("/cases", Public),
    ("/cases/{code}", Public),
    ("/en", Public),
    ("/en/about", Public),
    ("/en/board", Public),
    ("/en/c/{token}", Public),
    ("/en/cases", Public),
    ("/en/cases/{code}", Public),
    ("/en/map", Public),
    ("/en/method", Public),
    ("/en/stations", Public),
    ("/healthz", Public),
    ("/live", Public),
    ("/map", Public),
    ("/method", Public),
    ("/metrics", Public),
    ("/readyz", Public),
    ("/stations", Public),
];

#[test]
fn every_address_has_a_row_in_the_role_matrix_and_every_row_an_address() {
    let served: BTreeMap<&str, String> = server::addresses()
        .into_iter()
        .map(|(path, access)| (path, format!("{access:?}")))
        .collect();
    let reviewed: BTreeMap<&str, String> = MATRIX
        .iter()
        .map(|(path, access)| (*path, format!("{access:?}")))
        .collect();
    assert_eq!(served, reviewed);
}

#[test]
fn every_server_function_is_under_the_prefix_of_who_may_call_it() {
    let functions: Vec<&str> = server::function_paths().into_iter().collect();
    assert!(!functions.is_empty());
    for path in functions {
        assert!(path.starts_with("/api/public/"), "{path}");
    }
}
