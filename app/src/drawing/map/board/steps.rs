//! What is asked of the server, one after another: a step can be done only to the draft that the one before has left.
//! What is done meanwhile waits. Where a step fails, those behind it are not done, and the page says so.

use std::rc::Rc;

use js_sys::Promise;
use leptos::task::spawn_local;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::{HtmlFormElement, UrlSearchParams};

use super::{Bend, Board, Tool};
use crate::drawing::map::page::{Answer, WAITING, find, of_panel, send, show};
use crate::drawing::map::wire::{self, Cells};
use crate::map::browser::ask;

#[derive(Clone, PartialEq)]
pub(super) enum Step {
    /// The page of a cell, which is chosen then, and whether the map goes there.
    Ask { cell: String, look: bool },
    /// A change of the draft.
    Say {
        /// Of a form; none = of the cell that is chosen when it is sent.
        address: Option<String>,
        /// As a query. The version is that of the answer before.
        fields: String,
        bend: Option<Bend>,
    },
    /// A form that loads another page.
    Leave { deed: String },
}

impl Step {
    pub(super) fn say(address: Option<String>, fields: &UrlSearchParams, bend: Option<Bend>) -> Self {
        fields.delete("version");
        Self::Say {
            address,
            fields: fields.to_string().into(),
            bend,
        }
    }

    pub(super) fn bend(&self) -> Option<Bend> {
        match self {
            Self::Say { bend, .. } => *bend,
            _ => None,
        }
    }

    fn does(&self, deeds: &[&str]) -> bool {
        match self {
            Self::Say { fields, .. } => {
                let what = fields.strip_prefix("do=").and_then(|rest| rest.split('&').next());
                what.is_some_and(|what| deeds.contains(&what))
            }
            _ => false,
        }
    }

    /// Whether it is the form of a line.
    pub(super) fn is_drawn(&self) -> bool {
        self.does(&["draw", "split"])
    }

    /// A second click on the same button. Undoing twice is another thing.
    fn is_again(&self, last: &Self) -> bool {
        self == last && !self.does(&["undo", "redo"])
    }
}

impl Board {
    /// Sends a step, once those before it are answered.
    pub(super) fn put(self: &Rc<Self>, step: Step) {
        // What keys have moved came before it.
        self.release();
        if !(self.steps.borrow().back()).is_some_and(|last| step.is_again(last)) {
            self.steps.borrow_mut().push_back(step);
        }
        if !self.is_busy.replace(true) {
            let board = Rc::clone(self);
            spawn_local(async move { board.work().await });
        }
    }

    /// The cell that will be chosen once everything is answered.
    pub(super) fn asked_for(&self) -> String {
        let steps = self.steps.borrow();
        let last = steps.iter().rev().find_map(|step| match step {
            Step::Ask { cell, .. } => Some(cell.clone()),
            _ => None,
        });
        last.unwrap_or_else(|| self.chosen.borrow().clone())
    }

    /// Whether anything is still to be answered.
    pub(super) fn has_unsent(&self) -> bool {
        self.is_busy.get() || self.drag.get().is_some()
    }

    /// Whether something would be lost with the page.
    pub(super) fn would_lose(&self) -> bool {
        let is_change = |step: &Step| matches!(step, Step::Say { .. });
        self.steps.borrow().iter().any(is_change) || self.drag.get().is_some() || self.waits()
    }

    async fn work(&self) {
        let _ = self.stage.class_list().add_1("busy");
        show("[data-undone]", false);
        loop {
            let next = self.steps.borrow().front().cloned();
            let (address, fields, look) = match next {
                None => break,
                Some(Step::Ask { cell, look }) => (self.page_of(&cell), None, look),
                Some(Step::Say { address, fields, .. }) => {
                    let address = address.unwrap_or_else(|| self.page_of(&self.chosen.borrow()));
                    (address, versioned(&fields), false)
                }
                Some(Step::Leave { deed }) => {
                    self.steps.borrow_mut().clear();
                    self.is_busy.set(false);
                    leave(&deed);
                    break;
                }
            };
            let answer = send(&address, fields.as_ref()).await;
            self.answered(answer, look).await;
        }
        let _ = self.stage.class_list().remove_1("busy");
        self.is_busy.set(false);
    }

    /// Draws what came of the first step.
    async fn answered(&self, answer: Answer, look: bool) {
        let is_known = answer == Answer::Lost || of_panel("data-version") == *self.version.borrow();
        let told = if is_known { None } else { self.ask().await };
        self.at_rest().await;
        let mut steps = self.steps.borrow_mut();
        steps.pop_front();
        if answer != Answer::Done {
            // They were meant for another draft than there is.
            if !steps.is_empty() {
                show("[data-undone]", true);
            }
            steps.clear();
        }
        drop(steps);
        self.take_in(told);
        self.draw();
        let chosen = of_panel("data-cell");
        if chosen != *self.chosen.borrow() {
            self.choose(chosen, look);
        }
        if self.tool.get() == Tool::Choose {
            if find(WAITING).is_none() {
                self.places.borrow_mut().clear();
            }
            self.map.borrow().show_line(&self.places.borrow(), None);
        }
        self.tell();
    }

    /// What has changed since the version that is known, and the version of which that tells.
    pub(super) async fn ask(&self) -> Option<(String, Cells)> {
        let version = of_panel("data-version");
        let address = self.address("data-cells") + self.version.borrow().as_str();
        let asked = ask::<Cells>(&address, None).await;
        show("[data-lost]", asked.is_err());
        Some((version, asked.ok()?))
    }

    pub(super) fn take_in(&self, told: Option<(String, Cells)>) {
        if let Some((version, cells)) = told {
            wire::take(&mut self.kept.borrow_mut(), &cells);
            self.version.replace(version);
        }
    }

    /// Until nothing is dragged: drawing anew would take it out of somebody's hand.
    async fn at_rest(&self) {
        while self.drag.get().is_some() {
            let dropped = Promise::new(&mut |done, _| {
                self.dropped.replace(Some(done));
            });
            // It is never rejected.
            let _ = JsFuture::from(dropped).await;
        }
    }
}

/// What a step says, to the draft as the panel has it.
fn versioned(fields: &str) -> Option<UrlSearchParams> {
    let fields = UrlSearchParams::new_with_str(fields).ok()?;
    fields.set("version", &of_panel("data-version"));
    Some(fields)
}

/// Sends the form of a deed as the browser does.
fn leave(deed: &str) {
    match find(&("form[data-deed=".to_owned() + deed + "]")) {
        Some(form) => {
            // Only a form that is in no page fails.
            let _ = form.unchecked_ref::<HtmlFormElement>().submit();
        }
        None => show("[data-undone]", true),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form(fields: &str) -> Step {
        Step::Say {
            address: Some("/admin/grid/draft".to_owned()),
            fields: fields.to_owned(),
            bend: None,
        }
    }

    #[test]
    fn a_second_click_is_one_step_but_undoing_twice_is_two() {
        assert!(form("do=draw&draw_code=1").is_again(&form("do=draw&draw_code=1")));
        assert!(!form("do=draw&draw_code=1").is_again(&form("do=draw&draw_code=2")));
        assert!(!form("do=undo").is_again(&form("do=undo")));
    }

    #[test]
    fn only_the_forms_of_a_new_cell_and_of_a_split_are_waited_for_by_a_line() {
        assert!(form("do=draw&ring=").is_drawn());
        assert!(form("do=split").is_drawn());
        assert!(!form("do=drop").is_drawn());
        assert!(!form("do=say&name=do%3Ddraw").is_drawn());
    }
}
