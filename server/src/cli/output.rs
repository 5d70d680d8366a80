//! Where what goes: JSON to stdout, words to stderr.

use std::io::Write;

use serde::Serialize;

use crate::cli::Failure;

/// One line of JSON on stdout.
pub(crate) fn json(value: &impl Serialize) -> Result<(), Failure> {
    let mut line = serde_json::to_string(value).map_err(|error| Failure::other(format!("JSON: {error}")))?;
    line.push('\n');
    let mut stdout = std::io::stdout().lock();
    match stdout.write_all(line.as_bytes()).and_then(|()| stdout.flush()) {
        // `lianqin … | head -1`: the reader has seen enough.
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => {
            Err(Failure::other(format!("stdout: {error}")))
        }
        _ => Ok(()),
    }
}

/// A line of words on stderr.
pub(crate) fn say(words: impl AsRef<str>) {
    eprintln!("{}", words.as_ref());
}
