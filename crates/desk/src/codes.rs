//! The codes of a case: what a scanned one leads to, and how they are made and taken back.
//!
//! The public code does not come here: what it shows is read from the published projection by `portal`. Only
//! a code that is not found there is asked for here.

use domain::access::Right;
use domain::case::Capacity;
use domain::case::code::{Scan, Token};
use domain::desk::{GuestInfo, Invitation};
use domain::{Lang, RegionCode};
use store::codes::{Added, CodeKind, NewGuest};
use store::people::server_key;
use uuid::Uuid;

use crate::access::secret;
use crate::file::shown;
use crate::guests::GuestPass;
use crate::{Caller, Desk, DeskError};

/// How long a guest's code is worth something.
const GUEST_DAYS: i64 = 30;
/// Most guests of a case at a time.
const MOST_GUESTS: i64 = 50;
/// Longest name of a guest, in characters.
const MAX_NAME: usize = 40;
/// Longest text that is looked at as a code.
const MAX_CODE_BYTES: usize = 128;

/// Purpose of the key that guests' tokens are made with.
const GUEST_KEY: &str = "guest-tokens";

/// Somebody to be invited.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invite {
    /// Made by the client: the same tap sent twice invites once.
    pub action_id: Uuid,
    pub name: String,
    pub capacity: Capacity,
}

/// What a code that is not a public one leads to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Scanned {
    /// A colleague, once signed in, to the case of this public code (with hyphens).
    Handler { region: RegionCode, code: String },
    /// Its holder to the guest's page.
    Guest(GuestPass),
}

/// A code of a case that is not a guest's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CaseToken {
    /// What residents scan.
    Public,
    /// What colleagues scan.
    Handler,
}

impl Desk {
    /// What the code `{region}.{token}` leads to. Wrong, revoked, expired and malformed codes are
    /// [`DeskError::NotFound`], each after one hash and one query.
    pub async fn scan(&self, text: &str) -> Result<Scanned, DeskError> {
        let now = self.now();
        // What is far too long is cut: hashing it all would cost more than a wrong code does.
        let text = &text[..text.floor_char_boundary(MAX_CODE_BYTES)];
        let (region, token) = match Scan::parse(text) {
            Ok(scan) => (scan.region.to_string(), scan.token.as_str().to_owned()),
            Err(_) => (String::new(), text.replace('\0', "")),
        };
        let found = store::codes::find(&self.db, &region, &token, now).await?;
        let code = found.ok_or(DeskError::NotFound)?;
        store::codes::touch(&self.db, &code.region, code.code_id, now).await?;
        Ok(match code.kind {
            CodeKind::Handler => Scanned::Handler {
                region: code.region,
                code: shown(&code.public_code),
            },
            CodeKind::Guest { name, capacity } => Scanned::Guest(GuestPass {
                region: code.region,
                case_id: code.case_id,
                code_id: code.code_id,
                name,
                capacity,
            }),
        })
    }

    /// Whether the caller may open the case of a code that leads to the desk.
    pub async fn may_open(&self, caller: &Caller, code: &str) -> Result<bool, DeskError> {
        match self.seen(caller, code).await {
            Ok(_) => Ok(true),
            Err(DeskError::NotFound) => Ok(false),
            Err(error) => Err(error),
        }
    }

    /// Invites somebody without an account to one case, once per `action_id`: who sends the same again, because
    /// the answer was lost, is told the same token.
    pub async fn invite_guest(
        &self,
        caller: &Caller,
        code: &str,
        invite: &Invite,
    ) -> Result<Invitation, DeskError> {
        caller.needs(Right::InviteGuests)?;
        let name = invite.name.trim();
        if !(1..=MAX_NAME).contains(&name.chars().count()) || name.chars().any(char::is_control) {
            return Err(DeskError::invalid("name", format!("1 to {MAX_NAME} characters")));
        }
        let file = self.seen(caller, code).await?;
        if file.case.state.is_over() {
            return Err(DeskError::invalid("code", "a case that is still open"));
        }
        let now = self.now();
        let (code_id, token) = self.guest_code(caller, file.case_id, invite.action_id).await?;
        let guest = NewGuest {
            code_id,
            case_id: file.case_id,
            name: name.to_owned(),
            capacity: invite.capacity,
            invited_by: caller.person.id.clone(),
            expires_at: now + chrono::TimeDelta::days(GUEST_DAYS),
        };
        let added =
            store::codes::add_guest(&self.db, &caller.region, &guest, &token, MOST_GUESTS, now).await?;
        let (expires_at, repeated) = match added {
            Added::New => (guest.expires_at, false),
            Added::Known { expires_at } => (expires_at, true),
            Added::TooMany => {
                return Err(DeskError::invalid(
                    "code",
                    format!("a case has at most {MOST_GUESTS} guests at a time"),
                ));
            }
        };
        let region = caller.region.clone();
        Ok(Invitation {
            code_id: code_id.to_string(),
            path: Scan { region, token }.path(),
            expires_at,
            repeated,
        })
    }

