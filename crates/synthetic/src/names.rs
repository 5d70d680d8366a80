//! Names of places: put together from plain characters; none is meant to be a real one.

/// A name in both languages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Name {
    pub(crate) zh: String,
    pub(crate) en: String,
}

/// Streets (街道), towns (镇) and townships (乡), in the order of their codes.
pub(crate) const TOWNSHIPS: [(&str, &str, Rank); 19] = [
    ("澄湖", "Chenghu", Rank::Street),
    ("晴川", "Qingchuan", Rank::Street),
    ("锦屿", "Jinyu", Rank::Street),
    ("望舟", "Wangzhou", Rank::Street),
    ("云栈", "Yunzhan", Rank::Street),
    ("橙洲", "Chengzhou", Rank::Street),
    ("鹭汀", "Luting", Rank::Street),
    ("新渡", "Xindu", Rank::Street),
    ("青岙", "Qing'ao", Rank::Town),
    ("石杼", "Shizhu", Rank::Town),
    ("沙屿", "Shayu", Rank::Town),
    ("松陂", "Songbei", Rank::Town),
    ("湾坞", "Wanwu", Rank::Town),
    ("竹衢", "Zhuqu", Rank::Town),
    ("陶浦", "Taopu", Rank::Town),
    ("雾岭", "Wuling", Rank::Township),
    ("高畲", "Gaoshe", Rank::Township),
    ("白岩头", "Baiyantou", Rank::Township),
    ("云上坑", "Yunshangkeng", Rank::Township),
];

/// The three kinds of area below a district.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Rank {
    Street,
    Town,
    Township,
}

impl Rank {
    /// First of the three digits in the area's code.
    pub(crate) fn digit(self) -> u32 {
        match self {
            Self::Street => 0,
            Self::Town => 1,
            Self::Township => 2,
        }
    }

    pub(crate) fn full_name(self, zh: &str, en: &str) -> Name {
        let (suffix, word) = match self {
            Self::Street => ("街道", "Subdistrict"),
            Self::Town => ("镇", "Town"),
            Self::Township => ("乡", "Township"),
        };
        Name {
            zh: format!("{zh}{suffix}"),
            en: format!("{en} {word}"),
        }
    }

    /// What its administration is called.
    pub(crate) fn office(self, zh: &str, en: &str) -> Name {
        let Name { zh, en } = self.full_name(zh, en);
        match self {
            Self::Street => Name {
                zh: format!("{zh}办事处"),
                en: format!("{en} Office"),
            },
            Self::Town | Self::Township => Name {
                zh: format!("{zh}人民政府"),
                en: format!("{en} Government"),
            },
        }
    }
}

const FIRST: [(&str, &str); 16] = [
    ("锦", "Jin"),
    ("云", "Yun"),
    ("橘", "Ju"),
    ("望", "Wang"),
    ("晴", "Qing"),
    ("春", "Chun"),
    ("和", "He"),
    ("安", "An"),
    ("文", "Wen"),
    ("新", "Xin"),
    ("东", "Dong"),
    ("南", "Nan"),
    ("石", "Shi"),
    ("松", "Song"),
    ("竹", "Zhu"),
    ("双", "Shuang"),
];
const URBAN: [(&str, &str); 11] = [
    ("园", "yuan"),
    ("桥", "qiao"),
    ("湖", "hu"),
    ("苑", "yuan"),
    ("浦", "pu"),
    ("汀", "ting"),
    ("里", "li"),
    ("渡", "du"),
    ("塘", "tang"),
    ("坊", "fang"),
    ("亭", "ting"),
];
const RURAL: [(&str, &str); 11] = [
    ("岙", "ao"),
    ("坑", "keng"),
    ("畈", "fan"),
    ("头", "tou"),
    ("岭", "ling"),
    ("坞", "wu"),
    ("溪", "xi"),
    ("田", "tian"),
    ("潭", "tan"),
    ("岩", "yan"),
    ("坪", "ping"),
];
const ROADS: [(&str, &str); 14] = [
    ("云帆路", "Yunfan Road"),
    ("橘香路", "Juxiang Road"),
    ("联勤大道", "Lianqin Avenue"),
    ("共治路", "Gongzhi Road"),
    ("晴翠街", "Qingcui Street"),
    ("望舒路", "Wangshu Road"),
    ("渡口街", "Dukou Street"),
    ("星河路", "Xinghe Road"),
    ("松声路", "Songsheng Road"),
    ("塑谷大道", "Sugu Avenue"),
    ("和畅街", "Hechang Street"),
    ("石桥巷", "Shiqiao Lane"),
    ("南门街", "Nanmen Street"),
    ("清风里", "Qingfeng Lane"),
];

/// The `index`th community: a residents' one in town, a village elsewhere. No two share a name.
pub(crate) fn community(index: usize, rural: bool) -> Name {
    let seconds = if rural { &RURAL } else { &URBAN };
    // 11 and 16 have no common factor: both turn at once and all pairs come before one comes again.
    let ((a, a_en), (b, b_en)) = (FIRST[index % FIRST.len()], seconds[index % seconds.len()]);
    if rural {
        Name {
            zh: format!("{a}{b}村"),
            en: format!("{a_en}{b_en} Village"),
        }
    } else {
        Name {
            zh: format!("{a}{b}社区"),
            en: format!("{a_en}{b_en} Community"),
        }
    }
}

/// A road, for addresses.
pub(crate) fn road(index: usize) -> (&'static str, &'static str) {
    ROADS[index % ROADS.len()]
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn no_two_communities_share_a_name() {
        let both = [false, true];
        let names: BTreeSet<String> = both
            .iter()
            .flat_map(|rural| (0..FIRST.len() * URBAN.len()).map(|index| community(index, *rural).zh))
            .collect();
        assert_eq!(names.len(), 2 * FIRST.len() * URBAN.len());
    }
}
