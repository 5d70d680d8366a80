use serde::{Deserialize, Serialize};

/// How whoever reported a case can be reached.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contact {
    /// How they want to be called; up to 80 characters.
    pub name: Option<String>,
    /// Telephone number or mail address, as they wrote it; 3 to 120 characters.
    pub reach: String,
}

impl Contact {
    /// Longest name, in characters.
    pub const MAX_NAME: usize = 80;
    /// Longest number or address, in characters.
    pub const MAX_REACH: usize = 120;

    /// What other sources know the same person by: a number without spaces, hyphens and +86, an address in small
    /// letters.
    #[must_use]
    pub fn identifier(&self) -> String {
        let reach: String = self
            .reach
            .chars()
            .filter(|letter| !letter.is_whitespace())
            .collect();
        if reach.contains('@') {
            return reach.to_lowercase();
        }
        let number: String = reach
            .chars()
            .filter(|letter| !matches!(letter, '-' | '(' | ')' | '（' | '）'))
            .collect();
        let home = number.strip_prefix("+86").or_else(|| number.strip_prefix("0086"));
        home.unwrap_or(&number).to_owned()
    }

    /// Whether it looks like a telephone number (5 to 20 digits) or a mail address.
    #[must_use]
    pub fn is_reach(text: &str) -> bool {
        if text.chars().count() > Self::MAX_REACH {
            return false;
        }
        if let Some((local, host)) = text.split_once('@') {
            let is_clean = !text
                .chars()
                .any(|letter| letter.is_whitespace() || letter.is_control());
            return is_clean && !local.is_empty() && host.contains('.') && !host.contains('@');
        }
        let digits = text.chars().filter(char::is_ascii_digit).count();
        let is_number = |letter: char| letter.is_ascii_digit() || " -+()（）".contains(letter);
        (5..=20).contains(&digits) && text.chars().all(is_number)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn identifier(reach: &str) -> String {
        let reach = reach.to_owned();
        Contact { name: None, reach }.identifier()
    }

    #[test]
    fn one_person_is_one_person_however_they_write_their_number() {
        assert_eq!(identifier("+86 138-0013-8000"), "13800138000");
        assert_eq!(identifier("0086 13800138000"), "13800138000");
        assert_eq!(identifier("(0577) 8888 8888"), "057788888888");
        assert_eq!(identifier("Li.Hua@Example.com "), "li.hua@example.com");
    }

    #[test]
    fn a_number_or_an_address_is_taken_and_nothing_else() {
        for good in ["13800138000", "+86 577 8888 8888", "（0577）88888888", "a@b.cn"] {
            assert!(Contact::is_reach(good), "{good}");
        }
        for bad in [
            "",
            "1234",
            "call me",
            "a@b",
            "a b@c.cn",
            "@c.cn",
            "a@b@c.cn",
            "138001380001380013800",
        ] {
            assert!(!Contact::is_reach(bad), "{bad}");
        }
        assert!(!Contact::is_reach(&format!("{}@b.cn", "a".repeat(200))));
    }
}