    /// Id and token of the guest whom the caller invites by this action: the same for the same action. The
    /// token cannot be told from what is stored: that is a key of the servers, but nowhere the action's id.
    async fn guest_code(
        &self,
        caller: &Caller,
        case_id: Uuid,
        action_id: Uuid,
    ) -> Result<(Uuid, Token), DeskError> {
        let drawn = secret::random_bytes()?;
        let key = server_key(&self.db, GUEST_KEY, drawn, self.now()).await?;
        let action = format!("{} {case_id} {} {action_id}", caller.region, caller.person.id);
        let hash = secret::keyed_hash(&key, "guest", &action);
        let mut bytes = [0; Token::BYTES];
        bytes.copy_from_slice(&hash[..Token::BYTES]);
        Ok((Uuid::new_v5(&case_id, action.as_bytes()), Token::new(bytes)))
    }

    /// Every guest a case ever had, in the order of invitation.
    pub async fn guests(&self, caller: &Caller, code: &str) -> Result<Vec<GuestInfo>, DeskError> {
        let file = self.seen(caller, code).await?;
        let guests = store::codes::guests(&self.db, &caller.region, file.case_id).await?;
        let info = |guest: store::codes::GuestRow| GuestInfo {
            code_id: guest.code_id.to_string(),
            name: guest.name,
            capacity: guest.capacity,
            invited_by: guest.created_by,
            invited_at: guest.created_at,
            expires_at: guest.expires_at,
            revoked_at: guest.revoked_at,
            last_used_at: guest.last_used_at,
        };
        Ok(guests.into_iter().map(info).collect())
    }

    /// Takes the code of a guest back: from the next request on it is worth nothing.
    pub async fn revoke_guest(&self, caller: &Caller, code: &str, code_id: Uuid) -> Result<(), DeskError> {
        caller.needs(Right::InviteGuests)?;
        let file = self.seen(caller, code).await?;
        let revoked = store::codes::revoke_guest(
            &self.db,
            &caller.region,
            file.case_id,
            code_id,
            &caller.person.id,
            self.now(),
        );
        if revoked.await? {
            Ok(())
        } else {
            Err(DeskError::NotFound)
        }
    }

    /// Path of the handler code of a case, for its print sheet; made when first asked for.
    pub async fn handler_code(&self, caller: &Caller, code: &str) -> Result<String, DeskError> {
        let file = self.seen(caller, code).await?;
        let fresh = token()?;
        let stored = store::codes::handler_token(
            &self.db,
            &caller.region,
            file.case_id,
            (random_id()?, &fresh),
            &caller.person.id,
            self.now(),
        );
        let token = Token::parse(&stored.await?).map_err(|_| DeskError::NotFound)?;
        let region = caller.region.clone();
        Ok(Scan { region, token }.path())
    }

    /// Makes a code of a case worthless. A public one is replaced at once and the case published again; a
    /// handler code is made anew by the next print sheet.
    pub async fn revoke_code(&self, caller: &Caller, code: &str, which: CaseToken) -> Result<(), DeskError> {
        caller.needs(Right::RevokeCodes)?;
        let file = self.seen(caller, code).await?;
        let (region, now) = (&caller.region, self.now());
        match which {
            CaseToken::Public => {
                store::cases::renew_public_token(&self.db, region, file.case_id, &token()?, now).await?;
            }
            CaseToken::Handler => {
                let by = &caller.person.id;
                store::codes::revoke_handler(&self.db, region, file.case_id, by, now).await?;
            }
        }
        Ok(())
    }

    /// What a guest sees of their case.
    pub async fn guest_sheet(
        &self,
        pass: &GuestPass,
        lang: Lang,
    ) -> Result<domain::desk::GuestSheet, DeskError> {
        let file = store::workbench::private_file(&self.db, &pass.region, pass.case_id)
            .await?
            .ok_or(DeskError::NotFound)?;
        let names = self.names(&pass.region, lang).await?;
        let attachments = store::attachments::attachments(&self.db, &pass.region, pass.case_id).await?;
        Ok(crate::guests::sheet(pass, &file, &names, attachments, self.now()))
    }
}

/// Random bytes that nobody can guess.
fn random<const N: usize>() -> Result<[u8; N], DeskError> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|error| DeskError::Unavailable(format!("randomness: {error}")))?;
    Ok(bytes)
}

fn token() -> Result<Token, DeskError> {
    Ok(Token::new(random()?))
}

/// A random id.
pub(crate) fn random_id() -> Result<Uuid, DeskError> {
    Ok(uuid::Builder::from_random_bytes(random()?).into_uuid())
}
