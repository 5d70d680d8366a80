use serde::{Deserialize, Serialize};

/// How much of a case the public may see. Every tier counts in department, station and region totals.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Tier {
    /// The exact point: public facilities.
    Exact,
    /// The nearest fixed anchor point of the same grid cell.
    Snapped,
    /// The grid cell, no point.
    Grid,
    /// Never as a case: in totals only.
    Count,
    /// Never as a case, never by place or kind: in department and region totals only.
    Absent,
}

impl Tier {
    /// All tiers from most to least open.
    pub const ALL: [Self; 5] = [Self::Exact, Self::Snapped, Self::Grid, Self::Count, Self::Absent];

    /// The code in the database and in mapping files.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Exact => "exact",
            Self::Snapped => "snapped",
            Self::Grid => "grid",
            Self::Count => "count",
            Self::Absent => "absent",
        }
    }

    /// The tier with this code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|tier| tier.code() == code)
    }

    /// Whether a case of this tier appears in the public list at all.
    #[must_use]
    pub fn lists_cases(self) -> bool {
        matches!(self, Self::Exact | Self::Snapped | Self::Grid)
    }

    /// The point that the public may see of a case at `exact`, for which `anchor` stands in its cell.
    #[must_use]
    pub fn public_place(self, exact: Option<(f64, f64)>, anchor: Option<(f64, f64)>) -> Option<(f64, f64)> {
        match self {
            Self::Exact => exact,
            Self::Snapped => anchor,
            Self::Grid | Self::Count | Self::Absent => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn count_and_absent_cases_are_never_listed() {
        let listed: Vec<_> = Tier::ALL.into_iter().filter(|tier| tier.lists_cases()).collect();
        assert_eq!(listed, [Tier::Exact, Tier::Snapped, Tier::Grid]);
    }
}
