//! What happens to every request, whichever page or endpoint it is for.
//!
//! From the outside in: [`observe`] (reference, log, metrics) → [`headers`] (security) → [`problems`]
//! (every refusal becomes a problem document, panics included) → [`limits`] (body, time). Pages and API
//! answers further pass [`fresh`], which answers from memory or with 304 before anything is rendered.

pub(crate) mod encoding;
pub(crate) mod etag;
pub(crate) mod fresh;
pub(crate) mod headers;
pub(crate) mod limits;
pub(crate) mod observe;
pub(crate) mod problems;
