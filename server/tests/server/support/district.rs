use domain::publication::{Rounding, Tier};
use store::district::{Category, Department, District, GridCell, StageLimit, Township};

use super::World;

impl World {
    /// Units `police` and `urban`, kinds `debt` (published) and `family` (counted only), one township with
    /// one grid cell.
    pub(crate) async fn district(&self) {
        let region = &self.region.code;
        let limit = |stage: &str, minutes| StageLimit {
            stage: stage.to_owned(),
            minutes,
            working: false,
        };
        let category = |code: &str, tier| Category {
            code: code.to_owned(),
            parent: None,
            name: format!("类别{code}"),
            name_en: None,
            urgent: true,
            tier,
            rounding: Rounding::None,
            limits: vec![limit("sign", 30), limit("dispose", 600)],
        };
        let district = District {
            outline: Vec::new(),
            townships: vec![Township {
                code: format!("{region}001"),
                name: "东城街道".to_owned(),
                name_en: None,
            }],
            communities: Vec::new(),
            grid: vec![GridCell {
                code: format!("{region}001001001"),
                township: Some(format!("{region}001")),
                community: None,
                name: "一格".to_owned(),
                dedicated: false,
                rural: false,
                ring: vec![(121.0, 28.0), (122.0, 28.0), (122.0, 29.0), (121.0, 29.0)],
                anchors: vec![(121.5, 28.5)],
            }],
            departments: ["police", "urban"]
                .map(|unit| Department {
                    code: unit.to_owned(),
                    name: format!("单位{unit}"),
                    name_en: None,
                    kind: "bureau".to_owned(),
                    peer_group: "bureau".to_owned(),
                })
                .into(),
            stations: Vec::new(),
            categories: vec![category("debt", Tier::Exact), category("family", Tier::Absent)],
        };
        store::district::put_district(&self.db, region, &district)
            .await
            .expect("a district");
    }

    /// How many cases, events, notices, guests and files there are: what a refusal leaves as it was.
    pub(crate) async fn written(&self) -> Vec<i64> {
        let mut counts = Vec::new();
        for table in ["cases", "case_events", "notices", "case_codes", "attachments"] {
            let sql = format!("select count(*) from core.{table}");
            let count: i64 = sqlx::query_scalar(sqlx::AssertSqlSafe(sql))
                .fetch_one(self.db.pool())
                .await
                .expect("a count");
            counts.push(count);
        }
        counts
    }
}
