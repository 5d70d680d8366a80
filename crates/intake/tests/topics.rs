//! Hot topics of real messages against what several teams found in them.

mod common;

use std::collections::BTreeMap;

use common::{data, read};
use domain::fusion::topics::{Document, topics};
use intake::Mapping;

/// Pairs of labelled messages: in one topic by both, by ours only, by the label only.
fn pairwise(labels: &[(usize, String)], cluster: &BTreeMap<usize, usize>) -> [f64; 3] {
    let mut counts = [0.0; 3];
    for (n, (one, label)) in labels.iter().enumerate() {
        for (two, other) in &labels[n + 1..] {
            let ours = cluster.contains_key(one) && cluster.get(one) == cluster.get(two);
            match (ours, label == other) {
                (true, true) => counts[0] += 1.0,
                (true, false) => counts[1] += 1.0,
                (false, true) => counts[2] += 1.0,
                (false, false) => {}
            }
        }
    }
    counts
}

fn report(name: &str, [both, ours, theirs]: [f64; 3]) -> f64 {
    let (precision, recall) = (both / (both + ours), both / (both + theirs));
    let f1 = 2.0 * both / (2.0 * both + ours + theirs);
    eprintln!("hot topics, {name}: pairwise precision {precision:.3}, recall {recall:.3}, F1 {f1:.3}");
    f1
}

#[test]
fn the_topics_that_two_teams_or_more_agree_on_come_out_as_clusters() {
    let (Some(messages), Some(consensus)) = (
        data("citizen-messages/messages-4326.xlsx"),
        data("citizen-messages/hot-issues-consensus.csv"),
    ) else {
        return;
    };
    let (records, rejects) = read(messages, &Mapping::load("citizen-messages").expect("a mapping"));
    assert_eq!((records.len(), rejects.len()), (4326, 0));
    let documents: Vec<Document<'_>> = records
        .iter()
        .map(|record| Document {
            title: record.title.as_deref().unwrap_or_default(),
            text: record.narrative.as_deref().unwrap_or_default(),
        })
        .collect();
    let mut cluster = BTreeMap::new();
    for (number, topic) in topics(&documents).into_iter().enumerate() {
        cluster.extend(topic.into_iter().map(|text| (text, number)));
    }

    let place: BTreeMap<&str, usize> = records
        .iter()
        .enumerate()
        .map(|(at, record)| (record.external_id.as_str(), at))
        .collect();
    let mut rows = csv::Reader::from_path(consensus).expect("the consensus");
    let labelled: Vec<(usize, String, bool)> = rows
        .records()
        .map(|row| {
            let row = row.expect("a row");
            (place[&row[1]], row[0].to_owned(), row[3].contains('+'))
        })
        .collect();
    assert_eq!(labelled.len(), 204);
    let all: Vec<(usize, String)> = labelled
        .iter()
        .map(|(at, label, _)| (*at, label.clone()))
        .collect();
    let agreed: Vec<(usize, String)> = labelled
        .iter()
        .filter(|(_, _, several)| *several)
        .map(|(at, label, _)| (*at, label.clone()))
        .collect();
    report("every row, also of one team alone", pairwise(&all, &cluster));
    let f1 = report("rows that two teams or more name", pairwise(&agreed, &cluster));
    assert!(f1 >= 0.80, "{f1:.3}");
}
