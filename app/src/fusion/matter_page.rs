use domain::fusion::{Matter, MatterMember};
use leptos::either::Either;
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use super::api::get_matter;
use super::parts::{Reasons, Side};
use crate::portal::framed;
use crate::text::fusion as text;
use crate::visit::Visit;

/// `/desk/cases/:code/matter`: every case that is one matter with this one, and why.
#[component]
pub(crate) fn MatterPage() -> impl IntoView {
    let visit = Visit::get();
    let lang = visit.lang();
    let code = use_params_map().read_untracked().get("code").unwrap_or_default();
    let asked = get_matter(visit.links.region.clone(), code.clone());
    framed(
        text::matter(lang),
        Some(text::clocks(lang)),
        &[],
        asked,
        |matter| {
            view! { <Members matter code /> }
        },
    )
}

#[component]
fn Members(matter: Matter, code: String) -> impl IntoView {
    let visit = Visit::get();
    let lang = visit.lang();
    let back = visit.to(&format!("/desk/cases/{code}"), &[]);
    let back = view! { <p><a href=back>{code.clone()}</a></p> };
    if matter.members.len() < 2 {
        return Either::Left(view! {
            {back}
            <p class="card empty">{text::matter_alone(lang)}</p>
        });
    }
    let may_decide = matter.may_decide;
    let hint = may_decide.then(|| view! { <p class="hint">{text::take_out_hint(lang)}</p> });
    let members = matter
        .members
        .into_iter()
        .map(|member| view! { <Member member about=code.clone() may_decide /> })
        .collect_view();
    Either::Right(view! {
        {back}
        <p>{text::matter_of(lang, &code)}</p>
        <ol class="pairs">{members}</ol>
        {hint}
    })
}

#[component]
fn Member(member: MatterMember, about: String, may_decide: bool) -> impl IntoView {
    let visit = Visit::get();
    let lang = visit.lang();
    let stands = member
        .stands
        .then(|| view! { <p><span class="tag sun">{text::stands(lang)}</span></p> });
    let with = member
        .joined_with
        .filter(|_| !member.evidence.is_empty())
        .map(|code| view! { <p class="hint">{text::joined_with(lang, &code)}</p> });
    let by_person = member
        .by_person
        .then(|| view! { <p class="hint">{text::by_person(lang)}</p> });
    let action = visit.to(&format!("/desk/cases/{about}/matter"), &[]);
    let code = member.side.code.clone();
    let label = format!("{} {code}", text::take_out(lang));
    let form = may_decide.then(|| {
        view! {
            <form class="pair-decide" method="post" action=action>
                <input type="hidden" name="member" value=code />
                <button class="button" aria-label=label>{text::take_out(lang)}</button>
            </form>
        }
    });
    view! {
        <li class="card pair">
            {stands}
            <Side side=member.side />
            {with}
            <Reasons evidence=member.evidence />
            {by_person}
            {form}
        </li>
    }
}
