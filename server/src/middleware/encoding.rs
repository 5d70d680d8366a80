//! Which content encoding a reader takes.

use http::{HeaderMap, HeaderValue, header};

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
    fn brotli_is_preferred_and_a_refused_encoding_is_not_sent() {
        assert_eq!(best("gzip, deflate, br, zstd"), Encoding::Brotli);
        assert_eq!(best("gzip;q=1.0, br;q=0"), Encoding::Gzip);
        assert_eq!(best("deflate"), Encoding::Identity);
        assert_eq!(best("GZIP"), Encoding::Gzip);
        assert_eq!(Encoding::accepted(&HeaderMap::new()), Encoding::Identity);
    }
}
