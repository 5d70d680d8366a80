use serde::{Deserialize, Serialize};

use super::{FieldFault, parse};
use crate::CategoryCode;
use crate::publication::{Rounding, Tier};

/// How pressing a kind of matter is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Urgency {
    Normal,
    Urgent,
}

impl Urgency {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Normal, Self::Urgent];

    /// The code in the database.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Normal => "normal",
            Self::Urgent => "urgent",
        }
    }

    /// The urgency with this code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|urgency| urgency.code() == code)
    }
}

/// A kind of matter as it stands, or as somebody wants it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CategoryDraft {
    pub code: CategoryCode,
    pub name: String,
    pub name_en: Option<String>,
    pub parent: Option<CategoryCode>,
    pub urgency: Urgency,
    pub tier: Tier,
    pub rounding: Rounding,
    /// How long after receipt a case may first appear in public.
    pub delay_minutes: u32,
    pub tags: Vec<String>,
}

impl CategoryDraft {
    /// Whether cases of this kind look different in public than `old` had them look.
    #[must_use]
    pub fn publishes_otherwise_than(&self, old: &Self) -> bool {
        (self.tier, self.rounding, self.delay_minutes) != (old.tier, old.rounding, old.delay_minutes)
    }
}

/// A kind of matter with what its page says beside it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CategoryRow {
    pub category: CategoryDraft,
    /// Unit that leads it everywhere, if one does now.
    pub default_lead: Option<String>,
}

/// The fields of the page, as they were sent.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct CategoryForm {
    pub code: String,
    pub name: String,
    pub name_en: String,
    pub parent: String,
    pub urgency: String,
    pub tier: String,
    pub rounding: String,
    pub delay_minutes: String,
    /// Separated by commas or white space.
    pub tags: String,
}

impl CategoryForm {
    /// The kind it describes. Whether the parent exists, the database knows.
    pub fn parse(&self) -> Result<CategoryDraft, FieldFault> {
        let tags = parse::optional("tags", &self.tags, 500)?.unwrap_or_default();
        let mut tags: Vec<String> = tags
            .split(|c: char| c.is_whitespace() || ",;，；、".contains(c))
            .filter(|tag| !tag.is_empty())
            .map(str::to_owned)
            .collect();
        tags.sort_unstable();
        tags.dedup();
        let delay = parse::number("delay_minutes", &self.delay_minutes, 0, 60 * 24 * 365)?;
        Ok(CategoryDraft {
            code: parse::code("code", &self.code)?,
            name: parse::text("name", &self.name, 100)?,
            name_en: parse::optional("name_en", &self.name_en, 100)?,
            parent: parse::optional_code("parent", &self.parent)?,
            urgency: parse::choice("urgency", &self.urgency, Urgency::from_code)?,
            tier: parse::choice("tier", &self.tier, Tier::from_code)?,
            rounding: parse::choice("rounding", &self.rounding, Rounding::from_code)?,
            delay_minutes: u32::try_from(delay).unwrap_or(0),
            tags,
        })
    }
}

impl From<&CategoryDraft> for CategoryForm {
    fn from(kind: &CategoryDraft) -> Self {
        Self {
            code: kind.code.to_string(),
            name: kind.name.clone(),
            name_en: kind.name_en.clone().unwrap_or_default(),
            parent: kind.parent.as_ref().map(ToString::to_string).unwrap_or_default(),
            urgency: kind.urgency.code().to_owned(),
            tier: kind.tier.code().to_owned(),
            rounding: kind.rounding.code().to_owned(),
            delay_minutes: kind.delay_minutes.to_string(),
            tags: kind.tags.join(" "),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::Fault;

    fn form() -> CategoryForm {
        CategoryForm {
            code: "lamp".into(),
            name: "路灯".into(),
            urgency: "normal".into(),
            tier: "exact".into(),
            rounding: "none".into(),
            delay_minutes: "0".into(),
            tags: "夜 light, light".into(),
            ..CategoryForm::default()
        }
    }

    #[test]
    fn what_was_read_from_a_form_fills_the_same_form() {
        let kind = form().parse().expect("a kind");
        assert_eq!(kind.tags, ["light", "夜"]);
        assert_eq!(CategoryForm::from(&kind).parse(), Ok(kind));
    }

    #[test]
    fn the_field_that_is_wrong_is_named() {
        let wrong = |change: fn(&mut CategoryForm)| {
            let mut form = form();
            change(&mut form);
            let fault = form.parse().expect_err("a fault");
            (fault.field, fault.fault)
        };
        assert_eq!(wrong(|form| form.code.clear()), ("code", Fault::Empty));
        assert_eq!(
            wrong(|form| form.name = "长".repeat(101)),
            ("name", Fault::TooLong { most: 100 })
        );
        assert_eq!(wrong(|form| form.tier = "secret".into()), ("tier", Fault::Choice));
        assert_eq!(
            wrong(|form| form.delay_minutes = "-1".into()),
            ("delay_minutes", Fault::Number { from: 0, to: 525_600 })
        );
    }

    #[test]
    fn a_new_name_changes_nothing_in_public_files() {
        let old = form().parse().expect("a kind");
        let renamed = CategoryDraft {
            name: "照明".into(),
            ..old.clone()
        };
        assert!(!renamed.publishes_otherwise_than(&old));
        let private = CategoryDraft {
            tier: Tier::Count,
            ..old.clone()
        };
        assert!(private.publishes_otherwise_than(&old));
    }
}
