//! `/desk/cases/:code`: the file, and what can be done now.

use domain::desk::DeskFile;
use domain::drawing::CellStaff;
use leptos::either::Either;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_params_map;

use super::actions::Actions;
use super::api::{Company, get_company, get_file};
use super::company::CompanyCards;
use super::record::{Dues, Facts, Marks, Parts, Timeline, Whistles};
use crate::cases::{ClockSign, StateSign};
use crate::drawing::{CellStaffCard, get_cell_staff};
use crate::live::Live;
use crate::portal::Problem;
use crate::text::{desk as text, fusion};
use crate::visit::Visit;

#[component]
pub(crate) fn DeskFilePage() -> impl IntoView {
    let visit = Visit::get();
    let lang = visit.lang();
    let code = use_params_map().read_untracked().get("code").unwrap_or_default();
    let content = Suspend::new(async move {
        let region = visit.links.region.clone();
        let company = get_company(region.clone(), code.clone());
        let staff = get_cell_staff(region.clone(), code.clone(), lang);
        match get_file(region, code, lang).await {
            Ok(file) => {
                // The file is the page; without the rest it is still worth reading.
                let company = company.await.ok();
                let staff = staff.await.unwrap_or_default();
                Either::Left(view! { <File file company staff /> })
            }
            Err(error) => Either::Right(view! { <Problem error /> }),
        }
    });
    view! { <Suspense>{content}</Suspense> }
}

#[component]
fn File(file: DeskFile, company: Option<Company>, staff: Vec<CellStaff>) -> impl IntoView {
    let visit = Visit::get();
    let lang = visit.lang();
    let public = if file.listed {
        let at = visit.to(&format!("/cases/{}", file.code), &[]);
        Either::Left(view! { <a href=at>{text::public_page(lang)}</a> })
    } else {
        Either::Right(view! { <span class="tag">{text::not_public(lang)}</span> })
    };
    let matter = visit.to(&format!("/desk/cases/{}/matter", file.code), &[]);
    let print = visit.to(&format!("/desk/cases/{}/print", file.code), &[]);
    view! {
        <Title text=format!("{} · {}", file.code, file.category.name) />
        <article class="case-file" data-about=file.code.clone()>
            <header class="page-head case-head">
                <p class="screen-only">
                    <a href=visit.to("/desk", &[])>{text::title(lang)}</a>
                </p>
                <h1>{file.title.clone().unwrap_or_else(|| file.category.name.clone())}</h1>
                <p class="case-number">
                    <span class="code">{file.code.clone()}</span>
                    " · "
                    {file.category.name.clone()}
                </p>
                <p class="signs" data-live="signs">
                    <StateSign state=file.case.state lang />
                    <ClockSign timeliness=file.timeliness lang />
                </p>
                <p class="case-links no-print">
                    {public}
                    <a href=matter>{fusion::matter(lang)}</a>
                    <a href=print>{text::print(lang)}</a>
                </p>
            </header>
            <div class="case-columns desk-columns">
                <div class="case-side" data-live="actions">
                    <Actions file=file.clone() />
                </div>
                <div class="case-main" data-live="file">
                    <Dues file=file.clone() />
                    <Facts file=file.clone() />
                    <CellStaffCard staff />
                    <Parts parts=file.parts />
                    <Whistles whistles=file.whistles />
                    {company.map(|company| view! { <CompanyCards code=file.code.clone() company ticket=file.ticket.clone() /> })}
                    <Timeline events=file.events />
                    <Marks marks=file.marks />
                </div>
            </div>
        </article>
        <Live />
    }
}
