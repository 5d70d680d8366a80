//! Checks that look at one file's lines.

use super::{Finding, Source};

/// A word that must not stand in certain files.
struct Rule {
    check: &'static str,
    /// Split in two, so that this file does not break its own rules.
    words: &'static [(&'static str, &'static str)],
    applies: fn(&str) -> bool,
    message: &'static str,
}

/// Where features are looked at: one file per feature.
const GATES: [&str; 2] = ["app/src/server.rs", "app/src/map/gate.rs"];

const RULES: [Rule; 5] = [
    Rule {
        check: "sql-in-store",
        words: &[("sqlx", "::")],
        applies: |path| rust(path) && !path.starts_with("crates/store/") && !path.contains("/tests/"),
        message: "SQL belongs in crates/store",
    },
    Rule {
        check: "one-gate",
        words: &[
            ("cfg(", "feature"),
            ("cfg!(", "feature"),
            ("cfg_attr(", "feature"),
        ],
        applies: |path| rust(path) && !GATES.contains(&path),
        message: "features are looked at in app/src/server.rs and app/src/map/gate.rs only",
    },
    Rule {
        check: "clock",
        words: &[("Utc::", "now"), ("Local::", "now"), ("SystemTime::", "now")],
        applies: |path| {
            rust(path)
                && ["domain", "lens", "intake", "store"]
                    .iter()
                    .any(|c| path.starts_with(&format!("crates/{c}/src/")))
        },
        message: "time is passed in here",
    },
    Rule {
        check: "unfinished",
        words: &[("todo", "!("), ("unimplemented", "!(")],
        applies: rust,
        message: "not finished",
    },
    Rule {
        check: "staff-bundle",
        words: &[("lianqin-", "staff"), ("hydrate-", "staff")],
        applies: |path| {
            path.starts_with("app/src/") && path != "app/src/assets.rs" && !path.contains("/staff")
        },
        message: "a public page must not name the staff's bundle",
    },
];

fn rust(path: &str) -> bool {
    path.ends_with(".rs") && !path.starts_with("xtask/src/tidy/")
}

pub(super) fn check(file: &Source) -> Vec<Finding> {
    let rules: Vec<&Rule> = RULES.iter().filter(|rule| (rule.applies)(&file.path)).collect();
    let mut findings = Vec::new();
    for (index, line) in file.text.lines().enumerate() {
        let mut report = |check: &'static str, message: &str| {
            if !line.contains(&format!("tidy-allow: {check}")) {
                let place = format!("{}:{}", file.path, index + 1);
                findings.push(Finding {
                    place,
                    check,
                    message: message.to_owned(),
                });
            }
        };
        let code = line.split("//").next().unwrap_or_default();
        for rule in &rules {
            if rule.words.iter().any(|(a, b)| contains(code, a, b)) {
                report(rule.check, rule.message);
            }
        }
        if let Some(path) = machine_path(line) {
            report("machine-path", &format!("{path} is a path of somebody's machine"));
        }
    }
    findings
}

/// `a` directly followed by `b`, not as the end of a longer word.
fn contains(code: &str, a: &str, b: &str) -> bool {
    code.match_indices(a).any(|(at, _)| {
        code[at + a.len()..].starts_with(b)
            && !code[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_')
    })
}

/// An absolute path below a home or a checkout of ours.
fn machine_path(line: &str) -> Option<&str> {
    for root in [concat!("/wo", "rk/"), concat!("/ro", "ot/")] {
        for (at, _) in line.match_indices(root) {
            let starts = !line[..at].ends_with(|c: char| c.is_alphanumeric() || "._-~/>}".contains(c));
            let tail = &line[at + root.len()..];
            if starts && tail.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '.') {
                let end = tail
                    .find(|c: char| c.is_whitespace() || "\"'`)>,".contains(c))
                    .unwrap_or(tail.len());
                return Some(&line[at..at + root.len() + end]);
            }
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(path: &str, text: &str) -> Vec<&'static str> {
        check(&Source {
            path: path.into(),
            text: text.into(),
        })
        .into_iter()
        .map(|finding| finding.check)
        .collect()
    }

    #[test]
    fn sql_stays_in_the_store() {
        assert_eq!(
            found("server/src/router.rs", "let pool: sqlx::PgPool = x;"),
            ["sql-in-store"]
        );
        assert!(found("crates/store/src/lib.rs", "use sqlx::PgPool;").is_empty());
        assert!(found("server/tests/board.rs", "use sqlx::PgPool;").is_empty());
        assert!(
            found("app/src/lib.rs", "// unlike sqlx::query").is_empty(),
            "a comment may name it"
        );
    }

    #[test]
    fn features_are_looked_at_in_one_place() {
        assert_eq!(
            found("app/src/map/mod.rs", "#[cfg(feature = \"ssr\")]"),
            ["one-gate"]
        );
        for gate in GATES {
            assert!(found(gate, "#![cfg(feature = \"ssr\")]").is_empty());
        }
    }

    #[test]
    fn the_clock_is_passed_to_the_pure_crates() {
        assert_eq!(
            found("crates/domain/src/clock.rs", "let now = Utc::now();"),
            ["clock"]
        );
        assert!(found("server/src/jobs.rs", "let now = Utc::now();").is_empty());
        assert!(found("crates/store/tests/case.rs", "let now = Utc::now();").is_empty());
    }

    #[test]
    fn nothing_is_left_to_do() {
        assert_eq!(found("app/src/lib.rs", "fn f() { todo!() }"), ["unfinished"]);
    }

    #[test]
    fn no_public_page_names_the_staff_bundle() {
        assert_eq!(
            found("app/src/portal/home_page.rs", "assets.href(\"lianqin-staff.js\")"),
            ["staff-bundle"]
        );
    }

    #[test]
    fn paths_of_a_machine_are_found_in_any_file() {
        let path = concat!("/wo", "rk/somewhere/data.csv");
        assert_eq!(found("README.md", &format!("see `{path}`")), ["machine-path"]);
        for fine in [
            "https://example.org/work/life",
            "../work/here",
            "/work/ and play",
            "/rooted/x",
        ] {
            assert!(found("README.md", fine).is_empty(), "{fine}");
        }
    }

    #[test]
    fn a_line_may_say_why_it_breaks_a_rule() {
        let line = "fn f() { x(SystemTime::now()) } // tidy-allow: clock, a span of ours";
        assert!(found("crates/lens/src/bench.rs", line).is_empty());
        assert_eq!(
            found("crates/lens/src/bench.rs", &line.replace("clock,", "sql,")),
            ["clock"]
        );
    }
}
