use serde::{Deserialize, Serialize};

/// The languages of the interface. Chinese comes first.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Lang {
    #[default]
    #[serde(rename = "zh-CN")]
    Zh,
    #[serde(rename = "en")]
    En,
}

impl Lang {
    /// BCP 47 tag.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Zh => "zh-CN",
            Self::En => "en",
        }
    }

    /// The language of a tag: anything English is English, all else Chinese.
    #[must_use]
    pub fn from_code(code: &str) -> Self {
        if code.starts_with("en") {
            Self::En
        } else {
            Self::Zh
        }
    }

    /// The English text where there is one and English is wanted.
    #[must_use]
    pub fn pick<'a>(self, zh: &'a str, en: Option<&'a str>) -> &'a str {
        match (self, en) {
            (Self::En, Some(en)) if !en.is_empty() => en,
            _ => zh,
        }
    }
}
