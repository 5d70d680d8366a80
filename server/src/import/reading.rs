//! Reads the file on a thread of its own and hands over pieces.

use domain::intake::{IncomingRecord, Rejected};
use intake::RecordReader;
use tokio::sync::mpsc;

/// Rows per piece, and thus per transaction: two waits for the disk each, to store and to publish.
const PIECE: usize = 5_000;
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
            let piece = next(&mut reader);
            let ended = piece.rows() < PIECE as u64;
            if (piece.rows() > 0 && send.blocking_send(piece).is_err()) || ended {
                return;
            }
        }
    });
    receive
}

fn next(reader: &mut RecordReader) -> Piece {
    let mut piece = Piece::default();
    for row in reader.by_ref().take(PIECE) {
        match row {
            Ok(record) => piece.records.push(record),
            Err(rejected) => piece.rejected.push(rejected),
        }
    }
    piece.bytes = reader.bytes_read();
    piece.failure = reader.failure().map(str::to_owned);
    piece
}
