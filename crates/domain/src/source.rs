//! The eight systems a district already has.

use serde::{Deserialize, Serialize};

use crate::Lang;

/// Where a record comes from. The set is closed on purpose: an unknown channel is mapped to the nearest
/// of the eight by the mapping of its import, and its own name is kept in the source record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SourceSystem {
    /// 四平台: the township's four platforms.
    FourPlatforms,
    /// 110: police calls.
    #[serde(rename = "110")]
    Police110,
    /// 信访: petitions.
    Petition,
    /// 矛调: mediation centre.
    Mediation,
    /// 12345: government hotline.
    #[serde(rename = "12345")]
    Hotline12345,
    /// 网格巡查: finds of grid workers.
    GridInspection,
    /// 联勤站: joint-service stations.
    Station,
    /// 公众: the public portal.
    Public,
}

impl SourceSystem {
    /// All eight, in the order shown to people. The position is the small code used by the map engine.
    pub const ALL: [Self; 8] = [
        Self::FourPlatforms,
        Self::Police110,
        Self::Petition,
        Self::Mediation,
        Self::Hotline12345,
        Self::GridInspection,
        Self::Station,
        Self::Public,
    ];

    /// The code on the wire and in the database.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::FourPlatforms => "four_platforms",
            Self::Police110 => "110",
            Self::Petition => "petition",
            Self::Mediation => "mediation",
            Self::Hotline12345 => "12345",
            Self::GridInspection => "grid_inspection",
            Self::Station => "station",
            Self::Public => "public",
        }
    }

    /// The system with this code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|source| source.code() == code)
    }

    /// What people call it: the one place for its name. The table of source systems has the same.
    #[must_use]
    pub fn name(self, lang: Lang) -> &'static str {
        let (zh, en) = match self {
            Self::FourPlatforms => ("四平台", "Four platforms"),
            Self::Police110 => ("110", "Police 110"),
            Self::Petition => ("信访", "Petitions"),
            Self::Mediation => ("矛调中心", "Mediation centre"),
            Self::Hotline12345 => ("12345 热线", "Hotline 12345"),
            Self::GridInspection => ("网格巡查", "Grid inspection"),
            Self::Station => ("联勤工作站", "Joint-service stations"),
            Self::Public => ("公众门户", "Public portal"),
        };
        lang.pick(zh, Some(en))
    }

    /// Position in [`SourceSystem::ALL`].
    #[must_use]
    pub fn index(self) -> u8 {
        self as u8
    }
}
