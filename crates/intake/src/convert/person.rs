//! What sources call a person, in one form.

/// The longest identifier that is looked at, in characters.
const MOST: usize = 100;

/// Letters and digits only, narrow and lower case: `１３８-0000 0000` and `13800000000` are one. `None`: nothing
/// is left of it.
pub(super) fn normalised(text: &str) -> Option<String> {
    let narrow = |c: char| match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        other => other,
    };
    let person: String = text
        .chars()
        .map(narrow)
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .take(MOST)
        .collect();
    (!person.is_empty()).then_some(person)
}

#[cfg(test)]
mod tests {
    use super::normalised;

    #[test]
    fn however_a_number_or_account_is_written_it_is_one() {
        for text in [
            "138 0000-0000",
            "１３８００００００００",
            "(138)00000000",
            "138\u{3000}00000000",
        ] {
            assert_eq!(normalised(text).as_deref(), Some("13800000000"), "{text}");
        }
        for text in ["Wang_Fang", "ｗａｎｇ．ｆａｎｇ", " WANG FANG "] {
            assert_eq!(normalised(text).as_deref(), Some("wangfang"), "{text}");
        }
        assert_eq!(normalised("张三").as_deref(), Some("张三"));
        for text in ["", " - ", "——", "　"] {
            assert_eq!(normalised(text), None, "{text:?}");
        }
    }
}
