use std::io::Read;
use std::path::Path;

use super::Failure;

/// What is wrong with a file, by its name.
pub(super) fn of_file(path: &Path, error: impl std::fmt::Display) -> Failure {
    Failure::usage(format!("{}: {error}", path.display()))
}

/// The bytes of a file; of one that has more than `limit` one byte more, which is enough to be refused.
pub(super) fn bytes_of(path: &Path, limit: usize) -> Result<Vec<u8>, Failure> {
    let mut bytes = Vec::new();
    let file = std::fs::File::open(path).map_err(|error| of_file(path, error))?;
    file.take(limit as u64 + 1)
        .read_to_end(&mut bytes)
        .map_err(|error| of_file(path, error))?;
    Ok(bytes)
}

/// What takes seconds of pure compute must not hold up others.
pub(super) async fn on_a_thread<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, Failure> {
    tokio::task::spawn_blocking(work)
        .await
        .map_err(|error| Failure::other(error.to_string()))
}
