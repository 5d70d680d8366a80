//! From a refusal of the desk to the field it is about and to words for people.

use ::desk::DeskError;
use domain::Lang;
use domain::case::Refusal;
use domain::desk::Change;
use domain::station;

use crate::text::{accounts, drawing, faults as text, policy, row_faults, terms};

/// The field of the form that is at fault, if it is one.
pub(super) fn field(error: &DeskError) -> Option<String> {
    let field = match error {
        DeskError::Invalid { field, .. } => field,
        DeskError::Field(fault) => fault.field,
        DeskError::Row { .. } => "cells",
        DeskError::Drawing(refused) => refused.field()?,
        DeskError::Filing(station::Refusal::NoReason) => "reason",
        DeskError::Password(_) => "new_password",
        DeskError::Refused(Refusal::Missing { field, .. } | Refusal::Invalid { field, .. }) => field,
        _ => return None,
    };
    Some(field.to_owned())
}

/// The refusal in words.
pub(super) fn words(lang: Lang, error: &DeskError) -> String {
    match error {
        DeskError::NotFound => text::not_found(lang).to_owned(),
        DeskError::SignedOut => accounts::signed_out(lang).to_owned(),
        DeskError::Forbidden(_) => accounts::forbidden(lang).to_owned(),
        DeskError::Conflict { changes, .. } => text::conflict(lang, &told(lang, changes)),
        DeskError::Invalid { rule, .. } => text::rule(lang, rule),
        DeskError::Field(fault) => policy::fault(lang, &fault.fault),
        DeskError::Row { column, fault } => row_faults::sentence(lang, column.as_deref(), fault),
        DeskError::Drawing(refused) => drawing::refused(lang, refused),
        DeskError::Filing(refusal) => policy::refusal(lang, refusal),
        DeskError::Password(fault) => text::password(lang, *fault).to_owned(),
        DeskError::Refused(refusal) => text::not_valid(lang, &refusal.to_string()),
        DeskError::TooMany { seconds } => text::too_many(lang, *seconds),
        DeskError::WrongCredentials => text::wrong_credentials(lang).to_owned(),
        DeskError::UnknownIdentity => text::unknown_identity(lang).to_owned(),
        DeskError::NotVouched(_) => text::not_vouched(lang).to_owned(),
        DeskError::MustChangePassword => text::must_change_password(lang).to_owned(),
        DeskError::SessionOnly => text::session_only(lang).to_owned(),
        DeskError::OwnAccount => text::own_account(lang).to_owned(),
        DeskError::BelongsElsewhere => text::belongs_elsewhere(lang).to_owned(),
        DeskError::CrossSite => text::cross_site(lang).to_owned(),
        DeskError::Unavailable(_) | DeskError::Store(_) => text::unavailable(lang).to_owned(),
    }
}

/// What others did meanwhile: `Handler: signed for`.
fn told(lang: Lang, changes: &[Change]) -> String {
    let deeds = changes.iter().map(|change| {
        let (who, what) = (terms::role(lang, change.role), terms::action(lang, change.action));
        lang.pick(&format!("{who}{what}"), Some(&format!("{who}: {what}")))
            .to_owned()
    });
    deeds.collect::<Vec<_>>().join(lang.pick("、", Some(", ")))
}
