use chrono::TimeDelta;

/// The weights of fusion, in hundredths of a point. A pair with [`Policy::join`] points or more is joined,
/// one with [`Policy::propose`] or more is shown to a person.
///
/// The weights were set by hand from what clerks go by and checked on one file of each kind; docs/fusion.md
/// says what they reach and how to recompute it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Policy {
    pub same_address: i32,
    /// Two addresses that name different spots.
    pub other_address: i32,
    /// Up to [`Policy::SAME_PLACE`], and up to 80 metres.
    pub near: [i32; 2],
    /// More than 500 metres.
    pub far: i32,
    /// Up to one, two, three, seven and thirty days apart. Beyond, nothing is joined.
    pub gap: [i32; 5],
    pub same_category: i32,
    pub other_category: i32,
    pub same_person: i32,
    /// Texts alike by 0.8, 0.5, 0.25 and 0.12 at least.
    pub alike: [i32; 4],
    /// Two telling texts alike by less than 0.03.
    pub unlike: i32,
    pub closed_together: i32,
    pub closed_apart: i32,
    /// One is closed, the other still open.
    pub one_open: i32,
    pub join: i32,
    pub propose: i32,
}

impl Policy {
    /// Metres within which two points are one place.
    pub const SAME_PLACE: u32 = 40;
    /// Records further apart in time are never compared.
    pub const WINDOW: TimeDelta = TimeDelta::days(30);
    /// Closings up to this far apart are one.
    pub const TOGETHER: TimeDelta = TimeDelta::hours(12);
    /// Most records looked at per key: a crossing with a hundred reports a day does not cost a hundred
    /// comparisons per report. The nearest in time are taken.
    pub const LOOKED_AT: usize = 32;
    /// What is in force.
    pub const CURRENT: Self = Self {
        same_address: 400,
        other_address: -150,
        near: [300, 200],
        far: -300,
        gap: [100, 50, -120, -150, -250],
        same_category: 50,
        other_category: -50,
        same_person: 200,
        alike: [400, 300, 200, 100],
        unlike: -100,
        closed_together: 150,
        closed_apart: -200,
        one_open: -50,
        join: 500,
        propose: 300,
    };
}
