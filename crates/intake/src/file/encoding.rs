//! Which characters a text file's bytes are, found out or told, and decoded cell by cell.

use std::io::{self, BufRead, Read};

use encoding_rs::{Decoder, GB18030, UTF_16BE, UTF_16LE};

/// What text files come in. UTF-16 is turned into UTF-8 on the way in ([`Utf16Reader`]); the other two
/// are split into cells first, so that a bad byte spoils its own row only.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Encoding {
    Utf8,
    /// Includes GBK and GB 2312.
    Gb18030,
    Utf16Le,
    Utf16Be,
}

impl Encoding {
    /// The encoding a mapping may name.
    pub(crate) fn from_name(name: &str) -> Option<Self> {
        match name.to_ascii_lowercase().as_str() {
            "utf-8" | "utf8" => Some(Self::Utf8),
            "gb18030" | "gbk" | "gb2312" => Some(Self::Gb18030),
            "utf-16" | "utf-16le" => Some(Self::Utf16Le),
            "utf-16be" => Some(Self::Utf16Be),
            _ => None,
        }
    }

    /// The name shown to people.
    pub(crate) fn title(self) -> &'static str {
        match self {
            Self::Utf8 => "UTF-8",
            Self::Gb18030 => "GB18030",
            Self::Utf16Le | Self::Utf16Be => "UTF-16",
        }
    }

    /// The encoding a byte order mark at the head of a file stands for, and the mark's length.
    pub(crate) fn from_mark(head: &[u8]) -> Option<(Self, usize)> {
        match head {
            [0xef, 0xbb, 0xbf, ..] => Some((Self::Utf8, 3)),
            [0xff, 0xfe, ..] => Some((Self::Utf16Le, 2)),
            [0xfe, 0xff, ..] => Some((Self::Utf16Be, 2)),
            _ => None,
        }
    }

    /// A cell as text, and whether every byte of it was a character. Bad bytes become `U+FFFD`.
    pub(crate) fn decode(self, cell: Vec<u8>) -> (String, bool) {
        match self {
            Self::Utf8 => match String::from_utf8(cell) {
                Ok(text) => (text, true),
                Err(error) => (String::from_utf8_lossy(error.as_bytes()).into_owned(), false),
            },
            Self::Gb18030 => {
                let (text, bad) = GB18030.decode_without_bom_handling(&cell);
                (text.into_owned(), !bad)
            }
            Self::Utf16Le | Self::Utf16Be => {
                let text = String::from_utf8_lossy(&cell).into_owned();
                let good = !text.contains(char::REPLACEMENT_CHARACTER);
                (text, good)
            }
        }
    }
}

/// After this many lines with characters outside ASCII the question is settled.
const ENOUGH_LINES: u32 = 1000;

/// Longest piece of a line that is looked at.
const PIECE: usize = 64 << 10;

/// UTF-8 or GB18030? By the lines that decide it, those with characters outside ASCII: one bad byte does
/// not make a UTF-8 file a Chinese one. Reads until [`ENOUGH_LINES`] have been seen or the file ends.
pub(crate) fn detect(mut text: impl BufRead) -> io::Result<Encoding> {
    let (mut utf8, mut gb18030) = (0u32, 0u32);
    let mut line = Vec::new();
    while utf8 + gb18030 < ENOUGH_LINES {
        line.clear();
        if text.by_ref().take(PIECE as u64).read_until(b'\n', &mut line)? == 0 {
            break;
        }
        if line.is_ascii() {
            continue;
        }
        match std::str::from_utf8(&line) {
            Ok(_) => utf8 += 1,
            // Cut within a character, at the end of the piece: as good as whole.
            Err(error) if error.error_len().is_none() && line.len() == PIECE => utf8 += 1,
            Err(_) => gb18030 += u32::from(!GB18030.decode_without_bom_handling(&line).1),
        }
    }
    Ok(if gb18030 > utf8 {
        Encoding::Gb18030
    } else {
        Encoding::Utf8
    })
}

/// UTF-16 in, UTF-8 out; broken pairs become `U+FFFD`.
pub(crate) struct Utf16Reader<R> {
    input: R,
    decoder: Decoder,
    bytes: Vec<u8>,
    text: Vec<u8>,
    at: usize,
    ended: bool,
}

impl<R: Read> Utf16Reader<R> {
    pub(crate) fn new(input: R, little_endian: bool) -> Self {
        let encoding = if little_endian { UTF_16LE } else { UTF_16BE };
        Self {
            input,
            decoder: encoding.new_decoder_without_bom_handling(),
            bytes: vec![0; 16 << 10],
            text: Vec::new(),
            at: 0,
            ended: false,
        }
    }
}

impl<R: Read> Read for Utf16Reader<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        while self.at == self.text.len() && !self.ended {
            let read = self.input.read(&mut self.bytes)?;
            self.ended = read == 0;
            let room = self.decoder.max_utf8_buffer_length(read).unwrap_or(0);
            self.text.resize(room, 0);
            let (_, _, written, _) =
                self.decoder
                    .decode_to_utf8(&self.bytes[..read], &mut self.text, self.ended);
            self.text.truncate(written);
            self.at = 0;
        }
        let length = out.len().min(self.text.len() - self.at);
        out[..length].copy_from_slice(&self.text[self.at..self.at + length]);
        self.at += length;
        Ok(length)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn one_bad_byte_does_not_make_a_utf8_file_a_chinese_one() {
        let text = [
            &b"\xe5\x9d\xaa\xe5\xb1\xb1\n\xe8\xa1\x97\xe9\x81\x93\n"[..],
            b"\xe5\x9d\n",
            b"\xff\n",
        ]
        .concat();
        assert_eq!(detect(&text[..]).unwrap(), Encoding::Utf8);
        assert_eq!(detect(&b"plain\n"[..]).unwrap(), Encoding::Utf8);
    }

    #[test]
    fn a_file_that_is_ascii_at_first_is_read_on() {
        let mut text = b"id,name\n".repeat(50_000);
        text.extend_from_slice(&GB18030.encode("坪山街道\n").0);
        assert_eq!(detect(&text[..]).unwrap(), Encoding::Gb18030);
    }

    proptest! {
        #[test]
        fn chinese_lines_are_told_apart(lines in prop::collection::vec("[一-龥]{4,20}", 3..30)) {
            let text = lines.join("\n");
            prop_assert_eq!(detect(text.as_bytes()).unwrap(), Encoding::Utf8);
            prop_assert_eq!(detect(&GB18030.encode(&text).0[..]).unwrap(), Encoding::Gb18030);
        }

        #[test]
        fn utf16_comes_out_as_utf8(text in ".{0,40}", little_endian: bool) {
            let units = text.encode_utf16();
            let bytes: Vec<u8> = units
                .flat_map(|unit| if little_endian { unit.to_le_bytes() } else { unit.to_be_bytes() })
                .collect();
            let mut read = String::new();
            Utf16Reader::new(&bytes[..], little_endian).read_to_string(&mut read).unwrap();
            prop_assert_eq!(read, text);
        }
    }
}
