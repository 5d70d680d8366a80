//! What stands near together on the screen is one mark. Pure.

use crate::map::overlay::{View, World};

/// What lies in one part of the screen is one mark. Parts are so many pixels wide where a district fills the screen, so
/// that the shades below can still be seen, and so many where a neighbourhood does.
const FAR_PART: f64 = 72.0;
const NEAR_PART: f64 = 44.0;
/// From these zooms on: a neighbourhood, and every element by itself.
const NEAR_FROM: f64 = 14.0;
const APART_FROM: f64 = 17.0;
/// Pixels from one kind to the next within a far part.
const SLOT: f64 = 22.0;
/// Pixels of a tile.
const TILE: f64 = 256.0;

/// An element, or several that the server has put together.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Item {
    pub(super) place: World,
    pub(super) kind: u8,
    pub(super) count: u32,
}

/// A mark on the map.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Mark {
    pub(super) place: World,
    pub(super) kind: u8,
    pub(super) count: u32,
    /// Position of one of its items.
    pub(super) item: u32,
}

/// The marks of these items where the world is `scale` pixels wide. Parts are those of the world, not of the screen, so
/// that marks stay what they are while the map moves.
pub(super) fn marks(items: &[Item], scale: f64) -> Vec<Mark> {
    let is_far = (scale / TILE).log2() < NEAR_FROM;
    let parts = match (scale / TILE).log2() {
        far if far < NEAR_FROM => scale / FAR_PART,
        near if near < APART_FROM => scale / NEAR_PART,
        // Too small for two.
        _ => scale * 64.0,
    };
    let part = |at: f64| {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "the parts of the world are fewer"
        )]
        let part = (at * parts) as u64;
        part & 0x0fff_ffff
    };
    let numbered = (0_u32..).zip(items);
    let mut keyed: Vec<(u64, u32)> = numbered
        .map(|(number, item)| {
            let (x, y) = (part(item.place.x), part(item.place.y));
            (u64::from(item.kind) << 56 | x << 28 | y, number)
        })
        .collect();
    keyed.sort_unstable();
    let together = keyed.chunk_by(|a, b| a.0 == b.0);
    together
        .filter_map(|same| {
            let of = |number: u32| items.get(number as usize);
            let first = of(same.first()?.1)?;
            let (mut x, mut y, mut count) = (0.0, 0.0, 0);
            for item in same.iter().filter_map(|(_, number)| of(*number)) {
                x += item.place.x * f64::from(item.count);
                y += item.place.y * f64::from(item.count);
                count += item.count;
            }
            let weight = f64::from(count.max(1));
            let middle = World {
                x: x / weight,
                y: y / weight,
            };
            Some(Mark {
                place: if is_far && count > 1 {
                    slot(middle, first.kind, parts, scale)
                } else {
                    middle
                },
                kind: first.kind,
                count,
                item: same.first()?.1,
            })
        })
        .collect()
}

/// Where several of a kind stand in their part of the map: each kind in a place of its own, or the marks of all kinds
/// would lie on one heap.
fn slot(within: World, kind: u8, parts: f64, scale: f64) -> World {
    let row = f64::from(kind / 3 % 3) - 1.0;
    let column = f64::from(kind % 3) - 1.0;
    let middle = |at: f64| ((at * parts).floor() + 0.5) / parts;
    World {
        x: middle(within.x) + column * SLOT / scale,
        y: middle(within.y) + row * SLOT / scale,
    }
}

/// The mark that a pixel is on: the nearest within `reach` pixels.
pub(super) fn hit(marks: &[Mark], view: &View, (x, y): (f64, f64), reach: f64) -> Option<Mark> {
    let away = |mark: &Mark| {
        let (at_x, at_y) = view.pixel(mark.place);
        (at_x - x).hypot(at_y - y)
    };
    let near = marks.iter().filter(|mark| away(mark) <= reach);
    near.min_by(|a, b| away(a).total_cmp(&away(b))).copied()
}

/// Single elements in view, the nearest to its middle first.
pub(super) fn in_view(items: &[Item], view: &View, most: usize) -> Vec<u32> {
    let (middle_x, middle_y) = (view.width / 2.0, view.height / 2.0);
    let mut found: Vec<(f64, u32)> = (0_u32..)
        .zip(items)
        .filter(|(_, item)| item.count == 1)
        .filter_map(|(number, item)| {
            let (x, y) = view.pixel(item.place);
            let is_in = x >= 0.0 && y >= 0.0 && x <= view.width && y <= view.height;
            is_in.then(|| ((x - middle_x).hypot(y - middle_y), number))
        })
        .collect();
    found.sort_unstable_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
    found.truncate(most);
    found.into_iter().map(|(_, number)| number).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn item(lng: f64, kind: u8, count: u32) -> Item {
        Item {
            place: World::at(lng, 28.65),
            kind,
            count,
        }
    }

    #[test]
    fn what_is_near_together_is_one_mark_until_the_map_is_near_and_kinds_never_mix() {
        let items = [item(121.26, 0, 1), item(121.260_1, 0, 2), item(121.26, 1, 1)];
        let far = marks(&items, TILE * 1024.0);
        let counts: Vec<(u8, u32)> = far.iter().map(|mark| (mark.kind, mark.count)).collect();
        assert_eq!(counts, [(0, 3), (1, 1)]);
        let near = marks(&items, TILE * 17_f64.exp2());
        assert_eq!(near.len(), 3);
        assert_eq!(marks(&[], 1.0), []);
    }

    #[test]
    fn several_of_each_kind_stand_beside_each_other_from_afar() {
        let items: Vec<Item> = (0..9).map(|kind| item(121.26, kind, 2)).collect();
        let scale = TILE * 1024.0;
        let marks = marks(&items, scale);
        for (at, mark) in marks.iter().enumerate() {
            for other in &marks[..at] {
                let (x, y) = (mark.place.x - other.place.x, mark.place.y - other.place.y);
                assert!((x * scale).hypot(y * scale) > SLOT - 0.1);
            }
        }
    }

    #[test]
    fn twenty_thousand_elements_are_a_few_hundred_marks_from_afar() {
        let items: Vec<Item> = (0..20_000_u32)
            .map(|n| Item {
                place: World::at(
                    121.1 + f64::from(n % 141) * 0.002,
                    28.5 + f64::from(n / 141) * 0.002,
                ),
                kind: 0,
                count: 1,
            })
            .collect();
        let marks = marks(&items, TILE * 12_f64.exp2());
        assert!(marks.len() < 400, "{}", marks.len());
        assert_eq!(marks.iter().map(|mark| mark.count).sum::<u32>(), 20_000);
    }
}
