//! What a workbook unpacks to, before anything of it is believed.
//!
//! A workbook is a zip archive of XML. The library that reads its cells holds the texts they share in memory, and
//! one text of a sheet at a time, however long. So the sizes that the archive declares are looked at first (a part
//! that turns out larger is an error when it is unpacked), and then every part is unpacked once into nothing, to see
//! that it has no endless text. That takes a small part of the time that reading the cells takes.

use std::fs::File;
use std::io::{BufReader, Read};
use std::path::Path;

use zip::ZipArchive;

use super::limits::{
    MAX_RECORD_BYTES, MAX_SHARED_TEXT_BYTES, MAX_SHARED_TEXTS, MAX_SHEET_BYTES, MAX_WORKBOOK_PART_BYTES,
};

/// What tells how many texts there are; memory for them is taken by its word.
const COUNT: &[u8] = b"uniqueCount";
/// So many bytes after its name stands the number, blanks included.
const COUNT_LENGTH: usize = 40;

/// Refuses a workbook that unpacks to more than is read, in one line that says of what.
pub(super) fn check(path: &Path) -> Result<(), String> {
    let file = File::open(path).map_err(|error| error.to_string())?;
    let unreadable =
        |error: zip::result::ZipError| format!("this is not a workbook that can be read: {error}");
    let mut archive = ZipArchive::new(BufReader::new(file)).map_err(unreadable)?;
    let mut parts = Vec::new();
    let mut total = 0u64;
    for index in 0..archive.len() {
        let entry = archive.by_index_data(index).map_err(unreadable)?;
        let name = String::from_utf8_lossy(entry.name_raw()).into_owned();
        let Some(limit) = limit(&name) else { continue };
        let size = entry.size();
        total = total.saturating_add(size);
        if size > limit || total > MAX_SHEET_BYTES + MAX_SHARED_TEXT_BYTES {
            return Err(too_large(&name, limit));
        }
        parts.push((index, name));
    }
    for (index, name) in parts {
        let part = archive.by_index(index).map_err(unreadable)?;
        let mut scan = Scan {
            counts: is_shared_text(&name),
            ..Scan::default()
        };
        unpack(part, &name, &mut scan)?;
    }
    Ok(())
}

/// How much a part may unpack to; `None`: it is never read.
fn limit(name: &str) -> Option<u64> {
    let name = name.to_ascii_lowercase();
    if is_shared_text(&name) {
        Some(MAX_SHARED_TEXT_BYTES)
    } else if name.contains("worksheets/") && name.ends_with(".xml") {
        Some(MAX_SHEET_BYTES)
    } else if name.ends_with(".xml") || name.ends_with(".rels") {
        Some(MAX_WORKBOOK_PART_BYTES)
    } else {
        None
    }
}

fn is_shared_text(name: &str) -> bool {
    name.to_ascii_lowercase().ends_with("sharedstrings.xml")
}

fn too_large(name: &str, limit: u64) -> String {
    format!(
        "the workbook's {name} unpacks to more than {} MiB, which is the most that is read: save the list as CSV",
        limit >> 20
    )
}

/// Reads a part to its end.
fn unpack(mut part: impl Read, name: &str, scan: &mut Scan) -> Result<(), String> {
    let broken = |error: std::io::Error| format!("the workbook's {name} cannot be unpacked: {error}");
    let mut buffer = vec![0; 64 << 10];
    loop {
        let read = part.read(&mut buffer).map_err(broken)?;
        if read == 0 {
            return Ok(());
        }
        scan.take(&buffer[..read])
            .map_err(|reason| format!("the workbook's {name} {reason}"))?;
    }
}

/// Looks at the bytes of a part as they pass.
#[derive(Debug, Default)]
struct Scan {
    /// Bytes since the last tag began.
    run: usize,
    /// Whether a count in it is believed by whoever reads it.
    counts: bool,
    /// The end of what has passed, in which a count may have begun.
    tail: Vec<u8>,
}

impl Scan {
    fn take(&mut self, bytes: &[u8]) -> Result<(), String> {
        for piece in bytes.split_inclusive(|&byte| byte == b'<') {
            self.run += piece.len();
            if self.run > MAX_RECORD_BYTES {
                return Err("has one text of more than 4 MiB".to_owned());
            }
            if piece.ends_with(b"<") {
                self.run = 0;
            }
        }
        if !self.counts {
            return Ok(());
        }
        self.tail.extend_from_slice(bytes);
        if counted(&self.tail).is_some_and(|count| count > MAX_SHARED_TEXTS) {
            return Err(format!("says that it has more than {MAX_SHARED_TEXTS} texts"));
        }
        let kept = self.tail.len().min(COUNT.len() + COUNT_LENGTH);
        self.tail.drain(..self.tail.len() - kept);
        Ok(())
    }
}

/// The greatest number of texts that is said in these bytes.
fn counted(bytes: &[u8]) -> Option<u64> {
    let places = bytes
        .windows(COUNT.len())
        .enumerate()
        .filter(|(_, window)| *window == COUNT);
    places
        .filter_map(|(at, _)| {
            let after = &bytes[at + COUNT.len()..];
            let digits: Vec<u8> = after
                .iter()
                .take(COUNT_LENGTH)
                .skip_while(|byte| !byte.is_ascii_digit())
                .take_while(|byte| byte.is_ascii_digit())
                .copied()
                .collect();
            let digits = String::from_utf8(digits).ok()?;
            // More digits than a number has are more texts than there can be.
            (!digits.is_empty()).then(|| digits.parse().unwrap_or(u64::MAX))
        })
        .max()
}

#[cfg(test)]
#[path = "workbook_tests.rs"]
mod tests;
