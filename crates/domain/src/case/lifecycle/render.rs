//! The table as text, every state × action × role of it, for review.

use std::fmt::Write as _;

use super::table::{ClockEffect, TABLE, Target, Transition};
use crate::case::{Action, Role, State};

/// Renders the whole table: one block per state, one line per action that somebody may take in it, one
/// column per role, and the actions that nobody may take.
#[must_use]
pub fn table() -> String {
    let mut out = String::from("roles:");
    for (index, role) in Role::ALL.iter().enumerate() {
        let _ = write!(out, " {}={}", letter(index), role.code());
    }
    out.push('\n');
    block(&mut out, None);
    for state in State::ALL {
        block(&mut out, Some(*state));
    }
    out
}

fn block(out: &mut String, state: Option<State>) {
    let header: String = (0..Role::ALL.len()).map(letter).collect();
    let name = state.map_or("(no case)", State::code);
    let _ = write!(
        out,
        "\n{name:<22} {header}  to           clock        conditions\n"
    );
    let mut refused = Vec::new();
    for action in Action::ALL {
        let mut nobody = true;
        for line in TABLE
            .iter()
            .filter(|line| line.action == *action && starts_in(line, state))
        {
            nobody = false;
            let roles: String = Role::ALL
                .iter()
                .map(|role| if line.roles.contains(role) { 'x' } else { '.' })
                .collect();
            let guards: Vec<_> = line.guards.iter().map(|guard| guard.words()).collect();
            let row = format!(
                "  {:<20} {roles}  {:<12} {:<12} {}",
                action.code(),
                target(line.to),
                clock(line.clock),
                guards.join(", ")
            );
            let _ = writeln!(out, "{}", row.trim_end());
        }
        if nobody {
            refused.push(action.code());
        }
    }
    let _ = writeln!(out, "  refused to all: {}", refused.join(" "));
}

fn starts_in(line: &Transition, state: Option<State>) -> bool {
    state.map_or(line.from.is_empty(), |state| line.from.contains(&state))
}

fn letter(index: usize) -> char {
    char::from(b'A' + u8::try_from(index).unwrap_or(25))
}

fn target(to: Target) -> &'static str {
    match to {
        Target::To(state) => state.code(),
        Target::Same => "(same)",
        Target::Former => "(former)",
    }
}

fn clock(effect: ClockEffect) -> &'static str {
    match effect {
        ClockEffect::None => "-",
        ClockEffect::Starts => "starts once",
        ClockEffect::Extends => "extends",
        ClockEffect::ExtendsPart => "extends co",
        ClockEffect::Pauses => "pauses",
        ClockEffect::Continues => "continues",
        ClockEffect::Stops => "stops",
    }
}
