use domain::RegionCode;
use domain::case::code::CaseCode;

use super::fields::{Fields, Pairs};
use crate::{Portal, PortalError};

/// `since` and `limit` of the change feed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChangesQuery {
    pub region: RegionCode,
    /// Version and public code (without hyphens) of the last change that was told.
    pub(crate) since: (i64, String),
    /// 1 to 1,000.
    pub limit: u16,
}

impl ChangesQuery {
    const DEFAULT_LIMIT: u16 = 200;
    const MAX_LIMIT: u16 = 1_000;

    /// Reads the parameters of the change feed.
    pub fn parse(pairs: &Pairs, portal: &Portal) -> Result<Self, PortalError> {
        let mut fields = Fields::new(pairs)?;
        let region = fields.region(portal)?;
        let since = match fields.one("since")? {
            None => (0, String::new()),
            Some(text) => read(text).ok_or_else(|| {
                PortalError::invalid("since", "is not a version or one this service gave out")
            })?,
        };
        let rule = "is a whole number from 1 to 1000";
        let limit = fields
            .parsed::<u16>("limit", rule)?
            .unwrap_or(Self::DEFAULT_LIMIT);
        if !(1..=Self::MAX_LIMIT).contains(&limit) {
            return Err(PortalError::invalid("limit", rule));
        }
        fields.finish()?;
        Ok(Self { region, since, limit })
    }

    /// Where the next page begins.
    pub(crate) fn cursor(version: i64, code: &str) -> String {
        format!("{version}.{code}")
    }
}

/// `12.7K3M9QXA4`, or a bare version: everything after that batch.
fn read(text: &str) -> Option<(i64, String)> {
    let version = |text: &str| text.parse::<i64>().ok().filter(|version| *version >= 0);
    match text.split_once('.') {
        // No code is greater than this.
        None => Some((version(text)?, "ZZZZZZZZZ".to_owned())),
        Some((first, "")) => Some((version(first)?, String::new())),
        Some((first, code)) => Some((version(first)?, CaseCode::parse(code).ok()?.compact())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_is_a_version_or_a_version_with_the_last_code() {
        assert_eq!(read("0"), Some((0, "ZZZZZZZZZ".to_owned())));
        assert_eq!(read("12."), Some((12, String::new())));
        let code = CaseCode::new([1; 8]).compact();
        assert_eq!(read(&ChangesQuery::cursor(7, &code)), Some((7, code)));
        for wrong in ["", "-1", "x", "1.x", "1.2.3", "99999999999999999999"] {
            assert_eq!(read(wrong), None, "{wrong}");
        }
    }
}
