//! How many tests passed, read from the summary lines of nextest, `cargo test`,
//! wasm-bindgen-test and `node --test`.

use std::{fmt, ops::AddAssign};

/// What a runner, or all of them, counted.
#[derive(Debug, Default, PartialEq, Eq, Clone, Copy)]
pub(crate) struct Counts {
    pub(crate) passed: u64,
    pub(crate) failed: u64,
    pub(crate) skipped: u64,
}

impl AddAssign for Counts {
    fn add_assign(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
        self.skipped += other.skipped;
    }
}

impl fmt::Display for Counts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} passed, {} failed, {} skipped",
            self.passed, self.failed, self.skipped
        )
    }
}

/// The counts of a line that is a runner's summary; zero of any other.
pub(crate) fn of_line(line: &str) -> Counts {
    let line = without_colours(line);
    let line = line.trim();
    if line.starts_with("Summary [") && line.contains("tests run:") || line.contains("test run:") {
        let tail = line.rsplit("run:").next().unwrap_or_default();
        return Counts {
            passed: before(tail, "passed"),
            failed: before(tail, "failed") + before(tail, "timed out") + before(tail, "exec failed"),
            skipped: before(tail, "skipped"),
        };
    }
    if let Some(tail) = line.strip_prefix("test result:") {
        return Counts {
            passed: before(tail, "passed"),
            failed: before(tail, "failed"),
            skipped: before(tail, "ignored"),
        };
    }
    let mut words = line.split_whitespace();
    if let (Some("ℹ"), Some(what), Some(Ok(n)), None) = (
        words.next(),
        words.next(),
        words.next().map(str::parse),
        words.next(),
    ) {
        return match what {
            "pass" => Counts {
                passed: n,
                ..Counts::default()
            },
            "fail" | "cancelled" => Counts {
                failed: n,
                ..Counts::default()
            },
            "skipped" | "todo" => Counts {
                skipped: n,
                ..Counts::default()
            },
            _ => Counts::default(),
        };
    }
    Counts::default()
}

/// The number that stands right before `word`.
fn before(text: &str, word: &str) -> u64 {
    text.split([',', ';', '.', '('])
        .map(str::trim)
        .find_map(|part| {
            part.strip_suffix(word)
                .and_then(|head| head.trim().rsplit(' ').next()?.parse().ok())
        })
        .unwrap_or(0)
}

fn without_colours(line: &str) -> String {
    let mut plain = String::with_capacity(line.len());
    let mut rest = line;
    while let Some((head, tail)) = rest.split_once("\u{1b}[") {
        plain.push_str(head);
        rest = tail.split_once('m').map_or("", |(_, after)| after);
    }
    plain.push_str(rest);
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counts(passed: u64, failed: u64, skipped: u64) -> Counts {
        Counts {
            passed,
            failed,
            skipped,
        }
    }

    #[test]
    fn nextest_says_what_passed_and_what_did_not() {
        let green = "     Summary [   0.021s] 11 tests run: 11 passed (1 slow), 2 skipped";
        assert_eq!(of_line(green), counts(11, 0, 2));
        let red = "\u{1b}[31;1m     Summary\u{1b}[0m [  12.3s] \u{1b}[1m9\u{1b}[0m tests run: \u{1b}[1m6\u{1b}[0m \u{1b}[32mpassed\u{1b}[0m, \u{1b}[1m2\u{1b}[0m failed, \u{1b}[1m1\u{1b}[0m timed out, 0 skipped";
        assert_eq!(of_line(red), counts(6, 3, 0));
        assert_eq!(
            of_line("Summary [   0.021s] 1 test run: 1 passed, 0 skipped"),
            counts(1, 0, 0)
        );
    }

    #[test]
    fn cargo_test_counts_what_is_ignored_as_skipped() {
        let line = "test result: FAILED. 14 passed; 1 failed; 3 ignored; 0 measured; 0 filtered out; finished in 0.02s";
        assert_eq!(of_line(line), counts(14, 1, 3));
    }

    #[test]
    fn tests_in_the_browser_are_counted_like_those_of_cargo() {
        let line = "test result: ok. 27 passed; 0 failed; 2 ignored; 5 filtered out; finished in 1.31s";
        assert_eq!(of_line(line), counts(27, 0, 2));
        assert_eq!(
            of_line("test live::tests::one_of_3_passed ... ok"),
            Counts::default()
        );
    }

    #[test]
    fn node_spreads_its_counts_over_lines() {
        let mut sum = Counts::default();
        for line in [
            "ℹ tests 7",
            "ℹ suites 0",
            "ℹ pass 4",
            "ℹ fail 1",
            "ℹ cancelled 1",
            "ℹ skipped 1",
            "ℹ todo 0",
        ] {
            sum += of_line(line);
        }
        assert_eq!(sum, counts(4, 2, 1));
    }

    #[test]
    fn a_test_that_prints_numbers_is_no_summary() {
        assert_eq!(of_line("  3 passed, and one more"), Counts::default());
        assert_eq!(of_line("ℹ pass the salt 3"), Counts::default());
    }

    #[test]
    fn the_last_line_reads_like_this() {
        assert_eq!(counts(3, 0, 1).to_string(), "3 passed, 0 failed, 1 skipped");
    }
}
