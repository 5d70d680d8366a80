use leptos::prelude::*;

/// A table whose lines become entries of a list on a phone: the first cell above, the others beneath it.
#[component]
pub(crate) fn Lines(
    #[prop(into)] label: String,
    heads: Vec<&'static str>,
    /// Lines, `<tr>` each.
    children: Children,
) -> impl IntoView {
    let heads = heads
        .into_iter()
        .map(|head| view! { <th scope="col">{head}</th> })
        .collect_view();
    view! {
        <div class="scroll" tabindex="0" role="region" aria-label=label>
            <table class="plain lines">
                <thead>
                    <tr>{heads}</tr>
                </thead>
                <tbody>{children()}</tbody>
            </table>
        </div>
    }
}
