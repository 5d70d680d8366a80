use domain::admin_log::{LogChange, LogKind, LogPage as Page, LogRow};
use leptos::prelude::*;

use super::api::read_log;
use super::page::Listed;
use crate::portal::framed;
use crate::text::admin_log as text;
use crate::ui::time;
use crate::visit::Visit;

/// `/admin/log`: what administrators did, newest first; kind and place in the list are in the address.
#[component]
pub(crate) fn LogPage() -> impl IntoView {
    let visit = Visit::get();
    let lang = visit.lang();
    let region = visit.links.region.clone();
    let asked = |name: &str| visit.parameter(name).map(str::to_owned);
    let (kind, cursor) = (asked("kind"), asked("cursor"));
    let is_first = cursor.is_none();
    let lead = text::lead(lang);
    framed(
        text::title(lang),
        Some(lead),
        &[],
        read_log(region, kind, cursor, lang),
        move |page| {
            view! { <Log page is_first /> }
        },
    )
}

#[component]
fn Log(page: Page, is_first: bool) -> impl IntoView {
    let visit = Visit::get();
    let lang = visit.lang();
    let kind = page.kind;
    let at = |kind: Option<LogKind>, cursor: Option<&str>| {
        let kind = kind.map(|kind| ("kind", kind.code()));
        let cursor = cursor.map(|cursor| ("cursor", cursor));
        let pairs: Vec<_> = kind.into_iter().chain(cursor).collect();
        visit.to("/admin/log", &pairs)
    };
    let choices = std::iter::once(None).chain(LogKind::ALL.iter().copied().map(Some));
    let tabs = choices
        .map(|choice| {
            let words = choice.map_or_else(|| text::every_kind(lang), |kind| text::kind(lang, kind));
            let here = (choice == kind).then_some("page");
            view! {
                <li>
                    <a href=at(choice, None) aria-current=here>{words}</a>
                </li>
            }
        })
        .collect_view();
    let older = page.next.as_deref().map(|next| {
        view! { <a class="button" rel="next" href=at(kind, Some(next))>{text::older(lang)}</a> }
    });
    let newest = (!is_first).then(|| view! { <a href=at(kind, None)>{text::newest(lang)}</a> });
    let heads = vec![
        text::what(lang),
        text::subject(lang),
        text::who(lang),
        text::when(lang),
        text::changed(lang),
    ];
    let rows = page
        .rows
        .into_iter()
        .map(|row| view! { <Row row /> }.into_any())
        .collect();
    view! {
        <nav class="tabs" aria-label=text::kinds(lang)>
            <ul>{tabs}</ul>
        </nav>
        <div class="admin-log">
            <Listed label=text::title(lang) heads none=text::none(lang) rows />
        </div>
        <p class="paging">{newest} " " {older}</p>
    }
}

#[component]
fn Row(row: LogRow) -> impl IntoView {
    let visit = Visit::get();
    let (lang, zone) = (visit.lang(), visit.zone);
    let who = row.by.unwrap_or_else(|| text::by_command(lang).to_owned());
    let code = (row.subject.code != row.subject.name)
        .then(|| view! { <small class="code">{row.subject.code.clone()}</small> });
    let changes = (!row.changes.is_empty()).then(|| {
        let count = row.changes.len();
        let lines = row
            .changes
            .into_iter()
            .map(|change| view! { <Changed change /> })
            .collect_view();
        view! {
            <details>
                <summary>{text::changes(lang, count)}</summary>
                <dl>{lines}</dl>
            </details>
        }
    });
    view! {
        <tr>
            <td>{text::deed(lang, row.deed)}</td>
            <td>{row.subject.name} " " {code}</td>
            <td>{who}</td>
            <td>
                <time datetime=time::machine(row.at)>{time::second(row.at, zone)}</time>
            </td>
            <td>{changes}</td>
        </tr>
    }
}

#[component]
fn Changed(change: LogChange) -> impl IntoView {
    let lang = Visit::get().lang();
    let or_none = |value: Option<String>| value.unwrap_or_else(|| text::was_none(lang).to_owned());
    let was = change.before.map(|before| view! { <del>{before}</del> " → " });
    view! {
        <div>
            <dt>
                <code>{change.field}</code>
            </dt>
            <dd>{was} {or_none(change.after)}</dd>
        </div>
    }
}
