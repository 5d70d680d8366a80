//! Who else is on the case, and what they brought: files, guests, and the codes that lead to it.

use domain::access::Right;
use domain::case::Capacity;
use domain::desk::{AttachmentInfo, GuestInfo};
use leptos::prelude::*;

use super::api::Company;
use crate::accounts::SignedIn;
use crate::text::{codes, desk as text};
use crate::ui::{Form, Notice, time};
use crate::visit::Visit;

/// Photos and documents, and a form for one more.
#[component]
pub(super) fn Files(code: String, files: Vec<AttachmentInfo>) -> impl IntoView {
    let visit = Visit::get();
    let (lang, zone) = (visit.lang(), visit.zone);
    let at = visit.to(&format!("/desk/cases/{code}/files"), &[]);
    let none = files
        .is_empty()
        .then(|| view! { <p class="hint">{text::no_files(lang)}</p> });
    let items = files
        .into_iter()
        .map(|file| {
            let href = visit.to(&format!("/desk/cases/{code}/files/{}", file.attachment_id), &[]);
            let picture = file
                .kind
                .is_image()
                .then(|| view! { <img src=href.clone() alt="" loading="lazy" width="96" height="72" /> });
            view! {
                <li>
                    <a href=href.clone()>{picture} <span>{file.file_name}</span></a>
                    <small>
                        <time datetime=time::machine(file.added_at)>{time::minute(file.added_at, zone)}</time>
                    </small>
                </li>
            }
        })
        .collect_view();
    let fault = Form::get().fault("file");
    let is_back = fault.is_some();
    let fault = fault.map(|fault| view! { <p class="fault" role="alert">{fault}</p> });
    view! {
        <section class="card files">
            <h2>{text::files(lang)}</h2>
            {none}
            <ul>{items}</ul>
            <details class="fold no-print" open=is_back>
                <summary>{text::new_file(lang)}</summary>
                <form class="form" method="post" enctype="multipart/form-data" action=at>
                    <label class="field">
                        <span>{text::photo(lang)}</span>
                        <input type="file" name="file" accept="image/*,application/pdf" required />
                    </label>
                    {fault}
                    <p class="hint">{text::files_note(lang)}</p>
                    <button class="button">{text::add_file(lang)}</button>
                </form>
            </details>
        </section>
    }
}

/// Guests of the case, and a form to invite one more.
#[component]
pub(super) fn Guests(code: String, guests: Vec<GuestInfo>, ticket: String) -> impl IntoView {
    let visit = Visit::get();
    let (lang, zone) = (visit.lang(), visit.zone);
    let may_invite = SignedIn::get().is_some_and(|who| who.may(Right::InviteGuests));
    let form = Form::get();
    let link = form.shown("link").map(|link| {
        let name = form.shown("guest").unwrap_or_default();
        view! {
            <Notice kind="info">
                <p class="notice-title">{text::invited(lang, &name)}</p>
                <p>
                    <code class="secret guest-link">{link}</code>
                </p>
            </Notice>
        }
    });
    let revoke_at = visit.to(&format!("/desk/cases/{code}/guests/revoke"), &[]);
    let items = guests
        .into_iter()
        .map(|guest| {
            let standing = match (guest.revoked_at, guest.last_used_at) {
                (Some(_), _) => Some(text::revoked(lang).to_owned()),
                (None, Some(at)) => Some(text::last_used(lang, &time::minute(at, zone))),
                (None, None) => None,
            };
            let take_back = (may_invite && guest.revoked_at.is_none()).then(|| {
                let label = format!("{} {}", text::revoke(lang), guest.name);
                view! {
                    <form class="no-print" method="post" action=revoke_at.clone()>
                        <input type="hidden" name="guest" value=guest.code_id.clone() />
                        <button class="link" aria-label=label>{text::revoke(lang)}</button>
                    </form>
                }
            });
            view! {
                <li>
                    <span>{guest.name.clone()} " · " {codes::capacity(lang, guest.capacity)}</span>
                    <small>{standing}</small>
                    {take_back}
                </li>
            }
        })
        .collect_view();
    let invite = may_invite.then(|| {
        let at = visit.to(&format!("/desk/cases/{code}/guests"), &[]);
        let is_back = visit.path.ends_with("/guests");
        let value = if is_back { form.value("name") } else { String::new() };
        // A form that comes back with a fault keeps its ticket: sent again, it still invites once.
        let ticket = match form.value("ticket") {
            sent if is_back && form.problem.is_some() && !sent.is_empty() => sent,
            _ => ticket,
        };
        let options = Capacity::ALL
            .iter()
            .map(|capacity| view! { <option value=capacity.code()>{codes::capacity(lang, *capacity)}</option> })
            .collect_view();
        let problem = form.problem.clone().filter(|_| is_back);
        let open = problem.is_some();
        let problem = problem.map(|problem| view! { <p class="fault" role="alert">{problem}</p> });
        view! {
            <details class="fold no-print" open=open>
                <summary>{text::new_guest(lang)}</summary>
                <form class="form" method="post" action=at>
                        <input type="hidden" name="ticket" value=ticket />
                    <label class="field">
                        <span>{text::guest_name(lang)}</span>
                        <input name="name" maxlength="80" required autocomplete="off" value=value />
                    </label>
                    <label class="field">
                        <span>{text::capacity(lang)}</span>
                        <select name="capacity">{options}</select>
                    </label>
                    {problem}
                    <button class="button">{text::invite(lang)}</button>
                </form>
            </details>
        }
    });
    view! {
        <section class="card guests">
            <h2>{text::guests(lang)}</h2>
            {link}
            <ul>{items}</ul>
            <p class="hint">{text::guests_note(lang)}</p>
            {invite}
        </section>
    }
}

/// Replacing the codes of the case, for whoever may.
#[component]
pub(super) fn Codes(code: String) -> impl IntoView {
    let visit = Visit::get();
    let lang = visit.lang();
    let may = SignedIn::get().is_some_and(|who| who.may(Right::RevokeCodes));
    may.then(|| {
        let at = visit.to(&format!("/desk/cases/{code}/codes/revoke"), &[]);
        let forms = [
            ("public", text::renew_public(lang)),
            ("handler", text::renew_handler(lang)),
        ];
        let forms = forms
            .into_iter()
            .map(|(which, words)| {
                view! {
                    <form method="post" action=at.clone()>
                        <input type="hidden" name="which" value=which />
                        <button class="button">{words}</button>
                    </form>
                }
            })
            .collect_view();
        view! {
            <section class="card no-print">
                <h2>{text::codes(lang)}</h2>
                <p class="hint">{text::codes_note(lang)}</p>
                <div class="actions">{forms}</div>
            </section>
        }
    })
}

/// All of it.
#[component]
pub(super) fn CompanyCards(code: String, company: Company, ticket: String) -> impl IntoView {
    view! {
        <div class="company">
            <Files code=code.clone() files=company.files />
            <Guests code=code.clone() guests=company.guests ticket />
            <Codes code />
        </div>
    }
}
