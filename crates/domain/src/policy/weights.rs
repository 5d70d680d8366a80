use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{Fault, FieldFault, parse};
use crate::board::composite::{Component, Weights, WeightsError};

/// Weights with the day from which they count, by whose decision, and what was said about it. All of it is public.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WeightSet {
    /// Local day.
    pub valid_from: NaiveDate,
    pub weights: Weights,
    /// A body and its document, no person.
    pub decided_by: String,
    pub note: Option<String>,
}

/// A set as it stands among the others.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WeightSetRow {
    #[serde(flatten)]
    pub set: WeightSet,
    /// The day on which the next set begins: no two ever count on one day. Null = until further notice.
    pub valid_to: Option<NaiveDate>,
    /// Whether this is the set that counts today.
    pub holds: bool,
}

/// The weights that count on a day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OfficialWeights {
    pub weights: Weights,
    /// What was decided; null = nothing by that day, and [`Weights::PUBLISHED_EXAMPLE`] stands in.
    pub set: Option<WeightSet>,
}

impl OfficialWeights {
    /// Those of `day`, out of the sets of a region in any order.
    #[must_use]
    pub fn on(day: NaiveDate, sets: &[WeightSet]) -> Self {
        let begun = sets.iter().filter(|set| set.valid_from <= day);
        let set = begun.max_by_key(|set| set.valid_from).cloned();
        Self {
            weights: set.as_ref().map_or(Weights::PUBLISHED_EXAMPLE, |set| set.weights),
            set,
        }
    }
}

/// The page of weights.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WeightsView {
    /// Newest first.
    pub rows: Vec<WeightSetRow>,
    /// The day it is in the region.
    pub today: NaiveDate,
}

/// The fields of the page, as they were sent: a share per component, empty = none.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct WeightSetForm {
    pub on_time: String,
    pub closing: String,
    pub signing: String,
    pub response: String,
    pub solved: String,
    pub satisfaction: String,
    /// A local day; nothing = from today on.
    pub valid_from: String,
    pub decided_by: String,
    pub note: String,
}

impl WeightSetForm {
    /// What was sent as the share of a component.
    #[must_use]
    pub fn share(&self, component: Component) -> &str {
        match component {
            Component::OnTime => &self.on_time,
            Component::Closing => &self.closing,
            Component::Signing => &self.signing,
            Component::Response => &self.response,
            Component::Solved => &self.solved,
            Component::Satisfaction => &self.satisfaction,
        }
    }

    /// The set it describes; never from a day before `today`. Shares that are fine one by one and do not add up are
    /// a fault of the field `weights`.
    pub fn parse(&self, today: NaiveDate) -> Result<WeightSet, FieldFault> {
        let share = |component: &Component| {
            let (field, text) = (component.code(), self.share(*component));
            let share = if text.trim().is_empty() {
                0
            } else {
                parse::number(field, text, 0, 100)?
            };
            Ok((*component, u8::try_from(share).unwrap_or(u8::MAX)))
        };
        let shares: Result<Vec<_>, FieldFault> = Component::ALL.iter().map(share).collect();
        let weights = Weights::new(shares?).map_err(|error| match error {
            WeightsError::Sum { sum } => FieldFault::new("weights", Fault::Sum { sum }),
            _ => FieldFault::new("weights", Fault::Choice),
        })?;
        let valid_from = if self.valid_from.trim().is_empty() {
            today
        } else {
            parse::day("valid_from", &self.valid_from)?
        };
        if valid_from < today {
            return Err(FieldFault::new("valid_from", Fault::InPast));
        }
        Ok(WeightSet {
            valid_from,
            weights,
            decided_by: parse::text("decided_by", &self.decided_by, 100)?,
            note: parse::optional("note", &self.note, 500)?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a day")
    }

    fn form() -> WeightSetForm {
        WeightSetForm {
            on_time: "40".into(),
            response: " 60 ".into(),
            decided_by: "区委政法委 2026 年 11 号文".into(),
            ..WeightSetForm::default()
        }
    }

    fn fault(form: WeightSetForm) -> (&'static str, Fault) {
        let fault = form.parse(day("2026-12-01")).expect_err("a fault");
        (fault.field, fault.fault)
    }

    #[test]
    fn a_set_counts_from_today_or_a_later_day_and_never_from_an_earlier_one() {
        let from = |valid_from: &str| WeightSetForm {
            valid_from: valid_from.into(),
            ..form()
        };
        let today = day("2026-12-01");
        assert_eq!(from("").parse(today).map(|set| set.valid_from), Ok(today));
        let set = from("2027-01-01").parse(today).expect("a set");
        assert_eq!(
            (set.valid_from, set.weights.to_string().as_str()),
            (day("2027-01-01"), "on_time:40,response:60")
        );
        assert_eq!(fault(from("2026-11-30")), ("valid_from", Fault::InPast));
        assert_eq!(fault(from("soon")), ("valid_from", Fault::Day));
    }

    #[test]
    fn a_share_that_is_wrong_is_named_and_so_is_a_sum() {
        let number = Fault::Number { from: 0, to: 100 };
        for share in ["-1", "101", "30.5", "many"] {
            let form = WeightSetForm {
                solved: share.into(),
                ..form()
            };
            assert_eq!(fault(form), ("solved", number.clone()), "{share}");
        }
        let more = WeightSetForm {
            solved: "1".into(),
            ..form()
        };
        assert_eq!(fault(more), ("weights", Fault::Sum { sum: 101 }));
        assert_eq!(
            fault(WeightSetForm::default()),
            ("weights", Fault::Sum { sum: 0 })
        );
        let nobody = WeightSetForm {
            decided_by: " ".into(),
            ..form()
        };
        assert_eq!(fault(nobody), ("decided_by", Fault::Empty));
    }

    #[test]
    fn the_newest_set_that_has_begun_counts_and_before_the_first_the_published_example() {
        let set = |valid_from: &str, weights: &str| WeightSet {
            valid_from: day(valid_from),
            weights: Weights::parse(weights).expect("weights"),
            decided_by: "x".into(),
            note: None,
        };
        let sets = [set("2027-01-01", "closing:100"), set("2026-01-01", "on_time:100")];
        let on = |text: &str| OfficialWeights::on(day(text), &sets);
        assert_eq!(on("2025-12-31").weights, Weights::PUBLISHED_EXAMPLE);
        assert_eq!(on("2025-12-31").set, None);
        assert_eq!(on("2026-01-01").set.as_ref(), Some(&sets[1]));
        assert_eq!(on("2026-12-31").weights, sets[1].weights);
        assert_eq!(on("2027-01-01").weights, sets[0].weights);
    }
}
