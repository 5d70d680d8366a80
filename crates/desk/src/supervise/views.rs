use domain::access::Right;
use domain::supervise::SavedView;
use url::form_urlencoded;

use super::query::SuperviseQuery;
use crate::{Caller, Desk, DeskError};

/// Longest name of a view, in characters.
const MOST_NAME: usize = 40;
/// Longest question that is kept, in bytes.
const MOST_QUERY: usize = 500;

impl Desk {
    /// Keeps a question of `/supervise` under a name; one of the same name is replaced.
    pub async fn save_view(&self, caller: &Caller, name: &str, query: &str) -> Result<(), DeskError> {
        caller.needs(Right::Oversee)?;
        let view = SavedView {
            name: name_of(name)?,
            query: canonical(query)?,
        };
        let kept = store::supervise::put_view(&self.db, &caller.region, caller.id()?, &view, self.now());
        if kept.await? {
            Ok(())
        } else {
            Err(DeskError::invalid("name", "at most 30 views; remove one first"))
        }
    }

    /// Gives a kept question up.
    pub async fn remove_view(&self, caller: &Caller, name: &str) -> Result<(), DeskError> {
        caller.needs(Right::Oversee)?;
        // A name that cannot be kept is none.
        let name = name_of(name).map_err(|_| DeskError::NotFound)?;
        if store::supervise::remove_view(&self.db, &caller.region, caller.id()?, &name).await? {
            Ok(())
        } else {
            Err(DeskError::NotFound)
        }
    }
}

fn name_of(text: &str) -> Result<String, DeskError> {
    let name = text.trim();
    let fits = (1..=MOST_NAME).contains(&name.chars().count()) && !name.chars().any(char::is_control);
    if fits {
        Ok(name.to_owned())
    } else {
        Err(DeskError::invalid("name", "1 to 40 characters"))
    }
}

/// The question without region and empty fields, if it is one.
fn canonical(query: &str) -> Result<String, DeskError> {
    let pairs: Vec<(String, String)> = form_urlencoded::parse(query.as_bytes()).into_owned().collect();
    SuperviseQuery::parse(&pairs)?;
    let said = pairs
        .iter()
        .filter(|(name, value)| name != "region" && name != "kind" && !value.is_empty());
    let query = form_urlencoded::Serializer::new(String::new())
        .extend_pairs(said)
        .finish();
    if query.len() > MOST_QUERY || query.contains("%00") {
        return Err(DeskError::invalid("query", "not a view that can be kept"));
    }
    Ok(query)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_view_is_what_was_asked_and_nothing_else() {
        let asked = "region=999001&from=2026-06-01&to=&department=urban";
        assert_eq!(
            canonical(asked).expect("a view"),
            "from=2026-06-01&department=urban"
        );
        assert_eq!(canonical("").expect("a view"), "");
        for wrong in ["from=soon", "colour=red", "department=a%00b"] {
            assert!(canonical(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_name_has_one_to_forty_characters() {
        assert_eq!(name_of(" 逾期 ").expect("a name"), "逾期");
        for wrong in ["", "  ", "a\u{7}b", &"名".repeat(41)] {
            assert!(name_of(wrong).is_err(), "{wrong}");
        }
    }
}
