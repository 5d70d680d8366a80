use leptos::prelude::*;
use leptos_meta::Title;

use crate::text::accounts as text;
use crate::ui::{FormProblem, Notice, TextField};
use crate::visit::Visit;

/// Accounts of a made-up district that anybody may try: logins with what they are, and the one password.
#[derive(Debug, Clone)]
pub(crate) struct DemoAccounts {
    pub(crate) accounts: Vec<(String, String)>,
    pub(crate) password: String,
}

/// Providers of identity: key in addresses, and label.
#[derive(Debug, Clone, Default)]
pub(crate) struct Providers(pub(crate) Vec<(String, String)>);

#[component]
pub(crate) fn SignInPage() -> impl IntoView {
    let visit = Visit::get();
    let lang = visit.lang();
    let next = visit.parameter("next").unwrap_or_default().to_owned();
    let action = match next.as_str() {
        "" => visit.to("/sign-in", &[]),
        next => visit.to("/sign-in", &[("next", next)]),
    };
    let providers = use_context::<Providers>().unwrap_or_default().0;
    let buttons = providers
        .into_iter()
        .map(|(key, label)| {
            let path = format!("/sign-in/{key}");
            let at = match next.as_str() {
                "" => visit.to(&path, &[]),
                next => visit.to(&path, &[("next", next)]),
            };
            view! {
                <a class="button wide" href=at rel="nofollow">{text::sign_in_with(lang, &label)}</a>
            }
        })
        .collect_view();
    let demo = use_context::<DemoAccounts>().filter(|_| visit.region.synthetic);
    let demo = demo.map(|demo| {
        let rows = demo
            .accounts
            .into_iter()
            .map(|(login, role)| {
                view! {
                    <tr>
                        <td><code>{login}</code></td>
                        <td>{role}</td>
                    </tr>
                }
            })
            .collect_view();
        view! {
            <Notice kind="info">
                <p class="notice-title">{text::demo_title(lang)}</p>
                <p>{text::demo_text(lang)} " " <code>{demo.password}</code></p>
            </Notice>
            <table class="plain">
                <thead>
                    <tr>
                        <th scope="col">{text::login(lang)}</th>
                        <th scope="col">{text::role(lang)}</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        }
    });
    view! {
        <Title text=text::sign_in(lang) />
        <div class="narrow">
            <div class="page-head">
                <h1>{text::sign_in(lang)}</h1>
                <p class="lead">{text::sign_in_lead(lang)}</p>
            </div>
            <FormProblem fields=&["login", "password"] />
            <form class="card form" method="post" action=action>
                <TextField name="login" label=text::login(lang) autocomplete="username" maxlength=64 required=true autofocus=true />
                <TextField
                    name="password"
                    label=text::password(lang)
                    kind="password"
                    autocomplete="current-password"
                    maxlength=256
                    required=true
                />
                <button class="button primary">{text::sign_in(lang)}</button>
            </form>
            {buttons}
            {demo}
        </div>
    }
}
