//! `/cases/:code`: one case, one file. Also the sheet that is printed and put up on site.

use domain::Lang;
use leptos::either::Either;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_params_map;

use super::api::{CaseSheet, get_case};
use super::clocks::Clocks;
use super::place::{Place, QrCard};
use super::sign::{ClockSign, StateSign};
use super::timeline::Timeline;
use super::units::Units;
use super::when;
use crate::error::AppError;
use crate::live::Live;
use crate::portal::Problem;
use crate::text::cases as words;
use crate::ui::time;
use crate::visit::Visit;

#[component]
pub(crate) fn CaseFilePage() -> impl IntoView {
    let visit = Visit::get();
    let lang = visit.lang();
    let code = use_params_map().read_untracked().get("code").unwrap_or_default();
    let content = Suspend::new(async move {
        match get_case(visit.links.region.clone(), code.clone(), lang).await {
            Ok(sheet) => Either::Left(view! { <Sheet sheet lang /> }),
            Err(AppError::NotFound) => Either::Right(Either::Left(
                view! { <NoCase visit said=words::not_found_code(lang, &code) /> },
            )),
            Err(error) => Either::Right(Either::Right(view! { <Problem error /> })),
        }
    });
    view! { <Suspense>{content}</Suspense> }
}

/// Says that there is no such public case, with the status to match.
#[component]
pub(super) fn NoCase(visit: Visit, said: String) -> impl IntoView {
    let lang = visit.lang();
    (visit.status.0)(404);
    view! {
        <Title text=words::not_found(lang) />
        <div class="page-head">
            <p class="status">"404"</p>
            <h1>{words::not_found(lang)}</h1>
            <p class="lead">{said}</p>
        </div>
        <p>{words::not_found_hint(lang)}</p>
        <p>
            <a class="button" href=visit.to("/cases", &[])>
                {words::list(lang)}
            </a>
        </p>
    }
}

#[component]
fn Sheet(sheet: CaseSheet, lang: Lang) -> impl IntoView {
    let (zone, links) = (sheet.zone(), sheet.links(lang));
    let CaseSheet {
        file,
        locator,
        qr,
        link,
        now,
        region_name,
        ..
    } = sheet;
    let case = file.summary.clone();
    let (about, received) = (case.code.clone(), when::received(&case, zone, lang));
    let facts = [
        (words::place(lang), place(&case, lang)),
        (words::department(lang), case.department.name.clone()),
        (words::source(lang), case.source.name(lang).to_owned()),
    ];
    view! {
        <Title text=format!("{} · {}", case.code, case.category.name) />
        <article class="case-file" data-about=about>
            <header class="page-head case-head">
                <p class="screen-only">
                    <a href=links.to("/cases", &[])>{words::list(lang)}</a>
                </p>
                <h1>{case.category.name.clone()}</h1>
                <p class="code case-number">{case.code.clone()}</p>
                <p class="signs" data-live="signs">
                    <StateSign state=case.state lang />
                    <ClockSign timeliness=case.timeliness lang />
                </p>
                <dl class="case-facts">
                    {facts
                        .into_iter()
                        .map(|(label, value)| {
                            view! {
                                <div>
                                    <dt>{label}</dt>
                                    <dd>{value}</dd>
                                </div>
                            }
                        })
                        .collect_view()}
                    <div>
                        <dt>{words::received(lang)}</dt>
                        <dd>
                            <time datetime=time::machine(case.received_at)>{received}</time>
                        </dd>
                    </div>
                </dl>
            </header>
            <div class="case-columns">
                <div class="case-main" data-live="file">
                    <Clocks file=file.clone() now zone lang />
                    <Units units=file.units zone lang />
                    <Timeline events=file.timeline zone lang />
                </div>
                <div class="case-side">
                    <QrCard qr link code=case.code lang />
                    <Place place=case.place locator links region_name lang />
                </div>
            </div>
        </article>
        <Live />
    }
}

fn place(case: &domain::case::CaseSummary, lang: Lang) -> String {
    let names: Vec<&str> = [&case.place.township, &case.place.community]
        .into_iter()
        .flatten()
        .map(|unit| unit.name.as_str())
        .collect();
    if names.is_empty() {
        words::no_place(lang).to_owned()
    } else {
        names.join(" ")
    }
}
