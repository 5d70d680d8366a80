//! Which content encoding a reader takes, and whole bodies in it.

use std::io::{self, Write};

use bytes::Bytes;
use http::{HeaderMap, HeaderValue, header};

/// An answer of the map is compressed within a millisecond; more would take longer than what it saves takes to send.
const BROTLI: i32 = 2;
/// Matches are looked for within 256 KB, which is more than most answers have: a larger window costs time to be laid out.
const WINDOW: i32 = 18;
/// Smaller bodies grow by it.
const SMALLEST: usize = 64;

/// The encodings we send.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Encoding {
    Brotli,
    Gzip,
    Identity,
}

impl Encoding {
    /// The best of ours that the request accepts.
    pub(crate) fn accepted(headers: &HeaderMap) -> Self {
        match Self::accepted_all(headers) {
            (true, _) => Self::Brotli,
            (false, true) => Self::Gzip,
            (false, false) => Self::Identity,
        }
    }

    /// Whether brotli, and whether gzip, is accepted.
    pub(crate) fn accepted_all(headers: &HeaderMap) -> (bool, bool) {
        let mut accepted = (false, false);
        let values = headers
            .get_all(header::ACCEPT_ENCODING)
            .iter()
            .filter_map(|value| value.to_str().ok());
        for choice in values.flat_map(|value| value.split(',')) {
            let (name, parameters) = choice.split_once(';').unwrap_or((choice, ""));
            let weight = parameters
                .trim()
                .strip_prefix("q=")
                .map_or(Ok(1.0), str::parse::<f32>);
            if weight.is_ok_and(|weight| weight <= 0.0) {
                continue;
            }
            match name.trim() {
                name if name.eq_ignore_ascii_case("br") => accepted.0 = true,
                name if name.eq_ignore_ascii_case("gzip") => accepted.1 = true,
                _ => {}
            }
        }
        accepted
    }

    /// A whole body in this encoding; none where it would not be smaller.
    pub(crate) fn encode(self, body: &[u8]) -> io::Result<Option<Bytes>> {
        if body.len() < SMALLEST {
            return Ok(None);
        }
        let mut out = Vec::with_capacity(body.len() / 4);
        match self {
            Self::Brotli => {
                let params = brotli::enc::BrotliEncoderParams {
                    quality: BROTLI,
                    lgwin: WINDOW,
                    size_hint: body.len(),
                    ..brotli::enc::BrotliEncoderParams::default()
                };
                brotli::BrotliCompress(&mut &*body, &mut out, &params)?;
            }
            Self::Gzip => {
                let mut writer = flate2::write::GzEncoder::new(&mut out, flate2::Compression::fast());
                writer.write_all(body)?;
                writer.finish()?;
            }
            Self::Identity => return Ok(None),
        }
        Ok((out.len() < body.len()).then(|| out.into()))
    }

    /// The value of `Content-Encoding`; none for identity.
    pub(crate) fn header(self) -> Option<HeaderValue> {
        match self {
            Self::Brotli => Some(HeaderValue::from_static("br")),
            Self::Gzip => Some(HeaderValue::from_static("gzip")),
            Self::Identity => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn best(accept: &'static str) -> Encoding {
        let mut headers = HeaderMap::new();
        headers.insert(header::ACCEPT_ENCODING, HeaderValue::from_static(accept));
        Encoding::accepted(&headers)
    }

    #[test]
    fn a_body_comes_out_as_it_went_in_and_what_would_grow_is_left() {
        use std::io::Read;

        let body = "{\"count\":12,\"overdue\":3},".repeat(400);
        let packed = Encoding::Brotli.encode(body.as_bytes()).expect("encoded");
        let packed = packed.expect("smaller");
        assert!(packed.len() * 20 < body.len(), "{}", packed.len());
        let mut read = Vec::new();
        brotli::BrotliDecompress(&mut &*packed, &mut read).expect("brotli");
        assert_eq!(read, body.as_bytes());

        let packed = Encoding::Gzip.encode(body.as_bytes()).expect("encoded");
        let mut read = String::new();
        flate2::read::GzDecoder::new(&*packed.expect("smaller"))
            .read_to_string(&mut read)
            .expect("gzip");
        assert_eq!(read, body);

        assert_eq!(Encoding::Brotli.encode(b"[]").expect("encoded"), None);
        assert_eq!(Encoding::Identity.encode(body.as_bytes()).expect("encoded"), None);
    }

    #[test]
    fn brotli_is_preferred_and_a_refused_encoding_is_not_sent() {
        assert_eq!(best("gzip, deflate, br, zstd"), Encoding::Brotli);
        assert_eq!(best("gzip;q=1.0, br;q=0"), Encoding::Gzip);
        assert_eq!(best("deflate"), Encoding::Identity);
        assert_eq!(best("GZIP"), Encoding::Gzip);
        assert_eq!(Encoding::accepted(&HeaderMap::new()), Encoding::Identity);
    }
}
