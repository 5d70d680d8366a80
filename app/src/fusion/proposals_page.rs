use domain::fusion::{Pair, ProposalPage, Repeats};
use leptos::prelude::*;

use super::api::{get_repeats, list_proposals};
use super::parts::{Reasons, Side};
use crate::portal::framed;
use crate::text::fusion as text;
use crate::visit::Visit;

/// `/desk/matters`: pairs that wait for a person, the likeliest first.
#[component]
pub(crate) fn ProposalsPage() -> impl IntoView {
    let visit = Visit::get();
    let lang = visit.lang();
    let region = visit.links.region.clone();
    let page: u32 = visit
        .parameter("page")
        .and_then(|page| page.parse().ok())
        .unwrap_or(0);
    let asked = async move {
        let proposals = list_proposals(region.clone(), page).await?;
        // Without the figures the pairs are still worth seeing.
        Ok((proposals, get_repeats(region).await.ok()))
    };
    framed(
        text::title(lang),
        Some(text::lead(lang)),
        &[],
        asked,
        move |(proposals, repeats)| {
            view! { <Proposals proposals page repeats /> }
        },
    )
}

#[component]
fn Proposals(proposals: ProposalPage, page: u32, repeats: Option<Repeats>) -> impl IntoView {
    let visit = Visit::get();
    let lang = visit.lang();
    let join_from = proposals.join_from;
    let none = proposals
        .pairs
        .is_empty()
        .then(|| view! { <p class="card empty">{text::none(lang)}</p> });
    let pairs = proposals
        .pairs
        .into_iter()
        .map(|pair| view! { <PairCard pair join_from /> })
        .collect_view();
    let to_page = |page: u32| visit.to("/desk/matters", &[("page", &page.to_string())]);
    let back = page
        .checked_sub(1)
        .map(|page| view! { <a href=to_page(page)>{text::newer(lang)}</a> });
    let more = proposals
        .more
        .then(|| view! { <a href=to_page(page + 1)>{text::older(lang)}</a> });
    let topics = visit.to("/desk/topics", &[]);
    view! {
        <p>
            <a href=topics>{text::topics(lang)}</a>
        </p>
        {repeats.map(|repeats| view! { <RepeatLine repeats /> })}
        {none}
        <ol class="pairs">{pairs}</ol>
        <p class="more">{back} " " {more}</p>
    }
}

#[component]
fn RepeatLine(repeats: Repeats) -> impl IntoView {
    let lang = Visit::get().lang();
    let figure = |name: &'static str, part: u64, all: u64| {
        view! {
            <div>
                <dt>{name}</dt>
                <dd>{text::of(lang, &part.to_string(), &all.to_string())}</dd>
            </div>
        }
    };
    view! {
        <section class="card repeats">
            <h2>{text::repeats(lang, repeats.days)}</h2>
            <dl>
                {figure(text::by_place(lang), repeats.by_place, repeats.with_place)}
                {figure(text::by_person_figure(lang), repeats.by_person, repeats.with_person)}
                {figure(text::by_matter(lang), repeats.by_matter, repeats.records)}
            </dl>
        </section>
    }
}

#[component]
fn PairCard(pair: Pair, join_from: i32) -> impl IntoView {
    let visit = Visit::get();
    let lang = visit.lang();
    let score = text::score(lang, &text::points(pair.score), &text::points(join_from));
    let codes = (pair.earlier.code.clone(), pair.later.code.clone());
    view! {
        <li class="card pair">
            <div class="pair-sides">
                <div>
                    <p class="hint">{text::earlier(lang)}</p>
                    <Side side=pair.earlier />
                </div>
                <div>
                    <p class="hint">{text::later(lang)}</p>
                    <Side side=pair.later />
                </div>
            </div>
            <Reasons evidence=pair.evidence />
            <form class="pair-decide" method="post" action=visit.to("/desk/matters/decide", &[])>
                <input type="hidden" name="earlier" value=codes.0 />
                <input type="hidden" name="later" value=codes.1 />
                <p class="hint">{score}</p>
                <button class="button primary" name="decided" value="joined">{text::join(lang)}</button>
                <button class="button" name="decided" value="apart">{text::part(lang)}</button>
            </form>
        </li>
    }
}
