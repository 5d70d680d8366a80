//! `/c/:token`: what scanning a case's public code shows. For a resident with a phone: one sentence, five
//! stages, one date.

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use domain::Lang;
use domain::case::{CaseFile, Timeliness};
use leptos::either::{Either, EitherOf4};
use leptos::prelude::*;
use leptos_meta::{Meta, Title};
use leptos_router::hooks::use_params_map;

use super::api::{CaseSheet, get_case_by_token};
use super::code::{CodeShown, Fault, GuestView, HandlerCode, TooMany};
use super::file_page::NoCase;
use super::guest::GuestPage;
use super::progress::{STAGES, reached, stages_done};
use super::sign::{ClockSign, StateSign};
use super::voice::{Thanks, Voice};
use super::when;
use crate::error::AppError;
use crate::live::Live;
use crate::portal::Problem;
use crate::text::{cases as words, terms};
use crate::ui::time;
use crate::visit::Visit;

#[component]
pub(crate) fn ScanPage() -> impl IntoView {
    let visit = Visit::get();
    let lang = visit.lang();
    let fault = match use_context::<CodeShown>() {
        Some(CodeShown::Guest(shown)) => {
            return EitherOf4::A(view! { <GuestPage view=GuestView::clone(&shown) /> });
        }
        Some(CodeShown::Handler { sign_in }) => return EitherOf4::B(view! { <HandlerCode sign_in lang /> }),
        Some(CodeShown::TooMany { seconds }) => return EitherOf4::C(view! { <TooMany seconds lang /> }),
        Some(CodeShown::Answer(fault)) => Some(fault),
        None => None,
    };
    let token = use_params_map().read_untracked().get("token").unwrap_or_default();
    let content = Suspend::new(async move {
        match get_case_by_token(token, lang).await {
            Ok(sheet) => Either::Left(view! {
                {fault.map(|fault| view! { <Fault fault lang /> })}
                <Progress sheet lang />
            }),
            Err(AppError::NotFound) => Either::Right(Either::Left(
                view! { <NoCase visit said=words::not_found_token(lang).to_owned() /> },
            )),
            Err(error) => Either::Right(Either::Right(view! { <Problem error /> })),
        }
    });
    EitherOf4::D(view! {
        // A token is a key: it is nothing for search engines.
        <Meta name="robots" content="noindex" />
        <Suspense>{content}</Suspense>
    })
}

#[component]
fn Progress(sheet: CaseSheet, lang: Lang) -> impl IntoView {
    let (zone, links) = (sheet.zone(), sheet.links(lang));
    let CaseSheet { file, now, link, .. } = sheet;
    let answered_file = file.clone();
    let action = links.path(&link);
    let case = file.summary.clone();
    let href = links.to(&format!("/cases/{}", case.code), &[]);
    let due = case.due.filter(|_| is_running(case.timeliness)).map(|due| {
        let was = (due.original != due.current).then(
            || view! { <small>{words::scan_extended(lang, &time::minute(due.original, zone))}</small> },
        );
        view! {
            <p class="scan-due">
                {words::scan_due(lang, &time::minute(due.current, zone))}
                " "
                {was}
            </p>
        }
    });
    let standing = when::standing(&case, now, zone, lang);
    let latest = file.timeline.last().map(|event| {
        let unit = event.department.as_ref().map(|unit| format!(" · {}", unit.name));
        let reason = event.reason.map(|reason| {
            view! { <span class="scan-reason">{words::because(lang, terms::reason(lang, reason))}</span> }
        });
        view! {
            <section class="card scan-latest">
                <h2>{words::scan_latest(lang)}</h2>
                <p>
                    <time datetime=time::machine(event.at)>{time::minute(event.at, zone)}</time>
                    " "
                    {terms::action(lang, event.action)}
                    {unit}
                </p>
                {reason}
            </section>
        }
    });
    view! {
        <Title text=format!("{} · {}", words::scan_title(lang), case.code) />
        <article class="scan" data-about=case.code.clone()>
            <Thanks lang />
            <div data-live="scan">
                <header class="page-head">
                    <p class="code">{case.code.clone()}</p>
                    <h1>{case.category.name.clone()}</h1>
                    <p class="scan-plain">{words::plain(lang, case.state)}</p>
                    <p class="signs">
                        <StateSign state=case.state lang />
                        <ClockSign timeliness=case.timeliness lang />
                        {standing}
                    </p>
                </header>
                <Stages file lang now zone />
                <section class="card scan-who">
                    <p>{words::scan_with(lang, &case.department.name)}</p>
                    {due}
                </section>
                {latest}
            </div>
            // By itself: what somebody is about to answer is not drawn anew under their fingers.
            <div data-live="voice">
                <Voice file=answered_file action now lang />
            </div>
            <p>
                <a class="button" href=href>
                    {words::scan_file(lang)}
                </a>
            </p>
        </article>
        <Live />
    }
}

fn is_running(timeliness: Timeliness) -> bool {
    match timeliness {
        Timeliness::Green
        | Timeliness::Yellow
        | Timeliness::Orange
        | Timeliness::Red
        | Timeliness::Paused => true,
        Timeliness::OnTime | Timeliness::Late | Timeliness::NoLimit => false,
    }
}

/// The way from report to closure; a case that left it has none.
#[component]
fn Stages(file: CaseFile, lang: Lang, now: DateTime<Utc>, zone: Tz) -> impl IntoView {
    let done = stages_done(file.summary.state)?;
    let times = reached(&file.timeline, done);
    let stages = words::stages(lang)
        .into_iter()
        .zip(times)
        .enumerate()
        .map(|(stage, (name, at))| {
            let (class, sign, said) = match stage.cmp(&done) {
                std::cmp::Ordering::Less => ("done", "✓", words::scan_done(lang)),
                std::cmp::Ordering::Equal => ("now", "●", words::scan_now(lang)),
                std::cmp::Ordering::Greater => ("ahead", "", words::scan_ahead(lang)),
            };
            view! {
                <li class=class aria-current=(class == "now").then_some("step")>
                    <i aria-hidden="true">{sign}</i>
                    <strong>{name}</strong>
                    <span class="visually-hidden">{said}</span>
                    {at.map(|at| view! { <time datetime=time::machine(at)>{time::recent(at, now, zone)}</time> })}
                </li>
            }
        })
        .collect_view();
    Some(view! {
        <ol class="stages" data-done=format!("{done}/{STAGES}")>
            {stages}
        </ol>
    })
}
