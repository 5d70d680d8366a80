//! Signed bodies, in both directions: what we post to webhooks, and what systems push to us.

use chrono::{DateTime, TimeDelta, Utc};
use hmac::{Hmac, Mac};
use sha2::Sha256;

/// Name of the header.
pub(crate) const HEADER: &str = "lianqin-signature";
/// So far a sender's clock may be from ours, and so long a signed body may be on its way.
const TOLERANCE: TimeDelta = TimeDelta::minutes(5);

/// Why a body is not believed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fault {
    /// Not `t=<unix seconds>,v1=<hex>`.
    Malformed,
    /// Signed too long ago, or in the future.
    Old,
    /// Of another body, or with another secret.
    Wrong,
}

/// The value of `Lianqin-Signature`: HMAC-SHA256 over `<timestamp>.<body>`, in hex. A receiver computes it anew
/// with its secret, compares in constant time, and refuses what is older than a few minutes.
#[must_use]
pub fn signature(secret: &str, timestamp: i64, body: &[u8]) -> String {
    let Some(mac) = mac(secret, timestamp, body) else {
        return String::new();
    };
    format!("t={timestamp},v1={}", hex::encode(mac.finalize().into_bytes()))
}

/// Whether `header` is the signature of this body, made just now.
pub(crate) fn check(secret: &str, header: &str, body: &[u8], now: DateTime<Utc>) -> Result<(), Fault> {
    let (timestamp, sent) = header
        .split_once(',')
        .and_then(|(time, sum)| Some((time.trim().strip_prefix("t=")?, sum.trim().strip_prefix("v1=")?)))
        .ok_or(Fault::Malformed)?;
    let timestamp: i64 = timestamp.parse().map_err(|_| Fault::Malformed)?;
    let sent = hex::decode(sent).map_err(|_| Fault::Malformed)?;
    let at = DateTime::from_timestamp(timestamp, 0).ok_or(Fault::Malformed)?;
    if (now - at).abs() > TOLERANCE {
        return Err(Fault::Old);
    }
    let mac = mac(secret, timestamp, body).ok_or(Fault::Wrong)?;
    mac.verify_slice(&sent).map_err(|_| Fault::Wrong)
}

fn mac(secret: &str, timestamp: i64, body: &[u8]) -> Option<Hmac<Sha256>> {
    // HMAC takes keys of any length.
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).ok()?;
    mac.update(timestamp.to_string().as_bytes());
    mac.update(b".");
    mac.update(body);
    Some(mac)
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: i64 = 1_795_395_600;

    fn checked(secret: &str, header: &str, body: &[u8]) -> Result<(), Fault> {
        check(
            secret,
            header,
            body,
            DateTime::from_timestamp(NOW, 0).expect("a time"),
        )
    }

    #[test]
    fn a_signature_can_be_computed_by_anybody_who_has_the_secret() {
        // printf '1795395600.{"a":1}' | openssl dgst -sha256 -hmac secret
        assert_eq!(
            signature("secret", NOW, br#"{"a":1}"#),
            "t=1795395600,v1=d9b40f02f961e7e8dca5a96b2dbbbea6d8df0dd689297f196b781e47b5e4a9e0"
        );
    }

    #[test]
    fn only_the_same_body_signed_just_now_with_the_same_secret_is_believed() {
        let signed = |at| signature("secret", at, b"body");
        assert_eq!(checked("secret", &signed(NOW), b"body"), Ok(()));
        assert_eq!(checked("secret", &signed(NOW - 299), b"body"), Ok(()));
        assert_eq!(checked("secret", &signed(NOW - 301), b"body"), Err(Fault::Old));
        assert_eq!(checked("secret", &signed(NOW + 301), b"body"), Err(Fault::Old));
        assert_eq!(checked("other", &signed(NOW), b"body"), Err(Fault::Wrong));
        assert_eq!(checked("secret", &signed(NOW), b"body "), Err(Fault::Wrong));
        let moved = signed(NOW - 1).replace(&format!("t={}", NOW - 1), &format!("t={NOW}"));
        assert_eq!(checked("secret", &moved, b"body"), Err(Fault::Wrong));
        for header in ["", "t=1", "v1=00,t=1", "t=x,v1=00", "t=1795395600,v1=zz"] {
            assert_eq!(
                checked("secret", header, b"body"),
                Err(Fault::Malformed),
                "{header}"
            );
        }
        assert_eq!(
            checked("secret", &format!("t={NOW},v1=00"), b"body"),
            Err(Fault::Wrong)
        );
    }
}
