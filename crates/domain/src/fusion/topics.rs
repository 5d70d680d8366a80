//! Hot topics: texts that speak of one thing, though nobody said so.
//!
//! Texts become vectors of their parts (as in [`super::Sketch`]), weighted by how rare a part is (tf-idf), and
//! are clustered by average linkage: two clusters are one topic while the mean cosine of their texts, each with
//! each, is high enough. The result is that of the whole set, whatever its order.
//!
//! Sources: G. Salton and C. Buckley, *Term-weighting approaches in automatic text retrieval*, 1988; F. Murtagh,
//! *A survey of recent advances in hierarchical clustering algorithms*, 1983 (nearest-neighbour chain).

use std::collections::{BTreeMap, HashMap};

use super::text::parts;

/// Weight of a part that stands in a title, as if it stood so often more in the text.
const TITLE: f32 = 4.0;
/// Parts in more than this share of the texts say nothing.
const COMMON: f32 = 0.1;
/// Mean cosine from which two clusters are one topic.
const LINKAGE: f32 = 0.06;
/// Most texts clustered at once: memory is four bytes per pair, 200 MB for this many.
pub const MOST: usize = 10_000;

/// A title and a text.
#[derive(Debug, Clone, Copy)]
pub struct Document<'a> {
    pub title: &'a str,
    pub text: &'a str,
}

