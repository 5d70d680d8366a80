//! Opening a case at the desk or on the spot (人人皆可发起).

use domain::access::Right;
use domain::case::{Actor, Role, lifecycle};
use domain::source::SourceSystem;
use domain::{CategoryCode, CommunityCode, TownshipCode};
use rand::SeedableRng;
use rand_chacha::ChaCha20Rng;
use store::bulk::CaseHistory;
use store::cases::{Identity, open_case};
use store::district::{ensure_grid_cells, grid_anchors};
use uuid::Uuid;

use crate::acting::check_text;
use crate::placer::Placer;
use crate::{Caller, Desk, DeskError};

/// Longest title, in characters.
const MAX_TITLE: usize = 120;
/// Case ids are made of the client's action id in this name space, so that one tap opens one case.
const OPENINGS: Uuid = Uuid::from_u128(0x6c69_616e_7169_6e00_6f70_656e_696e_6773);

/// What somebody says of a new case.
#[derive(Debug, Clone, PartialEq)]
pub struct NewCase {
    /// Made by the client: the same tap sent twice opens one case.
    pub action_id: Uuid,
    pub category: String,
    pub title: Option<String>,
    pub narrative: Option<String>,
    pub address: Option<String>,
    pub township: Option<String>,
    /// Longitude, latitude (WGS-84).
    pub place: Option<(f64, f64)>,
    /// Station at which it was raised.
    pub station: Option<String>,
}

/// The case that was opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opened {
    /// Public code with hyphens.
    pub code: String,
    /// It had been opened before by the same tap.
    pub repeated: bool,
}

impl Desk {
    /// Opens a case, placed in its grid cell, with one event; publication follows its category.
    pub async fn open_case(&self, caller: &Caller, new: NewCase) -> Result<Opened, DeskError> {
        caller.needs(Right::OpenCase)?;
        let new = checked(new)?;
        let case_id = Uuid::new_v5(&OPENINGS, new.action_id.as_bytes());
        if let Some(code) = store::workbench::code_of(&self.db, &caller.region, case_id).await? {
            return Ok(Opened {
                code: crate::file::shown(&code),
                repeated: true,
            });
        }
        let category = CategoryCode::parse(&new.category)
            .map_err(|error| DeskError::invalid("category", error.to_string()))?;
        if !store::workbench::has_category(&self.db, &caller.region, category.as_str()).await? {
            return Err(DeskError::invalid("category", "there is no such kind of matter"));
        }
        let mut township = new
            .township
            .as_deref()
            .map(TownshipCode::parse)
            .transpose()
            .map_err(|error| DeskError::invalid("township", error.to_string()))?;
        if let Some(code) = &township
            && !store::workbench::has_township(&self.db, &caller.region, code.as_str()).await?
        {
            return Err(DeskError::invalid("township", "there is no such township"));
        }
        if let Some(station) = &new.station
            && !caller.stations.contains(station)
        {
            return Err(DeskError::invalid("station", "not a station of yours"));
        }
        let rules = self.rules(&caller.region).await?;
        let policy = rules.policy(category.as_str());
        let cells = grid_anchors(&self.db, &caller.region).await?;
        let area_of = |code: &str| {
            let cell = cells.iter().find(|cell| cell.code == code)?;
            Some((cell.township.clone(), cell.community.clone()))
        };
        let mut placer = Placer::new(cells.clone());
        let (grid, anchor) = placer.locate(new.place);
        let area = grid.as_ref().and_then(|grid| area_of(grid.as_str()));
        let (of_cell, community) = area.unwrap_or_default();
        township = of_cell
            .and_then(|code| TownshipCode::parse(&code).ok())
            .or(township);
        let made = placer.take_made();
        if !made.is_empty() {
            ensure_grid_cells(&self.db, &caller.region, &made).await?;
        }
        let now = self.now();
        let actor = opener(caller);
        let decision = lifecycle::report(&actor, now, now, None);
        let identity = Identity {
            case_id,
            ..self.identity()?
        };
        let code = identity.code.clone();
        let source = match actor.role {
            Role::GridWorker => SourceSystem::GridInspection,
            _ => SourceSystem::Station,
        };
        let history = CaseHistory {
            case_id,
            code: identity.code,
            token: identity.token,
            tally_key: identity.tally_key,
            day: now.with_timezone(&rules.zone).date_naive(),
            category,
            source,
            title: new.title,
            narrative: new.narrative,
            address: new.address,
            township,
            community: community.and_then(|code| CommunityCode::parse(&code).ok()),
            grid,
            place: new.place,
            public_place: policy.tier.public_place(new.place, anchor),
            public_received_at: policy.rounding.apply(now, rules.zone),
            source_verdict: None,
            duplicate: false,
            opened_by: Some(caller.person.id.clone()),
            station: new.station,
            case: decision.case,
            events: vec![(new.action_id, decision.event)],
        };
        let Err(error) = open_case(&self.db, &caller.region, history, None, now).await else {
            return Ok(Opened {
                code: crate::file::shown(&code),
                repeated: false,
            });
        };
        // The same tap may have arrived twice at once.
        match store::workbench::code_of(&self.db, &caller.region, case_id).await? {
            Some(code) => Ok(Opened {
                code: crate::file::shown(&code),
                repeated: true,
            }),
            None => Err(error.into()),
        }
    }

    /// A new identity; tokens are drawn from it, so it must not be guessed.
    fn identity(&self) -> Result<Identity, DeskError> {
        let mut seed = [0; 32];
        getrandom::fill(&mut seed).map_err(|error| DeskError::Unavailable(error.to_string()))?;
        Ok(Identity::draw(&mut ChaCha20Rng::from_seed(seed)))
    }
}

/// As whom a case is opened: who works outside first, because that says where it comes from.
fn opener(caller: &Caller) -> Actor {
    let rank = |role: Role| match role {
        Role::StationStaff => 0,
        Role::GridWorker => 1,
        Role::Handler => 2,
        _ => 3,
    };
    let mut actors: Vec<Actor> = caller.person.actors().collect();
    actors.sort_by_key(|actor| rank(actor.role));
    actors.into_iter().next().unwrap_or_else(|| Actor {
        id: caller.person.id.clone(),
        role: Role::Reporter,
        department: None,
    })
}

fn checked(new: NewCase) -> Result<NewCase, DeskError> {
    let text = |text: Option<String>| {
        text.map(|text| text.trim().to_owned())
            .filter(|text| !text.is_empty())
    };
    let new = NewCase {
        title: text(new.title),
        narrative: text(new.narrative),
        address: text(new.address),
        township: text(new.township),
        station: text(new.station),
        ..new
    };
    for (field, value) in [
        ("title", &new.title),
        ("narrative", &new.narrative),
        ("address", &new.address),
        ("station", &new.station),
    ] {
        check_text(field, value.as_deref())?;
    }
    if new
        .title
        .as_deref()
        .is_some_and(|title| title.chars().count() > MAX_TITLE)
    {
        return Err(DeskError::invalid(
            "title",
            format!("at most {MAX_TITLE} characters"),
        ));
    }
    if let Some((lng, lat)) = new.place {
        let on_earth = (-180.0..=180.0).contains(&lng) && (-90.0..=90.0).contains(&lat);
        if !on_earth || (lng == 0.0 && lat == 0.0) {
            return Err(DeskError::invalid("place", "a longitude and a latitude on earth"));
        }
    }
    Ok(new)
}
