//! Cases that lie nowhere yet, and where colleagues say they lie.

use domain::Lang;
use domain::access::Right;
use domain::area::{Unplaced, UnplacedPage};
use domain::case::Action;
use domain::{CommunityCode, TownshipCode};
use store::cases::{Placement, place_case};
use store::district::{GridAnchors, ensure_grid_cells, grid_anchors};
use store::workbench::{same_addresses, unplaced};

use crate::names::named;
use crate::opening::on_earth;
use crate::placer::Placer;
use crate::{Caller, Desk, DeskError};

/// Cases per page.
const PAGE: u32 = 50;
/// Cases of one address that lie farther than this from their middle agree on nothing, in metres.
const AGREE: f64 = 80.0;

impl Desk {
    /// Open cases without a place, newest first, with where other cases of their address lie; `page` from 0.
    pub async fn unplaced(&self, caller: &Caller, page: u32, lang: Lang) -> Result<UnplacedPage, DeskError> {
        caller.needs(Right::PlaceCases)?;
        let skip = page.saturating_mul(PAGE);
        let mut rows = unplaced(&self.db, &caller.region, PAGE + 1, skip).await?;
        let more = rows.len() > PAGE as usize;
        rows.truncate(PAGE as usize);
        let addresses = rows.iter().filter_map(|row| row.address.as_deref());
        let same = same_addresses(&self.db, &caller.region, addresses, AGREE).await?;
        let names = self.names(&caller.region, lang).await?;
        let items = rows.into_iter().map(|row| {
            let community = row
                .community_code
                .as_deref()
                .map(|code| named(&names.communities, code));
            let township = row
                .township_code
                .as_deref()
                .map(|code| named(&names.townships, code));
            Unplaced {
                code: crate::file::shown(&row.public_code),
                category: named(&names.categories, &row.category_code).name,
                area: community.or(township).map(|unit| unit.name),
                received_at: row.received_at,
                same_address: row
                    .address
                    .as_ref()
                    .and_then(|address| same.get(address).copied()),
                address: row.address,
            }
        });
        Ok(UnplacedPage {
            items: items.collect(),
            more,
        })
    }

    /// Says where a case lies: longitude and latitude (WGS-84). Who may note something on a case may say where it lies, and
    /// so may who works on the list.
    pub async fn place_case(&self, caller: &Caller, code: &str, place: (f64, f64)) -> Result<(), DeskError> {
        if !caller.person.may(Right::PlaceCases) {
            let file = self.seen(caller, code).await?;
            caller.person.actor_for(&file.case, Action::Comment)?;
        }
        on_earth(place)?;
        let case_id = self.case_id(&caller.region, code).await?;
        let file = store::workbench::private_file(&self.db, &caller.region, case_id).await?;
        let file = file.ok_or(DeskError::NotFound)?;
        let cells = grid_anchors(&self.db, &caller.region).await?;
        let mut placer = Placer::new(cells.clone());
        // The cell of then, not of now.
        let received_at = file.case.reported_at;
        let (grid, anchor) = placer.locate(Some(place), received_at);
        if grid.is_none() {
            return Err(DeskError::invalid("place", "a point in the region's grid"));
        }
        let made = placer.take_made();
        if !made.is_empty() {
            ensure_grid_cells(&self.db, &caller.region, &made).await?;
        }
        let cell = grid.as_ref().and_then(|grid| {
            let is_it = |cell: &&GridAnchors| cell.code == grid.as_str() && cell.holds_at(received_at);
            cells.iter().find(is_it)
        });
        let rules = self.rules(&caller.region).await?;
        let tier = rules.policy(&file.category).tier;
        let placement = Placement {
            place,
            public_place: tier.public_place(Some(place), anchor),
            township: cell.and_then(|cell| TownshipCode::parse(cell.township.as_deref()?).ok()),
            community: cell.and_then(|cell| CommunityCode::parse(cell.community.as_deref()?).ok()),
            grid,
            by: caller.person.id.clone(),
        };
        if place_case(&self.db, &caller.region, case_id, &placement, self.now()).await? {
            Ok(())
        } else {
            Err(DeskError::NotFound)
        }
    }
}
