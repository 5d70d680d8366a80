//! Made-up people with accounts, at least one for every role: for trying the staff side.

use domain::case::Role;

/// The one password of all made-up people. Documented, so no secret: never given to anybody in a real region.
pub const INITIAL_PASSWORD: &str = "lianqin-try-it-2026";

/// A made-up person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StaffMember {
    pub login: String,
    pub name: String,
    pub name_en: String,
    pub role: Role,
    /// Code of the unit they act for.
    pub department: Option<String>,
    /// Code of the station they work at.
    pub station: Option<String>,
}

/// Login, names, role, unit, station. No unit of a township stands here: its code depends on the region.
type Sketch = (
    &'static str,
    &'static str,
    &'static str,
    Role,
    Option<&'static str>,
    Option<&'static str>,
);

const SKETCHES: [Sketch; 17] = [
    (
        "station",
        "陈站长",
        "Chen, head of station",
        Role::StationStaff,
        Some("police"),
        Some("S01"),
    ),
    ("grid", "林网格", "Lin, grid worker", Role::GridWorker, None, None),
    ("acceptor", "周受理", "Zhou, acceptor", Role::Acceptor, None, None),
    (
        "dispatcher",
        "吴派遣",
        "Wu, dispatcher",
        Role::Dispatcher,
        None,
        None,
    ),
    (
        "police",
        "郑警官",
        "Officer Zheng",
        Role::Handler,
        Some("police"),
        None,
    ),
    (
        "procuratorate",
        "沈检察",
        "Prosecutor Shen",
        Role::Handler,
        Some("procuratorate"),
        None,
    ),
    (
        "justice",
        "韩司法",
        "Han, justice",
        Role::Handler,
        Some("justice"),
        None,
    ),
    (
        "urban",
        "杨城管",
        "Yang, urban management",
        Role::Handler,
        Some("urban"),
        None,
    ),
    (
        "market",
        "朱市监",
        "Zhu, market regulation",
        Role::Handler,
        Some("market"),
        None,
    ),
    (
        "labour",
        "秦人社",
        "Qin, labour",
        Role::Handler,
        Some("labour"),
        None,
    ),
    (
        "housing",
        "许住建",
        "Xu, housing",
        Role::Handler,
        Some("housing"),
        None,
    ),
    ("verifier", "何核查", "He, verifier", Role::Verifier, None, None),
    (
        "callback",
        "吕回访",
        "Lü, call-backs",
        Role::CallerBack,
        None,
        None,
    ),
    (
        "supervisor",
        "施督查",
        "Shi, supervisor",
        Role::Supervisor,
        None,
        None,
    ),
    (
        "privacy",
        "孔隐私",
        "Kong, privacy",
        Role::PrivacyOfficer,
        None,
        None,
    ),
    ("analyst", "曹分析", "Cao, analyst", Role::Analyst, None, None),
    ("admin", "严管理", "Yan, administrator", Role::Admin, None, None),
];

/// The people of a district with these units: those of [`SKETCHES`] whose unit is there, and a handler of the
/// first township.
#[must_use]
pub fn staff(district: &store::district::District) -> Vec<StaffMember> {
    let has_unit = |code: Option<&str>| {
        code.is_none_or(|code| district.departments.iter().any(|unit| unit.code == code))
    };
    let sketched = SKETCHES.iter().filter(|sketch| has_unit(sketch.4)).map(
        |(login, name, name_en, role, department, station)| StaffMember {
            login: (*login).to_owned(),
            name: (*name).to_owned(),
            name_en: (*name_en).to_owned(),
            role: *role,
            department: department.map(str::to_owned),
            station: station.map(str::to_owned),
        },
    );
    let township = district
        .departments
        .iter()
        .find(|unit| unit.kind == "township")
        .map(|unit| StaffMember {
            login: "township".to_owned(),
            name: "蒋镇街".to_owned(),
            name_en: "Jiang, township".to_owned(),
            role: Role::Handler,
            department: Some(unit.code.clone()),
            station: None,
        });
    sketched.chain(township).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_role_of_an_account_has_somebody_and_no_login_is_there_twice() {
        let region = domain::RegionCode::parse("999001").expect("a region");
        let people = staff(&crate::district(&region, 1));
        for role in Role::ALL {
            let is_account = !matches!(role, Role::Public | Role::Reporter | Role::Guest);
            assert_eq!(people.iter().any(|one| one.role == *role), is_account, "{role:?}");
        }
        let mut logins: Vec<&str> = people.iter().map(|one| one.login.as_str()).collect();
        logins.sort_unstable();
        logins.dedup();
        assert_eq!(logins.len(), people.len());
    }

    #[test]
    fn the_initial_password_keeps_the_rules_but_for_its_fame() {
        use domain::access::password::LENGTH;
        assert!(LENGTH.contains(&INITIAL_PASSWORD.len()));
    }
}
