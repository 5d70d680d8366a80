use leptos::either::Either;
use leptos::prelude::*;
use leptos_meta::Title;

use super::ReceiptView;
use crate::text::{cases as case_words, report as text};
use crate::ui::{Form, Notice};
use crate::visit::Visit;

/// What whoever reported takes home: code and QR, and the way to the case.
#[component]
pub(super) fn Receipt(receipt: ReceiptView) -> impl IntoView {
    let visit = Visit::get();
    let lang = visit.lang();
    let form = Form::get();
    let fault = form
        .problem(&[])
        .map(|_| view! { <Notice kind="warn"><p>{text::photo_refused(lang)}</p></Notice> });
    let code = receipt.code.clone();
    let qr = receipt.qr.map(|qr| {
        let size = qr.size.to_string();
        let view_box = format!("0 0 {size} {size}");
        view! {
            <svg
                class="receipt-qr"
                viewBox=view_box
                role="img"
                aria-label=case_words::qr_label(lang, &code)
            >
                <rect width=size.clone() height=size fill="#fff" />
                <path d=qr.path fill="#000" />
            </svg>
        }
    });
    let follow = match receipt.link {
        Some(link) => Either::Left(view! {
            <p>{text::done_lead(lang)}</p>
            {qr}
            <p>
                <a class="button primary" href=visit.links.path(&link)>
                    {text::follow(lang)}
                </a>
            </p>
            <p class="hint">{text::soon(lang)}</p>
        }),
        None => Either::Right(view! { <p>{text::done_unlisted(lang)}</p> }),
    };
    let photos = (receipt.files > 0).then(|| view! { <p>{text::photos(lang, receipt.files)}</p> });
    let more = receipt.takes_files.then(|| {
        let action = visit.to(&format!("/report/{}/files", receipt.ticket), &[]);
        view! {
            <form class="form" method="post" enctype="multipart/form-data" action=action>
                <label class="field">
                    <span>{text::add_photo(lang)}</span>
                    <input type="file" name="file" required accept="image/*,application/pdf" />
                </label>
                <button class="button">{text::add(lang)}</button>
            </form>
        }
    });
    view! {
        <Title text=text::done_title(lang) />
        <div class="page-head">
            <h1>{text::done_title(lang)}</h1>
            <p class="lead">{receipt.category}</p>
        </div>
        {fault}
        <section class="card receipt">
            <p class="receipt-code">
                <span>{text::code(lang)}</span>
                " "
                <strong class="code">{receipt.code}</strong>
            </p>
            {follow}
        </section>
        <section class="card">{photos} {more}</section>
        <p>
            <a href=visit.to("/report", &[])>{text::another(lang)}</a>
        </p>
    }
}
