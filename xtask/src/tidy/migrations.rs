//! Every table and column of a migration has a comment in some migration, and no two migrations have the same
//! version: the database takes the second one for a changed first one.
//!
//! Reads just enough SQL: `create table … ( … )`, `alter table … add column`, `comment on`. It does
//! not check that the SQL is right; Postgres does.

use std::collections::{BTreeMap, BTreeSet};

use super::{Finding, Source};

pub(super) fn check(files: &[Source]) -> Vec<Finding> {
    let migrations: Vec<&Source> = files
        .iter()
        .filter(|file| file.path.contains("/migrations/") && file.path.ends_with(".sql"))
        .collect();
    let commented: BTreeSet<String> = migrations.iter().flat_map(|file| commented(&file.text)).collect();
    let mut findings = Vec::new();
    let mut versions = BTreeMap::new();
    for file in &migrations {
        let name = file.path.rsplit('/').next().unwrap_or_default();
        let version = name.split('_').next().unwrap_or_default();
        if let Some(other) = versions.insert(version, name) {
            findings.push(Finding {
                place: file.path.clone(),
                check: "migration-version",
                message: format!("{other} has the same version"),
            });
        }
        for object in created(&file.text) {
            if !commented.contains(&object) {
                findings.push(Finding {
                    place: file.path.clone(),
                    check: "commented-schema",
                    message: format!("{object} has no comment"),
                });
            }
        }
    }
    findings
}

/// `table t` and `column t.c` for every table and column a migration makes.
fn created(sql: &str) -> Vec<String> {
    let mut objects = Vec::new();
    for statement in statements(sql) {
        let words: Vec<&str> = statement.split_whitespace().collect();
        match words.as_slice() {
            ["create", "table", rest @ ..] | ["create", "unlogged", "table", rest @ ..] => {
                let rest = rest.strip_prefix(&["if", "not", "exists"]).unwrap_or(rest);
                let Some(table) = rest.first().map(|word| name(word)) else {
                    continue;
                };
                objects.push(format!("table {table}"));
                if rest.get(1) != Some(&"partition") {
                    objects.extend(
                        columns(&statement)
                            .into_iter()
                            .map(|c| format!("column {table}.{c}")),
                    );
                }
            }
            ["alter", "table", rest @ ..] => {
                let rest = rest.strip_prefix(&["only"]).unwrap_or(rest);
                let Some(table) = rest.first().map(|word| name(word)) else {
                    continue;
                };
                for window in rest.windows(3) {
                    if let ["add", "column", column] = window {
                        objects.push(format!("column {table}.{}", name(column)));
                    }
                }
            }
            _ => {}
        }
    }
    objects
}

fn commented(sql: &str) -> Vec<String> {
    statements(sql)
        .iter()
        .filter_map(|statement| {
            let mut words = statement.split_whitespace();
            match (words.next(), words.next(), words.next(), words.next()) {
                (Some("comment"), Some("on"), Some(kind @ ("table" | "column")), Some(object)) => {
                    Some(format!("{kind} {}", name(object)))
                }
                _ => None,
            }
        })
        .collect()
}

/// The column names between the outermost parentheses of a `create table`.
fn columns(statement: &str) -> Vec<String> {
    const NOT_COLUMNS: [&str; 7] = [
        "check",
        "constraint",
        "exclude",
        "foreign",
        "like",
        "primary",
        "unique",
    ];
    let Some((_, body)) = statement.split_once('(') else {
        return Vec::new();
    };
    let mut depth = 0;
    let mut part = String::new();
    let mut parts = Vec::new();
    for c in body.chars() {
        match c {
            '(' => depth += 1,
            ')' if depth == 0 => break,
            ')' => depth -= 1,
            ',' if depth == 0 => {
                parts.push(std::mem::take(&mut part));
                continue;
            }
            _ => {}
        }
        part.push(c);
    }
    parts.push(part);
    parts
        .iter()
        .filter_map(|part| part.split([' ', '\n', '\t', '(']).find(|word| !word.is_empty()))
        .filter(|word| !NOT_COLUMNS.contains(word))
        .map(name)
        .collect()
}

