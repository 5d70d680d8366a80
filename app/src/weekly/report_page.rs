//! `/reports/:week`: one report, on the screen and on paper.

use domain::Lang;
use leptos::either::Either;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_params_map;

use super::api::{ReportSheet, get_report};
use super::compared::Comparison;
use crate::board::{BoardSheet, words};
use crate::portal::Problem;
use crate::text::{board, weekly as text};
use crate::visit::Visit;

#[component]
pub(crate) fn ReportPage() -> impl IntoView {
    let visit = Visit::get();
    let lang = visit.lang();
    let week = use_params_map().read_untracked().get("week").unwrap_or_default();
    let content = Suspend::new(async move {
        match get_report(visit.links.region.clone(), week, lang).await {
            Ok(sheet) => Either::Left(view! { <Report sheet lang /> }),
            Err(error) => Either::Right(view! {
                <Title text=text::title(lang) />
                <div class="page-head">
                    <h1>{text::title(lang)}</h1>
                </div>
                <Problem error />
                <p><a href=visit.to("/reports", &[])>{text::all(lang)}</a></p>
            }),
        }
    });
    view! { <Suspense>{content}</Suspense> }
}

#[component]
fn Report(sheet: ReportSheet, lang: Lang) -> impl IntoView {
    let visit = Visit::get();
    let ReportSheet {
        week,
        table,
        compared,
        version,
        sha256,
        neighbours,
    } = sheet;
    let week = week.to_string();
    let title = text::report_of(lang, &week);
    let to = |week: &str| visit.to(&format!("/reports/{week}"), &[]);
    let (xlsx, json) = (to(&format!("{week}.xlsx")), to(&format!("{week}.json")));
    let [earlier, later] = neighbours;
    let way = |week: Option<domain::board::weekly::Week>, label: fn(Lang, &str) -> String| {
        week.map(|week| {
            let week = week.to_string();
            view! { <li><a class="chip" href=to(&week)>{label(lang, &week)}</a></li> }
        })
    };
    let span = text::span(lang, visit.region_name(), &table.first_day, &table.last_day);
    let compared = match compared {
        Some(lines) => Either::Left(view! { <Comparison lines lang /> }),
        None => Either::Right(view! { <p class="hint">{text::nothing_before(lang)}</p> }),
    };
    view! {
        <Title text=title.clone() />
        <div class="page-head">
            <h1>{title}</h1>
            <p class="lead">{span}</p>
        </div>
        <nav class="periods" aria-label=text::title(lang)>
            <ul class="chips">
                <li><a class="chip" href=visit.to("/reports", &[])>{text::all(lang)}</a></li>
                {way(earlier, text::earlier)}
                {way(later, text::later)}
            </ul>
        </nav>
        <BoardSheet words=words(&visit.links, table.unit.clone()) table />
        <p class="hint">{board::exceed(lang)}</p>
        <section class="card compared">
            <h2>{text::compared(lang)}</h2>
            {compared}
        </section>
        <section class="card kept">
            <h2>{text::kept(lang)}</h2>
            <p>{text::kept_text(lang, version)}</p>
            <p><code class="digest">{sha256}</code></p>
            <p class="actions">
                <a class="button" href=xlsx download="">{text::xlsx(lang)}</a>
                <a class="button" href=json>{board::json(lang)}</a>
            </p>
            <p class="hint no-print">{board::print(lang)}</p>
        </section>
    }
}
