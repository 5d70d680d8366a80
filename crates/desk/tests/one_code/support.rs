use chrono::{DateTime, TimeDelta, Utc};
use desk::{Caller, Desk, DeskError, GuestPass, Invite, Pseudonyms, Scanned, Voice};
use domain::access::{Membership, Person};
use domain::case::{Actor, Capacity, Command, Role, State};
use domain::intake::RegionDefaults;
use domain::publication::{Rounding, Tier};
use domain::source::SourceSystem;
use domain::{CategoryCode, RegionCode};
use sqlx::PgPool;
use store::Db;
use store::bulk::CaseHistory;
use store::cases::{ActRequest, Acted, Identity, RuleBook, act, open_case};
use store::district::{Category, District, put_district};
use testkit::Story;
use uuid::Uuid;

pub(crate) const NARRATIVE: &str = "张三欠李四三万元";

/// A region with a public and an unlisted kind of matter, and its desk.
pub(crate) struct World {
    pub(crate) db: Db,
    pub(crate) desk: Desk,
    pub(crate) region: RegionCode,
}

/// A case by its identities.
pub(crate) struct Case {
    pub(crate) id: Uuid,
    /// As people write it.
    pub(crate) code: String,
    /// `{region}.{token}` of its public code.
    pub(crate) public: String,
}

impl World {
    pub(crate) async fn new(pool: PgPool) -> Self {
        let db = Db::from_pool(pool);
        store::migrate(&db).await.expect("migrations");
        let region = RegionCode::parse("999001").expect("a region");
        make_region(&db, &region).await;
        Self {
            desk: Desk::new(db.clone()),
            db,
            region,
        }
    }

    /// What residents may ask of the desk.
    pub(crate) fn voice(&self) -> Voice {
        let keys = std::env::temp_dir().join(format!("lianqin-keys-{}", Uuid::new_v4()));
        Voice::new(self.desk.clone(), Pseudonyms::new(self.db.clone(), keys))
    }

    /// A case of the listed kind, an hour old at `state`.
    pub(crate) async fn case(&self, state: State) -> Case {
        self.case_of("lamp", hour_ago().reach(state)).await
    }

    pub(crate) async fn case_of(&self, category: &str, story: Story) -> Case {
        let identity = Identity::draw(&mut rand());
        let case = Case {
            id: identity.case_id,
            code: identity.code.clone(),
            public: format!("{}.{}", self.region, identity.token),
        };
        let history = CaseHistory {
            case_id: identity.case_id,
            code: identity.code,
            token: identity.token,
            tally_key: identity.tally_key,
            day: Utc::now().date_naive(),
            category: CategoryCode::parse(category).expect("a category"),
            source: SourceSystem::Public,
            title: Some("民间借贷".to_owned()),
            narrative: Some(NARRATIVE.to_owned()),
            address: Some("模具城 3 号楼".to_owned()),
            township: None,
            community: None,
            grid: None,
            place: None,
            public_place: None,
            placed_by: None,
            public_received_at: story.case().reported_at,
            source_verdict: None,
            duplicate: false,
            opened_by: None,
            station: None,
            case: story.case().clone(),
            events: story
                .decisions()
                .iter()
                .map(|decision| (Uuid::new_v4(), decision.event.clone()))
                .collect(),
        };
        open_case(&self.db, &self.region, history, None, Utc::now())
            .await
            .expect("opened");
        self.publish().await;
        case
    }

    pub(crate) async fn publish(&self) {
        store::publication::publish_all(&self.db, Utc::now())
            .await
            .expect("published");
    }

    pub(crate) async fn act(&self, case: &Case, actor: Actor, command: Command) -> Acted {
        let rules = RuleBook::load(&self.db, &self.region, Utc::now())
            .await
            .expect("rules");
        let request = ActRequest {
            case_id: case.id,
            action_id: Uuid::new_v4(),
            expected_version: None,
            actor,
            command,
        };
        act(&self.db, &self.region, &rules, &request, Utc::now())
            .await
            .expect("acted")
    }

