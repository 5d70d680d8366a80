//! The eight systems a district already has.

use serde::{Deserialize, Serialize};

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

    /// Position in [`SourceSystem::ALL`].
    #[must_use]
    pub fn index(self) -> u8 {
        self as u8
    }
}
