//! What is pushed: finds of grid workers in the made-up district, each one a case of its own.

use anyhow::{Context, Result};

use crate::bench::{Bench, http::signed};

/// The records were found on so many days before today.
const DAYS: u32 = 20;
/// The board begins so many days before today, as it does where nobody names a day. Named, it does not move at midnight.
const PERIOD: u32 = 29;
/// Days from now to every limit. A case with a limit is never merged into another, so that each is counted.
const LIMIT: u32 = 30;

const THINGS: [&str; 8] = [
    "井盖",
    "垃圾桶",
    "护栏",
    "广告牌",
    "共享单车",
    "水管",
    "电线",
    "围挡",
];
const FAULTS: [&str; 8] = ["破损", "松动", "堵塞", "倒伏", "漏水", "占道", "缺失", "歪斜"];
const PLACES: [&str; 8] = ["东门", "西门", "学校", "菜场", "桥头", "公园", "车站", "楼道"];

/// Makes batches; no record twice.
pub(super) struct Source {
    key: String,
    region: String,
    /// First day of the board.
    from: String,
    days: Vec<String>,
    limit: String,
    made: u64,
}

impl Source {
    /// With a key to push into this region.
    pub(super) fn new(bench: &Bench, database: &str, region: &str) -> Result<Self> {
        let dates = bench.cluster.psql(
            database,
            &format!(
                "select to_char(now() - days * interval '1 day', 'YYYY-MM-DD')
                 from unnest(array[{PERIOD}, -{LIMIT}] || array(select generate_series(1, {DAYS}))) with ordinality as t (days, n)
                 order by n"
            ),
        )?;
        let mut dates = dates.lines().map(str::to_owned);
        Ok(Self {
            key: bench.intake_key(database, region)?,
            region: region.to_owned(),
            from: dates.next().context("a date")?,
            limit: dates.next().context("a date")?,
            days: dates.collect(),
            made: 0,
        })
    }

    /// Where the board is that counts the records.
    pub(super) fn board(&self) -> String {
        format!("/api/v1/board?region={}&from={}", self.region, self.from)
    }

    /// The next batch, signed.
    pub(super) fn batch(&mut self, size: u32) -> Result<String> {
        let records: Vec<String> = (0..size).map(|_| self.record()).collect();
        signed(&self.key, &format!("{{\"records\":[{}]}}", records.join(",")))
    }

    fn record(&mut self) -> String {
        self.made += 1;
        let number = self.made;
        let mut state = number;
        // A linear congruential generator, begun anew for each record: its first numbers are too much alike.
        let mut below = |limit: u64| {
            for _ in 0..3 {
                state = state
                    .wrapping_mul(6_364_136_223_846_793_005)
                    .wrapping_add(1_442_695_040_888_963_407);
            }
            (state >> 33) % limit
        };
        let day = usize::try_from(below(u64::from(DAYS)))
            .ok()
            .and_then(|at| self.days.get(at))
            .map_or("", String::as_str);
        // The first eight bring all kinds there are: a new kind is more work than a new case.
        let thing = usize::try_from(number % 8).map_or("", |at| THINGS[at]);
        let mut word = |words: [&'static str; 8]| words[usize::try_from(below(8)).unwrap_or(0)];
        let (fault, place) = (word(FAULTS), word(PLACES));
        let (road, house) = (below(1_900), below(999));
        // Around the middle of the district, well within its border.
        let (lng, lat) = (below(140_000), below(120_000));
        format!(
            "{{\"巡查编号\":\"L{number}\",\"发现时间\":\"{day} {:02}:{:02}:00\",\"版本\":1,\"问题子类\":\"{thing}受损\",\
             \"问题描述\":\"某{road}路{house}号{place}旁{thing}{fault}，编号{number}\",\
             \"位置\":{{\"地址\":\"某{road}路{house}号\",\"经度\":121.{:06},\"纬度\":28.{:06}}},\
             \"要求完成时间\":\"{} 18:00:00\"}}",
            8 + below(10),
            below(60),
            180_000 + lng,
            565_000 + lat,
            self.limit,
        )
    }
}

#[cfg(test)]
mod tests {
    use super::Source;

    #[test]
    fn records_are_objects_of_their_own_within_the_district() {
        let mut source = Source {
            key: "lqi_0".to_owned(),
            region: "999001".to_owned(),
            from: "2026-11-01".to_owned(),
            days: vec!["2026-11-10".to_owned(); 20],
            limit: "2026-12-30".to_owned(),
            made: 0,
        };
        let request = source.batch(100).expect("a batch");
        let (_, body) = request.split_once("\r\n\r\n").expect("a body");
        let body: serde_json::Value = serde_json::from_str(body).expect("JSON");
        let records = body["records"].as_array().expect("records");
        let mut ids: Vec<&str> = records
            .iter()
            .filter_map(|one| one["巡查编号"].as_str())
            .collect();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), 100);
        for record in records {
            let (lng, lat) = (&record["位置"]["经度"], &record["位置"]["纬度"]);
            let (lng, lat) = (lng.as_f64().expect("degrees"), lat.as_f64().expect("degrees"));
            assert!(
                (121.18..121.32).contains(&lng) && (28.565..28.685).contains(&lat),
                "{record}"
            );
        }
        assert_eq!(source.board(), "/api/v1/board?region=999001&from=2026-11-01");
    }
}
