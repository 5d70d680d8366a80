//! `/admin/deliveries`: what could not be delivered, and where notices go.

use domain::notice::{Channel, ChannelKind, DeadLetter, DeadLetterPage};
use leptos::either::Either;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use leptos_meta::Title;

use super::api::{AddChannel, Deliveries, RemoveChannel, RetryDelivery, SwitchChannel, list_deliveries};
use crate::portal::Problem;
use crate::text::notices as words;
use crate::ui::{ChoiceField, Fold, Notice, TextField, time};
use crate::visit::Visit;

/// The page, for administrators.
#[component]
pub fn DeliveriesPage() -> impl IntoView {
    let visit = Visit::get();
    let lang = visit.lang();
    let cursor = visit.parameter("cursor").map(str::to_owned);
    let secret_of = visit.parameter("secret_of").map(str::to_owned);
    let content = Suspend::new(async move {
        match list_deliveries(cursor, secret_of, lang).await {
            Ok(Deliveries {
                dead,
                channels,
                secret,
            }) => Either::Left(view! {
                <DeadLetters page=dead visit=visit.clone() />
                <Channels channels secret visit />
            }),
            Err(error) => Either::Right(view! { <Problem error /> }),
        }
    });
    view! {
        <Title text=words::deliveries(lang) />
        <div class="page-head">
            <h1>{words::deliveries(lang)}</h1>
            <p class="lead">{words::deliveries_lead(lang)}</p>
        </div>
        <Suspense>{content}</Suspense>
    }
}

#[component]
fn DeadLetters(page: DeadLetterPage, visit: Visit) -> impl IntoView {
    let lang = visit.lang();
    let list = if page.rows.is_empty() {
        Either::Left(view! { <p class="card empty">{words::dead_none(lang)}</p> })
    } else {
        let rows = page
            .rows
            .into_iter()
            .map(|letter| view! { <Dead letter visit=visit.clone() /> })
            .collect_view();
        Either::Right(view! { <ul class="notices">{rows}</ul> })
    };
    let more = page.next.map(|next| {
        let href = visit.to("/admin/deliveries", &[("cursor", &next)]);
        view! { <p class="more"><a href=href>{words::dead_more(lang)}</a></p> }
    });
    view! {
        <section class="part" aria-labelledby="dead">
            <h2 id="dead">{words::dead(lang)}</h2>
            <p class="as-of">{words::on_their_way(lang, page.waiting)}</p>
            {list}
            {more}
            <p class="hint">{words::dead_note(lang)}</p>
        </section>
    }
}

#[component]
fn Dead(letter: DeadLetter, visit: Visit) -> impl IntoView {
    let lang = visit.lang();
    let href = visit.to(&format!("/desk/cases/{}", letter.code), &[]);
    let why = letter
        .last_error
        .map(|reason| view! { <p class="late">{words::why(lang, &reason)}</p> });
    let label = format!("{}: {}", words::retry(lang), letter.code);
    view! {
        <li class="card">
            <div>
                <p class="notice-what">
                    <a href=href>{words::kind(lang, letter.kind)}" · "{letter.code.clone()}</a>
                </p>
                <p class="notice-facts">
                    <span>{words::channel(lang, letter.channel)}</span>
                    <span class="target">{letter.target}</span>
                    <span>{words::addressee(lang, &letter.to, letter.to_name.as_deref())}</span>
                    <span>{words::attempts(lang, letter.attempts)}</span>
                    <time datetime=time::machine(letter.created_at)>{time::minute(letter.created_at, visit.zone)}</time>
                </p>
                {why}
            </div>
            <form action=RetryDelivery::url() method="post">
                <input type="hidden" name="id" value=letter.id />
                <button class="button" aria-label=label>{words::retry(lang)}</button>
            </form>
        </li>
    }
}

#[component]
fn Channels(channels: Vec<Channel>, secret: Option<String>, visit: Visit) -> impl IntoView {
    let lang = visit.lang();
    let list = if channels.is_empty() {
        Either::Left(view! { <p class="card empty">{words::channels_none(lang)}</p> })
    } else {
        let rows = channels
            .into_iter()
            .map(|channel| view! { <ChannelLine channel visit=visit.clone() /> })
            .collect_view();
        Either::Right(view! { <ul class="notices">{rows}</ul> })
    };
    let secret = secret.map(|secret| {
        view! {
            <Notice kind="info">
                <p class="target"><code>{secret}</code></p>
                <p>{words::secret_note(lang)}</p>
            </Notice>
        }
    });
    let kinds = ChannelKind::ALL
        .iter()
        .map(|kind| (kind.code().to_owned(), words::channel(lang, *kind).to_owned()))
        .collect();
    view! {
        <section class="part" aria-labelledby="channels">
            <h2 id="channels">{words::channels(lang)}</h2>
            {secret}
            {list}
            <Fold title=words::add(lang)>
                <form class="form wide" action=AddChannel::url() method="post">
                    <TextField name="to" label=words::to(lang) hint=words::to_hint(lang) maxlength=80 required=true />
                    <ChoiceField name="kind" label=words::kind_of(lang) options=kinds required=true />
                    <TextField
                        name="target"
                        label=words::target(lang)
                        hint=words::target_hint(lang)
                        maxlength=500
                        required=true
                    />
                    <button class="button primary">{words::add(lang)}</button>
                </form>
            </Fold>
        </section>
    }
}

#[component]
fn ChannelLine(channel: Channel, visit: Visit) -> impl IntoView {
    let lang = visit.lang();
    let (standing, turn) = if channel.active {
        (words::is_active(lang), words::switch_off(lang))
    } else {
        (words::is_off(lang), words::switch_on(lang))
    };
    let turned = (!channel.active).to_string();
    let secret = (channel.kind == ChannelKind::Webhook).then(|| {
        let href = visit.to("/admin/deliveries#channels", &[("secret_of", &channel.id)]);
        view! { <a href=href>{words::show_secret(lang)}</a> }
    });
    view! {
        <li class="card">
            <div>
                <p class="notice-what">
                    <span class="tag">{standing}</span> " " {words::addressee(lang, &channel.to, channel.to_name.as_deref())}
                </p>
                <p class="notice-facts">
                    <span>{words::channel(lang, channel.kind)}</span>
                    <span class="target">{channel.target.clone()}</span>
                    {secret}
                </p>
            </div>
            <div class="actions">
                <form action=SwitchChannel::url() method="post">
                    <input type="hidden" name="id" value=channel.id.clone() />
                    <input type="hidden" name="active" value=turned />
                    <button class="button" aria-label=format!("{turn}: {}", channel.target)>{turn}</button>
                </form>
                <form action=RemoveChannel::url() method="post">
                    <input type="hidden" name="id" value=channel.id />
                    <button class="button" aria-label=format!("{}: {}", words::remove(lang), channel.target)>
                        {words::remove(lang)}
                    </button>
                </form>
            </div>
        </li>
    }
}
