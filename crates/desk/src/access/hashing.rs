use std::sync::{Arc, OnceLock};

use argon2::{Argon2, PasswordHasher, PasswordVerifier};
use tokio::sync::Semaphore;

use crate::DeskError;

/// Each hash takes 19 MiB and a processor for a moment: more at once help nobody.
const AT_ONCE: usize = 4;

/// Hashes and checks passwords away from the threads that answer requests.
#[derive(Debug, Clone)]
pub(crate) struct Hasher {
    room: Arc<Semaphore>,
    /// What a password is checked against where there is nothing to check: costs the same.
    nobody: Arc<OnceLock<String>>,
}

impl Default for Hasher {
    fn default() -> Self {
        Self {
            room: Arc::new(Semaphore::new(AT_ONCE)),
            nobody: Arc::default(),
        }
    }
}

/// Argon2id with the crate's parameters (19 MiB, two passes: OWASP's first choice), as a PHC string.
/// Takes a moment: not for threads that answer requests.
pub fn hash_password(password: &str) -> Result<String, DeskError> {
    Argon2::default()
        .hash_password(password.as_bytes())
        .map(|hash| hash.to_string())
        .map_err(|error| DeskError::Unavailable(format!("argon2: {error}")))
}

impl Hasher {
    /// Hashes a new password.
    pub(crate) async fn hash(&self, password: String) -> Result<String, DeskError> {
        self.run(move |_| hash_password(&password)).await
    }

    /// Whether `password` is the one; without a stored one it never is, after the same time.
    pub(crate) async fn verify(&self, password: String, stored: Option<String>) -> Result<bool, DeskError> {
        self.run(move |nobody| {
            let is_known = stored.is_some();
            let hash = match stored {
                Some(hash) => hash,
                None => match nobody.get() {
                    Some(hash) => hash.clone(),
                    None => nobody
                        .get_or_init(|| hash_password("").unwrap_or_default())
                        .clone(),
                },
            };
            let fits = Argon2::default()
                .verify_password(password.as_bytes(), hash.as_str())
                .is_ok();
            Ok(fits && is_known)
        })
        .await
    }

    async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce(&OnceLock<String>) -> Result<T, DeskError> + Send + 'static,
    ) -> Result<T, DeskError> {
        let unavailable = |error: &dyn std::fmt::Display| DeskError::Unavailable(error.to_string());
        let room = self.room.clone().acquire_owned().await;
        let room = room.map_err(|error| unavailable(&error))?;
        let nobody = self.nobody.clone();
        let task = tokio::task::spawn_blocking(move || {
            let result = work(&nobody);
            drop(room);
            result
        });
        task.await.map_err(|error| unavailable(&error))?
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn only_the_same_password_fits_and_none_fits_nobody() {
        let hasher = Hasher::default();
        let hash = hasher.hash("三棵枇杷树在院子里开花".to_owned()).await.unwrap();
        assert!(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{hash}");
        let fits = async |password: &str, stored: Option<&str>| {
            hasher
                .verify(password.to_owned(), stored.map(str::to_owned))
                .await
                .unwrap()
        };
        assert!(fits("三棵枇杷树在院子里开花", Some(&hash)).await);
        assert!(!fits("三棵枇杷树在院子里开", Some(&hash)).await);
        assert!(!fits("", None).await, "not even the stand-in's own");
    }
}
