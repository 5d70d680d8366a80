use domain::access::{AccountView, TokenView};
use leptos::either::Either;
use leptos::prelude::*;
use leptos_meta::Title;

use super::SignedIn;
use super::api::get_account;
use super::roles::Roles;
use crate::portal::Problem;
use crate::text::accounts as text;
use crate::ui::{ChoiceField, Form, FormProblem, Notice, TextField, time};
use crate::visit::Visit;

#[component]
pub(crate) fn AccountPage() -> impl IntoView {
    let visit = Visit::get();
    let lang = visit.lang();
    let region = visit.links.region.clone();
    let content = Suspend::new(async move {
        match get_account(region, lang).await {
            Ok(account) => Either::Left(view! { <Account account /> }),
            Err(error) => Either::Right(view! { <Problem error /> }),
        }
    });
    view! {
        <Title text=text::account(lang) />
        <div class="page-head">
            <h1>{text::account(lang)}</h1>
        </div>
        <FormProblem fields=&["name", "days", "region"] />
        <Suspense>{content}</Suspense>
    }
}

#[component]
fn Account(account: AccountView) -> impl IntoView {
    let visit = Visit::get();
    let lang = visit.lang();
    let tokens = account.tokens.clone();
    let fact = |label: &'static str, value: Option<String>| {
        value.map(|value| {
            view! {
                <dt>{label}</dt>
                <dd>{value}</dd>
            }
        })
    };
    view! {
        <section class="card">
            <dl class="facts">
                {fact(text::name(lang), Some(account.name.clone()))}
                {fact(text::login(lang), Some(account.login.clone()))}
                {fact(text::email(lang), account.email.clone())}
                {fact(text::phone(lang), account.phone.clone())}
            </dl>
            <div class="actions">
                <a class="button" href=visit.to("/password", &[])>{text::change_password(lang)}</a>
                <form method="post" action=visit.to("/sign-out", &[])>
                    <input type="hidden" name="everywhere" value="yes" />
                    <button class="button">{text::sign_out_everywhere(lang)}</button>
                </form>
            </div>
        </section>
        <Roles account />
        <Tokens tokens />
    }
}

#[component]
fn Tokens(tokens: Vec<TokenView>) -> impl IntoView {
    let visit = Visit::get();
    let lang = visit.lang();
    let zone = visit.zone;
    let made = Form::get().shown("token").map(|secret| {
        view! {
            <Notice kind="info">
                <p class="notice-title">{text::token_made(lang)}</p>
                <p><code class="secret">{secret}</code></p>
            </Notice>
        }
    });
    let rows = tokens
        .into_iter()
        .map(|token| {
            let revoke = visit.to("/account/tokens/revoke", &[]);
            let used = token
                .last_used_at
                .map_or_else(|| text::never(lang).to_owned(), |at| time::minute(at, zone));
            view! {
                <tr>
                    <td>{token.name}</td>
                    <td>{token.region.unwrap_or_else(|| text::every_region(lang).to_owned())}</td>
                    <td data-label=text::last_used(lang)>{used}</td>
                    <td data-label=text::holds_until(lang)>{time::day(token.expires_at, zone)}</td>
                    <td>
                        <form method="post" action=revoke>
                            <input type="hidden" name="token" value=token.id />
                            <button class="link">{text::take_back(lang)}</button>
                        </form>
                    </td>
                </tr>
            }
        })
        .collect::<Vec<_>>();
    let table = (!rows.is_empty()).then(|| {
        view! {
            <div class="scroll" tabindex="0" role="region" aria-label=text::tokens(lang)>
                <table class="plain lines">
                    <thead>
                        <tr>
                            <th scope="col">{text::token_name(lang)}</th>
                            <th scope="col">{text::region(lang)}</th>
                            <th scope="col">{text::last_used(lang)}</th>
                            <th scope="col">{text::holds_until(lang)}</th>
                            <th scope="col"><span class="visually-hidden">{text::take_back(lang)}</span></th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        }
    });
    let mut regions = vec![(String::new(), text::every_region(lang).to_owned())];
    let own = SignedIn::get().map(|who| who.regions).unwrap_or_default();
    regions.extend(own.into_iter().map(|region| (region.code, region.name)));
    view! {
        <section class="card">
            <h2>{text::tokens(lang)}</h2>
            <p class="hint">{text::tokens_lead(lang)}</p>
            {made}
            {table}
            <form class="form" method="post" action=visit.to("/account/tokens", &[])>
                <TextField name="name" label=text::token_name(lang) maxlength=80 required=true />
                <ChoiceField name="region" label=text::region(lang) options=regions />
                <TextField name="days" label=text::days(lang) kind="number" initial="90" maxlength=3 required=true />
                <button class="button">{text::make_token(lang)}</button>
            </form>
        </section>
    }
}
