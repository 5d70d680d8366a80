//! Where the time of an import goes, by what Postgres logs of its statements.

use std::{
    collections::HashMap,
    fs::File,
    io::{BufRead, BufReader, Seek, SeekFrom},
    path::Path,
};

use anyhow::Result;

use super::{Bench, import::seconds};
use crate::shell;

/// Statements that are told one by one.
const TOLD: usize = 14;

impl Bench {
    /// Imports `list` once and prints what each kind of statement took. Statements of two connections may
    /// run at once: the sum may exceed the whole.
    pub(super) fn profile(&self, rows: usize, list: &Path) -> Result<()> {
        self.create("profile")?;
        let migrate = seconds(|| shell::output(self.lianqin("profile").arg("migrate")))?;
        // A dry run into a region that does not exist asks the database nothing.
        let read = seconds(|| {
            shell::output(
                self.lianqin("profile")
                    .args(["import", "--dry-run", "--json", "--region", "nowhere"])
                    .args(["--mapping", "any-list"])
                    .arg(list),
            )
        })?;
        self.cluster.psql(
            "postgres",
            "alter database profile set log_min_duration_statement = 0",
        )?;
        let mut log = File::open(self.cluster.log_path())?;
        log.seek(SeekFrom::End(0))?;
        let import = seconds(|| self.import_into("profile", list))?;
        let mut spent: HashMap<String, (f64, u64)> = HashMap::new();
        for line in BufReader::new(log).lines() {
            if let Some((milliseconds, statement)) = timed(&line?) {
                let entry = spent.entry(statement).or_default();
                entry.0 += milliseconds;
                entry.1 += 1;
            }
        }
        let mut spent: Vec<(String, (f64, u64))> = spent.into_iter().collect();
        spent.sort_by(|a, b| b.1.0.total_cmp(&a.1.0));
        #[expect(clippy::cast_precision_loss, reason = "a count of rows")]
        let per_row = |seconds: f64| seconds * 1e6 / rows as f64;
        eprintln!("{rows} rows, microseconds per row");
        let tell = |micros: f64, what: &str| eprintln!("{micros:>8.1}  {what}");
        tell(per_row(import), "the whole import into a migrated database");
        tell(
            per_row(read),
            "of it, alone: reading and converting, and the program's start",
        );
        tell(
            per_row(migrate),
            "before it, once: the program's start and all migrations",
        );
        for (statement, (milliseconds, calls)) in spent.iter().take(TOLD) {
            tell(per_row(milliseconds / 1e3), &format!("{statement} ({calls})"));
        }
        let rest: f64 = spent
            .iter()
            .skip(TOLD)
            .map(|(_, (milliseconds, _))| milliseconds)
            .sum();
        tell(per_row(rest / 1e3), "other statements");
        Ok(())
    }
}

/// Milliseconds and statement of a line of the log that tells them. The steps of one statement (parse, bind,
/// execute) count together, and so do statements that begin alike.
fn timed(line: &str) -> Option<(f64, String)> {
    let (_, rest) = line.split_once("LOG:  duration: ")?;
    let (milliseconds, rest) = rest.split_once(" ms  ")?;
    let (_, statement) = rest.split_once(": ")?;
    let words: Vec<&str> = statement.split('(').next()?.split_whitespace().take(3).collect();
    Some((milliseconds.parse().ok()?, words.join(" ")))
}

#[cfg(test)]
mod tests {
    use super::timed;

    #[test]
    fn a_statement_is_known_by_its_beginning() {
        let log = "2026-11-01 00:00:00.000 UTC [1] LOG:  duration: ";
        for (line, expected) in [
            (
                "12.5 ms  statement: copy core.cases (a, b) from stdin",
                Some((12.5, "copy core.cases")),
            ),
            (
                "0.5 ms  execute sqlx_s_3: insert into published.tally as t (a)",
                Some((0.5, "insert into published.tally")),
            ),
            ("1.5 ms", None),
        ] {
            let expected = expected.map(|(time, words): (f64, &str)| (time, words.to_owned()));
            assert_eq!(timed(&format!("{log}{line}")), expected, "{line}");
        }
        assert_eq!(timed("LOG:  checkpoint complete"), None);
    }
}
