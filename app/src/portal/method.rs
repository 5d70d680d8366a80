//! The definitions of the figures, tied to the code that computes them.
//!
//! Nothing here is a second statement of a rule: values come from `domain`, formulas are written in
//! its field names, and the code shown is the code that was compiled, cut out of its source file.

use domain::Lang;
use domain::board::Figures;

use crate::text::method as text;
use crate::ui::number;

/// Where the figures are computed.
pub(super) const FIGURES: Source = Source {
    path: "crates/domain/src/board/figures.rs",
    text: include_str!("../../../crates/domain/src/board/figures.rs"),
};
/// Where the intervals are.
pub(super) const INTERVAL: Source = Source {
    path: "crates/domain/src/board/interval.rs",
    text: include_str!("../../../crates/domain/src/board/interval.rs"),
};
/// How long cases took.
pub(super) const HANDLING: Source = Source {
    path: "crates/domain/src/board/handling.rs",
    text: include_str!("../../../crates/domain/src/board/handling.rs"),
};
/// Like with like.
pub(super) const MIX: Source = Source {
    path: "crates/domain/src/board/mix.rs",
    text: include_str!("../../../crates/domain/src/board/mix.rs"),
};
/// The composite.
pub(super) const COMPOSITE: Source = Source {
    path: "crates/domain/src/board/composite.rs",
    text: include_str!("../../../crates/domain/src/board/composite.rs"),
};
/// Where the ranks are.
pub(super) const RANKING: Source = Source {
    path: "crates/domain/src/board/ranking/mod.rs",
    text: include_str!("../../../crates/domain/src/board/ranking/mod.rs"),
};

/// A file of the domain crate.
pub(super) struct Source {
    pub(super) path: &'static str,
    text: &'static str,
}

impl Source {
    /// The function that begins with `signature`, with its documentation, without its indentation.
    pub(super) fn function(&self, signature: &str) -> Option<String> {
        let lines: Vec<&str> = self.text.lines().collect();
        let head = lines
            .iter()
            .position(|line| line.trim_start().starts_with(signature))?;
        let indent = lines[head].len() - lines[head].trim_start().len();
        let is_above =
            |line: &&str| line.trim_start().starts_with("///") || line.trim_start().starts_with("#[");
        let first = head
            - lines[..head]
                .iter()
                .rev()
                .take_while(|line| is_above(line))
                .count();
        let end = format!("{:indent$}}}", "");
        let last = head + lines[head..].iter().position(|line| *line == end)?;
        let cut: Vec<&str> = lines[first..=last]
            .iter()
            .map(|line| line.get(indent..).unwrap_or(""))
            .collect();
        Some(cut.join("\n"))
    }
}

/// One figure: its field, its words, its formula, its value now.
pub(super) struct Definition {
    pub(super) key: &'static str,
    pub(super) label: &'static str,
    pub(super) text: &'static str,
    pub(super) formula: Option<&'static str>,
    /// Signature of the function that computes it.
    pub(super) code: &'static str,
    pub(super) value: Option<String>,
}

