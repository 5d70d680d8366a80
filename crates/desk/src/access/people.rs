use domain::access::{PeopleView, PersonView, Right, password};
use domain::case::Role;
use domain::{Lang, RegionCode};
use store::people::{self, AddError, GrantError, NewPerson, NewRole};
use uuid::Uuid;

use super::account::{named, unit};
use super::secret::generated_password;
use crate::{Caller, Desk, DeskError};

/// People per page.
const PAGE: u16 = 50;

/// An account to be made.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AddPerson {
    pub login: String,
    pub name: String,
    pub name_en: Option<String>,
    pub email: Option<String>,
    pub phone: Option<String>,
    pub role: Option<Role>,
    pub department: Option<String>,
    pub station: Option<String>,
}

/// An account that has just been made, or given a new password.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Added {
    pub id: Uuid,
    pub login: String,
    /// Shown once, to be changed at first sign-in.
    pub password: String,
}

impl Desk {
    /// People of the caller's region, by login, from after `cursor`.
    pub async fn people(
        &self,
        caller: &Caller,
        search: &str,
        cursor: &str,
        lang: Lang,
    ) -> Result<PeopleView, DeskError> {
        caller.needs(Right::ManagePeople)?;
        let own = caller.id()?;
        let search: String = search.trim().chars().take(64).collect();
        let units = people::units(&self.db, &caller.region).await?;
        let units = units.ok_or(DeskError::NotFound)?;
        let listed = people::list(&self.db, &caller.region, &search, cursor, PAGE).await?;
        let people = listed
            .people
            .into_iter()
            .map(|person| {
                let (here, elsewhere): (Vec<_>, Vec<_>) = person
                    .roles
                    .into_iter()
                    .partition(|role| role.region == caller.region);
                PersonView {
                    is_self: person.id == own,
                    elsewhere: !elsewhere.is_empty(),
                    roles: here.into_iter().map(|role| named(&units, role, lang)).collect(),
                    id: person.id.to_string(),
                    login: person.login,
                    name: lang.pick(&person.name, person.name_en.as_deref()).to_owned(),
                    email: person.email,
                    phone: person.phone,
                    active: person.active,
                    must_change_password: person.must_change_password,
                }
            })
            .collect();
        Ok(PeopleView {
            people,
            next: listed.next,
            departments: units.departments.iter().map(|coded| unit(coded, lang)).collect(),
            stations: units.stations.iter().map(|coded| unit(coded, lang)).collect(),
        })
    }

    /// Makes an account with its first role in the caller's region.
    pub async fn add_person(&self, caller: &Caller, new: AddPerson) -> Result<Added, DeskError> {
        caller.needs(Right::ManagePeople)?;
        self.add(&caller.region, Some(caller.id()?), new, None).await
    }

    /// Makes an account with its first role, for the command line: there the machine has checked who asks.
    /// With a password of its own, which need not be changed; otherwise one is generated.
    pub async fn add_person_by_command(
        &self,
        region: &RegionCode,
        new: AddPerson,
        password: Option<String>,
    ) -> Result<Added, DeskError> {
        self.add(region, None, new, password).await
    }

    async fn add(
        &self,
        region: &RegionCode,
        by: Option<Uuid>,
        new: AddPerson,
        chosen: Option<String>,
    ) -> Result<Added, DeskError> {
        let login = new.login.trim().to_owned();
        check_login(&login)?;
        let name = new.name.trim().to_owned();
        if name.is_empty() || name.chars().count() > 80 {
            return Err(DeskError::invalid("name", "1 to 80 characters"));
        }
        let email = checked_email(new.email)?;
        let phone = checked_phone(new.phone)?;
        let role = new.role.ok_or_else(|| DeskError::invalid("role", "choose one"))?;
        let role = checked_role(role, new.department, new.station)?;
        let must_change_password = chosen.is_none();
        let password = first_password(chosen, &login)?;
        let person = NewPerson {
            id: Uuid::now_v7(),
            login: login.clone(),
            name,
            name_en: filled(new.name_en),
            email,
            phone,
            password_hash: Some(self.hasher.hash(password.clone()).await?),
            must_change_password,
        };
        match people::add(&self.db, region, &person, &[role], by, self.now()).await {
            Ok(()) => Ok(Added {
                id: person.id,
                login,
                password,
            }),
            Err(AddError::LoginTaken) => Err(DeskError::invalid("login", "taken")),
            Err(AddError::EmailTaken) => Err(DeskError::invalid("email", "belongs to somebody else")),
            Err(AddError::Role(error)) => Err(error.into()),
            Err(AddError::Store(error)) => Err(error.into()),
        }
    }

