//! Rules of `domain` about states, as SQL.

use domain::case::State;

/// The states in which a case has no clock, as the inside of an SQL list.
pub(crate) fn clock_stopped() -> String {
    list(State::clock_stopped)
}

/// Codes are letters and underscores: nothing in them needs escaping.
fn list(rule: impl Fn(State) -> bool) -> String {
    let codes: Vec<String> = State::ALL
        .iter()
        .filter(|state| rule(**state))
        .map(|state| format!("'{}'", state.code()))
        .collect();
    codes.join(", ")
}

#[cfg(test)]
mod tests {
    #[test]
    fn states_become_a_list_of_sql() {
        assert_eq!(super::clock_stopped(), "'rejected', 'merged'");
    }
}
