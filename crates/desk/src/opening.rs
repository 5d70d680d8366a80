//! Opening a case at the desk or on the spot (人人皆可发起).

use domain::access::Right;
use domain::area::PlacedBy;
use domain::case::{Actor, Role, lifecycle};
use domain::source::SourceSystem;
use domain::{CategoryCode, CommunityCode, GridCode, RegionCode, TownshipCode};
use rand::SeedableRng;
use rand_chacha::ChaCha20Rng;
use store::bulk::CaseHistory;
use store::cases::{Identity, Reporter, open_case};
use store::district::{GridAnchors, drawn_areas, ensure_grid_cells, grid_anchors};
use uuid::Uuid;

use crate::acting::check_text;
use crate::placer::Placer;
use crate::{Caller, Desk, DeskError};

/// Longest title, in characters.
const MAX_TITLE: usize = 120;
/// Case ids are made of the client's action id in this name space, so that one tap opens one case.
const OPENINGS: Uuid = Uuid::from_u128(0x6c69_616e_7169_6e00_6f70_656e_696e_6773);

/// The units of a place.
struct Spot {
    township: Option<TownshipCode>,
    community: Option<CommunityCode>,
    grid: Option<GridCode>,
    /// Point of the cell that stands for it in public.
    anchor: Option<(f64, f64)>,
    placed_by: Option<PlacedBy>,
}

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

/// Who opens a case, and as what.
pub(crate) struct Opener {
    pub(crate) case_id: Uuid,
    pub(crate) actor: Actor,
    pub(crate) source: SourceSystem,
    /// Id of the colleague who opened it.
    pub(crate) opened_by: Option<String>,
    /// Whoever reported it themselves.
    pub(crate) reporter: Option<Reporter>,
}

impl Desk {
    /// Opens a case, placed in its grid cell, with one event; publication follows its category.
    pub async fn open_case(&self, caller: &Caller, new: NewCase) -> Result<Opened, DeskError> {
        caller.needs(Right::OpenCase)?;
        if let Some(station) = new.station.as_deref().map(str::trim)
            && !station.is_empty()
            && !caller.stations.iter().any(|known| known == station)
        {
            return Err(DeskError::invalid("station", "not a station of yours"));
        }
        let actor = opener(caller);
        let opener = Opener {
            case_id: Uuid::new_v5(&OPENINGS, new.action_id.as_bytes()),
            source: match actor.role {
                Role::GridWorker => SourceSystem::GridInspection,
                _ => SourceSystem::Station,
            },
            actor,
            opened_by: Some(caller.person.id.clone()),
            reporter: None,
        };
        self.open(&caller.region, opener, new).await
    }

    /// Opens a case in `region`, whoever it is that does.
    pub(crate) async fn open(
        &self,
        region: &RegionCode,
        opener: Opener,
        new: NewCase,
    ) -> Result<Opened, DeskError> {
        let new = checked(new)?;
        let case_id = opener.case_id;
        let opened = |code: &str, repeated| Opened {
            code: crate::file::shown(code),
            repeated,
        };
        if let Some(code) = store::workbench::code_of(&self.db, region, case_id).await? {
            return Ok(opened(&code, true));
        }
        let category = CategoryCode::parse(&new.category)
            .map_err(|error| DeskError::invalid("category", error.to_string()))?;
        if !store::workbench::has_category(&self.db, region, category.as_str()).await? {
            return Err(DeskError::invalid("category", "there is no such kind of matter"));
        }
        let rules = self.rules(region).await?;
        let policy = rules.policy(category.as_str());
        let spot = self.spot(region, &new).await?;
        let now = self.now();
        let decision = lifecycle::report(&opener.actor, now, now, None);
        let identity = Identity {
            case_id,
            ..self.identity()?
        };
        let code = identity.code.clone();
        let history = CaseHistory {
            case_id,
            code: identity.code,
            token: identity.token,
            tally_key: identity.tally_key,
            day: now.with_timezone(&rules.zone).date_naive(),
            category,
            source: opener.source,
            title: new.title,
            narrative: new.narrative,
            address: new.address,
            township: spot.township,
            community: spot.community,
            grid: spot.grid,
            place: new.place,
            public_place: policy.tier.public_place(new.place, spot.anchor),
            placed_by: spot.placed_by,
            public_received_at: policy.rounding.apply(now, rules.zone),
            source_verdict: None,
            duplicate: false,
            opened_by: opener.opened_by,
            station: new.station,
            case: decision.case,
            events: vec![(new.action_id, decision.event)],
        };
        let Err(error) = open_case(&self.db, region, history, opener.reporter, now).await else {
            return Ok(opened(&code, false));
        };
        // The same tap may have arrived twice at once.
        match store::workbench::code_of(&self.db, region, case_id).await? {
            Some(code) => Ok(opened(&code, true)),
            None => Err(error.into()),
        }
    }

