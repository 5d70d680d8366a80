//! `/desk/cases/:code/print`: the file on paper, with its QR code.

use leptos::either::Either;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_params_map;

use super::api::{PrintSheet, get_sheet};
use super::record::{Dues, Facts, Marks, Parts, Timeline, Whistles};
use crate::cases::{ClockSign, StateSign};
use crate::portal::Problem;
use crate::text::{cases as case_words, desk as text};
use crate::ui::time;
use crate::visit::Visit;

#[component]
pub(crate) fn PrintPage() -> impl IntoView {
    let visit = Visit::get();
    let lang = visit.lang();
    let code = use_params_map().read_untracked().get("code").unwrap_or_default();
    let content = Suspend::new(async move {
        match get_sheet(visit.links.region.clone(), code, lang).await {
            Ok(sheet) => Either::Left(view! { <Sheet sheet /> }),
            Err(error) => Either::Right(view! { <Problem error /> }),
        }
    });
    view! { <Suspense>{content}</Suspense> }
}

#[component]
fn Sheet(sheet: PrintSheet) -> impl IntoView {
    let visit = Visit::get();
    let lang = visit.lang();
    let file = sheet.file;
    let qr = sheet.qr.map(|qr| {
        let size = qr.size.to_string();
        view! {
            <figure class="sheet-qr">
                <svg viewBox=format!("0 0 {size} {size}") role="img" aria-label=case_words::qr_label(lang, &file.code)>
                    <rect width=size.clone() height=size.clone() fill="#fff" />
                    <path d=qr.path fill="#000" />
                </svg>
                <figcaption>{text::scan_public(lang)}</figcaption>
            </figure>
        }
    });
    let staff_qr = sheet.handler_qr.map(|qr| {
        let size = qr.size.to_string();
        view! {
            <figure class="sheet-qr">
                <svg viewBox=format!("0 0 {size} {size}") role="img" aria-label=text::scan_handler(lang)>
                    <rect width=size.clone() height=size.clone() fill="#fff" />
                    <path d=qr.path fill="#000" />
                </svg>
                <figcaption>{text::scan_handler(lang)}</figcaption>
            </figure>
        }
    });
    let back = visit.to(&format!("/desk/cases/{}", file.code), &[]);
    view! {
        <Title text=format!("{} · {}", text::sheet(lang), file.code) />
        <article class="case-file sheet">
            <header class="sheet-head">
                <div>
                    <p class="no-print">
                        <a href=back>{text::back(lang)}</a>
                    </p>
                    <h1>{file.title.clone().unwrap_or_else(|| file.category.name.clone())}</h1>
                    <p class="case-number">
                        <span class="code">{file.code.clone()}</span>
                        " · "
                        {file.category.name.clone()}
                    </p>
                    <p class="signs">
                        <StateSign state=file.case.state lang />
                        <ClockSign timeliness=file.timeliness lang />
                    </p>
                    <p class="hint">{text::printed_at(lang, &time::minute(file.as_of, visit.zone))}</p>
                </div>
                <div class="sheet-codes">{qr} {staff_qr}</div>
            </header>
            <Dues file=file.clone() />
            <Facts file=file.clone() />
            <Parts parts=file.parts />
            <Whistles whistles=file.whistles />
            <Timeline events=file.events />
            <Marks marks=file.marks />
        </article>
    }
}
