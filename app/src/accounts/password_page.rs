use leptos::prelude::*;
use leptos_meta::Title;

use super::SignedIn;
use crate::text::accounts as text;
use crate::ui::{FormProblem, Notice, TextField};
use crate::visit::Visit;

#[component]
pub(crate) fn PasswordPage() -> impl IntoView {
    let visit = Visit::get();
    let lang = visit.lang();
    let forced = SignedIn::get().is_some_and(|who| who.must_change_password);
    let why = forced.then(|| {
        view! {
            <Notice kind="warn">
                <p>{text::must_change(lang)}</p>
            </Notice>
        }
    });
    view! {
        <Title text=text::change_password(lang) />
        <div class="narrow">
            <div class="page-head">
                <h1>{text::change_password(lang)}</h1>
                <p class="lead">{text::password_lead(lang)}</p>
            </div>
            {why}
            <FormProblem fields=&["old_password", "new_password", "again"] />
            <form class="card form" method="post" action=visit.to("/password", &[])>
                <TextField
                    name="old_password"
                    label=text::old_password(lang)
                    kind="password"
                    autocomplete="current-password"
                    maxlength=256
                    required=true
                />
                <TextField
                    name="new_password"
                    label=text::new_password(lang)
                    kind="password"
                    autocomplete="new-password"
                    hint=text::password_rule(lang)
                    required=true
                />
                <TextField
                    name="again"
                    label=text::again(lang)
                    kind="password"
                    autocomplete="new-password"
                    required=true
                />
                <button class="button primary">{text::save(lang)}</button>
            </form>
        </div>
    }
}
