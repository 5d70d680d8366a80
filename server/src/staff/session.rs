//! The cookie that carries a session, and the header that carries a token.

use http::{HeaderMap, HeaderValue, header};

/// Name of the cookie.
pub(crate) const COOKIE: &str = "lianqin_session";

/// The session's secret.
pub(crate) fn of_cookie(headers: &HeaderMap) -> Option<&str> {
    value_of(headers, COOKIE)
}

/// The value of a cookie.
pub(crate) fn value_of<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(known, _)| *known == name)
        .map(|(_, value)| value)
}

/// The token of a program.
pub(crate) fn bearer(headers: &HeaderMap) -> Option<&str> {
    let value = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = value.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}

/// Sets the cookie until the browser is closed, or clears it (`None`). No script reads it, no other site's
/// form carries it.
pub(crate) fn cookie(token: Option<&str>, https: bool) -> HeaderValue {
    match token {
        Some(token) => named_cookie(COOKIE, token, https, None),
        None => named_cookie(COOKIE, "", https, Some(0)),
    }
}

/// A cookie that no script reads and no other site's form carries; for so many seconds, or until the browser
/// is closed.
pub(crate) fn named_cookie(name: &str, value: &str, https: bool, seconds: Option<u32>) -> HeaderValue {
    let secure = if https { "; Secure" } else { "" };
    let age = seconds.map_or_else(String::new, |seconds| format!("; Max-Age={seconds}"));
    let text = format!("{name}={value}; Path=/; HttpOnly; SameSite=Lax{secure}{age}");
    HeaderValue::from_str(&text).unwrap_or_else(|_| HeaderValue::from_static(""))
}

/// Where to go after signing in: an address of ours and of nobody else.
pub(crate) fn safe_next(next: &str) -> Option<&str> {
    let is_ours = next.starts_with('/')
        && !next.starts_with("//")
        && next.len() <= 2048
        && !next.contains(|c: char| c == '\\' || c.is_control() || c.is_whitespace());
    is_ours.then_some(next)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn after_signing_in_nobody_is_led_to_another_site() {
        assert_eq!(safe_next("/desk?region=x"), Some("/desk?region=x"));
        for elsewhere in [
            "",
            "desk",
            "//evil.example",
            "/\\evil.example",
            "https://evil.example",
            "/\t/evil",
        ] {
            assert_eq!(safe_next(elsewhere), None, "{elsewhere:?}");
        }
    }

    #[test]
    fn a_cookie_is_found_among_others_and_a_token_behind_its_scheme() {
        let mut headers = HeaderMap::new();
        headers.insert(
            header::COOKIE,
            HeaderValue::from_static("a=b; lianqin_session=secret; xlianqin_session=no"),
        );
        headers.insert(header::AUTHORIZATION, HeaderValue::from_static("bearer lq_x"));
        assert_eq!(of_cookie(&headers), Some("secret"));
        assert_eq!(bearer(&headers), Some("lq_x"));
        headers.insert(header::AUTHORIZATION, HeaderValue::from_static("Basic lq_x"));
        assert_eq!(bearer(&headers), None);
    }

    #[test]
    fn the_cookie_is_for_this_site_alone_and_for_no_script() {
        let set = cookie(Some("secret"), true);
        let set = set.to_str().unwrap();
        assert_eq!(
            set,
            "lianqin_session=secret; Path=/; HttpOnly; SameSite=Lax; Secure"
        );
        assert!(
            cookie(None, false)
                .to_str()
                .unwrap()
                .ends_with("SameSite=Lax; Max-Age=0")
        );
    }
}