    /// Refuses a township that the region does not have; an empty one is none.
    pub(crate) async fn check_township(
        &self,
        region: &RegionCode,
        township: Option<&str>,
    ) -> Result<(), DeskError> {
        let Some(code) = township.map(str::trim).filter(|code| !code.is_empty()) else {
            return Ok(());
        };
        let code =
            TownshipCode::parse(code).map_err(|error| DeskError::invalid("township", error.to_string()))?;
        if store::workbench::has_township(&self.db, region, code.as_str()).await? {
            Ok(())
        } else {
            Err(DeskError::invalid("township", "there is no such township"))
        }
    }

    /// Where a new case lies.
    async fn spot(&self, region: &RegionCode, new: &NewCase) -> Result<Spot, DeskError> {
        self.check_township(region, new.township.as_deref()).await?;
        let said = new
            .township
            .as_deref()
            .and_then(|code| TownshipCode::parse(code).ok());
        let cells = grid_anchors(&self.db, region).await?;
        let mut placer = Placer::new(cells.clone());
        let now = self.now();
        let (grid, anchor) = placer.locate(new.place, now);
        let cell = grid.as_ref().and_then(|grid| {
            let is_it = |cell: &&GridAnchors| cell.code == grid.as_str() && cell.holds_at(now);
            cells.iter().find(is_it)
        });
        let of_cell = cell.and_then(|cell| TownshipCode::parse(cell.township.as_deref()?).ok());
        let community = cell.and_then(|cell| CommunityCode::parse(cell.community.as_deref()?).ok());
        let mut placed_by = None;
        let (mut of_address, mut community_of_address) = (None, None);
        if new.place.is_none()
            && said.is_none()
            && let Some(address) = &new.address
        {
            let placer = Placer::new(Vec::new()).with_areas(drawn_areas(&self.db, region).await?);
            if let Some(area) = placer.area(address) {
                let (township, community) = (area.township.as_deref(), area.community.as_deref());
                of_address = township.and_then(|code| TownshipCode::parse(code).ok());
                community_of_address = community.and_then(|code| CommunityCode::parse(code).ok());
                placed_by = Some(PlacedBy::Address);
            }
        }
        let made = placer.take_made();
        if !made.is_empty() {
            ensure_grid_cells(&self.db, region, &made).await?;
        }
        Ok(Spot {
            township: of_cell.or(said).or(of_address),
            community: community.or(community_of_address),
            grid,
            anchor,
            placed_by,
        })
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

pub(crate) fn checked(new: NewCase) -> Result<NewCase, DeskError> {
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
    if let Some(place) = new.place {
        on_earth(place)?;
    }
    Ok(new)
}

/// Refuses what is no longitude and latitude, and the point 0, 0, which is one only by mistake.
pub(crate) fn on_earth((lng, lat): (f64, f64)) -> Result<(), DeskError> {
    let is_on_earth = (-180.0..=180.0).contains(&lng) && (-90.0..=90.0).contains(&lat);
    if !is_on_earth || (lng == 0.0 && lat == 0.0) {
        return Err(DeskError::invalid("place", "a longitude and a latitude on earth"));
    }
    Ok(())
}
