//! `/desk/notices`: what waits for the reader, unread first.

use domain::notice::{NoticePage, NoticeRow, UNREAD_MOST};
use leptos::either::Either;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use leptos_meta::Title;

use super::api::{MarkNoticesRead, list_notices};
use crate::portal::Problem;
use crate::text::notices as words;
use crate::ui::time;
use crate::visit::Visit;

/// The page, for whoever is signed in.
#[component]
pub fn NoticesPage() -> impl IntoView {
    let visit = Visit::get();
    let lang = visit.lang();
    let cursor = visit.parameter("cursor").map(str::to_owned);
    let list = Suspend::new(async move {
        match list_notices(cursor, lang).await {
            Ok(page) => Either::Left(view! { <NoticeList page visit /> }),
            Err(error) => Either::Right(view! { <Problem error /> }),
        }
    });
    view! {
        <Title text=words::title(lang) />
        <div class="page-head">
            <h1>{words::title(lang)}</h1>
            <p class="lead">{words::lead(lang)}</p>
        </div>
        <Suspense>{list}</Suspense>
    }
}

#[component]
fn NoticeList(page: NoticePage, visit: Visit) -> impl IntoView {
    let lang = visit.lang();
    let unread = match page.unread {
        many if many >= UNREAD_MOST => format!("{}+", UNREAD_MOST - 1),
        some => some.to_string(),
    };
    let all = (page.unread > 0).then(|| {
        view! {
            <form action=MarkNoticesRead::url() method="post">
                <button class="button">{words::mark_all(lang)}</button>
            </form>
        }
    });
    let list = if page.rows.is_empty() {
        Either::Left(view! { <p class="card empty">{words::none(lang)}</p> })
    } else {
        let rows = page
            .rows
            .into_iter()
            .map(|row| view! { <Row row visit=visit.clone() /> })
            .collect_view();
        Either::Right(view! { <ul class="notices">{rows}</ul> })
    };
    let more = page.next.map(|next| {
        let href = visit.to("/desk/notices", &[("cursor", &next)]);
        view! { <p class="more"><a href=href>{words::more(lang)}</a></p> }
    });
    view! {
        <div class="notices-head">
            <p class="as-of">{words::unread(lang, &unread)}</p>
            {all}
        </div>
        {list}
        {more}
        <p class="hint notices-kept">{words::kept(lang)}</p>
    }
}

#[component]
fn Row(row: NoticeRow, visit: Visit) -> impl IntoView {
    let lang = visit.lang();
    let href = visit.to(&format!("/desk/cases/{}", row.code), &[]);
    let at = time::minute(row.at, visit.zone);
    let due = row
        .due_at
        .map(|due| view! { <span>{words::due(lang, &time::minute(due, visit.zone))}</span> });
    let forecast = row.due_is_forecast.then(|| {
        view! {
            <span class="tag" title=words::forecast_note(lang)>
                {words::forecast(lang)}
            </span>
        }
    });
    let unread = (!row.read).then(|| {
        view! {
            <span class="tag sun">{words::is_unread(lang)}</span>
        }
    });
    let label = format!("{}: {}", words::mark_read(lang), row.code);
    let mark = (!row.read).then(|| {
        view! {
            <form action=MarkNoticesRead::url() method="post">
                <input type="hidden" name="id" value=row.id.clone() />
                <button class="link" aria-label=label>{words::mark_read(lang)}</button>
            </form>
        }
    });
    view! {
        <li class="card" class:unread=!row.read>
            <div>
                <p class="notice-what">
                    {unread} " " <a href=href>{words::kind(lang, row.kind)}" · "{row.code}</a>
                </p>
                <p class="notice-facts">
                    <span>{row.category.name}</span>
                    <span>{row.serial}</span>
                    {due} {forecast}
                    <span>{words::addressee(lang, &row.to, row.to_name.as_deref())}</span>
                    <time datetime=time::machine(row.at)>{at}</time>
                </p>
            </div>
            {mark}
        </li>
    }
}
