//! `/report`, and the receipt of what was reported.

use leptos::either::{Either, EitherOf3};
use leptos::prelude::*;
use leptos_meta::{Meta, Title};

use super::ReportShown;
use super::form::ReportForm;
use super::receipt::Receipt;
use crate::text::report as text;
use crate::ui::Notice;
use crate::visit::Visit;

#[component]
pub(crate) fn ReportPage() -> impl IntoView {
    let visit = Visit::get();
    let lang = visit.lang();
    let content = match use_context::<ReportShown>() {
        Some(ReportShown::Form(step)) => EitherOf3::A(view! { <ReportForm step /> }),
        Some(ReportShown::Receipt(receipt)) => EitherOf3::B(view! { <Receipt receipt=*receipt /> }),
        Some(ReportShown::TooMany { seconds }) => {
            (visit.status.0)(429);
            EitherOf3::C(Either::Left(view! {
                <Title text=text::too_many_title(lang) />
                <div class="page-head">
                    <h1>{text::too_many_title(lang)}</h1>
                </div>
                <Notice kind="error">
                    <p>{text::too_many(lang, seconds.div_ceil(60))}</p>
                </Notice>
            }))
        }
        None => {
            (visit.status.0)(404);
            EitherOf3::C(Either::Right(view! {
                <Title text=text::no_receipt(lang) />
                <div class="page-head">
                    <h1>{text::no_receipt(lang)}</h1>
                </div>
                <p>
                    <a class="button" href=visit.to("/report", &[])>
                        {text::title(lang)}
                    </a>
                </p>
            }))
        }
    };
    view! {
        // Forms and receipts are somebody's own: nothing for search engines.
        <Meta name="robots" content="noindex" />
        {content}
    }
}
