use domain::fusion::HotTopic;
use leptos::either::Either;
use leptos::prelude::*;

use super::api::list_topics;
use crate::portal::framed;
use crate::text::fusion as text;
use crate::ui::time;
use crate::visit::Visit;

/// Cases of a topic that are listed.
const LISTED: usize = 6;

/// `/desk/topics`: what many of the latest reports are about.
#[component]
pub(crate) fn TopicsPage() -> impl IntoView {
    let visit = Visit::get();
    let lang = visit.lang();
    let region = visit.links.region.clone();
    let lead = text::topics_lead(lang);
    framed(
        text::topics(lang),
        Some(lead),
        &[],
        list_topics(region),
        |topics| {
            view! { <Topics topics /> }
        },
    )
}

#[component]
fn Topics(topics: Vec<HotTopic>) -> impl IntoView {
    let lang = Visit::get().lang();
    if topics.is_empty() {
        return Either::Left(view! { <p class="card empty">{text::topics_none(lang)}</p> });
    }
    let cards = topics
        .into_iter()
        .map(|topic| view! { <Topic topic /> })
        .collect_view();
    Either::Right(view! { <ol class="pairs">{cards}</ol> })
}

#[component]
fn Topic(topic: HotTopic) -> impl IntoView {
    let visit = Visit::get();
    let lang = visit.lang();
    let count = topic.cases.len();
    let title = topic
        .cases
        .first()
        .and_then(|side| side.title.clone())
        .unwrap_or_else(|| text::no_title(lang).to_owned());
    let more = count.checked_sub(LISTED).filter(|more| *more > 0);
    let cases = topic
        .cases
        .into_iter()
        .take(LISTED)
        .map(|side| {
            let href = visit.to(&format!("/desk/cases/{}", side.code), &[]);
            let title = side.title.unwrap_or(side.category);
            view! {
                <li>
                    <a href=href>{title}</a>
                    " "
                    <span class="hint">{time::minute(side.received_at, visit.zone)}</span>
                </li>
            }
        })
        .collect_view();
    view! {
        <li class="card pair">
            <h2>{title} " · " {text::topic_count(lang, count)}</h2>
            <ul>{cases}</ul>
            {more.map(|more| view! { <p class="hint">{text::topic_more(lang, more)}</p> })}
        </li>
    }
}