/// Topics of at least two texts, the largest first, each as positions in `documents`, ascending. At most [`MOST`]
/// documents are looked at, the first.
#[must_use]
pub fn topics(documents: &[Document<'_>]) -> Vec<Vec<usize>> {
    let vectors = vectors(&documents[..documents.len().min(MOST)]);
    let mut clusters = Clusters::of(&vectors);
    clusters.link();
    let mut topics: Vec<Vec<usize>> = clusters
        .members
        .into_iter()
        .filter(|topic| topic.len() > 1)
        .collect();
    for topic in &mut topics {
        topic.sort_unstable();
    }
    topics.sort_by_key(|topic| (usize::MAX - topic.len(), topic.first().copied()));
    topics
}

/// Unit vectors, by part in ascending order.
fn vectors(documents: &[Document<'_>]) -> Vec<Vec<(u32, f32)>> {
    let mut with_part: HashMap<u32, u32> = HashMap::new();
    let counted: Vec<BTreeMap<u32, f32>> = documents
        .iter()
        .map(|document| {
            let (mut of_text, mut of_title) = (Vec::new(), Vec::new());
            parts(document.text, &mut of_text);
            parts(document.title, &mut of_title);
            let mut counts: BTreeMap<u32, f32> = BTreeMap::new();
            for part in of_text {
                *counts.entry(part).or_default() += 1.0;
            }
            for count in counts.values_mut() {
                *count = 1.0 + count.ln();
            }
            for part in of_title {
                *counts.entry(part).or_default() += TITLE;
            }
            for part in counts.keys() {
                *with_part.entry(*part).or_default() += 1;
            }
            counts
        })
        .collect();
    let all = documents.len() as f32;
    let rarity = |part: &u32| {
        let texts = with_part.get(part).copied().unwrap_or(0);
        // A part of one text likens it to none.
        (texts >= 2 && texts as f32 <= (COMMON * all).max(2.0)).then(|| (all / texts as f32).ln())
    };
    counted
        .into_iter()
        .map(|counts| {
            let mut vector: Vec<(u32, f32)> = counts
                .into_iter()
                .filter_map(|(part, count)| Some((part, count * rarity(&part)?)))
                .collect();
            let length = vector
                .iter()
                .map(|(_, weight)| weight * weight)
                .sum::<f32>()
                .sqrt();
            if length > 0.0 {
                vector.iter_mut().for_each(|(_, weight)| *weight /= length);
            }
            vector
        })
        .collect()
}

/// Clusters on their way, with the mean cosine of every two.
struct Clusters {
    /// Texts of each; empty once it has become part of another.
    members: Vec<Vec<usize>>,
    /// Of the pair (one, two) with two < one, at one · (one − 1) / 2 + two.
    likeness: Vec<f32>,
}

impl Clusters {
    fn of(vectors: &[Vec<(u32, f32)>]) -> Self {
        let mut likeness = vec![0.0; vectors.len() * vectors.len().saturating_sub(1) / 2];
        let mut postings: HashMap<u32, Vec<(usize, f32)>> = HashMap::new();
        for (one, vector) in vectors.iter().enumerate() {
            let row = one * one.saturating_sub(1) / 2;
            for (part, weight) in vector {
                let with_part = postings.entry(*part).or_default();
                for (two, other) in with_part.iter() {
                    likeness[row + two] += weight * other;
                }
                with_part.push((one, *weight));
            }
        }
        Self {
            members: (0..vectors.len()).map(|text| vec![text]).collect(),
            likeness,
        }
    }

    fn at(one: usize, two: usize) -> usize {
        let (high, low) = (one.max(two), one.min(two));
        high * (high - 1) / 2 + low
    }

    /// The cluster most like this one, the lower number among equals.
    fn nearest(&self, one: usize) -> Option<(usize, f32)> {
        let mut best: Option<(usize, f32)> = None;
        for two in (0..self.members.len()).filter(|two| *two != one && !self.members[*two].is_empty()) {
            let likeness = self.likeness[Self::at(one, two)];
            if best.is_none_or(|(_, most)| likeness > most) {
                best = Some((two, likeness));
            }
        }
        best
    }

    /// Joins whatever is alike enough, by chains of nearest neighbours. What is least like everything else can be
    /// left for good: no joining makes a mean greater than the greater of the two.
    fn link(&mut self) {
        let mut over = vec![false; self.members.len()];
        let mut chain: Vec<usize> = Vec::new();
        loop {
            let Some(&top) = chain.last() else {
                let next = (0..over.len()).find(|one| !over[*one] && !self.members[*one].is_empty());
                match next {
                    Some(next) => chain.push(next),
                    None => return,
                }
                continue;
            };
            match self.nearest(top) {
                Some((two, likeness)) if likeness >= LINKAGE => {
                    let before = chain.len().checked_sub(2).map(|at| chain[at]);
                    let mutual =
                        before.is_some_and(|before| likeness <= self.likeness[Self::at(top, before)]);
                    match before.filter(|_| mutual) {
                        Some(before) => {
                            chain.truncate(chain.len() - 2);
                            self.join(top, before);
                        }
                        None => chain.push(two),
                    }
                }
                _ => {
                    over[top] = true;
                    chain.pop();
                }
            }
        }
    }

    /// Makes one of two; it keeps the lower number.
    fn join(&mut self, one: usize, two: usize) {
        let (keep, gone) = (one.min(two), one.max(two));
        let (of_keep, of_gone) = (self.members[keep].len() as f32, self.members[gone].len() as f32);
        for other in (0..self.members.len()).filter(|other| *other != keep && *other != gone) {
            if self.members[other].is_empty() {
                continue;
            }
            let mean = (of_keep * self.likeness[Self::at(keep, other)]
                + of_gone * self.likeness[Self::at(gone, other)])
                / (of_keep + of_gone);
            self.likeness[Self::at(keep, other)] = mean;
        }
        let joined = std::mem::take(&mut self.members[gone]);
        self.members[keep].extend(joined);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXTS: [(&str, &str); 7] = [
        ("丽发新城搅拌站噪音", "小区旁边的搅拌站日夜施工，粉尘很大"),
        ("咨询人才购房补贴", "人才购房补贴什么时候发放"),
        ("投诉丽发新城搅拌站", "搅拌站粉尘噪音严重，日夜不停"),
        ("路灯坏了", "解放路的路灯一个月没亮"),
        ("人才购房补贴申请不通过", "为什么购房补贴申请总是不通过"),
        ("丽发新城旁建搅拌站", "粉尘噪音让人没法生活"),
        ("公交班次太少", "早高峰等了四十分钟"),
    ];

    fn of(order: &[usize]) -> Vec<Vec<usize>> {
        let documents: Vec<Document<'_>> = order
            .iter()
            .map(|at| Document {
                title: TEXTS[*at].0,
                text: TEXTS[*at].1,
            })
            .collect();
        let mut found: Vec<Vec<usize>> = topics(&documents)
            .into_iter()
            .map(|topic| {
                let mut topic: Vec<usize> = topic.into_iter().map(|at| order[at]).collect();
                topic.sort_unstable();
                topic
            })
            .collect();
        found.sort();
        found
    }

    #[test]
    fn texts_about_one_thing_are_a_topic_and_the_others_none() {
        assert_eq!(of(&[0, 1, 2, 3, 4, 5, 6]), [vec![0, 2, 5], vec![1, 4]]);
    }

    #[test]
    fn topics_do_not_depend_on_the_order_of_texts() {
        assert_eq!(of(&[6, 5, 4, 3, 2, 1, 0]), of(&[0, 1, 2, 3, 4, 5, 6]));
        assert_eq!(of(&[3, 0, 6, 1, 5, 2, 4]), of(&[0, 1, 2, 3, 4, 5, 6]));
    }

    #[test]
    fn no_text_and_empty_texts_make_no_topic() {
        assert!(topics(&[]).is_empty());
        let empty = Document { title: "", text: "" };
        assert!(topics(&[empty, empty]).is_empty());
    }
}
