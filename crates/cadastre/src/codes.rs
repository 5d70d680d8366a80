use std::collections::{HashMap, HashSet};

use domain::GridCode;

use crate::limits::CELLS;
use crate::ring::Drawn;
use domain::drawing::{Fault, What};

/// How the cells of a region are coded.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CodeRule {
    /// Scheme `cn`: fifteen digits, the twelve of the community and 001 to 999. Else any text.
    pub digits: bool,
    /// What every code begins with, in scheme `cn`: the region's six digits, if it has any.
    pub prefix: Option<String>,
    /// Townships of the region; none known = none is unknown.
    pub townships: HashSet<String>,
}

const RULE: &str = "15 digits: the 12 of its community and 001 to 999";

impl CodeRule {
    /// The township and community that a code names.
    pub(crate) fn areas<'a>(&self, code: &'a str) -> Option<(&'a str, &'a str)> {
        (self.digits && is_digits(code)).then(|| (&code[..9], &code[..12]))
    }

    /// What is wrong with the codes, and what is only odd about them.
    pub(crate) fn check(&self, cells: &[Drawn]) -> (Vec<Fault>, Vec<Fault>) {
        let (mut wrong, mut odd) = (Vec::new(), Vec::new());
        let mut first: HashMap<&str, usize> = HashMap::new();
        let mut unknown: HashSet<&str> = HashSet::new();
        for drawn in cells {
            let cell = &drawn.cell;
            let fault = |what| Fault::of_feature(drawn.feature, Some(&cell.code), what);
            match first.get(cell.code.as_str()) {
                Some(&other) => wrong.push(fault(What::DoubledCode { other })),
                None => {
                    first.insert(&cell.code, drawn.feature);
                }
            }
            if let Some(rule) = self.broken(&cell.code) {
                let code = cell.code.clone();
                wrong.push(fault(What::WrongCode { code, rule }));
                continue;
            }
            let Some((township, community)) = self.areas(&cell.code) else {
                continue;
            };
            let named = [(&cell.township, township), (&cell.community, community)];
            for (area, own) in named {
                if let Some(area) = area.as_ref().filter(|area| *area != own) {
                    let (code, area) = (cell.code.clone(), area.clone());
                    wrong.push(fault(What::CodeElsewhere { code, area }));
                }
            }
            if !self.townships.is_empty() && !self.townships.contains(township) && unknown.insert(township) {
                let township = township.to_owned();
                odd.push(fault(What::UnknownTownship { township }));
            }
        }
        (wrong, odd)
    }

    /// A code for a new cell that is not in use: the one after the last of the community of `beside`, else the first that is
    /// free there. Where codes are any text, that of `beside` with a number. Empty where there is none.
    #[must_use]
    pub fn propose(&self, beside: &str, used: &HashSet<&str>) -> String {
        if !self.digits {
            let numbers = (2..).map(|number| format!("{beside}-{number}"));
            return numbers
                .take(CELLS)
                .find(|code| !beside.is_empty() && !used.contains(code.as_str()))
                .unwrap_or_default();
        }
        let Some((_, community)) = self.areas(beside) else {
            return String::new();
        };
        let of_community = used.iter().filter(|code| code.starts_with(community));
        let last = of_community
            .filter_map(|code| code.get(12..)?.parse::<u32>().ok())
            .max();
        (last.unwrap_or(0) + 1..=999)
            .chain(1..=999)
            .map(|number| format!("{community}{number:03}"))
            .find(|code| !used.contains(code.as_str()))
            .unwrap_or_default()
    }

    /// Which rule the code of a township breaks, if it does.
    pub(crate) fn township_broken(&self, code: &str) -> Option<String> {
        let prefix = self.prefix.as_deref().unwrap_or_default();
        let nine = code.len() == 9 && code.bytes().all(|byte| byte.is_ascii_digit());
        let good = if self.digits {
            nine && code.starts_with(prefix)
        } else {
            GridCode::parse(code).is_ok()
        };
        (!good).then(|| match self.digits {
            true => format!("that of the region or the nine digits of a township of it, {prefix}…"),
            false => "a code of 1 to 64 characters".to_owned(),
        })
    }

    /// Which rule a code breaks, if it does.
    pub(crate) fn broken(&self, code: &str) -> Option<String> {
        if GridCode::parse(code).is_err() {
            return Some("a code of 1 to 64 characters".to_owned());
        }
        if !self.digits {
            return None;
        }
        if !is_digits(code) {
            return Some(RULE.to_owned());
        }
        let prefix = self
            .prefix
            .as_deref()
            .filter(|prefix| !code.starts_with(prefix))?;
        Some(format!("one of the region {prefix}: it has to begin so"))
    }
}

fn is_digits(code: &str) -> bool {
    code.len() == 15 && code.bytes().all(|byte| byte.is_ascii_digit()) && !code.ends_with("000")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rule() -> CodeRule {
        CodeRule {
            digits: true,
            prefix: Some("331003".to_owned()),
            townships: HashSet::from(["331003001".to_owned()]),
        }
    }

    #[test]
    fn a_code_is_the_twelve_digits_of_its_community_and_three_more() {
        for (code, good) in [
            ("331003001001001", true),
            ("331003001001999", true),
            ("331003001001000", false),
            ("33100300100101", false),
            ("3310030010010011", false),
            ("33100300100100x", false),
            ("331004001001001", false),
            ("３３１００３００１００", false),
        ] {
            assert_eq!(rule().broken(code).is_none(), good, "{code}");
        }
        assert_eq!(CodeRule::default().broken("A-17"), None);
        assert!(CodeRule::default().broken("").is_some());
    }

    #[test]
    fn the_next_code_of_a_community_was_never_used() {
        let used = |codes: &'static [&str]| codes.iter().copied().collect::<HashSet<_>>();
        let rule = rule();
        let beside = "331003001001002";
        let some = used(&["331003001001002", "331003001001007", "331003001002020"]);
        assert_eq!(rule.propose(beside, &some), "331003001001008");
        let last = used(&["331003001001001", "331003001001999"]);
        assert_eq!(rule.propose(beside, &last), "331003001001002");
        assert_eq!(rule.propose("", &some), "");
        let any = CodeRule::default();
        assert_eq!(any.propose("A", &used(&["A", "A-2"])), "A-3");
    }

    #[test]
    fn a_code_names_its_township_and_community() {
        assert_eq!(
            rule().areas("331003001002003"),
            Some(("331003001", "331003001002"))
        );
        assert_eq!(CodeRule::default().areas("331003001002003"), None);
    }
}