    /// Gives somebody a role in the caller's region; nobody gives one to themselves.
    pub async fn give_role(
        &self,
        caller: &Caller,
        login: &str,
        role: Role,
        department: Option<String>,
        station: Option<String>,
    ) -> Result<(), DeskError> {
        caller.needs(Right::ManagePeople)?;
        let role = checked_role(role, department, station)?;
        let (region, by) = (&caller.region, Some(caller.id()?));
        self.give(region, by, login, &role).await
    }

    /// Gives somebody a role, for the command line.
    pub async fn give_role_by_command(
        &self,
        region: &RegionCode,
        login: &str,
        role: Role,
        department: Option<String>,
        station: Option<String>,
    ) -> Result<(), DeskError> {
        let role = checked_role(role, department, station)?;
        self.give(region, None, login, &role).await
    }

    async fn give(
        &self,
        region: &RegionCode,
        by: Option<Uuid>,
        login: &str,
        role: &NewRole,
    ) -> Result<(), DeskError> {
        let person = self.person_called(login).await?;
        if Some(person) == by {
            return Err(DeskError::OwnAccount);
        }
        Ok(people::grant(&self.db, region, person, role, by, self.now()).await?)
    }

    pub(super) async fn person_called(&self, login: &str) -> Result<Uuid, DeskError> {
        let known = people::by_login(&self.db, login.trim()).await?;
        let nobody = || DeskError::invalid("login", "nobody has it");
        Ok(known.ok_or_else(nobody)?.person)
    }

    /// Gives somebody a new password that they have to change, for the command line.
    pub async fn set_password_by_command(
        &self,
        login: &str,
        password: Option<String>,
    ) -> Result<Added, DeskError> {
        let person = self.person_called(login).await?;
        let account = people::account(&self.db, person)
            .await?
            .ok_or(DeskError::NotFound)?;
        // Logged in a region of theirs; who has none cannot do anything with a password either.
        let region = account.roles.first().map(|role| role.region.clone());
        let region = region.ok_or_else(|| DeskError::invalid("login", "holds no role anywhere"))?;
        let password = first_password(password, &account.login)?;
        let hash = self.hasher.hash(password.clone()).await?;
        let by = Some((&region, None));
        people::set_password(&self.db, person, &hash, None, by, self.now()).await?;
        Ok(Added {
            id: person,
            login: account.login,
            password,
        })
    }

    /// Takes a role in the caller's region away; nobody takes their own.
    pub async fn take_role(&self, caller: &Caller, membership: Uuid) -> Result<(), DeskError> {
        caller.needs(Right::ManagePeople)?;
        let by = Some(caller.id()?);
        if people::revoke(&self.db, &caller.region, membership, by, self.now()).await? {
            Ok(())
        } else {
            Err(DeskError::NotFound)
        }
    }

    /// Gives somebody a new password that they have to change; all their sessions and tokens end.
    pub async fn reset_password(&self, caller: &Caller, person: Uuid) -> Result<Added, DeskError> {
        let account = self.ours_alone(caller, person).await?;
        let password = generated_password(&account.login)?;
        let hash = self.hasher.hash(password.clone()).await?;
        let by = Some((&caller.region, Some(caller.id()?)));
        people::set_password(&self.db, person, &hash, None, by, self.now()).await?;
        Ok(Added {
            id: person,
            login: account.login,
            password,
        })
    }

