//! The query of a request, decoded; what it means is for the parsers of `portal`.

use std::convert::Infallible;

use axum::extract::FromRequestParts;
use domain::Lang;
use http::request::Parts;

use crate::problem::Problem;

/// Decoded query parameters in their order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Params {
    pairs: Vec<(String, String)>,
}

impl Params {
    pub(crate) fn of(query: &str) -> Self {
        Self {
            pairs: form_urlencoded::parse(query.as_bytes()).into_owned().collect(),
        }
    }

    /// The language of names: `lang=en`, else Chinese. The parser of the query says whether it is valid.
    pub(crate) fn lang(&self) -> Lang {
        let given = self.pairs.iter().find(|(name, _)| name == "lang");
        given.map_or_else(Lang::default, |(_, value)| Lang::from_code(value.trim()))
    }

    /// All of them, for a parser that refuses what it does not know.
    pub(crate) fn pairs(&self) -> &[(String, String)] {
        &self.pairs
    }

    /// Refuses any.
    pub(crate) fn none_expected(&self) -> Result<(), Problem> {
        match self.pairs.first() {
            None => Ok(()),
            Some((name, _)) => Err(Problem::invalid(
                name.clone(),
                "is not a parameter of this address",
            )),
        }
    }

    /// Refuses a parameter that a parser would know but this address does not take.
    pub(crate) fn refuse(&self, name: &str) -> Result<(), Problem> {
        match self.pairs.iter().any(|(known, _)| known == name) {
            false => Ok(()),
            true => Err(Problem::invalid(name, "is not a parameter of this address")),
        }
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Params {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(Self::of(parts.uri.query().unwrap_or_default()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_language_is_read_and_every_pair_stays_for_the_parser() {
        let params = Params::of("region=999001&lang=en&q=%E5%99%AA+a");
        assert_eq!(params.lang(), Lang::En);
        assert_eq!(params.pairs().len(), 3);
        assert_eq!(params.pairs()[2], ("q".to_owned(), "噪 a".to_owned()));
        assert_eq!(Params::of("").lang(), Lang::Zh);
    }

    #[test]
    fn an_unexpected_parameter_is_refused_by_name() {
        let named = |problem: Problem| serde_json::to_value(problem).unwrap()["field"].clone();
        assert_eq!(
            named(Params::of("colour=red").none_expected().unwrap_err()),
            "colour"
        );
        assert_eq!(
            named(Params::of("cursor=1").refuse("cursor").unwrap_err()),
            "cursor"
        );
    }
}
