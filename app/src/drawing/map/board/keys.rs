//! What keys do: those of the tools and, while the map has the focus, picking a corner and moving it by pixels.

use std::rc::Rc;

use web_sys::KeyboardEvent;

use super::{Board, Tool, handles, hint};
use crate::ui::events::pointed_at;

/// Pixels of a step, and of one with Shift.
const FINE: f64 = 1.0;
const COARSE: f64 = 10.0;

impl Board {
    pub(super) fn key(self: &Rc<Self>, event: &KeyboardEvent) {
        if pointed_at(event, "input, select, textarea, button, a, summary").is_some() {
            return;
        }
        let drawing = self.tool.get() != Tool::Choose;
        let moving = self.drag.get().is_some();
        let on_map = !drawing && pointed_at(event, ".draw-stage").is_some();
        let picked = || on_map && self.picked_of(&self.ring()).is_some();
        let far = if event.shift_key() { COARSE } else { FINE };
        match event.key().as_str() {
            "Enter" if drawing => self.finish(),
            "Enter" if moving => self.release(),
            "Escape" if moving => {
                self.drag.set(None);
                self.let_go();
            }
            "Escape" if drawing || self.waits() => self.take(Tool::Choose),
            // Arrows move the map again.
            "Escape" if self.picked.take().is_some() => self.draw_chosen(),
            "Delete" | "Backspace" if !drawing => self.remove_picked(),
            "z" if event.ctrl_key() || event.meta_key() => self.do_it("undo", &[], None),
            "y" if event.ctrl_key() || event.meta_key() => self.do_it("redo", &[], None),
            " " if on_map => self.pick_next(event.shift_key()),
            "ArrowLeft" if picked() => self.nudge(-far, 0.0),
            "ArrowRight" if picked() => self.nudge(far, 0.0),
            "ArrowUp" if picked() => self.nudge(0.0, -far),
            "ArrowDown" if picked() => self.nudge(0.0, far),
            _ => return,
        }
        event.prevent_default();
        event.stop_propagation();
    }

    /// Around the chosen cell: a corner, the middle of its side, the next corner.
    fn pick_next(self: &Rc<Self>, back: bool) {
        self.release();
        let ring = self.ring();
        let Some(turn) = next(self.picked_of(&ring), ring.len(), back) else {
            return;
        };
        let place = handles(&ring)[turn];
        self.picked.set(Some(place));
        self.map.borrow().bring(place);
        self.draw_chosen();
        hint("data-corner");
    }

    /// Moves what is picked by pixels. It is a step once it is let go.
    fn nudge(self: &Rc<Self>, x: f64, y: f64) {
        if self.drag.get().is_none()
            && let Some(index) = self.picked_of(&self.ring())
        {
            self.grab(index);
        }
        if let Some(drag) = self.drag.get() {
            let at = self.map.borrow().beside(drag.bend.at, (x, y));
            self.bend_to(at);
        }
    }
}

/// Position of the next handle of a ring: its corners, and behind them the middles of its sides.
fn next(picked: Option<u32>, corners: usize, back: bool) -> Option<usize> {
    let count = 2 * corners;
    let turn = picked.map(|index| match index as usize {
        corner if corner < corners => 2 * corner,
        middle => 2 * (middle - corners) + 1,
    });
    let turn = match (turn, back) {
        (None, false) => 0,
        (None, true) => count.checked_sub(1)?,
        (Some(turn), false) => turn + 1,
        (Some(turn), true) => turn + count - 1,
    };
    let turn = turn.checked_rem(count)?;
    Some(if turn % 2 == 0 {
        turn / 2
    } else {
        corners + turn / 2
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_go_around_a_cell_from_corner_to_middle_to_corner_and_back() {
        let mut at = None;
        let mut seen = Vec::new();
        for _ in 0..7 {
            let turn = next(at, 3, false).expect("a handle");
            seen.push(turn);
            at = u32::try_from(turn).ok();
        }
        assert_eq!(seen, [0, 3, 1, 4, 2, 5, 0]);
        assert_eq!(next(Some(0), 3, true), Some(5));
        assert_eq!(next(None, 3, true), Some(5));
        assert_eq!(next(None, 0, false), None);
        assert_eq!(next(None, 0, true), None);
    }
}
