use domain::access::{Person, Right};
use domain::board::UnitRef;
use leptos::prelude::*;

/// How many notices wait for whoever looks at the page.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Unread(pub(crate) u32);

/// Who looks at a page of the staff side.
#[derive(Debug, Clone)]
pub(crate) struct SignedIn {
    pub(crate) name: String,
    /// Code of the region they work in.
    pub(crate) region: String,
    /// Every region in which they hold a role.
    pub(crate) regions: Vec<UnitRef>,
    /// Id and roles in the region.
    pub(crate) person: Person,
    /// They can reach the password page and nothing else.
    pub(crate) must_change_password: bool,
}

impl SignedIn {
    /// Who is signed in, if anybody.
    pub(crate) fn get() -> Option<Self> {
        use_context::<Self>()
    }

    /// Whether one of their roles gives this right.
    pub(crate) fn may(&self, right: Right) -> bool {
        !self.must_change_password && self.person.may(right)
    }
}
