//! Connection URLs over a Unix socket.

use std::fmt::Write as _;
use std::os::unix::ffi::OsStrExt as _;
use std::path::Path;

/// `postgresql:///database?host=<directory>&port=5432&user=<role>&sslmode=disable`.
///
/// Port and `sslmode` are spelt out so that `PGPORT` or `PGSSLMODE` in the environment cannot turn
/// the client elsewhere.
pub(crate) fn socket_url(socket_dir: &Path, role: &str, database: &str) -> String {
    format!(
        "postgresql:///{}?host={}&port=5432&user={}&sslmode=disable",
        percent_encoded(database.as_bytes()),
        percent_encoded(socket_dir.as_os_str().as_bytes()),
        percent_encoded(role.as_bytes()),
    )
}

/// Everything but RFC 3986's unreserved characters is encoded.
fn percent_encoded(bytes: &[u8]) -> String {
    let mut encoded = String::with_capacity(bytes.len());
    for &byte in bytes {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            // Writing to a String cannot fail.
            let _ = write!(encoded, "%{byte:02X}");
        }
    }
    encoded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_part_of_the_url_is_percent_encoded() {
        assert_eq!(
            socket_url(Path::new("/tmp/a b&c"), "r=1", "坪 山/x"),
            "postgresql:///%E5%9D%AA%20%E5%B1%B1%2Fx?host=%2Ftmp%2Fa%20b%26c&port=5432&user=r%3D1&sslmode=disable"
        );
    }
}
