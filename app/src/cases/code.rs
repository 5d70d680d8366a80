//! What `/c/:token` shows besides a published case. The server decides it before the page is rendered, and
//! hands over values only: no page of a code can ask for more.

use std::sync::Arc;

use domain::Lang;
use domain::desk::GuestSheet;
use leptos::prelude::*;
use leptos_meta::{Meta, Title};

use crate::text::codes as text;
use crate::ui::Notice;
use crate::visit::Visit;

/// What the code of this request led to.
#[derive(Debug, Clone)]
pub enum CodeShown {
    /// A guest's page.
    Guest(Arc<GuestView>),
    /// A code for colleagues: to be opened after signing in.
    Handler {
        /// Path of the sign-in page, which comes back here.
        sign_in: String,
    },
    /// An answer to a public code that was not taken.
    Answer(CodeFault),
    /// Asked too often.
    TooMany { seconds: u32 },
}

/// A guest's page.
#[derive(Debug, Clone)]
pub struct GuestView {
    pub sheet: GuestSheet,
    /// Path of this page without the language: where its forms go.
    pub path: String,
    /// Drawn anew for every page: the same form sent twice acts once.
    pub form_id: String,
    /// What the guest sent could not be done.
    pub fault: Option<CodeFault>,
    /// What they had written.
    pub note: String,
}

/// Why something sent to a code was not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CodeFault {
    /// Somebody else was faster.
    Moved,
    /// There is an answer already.
    Already,
    /// Not as the case stands.
    NotNow,
    /// Too long after its closing.
    Late,
    /// No whistle waits for this guest.
    NotCalled,
    /// A field is missing or not valid.
    Invalid,
    /// Not a file that is taken.
    File,
    Unavailable,
}

impl CodeFault {
    /// The HTTP status it is answered with.
    #[must_use]
    pub fn status(self) -> u16 {
        match self {
            Self::Invalid | Self::File => 400,
            Self::Moved | Self::Already | Self::NotNow | Self::Late | Self::NotCalled => 409,
            Self::Unavailable => 503,
        }
    }

    fn words(self, lang: Lang) -> &'static str {
        match self {
            Self::Moved => text::fault_moved(lang),
            Self::Already => text::fault_already(lang),
            Self::NotNow => text::fault_not_now(lang),
            Self::Late => text::fault_late(lang),
            Self::NotCalled => text::fault_not_called(lang),
            Self::Invalid => text::fault_invalid(lang),
            Self::File => text::fault_file(lang),
            Self::Unavailable => text::fault_unavailable(lang),
        }
    }
}

/// Why something was not taken, above the page; sets the status of the answer.
#[component]
pub(super) fn Fault(fault: CodeFault, lang: Lang) -> impl IntoView {
    (Visit::get().status.0)(fault.status());
    view! {
        <Notice kind="error">
            <p>{fault.words(lang)}</p>
        </Notice>
    }
}

/// What a colleague's code says to whoever is not signed in.
#[component]
pub(super) fn HandlerCode(sign_in: String, lang: Lang) -> impl IntoView {
    view! {
        <Meta name="robots" content="noindex" />
        <Title text=text::handler_title(lang) />
        <div class="page-head">
            <h1>{text::handler_title(lang)}</h1>
            <p class="lead">{text::handler_text(lang)}</p>
        </div>
        <p>
            <a class="button" href=sign_in>{text::sign_in(lang)}</a>
        </p>
    }
}

/// Codes were tried too often from here.
#[component]
pub(super) fn TooMany(seconds: u32, lang: Lang) -> impl IntoView {
    (Visit::get().status.0)(429);
    view! {
        <Meta name="robots" content="noindex" />
        <Title text=text::too_many_title(lang) />
        <div class="page-head">
            <p class="status">"429"</p>
            <h1>{text::too_many_title(lang)}</h1>
            <p class="lead">{text::too_many(lang, seconds)}</p>
        </div>
    }
}
