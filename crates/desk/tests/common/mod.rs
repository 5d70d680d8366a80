//! A small district with people, for tests that set only what they are about.

use desk::{Caller, Deed, Desk, NewCase};
use domain::RegionCode;
use domain::access::{Membership, Person};
use domain::case::{Action, Command, Role};
use domain::intake::RegionDefaults;
use domain::publication::{Rounding, Tier};
use sqlx::PgPool;
use store::Db;
use store::district::{Category, Department, District, GridCell, StageLimit, Township};
use uuid::Uuid;

pub(crate) const UNITS: [&str; 5] = ["police", "urban", "justice", "procuratorate", "market"];

pub(crate) struct World {
    pub(crate) db: Db,
    pub(crate) desk: Desk,
    pub(crate) region: RegionCode,
}

impl World {
    pub(crate) async fn new(pool: PgPool) -> Self {
        let db = Db::from_pool(pool);
        store::migrate(&db).await.expect("migrations");
        let region = RegionCode::parse("999001").expect("a region");
        make(&db, &region).await;
        Self {
            desk: Desk::new(db.clone()),
            db,
            region,
        }
    }

    /// A second region, with the same units.
    pub(crate) async fn other_region(&self) -> RegionCode {
        let region = RegionCode::parse("999002").expect("a region");
        make(&self.db, &region).await;
        region
    }

    pub(crate) fn caller(&self, id: &str, roles: &[(Role, Option<&str>)]) -> Caller {
        let memberships = roles.iter().map(|(role, unit)| Membership {
            role: *role,
            department: unit.map(str::to_owned),
        });
        let person = Person {
            id: id.to_owned(),
            memberships: memberships.collect(),
        };
        Caller::new(self.region.clone(), person, id)
    }

    pub(crate) fn staff(&self, role: Role) -> Caller {
        self.caller(role.code(), &[(role, None)])
    }

    pub(crate) fn handler(&self, unit: &str) -> Caller {
        self.caller(&format!("{unit}-1"), &[(Role::Handler, Some(unit))])
    }

    /// A case of kind `kind`, opened by the station.
    pub(crate) async fn opened(&self, kind: &str) -> String {
        let station = self.staff(Role::StationStaff);
        let opened = self.desk.open_case(&station, new_case(kind)).await;
        opened.expect("opened").code
    }

    /// Takes an action at the present version.
    pub(crate) async fn act(&self, caller: &Caller, code: &str, command: Command) {
        let file = self
            .desk
            .file(caller, code, domain::Lang::Zh)
            .await
            .expect("the caller sees the case");
        let deed = deed(file.case.version, command);
        let action = deed.command.action;
        if let Err(error) = self.desk.act(caller, code, deed).await {
            panic!("{action:?}: {error}");
        }
    }

    /// Brings a case to a lead and its co-handlers.
    pub(crate) async fn dispatched(&self, kind: &str, lead: &str, co: &[&str]) -> String {
        let code = self.opened(kind).await;
        self.act(&self.staff(Role::Acceptor), &code, Command::new(Action::Accept))
            .await;
        let dispatch = Command {
            department: Some(lead.to_owned()),
            co_departments: co.iter().map(|unit| (*unit).to_owned()).collect(),
            ..Command::new(Action::Dispatch)
        };
        self.act(&self.staff(Role::Dispatcher), &code, dispatch).await;
        code
    }
}

pub(crate) fn deed(version: u32, command: Command) -> Deed {
    Deed {
        action_id: Uuid::new_v4(),
        version,
        command,
    }
}

pub(crate) fn new_case(kind: &str) -> NewCase {
    NewCase {
        action_id: Uuid::new_v4(),
        category: kind.to_owned(),
        title: Some("模具城债务纠纷".to_owned()),
        narrative: Some("张三欠李四货款。".to_owned()),
        address: Some("模具城 3 号楼".to_owned()),
        township: None,
        place: Some((121.2, 28.6)),
        station: None,
    }
}

async fn make(db: &Db, region: &RegionCode) {
    let defaults = RegionDefaults {
        name: "示范区".into(),
        name_en: Some("Demo".into()),
        time_zone: "Asia/Shanghai".into(),
        locale: "zh-CN".into(),
        scheme: "cn".into(),
    };
    store::intake::ensure_region(db, region, Some(&defaults), true)
        .await
        .expect("region");
    let limit = |stage: &str, minutes| StageLimit {
        stage: stage.to_owned(),
        minutes,
        working: false,
    };
    let category = |code: &str, tier, minutes| Category {
        code: code.to_owned(),
        parent: None,
        name: code.to_owned(),
        name_en: None,
        urgent: true,
        tier,
        rounding: Rounding::None,
        limits: vec![limit("sign", 30), limit("dispose", minutes)],
    };
    let district = District {
        outline: Vec::new(),
        townships: vec![Township {
            code: format!("{region}001"),
            name: "东城街道".to_owned(),
            name_en: Some("Dongcheng".to_owned()),
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
        departments: UNITS
            .iter()
            .map(|unit| Department {
                code: (*unit).to_owned(),
                name: format!("{unit} 局"),
                name_en: Some(format!("{unit} bureau")),
                kind: "bureau".to_owned(),
                peer_group: "bureau".to_owned(),
            })
            .collect(),
        stations: Vec::new(),
        categories: vec![
            category("debt", Tier::Snapped, 600),
            category("vehicle", Tier::Exact, 300),
            category("family", Tier::Absent, 120),
        ],
    };
    store::district::put_district(db, region, &district)
        .await
        .expect("district");
}
