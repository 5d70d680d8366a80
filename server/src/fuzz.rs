//! What comes over the network, as nobody would send it (`make fuzz` goes on for longer).

use chrono::DateTime;
use desk::QueueQuery;
use domain::Lang;
use testkit::fuzz;

use crate::open_data::Params;
use crate::signature::{self, signature};

const NOW: i64 = 1_795_395_600;

#[test]
fn fuzz_headers_of_signatures() {
    let signed = signature("secret", NOW, b"body");
    let now = DateTime::from_timestamp(NOW, 0).expect("a time");
    fuzz(
        "signature",
        &[signed.as_bytes(), b"t=-9223372036854775808,v1=00"],
        |bytes| {
            let header = String::from_utf8_lossy(bytes);
            if signature::check("secret", &header, b"body", now).is_ok() {
                // Blanks, case of hex and leading zeroes aside there is one that is right.
                let plain: String = header.to_lowercase().split_whitespace().collect();
                assert!(
                    plain.ends_with(signed.split_once(",v1=").expect("a sum").1),
                    "{header:?}"
                );
            }
            assert!(signature::check("other", &header, b"body", now).is_err());
        },
    );
}

#[test]
fn fuzz_query_strings() {
    let seeds: [&[u8]; 4] = [
        b"region=999001&lang=en&q=%E5%99%AA+a",
        b"queue=lead&category=x&state=signed&mark=red&part=lead&cursor=1795395600.000",
        b"a=%00&a=%ff&=&&&a",
        b"cursor=1795395600000000.00000000-0000-0000-0000-000000000000",
    ];
    fuzz("query", &seeds, |bytes| {
        let query = String::from_utf8_lossy(bytes);
        let params = Params::of(&query);
        assert!(matches!(params.lang(), Lang::Zh | Lang::En));
        let _ = params.none_expected();
        if let Ok(read) = QueueQuery::parse(params.pairs()) {
            let nul = |code: &Option<String>| code.as_ref().is_some_and(|code| code.contains('\0'));
            assert!(!nul(&read.category) && !nul(&read.township));
        }
    });
}
