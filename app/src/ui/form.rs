//! Forms that work without script: what was sent, what was wrong with it, and the fields that show both.

use leptos::prelude::*;

/// What the form on this page sent, and what came of it. Empty when the page is opened.
#[derive(Debug, Clone, Default)]
pub(crate) struct Form {
    pub(crate) fields: Vec<(String, String)>,
    /// Field at fault; with [`Form::problem`] but without a field, it is about the form as a whole.
    pub(crate) field: Option<String>,
    /// What is wrong, in words.
    pub(crate) problem: Option<String>,
    /// Name and value of something that is shown this once.
    pub(crate) shown: Vec<(String, String)>,
}

impl Form {
    /// The form of the page that is being rendered.
    pub(crate) fn get() -> Self {
        use_context::<Self>().unwrap_or_default()
    }

    /// What was sent as `name`; empty if nothing was.
    pub(crate) fn value(&self, name: &str) -> String {
        self.fields
            .iter()
            .find(|(known, _)| known == name)
            .map(|(_, value)| value.clone())
            .unwrap_or_default()
    }

    /// What is wrong with the field `name`.
    pub(crate) fn fault(&self, name: &str) -> Option<String> {
        self.problem
            .clone()
            .filter(|_| self.field.as_deref() == Some(name))
    }

    /// What is wrong with the form as a whole, or with a field that is none of `fields`.
    pub(crate) fn problem(&self, fields: &[&str]) -> Option<String> {
        let is_shown = self.field.as_deref().is_some_and(|field| fields.contains(&field));
        self.problem.clone().filter(|_| !is_shown)
    }

    /// What is shown this once under `name`.
    pub(crate) fn shown(&self, name: &str) -> Option<String> {
        self.shown
            .iter()
            .find(|(known, _)| known == name)
            .map(|(_, value)| value.clone())
    }
}

/// What is wrong with the form as a whole, above it.
#[component]
pub(crate) fn FormProblem(
    /// Fields that show their own faults.
    fields: &'static [&'static str],
) -> impl IntoView {
    Form::get().problem(fields).map(|problem| {
        view! {
            <div class="notice notice-error" role="alert">
                <p>{problem}</p>
            </div>
        }
    })
}

/// A file `file` with its label, its hint and its fault; the form has to be `multipart/form-data`.
#[component]
pub(crate) fn FileField(
    label: &'static str,
    hint: &'static str,
    /// Extensions and media types, as the browser's dialogue takes them.
    accept: &'static str,
) -> impl IntoView {
    let fault = Form::get().fault("file");
    let described = match fault {
        Some(_) => "file-fault file-hint",
        None => "file-hint",
    };
    let invalid = fault.as_ref().map(|_| "true");
    view! {
        <label class="field">
            <span>{label}</span>
            <input type="file" name="file" required aria-invalid=invalid aria-describedby=described accept=accept />
        </label>
        {fault.map(|fault| view! { <p class="fault" id="file-fault" role="alert">{fault}</p> })}
        <p class="hint" id="file-hint">{hint}</p>
    }
}

/// One line of text with its label, its hint and its fault.
#[component]
pub(crate) fn TextField(
    name: &'static str,
    label: &'static str,
    /// `text`, `password`, `email`, `tel`, `number`.
    #[prop(default = "text")]
    kind: &'static str,
    #[prop(default = "off")] autocomplete: &'static str,
    #[prop(optional, into)] hint: Option<String>,
    /// Stands there before anything was sent.
    #[prop(optional, into)]
    initial: Option<String>,
    #[prop(default = 128)] maxlength: u16,
    #[prop(optional)] required: bool,
    #[prop(optional)] autofocus: bool,
) -> impl IntoView {
    let form = Form::get();
    let fault = form.fault(name);
    let value = match kind {
        "password" => String::new(),
        _ if form.fields.is_empty() => initial.unwrap_or_default(),
        _ => form.value(name),
    };
    let (fault_id, hint_id) = (format!("{name}-fault"), format!("{name}-hint"));
    let described = [fault.as_ref().map(|_| &fault_id), hint.as_ref().map(|_| &hint_id)];
    let described = described
        .into_iter()
        .flatten()
        .cloned()
        .collect::<Vec<_>>()
        .join(" ");
    let invalid = fault.as_ref().map(|_| "true");
    let (fault_at, hint_at) = (fault_id.clone(), hint_id.clone());
    view! {
        <label class="field">
            <span>{label}</span>
            <input
                type=kind
                name=name
                value=value
                autocomplete=autocomplete
                maxlength=maxlength.to_string()
                required=required
                autofocus=autofocus
                aria-invalid=invalid
                aria-describedby=(!described.is_empty()).then_some(described)
                spellcheck="false"
                autocapitalize="none"
            />
        </label>
        {fault.map(|fault| view! { <p class="fault" id=fault_at>{fault}</p> })}
        {hint.map(|hint| view! { <p class="hint" id=hint_at>{hint}</p> })}
    }
}

/// A choice of one, with its label and its fault.
#[component]
pub(crate) fn ChoiceField(
    name: &'static str,
    label: &'static str,
    /// Value and words; an empty value first where nothing may be chosen.
    options: Vec<(String, String)>,
    /// Chosen before anything was sent.
    #[prop(optional, into)]
    initial: Option<String>,
    #[prop(optional)] required: bool,
) -> impl IntoView {
    let form = Form::get();
    let fault = form.fault(name);
    let chosen = match initial {
        Some(initial) if form.fields.is_empty() => initial,
        _ => form.value(name),
    };
    let fault_id = format!("{name}-fault");
    let described = fault.as_ref().map(|_| fault_id.clone());
    let invalid = fault.as_ref().map(|_| "true");
    let options = options
        .into_iter()
        .map(|(value, words)| {
            let selected = value == chosen;
            view! { <option value=value selected=selected>{words}</option> }
        })
        .collect_view();
    view! {
        <label class="field">
            <span>{label}</span>
            <select name=name required=required aria-invalid=invalid aria-describedby=described>
                {options}
            </select>
        </label>
        {fault.map(|fault| view! { <p class="fault" id=fault_id>{fault}</p> })}
    }
}

/// Lines of text with their label, their hint and their fault.
#[component]
pub(crate) fn AreaField(
    name: &'static str,
    label: &'static str,
    #[prop(into)] hint: String,
    rows: u8,
) -> impl IntoView {
    let form = Form::get();
    let fault = form.fault(name);
    let (fault_id, hint_id) = (format!("{name}-fault"), format!("{name}-hint"));
    let described = match fault {
        Some(_) => format!("{fault_id} {hint_id}"),
        None => hint_id.clone(),
    };
    let invalid = fault.as_ref().map(|_| "true");
    view! {
        <label class="field">
            <span>{label}</span>
            <textarea
                name=name
                rows=rows.to_string()
                aria-invalid=invalid
                aria-describedby=described
                spellcheck="false"
            >
                {area(&form.value(name))}
            </textarea>
        </label>
        {fault.map(|fault| view! { <p class="fault" id=fault_id>{fault}</p> })}
        <p class="hint" id=hint_id>{hint}</p>
    }
}

/// What stands in a `<textarea>`: Leptos writes its children as they are, and `</textarea>` in them would end it.
pub(crate) fn area(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_somebody_wrote_ends_its_field() {
        assert_eq!(area("a < b</textarea>&lt;"), "a &lt; b&lt;/textarea>&amp;lt;");
    }
}
