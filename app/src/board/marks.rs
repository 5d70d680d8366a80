use leptos::prelude::*;

/// The numbers of a shared axis, above its plots. `labels` are those of [`super::Axis::labels`].
pub(crate) fn marks(labels: &[String]) -> impl IntoView + use<> {
    let parts = labels.len().saturating_sub(1).max(1);
    let marks = labels
        .iter()
        .enumerate()
        .map(|(position, label)| {
            let (anchor, class) = match position {
                0 => ("start", None),
                last if last == parts => ("end", None),
                // Left out where there is little room.
                _ => ("middle", Some("between")),
            };
            let x = format!("{}%", position * 100 / parts);
            view! { <text x=x y="12" text-anchor=anchor class=class>{label.clone()}</text> }
        })
        .collect_view();
    view! { <svg class="marks" aria-hidden="true">{marks}</svg> }
}
