//! The versions that a stream of server-sent events tells, as its bytes arrive.

use std::io::BufRead;

/// Reads the answer to `GET /live` line by line, its head and the sizes of its chunks included: neither
/// begins like an id. An event is told when the empty line that ends it is there.
#[derive(Default)]
pub(super) struct Versions {
    /// What of a line is there so far.
    line: Vec<u8>,
    /// Of the event that has begun.
    id: Option<u64>,
}

impl Versions {
    /// The version of the last event that ends within these bytes.
    pub(super) fn read(&mut self, mut bytes: &[u8]) -> Option<u64> {
        let mut newest = None;
        // Reading from a slice cannot fail.
        while bytes
            .read_until(b'\n', &mut self.line)
            .is_ok_and(|length| length > 0)
        {
            if !self.line.ends_with(b"\n") {
                break;
            }
            let line = self.line.trim_ascii_end();
            if line.is_empty() {
                newest = self.id.take().or(newest);
            } else if let Some(id) = line.strip_prefix(b"id:") {
                self.id = str::from_utf8(id).ok().and_then(|id| id.trim().parse().ok());
            }
            self.line.clear();
        }
        newest
    }
}

#[cfg(test)]
mod tests {
    use super::Versions;

    /// As the server sends it.
    const ANSWER: &[u8] =
        b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\
        x-request-id: 9\r\n\r\n\
        2f\r\nid: 7\ndata: {\"version\":7,\"items\":[]}\nretry: 2000\n\n\r\n\
        3\r\n:\n\n\r\n\
        20\r\nid: 12\ndata: {\"version\":12}\n\n\r\n";

    #[test]
    fn the_last_whole_event_is_told() {
        assert_eq!(Versions::default().read(ANSWER), Some(12));
    }

    #[test]
    fn an_event_is_told_once_wherever_the_bytes_are_cut() {
        for cut in 0..=ANSWER.len() {
            let mut versions = Versions::default();
            let (first, rest) = ANSWER.split_at(cut);
            let (before, after) = (versions.read(first), versions.read(rest));
            assert_eq!(after.or(before), Some(12), "cut at {cut}");
            assert!(before != Some(12) || after.is_none(), "told twice, cut at {cut}");
        }
    }

    #[test]
    fn neither_a_comment_nor_half_an_event_tells_anything() {
        let mut versions = Versions::default();
        assert_eq!(versions.read(b":\n\n"), None);
        assert_eq!(versions.read(b"id: 3\ndata: {}\n"), None);
        assert_eq!(versions.read(b"\n"), Some(3));
        assert_eq!(versions.read(b"id: x\ndata: {}\n\n"), None);
    }
}
