//! From a log of Postgres to a script of pgbench.

use std::fmt::Write as _;

use anyhow::{Context, Result, ensure};

/// One action as pgbench runs it.
pub(super) struct Script {
    pub(super) text: String,
    pub(super) statements: usize,
}

/// A statement as the log has it.
struct Logged {
    pid: String,
    sql: String,
    /// Literals as Postgres writes them: quoted, or NULL.
    parameters: Vec<String>,
}

/// The statements of the action `action_id` on `case_id` in a log whose lines begin with `@pid@`: from the
/// look at the token to the commit. Another case and another action each time take the place of these.
pub(super) fn script(log: &str, case_id: &str, action_id: &str) -> Result<Script> {
    let logged = logged(log);
    let from = logged
        .iter()
        .position(|one| one.sql.contains("core.api_tokens"))
        .context("nobody looks at the token")?;
    let logged = &logged[from..];
    let event = logged
        .iter()
        .position(|one| one.sql.contains("insert into core.case_events"))
        .context("no event is written")?;
    let commit = logged
        .iter()
        .enumerate()
        .skip(event)
        .position(|(_, one)| one.pid == logged[event].pid && one.sql.eq_ignore_ascii_case("commit"))
        .context("nothing is committed")?;
    let action = &logged[..=event + commit];

    // Which case: asked of a small table by number, in place of the look at the case's code.
    let mut text = String::from("\\set i :i + 1\n\\set n :client_id * :each + :i\n");
    let mut found = 0;
    for one in action {
        if one.sql.contains("public_code = $") && one.sql.starts_with("select case_id from core.cases") {
            text.push_str("select case_id from public.targets where n = :n \\gset\n");
            found += 1;
            continue;
        }
        // Writing to a String cannot fail.
        let _ = writeln!(text, "{};", filled(one, case_id, action_id)?);
    }
    ensure!(found == 1, "the case is looked up {found} times");
    Ok(Script {
        text,
        statements: action.len(),
    })
}

fn logged(log: &str) -> Vec<Logged> {
    let mut all: Vec<Logged> = Vec::new();
    for line in log.lines() {
        let Some((pid, said)) = line.strip_prefix('@').and_then(|rest| rest.split_once('@')) else {
            // A further line of the statement before.
            if let Some(last) = all.last_mut() {
                last.sql.push(' ');
                last.sql.push_str(line.trim());
            }
            continue;
        };
        if let Some(said) = said.strip_prefix("LOG:  ") {
            let sql = said.strip_prefix("statement: ").or_else(|| {
                let (_, sql) = said.strip_prefix("execute ")?.split_once(": ")?;
                Some(sql)
            });
            if let Some(sql) = sql {
                all.push(Logged {
                    pid: pid.to_owned(),
                    sql: sql.trim().to_owned(),
                    parameters: Vec::new(),
                });
            }
        } else if let Some(said) = said.strip_prefix("DETAIL:  parameters: ")
            && let Some(last) = all.iter_mut().rev().find(|one| one.pid == pid)
        {
            last.parameters = parameters(said);
        }
    }
    all
}

/// `$1 = 'it''s', $2 = NULL` as its literals.
fn parameters(said: &str) -> Vec<String> {
    let mut rest = said;
    let mut all = Vec::new();
    while let Some((_, after)) = rest.split_once(" = ") {
        if let Some(quoted) = after.strip_prefix('\'') {
            let mut end = 0;
            while let Some(quote) = quoted[end..].find('\'') {
                end += quote + 1;
                if !quoted[end..].starts_with('\'') {
                    break;
                }
                end += 1;
            }
            all.push(format!("'{}", &quoted[..end]));
            rest = &quoted[end..];
        } else {
            let end = after.find(", $").unwrap_or(after.len());
            all.push(after[..end].to_owned());
            rest = &after[end..];
        }
    }
    all
}

/// The statement with its parameters in it.
fn filled(one: &Logged, case_id: &str, action_id: &str) -> Result<String> {
    let mut sql = String::new();
    let mut rest = one.sql.as_str();
    while let Some((before, after)) = rest.split_once('$') {
        let end = after
            .find(|letter: char| !letter.is_ascii_digit())
            .unwrap_or(after.len());
        sql.push_str(before);
        rest = &after[end..];
        let number: usize = after[..end]
            .parse()
            .with_context(|| format!("odd: {}", one.sql))?;
        let literal = number
            .checked_sub(1)
            .and_then(|index| one.parameters.get(index))
            .with_context(|| format!("no ${number}: {}", one.sql))?;
        sql.push_str(
            &if literal.contains(case_id) && literal.len() == case_id.len() + 2 {
                ":case_id".to_owned()
            } else if literal.contains(action_id) {
                "gen_random_uuid()".to_owned()
            } else if literal.starts_with('\'') {
                // A colon would be a variable of pgbench's.
                format!("E{}", literal.replace('\\', "\\\\").replace(':', "\\072"))
            } else {
                literal.clone()
            },
        );
    }
    sql.push_str(rest);
    Ok(sql)
}

#[cfg(test)]
mod tests {
    use super::*;

    const LOG: &str = "\
@7@LOG:  execute sqlx_s_9: select * from core.api_tokens where token_hash = $1
@7@DETAIL:  parameters: $1 = '\\x01'
@8@LOG:  execute sqlx_s_1: select case_id from core.cases where region_code = $1 and public_code = $2
@8@DETAIL:  parameters: $1 = 'bench', $2 = 'ABC'
@8@LOG:  statement: BEGIN
@8@LOG:  execute sqlx_s_2: insert into core.case_events
\t    values ($1, $2, $3, $10)
@8@DETAIL:  parameters: $1 = 'it''s at 10:30', $2 = 'c-1', $3 = 'a-1', $4 = NULL, $5 = '', $6 = '', $7 = '', $8 = '', $9 = '', $10 = NULL
@9@LOG:  statement: COMMIT
@8@LOG:  statement: COMMIT
@8@LOG:  statement: BEGIN
";

    #[test]
    fn a_log_becomes_the_script_of_one_action_on_any_case() {
        let script = script(LOG, "c-1", "a-1").unwrap();
        assert_eq!(
            script.text,
            "\\set i :i + 1\n\\set n :client_id * :each + :i\n\
             select * from core.api_tokens where token_hash = E'\\\\x01';\n\
             select case_id from public.targets where n = :n \\gset\n\
             BEGIN;\n\
             insert into core.case_events values (E'it''s at 10\\07230', :case_id, gen_random_uuid(), NULL);\n\
             COMMIT;\n\
             COMMIT;\n"
        );
        assert_eq!(script.statements, 6);
    }

    #[test]
    fn a_log_without_an_action_is_an_error() {
        assert!(script("@7@LOG:  statement: BEGIN", "c-1", "a-1").is_err());
    }
}
