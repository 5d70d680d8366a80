use domain::case::code::{CaseCode, Token};
use rand::Rng;
use uuid::Uuid;

/// Everything about a new case that is random.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identity {
    pub case_id: Uuid,
    /// Public code without hyphens.
    pub code: String,
    /// Secret of the public QR code.
    pub token: String,
    /// Key in public totals.
    pub tally_key: i64,
}

impl Identity {
    /// Draws an identity. With a cryptographic generator no two are ever equal.
    #[must_use]
    pub fn draw(rng: &mut impl Rng) -> Self {
        Self {
            case_id: uuid::Builder::from_random_bytes(rng.random()).into_uuid(),
            code: CaseCode::new(rng.random()).compact(),
            token: Token::new(rng.random()).as_str().to_owned(),
            tally_key: rng.random_range(0..i64::MAX),
        }
    }
}
