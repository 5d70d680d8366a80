//! The section [pull].

use toml::Spanned;

use super::Checker;
use crate::IntakeError;
use crate::mapping::pull::{KeyFrom, Pull, PullKey};
use crate::mapping::spec::{PullKeySpec, PullSpec};

impl Checker<'_> {
    pub(super) fn pull(&self, spec: &Spanned<PullSpec>, has_system: bool) -> Result<Pull, IntakeError> {
        if !has_system {
            return Err(self.wrong(
                spec,
                "[pull] needs [system]: its cursor is kept under the system's code".to_owned(),
            ));
        }
        let pull = spec.get_ref();
        let url = pull.url.get_ref().trim();
        if !url.starts_with("https://") && !url.starts_with("http://") {
            let message = format!("`{url}` is no address: it begins with https:// or http://");
            return Err(self.wrong(&pull.url, message));
        }
        if pull.cursor.get_ref().trim().is_empty() {
            return Err(self.wrong(&pull.cursor, "the name of the parameter is empty".to_owned()));
        }
        let next = path(pull.next.get_ref());
        if next.is_empty() {
            return Err(self.wrong(&pull.next, "`next` names no key of the answer".to_owned()));
        }
        Ok(Pull {
            url: url.to_owned(),
            cursor: pull.cursor.get_ref().trim().to_owned(),
            first: pull.first.clone().filter(|first| !first.is_empty()),
            records: path(&pull.records),
            next,
            key: pull.key.as_ref().map(|key| self.pull_key(key)).transpose()?,
        })
    }

    fn pull_key(&self, spec: &Spanned<PullKeySpec>) -> Result<PullKey, IntakeError> {
        let key = spec.get_ref();
        let fits = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
        if key.header.is_empty() || !key.header.chars().all(fits) {
            let message = format!("`{}` is no name of a header", key.header);
            return Err(self.wrong(spec, message));
        }
        let from = match (&key.env, &key.file) {
            (Some(name), None) if !name.trim().is_empty() => KeyFrom::Env(name.trim().to_owned()),
            (None, Some(path)) if !path.as_os_str().is_empty() => KeyFrom::File(path.clone()),
            _ => {
                return Err(self.wrong(
                    spec,
                    "a key comes from `env` or from `file`, one of them".to_owned(),
                ));
            }
        };
        Ok(PullKey {
            header: key.header.clone(),
            before: key.before.clone(),
            from,
        })
    }
}

/// `data.items` as its keys.
fn path(text: &str) -> Vec<String> {
    let keys = text.split('.').map(str::trim).filter(|key| !key.is_empty());
    keys.map(str::to_owned).collect()
}
