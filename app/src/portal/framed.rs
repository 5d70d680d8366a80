use std::future::Future;

use leptos::either::Either;
use leptos::prelude::*;
use leptos_meta::Title;

use super::Problem;
use crate::error::AppError;
use crate::ui::FormProblem;

/// A page: what was asked of the server, shown under a title. Without a lead, what is shown has a heading of its own.
pub(crate) fn framed<T, V>(
    title: &'static str,
    lead: Option<&'static str>,
    fields: &'static [&'static str],
    asked: impl Future<Output = Result<T, AppError>> + Send + 'static,
    shown: impl FnOnce(T) -> V + Send + 'static,
) -> impl IntoView
where
    T: 'static,
    V: IntoView + 'static,
{
    let content = Suspend::new(async move {
        match asked.await {
            Ok(found) => Either::Left(shown(found)),
            Err(error) => Either::Right(view! { <Problem error /> }),
        }
    });
    let head = lead.map(|lead| {
        view! {
            <div class="page-head">
                <h1>{title}</h1>
                <p class="lead">{lead}</p>
            </div>
        }
    });
    view! {
        <Title text=title />
        {head}
        <FormProblem fields />
        <Suspense>{content}</Suspense>
    }
}
