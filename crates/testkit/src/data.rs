use std::path::{Path, PathBuf};

/// Where real data lies: `LIANQIN_TEST_DATA`, or `../shared/data` beside the checkout. `None` where there
/// is none: the test then says so and ends; with `LIANQIN_REQUIRE_DATA=1` it fails instead.
///
/// # Panics
/// If data is required and missing.
#[must_use]
pub fn data_dir() -> Option<PathBuf> {
    let beside = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data");
    let dir = std::env::var_os("LIANQIN_TEST_DATA").map_or_else(beside, PathBuf::from);
    if dir.is_dir() {
        return Some(dir);
    }
    let required = std::env::var_os("LIANQIN_REQUIRE_DATA").is_some_and(|value| value == "1");
    assert!(
        !required,
        "no test data in {}; set LIANQIN_TEST_DATA",
        dir.display()
    );
    eprintln!("skipped: no test data");
    None
}
