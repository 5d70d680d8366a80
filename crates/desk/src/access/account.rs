use std::collections::BTreeMap;

use domain::access::{AccountView, HeldRoleView, password};
use domain::board::UnitRef;
use domain::{Lang, RegionCode};
use store::people::{self, Coded, HeldRole, Units};

use crate::{Caller, Credential, Desk, DeskError};

impl Desk {
    /// The caller's own account.
    pub async fn account(&self, caller: &Caller, lang: Lang) -> Result<AccountView, DeskError> {
        let account = people::account(&self.db, caller.id()?).await?;
        let account = account.ok_or(DeskError::NotFound)?;
        let mut units: BTreeMap<RegionCode, Units> = BTreeMap::new();
        for region in &caller.regions {
            if let Some(found) = people::units(&self.db, region).await? {
                units.insert(region.clone(), found);
            }
        }
        Ok(AccountView {
            login: account.login,
            name: lang.pick(&account.name, account.name_en.as_deref()).to_owned(),
            email: account.email,
            phone: account.phone,
            has_password: account.has_password,
            roles: account
                .roles
                .into_iter()
                .filter_map(|role| Some(named(units.get(&role.region)?, role, lang)))
                .collect(),
            tokens: self.tokens(caller).await?,
        })
    }

    /// Gives the caller a new password; they must know the old one. Every other session of theirs ends.
    pub async fn change_password(
        &self,
        caller: &Caller,
        old: &str,
        new: &str,
        again: &str,
    ) -> Result<(), DeskError> {
        let Credential::Session(session) = caller.by else {
            return Err(DeskError::SessionOnly);
        };
        let known = people::by_login(&self.db, &caller.login).await?;
        let hash = known.and_then(|secret| secret.hash);
        if !self.hasher.verify(old.to_owned(), hash).await? {
            return Err(DeskError::invalid("old_password", "not your password"));
        }
        password::check(new, &caller.login)?;
        if new == old {
            return Err(DeskError::invalid("new_password", "the same as before"));
        }
        if new != again {
            return Err(DeskError::invalid("again", "not the same twice"));
        }
        let hash = self.hasher.hash(new.to_owned()).await?;
        people::set_password(&self.db, caller.id()?, &hash, Some(&session), None, self.now()).await?;
        Ok(())
    }
}

/// A role with the names of what it is held for.
pub(super) fn named(units: &Units, role: HeldRole, lang: Lang) -> HeldRoleView {
    let of = |known: &[Coded], code: Option<String>| {
        code.map(|code| match known.iter().find(|coded| coded.code == code) {
            Some(coded) => unit(coded, lang),
            None => UnitRef {
                name: code.clone(),
                code,
            },
        })
    };
    HeldRoleView {
        id: role.membership.to_string(),
        region: unit(&units.region, lang),
        role: role.role,
        department: of(&units.departments, role.department),
        station: of(&units.stations, role.station),
    }
}

pub(super) fn unit(coded: &Coded, lang: Lang) -> UnitRef {
    UnitRef {
        code: coded.code.clone(),
        name: lang.pick(&coded.name, coded.name_en.as_deref()).to_owned(),
    }
}
