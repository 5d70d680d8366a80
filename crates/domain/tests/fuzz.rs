//! Codes as nobody would write them: each is refused, or reads back as itself.

use std::fmt::{Debug, Display};
use std::str::FromStr;

use domain::case::code::{CaseCode, Scan, Token};
use domain::notice::Addressee;
use domain::{
    CategoryCode, CommunityCode, DepartmentCode, GridCode, Lang, RegionCode, StationCode, TownshipCode,
};
use testkit::fuzz;

fn reads_back<T: FromStr + Display + PartialEq + Debug>(text: &str)
where
    T::Err: Display,
{
    match text.parse::<T>() {
        Ok(code) => {
            assert_eq!(
                code.to_string().parse::<T>().ok().as_ref(),
                Some(&code),
                "{text:?}"
            );
            assert!(!code.to_string().contains('\0') && code.to_string().chars().count() <= 64);
        }
        Err(error) => assert!(error.to_string().len() < 2_000),
    }
}

#[test]
fn fuzz_codes() {
    let seeds: [&[u8]; 6] = [
        b"331003",
        b"boston",
        b"331003001001001",
        "路面破损".as_bytes(),
        b" 8a2a1072b59ffff\n",
        b"unassigned",
    ];
    fuzz("codes", &seeds, |bytes| {
        let text = String::from_utf8_lossy(bytes);
        reads_back::<RegionCode>(&text);
        reads_back::<TownshipCode>(&text);
        reads_back::<CommunityCode>(&text);
        reads_back::<GridCode>(&text);
        reads_back::<DepartmentCode>(&text);
        reads_back::<StationCode>(&text);
        reads_back::<CategoryCode>(&text);
        let _ = Lang::from_code(&text);
        if let Some(addressee) = Addressee::parse(&text) {
            assert_eq!(Addressee::parse(&addressee.to_string()), Some(addressee));
        }
    });
}

#[test]
fn fuzz_case_codes_and_scans() {
    let code = CaseCode::new([0, 1, 10, 11, 12, 13, 14, 15]).to_string();
    let token = Token::new(*b"0123456789abcdef");
    let scan = format!("331003.{}", token.as_str());
    fuzz(
        "case-codes",
        &[code.as_bytes(), scan.as_bytes(), token.as_str().as_bytes()],
        |bytes| {
            let text = String::from_utf8_lossy(bytes);
            if let Ok(code) = CaseCode::parse(&text) {
                assert_eq!(CaseCode::parse(&code.to_string()), Ok(code));
            }
            if let Ok(token) = Token::parse(&text) {
                assert_eq!(Token::parse(token.as_str()), Ok(token));
            }
            if let Ok(scan) = Scan::parse(&text) {
                let path = scan.path();
                assert_eq!(
                    Scan::parse(path.strip_prefix("/c/").unwrap_or_default()),
                    Ok(scan)
                );
            }
        },
    );
}