    /// Closes an account, or opens it again.
    pub async fn set_active(&self, caller: &Caller, person: Uuid, active: bool) -> Result<(), DeskError> {
        self.ours_alone(caller, person).await?;
        let by = Some(caller.id()?);
        people::set_active(&self.db, &caller.region, person, active, by, self.now()).await?;
        Ok(())
    }

    /// Somebody else, whose roles are all in the caller's region: who belongs to others as well is not an
    /// administrator's of one region to take over.
    async fn ours_alone(&self, caller: &Caller, person: Uuid) -> Result<people::Account, DeskError> {
        caller.needs(Right::ManagePeople)?;
        if person == caller.id()? {
            return Err(DeskError::OwnAccount);
        }
        let known = people::is_of(&self.db, &caller.region, person).await?;
        let account = people::account(&self.db, person).await?.filter(|_| known);
        let account = account.ok_or(DeskError::NotFound)?;
        if account.roles.iter().any(|role| role.region != caller.region) {
            return Err(DeskError::BelongsElsewhere);
        }
        Ok(account)
    }
}

/// The password that was chosen, if it keeps the rules, or a generated one.
fn first_password(chosen: Option<String>, login: &str) -> Result<String, DeskError> {
    match chosen {
        Some(chosen) => {
            password::check(&chosen, login)?;
            Ok(chosen)
        }
        None => generated_password(login),
    }
}

/// A login is typed on any keyboard and never mistaken for another.
pub(crate) fn check_login(login: &str) -> Result<(), DeskError> {
    let fits = (2..=64).contains(&login.len())
        && login
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"._-@".contains(&byte));
    if fits {
        Ok(())
    } else {
        Err(DeskError::invalid(
            "login",
            "2 to 64 of letters, digits and . _ - @",
        ))
    }
}

fn checked_email(email: Option<String>) -> Result<Option<String>, DeskError> {
    let email = filled(email);
    let plausible = email.as_ref().is_none_or(|email| {
        email.len() <= 254
            && !email.contains(|c: char| c.is_whitespace() || c.is_control() || "<>,;\"".contains(c))
            && email.split_once('@').is_some_and(|(name, host)| {
                !name.is_empty() && host.contains('.') && !host.contains('@') && !host.starts_with('.')
            })
    });
    if plausible {
        Ok(email)
    } else {
        Err(DeskError::invalid("email", "an address like name@example.org"))
    }
}

fn checked_phone(phone: Option<String>) -> Result<Option<String>, DeskError> {
    let phone = filled(phone);
    let plausible = phone.as_ref().is_none_or(|phone| {
        phone.len() <= 32 && phone.chars().all(|c| c.is_ascii_digit() || "+-() ".contains(c))
    });
    if plausible {
        Ok(phone)
    } else {
        Err(DeskError::invalid("phone", "digits, spaces, + - ( )"))
    }
}

fn checked_role(
    role: Role,
    department: Option<String>,
    station: Option<String>,
) -> Result<NewRole, DeskError> {
    if matches!(role, Role::Public | Role::Reporter | Role::Guest) {
        return Err(DeskError::invalid("role", "not a role of an account"));
    }
    let department = filled(department);
    if role == Role::Handler && department.is_none() {
        return Err(DeskError::invalid(
            "department",
            "this role is held for a department",
        ));
    }
    Ok(NewRole {
        role,
        department,
        station: filled(station),
    })
}

fn filled(text: Option<String>) -> Option<String> {
    text.map(|text| text.trim().to_owned())
        .filter(|text| !text.is_empty())
}

impl From<GrantError> for DeskError {
    fn from(error: GrantError) -> Self {
        match error {
            GrantError::NoDepartment => Self::invalid("department", "there is no such department"),
            GrantError::NoStation => Self::invalid("station", "there is no such station"),
            GrantError::DepartmentMissing => {
                Self::invalid("department", "this role is held for a department")
            }
            GrantError::Held => Self::invalid("role", "they hold it already"),
            GrantError::Store(error) => Self::Store(error),
        }
    }
}