/// Lower-case statements without comments; the text of strings is blanked out.
fn statements(sql: &str) -> Vec<String> {
    let mut plain = String::new();
    let mut rest = sql;
    while let Some(c) = rest.chars().next() {
        let skip = if rest.starts_with("--") {
            rest.find('\n').unwrap_or(rest.len())
        } else if rest.starts_with("/*") {
            rest.find("*/").map_or(rest.len(), |at| at + 2)
        } else if c == '\'' {
            plain.push_str("''");
            rest[1..].find('\'').map_or(rest.len(), |at| at + 2)
        } else if let Some(tag) = dollar_tag(rest) {
            rest[tag.len()..]
                .find(tag)
                .map_or(rest.len(), |at| at + 2 * tag.len())
        } else {
            plain.extend(c.to_lowercase());
            c.len_utf8()
        };
        rest = &rest[skip..];
    }
    // A parenthesis may touch the table's name.
    plain
        .split(';')
        .map(|statement| statement.replace('(', " (").trim().to_owned())
        .collect()
}

/// `$$` or `$name$` at the start of the text.
fn dollar_tag(text: &str) -> Option<&str> {
    let inner = text.strip_prefix('$')?;
    let end = inner.find('$')?;
    inner[..end]
        .chars()
        .all(|c| c.is_ascii_alphanumeric() || c == '_')
        .then(|| &text[..end + 2])
}

fn name(word: &str) -> String {
    word.trim_matches(|c| c == '(' || c == ',').replace('"', "")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(sql: &str) -> Vec<String> {
        let file = Source {
            path: "crates/store/migrations/0001_a.sql".into(),
            text: sql.into(),
        };
        check(&[file])
            .into_iter()
            .map(|finding| finding.message)
            .collect()
    }

    #[test]
    fn a_table_and_each_of_its_columns_wants_a_comment() {
        let sql = "create table region (\n  code text not null, -- the key\n  size numeric(10, 2) check (size > 0),\n  primary key (code)\n);\ncomment on table region is 'A district; with a semicolon.';\ncomment on column region.code is 'x';";
        assert_eq!(found(sql), ["column region.size has no comment"]);
    }

    #[test]
    fn an_added_column_wants_one_too() {
        let sql = "ALTER TABLE published.case ADD COLUMN \"title\" text;";
        assert_eq!(found(sql), ["column published.case.title has no comment"]);
    }

    #[test]
    fn the_comment_may_stand_in_another_migration() {
        let file = |name: &str, text: &str| Source {
            path: format!("crates/store/migrations/{name}.sql"),
            text: text.into(),
        };
        let files = [
            file("1", "create table t(a int);"),
            file("2", "comment on table t is ''; comment on column t.a is '';"),
        ];
        assert!(check(&files).is_empty());
    }

    #[test]
    fn no_two_migrations_have_the_same_version() {
        let file = |name: &str| Source {
            path: format!("crates/store/migrations/{name}.sql"),
            text: String::new(),
        };
        let messages = |files: &[Source]| -> Vec<String> {
            let findings = check(files).into_iter();
            findings.map(|finding| finding.message).collect()
        };
        assert!(messages(&[file("1_a"), file("2_b")]).is_empty());
        assert_eq!(
            messages(&[file("1_a"), file("1_b")]),
            ["1_a.sql has the same version"]
        );
    }

    #[test]
    fn partitions_functions_and_comments_make_no_columns() {
        let sql = "create table p partition of q for values in ('x');\n-- create table no (a int);\ncreate function f() returns trigger as $$ begin create table u (a int); end $$ language plpgsql;\ncomment on table p is 'One region''s part';";
        assert!(found(sql).is_empty(), "{:?}", found(sql));
    }
}