    /// Somebody of this role, and of this unit if one is named.
    pub(crate) fn caller(&self, role: Role, department: Option<&str>) -> Caller {
        let person = Person {
            id: format!("person-{}", role.code()),
            memberships: vec![Membership {
                role,
                department: department.map(str::to_owned),
            }],
        };
        Caller::new(self.region.clone(), person, "某某")
    }

    /// A lawyer invited to the case, let in.
    pub(crate) async fn guest(&self, case: &Case) -> GuestPass {
        let caller = self.caller(Role::Supervisor, None);
        let invitation = self
            .desk
            .invite_guest(&caller, &case.code, &invite("王律师", Capacity::Lawyer))
            .await
            .expect("invited");
        self.pass(&invitation.path).await
    }

    /// What the guest's code at this path lets in.
    pub(crate) async fn pass(&self, path: &str) -> GuestPass {
        match self.desk.scan(scanned(path)).await {
            Ok(Scanned::Guest(pass)) => pass,
            other => panic!("{other:?}"),
        }
    }

    pub(crate) async fn one<T>(&self, sql: &'static str) -> T
    where
        T: for<'r> sqlx::Decode<'r, sqlx::Postgres> + sqlx::Type<sqlx::Postgres> + Send + Unpin,
    {
        sqlx::query_scalar(sql)
            .fetch_one(self.db.pool())
            .await
            .expect("one value")
    }
}

pub(crate) fn hour_ago() -> Story {
    ago(TimeDelta::hours(1))
}

/// A story that happened so long ago.
pub(crate) fn ago(time: TimeDelta) -> Story {
    let mut story = testkit::story();
    let past: DateTime<Utc> = Utc::now() - time;
    story.now = past;
    story
}

/// The part of a code's path that is scanned.
pub(crate) fn scanned(path: &str) -> &str {
    path.strip_prefix("/c/").expect("a code's path")
}

pub(crate) fn is_not_found<T>(answer: &Result<T, DeskError>) -> bool {
    matches!(answer, Err(DeskError::NotFound))
}

/// An invitation of its own.
pub(crate) fn invite(name: &str, capacity: Capacity) -> Invite {
    Invite {
        action_id: Uuid::new_v4(),
        name: name.to_owned(),
        capacity,
    }
}

pub(crate) fn invalid_field<T>(answer: &Result<T, DeskError>) -> Option<&'static str> {
    match answer {
        Err(DeskError::Invalid { field, .. }) => Some(field),
        _ => None,
    }
}

pub(crate) async fn make_region(db: &Db, region: &RegionCode) {
    let defaults = RegionDefaults {
        name: "示范区".into(),
        name_en: None,
        time_zone: "Asia/Shanghai".into(),
        locale: "zh-CN".into(),
        scheme: "cn".into(),
    };
    store::intake::ensure_region(db, region, Some(&defaults), true)
        .await
        .expect("a region");
    let category = |code: &str, tier| Category {
        code: code.to_owned(),
        parent: None,
        name: format!("{code} 名"),
        name_en: Some(format!("{code} name")),
        urgent: false,
        tier,
        rounding: Rounding::None,
        limits: Vec::new(),
    };
    let district = District {
        outline: Vec::new(),
        townships: Vec::new(),
        communities: Vec::new(),
        grid: Vec::new(),
        departments: Vec::new(),
        stations: Vec::new(),
        categories: vec![category("lamp", Tier::Exact), category("home", Tier::Absent)],
    };
    put_district(db, region, &district).await.expect("a district");
}

fn rand() -> impl rand::Rng {
    use rand::SeedableRng;
    rand_chacha::ChaCha20Rng::from_seed(
        *Uuid::new_v4()
            .into_bytes()
            .repeat(2)
            .first_chunk::<32>()
            .expect("32 bytes"),
    )
}
