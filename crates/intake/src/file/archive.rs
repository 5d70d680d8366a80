//! Archives that unpack to far more than any list does.

use std::io::{self, Read};

use super::Progress;
use super::limits::{FREE_BYTES, MOST_TIMES};

/// What comes out of a gzipped file, as long as it stays in proportion to what was read of the file.
pub(super) struct Unpacked<R> {
    inner: R,
    /// Bytes of the file read so far.
    packed: Progress,
    unpacked: u64,
}

impl<R: Read> Unpacked<R> {
    pub(super) fn new(inner: R, packed: Progress) -> Self {
        Self {
            inner,
            packed,
            unpacked: 0,
        }
    }
}

impl<R: Read> Read for Unpacked<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(out)?;
        self.unpacked += read as u64;
        if self.unpacked > FREE_BYTES && self.unpacked / MOST_TIMES > self.packed.get() {
            return Err(io::Error::new(
                io::ErrorKind::InvalidData,
                format!(
                    "it unpacks to more than {MOST_TIMES} times its size, as no list does: unpack it yourself if it is one"
                ),
            ));
        }
        Ok(read)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_all(packed: u64, length: u64) -> io::Result<u64> {
        let progress = Progress::default();
        progress.set(packed);
        let mut unpacked = Unpacked::new(io::repeat(b'\n').take(length), progress);
        io::copy(&mut unpacked, &mut io::sink())
    }

    #[test]
    fn an_archive_that_swells_out_of_proportion_is_not_read_to_its_end() {
        let length = FREE_BYTES + (1 << 20);
        assert_eq!(read_all(length / MOST_TIMES, length).unwrap(), length);
        assert_eq!(read_all(10, FREE_BYTES).unwrap(), FREE_BYTES, "a small one may");
        let refused = read_all(length / MOST_TIMES / 2, length).unwrap_err();
        assert!(refused.to_string().contains("500 times its size"), "{refused}");
    }
}
