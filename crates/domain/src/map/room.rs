/// Left, top, right, bottom; `y` grows downwards.
pub type Rect = [f64; 4];

/// Room for names on a map: what is taken first stays, what would lie over it finds no place.
#[derive(Debug, Clone, Default)]
pub struct Room {
    taken: Vec<Rect>,
}

impl Room {
    /// Takes the rectangle unless a part of it is taken already. Whether it was free.
    pub fn take(&mut self, rect: Rect) -> bool {
        let is_free = !self.taken.iter().any(|taken| overlap(taken, &rect));
        if is_free {
            self.taken.push(rect);
        }
        is_free
    }

    /// Takes the rectangle in any case: something stands there already.
    pub fn block(&mut self, rect: Rect) {
        self.taken.push(rect);
    }
}

fn overlap(a: &Rect, b: &Rect) -> bool {
    a[0] < b[2] && b[0] < a[2] && a[1] < b[3] && b[1] < a[3]
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    prop_compose! {
        fn rect()(x in -50.0..900.0_f64, y in -50.0..500.0_f64, wide in 1.0..120.0_f64, high in 1.0..30.0_f64) -> Rect {
            [x, y, x + wide, y + high]
        }
    }

    proptest! {
        #[test]
        fn no_two_names_lie_over_one_another(rects in prop::collection::vec(rect(), 1..120), block in rect()) {
            let mut room = Room::default();
            room.block(block);
            let mut placed = vec![block];
            for rect in rects {
                let meets = placed.iter().any(|other| overlap(other, &rect));
                prop_assert_eq!(room.take(rect), !meets, "what is free is taken, and nothing else");
                if !meets {
                    placed.push(rect);
                }
            }
            for (at, a) in placed.iter().enumerate() {
                for b in &placed[at + 1..] {
                    prop_assert!(!overlap(a, b));
                }
            }
        }
    }

    #[test]
    fn rectangles_that_touch_do_not_overlap() {
        let mut room = Room::default();
        assert!(room.take([0.0, 0.0, 10.0, 10.0]));
        assert!(room.take([10.0, 0.0, 20.0, 10.0]));
        assert!(!room.take([19.0, 9.0, 30.0, 12.0]));
    }
}
