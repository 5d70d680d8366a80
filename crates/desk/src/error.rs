use domain::access::Right;
use domain::access::password::PasswordFault;
use domain::case::{Refusal, State};
use domain::desk::Change;
use domain::intake::RowFault;
use domain::policy::FieldFault;
use domain::station;
use store::StoreError;
use store::cases::ActError;
use thiserror::Error;

/// Why the staff side did not do what was asked. Nothing was written.
#[derive(Debug, Error)]
pub enum DeskError {
    /// There is no such thing, or it is none of the caller's business: both sound the same.
    #[error("there is no such thing")]
    NotFound,
    /// Nobody has shown who they are.
    #[error("sign in first")]
    SignedOut,
    #[error("this needs the right {}", .0.code())]
    Forbidden(Right),
    /// The lifecycle says no.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// Somebody else was faster; what they did.
    #[error("the case has changed: it is at version {version}, {}", .state.code())]
    Conflict {
        version: u32,
        state: State,
        changes: Vec<Change>,
    },
    /// A field that cannot be taken.
    #[error("{field} is not valid: {rule}")]
    Invalid { field: &'static str, rule: String },
    /// Unknown login, wrong password, closed account: nobody learns which.
    #[error("login or password is not right")]
    WrongCredentials,
    /// A provider vouches for somebody who has no account here.
    #[error("nobody here is linked to this identity; ask an administrator")]
    UnknownIdentity,
    /// A provider did not vouch for anybody; why, for the log only.
    #[error("the provider of identity did not confirm who you are")]
    NotVouched(String),
    /// A new password that is too easy.
    #[error("new_password is not valid: {0}")]
    Password(#[from] PasswordFault),
    /// The first password has to be changed before anything else.
    #[error("choose a password of your own first")]
    MustChangePassword,
    /// Only somebody at a browser may do it, not a program with a token.
    #[error("this needs a session, not a token")]
    SessionOnly,
    /// Nobody changes their own roles, or closes or resets their own account.
    #[error("nobody manages their own account")]
    OwnAccount,
    /// The person holds roles in other regions too, whose administrators have a say.
    #[error("the person belongs to other regions as well")]
    BelongsElsewhere,
    /// A form that another site's page has sent.
    #[error("the request did not come from a page of this site")]
    CrossSite,
    /// A field of a form that cannot be taken, as a key.
    #[error(transparent)]
    Field(#[from] FieldFault),
    /// A row that still cannot be taken: the column at fault, where one is, and why.
    #[error("{}{fault}", column.as_ref().map(|column| format!("{column}: ")).unwrap_or_default())]
    Row { column: Option<String>, fault: RowFault },
    /// A grid that is drawn, or a draft of it, says no.
    #[error(transparent)]
    Drawing(#[from] domain::drawing::Refused),
    /// The table of filings says no.
    #[error(transparent)]
    Filing(#[from] station::Refusal),
    /// Tried too often.
    #[error("too many attempts; try again in {seconds} s")]
    TooMany { seconds: u32 },
    /// The machine cannot do it now. For the log only.
    #[error("{0}")]
    Unavailable(String),
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl DeskError {
    /// A field that cannot be taken.
    pub fn invalid(field: &'static str, rule: impl Into<String>) -> Self {
        Self::Invalid {
            field,
            rule: rule.into(),
        }
    }
}

impl From<ActError> for DeskError {
    fn from(error: ActError) -> Self {
        match error {
            ActError::NotFound => Self::NotFound,
            ActError::Refused(refusal) => Self::Refused(refusal),
            ActError::Conflict {
                version,
                state,
                changes,
            } => Self::Conflict {
                version,
                state,
                changes,
            },
            ActError::Store(error) => Self::Store(error),
        }
    }
}

impl From<std::io::Error> for DeskError {
    fn from(error: std::io::Error) -> Self {
        Self::Unavailable(format!("disk: {error}"))
    }
}
