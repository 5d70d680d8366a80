use serde::{Deserialize, Serialize};

/// Which dues beside it are forecasts: they fall into a year whose holidays are not announced yet. False where
/// there is no such due.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Forecast {
    pub original: bool,
    pub current: bool,
    pub sign: bool,
    pub contact: bool,
    pub verify: bool,
    pub call_back: bool,
}

impl Forecast {
    /// Whether any is.
    #[must_use]
    pub fn any(self) -> bool {
        self.original || self.current || self.sign || self.contact || self.verify || self.call_back
    }
}
