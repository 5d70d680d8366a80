use store::people;

use super::SignedIn;
use crate::{Desk, DeskError};

/// Whom a provider of identity vouches for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Vouched {
    pub issuer: String,
    /// The name the provider never gives to anybody else.
    pub subject: String,
    /// An address the provider has checked, if it says so and we may rely on it.
    pub email: Option<String>,
}

impl Desk {
    /// Begins a session for whomever the provider's name is linked to. Where the settings let it, an address the
    /// provider has checked links the two the first time. Makes no accounts.
    pub async fn sign_in_by_identity(&self, vouched: &Vouched) -> Result<SignedIn, DeskError> {
        let Vouched {
            issuer,
            subject,
            email,
        } = vouched;
        let linked = people::person_of_identity(&self.db, issuer, subject).await?;
        let person = match (linked, email) {
            (Some(person), _) => person,
            (None, Some(email)) => {
                let person = people::by_email(&self.db, email).await?;
                let person = person.ok_or(DeskError::UnknownIdentity)?;
                people::link_identity(&self.db, issuer, subject, person, self.now()).await?
            }
            (None, None) => return Err(DeskError::UnknownIdentity),
        };
        let account = people::account(&self.db, person).await?;
        let account = account.filter(|account| account.active);
        let account = account.ok_or(DeskError::UnknownIdentity)?;
        self.begin_session(&account, Some(issuer)).await
    }

    /// Links a provider's name to an account, for the command line.
    pub async fn link_identity_by_command(
        &self,
        login: &str,
        issuer: &str,
        subject: &str,
    ) -> Result<(), DeskError> {
        let person = self.person_called(login).await?;
        let whose = people::link_identity(&self.db, issuer, subject, person, self.now()).await?;
        if whose == person {
            Ok(())
        } else {
            Err(DeskError::invalid("subject", "belongs to somebody else"))
        }
    }
}
