//! Reads the file on a thread of its own and hands over pieces.

use domain::intake::{IncomingRecord, Rejected};
use intake::RecordReader;
use tokio::sync::mpsc;

/// Rows per piece, and thus per transaction: two waits for the disk each, to store and to publish.
const PIECE: usize = 5_000;
/// Bytes per piece: far more than so many rows of any usual list have.
const PIECE_BYTES: usize = 32 << 20;
/// What a cell takes beside its text, roughly.
const CELL_BYTES: usize = 64;
/// Pieces that may wait: reading is a little ahead of writing, not far.
const AHEAD: usize = 2;

/// Consecutive rows of the file.
#[derive(Debug, Default)]
pub(super) struct Piece {
    pub(super) records: Vec<IncomingRecord>,
    pub(super) rejected: Vec<Rejected>,
    /// Bytes of the file read by its end.
    pub(super) bytes: u64,
    /// Why the file could not be read beyond it, in the last piece.
    pub(super) failure: Option<String>,
}

impl Piece {
    /// Rows of the file in it.
    pub(super) fn rows(&self) -> u64 {
        (self.records.len() + self.rejected.len()) as u64
    }
}

/// Starts reading. Ends early when nobody receives any more.
pub(super) fn start(mut reader: RecordReader) -> mpsc::Receiver<Piece> {
    let (send, receive) = mpsc::channel(AHEAD);
    tokio::task::spawn_blocking(move || {
        loop {
            let mut piece = next(&mut reader);
            piece.bytes = reader.bytes_read();
            piece.failure = reader.failure().map(str::to_owned);
            let ended = piece.rows() == 0;
            if ended || send.blocking_send(piece).is_err() {
                return;
            }
        }
    });
    receive
}

/// The next rows, until there are many or they are large; none at the end.
fn next(rows: &mut impl Iterator<Item = Result<IncomingRecord, Rejected>>) -> Piece {
    let mut piece = Piece::default();
    let mut bytes = 0;
    while bytes < PIECE_BYTES && piece.rows() < PIECE as u64 {
        match rows.next() {
            None => break,
            Some(Ok(record)) => {
                bytes += weight(record.verbatim.iter().flat_map(|(column, cell)| [column, cell]));
                piece.records.push(record);
            }
            Some(Err(rejected)) => {
                bytes += weight(rejected.row.iter().chain(&rejected.columns));
                piece.rejected.push(rejected);
            }
        }
    }
    piece
}

fn weight<'a>(texts: impl Iterator<Item = &'a String>) -> usize {
    texts.map(|text| text.len() + CELL_BYTES).sum()
}

#[cfg(test)]
mod tests {
    use domain::intake::RowFault;

    use super::*;

    #[test]
    fn a_piece_has_so_many_rows_or_so_many_bytes_and_no_row_is_left_out() {
        let row = |length: usize| {
            Err(Rejected {
                line: 1,
                field: None,
                reason: RowFault::Missing,
                row: vec!["x".repeat(length)],
                columns: Vec::new(),
            })
        };
        let large = 3 << 20;
        let mut rows = std::iter::repeat_with(|| row(1))
            .take(PIECE + 7)
            .chain(std::iter::repeat_with(|| row(large)).take(50));
        let mut read = Vec::new();
        loop {
            let piece = next(&mut rows);
            if piece.rows() == 0 {
                break;
            }
            let held: usize = piece.rejected.iter().map(|row| row.row[0].len()).sum();
            assert!(held <= PIECE_BYTES + large);
            read.push(piece.rows());
        }
        assert_eq!(read, [PIECE as u64, 7 + 11, 11, 11, 11, 6]);
    }
}
