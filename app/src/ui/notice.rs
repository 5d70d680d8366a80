use leptos::prelude::*;

/// A message about the page as a whole, above its content.
#[component]
pub(crate) fn Notice(
    /// `info`, `warn` or `error`: the colour; the words say it too.
    kind: &'static str,
    children: Children,
) -> impl IntoView {
    let role = if kind == "error" { "alert" } else { "note" };
    view! { <div class=format!("notice notice-{kind}") role=role>{children()}</div> }
}
