use domain::Lang;
use domain::element::{Icon, KindForm, KindRow};
use leptos::prelude::*;

use super::api::list_kinds;
use crate::admin::{AddForm, ChangeForm, Listed};
use crate::error::AppError;
use crate::map::icons::IconMark;
use crate::portal::framed;
use crate::text::{elements as words, policy};
use crate::ui::number::grouped;
use crate::ui::{ChoiceField, Form, TextField};
use crate::visit::Visit;

const FIELDS: &[&str] = &["code", "name", "name_en", "icon", "seen_by"];

/// `/admin/elements/kinds`: every kind, and a new one.
#[component]
pub(crate) fn ElementKindsPage() -> impl IntoView {
    let visit = Visit::get();
    let lang = visit.lang();
    let asked = list_kinds(visit.links.region);
    framed(
        words::kinds_title(lang),
        Some(words::kinds_lead(lang)),
        FIELDS,
        asked,
        |view| view! { <Kinds rows=view.rows /> },
    )
}

#[component]
fn Kinds(rows: Vec<KindRow>) -> impl IntoView {
    let visit = Visit::get();
    let lang = visit.lang();
    let lines = rows
        .into_iter()
        .map(|row| {
            let kind = row.kind;
            let code = kind.code.to_string();
            let change = visit.to("/admin/elements/kinds/change", &[("code", &code)]);
            let elements = visit.to("/admin/elements", &[("kind", &code)]);
            view! {
                <tr>
                    <td>
                        <IconMark icon=kind.icon />
                        " "
                        <a href=change>{lang.pick(&kind.name, kind.name_en.as_deref()).to_owned()}</a>
                        " "
                        <code>{code}</code>
                    </td>
                    <td>{seen_by(lang, kind.public)}</td>
                    <td class="n">
                        <a href=elements>{grouped(u64::from(row.in_use))}</a>
                    </td>
                    <td class="n">{grouped(u64::from(row.retired))}</td>
                </tr>
            }
            .into_any()
        })
        .collect();
    let heads = vec![
        policy::name(lang),
        words::seen_by(lang),
        words::count_in_use(lang),
        words::count_retired(lang),
    ];
    view! {
        <nav class="element-ways">
            <a href=visit.to("/admin/elements", &[])>{words::title(lang)}</a>
        </nav>
        <AddForm title=words::new_kind(lang) path="/admin/elements/kinds">
            <TextField
                name="code"
                label=words::kind_code(lang)
                hint=words::kind_code_hint(lang)
                maxlength=32
                required=true
            />
            <Fields kind=KindForm::default() />
        </AddForm>
        <Listed label=words::kinds_title(lang) heads none=words::no_elements(lang) rows=lines />
    }
}

fn seen_by(lang: Lang, public: bool) -> &'static str {
    if public {
        words::seen_by_public(lang)
    } else {
        words::seen_by_staff(lang)
    }
}

/// `/admin/elements/kinds/change`: one kind.
#[component]
pub(crate) fn ElementKindPage() -> impl IntoView {
    let visit = Visit::get();
    let code = visit.parameter("code").unwrap_or_default().to_owned();
    let title = words::kinds_title(visit.lang());
    let region = visit.links.region;
    let asked = async move {
        let rows = list_kinds(region).await?.rows;
        let row = rows.into_iter().find(|row| row.kind.code.as_str() == code);
        row.map(|row| KindForm::from(&row.kind)).ok_or(AppError::NotFound)
    };
    framed(title, None, FIELDS, asked, |kind| view! { <Kind kind /> })
}

#[component]
fn Kind(kind: KindForm) -> impl IntoView {
    let visit = Visit::get();
    view! {
        <ChangeForm
            name=kind.name.clone()
            code=kind.code.clone()
            path="/admin/elements/kinds/change"
            back=visit.to("/admin/elements/kinds", &[])
        >
            <Fields kind />
        </ChangeForm>
    }
}

#[component]
fn Fields(kind: KindForm) -> impl IntoView {
    let lang = Visit::get().lang();
    let form = Form::get();
    let chosen = if form.fields.is_empty() {
        kind.icon.clone()
    } else {
        form.value("icon")
    };
    let fault = form
        .fault("icon")
        .map(|fault| view! { <p class="fault" role="alert">{fault}</p> });
    let icons = Icon::ALL
        .iter()
        .map(|icon| {
            view! {
                <label class="icon-choice">
                    <input type="radio" name="icon" value=icon.code() checked=icon.code() == chosen required />
                    <IconMark icon=*icon />
                    <span>{words::icon_name(lang, *icon)}</span>
                </label>
            }
        })
        .collect_view();
    let choices = [(KindForm::STAFF, false), (KindForm::PUBLIC, true)]
        .map(|(code, public)| (code.to_owned(), seen_by(lang, public).to_owned()));
    let initial = if kind.seen_by.is_empty() {
        KindForm::STAFF.to_owned()
    } else {
        kind.seen_by
    };
    view! {
        <TextField name="name" label=policy::name(lang) initial=kind.name maxlength=50 required=true />
        <TextField name="name_en" label=policy::name_en(lang) initial=kind.name_en maxlength=50 />
        <fieldset class="icon-choices">
            <legend>{words::icon(lang)}</legend>
            {icons}
        </fieldset>
        {fault}
        <ChoiceField name="seen_by" label=words::seen_by(lang) options=choices.into() initial required=true />
    }
}
