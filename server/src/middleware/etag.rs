//! Entity tags: made, and compared as RFC 9110 says (`If-None-Match` compares weakly).

use std::hash::{DefaultHasher, Hash, Hasher};

use http::{HeaderMap, HeaderValue, header};

/// How long one tag of a moving answer holds at most, in seconds. Data may stand still while clocks
/// run out, so an answer is not the same for ever at one version.
const HOLDS_SECONDS: i64 = 60;

/// The tag of an answer that follows from the data version and the clock; known before it is made.
pub(crate) fn of_version(version: u64, build: &str, uri: &str, now: i64) -> HeaderValue {
    let mut hasher = DefaultHasher::new();
    (build, uri).hash(&mut hasher);
    let place = hasher.finish();
    let minute = now.div_euclid(HOLDS_SECONDS);
    quoted(&format!("{version:x}-{minute:x}-{place:016x}"))
}

/// The tag of exactly these bytes, in whatever encoding they are sent.
pub(crate) fn of_content(content: &[u8]) -> HeaderValue {
    let mut hasher = DefaultHasher::new();
    content.hash(&mut hasher);
    quoted(&format!("{:x}-{:016x}", content.len(), hasher.finish()))
}

fn quoted(tag: &str) -> HeaderValue {
    HeaderValue::from_str(&format!("W/\"{tag}\"")).unwrap_or_else(|_| HeaderValue::from_static("W/\"\""))
}

/// Whether the reader already has what `tag` stands for.
pub(crate) fn matches(request: &HeaderMap, tag: &HeaderValue) -> bool {
    let opaque = |tag: &str| tag.trim().trim_start_matches("W/").to_owned();
    let Ok(tag) = tag.to_str().map(opaque) else {
        return false;
    };
    request
        .get_all(header::IF_NONE_MATCH)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .any(|candidate| candidate.trim() == "*" || opaque(candidate) == tag)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tag_changes_with_the_data_the_build_the_address_and_the_minute() {
        let tag = of_version(7, "b1", "/board", 0);
        assert_eq!(tag, of_version(7, "b1", "/board", 59));
        for other in [
            of_version(8, "b1", "/board", 0),
            of_version(7, "b2", "/board", 0),
            of_version(7, "b1", "/en/board", 0),
            of_version(7, "b1", "/board", 60),
        ] {
            assert_ne!(tag, other);
        }
    }

    #[test]
    fn a_tag_is_found_in_a_list_whether_weak_or_strong() {
        let tag = of_content(b"x");
        let text = tag.to_str().unwrap();
        let mut request = HeaderMap::new();
        assert!(!matches(&request, &tag));
        let list = format!("\"other\", {}", text.trim_start_matches("W/"));
        request.insert(header::IF_NONE_MATCH, HeaderValue::from_str(&list).unwrap());
        assert!(matches(&request, &tag));
        request.insert(header::IF_NONE_MATCH, HeaderValue::from_static("\"other\""));
        assert!(!matches(&request, &tag));
    }
}
