//! What a guest can do: forms that work without script. Each carries the page's form id.

use chrono_tz::Tz;
use domain::Lang;
use domain::case::{Action, Reason};
use domain::desk::GuestSheet;
use leptos::prelude::*;

use crate::text::{codes as text, terms};
use crate::ui::{area, time};

/// Reasons a guest can give; the desk takes these and no others.
const DECLINES: [Reason; 4] = [
    Reason::NotCompetent,
    Reason::OutsideRegion,
    Reason::NeedsOtherUnit,
    Reason::Other,
];

/// The whistle that calls the guest, and their answer.
#[component]
pub(super) fn Call(
    sheet: GuestSheet,
    action: String,
    form_id: String,
    zone: Tz,
    lang: Lang,
) -> impl IntoView {
    let call = sheet.call?;
    let minute = |at| time::minute(at, zone);
    let said = [
        Some(text::whistle_at(lang, &minute(call.blown_at))),
        match call.declined {
            Some(reason) => Some(text::declined(lang, terms::reason(lang, reason))),
            None => call.answered_at.map(|at| text::answered_at(lang, &minute(at))),
        },
        call.arrived_at.map(|at| text::arrived_at(lang, &minute(at))),
    ];
    let said = said
        .into_iter()
        .flatten()
        .map(|said| view! { <li>{said}</li> })
        .collect_view();
    let may = |action| sheet.offers.contains(&action);
    let answers = may(Action::AnswerWhistle).then(|| {
        let reasons = DECLINES.map(|reason| {
            view! { <option value=reason.code()>{terms::reason(lang, reason)}</option> }
        });
        view! {
            <Deed deed="comes" action=action.clone() form_id=form_id.clone()>
                <button class="button primary">{text::comes(lang)}</button>
            </Deed>
            <Deed deed="declines" action=action.clone() form_id=form_id.clone()>
                <label class="field">
                    <span>{text::decline_reason(lang)}</span>
                    <select name="reason">{reasons.into_iter().collect_view()}</select>
                </label>
                <button class="button">{text::declines(lang)}</button>
            </Deed>
        }
    });
    let arrives = may(Action::Arrive).then(|| {
        view! {
            <Deed deed="arrives" action=action.clone() form_id=form_id.clone()>
                <button class="button primary">{text::arrives(lang)}</button>
            </Deed>
        }
    });
    Some(view! {
        <section class="card called" id="call">
            <h2>{text::whistle_title(lang)}</h2>
            <p class="called-place">{call.place}</p>
            <ul class="plain-list">{said}</ul>
            <div class="deeds">{answers} {arrives}</div>
        </section>
    })
}

/// A comment for those who handle the case.
#[component]
pub(super) fn Comment(
    sheet: GuestSheet,
    action: String,
    form_id: String,
    note: String,
    lang: Lang,
) -> impl IntoView {
    sheet.offers.contains(&Action::Comment).then(|| {
        view! {
            <section class="card" id="comment">
                <h2>{text::comment_title(lang)}</h2>
                <Deed deed="says" action form_id>
                    <label class="field">
                        <span>{text::comment_label(lang)}</span>
                        <textarea name="note" rows="4" maxlength="4000" required>
                            {area(&note)}
                        </textarea>
                    </label>
                    <button class="button">{text::send_comment(lang)}</button>
                </Deed>
            </section>
        }
    })
}

/// What the guest has added, and one more.
#[component]
pub(super) fn Files(sheet: GuestSheet, action: String, zone: Tz, lang: Lang) -> impl IntoView {
    let files = format!("{action}/files");
    let adds = sheet.offers.contains(&Action::Comment);
    if !adds && sheet.attachments.is_empty() {
        return None;
    }
    let list = (!sheet.attachments.is_empty()).then(|| {
        let items = sheet
            .attachments
            .iter()
            .map(|file| {
                view! {
                    <li>
                        <a href=format!("{files}/{}", file.attachment_id)>{file.file_name.clone()}</a>
                        " "
                        <small>{time::minute(file.added_at, zone)}</small>
                    </li>
                }
            })
            .collect_view();
        view! { <ul class="plain-list">{items}</ul> }
    });
    let form = adds.then(|| {
        view! {
            <form class="form" method="post" action=files.clone() enctype="multipart/form-data">
                <label class="field">
                    <span>{text::file_label(lang)}</span>
                    <input
                        type="file"
                        name="file"
                        accept="image/jpeg,image/png,image/webp,application/pdf"
                        required
                    />
                </label>
                <button class="button">{text::send_file(lang)}</button>
            </form>
        }
    });
    Some(view! {
        <section class="card" id="files">
            <h2>{text::files_title(lang)}</h2>
            {list}
            {form}
            <p class="hint">{text::files_hint(lang)}</p>
        </section>
    })
}

#[component]
fn Deed(deed: &'static str, action: String, form_id: String, children: Children) -> impl IntoView {
    view! {
        <form class="form" method="post" action=action>
            <input type="hidden" name="form" value=form_id />
            <input type="hidden" name="deed" value=deed />
            {children()}
        </form>
    }
}