/// Every figure of a board, in the order they build on each other. Taking `Figures` apart field by
/// field means that a new one does not compile without its definition.
pub(super) fn definitions(lang: Lang, figures: &Figures) -> Vec<Definition> {
    let Figures {
        received,
        due,
        suspended,
        closed,
        due_closed,
        closed_on_time,
        overdue_open,
        on_time_rate,
        closing_rate,
        verdicts,
        satisfied,
        satisfaction,
        coverage,
        dispatched,
        signed_in_time,
        signing_rate,
        contacted_in_time,
        response_rate,
        returned,
        return_rate,
        reworked,
        rework_rate,
        answers,
        solved,
        solved_rate,
        handed_over,
        completed,
        completion_rate,
        repeat_place,
        repeat_place_rate,
        repeat_person,
        repeat_person_rate,
        repeat_matter,
        repeat_matter_rate,
    } = figures;
    let of_a_case = "pub fn timeliness(";
    let count = |key, label, text, code, value: &u64| Definition {
        key,
        label,
        text,
        formula: None,
        code,
        value: Some(number::grouped(*value)),
    };
    let denominator = due.saturating_sub(*suspended);
    let rate = |key, label, text, formula, code, rate: &Option<f64>, part: &u64, whole: u64| Definition {
        key,
        label,
        text,
        formula: Some(formula),
        code,
        value: rate.map(|rate| {
            format!(
                "{} / {} = {}",
                number::grouped(*part),
                number::grouped(whole),
                number::percent(rate)
            )
        }),
    };
    vec![
        count(
            "received",
            text::received(lang),
            text::received_def(lang),
            "pub fn of(",
            received,
        ),
        count("due", text::due(lang), text::due_def(lang), of_a_case, due),
        count(
            "suspended",
            text::suspended(lang),
            text::suspended_def(lang),
            of_a_case,
            suspended,
        ),
        count(
            "closed",
            text::closed(lang),
            text::closed_def(lang),
            "pub fn is_closed(",
            closed,
        ),
        count(
            "due_closed",
            text::due_closed(lang),
            text::due_closed_def(lang),
            "pub fn of(",
            due_closed,
        ),
        count(
            "closed_on_time",
            text::closed_on_time(lang),
            text::closed_on_time_def(lang),
            of_a_case,
            closed_on_time,
        ),
        count(
            "overdue_open",
            text::overdue_open(lang),
            text::overdue_open_def(lang),
            "pub fn is_overdue(",
            overdue_open,
        ),
        rate(
            "on_time_rate",
            text::on_time_rate(lang),
            text::on_time_rate_def(lang),
            "closed_on_time / (due − suspended)",
            "pub fn on_time_rate(",
            on_time_rate,
            closed_on_time,
            denominator,
        ),
        rate(
            "closing_rate",
            text::closing_rate(lang),
            text::closing_rate_def(lang),
            "due_closed / (due − suspended)",
            "pub fn closing_rate(",
            closing_rate,
            due_closed,
            denominator,
        ),
        rate(
            "satisfaction",
            text::satisfaction(lang),
            text::satisfaction_def(lang),
            "satisfied / verdicts",
            "pub fn satisfaction(",
            satisfaction,
            satisfied,
            *verdicts,
        ),
        rate(
            "coverage",
            text::coverage(lang),
            text::coverage_def(lang),
            "verdicts / closed",
            "pub fn coverage(",
            coverage,
            verdicts,
            *closed,
        ),
        count(
            "dispatched",
            text::dispatched(lang),
            text::dispatched_def(lang),
            "pub fn of(",
            dispatched,
        ),
        rate(
            "signing_rate",
            text::signing_rate(lang),
            text::signing_rate_def(lang),
            "signed_in_time / dispatched",
            "pub fn signing_rate(",
            signing_rate,
            signed_in_time,
            *dispatched,
        ),
        rate(
            "response_rate",
            text::response_rate(lang),
            text::response_rate_def(lang),
            "contacted_in_time / dispatched",
            "pub fn response_rate(",
            response_rate,
            contacted_in_time,
            *dispatched,
        ),
        rate(
            "return_rate",
            text::return_rate(lang),
            text::return_rate_def(lang),
            "returned / dispatched",
            "pub fn return_rate(",
            return_rate,
            returned,
            *dispatched,
        ),
        rate(
            "rework_rate",
            text::rework_rate(lang),
            text::rework_rate_def(lang),
            "reworked / closed",
            "pub fn rework_rate(",
            rework_rate,
            reworked,
            *closed,
        ),
        rate(
            "solved_rate",
            text::solved_rate(lang),
            text::solved_rate_def(lang),
            "solved / answers",
            "pub fn solved_rate(",
            solved_rate,
            solved,
            *answers,
        ),
        rate(
            "completion_rate",
            text::completion_rate(lang),
            text::completion_rate_def(lang),
            "completed / handed_over",
            "pub fn completion_rate(",
            completion_rate,
            completed,
            *handed_over,
        ),
        rate(
            "repeat_place_rate",
            text::repeat_place_rate(lang),
            text::repeat_place_rate_def(lang),
            "repeat_place / received",
            "pub fn repeat_rates(",
            repeat_place_rate,
            repeat_place,
            *received,
        ),
        rate(
            "repeat_person_rate",
            text::repeat_person_rate(lang),
            text::repeat_person_rate_def(lang),
            "repeat_person / received",
            "pub fn repeat_rates(",
            repeat_person_rate,
            repeat_person,
            *received,
        ),
        rate(
            "repeat_matter_rate",
            text::repeat_matter_rate(lang),
            text::repeat_matter_rate_def(lang),
            "repeat_matter / received",
            "pub fn repeat_rates(",
            repeat_matter_rate,
            repeat_matter,
            *received,
        ),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_code_of_every_definition_is_found_in_its_source() {
        for definition in definitions(Lang::Zh, &Figures::default()) {
            let code = FIGURES.function(definition.code);
            assert!(
                code.is_some_and(|code| code.ends_with('}')),
                "{}",
                definition.code
            );
        }
        assert!(INTERVAL.function("pub fn wilson(").is_some());
        assert!(RANKING.function("pub fn rank(").is_some());
    }

    #[test]
    fn a_function_is_cut_out_with_its_documentation_and_without_its_indentation() {
        let source = Source {
            path: "x.rs",
            text: "impl A {\n    /// Doc.\n    #[must_use]\n    pub fn a(&self) {\n        b()\n    }\n}\n",
        };
        assert_eq!(
            source.function("pub fn a(").as_deref(),
            Some("/// Doc.\n#[must_use]\npub fn a(&self) {\n    b()\n}")
        );
        assert_eq!(source.function("pub fn z("), None);
    }
}
