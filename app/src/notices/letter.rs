use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use domain::Lang;
use domain::notice::NoticeKind;

use crate::text::notices as words;
use crate::ui::time;

/// What a letter is about. It leaves the house: no narrative, no place, no name of a person.
#[derive(Debug, Clone, Copy)]
pub struct Letter<'a> {
    pub kind: NoticeKind,
    /// Public code with hyphens.
    pub code: &'a str,
    pub serial: &'a str,
    pub category: &'a str,
    pub category_en: Option<&'a str>,
    pub due_at: Option<DateTime<Utc>>,
    /// The region's zone.
    pub zone: Tz,
    /// Address of the case on the workbench.
    pub link: &'a str,
}

/// Subject and text of a letter, Chinese first, then English.
#[must_use]
pub fn letter(letter: &Letter<'_>) -> (String, String) {
    let subject = words::letter_subject(Lang::Zh, words::kind(Lang::Zh, letter.kind), letter.code);
    let text = format!("{}\n\n{}", body(letter, Lang::Zh), body(letter, Lang::En));
    (subject, text)
}

fn body(letter: &Letter<'_>, lang: Lang) -> String {
    let due = letter
        .due_at
        .map(|due| words::letter_due(lang, &time::minute(due, letter.zone)));
    let lines = [
        Some(words::kind(lang, letter.kind).to_owned()),
        Some(words::letter_case(lang, letter.code, letter.serial)),
        Some(words::letter_category(
            lang,
            lang.pick(letter.category, letter.category_en),
        )),
        due,
        Some(words::letter_link(lang, letter.link)),
        Some(words::letter_end(lang).to_owned()),
    ];
    lines.into_iter().flatten().collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::TimeZone;

    #[test]
    fn a_letter_says_what_waits_by_when_and_where_in_both_languages() {
        let due = Utc
            .with_ymd_and_hms(2026, 11, 23, 1, 30, 0)
            .single()
            .expect("a time");
        let (subject, text) = letter(&Letter {
            kind: NoticeKind::Lead,
            code: "7K3M-9QXA-4",
            serial: "999001-20261123-0001",
            category: "僵尸车",
            category_en: Some("Abandoned car"),
            due_at: Some(due),
            zone: chrono_tz::Asia::Shanghai,
            link: "https://example.org/desk/cases/7K3M-9QXA-4",
        });
        assert_eq!(subject, "【联勤共治】由您单位牵头办理：案件 7K3M-9QXA-4");
        for line in [
            "由您单位牵头办理\n案件码：7K3M-9QXA-4（999001-20261123-0001）\n类别：僵尸车\n时限：2026-11-23 09:30\n",
            "Your unit leads\nCase: 7K3M-9QXA-4 (999001-20261123-0001)\nCategory: Abandoned car\nDue: 2026-11-23 09:30\n",
            "https://example.org/desk/cases/7K3M-9QXA-4\n",
        ] {
            assert!(text.contains(line), "{text}");
        }
    }
}
