use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};
use domain::board::figures::Verdict;
use domain::intake::{IncomingRecord, Named};
use domain::publication::{Rounding, Tier};
use domain::source::SourceSystem;

/// A record of ten days ago: open, without limit, department or place. Set what matters.
pub(crate) fn record(id: &str) -> Draft {
    let named = |code: &str, name: &str| {
        Some(Named {
            code: code.to_owned(),
            name: name.to_owned(),
        })
    };
    Draft(IncomingRecord {
        line: 2,
        source: SourceSystem::Hotline12345,
        external_id: id.to_owned(),
        version: None,
        person: None,
        verbatim: BTreeMap::from([("id".to_owned(), id.to_owned())]),
        content_hash: [0; 32],
        received_at: ago(10),
        title: None,
        narrative: None,
        category: named("lamp", "路灯"),
        parent_category: None,
        department: None,
        township: None,
        community: None,
        address: None,
        place: None,
        due_at: None,
        closed_at: None,
        closed: false,
        verdict: None,
        duplicate: false,
        satisfied: None,
        tier: Tier::Exact,
        rounding: Rounding::None,
    })
}

/// So many days before now, to the second.
pub(crate) fn ago(days: i64) -> DateTime<Utc> {
    let now = Utc::now().timestamp();
    DateTime::from_timestamp(now, 0).expect("now") - TimeDelta::days(days)
}

/// So many days after now.
pub(crate) fn ahead(days: i64) -> DateTime<Utc> {
    ago(-days)
}

/// An [`IncomingRecord`] in the making.
#[derive(Clone)]
pub(crate) struct Draft(IncomingRecord);

impl Draft {
    pub(crate) fn received(mut self, at: DateTime<Utc>) -> Self {
        self.0.received_at = at;
        self
    }

    pub(crate) fn department(mut self, code: &str) -> Self {
        self.0.department = Some(Named {
            code: code.to_owned(),
            name: format!("单位{code}"),
        });
        self
    }

    pub(crate) fn category(mut self, code: &str) -> Self {
        self.0.category = Some(Named {
            code: code.to_owned(),
            name: format!("类别{code}"),
        });
        self
    }

    pub(crate) fn township(mut self, code: &str) -> Self {
        self.0.township = Some(Named {
            code: code.to_owned(),
            name: format!("街道{code}"),
        });
        self
    }

    pub(crate) fn at(mut self, lng: f64, lat: f64) -> Self {
        self.0.place = Some((lng, lat));
        self
    }

    pub(crate) fn due(mut self, at: DateTime<Utc>) -> Self {
        self.0.due_at = Some(at);
        self
    }

    pub(crate) fn closed(mut self, at: DateTime<Utc>) -> Self {
        self.0.closed_at = Some(at);
        self.0.closed = true;
        self
    }

    pub(crate) fn judged(mut self, verdict: Verdict) -> Self {
        self.0.verdict = Some(verdict);
        self.0.closed = true;
        self
    }

    pub(crate) fn build(self) -> IncomingRecord {
        self.0
    }
}
