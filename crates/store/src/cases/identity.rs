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

    /// The same with an internal id that sorts by `millis` since 1970 and then by `number` (UUID version 7 with
    /// a counter of 26 bits). Cases stored together then lie side by side in every index, in the order in
    /// which they come: a good part of what storing many of them costs. Nothing of the id is ever public.
    #[must_use]
    pub fn ordered(self, millis: u64, number: u32) -> Self {
        let mut bytes = [0; 10];
        bytes.copy_from_slice(&self.case_id.as_bytes()[6..]);
        // Between them lie the bits of the version and of the variant.
        let [high, middle, low, last] = (number << 6).to_be_bytes();
        bytes[0] = high >> 4;
        bytes[1] = high << 4 | middle >> 4;
        bytes[2] = (middle & 0x0f) << 2 | low >> 6;
        bytes[3] = low << 2 | last >> 6;
        Self {
            case_id: uuid::Builder::from_unix_timestamp_millis(millis, &bytes).into_uuid(),
            ..self
        }
    }
}

#[cfg(test)]
mod tests {
    use rand::SeedableRng;
    use rand::rngs::StdRng;

    use super::Identity;

    #[test]
    fn ordered_ids_sort_by_time_and_number() {
        let mut rng = StdRng::seed_from_u64(1);
        let mut id = |millis, number| Identity::draw(&mut rng).ordered(millis, number).case_id;
        let numbers = [
            0,
            1,
            63,
            64,
            255,
            256,
            4_095,
            4_096,
            16_383,
            16_384,
            65_536,
            (1 << 26) - 1,
        ];
        let ids: Vec<_> = [1, 2]
            .into_iter()
            .flat_map(|millis| numbers.map(|number| (millis, number)))
            .map(|(millis, number)| id(millis, number))
            .collect();
        assert!(ids.is_sorted(), "{ids:?}");
        assert!(ids.iter().all(|id| id.get_version_num() == 7));
    }
}
