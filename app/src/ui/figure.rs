use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use super::Spark;

/// A headline figure, finished: what it is, its value, what it is made of, and its last days.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Figure {
    pub(crate) label: String,
    /// Where it is defined.
    pub(crate) href: String,
    pub(crate) value: String,
    /// Numerator, denominator, period: a number never stands alone.
    pub(crate) note: String,
    /// Path data of the sparkline.
    pub(crate) spark: String,
}

/// The card of a [`Figure`].
#[component]
pub(crate) fn FigureCard(figure: Figure) -> impl IntoView {
    let Figure {
        label,
        href,
        value,
        note,
        spark,
    } = figure;
    view! {
        <div class="card figure">
            <a class="figure-label" href=href>{label}</a>
            <strong class="figure-value">{value}</strong>
            <span class="figure-note">{note}</span>
            <Spark path=spark />
        </div>
    }
}
