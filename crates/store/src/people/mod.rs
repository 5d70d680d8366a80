//! People with accounts: what they are called, what roles they hold, how they show who they are.
//!
//! Secrets arrive here hashed and never leave. Whether a deed is allowed is decided in `desk`.

mod admin;
mod attempts;
mod credentials;
mod made_up;
mod read;

pub use admin::{AddError, GrantError, NewPerson, NewRole, add, grant, revoke, set_active, set_password};
pub use attempts::{Attempt, begin_attempt, forget_attempt, server_key};
pub use credentials::{
    ApiToken, NewToken, add_token, end_session, end_sessions, link_identity, open_session,
    person_of_identity, revoke_token, tokens, touch_session, touch_token,
};
pub use made_up::made_up;
pub use read::{
    Account, Coded, HeldRole, Listed, Secret, Shown, Units, account, by_email, by_login, by_session,
    by_token, is_of, list, names, regions_of, units,
};
