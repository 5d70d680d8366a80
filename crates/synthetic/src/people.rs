//! Who acts: a fixed handful of made-up people per role, so that nobody decides on their own work.

use domain::case::{Actor, Role};
use domain::source::SourceSystem;
use rand::Rng;

/// Somebody of this role.
pub(crate) fn somebody(role: Role, rng: &mut impl Rng) -> Actor {
    let many = match role {
        Role::Verifier | Role::Dispatcher => 4,
        Role::CallerBack | Role::Acceptor => 3,
        _ => 2,
    };
    Actor {
        id: format!("demo:{}:{}", role.code(), rng.random_range(1..=many)),
        role,
        department: None,
    }
}

/// A handler of this unit.
pub(crate) fn handler(unit: &str, rng: &mut impl Rng) -> Actor {
    Actor {
        id: format!("demo:{unit}:{}", rng.random_range(1..=5)),
        role: Role::Handler,
        department: Some(unit.to_owned()),
    }
}

/// Who reports from this source.
pub(crate) fn reporter(source: SourceSystem, rng: &mut impl Rng) -> Actor {
    match source {
        SourceSystem::Public => somebody(Role::Public, rng),
        SourceSystem::GridInspection => somebody(Role::GridWorker, rng),
        SourceSystem::Station => somebody(Role::StationStaff, rng),
        _ => Actor {
            id: format!("demo:source:{}", source.code()),
            role: Role::Reporter,
            department: None,
        },
    }
}
